"""Rows in and out: as our own records, and by statements that are built once, as SQLAlchemy spends
more time on building and recognising one than SQLite on executing it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from _typeshed import DataclassInstance
    from sqlalchemy import ColumnElement, Connection, CursorResult, Insert, Row, Table, Update

    from archive.records import Blog

T = TypeVar("T")
R = TypeVar("R", bound="DataclassInstance")
_AT_ONCE = 500  # values in one question
_KEY = "own_"  # before the names of values that choose a row: a column may be set, too


@dataclass(frozen=True, slots=True)
class Shelf:
    """One blog's rows, by one connection."""

    connection: Connection
    blog: Blog

    @property
    def blog_id(self) -> str:
        return self.blog.id

    def execute(self, statement: Any, values: Any = None, **options: Any) -> CursorResult[Any]:
        return self.connection.execute(statement, values, **options)


def put_row(connection: Connection, table: Table, values: Mapping[str, Any]) -> None:
    connection.execute(_insert(table), values)


def put_new_row(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """False, and nothing is written, if another process has just put it."""
    statement = _insert_new(table, connection.dialect.name)
    return connection.execute(statement, values).first() is not None


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


def as_record(kind: type[R], row: Row[Any], **other: object) -> R:
    """What the row calls by the names of the record's fields, and `other` fields as given."""
    own = {name: getattr(row, name) for name in _fields(kind) if name not in other}
    return kind(**own, **other)


def in_parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """As many at a time as one statement may name."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


@cache
def _fields(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def _insert(table: Table) -> Insert:
    return insert(table)


@cache
def _insert_new(table: Table, dialect: str) -> Any:
    own = postgresql if dialect == "postgresql" else sqlite
    return own.insert(table).on_conflict_do_nothing().returning(*table.primary_key)


@cache
def _update(table: Table, key: tuple[str, ...], names: tuple[str, ...]) -> Update:
    where = [_is(table, name) for name in key]
    return update(table).where(*where).values({name: bindparam(name) for name in names})


@cache
def _select(table: Table, key: tuple[str, ...]) -> Any:
    return select(*(table.c[name] for name in key)).where(*(_is(table, name) for name in key))


def _is(table: Table, name: str) -> ColumnElement[bool]:
    return table.c[name] == bindparam(_KEY + name)
