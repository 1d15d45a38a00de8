"""Links as they were before a crawl changed them, and since when that is known"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from archive.text import instant

LINE = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')
NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('former_links',
    sa.Column('article_id', LINE, nullable=False),
    sa.Column('crawl_id', NUMBER, autoincrement=False, nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('url', LINE, nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('replaced_at', LINE, nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_former_links_article_id')),
    sa.ForeignKeyConstraint(['crawl_id'], ['crawls.id'], name=op.f('fk_former_links_crawl_id')),
    sa.PrimaryKeyConstraint('article_id', 'crawl_id', 'position', name=op.f('pk_former_links'))
    )
    op.add_column('blogs', sa.Column('links_since', LINE, nullable=True))
    more = sa.text(
        "UPDATE blogs SET links_since = :now "
        "WHERE (SELECT count(*) FROM crawls WHERE crawls.blog_id = blogs.id) > 1"
    )
    op.get_bind().execute(more, {"now": instant(datetime.now(UTC))})
