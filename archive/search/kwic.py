"""Concordance: every place where the words of a query stand, with what is left and right of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from archive.errors import WrongUseError
from archive.search.conditions import full_text, shown_words
from archive.search.grammar import parse
from archive.search.hits import numbers
from archive.search.homes import KINDS, OWN, ROWS
from archive.search.marks import pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from archive.search.homes import Kind

_BATCH = 100  # texts in memory at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`left` and `right` are cut to letters, not words."""

    kind: Kind
    id: str
    article_id: str
    left: str
    word: str
    right: str


def concordance(connection: Connection, query: str, *, width: int = 40) -> Iterator[Line]:
    """All lines in byte order of the ids, streamed. Raises WrongUseError without a word."""
    node = parse(query)
    if all(shown_words(node, kind) is None for kind in KINDS):
        raise WrongUseError(f"query {query!r} asks for no word that could stand in a text")
    for kind in KINDS:
        rows, words = ROWS[kind], shown_words(node, kind)
        if words is None:
            continue
        article = rows.c.id if kind == "article" else rows.c.article_id
        hits = select(rows.c.number, rows.c.id, article.label("article_id")).where(
            rows.c.number.in_(numbers(connection, node, kind))
        )
        found = connection.execute(hits.order_by(rows.c.id)).all()
        for start in range(0, len(found), _BATCH):
            batch = {row.number: row for row in found[start : start + _BATCH]}
            marked = full_text(connection).marked(connection, OWN[kind], words, list(batch), None)
            for row_number, row in batch.items():
                for left, word, right in _lines(marked.get(row_number, ""), width):
                    yield Line(
                        kind=kind,
                        id=row.id,
                        article_id=row.article_id,
                        left=left,
                        word=word,
                        right=right,
                    )


def _lines(text: str, width: int) -> Iterator[tuple[str, str, str]]:
    parts = pieces(" ".join(text.split()))
    plain = "".join(part for _, part in parts)
    at = 0
    for is_found, part in parts:
        if is_found:
            end = at + len(part)
            yield plain[max(0, at - width) : at], part, plain[end : end + width]
        at += len(part)
