"""Hits of a query: the best first, with snippets, counts and all their ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, select, true

from archive.query import gone
from archive.schema import ARTICLES, COMMENTS
from archive.search.conditions import condition, full_text, shown_words
from archive.search.grammar import parse
from archive.search.homes import KINDS, OWN, ROWS, Kind, home, ranked_part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Row, Select

    from archive.search.grammar import Node

_SNIPPET = 24  # words
_STREAMED = 1000  # ids in memory at a time
_LETTERS = 160  # of a text without any word to show


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """`snippet` marks the words found by START and END. `score` is 0 where nothing is ranked."""

    kind: Kind
    id: str
    article_id: str
    url: str
    title: str | None
    author: str | None  # of a comment
    published: str | None
    snippet: str
    score: float


def search(
    connection: Connection,
    query: str,
    *,
    limit: int = 20,
    offset: int = 0,
    kinds: tuple[Kind, ...] = KINDS,
) -> list[Hit]:
    """The best hits of each kind; without words to rank by, the newest. Raises WrongUseError."""
    node = parse(query)
    return [hit for kind in kinds for hit in _best(connection, node, kind, limit, offset)]


def newest(
    connection: Connection,
    query: str = "",
    *,
    limit: int = 20,
    offset: int = 0,
    kinds: tuple[Kind, ...] = ("article",),
) -> list[Hit]:
    """The hits published last; "" as a query: of all that is kept."""
    node = parse(query) if query.strip() else None
    return [hit for kind in kinds for hit in _newest(connection, node, kind, limit, offset)]


def count(connection: Connection, query: str, kind: Kind) -> int:
    """ "" as a query: all that is kept."""
    listed = numbers(connection, parse(query) if query.strip() else None, kind).subquery()
    found = connection.execute(select(func.count()).select_from(listed))
    return int(found.scalar_one())


def hit_ids(connection: Connection, query: str, kind: Kind) -> Iterator[tuple[str, str]]:
    """(article id, id) of every hit, in byte order, streamed; "" as a query: all that is kept."""
    rows = ROWS[kind]
    article = rows.c.id if kind == "article" else rows.c.article_id
    found = numbers(connection, parse(query) if query.strip() else None, kind)
    asked = select(article, rows.c.id).where(rows.c.number.in_(found)).order_by(article, rows.c.id)
    with connection.execute(asked, execution_options={"yield_per": _STREAMED}) as streamed:
        yield from ((article_id, id_) for article_id, id_ in streamed)


def matching_articles(connection: Connection, query: str) -> list[str]:
    """Ids of all articles that are hits or stand above a comment that is one; in byte order."""
    node = parse(query)
    articles = numbers(connection, node, "article")
    comments = numbers(connection, node, "comment")
    ids = [
        select(ARTICLES.c.id).where(ARTICLES.c.number.in_(articles)),
        select(COMMENTS.c.article_id).where(COMMENTS.c.number.in_(comments)),
    ]
    return sorted({row[0] for asked in ids for row in connection.execute(asked)})


def numbers(connection: Connection, node: Node | None, kind: Kind) -> Select[tuple[int]]:
    """Of all hits; of all that is kept without a query."""
    rows, by = ROWS[kind], full_text(connection)
    if node is not None and home(node, kind) == OWN[kind]:
        return by.listed(OWN[kind], node, rows)
    where = true() if node is None else condition(node, kind, by)
    return select(rows.c.number).where(where, rows.c.number.not_in(gone(rows)))


def _best(connection: Connection, node: Node, kind: Kind, limit: int, offset: int) -> Iterator[Hit]:
    words, rest = ranked_part(node, kind)
    if words is None:
        return _newest(connection, node, kind, limit, offset)
    by = full_text(connection)
    where = None if rest is None else condition(rest, kind, by)
    asked = by.ranked(ROWS[kind], words, OWN[kind], where)
    return _hits(connection, asked.limit(limit).offset(offset), node, kind)


def _newest(
    connection: Connection, node: Node | None, kind: Kind, limit: int, offset: int
) -> Iterator[Hit]:
    rows = ROWS[kind]
    where = true() if node is None else condition(node, kind, full_text(connection))
    asked = select(rows.c.number, literal(0).label("score"))
    asked = asked.where(where, rows.c.number.not_in(gone(rows)))
    asked = asked.order_by(rows.c.published.desc().nulls_last(), rows.c.id)
    return _hits(connection, asked.limit(limit).offset(offset), node, kind)


def _hits(
    connection: Connection, asked: Select[Any], node: Node | None, kind: Kind
) -> Iterator[Hit]:
    scores = {row.number: row.score for row in connection.execute(asked)}
    shown = None if node is None else shown_words(node, kind)
    snippets = (
        full_text(connection).marked(connection, OWN[kind], shown, list(scores), _SNIPPET)
        if shown
        else {}
    )
    found = {row.number: row for row in connection.execute(_shown(kind, list(scores)))}
    for number, score in scores.items():
        yield _hit(kind, found[number], snippets.get(number), float(score))


def _shown(kind: Kind, numbers: list[int]) -> Select[Any]:
    rows = ROWS[kind]
    beginning = func.substr(rows.c.text, 1, _LETTERS).label("beginning")
    if kind == "article":
        return select(
            rows.c.number, rows.c.id, rows.c.id.label("article_id"), rows.c.url, rows.c.title,
            rows.c.published, beginning,
        ).where(rows.c.number.in_(numbers))  # fmt: skip
    return (
        select(
            rows.c.number, rows.c.id, rows.c.article_id, rows.c.author, rows.c.published,
            func.coalesce(rows.c.permalink, ARTICLES.c.url).label("url"),
            ARTICLES.c.title, beginning,
        )
        .join(ARTICLES, ARTICLES.c.id == rows.c.article_id)
        .where(rows.c.number.in_(numbers))
    )  # fmt: skip


def _hit(kind: Kind, row: Row[Any], snippet: str | None, score: float) -> Hit:
    return Hit(
        kind=kind,
        id=row.id,
        article_id=row.article_id,
        url=row.url,
        title=row.title,
        author=row.author if kind == "comment" else None,
        published=row.published,
        snippet=" ".join((snippet or row.beginning or "").split()),
        score=score,
    )
