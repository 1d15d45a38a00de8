"""How rows came to be: crawls, captures, versions and what other sources said."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from archive.query import gone
from archive.schema import (
    ARTICLE_VERSIONS,
    ARTICLES,
    BLOGS,
    CAPTURES,
    COMMENT_VERSIONS,
    COMMENTS,
    CRAWLS,
    EVIDENCE,
)
from archive.statements import as_record

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row, Select

_CAPTURES_SHOWN = 50  # of one article


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlFacts:
    """One run. `report` is what `reports.report_of` made of it; `blog_title` the study's name for
    the blog (`blog_name`), else its own."""

    id: int
    blog_id: str
    blog_url: str
    blog_name: str | None
    blog_title: str | None
    mode: str
    state: str
    started_at: str
    ended_at: str | None
    reader_version: str
    report: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureFacts:
    """One fetch; without `warc_file` nothing was answered."""

    id: int
    crawl_id: int
    url: str
    captured_at: str
    status: int | None
    digest: str | None
    warc_file: str | None
    warc_offset: int | None
    warc_length: int | None
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionFacts:
    """One state of an article or comment. `content` has its fields, or `vanished` and perhaps
    `moved_to`."""

    of: str  # the article's or comment's id
    number: int  # from 1
    crawl_id: int
    capture_id: int
    seen_at: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentChange:
    """A comment before and after; None: it was not there."""

    key: str
    seen_at: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def crawls(
    connection: Connection, *, blog_id: str | None = None, limit: int | None = None, offset: int = 0
) -> list[CrawlFacts]:
    """The last first, of one blog or of all."""
    asked = _select_crawls().order_by(CRAWLS.c.id.desc()).limit(limit).offset(offset)
    if blog_id:
        asked = asked.where(CRAWLS.c.blog_id == blog_id)
    return [_crawl(row) for row in connection.execute(asked)]


def crawl(connection: Connection, crawl_id: int) -> CrawlFacts | None:
    row = connection.execute(_select_crawls().where(CRAWLS.c.id == crawl_id)).first()
    return None if row is None else _crawl(row)


def answers(connection: Connection, crawl_id: int) -> dict[str, int]:
    """How many captures of a run had which status, or which error."""
    said = func.coalesce(CAPTURES.c.error, "")
    asked = select(CAPTURES.c.status, said, func.count()).where(CAPTURES.c.crawl_id == crawl_id)
    rows = connection.execute(asked.group_by(CAPTURES.c.status, said))
    return {str(status or error): number for status, error, number in rows}


def capture(connection: Connection, capture_id: int) -> CaptureFacts | None:
    row = connection.execute(select(CAPTURES).where(CAPTURES.c.id == capture_id)).first()
    return None if row is None else as_record(CaptureFacts, row)


def captures_of(connection: Connection, article_url: str) -> list[CaptureFacts]:
    """Fetches of the article's own address and those that say something of it, the last first."""
    told = select(EVIDENCE.c.capture_id).where(EVIDENCE.c.article_url == article_url)
    blog = select(ARTICLES.c.blog_id).where(ARTICLES.c.url == article_url)
    own = select(CAPTURES.c.id).where(CAPTURES.c.url == article_url, CAPTURES.c.blog_id.in_(blog))
    asked = select(CAPTURES).where(or_(CAPTURES.c.id.in_(told), CAPTURES.c.id.in_(own)))
    return [
        as_record(CaptureFacts, row)
        for row in connection.execute(asked.order_by(CAPTURES.c.id.desc()).limit(_CAPTURES_SHOWN))
    ]


def article_versions(connection: Connection, article_id: str) -> list[VersionFacts]:
    """The oldest first."""
    asked = select(ARTICLE_VERSIONS, ARTICLE_VERSIONS.c.article_id.label("of")).where(
        ARTICLE_VERSIONS.c.article_id == article_id
    )
    rows = connection.execute(asked.order_by(ARTICLE_VERSIONS.c.crawl_id))
    return [_version(row, number) for number, row in enumerate(rows, 1)]


def changed_comments(connection: Connection, article_id: str) -> dict[str, list[VersionFacts]]:
    """The versions of comments that have more than one, by comment id."""
    table = COMMENT_VERSIONS
    under = select(COMMENTS.c.id).where(COMMENTS.c.article_id == article_id)
    changed = (
        select(table.c.comment_id)
        .where(table.c.comment_id.in_(under))
        .group_by(table.c.comment_id)
        .having(func.count() > 1)
    )
    asked = select(table, table.c.comment_id.label("of")).where(table.c.comment_id.in_(changed))
    found: dict[str, list[VersionFacts]] = {}
    for row in connection.execute(asked.order_by(table.c.comment_id, table.c.crawl_id)):
        kept = found.setdefault(row.of, [])
        kept.append(_version(row, len(kept) + 1))
    return found


def thread_changes(
    connection: Connection, article_id: str, after: int, until: int | None
) -> list[CommentChange]:
    """What became of each comment between two crawls (ids), by key. `until` None: till now."""
    rows = connection.execute(
        select(COMMENTS.c.key, COMMENT_VERSIONS)
        .join(COMMENTS, COMMENTS.c.id == COMMENT_VERSIONS.c.comment_id)
        .where(COMMENTS.c.article_id == article_id)
        .order_by(COMMENTS.c.position, COMMENTS.c.id, COMMENT_VERSIONS.c.crawl_id)
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


def claims(connection: Connection, article_id: str) -> list[dict[str, str]]:
    """What other sources said of a field: field, method, value."""
    said = connection.execute(select(ARTICLES.c.claims).where(ARTICLES.c.id == article_id))
    found: list[dict[str, str]] = json.loads(said.scalar() or "[]")
    return found


def per_month(
    connection: Connection, kind: str = "article", blog_id: str | None = None
) -> dict[str, int]:
    """How many dated articles or comments there are in each month ("2015-03") that has any."""
    rows = ARTICLES if kind == "article" else COMMENTS
    month = func.substr(rows.c.published, 1, 7)
    asked = select(month, func.count()).where(
        rows.c.published.is_not(None), rows.c.number.not_in(gone(rows))
    )
    if blog_id and kind == "article":
        asked = asked.where(ARTICLES.c.blog_id == blog_id)
    rows_ = connection.execute(asked.group_by(month).order_by(month))
    return {value: number for value, number in rows_ if len(value) == 7}


def _select_crawls() -> Select[Any]:
    return select(
        CRAWLS,
        BLOGS.c.url.label("blog_url"),
        BLOGS.c.name.label("blog_name"),
        func.coalesce(BLOGS.c.name, BLOGS.c.title).label("blog_title"),
    ).join(BLOGS, BLOGS.c.id == CRAWLS.c.blog_id)


def _crawl(row: Row[Any]) -> CrawlFacts:
    return as_record(CrawlFacts, row, report=json.loads(row.report))


def _version(row: Row[Any], number: int) -> VersionFacts:
    return as_record(VersionFacts, row, number=number, content=json.loads(row.content))
