"""The tables that are searched, and which of their rows have vanished."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, union_all

from archive.schema import ARTICLES, COMMENTS

if TYPE_CHECKING:
    from sqlalchemy import CompoundSelect, Select, Table

    from archive.search.homes import Kind

ROWS: dict[Kind, Table] = {"article": ARTICLES, "comment": COMMENTS}


def gone(rows: Table) -> Select[tuple[int]] | CompoundSelect[tuple[int]]:
    """Numbers of the rows that have vanished, or whose article has: few, so quickly listed.

    `> ""` says what IS NOT NULL does, and lets SQLite use the index without statistics.
    """
    own = select(rows.c.number).where(rows.c.vanished_at > "")
    if rows is ARTICLES:
        return own
    articles = select(ARTICLES.c.id).where(ARTICLES.c.vanished_at > "")
    return union_all(own, select(rows.c.number).where(rows.c.article_id.in_(articles)))
