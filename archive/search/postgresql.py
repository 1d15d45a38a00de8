"""Full text as PostgreSQL asks for it: every leaf a tsquery of its own, a bound value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal_column, select, true

from archive.query import gone
from archive.schema import ARTICLES, COMMENTS
from archive.search.grammar import And, Near, Not, Or, Words
from archive.search.marks import END, START

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import ColumnElement, Connection, Select, Table

    from archive.search.grammar import Node

NEWEST = 5000  # there is no ranked index: only so many matches are ranked
_COLUMNS = {
    "articles_fts": "search",
    "comments_fts": "search",
    "article_authors_fts": "people",
    "comment_authors_fts": "people",
}
_CONFIGURATION: ColumnElement[Any] = literal_column("'hcsm'")
_WEIGHTS = {"title": "A", "body": "B"}
_ROWS = {"articles_fts": ARTICLES, "comments_fts": COMMENTS}


def listed(index: str, node: Node, rows: Table) -> Select[tuple[int]]:
    return select(rows.c.number).where(
        _vector(rows, index).op("@@")(expression(node)), rows.c.number.not_in(gone(rows))
    )


def is_many(_count: Callable[[], int]) -> bool:
    """The planner's own statistics say."""
    return False


def among(
    number: ColumnElement[int], numbers: Select[tuple[int]], *, many: bool
) -> ColumnElement[bool]:
    del many
    return number.in_(numbers)


def ranked(
    rows: Table, node: Node, index: str, where: ColumnElement[bool] | None
) -> Select[tuple[int, float]]:
    newest = (
        select(rows.c.number, rows.c.id, _vector(rows, index).label("vector"))
        .where(_vector(rows, index).op("@@")(expression(node)))
        .where(rows.c.number.not_in(gone(rows)), true() if where is None else where)
        .order_by(rows.c.published.desc().nulls_last(), rows.c.id)
        .limit(NEWEST)
        .subquery()
    )
    score = func.ts_rank(newest.c.vector, expression(node)).label("score")
    return select(newest.c.number, score).order_by(score.desc(), newest.c.id)


def marked(
    connection: Connection, index: str, node: Node, numbers: Sequence[int], words: int | None
) -> dict[int, str]:
    rows = _ROWS[index]
    shape = f"MaxFragments=1, MaxWords={words:d}, MinWords=8" if words else "HighlightAll=true"
    body: ColumnElement[str] = rows.c.text
    if words and index == "articles_fts":
        body = func.coalesce(rows.c.text, rows.c.title, "")
    shown = func.ts_headline(
        _CONFIGURATION, body, expression(node), f"StartSel={START}, StopSel={END}, {shape}"
    )
    found = connection.execute(select(rows.c.number, shown).where(rows.c.number.in_(numbers)))
    return {number: text for number, text in found if text}


def expression(node: Node) -> ColumnElement[Any]:
    if isinstance(node, Words):
        return _tsquery(_phrase(node))
    if isinstance(node, Near):
        left, right = _phrase(node.left), _phrase(node.right)
        return _tsquery(
            " | ".join(
                f"(({left}) <{gap}> ({right})) | (({right}) <{gap}> ({left}))"
                for gap in range(1, node.distance + 2)
            )
        )
    if isinstance(node, Not):
        return func.tsquery_not(expression(node.part))
    assert isinstance(node, And | Or)
    sign = "&&" if isinstance(node, And) else "||"
    found = expression(node.parts[0])
    for part in node.parts[1:]:
        found = found.op(sign)(expression(part))
    return found


def _phrase(words: Words) -> str:
    """In to_tsquery's own language; words are letters and digits only."""
    weight = _WEIGHTS.get(words.field, "")
    marks = [weight] * len(words.words)
    if words.prefix:
        marks[-1] += "*"
    return " <-> ".join(
        f"'{word}'" + (f":{mark}" if mark else "")
        for word, mark in zip(words.words, marks, strict=True)
    )


def _tsquery(asked: str) -> ColumnElement[Any]:
    return func.to_tsquery(_CONFIGURATION, asked)


def _vector(rows: Table, index: str) -> ColumnElement[Any]:
    return literal_column(f"{rows.name}.{_COLUMNS[index]}")
