"""Streamed reads of the archive's latest state, in byte order of their ids, as frozen rows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, false, func, or_, select, union_all

from archive.records import comment_id
from archive.schema import ARTICLES, BLOGS, COMMENTS, CRAWLS, EVIDENCE, FRONTIER, GAPS
from archive.statements import as_record, in_parts
from archive.text import keepable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement, CompoundSelect, Connection, Row, Select, Table

BATCH = 200  # rows in memory at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogFacts:
    """A blog and its counts."""

    id: str
    url: str
    name: str | None
    title: str | None
    platform: str | None
    articles: int
    comments: int
    open_gaps: int
    last_crawl_at: str | None  # ISO, UTC
    last_crawl_state: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFacts:
    """An article's latest state; see records.Article for the fields."""

    id: str
    blog_id: str
    blog_url: str
    url: str
    kind: str
    key: str | None
    title: str | None
    authors: tuple[str, ...]
    published: str | None
    modified: str | None
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    language: str | None
    lead_image: str | None
    text: str | None
    markdown: str | None
    word_count: int | None
    comments_open: bool | None
    comments_announced: int | None
    comment_count: int
    continued_at: str | None
    continues_from: str | None
    truncated: bool  # it goes on elsewhere, and that text is not kept
    platform: str | None
    methods: dict[str, str]
    vanished_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentFacts:
    """A comment's latest state. `parent_id` is the parent's `id`."""

    id: str
    article_id: str
    article_url: str
    key: str
    parent_id: str | None
    parent_state: str
    depth: int
    position: int
    author: str | None
    author_url: str | None
    by_article_author: bool | None
    published: str | None
    text: str
    markdown: str
    kind: str
    permalink: str | None
    vanished_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GapFacts:
    blog_url: str
    url: str
    reason: str
    detail: str | None
    opened_at: str
    closed_at: str | None
    tries: int
    next_try_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutFacts:
    """An address that is known, not kept, and no gap: why."""

    blog_url: str
    url: str
    found_in: str | None
    reason: str


def gone(rows: Table) -> Select[tuple[int]] | CompoundSelect[tuple[int]]:
    """Numbers of the rows that have vanished, or whose article has: few, so quickly listed.

    `> ""` says what IS NOT NULL does, and lets SQLite use the index without statistics.
    """
    own = select(rows.c.number).where(rows.c.vanished_at > "")
    if rows is ARTICLES:
        return own
    articles = select(ARTICLES.c.id).where(ARTICLES.c.vanished_at > "")
    return union_all(own, select(rows.c.number).where(rows.c.article_id.in_(articles)))


def blogs(connection: Connection) -> list[BlogFacts]:
    is_kept = ARTICLES.c.number.not_in(gone(ARTICLES))
    articles = _count(connection, ARTICLES.c.blog_id, is_kept)
    gaps_ = _count(connection, GAPS.c.blog_id, GAPS.c.closed_at.is_(None))
    # each thread counted in an index, and its article looked up once
    threads = (
        select(COMMENTS.c.article_id, func.count().label("number"))
        .where(COMMENTS.c.number.not_in(gone(COMMENTS)))
        .group_by(COMMENTS.c.article_id)
        .subquery()
    )
    of_blog = (
        select(ARTICLES.c.blog_id, func.sum(threads.c.number))
        .join(threads, threads.c.article_id == ARTICLES.c.id)
        .group_by(ARTICLES.c.blog_id)
    )
    comments_ = {blog_id: int(number) for blog_id, number in connection.execute(of_blog)}
    found = []
    for row in connection.execute(select(BLOGS).order_by(BLOGS.c.id)):
        last = connection.execute(
            select(CRAWLS).where(CRAWLS.c.blog_id == row.id).order_by(CRAWLS.c.id.desc()).limit(1)
        ).first()
        found.append(
            as_record(
                BlogFacts,
                row,
                articles=articles.get(row.id, 0),
                comments=comments_.get(row.id, 0),
                open_gaps=gaps_.get(row.id, 0),
                last_crawl_at=(last.ended_at or last.started_at) if last else None,
                last_crawl_state=last.state if last else None,
            )
        )
    return found


def articles(
    connection: Connection,
    *,
    ids: Sequence[str] | None = None,
    since: str | None = None,
) -> Iterator[ArticleFacts]:
    """Those that have not vanished, sorted by id. `since`: published on that ISO day or later."""
    wanted: list[ColumnElement[bool]] = [ARTICLES.c.vanished_at.is_(None)]
    if since:
        wanted.append(ARTICLES.c.published >= since)
    for where in _chunks(ARTICLES.c.id, ids):
        query = select_articles().where(*wanted, *where).order_by(ARTICLES.c.id)
        yield from map(_article, _stream(connection, query))


def select_articles() -> Select[Any]:
    """Articles with their blog's URL and whether the text they lead to is missing."""
    return select(ARTICLES, BLOGS.c.url.label("blog_url"), is_cut().label("is_cut")).join(
        BLOGS, BLOGS.c.id == ARTICLES.c.blog_id
    )


def is_cut() -> ColumnElement[bool]:
    """Whether an article goes on elsewhere, and that text is not kept."""
    return or_(ARTICLES.c.truncated, goes_on_unkept(ARTICLES.c.continued_at))


def goes_on_unkept(continued_at: ColumnElement[Any]) -> ColumnElement[bool]:
    """Of a row of articles: it goes on elsewhere, and neither that page nor any continuation is
    kept whole. The lists are made once per statement, not once per article."""
    later = ARTICLES.alias()
    whole = select(later.c.url).where(later.c.truncated.is_(False))
    followed = select(later.c.continues_from).where(
        later.c.kind == "continuation",
        later.c.continues_from.is_not(None),
        later.c.truncated.is_(False),
    )
    is_missing = and_(continued_at.not_in(whole), ARTICLES.c.url.not_in(followed))
    return case((continued_at.is_(None), false()), else_=is_missing)


def comments(
    connection: Connection,
    *,
    article_ids: Sequence[str] | None = None,
    since: str | None = None,
) -> Iterator[CommentFacts]:
    """Sorted by id, as `articles`. `since`: of articles published on that ISO day or later."""
    wanted: list[ColumnElement[bool]] = [
        COMMENTS.c.vanished_at.is_(None),
        ARTICLES.c.vanished_at.is_(None),
    ]
    if since:
        wanted.append(ARTICLES.c.published >= since)
    for where in _chunks(COMMENTS.c.article_id, article_ids):
        query = _select_comments().where(*wanted, *where).order_by(COMMENTS.c.id)
        yield from map(_comment, _stream(connection, query))


def gaps(connection: Connection, *, open_only: bool = True) -> Iterator[GapFacts]:
    """Sorted by blog, reason and URL."""
    query = select(GAPS, BLOGS.c.url.label("blog_url")).join(BLOGS, BLOGS.c.id == GAPS.c.blog_id)
    if open_only:
        query = query.where(GAPS.c.closed_at.is_(None))
    order = (BLOGS.c.url, GAPS.c.reason, GAPS.c.url)
    for row in _stream(connection, query.order_by(*order)):
        yield as_record(GapFacts, row)


def left_out(connection: Connection) -> Iterator[LeftOutFacts]:
    """Sorted by blog, reason and URL: what is no gap and yet not kept."""
    shown = select(EVIDENCE.c.source_url).where(
        EVIDENCE.c.blog_id == FRONTIER.c.blog_id, EVIDENCE.c.route == "html"
    )
    state, is_article = FRONTIER.c.state, FRONTIER.c.role == "article"
    is_without = and_(
        state == "done",
        is_article,
        FRONTIER.c.url.not_in(select(ARTICLES.c.url)),
        FRONTIER.c.url.not_in(shown),
    )
    reason = case(
        (state == "redirected", "moved to " + FRONTIER.c.reason),
        else_=func.coalesce(FRONTIER.c.reason, "no article is on the page"),
    ).label("reason")
    query = (
        select(BLOGS.c.url.label("blog_url"), FRONTIER.c.url, FRONTIER.c.found_in, reason)
        .join(BLOGS, BLOGS.c.id == FRONTIER.c.blog_id)
        .where(or_(state == "skipped", is_without, and_(state == "redirected", is_article)))
    )
    for row in _stream(connection, query.order_by(BLOGS.c.url, reason, FRONTIER.c.url)):
        yield as_record(LeftOutFacts, row)


def find_article(connection: Connection, url_or_id: str) -> ArticleFacts | None:
    """One article by its id or normalised URL, vanished or not."""
    said = keepable(url_or_id)
    query = select_articles().where(or_(ARTICLES.c.id == said, ARTICLES.c.url == said))
    row = connection.execute(query).first()
    return None if row is None else _article(row)


def onward(connection: Connection, article: ArticleFacts) -> list[ArticleFacts]:
    """The articles in which it goes on."""
    follows = (ARTICLES.c.continues_from == article.url) & (ARTICLES.c.kind == "continuation")
    return _others(connection, article, or_(ARTICLES.c.url == article.continued_at, follows))


def beginnings(connection: Connection, article: ArticleFacts) -> list[ArticleFacts]:
    """The articles that lead to it."""
    leads = ARTICLES.c.continued_at == article.url
    return _others(connection, article, or_(leads, ARTICLES.c.url == article.continues_from))


def thread(connection: Connection, article_id: str) -> list[CommentFacts]:
    """An article's comments in thread order, vanished ones included."""
    query = _select_comments().where(COMMENTS.c.article_id == article_id)
    rows = connection.execute(query.order_by(COMMENTS.c.position, COMMENTS.c.id))
    return [_comment(row) for row in rows]


def _others(
    connection: Connection, article: ArticleFacts, where: ColumnElement[bool]
) -> list[ArticleFacts]:
    query = select_articles().where(where, ARTICLES.c.url != article.url).order_by(ARTICLES.c.id)
    return [_article(row) for row in connection.execute(query)]


def _select_comments() -> Select[Any]:
    return select(COMMENTS, ARTICLES.c.url.label("article_url")).join(
        ARTICLES, ARTICLES.c.id == COMMENTS.c.article_id
    )


def _count(
    connection: Connection, by: ColumnElement[Any], where: ColumnElement[bool]
) -> dict[str, int]:
    rows = connection.execute(select(by, func.count()).where(where).group_by(by))
    return {key: number for key, number in rows}  # noqa: C416 - rows are no pairs to mypy


def _chunks(
    column: ColumnElement[Any], ids: Sequence[str] | None
) -> Iterator[list[ColumnElement[bool]]]:
    """In byte order of the ids, so that the whole stays sorted."""
    if ids is None:
        yield []
        return
    for some in in_parts(sorted(set(ids))):
        yield [column.in_(some)]


def _stream(connection: Connection, query: Select[Any]) -> Iterator[Row[Any]]:
    with connection.execute(query, execution_options={"yield_per": BATCH}) as rows:
        yield from rows


def _article(row: Row[Any]) -> ArticleFacts:
    return as_record(
        ArticleFacts,
        row,
        authors=tuple(json.loads(row.authors)),
        categories=tuple(json.loads(row.categories)),
        tags=tuple(json.loads(row.tags)),
        truncated=bool(row.is_cut),
        methods=json.loads(row.methods),
    )


def _comment(row: Row[Any]) -> CommentFacts:
    parent_id = comment_id(row.article_url, row.parent_key) if row.parent_key else None
    return as_record(CommentFacts, row, parent_id=parent_id)
