"""Exports made, erasures and their tombstones, rights signals of captures"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

LINE = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')
NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('captures', sa.Column('rights', sa.Text(), nullable=True))
    op.create_table('exports',
    sa.Column('id', NUMBER, autoincrement=True, nullable=False),
    sa.Column('made_at', LINE, nullable=False),
    sa.Column('format', LINE, nullable=False),
    sa.Column('query', sa.Text(), nullable=True),
    sa.Column('selection', sa.Text(), nullable=False),
    sa.Column('article_ids', sa.Text(), nullable=True),
    sa.Column('files', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exports'))
    )
    op.create_table('erasures',
    sa.Column('id', NUMBER, autoincrement=True, nullable=False),
    sa.Column('kind', LINE, nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('erased_at', LINE, nullable=False),
    sa.Column('report', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasures'))
    )
    op.create_table('tombstones',
    sa.Column('mark', LINE, nullable=False),
    sa.Column('kind', LINE, nullable=False),
    sa.Column('words', sa.Integer(), nullable=False),
    sa.Column('erasure_id', NUMBER, nullable=False),
    sa.ForeignKeyConstraint(['erasure_id'], ['erasures.id'], name=op.f('fk_tombstones_erasure_id')),
    sa.PrimaryKeyConstraint('mark', name=op.f('pk_tombstones'))
    )
