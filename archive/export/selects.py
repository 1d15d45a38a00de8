"""One SELECT per file, its columns in the order of `columns.py`: what a cell says is computed by
the database, so that rows stream from its driver to a file without a value of ours in between.

Lists leave as JSON text, booleans as the driver has them; formats convert them column by column.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, and_, case, exists, func, literal, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from archive import query
from archive.links import links_as_of
from archive.schema import (
    ARTICLE_VERSIONS,
    ARTICLES,
    BLOGS,
    CAPTURES,
    COMMENT_VERSIONS,
    COMMENTS,
    EVIDENCE,
    GAPS,
    LINKS,
)
from archive.store import ARTICLE_CONTENT, COMMENT_CONTENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, FromClause, Select
    from sqlalchemy.sql.compiler import SQLCompiler


Said = dict[str, "ColumnElement[Any]"]
_FLAGS = frozenset({"comments_open"})
_BY_LENGTH = {19: "second", 16: "minute", 10: "day", 7: "month", 4: "year"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """`ids` None: all articles. `since`: published on that ISO day or later.

    `as_of`: a time of ours (text.instant); rows are as the crawls until then left them.
    """

    ids: Sequence[str] | None = None
    since: str | None = None
    as_of: str | None = None
    include_vanished: bool = False
    reserved: tuple[str, ...] = ()  # signals: articles whose page gives one are left out


@dataclass(frozen=True, slots=True)
class _Taken:
    """The rows that an export takes, and what each says: now, or as of then."""

    said: Said
    rows: FromClause
    where: list[ColumnElement[bool]]


def articles(selection: Selection) -> tuple[Select[Any], ColumnElement[Any]]:
    """(SELECT without order, the column that chunks of article ids restrict)."""
    taken = _articles(selection)
    said, now = taken.said, not selection.as_of
    columns = {
        "article_id": ARTICLES.c.id,
        "blog_id": ARTICLES.c.blog_id,
        "blog_url": BLOGS.c.url,
        **{name: said[name] for name in "kind url title authors published".split()},
        "published_precision": _precision(said["published"]),
        **{name: said[name] for name in "modified categories tags language text markdown".split()},
        "word_count": said["word_count"] if now else literal(None),
        "lead_image": said["lead_image"],
        "comment_count": said["comment_count"] if now else _comment_count(selection),
        "comments_open": said["comments_open"],
        "comments_announced": said["comments_announced"] if now else literal(None),
        **{name: said[name] for name in "continued_at continues_from".split()},
        "truncated": _is_cut(said),
        "platform": said["platform"],
    }
    if selection.include_vanished:
        columns["vanished_at"] = ARTICLES.c.vanished_at
    rows = taken.rows.join(BLOGS, BLOGS.c.id == ARTICLES.c.blog_id)
    return _select(columns).select_from(rows).where(*taken.where), ARTICLES.c.id


def comments(selection: Selection) -> tuple[Select[Any], ColumnElement[Any]]:
    """An article is taken or left with its comments. Ids of an article and of its comments share a
    hash (records.identity), so that a parent's id is put together here."""
    taken = _comments(selection)
    said = taken.said
    prefix = literal("c-") + func.substr(COMMENTS.c.article_id, 3) + "-"
    columns = {
        "comment_id": COMMENTS.c.id,
        "article_id": COMMENTS.c.article_id,
        "article_url": ARTICLES.c.url,
        "parent_id": prefix + said["parent_key"],
        **{
            name: said[name]
            for name in (
                "parent_state depth position kind author author_url by_article_author published"
            ).split()
        },
        "published_precision": _precision(said["published"]),
        **{name: said[name] for name in "text markdown permalink".split()},
    }
    if selection.include_vanished:
        columns["vanished_at"] = COMMENTS.c.vanished_at
    found = _select(columns).select_from(taken.rows).where(*taken.where)
    return found, COMMENTS.c.article_id


def links(selection: Selection) -> tuple[Select[Any], ColumnElement[Any]]:
    taken = _articles(selection)
    links_: FromClause = links_as_of(selection.as_of) if selection.as_of else LINKS
    columns: Said = {
        "article_id": links_.c.article_id,
        "article_url": ARTICLES.c.url,
        **{name: links_.c[name] for name in "position url text".split()},
    }
    rows = taken.rows.join(links_, links_.c.article_id == ARTICLES.c.id)
    return _select(columns).select_from(rows).where(*taken.where), links_.c.article_id


def blogs(selection: Selection) -> Select[Any]:
    articles_, comments_ = _articles(selection), _comments(selection)
    of_blog = ARTICLES.c.blog_id == BLOGS.c.id
    is_open: ColumnElement[bool] = GAPS.c.closed_at.is_(None)
    if selection.as_of:
        is_open = and_(
            GAPS.c.opened_at <= selection.as_of, or_(is_open, GAPS.c.closed_at > selection.as_of)
        )
    counts = {
        "articles": _count(articles_, of_blog),
        "comments": _count(comments_, of_blog),
        "open_gaps": _count(_Taken({}, GAPS, [is_open]), GAPS.c.blog_id == BLOGS.c.id),
    }
    columns = {
        "blog_id": BLOGS.c.id,
        **{name: BLOGS.c[name] for name in "url name title platform".split()},
        **{name: count.correlate(BLOGS).scalar_subquery() for name, count in counts.items()},
    }
    return _select(columns).select_from(BLOGS)


def _select(columns: Said) -> Select[Any]:
    return select(*(column.label(name) for name, column in columns.items()))


def _count(taken: _Taken, where: ColumnElement[bool]) -> Select[Any]:
    return select(func.count()).select_from(taken.rows).where(where, *taken.where)


def _articles(selection: Selection) -> _Taken:
    said: Said = {column.name: column for column in ARTICLES.c}
    rows: FromClause = ARTICLES
    where: list[ColumnElement[bool]] = []
    if not selection.include_vanished and not selection.as_of:
        where = [ARTICLES.c.vanished_at.is_(None)]
    if selection.as_of:
        version, is_newest = _version(ARTICLE_VERSIONS, ARTICLES.c.id, "article_id", selection)
        said |= {name: _said(version, name) for name in ARTICLE_CONTENT}
        rows, where = rows.join(version, is_newest), [version.c.digest != "vanished"]
    if selection.since:
        where.append(said["published"] >= selection.since)
    where += [~gives_signal(signal) for signal in selection.reserved]
    return _Taken(said, rows, where)


def gives_signal(signal: str) -> ColumnElement[bool]:
    """Of a row of articles: its own page says so, as it was last captured."""
    is_said = CAPTURES.c.rights.like(f'%"{signal}":%')
    pages = EVIDENCE.join(CAPTURES, CAPTURES.c.id == EVIDENCE.c.capture_id)
    return exists(
        select(EVIDENCE.c.id)
        .select_from(pages)
        .where(
            EVIDENCE.c.blog_id == ARTICLES.c.blog_id,
            EVIDENCE.c.article_url == ARTICLES.c.url,
            is_said,
        )
        .correlate(ARTICLES)
    )


def _comments(selection: Selection) -> _Taken:
    articles_ = _articles(selection)
    said: Said = {column.name: column for column in COMMENTS.c}
    rows = articles_.rows.join(COMMENTS, COMMENTS.c.article_id == ARTICLES.c.id)
    where = [] if selection.include_vanished else [COMMENTS.c.vanished_at.is_(None)]
    if selection.as_of:
        version, is_newest = _version(COMMENT_VERSIONS, COMMENTS.c.id, "comment_id", selection)
        said |= {name: _said(version, name) for name in COMMENT_CONTENT}
        rows, where = rows.join(version, is_newest), [version.c.digest != "vanished"]
    return _Taken(said, rows, [*articles_.where, *where])


def _version(
    versions: Any, owner_id: ColumnElement[Any], owner: str, selection: Selection
) -> tuple[Any, ColumnElement[bool]]:
    """The last version until then: (its table, the condition that makes it the last)."""
    version, earlier = versions.alias(), versions.alias()
    until = [earlier.c[owner] == owner_id, earlier.c.seen_at <= selection.as_of]
    if selection.include_vanished:
        until.append(earlier.c.digest != "vanished")
    newest = select(earlier.c.id).where(*until).order_by(earlier.c.crawl_id.desc()).limit(1)
    return version, version.c.id == newest.correlate(owner_id.table).scalar_subquery()


def _said(version: Any, name: str) -> ColumnElement[Any]:
    part = _AsJson(version.c.content)[name]
    found: ColumnElement[Any] = part.as_boolean() if name in _FLAGS else part.as_string()
    return found


class _AsJson(FunctionElement[Any]):
    """JSON text as JSON: PostgreSQL wants a cast, which SQLite would take for one to a number."""

    type = JSON()
    inherit_cache = True


@compiles(_AsJson)
def _as_text(element: _AsJson, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(_AsJson, "postgresql")
def _as_cast(element: _AsJson, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS JSON)"


def _is_cut(said: Said) -> ColumnElement[bool]:
    """The page holds only a beginning, or the text it leads to is not kept."""
    return or_(ARTICLES.c.truncated, query.goes_on_unkept(said["continued_at"]))


def _comment_count(selection: Selection) -> ColumnElement[Any]:
    said: Said = {}
    version, is_newest = _version(COMMENT_VERSIONS, COMMENTS.c.id, "comment_id", selection)
    taken = _Taken(said, COMMENTS.join(version, is_newest), [version.c.digest != "vanished"])
    of_article = COMMENTS.c.article_id == ARTICLES.c.id
    return _count(taken, of_article).correlate(ARTICLES).scalar_subquery()


def _precision(moment: ColumnElement[Any]) -> ColumnElement[Any]:
    bare = func.length(func.replace(moment, "+00:00", ""))
    return case(*((bare == length, word) for length, word in _BY_LENGTH.items()))
