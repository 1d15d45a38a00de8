"""What lists say, when a row was last asked for, and how a crawl goes about it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

LINE = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')
NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('crawls', sa.Column('mode', LINE, nullable=False, server_default='first'))
    op.add_column('frontier', sa.Column('asked_at', LINE, nullable=True))
    op.execute("UPDATE frontier SET rank = rank + 1 WHERE rank >= 3")  # the role rest is the fourth
    op.create_table('sources',
    sa.Column('blog_id', LINE, nullable=False),
    sa.Column('url', LINE, nullable=False),
    sa.Column('total', sa.Integer(), nullable=True),
    sa.Column('crawl_id', NUMBER, nullable=False),
    sa.Column('parts_seen', sa.Text(), nullable=False),
    sa.Column('whole_at', LINE, nullable=True),
    sa.ForeignKeyConstraint(['blog_id'], ['blogs.id'], name=op.f('fk_sources_blog_id')),
    sa.ForeignKeyConstraint(['crawl_id'], ['crawls.id'], name=op.f('fk_sources_crawl_id')),
    sa.PrimaryKeyConstraint('blog_id', 'url', name=op.f('pk_sources'))
    )
    op.create_table('listed',
    sa.Column('blog_id', LINE, nullable=False),
    sa.Column('source', LINE, nullable=False),
    sa.Column('key', LINE, nullable=False),
    sa.Column('url', LINE, nullable=False),
    sa.Column('stamp', LINE, nullable=False),
    sa.Column('crawl_id', NUMBER, nullable=False),
    sa.ForeignKeyConstraint(['blog_id'], ['blogs.id'], name=op.f('fk_listed_blog_id')),
    sa.ForeignKeyConstraint(['crawl_id'], ['crawls.id'], name=op.f('fk_listed_crawl_id')),
    sa.PrimaryKeyConstraint('blog_id', 'source', 'key', name=op.f('pk_listed'))
    )
    op.create_index(op.f('ix_listed_blog_id_url'), 'listed', ['blog_id', 'url'], unique=False)
    op.create_index(op.f('ix_articles_blog_id_key'), 'articles', ['blog_id', 'key'], unique=False)
