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
    from archive.statements import Shelf


def digests(shelf: Shelf) -> dict[str, str]:
    """The digest of each article and comment of a blog, by id."""
    articles = shelf.execute(
        select(ARTICLES.c.id, ARTICLES.c.digest).where(ARTICLES.c.blog_id == shelf.blog_id)
    )
    found = {row.id: row.digest for row in articles}
    comments = shelf.execute(
        select(COMMENTS.c.id, COMMENTS.c.digest)
        .join(ARTICLES, ARTICLES.c.id == COMMENTS.c.article_id)
        .where(ARTICLES.c.blog_id == shelf.blog_id)
    )
    return found | {row.id: row.digest for row in comments}


def forget(shelf: Shelf) -> None:
    """Articles, comments, versions, links and evidence of a blog, and what it says is missing of
    its threads, before they are read anew."""
    articles = select(ARTICLES.c.id).where(ARTICLES.c.blog_id == shelf.blog_id)
    comments = select(COMMENTS.c.id).where(COMMENTS.c.article_id.in_(articles))
    versions = COMMENT_VERSIONS
    shelf.execute(delete(versions).where(versions.c.comment_id.in_(comments)))
    forget_links(shelf.connection, articles)
    for table in (COMMENTS, ARTICLE_VERSIONS):
        shelf.execute(delete(table).where(table.c.article_id.in_(articles)))
    shelf.execute(delete(ARTICLES).where(ARTICLES.c.blog_id == shelf.blog_id))
    of_comments = GAPS.c.reason.like("comments-%")
    shelf.execute(delete(GAPS).where(GAPS.c.blog_id == shelf.blog_id, of_comments))
    shelf.execute(delete(EVIDENCE).where(EVIDENCE.c.blog_id == shelf.blog_id))
    set_row(shelf.connection, BLOGS, {"id": shelf.blog_id}, {"links_since": None})
