"""Statements that a crawl executes for each page, built once: SQLAlchemy spends more time on
building and recognising one than SQLite on executing it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select, update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Connection, Insert, Table, Update

_KEY = "own_"  # before the names of values that choose a row: a column may be set, too


def put_row(connection: Connection, table: Table, values: Mapping[str, Any]) -> None:
    connection.execute(_insert(table), values)


def put_rows(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """All at once; they name the same columns."""
    if rows:
        connection.execute(_insert(table), rows)


def set_row(
    connection: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]
) -> int:
    """Updates the row with this key; returns how many there were (0 or 1)."""
    own = {_KEY + name: value for name, value in key.items()}
    if not values:
        return len(connection.execute(_select(table, tuple(key)), own).all())
    statement = _update(table, tuple(key), tuple(values))
    return connection.execute(statement, {**own, **values}).rowcount


@cache
def _insert(table: Table) -> Insert:
    return insert(table)


@cache
def _update(table: Table, key: tuple[str, ...], names: tuple[str, ...]) -> Update:
    where = [_is(table, name) for name in key]
    return update(table).where(*where).values({name: bindparam(name) for name in names})


@cache
def _select(table: Table, key: tuple[str, ...]) -> Any:
    return select(*(table.c[name] for name in key)).where(*(_is(table, name) for name in key))


def _is(table: Table, name: str) -> ColumnElement[bool]:
    return table.c[name] == bindparam(_KEY + name)
