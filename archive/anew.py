"""A blog's content before and after it is read anew from its captures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from archive.links import forget_links
from archive.schema import (
    ArticleRow,
    ArticleVersionRow,
    BlogRow,
    CommentRow,
    CommentVersionRow,
    EvidenceRow,
    table_of,
)
from archive.statements import set_row

if TYPE_CHECKING:
    from sqlalchemy import Connection

_BLOGS, _EVIDENCE = table_of(BlogRow), table_of(EvidenceRow)
_ARTICLES, _COMMENTS = table_of(ArticleRow), table_of(CommentRow)
_ARTICLE_VERSIONS, _COMMENT_VERSIONS = table_of(ArticleVersionRow), table_of(CommentVersionRow)


def digests(connection: Connection, blog_id: str) -> dict[str, str]:
    """The digest of each article and comment of a blog, by id."""
    articles = connection.execute(
        select(_ARTICLES.c.id, _ARTICLES.c.digest).where(_ARTICLES.c.blog_id == blog_id)
    )
    found = {row.id: row.digest for row in articles}
    comments = connection.execute(
        select(_COMMENTS.c.id, _COMMENTS.c.digest)
        .join(_ARTICLES, _ARTICLES.c.id == _COMMENTS.c.article_id)
        .where(_ARTICLES.c.blog_id == blog_id)
    )
    return found | {row.id: row.digest for row in comments}


def forget(connection: Connection, blog_id: str) -> None:
    """Articles, comments, versions, links and evidence of a blog, before they are read anew."""
    articles = select(_ARTICLES.c.id).where(_ARTICLES.c.blog_id == blog_id)
    comments = select(_COMMENTS.c.id).where(_COMMENTS.c.article_id.in_(articles))
    versions = _COMMENT_VERSIONS
    connection.execute(delete(versions).where(versions.c.comment_id.in_(comments)))
    forget_links(connection, articles)
    for table in (_COMMENTS, _ARTICLE_VERSIONS):
        connection.execute(delete(table).where(table.c.article_id.in_(articles)))
    connection.execute(delete(_ARTICLES).where(_ARTICLES.c.blog_id == blog_id))
    connection.execute(delete(_EVIDENCE).where(_EVIDENCE.c.blog_id == blog_id))
    set_row(connection, _BLOGS, {"id": blog_id}, {"links_since": None})
