"""Query by authors, labels and saved queries; the same words on both databases; views"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from archive.migrations import fulltext, views

LINE = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')
NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('labels',
    sa.Column('article_number', NUMBER, nullable=False),
    sa.Column('kind', LINE, nullable=False),
    sa.Column('folded', LINE, nullable=False),
    sa.Column('value', LINE, nullable=False),
    sa.ForeignKeyConstraint(['article_number'], ['articles.number'], name=op.f('fk_labels_article_number'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('article_number', 'kind', 'folded', name=op.f('pk_labels')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_labels_kind_folded_article_number_value'), 'labels', ['kind', 'folded', 'article_number', 'value'])
    op.create_table('saved_queries',
    sa.Column('name', LINE, nullable=False),
    sa.Column('id', LINE, nullable=False),
    sa.Column('query', sa.Text(), nullable=False),
    sa.Column('normalised', sa.Text(), nullable=False),
    sa.Column('hash', LINE, nullable=False),
    sa.Column('saved_at', LINE, nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_saved_queries'))
    )
    gone = sa.text('vanished_at IS NOT NULL')
    for table in ('articles', 'comments'):
        op.create_index(op.f(f'ix_{table}_vanished_at'), table, ['vanished_at'], sqlite_where=gone, postgresql_where=gone)
    op.create_index(op.f('ix_articles_language_kind_blog_id_published'), 'articles', ['language', 'kind', 'blog_id', 'published'])
    op.create_index(op.f('ix_comments_published_kind_article_id_vanished_at'), 'comments', ['published', 'kind', 'article_id', 'vanished_at'])
    fulltext.drop(op.get_bind())
    fulltext.create(op.get_bind())
    fulltext.create_labels(op.get_bind())
    views.create(op.get_bind())
