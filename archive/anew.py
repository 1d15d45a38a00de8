"""A blog's content before and after it is read anew from its captures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from archive.links import forget_links
from archive.schema import (
    ARTICLE_VERSIONS,
    ARTICLES,
    BLOGS,
    COMMENT_VERSIONS,
    COMMENTS,
    EVIDENCE,
    GAPS,
)
from archive.statements import set_row

if TYPE_CHECKING:
    from sqlalchemy import Connection


def digests(connection: Connection, blog_id: str) -> dict[str, str]:
    """The digest of each article and comment of a blog, by id."""
    articles = connection.execute(
        select(ARTICLES.c.id, ARTICLES.c.digest).where(ARTICLES.c.blog_id == blog_id)
    )
    found = {row.id: row.digest for row in articles}
    comments = connection.execute(
        select(COMMENTS.c.id, COMMENTS.c.digest)
        .join(ARTICLES, ARTICLES.c.id == COMMENTS.c.article_id)
        .where(ARTICLES.c.blog_id == blog_id)
    )
    return found | {row.id: row.digest for row in comments}


def forget(connection: Connection, blog_id: str) -> None:
    """Articles, comments, versions, links and evidence of a blog, and what it says is missing of
    its threads, before they are read anew."""
    articles = select(ARTICLES.c.id).where(ARTICLES.c.blog_id == blog_id)
    comments = select(COMMENTS.c.id).where(COMMENTS.c.article_id.in_(articles))
    versions = COMMENT_VERSIONS
    connection.execute(delete(versions).where(versions.c.comment_id.in_(comments)))
    forget_links(connection, articles)
    for table in (COMMENTS, ARTICLE_VERSIONS):
        connection.execute(delete(table).where(table.c.article_id.in_(articles)))
    connection.execute(delete(ARTICLES).where(ARTICLES.c.blog_id == blog_id))
    of_comments = GAPS.c.reason.like("comments-%")
    connection.execute(delete(GAPS).where(GAPS.c.blog_id == blog_id, of_comments))
    connection.execute(delete(EVIDENCE).where(EVIDENCE.c.blog_id == blog_id))
    set_row(connection, BLOGS, {"id": blog_id}, {"links_since": None})
