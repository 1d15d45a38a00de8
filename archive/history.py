"""What an article and its thread were at different times: the versions that crawls have kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from archive.schema import ArticleVersionRow, CommentRow, CommentVersionRow, table_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

_ARTICLE_VERSIONS, _COMMENTS = table_of(ArticleVersionRow), table_of(CommentRow)
_COMMENT_VERSIONS = table_of(CommentVersionRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One state. `content` has the fields of an article, or `vanished` and perhaps `moved_to`."""

    number: int  # from 1
    crawl_id: int
    seen_at: str  # ISO, UTC
    content: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentChange:
    """A comment before and after; None: it was not there."""

    key: str
    seen_at: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def versions(connection: Connection, article_id: str) -> list[Version]:
    """Oldest first."""
    rows = connection.execute(
        select(_ARTICLE_VERSIONS)
        .where(_ARTICLE_VERSIONS.c.article_id == article_id)
        .order_by(_ARTICLE_VERSIONS.c.crawl_id)
    )
    return [
        Version(
            number=number,
            crawl_id=row.crawl_id,
            seen_at=row.seen_at,
            content=json.loads(row.content),
        )
        for number, row in enumerate(rows, 1)
    ]


def thread_changes(
    connection: Connection, article_id: str, after: int, until: int | None
) -> list[CommentChange]:
    """What became of each comment between two crawls (ids), by key. `until` None: till now."""
    rows = connection.execute(
        select(_COMMENTS.c.key, _COMMENT_VERSIONS)
        .join(_COMMENTS, _COMMENTS.c.id == _COMMENT_VERSIONS.c.comment_id)
        .where(_COMMENTS.c.article_id == article_id)
        .order_by(_COMMENTS.c.position, _COMMENTS.c.id, _COMMENT_VERSIONS.c.crawl_id)
    )
    before: dict[str, dict[str, Any] | None] = {}
    now: dict[str, tuple[str, dict[str, Any] | None]] = {}
    for row in rows:
        content = json.loads(row.content)
        state = None if content.get("vanished") else content
        if row.crawl_id <= after:
            before[row.key] = state
        elif until is None or row.crawl_id <= until:
            now[row.key] = (row.seen_at, state)
    return [
        CommentChange(key=key, seen_at=seen_at, before=before.get(key), after=state)
        for key, (seen_at, state) in now.items()
        if before.get(key) != state
    ]
