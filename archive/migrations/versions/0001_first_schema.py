"""First schema"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from archive.migrations import fulltext

LINE = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')
NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('blogs',
    sa.Column('id', LINE, nullable=False),
    sa.Column('url', LINE, nullable=False),
    sa.Column('name', sa.Text(), nullable=True),
    sa.Column('title', sa.Text(), nullable=True),
    sa.Column('platform', LINE, nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_blogs')),
    sa.UniqueConstraint('url', name=op.f('uq_blogs_url'))
    )
    op.create_table('articles',
    sa.Column('number', NUMBER, autoincrement=True, nullable=False),
    sa.Column('id', LINE, nullable=False),
    sa.Column('blog_id', LINE, nullable=False),
    sa.Column('url', LINE, nullable=False),
    sa.Column('kind', LINE, nullable=False),
    sa.Column('key', LINE, nullable=True),
    sa.Column('title', sa.Text(), nullable=True),
    sa.Column('authors', sa.Text(), nullable=False),
    sa.Column('published', LINE, nullable=True),
    sa.Column('modified', LINE, nullable=True),
    sa.Column('categories', sa.Text(), nullable=False),
    sa.Column('tags', sa.Text(), nullable=False),
    sa.Column('language', LINE, nullable=True),
    sa.Column('lead_image', LINE, nullable=True),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('markdown', sa.Text(), nullable=True),
    sa.Column('word_count', sa.Integer(), nullable=True),
    sa.Column('comments_open', sa.Boolean(), nullable=True),
    sa.Column('comments_announced', sa.Integer(), nullable=True),
    sa.Column('comment_count', sa.Integer(), nullable=False),
    sa.Column('continued_at', LINE, nullable=True),
    sa.Column('continues_from', LINE, nullable=True),
    sa.Column('truncated', sa.Boolean(), nullable=False),
    sa.Column('platform', LINE, nullable=True),
    sa.Column('methods', sa.Text(), nullable=False),
    sa.Column('claims', sa.Text(), nullable=False),
    sa.Column('digest', LINE, nullable=False),
    sa.Column('first_seen', LINE, nullable=False),
    sa.Column('last_seen', LINE, nullable=False),
    sa.Column('vanished_at', LINE, nullable=True),
    sa.ForeignKeyConstraint(['blog_id'], ['blogs.id'], name=op.f('fk_articles_blog_id')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_articles')),
    sa.UniqueConstraint('id', name=op.f('uq_articles_id')),
    sa.UniqueConstraint('url', name=op.f('uq_articles_url'))
    )
    with op.batch_alter_table('articles', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_articles_blog_id'), ['blog_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_articles_continued_at'), ['continued_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_articles_published'), ['published'], unique=False)

    op.create_table('crawls',
    sa.Column('id', NUMBER, autoincrement=True, nullable=False),
    sa.Column('blog_id', LINE, nullable=False),
    sa.Column('started_at', LINE, nullable=False),
    sa.Column('ended_at', LINE, nullable=True),
    sa.Column('state', LINE, nullable=False),
    sa.Column('reader_version', LINE, nullable=False),
    sa.Column('report', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['blog_id'], ['blogs.id'], name=op.f('fk_crawls_blog_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_crawls'))
    )
    with op.batch_alter_table('crawls', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_crawls_blog_id'), ['blog_id'], unique=False)

    op.create_table('gaps',
    sa.Column('id', NUMBER, autoincrement=True, nullable=False),
    sa.Column('blog_id', LINE, nullable=False),
    sa.Column('url', LINE, nullable=False),
    sa.Column('reason', LINE, nullable=False),
    sa.Column('detail', sa.Text(), nullable=True),
    sa.Column('opened_at', LINE, nullable=False),
    sa.Column('closed_at', LINE, nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('next_try_at', LINE, nullable=True),
    sa.ForeignKeyConstraint(['blog_id'], ['blogs.id'], name=op.f('fk_gaps_blog_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gaps')),
    sa.UniqueConstraint('blog_id', 'url', 'reason', name=op.f('uq_gaps_blog_id_url_reason'))
    )
    op.create_table('captures',
    sa.Column('id', NUMBER, autoincrement=True, nullable=False),
    sa.Column('blog_id', LINE, nullable=False),
    sa.Column('crawl_id', NUMBER, nullable=False),
    sa.Column('url', LINE, nullable=False),
    sa.Column('captured_at', LINE, nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('headers', sa.Text(), nullable=False),
    sa.Column('digest', LINE, nullable=True),
    sa.Column('warc_file', LINE, nullable=True),
    sa.Column('warc_offset', sa.BigInteger(), nullable=True),
    sa.Column('warc_length', sa.BigInteger(), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.Column('is_read', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['blog_id'], ['blogs.id'], name=op.f('fk_captures_blog_id')),
    sa.ForeignKeyConstraint(['crawl_id'], ['crawls.id'], name=op.f('fk_captures_crawl_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_captures')),
    sa.UniqueConstraint('warc_file', 'warc_offset', name=op.f('uq_captures_warc_file_warc_offset'))
    )
    with op.batch_alter_table('captures', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_captures_blog_id_url_id'), ['blog_id', 'url', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_captures_crawl_id'), ['crawl_id'], unique=False)

    op.create_table('comments',
    sa.Column('number', NUMBER, autoincrement=True, nullable=False),
    sa.Column('id', LINE, nullable=False),
    sa.Column('article_id', LINE, nullable=False),
    sa.Column('key', LINE, nullable=False),
    sa.Column('parent_key', LINE, nullable=True),
    sa.Column('parent_state', LINE, nullable=False),
    sa.Column('depth', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('author', sa.Text(), nullable=True),
    sa.Column('author_url', LINE, nullable=True),
    sa.Column('by_article_author', sa.Boolean(), nullable=True),
    sa.Column('published', LINE, nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('markdown', sa.Text(), nullable=False),
    sa.Column('kind', LINE, nullable=False),
    sa.Column('permalink', LINE, nullable=True),
    sa.Column('digest', LINE, nullable=False),
    sa.Column('first_seen', LINE, nullable=False),
    sa.Column('last_seen', LINE, nullable=False),
    sa.Column('vanished_at', LINE, nullable=True),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_comments_article_id')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_comments')),
    sa.UniqueConstraint('article_id', 'key', name=op.f('uq_comments_article_id_key')),
    sa.UniqueConstraint('id', name=op.f('uq_comments_id'))
    )
    with op.batch_alter_table('comments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_comments_article_id_position'), ['article_id', 'position'], unique=False)

    op.create_table('links',
    sa.Column('article_id', LINE, nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('url', LINE, nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_links_article_id')),
    sa.PrimaryKeyConstraint('article_id', 'position', name=op.f('pk_links'))
    )
    with op.batch_alter_table('links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_links_url'), ['url'], unique=False)

    op.create_table('article_versions',
    sa.Column('id', NUMBER, autoincrement=True, nullable=False),
    sa.Column('article_id', LINE, nullable=False),
    sa.Column('crawl_id', NUMBER, nullable=False),
    sa.Column('capture_id', NUMBER, nullable=False),
    sa.Column('seen_at', LINE, nullable=False),
    sa.Column('digest', LINE, nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_article_versions_article_id')),
    sa.ForeignKeyConstraint(['capture_id'], ['captures.id'], name=op.f('fk_article_versions_capture_id')),
    sa.ForeignKeyConstraint(['crawl_id'], ['crawls.id'], name=op.f('fk_article_versions_crawl_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article_versions')),
    sa.UniqueConstraint('article_id', 'crawl_id', name=op.f('uq_article_versions_article_id_crawl_id'))
    )
    op.create_table('comment_versions',
    sa.Column('id', NUMBER, autoincrement=True, nullable=False),
    sa.Column('comment_id', LINE, nullable=False),
    sa.Column('crawl_id', NUMBER, nullable=False),
    sa.Column('capture_id', NUMBER, nullable=False),
    sa.Column('seen_at', LINE, nullable=False),
    sa.Column('digest', LINE, nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['capture_id'], ['captures.id'], name=op.f('fk_comment_versions_capture_id')),
    sa.ForeignKeyConstraint(['comment_id'], ['comments.id'], name=op.f('fk_comment_versions_comment_id')),
    sa.ForeignKeyConstraint(['crawl_id'], ['crawls.id'], name=op.f('fk_comment_versions_crawl_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment_versions')),
    sa.UniqueConstraint('comment_id', 'crawl_id', name=op.f('uq_comment_versions_comment_id_crawl_id'))
    )
    op.create_table('evidence',
    sa.Column('id', NUMBER, autoincrement=True, nullable=False),
    sa.Column('blog_id', LINE, nullable=False),
    sa.Column('capture_id', NUMBER, nullable=False),
    sa.Column('source_url', LINE, nullable=False),
    sa.Column('article_url', LINE, nullable=False),
    sa.Column('route', LINE, nullable=False),
    sa.Column('payload', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['blog_id'], ['blogs.id'], name=op.f('fk_evidence_blog_id')),
    sa.ForeignKeyConstraint(['capture_id'], ['captures.id'], name=op.f('fk_evidence_capture_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence')),
    sa.UniqueConstraint('blog_id', 'article_url', 'route', 'source_url', name=op.f('uq_evidence_blog_id_article_url_route_source_url'))
    )
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_evidence_capture_id'), ['capture_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_evidence_source_url'), ['source_url'], unique=False)

    op.create_table('frontier',
    sa.Column('blog_id', LINE, nullable=False),
    sa.Column('url', LINE, nullable=False),
    sa.Column('role', LINE, nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('depth', sa.Integer(), nullable=False),
    sa.Column('route', LINE, nullable=False),
    sa.Column('found_in', LINE, nullable=True),
    sa.Column('lastmod', LINE, nullable=True),
    sa.Column('state', LINE, nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('not_before', LINE, nullable=True),
    sa.Column('capture_id', NUMBER, nullable=True),
    sa.ForeignKeyConstraint(['blog_id'], ['blogs.id'], name=op.f('fk_frontier_blog_id')),
    sa.ForeignKeyConstraint(['capture_id'], ['captures.id'], name=op.f('fk_frontier_capture_id')),
    sa.PrimaryKeyConstraint('blog_id', 'url', name=op.f('pk_frontier'))
    )
    with op.batch_alter_table('frontier', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_frontier_blog_id_state_rank_depth_url'), ['blog_id', 'state', 'rank', 'depth', 'url'], unique=False)

    fulltext.create(op.get_bind())
