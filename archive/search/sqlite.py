"""Full text as FTS5 asks for it: every leaf in quotation marks, the whole a bound value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, column, literal_column, select, table, text

from archive.query import gone
from archive.search.grammar import And, Near, Not, Or, Words
from archive.search.marks import END, START

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import ColumnElement, Connection, Select, Table
    from sqlalchemy.sql.expression import TableClause

    from archive.search.grammar import Node

_COLUMNS = {"title": "title", "body": "text"}
_WEIGHTS = {"articles_fts": ", 5.0, 1.0", "comments_fts": ""}  # a title counts five times
# Of more matches those kept last: ranking all of 100,000 takes a tenth of a second and says little.
MOST_RANKED = 30_000
_MANY = 5000  # rows
_TEXT = {"articles_fts": 1, "comments_fts": 0}  # the column that is read


def listed(index: str, node: Node, rows: Table) -> Select[tuple[int]]:
    """From the index alone: no row is looked at."""
    fts = _fts(index)
    return select(fts.c.rowid.label("number")).where(
        fts.c[index].op("MATCH")(expression(node)),
        literal_column(f"+{index}.rowid").not_in(gone(rows)),
    )


def is_many(count: Callable[[], int]) -> bool:
    """Whether to read on rather than look up: the planner knows nothing of full text."""
    return count() > _MANY


def among(
    number: ColumnElement[int], numbers: Select[tuple[int]], *, many: bool
) -> ColumnElement[bool]:
    """Many are looked for while an index is read from end to end, few are looked up."""
    plain = number.op("+")(0) if many else number
    return plain.in_(numbers)


def ranked(
    rows: Table, node: Node, index: str, where: ColumnElement[bool] | None
) -> Select[tuple[int, float]]:
    """What every row must fulfil is asked apart: FTS5 would look up each row on its own."""
    fts = _fts(index)
    number: ColumnElement[int] = literal_column(f"+{index}.rowid")
    score: ColumnElement[float] = literal_column(f"-bm25({index}{_WEIGHTS[index]})").label("score")
    found = listed(index, node, rows).add_columns(score)
    if where is not None:
        found = found.where(number.in_(select(rows.c.number).where(where)))
    last = found.order_by(fts.c.rowid.desc()).limit(MOST_RANKED).subquery()
    return select(last.c.number, last.c.score).order_by(last.c.score.desc(), last.c.number)


def marked(
    connection: Connection, index: str, node: Node, numbers: Sequence[int], words: int | None
) -> dict[int, str]:
    shown = (
        f"snippet({index}, -1, :start, :end, '…', {words:d})"
        if words
        else f"highlight({index}, {_TEXT[index]}, :start, :end)"
    )
    # One pass over the matches: looked up one by one, each would be sought from the first on.
    asked = text(
        f"SELECT rowid, {shown} FROM {index} WHERE {index} MATCH :match "
        "AND rowid BETWEEN :first AND :last AND +rowid IN :numbers"
    ).bindparams(bindparam("numbers", expanding=True))
    values = {
        "match": expression(node),
        "start": START,
        "end": END,
        "first": min(numbers, default=0),
        "last": max(numbers, default=0),
        "numbers": numbers,
    }
    return {number: shown for number, shown in connection.execute(asked, values) if shown}


def expression(node: Node) -> str:
    """The node as FTS5's own query language; its words are letters and digits only."""
    if isinstance(node, Words):
        return _column(node) + _phrase(node)
    if isinstance(node, Near):
        pair = f"{_phrase(node.left)} {_phrase(node.right)}"
        return f"{_column(node.left)}NEAR({pair}, {node.distance:d})"
    if isinstance(node, Or):
        return "(" + " OR ".join(expression(part) for part in node.parts) + ")"
    assert isinstance(node, And)
    sure = " AND ".join(expression(part) for part in node.parts if not isinstance(part, Not))
    barred = [expression(part.part) for part in node.parts if isinstance(part, Not)]
    return "(" + " NOT ".join([f"({sure})", *barred]) + ")"


def _phrase(words: Words) -> str:
    return f'"{" ".join(words.words)}"' + (" *" if words.prefix else "")


def _column(words: Words) -> str:
    return f"{_COLUMNS[words.field]} : " if words.field in _COLUMNS else ""


def _fts(index: str) -> TableClause:
    return table(index, column("rowid"), column("rank"), column(index))
