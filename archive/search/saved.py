"""Queries kept under a name, with an id and a hash of what they ask, however it was typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from archive.errors import WrongUseError
from archive.records import identity
from archive.schema import SAVED_QUERIES
from archive.search.grammar import And, Between, Is, Near, Not, Or, Words, parse
from archive.text import digest_of, instant

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from archive.search.grammar import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuery:
    """`id` and `hash` ("sha256:" + hex) are of `normalised`: the same in every archive."""

    name: str
    id: str
    query: str  # as it was typed
    normalised: str
    hash: str
    saved_at: str


def save(connection: Connection, name: str, query: str, now: datetime) -> SavedQuery:
    """Keeps the query under this name; what had the name before is replaced."""
    normalised = normalise(query)
    saved = SavedQuery(
        name=name,
        id=identity("q", normalised),
        query=query,
        normalised=normalised,
        hash=hash_of(query),
        saved_at=instant(now),
    )
    connection.execute(delete(SAVED_QUERIES).where(SAVED_QUERIES.c.name == name))
    values = {column: getattr(saved, column) for column in SAVED_QUERIES.c.keys()}  # noqa: SIM118
    connection.execute(insert(SAVED_QUERIES).values(**values))
    return saved


def saved_queries(connection: Connection) -> list[SavedQuery]:
    rows = connection.execute(select(SAVED_QUERIES).order_by(SAVED_QUERIES.c.name)).mappings()
    return [SavedQuery(**row) for row in rows]


def saved_query(connection: Connection, name: str) -> SavedQuery:
    """Raises WrongUseError naming those that there are."""
    found = {saved.name: saved for saved in saved_queries(connection)}
    if name not in found:
        known = ", ".join(found) or "none; hcsm search QUERY --save NAME keeps one"
        raise WrongUseError(f"no query is saved as {name!r}; there are: {known}")
    return found[name]


def hash_of(query: str) -> str:
    """ "sha256:" + hex of what the query asks, however it was typed."""
    return digest_of(normalise(query).encode())


def normalise(query: str) -> str:
    """One spelling for all that ask the same: case, blanks, brackets and order do not matter."""
    return _spelled(parse(query))


def _spelled(node: Node) -> str:
    if isinstance(node, Words):
        field = f"{node.field}:" if node.field else ""
        return f'{field}"{" ".join(node.words).casefold()}"{"*" if node.prefix else ""}'
    if isinstance(node, Near):
        pair = " ".join(sorted((_spelled(node.left), _spelled(node.right))))
        return f"NEAR({pair}, {node.distance})"
    if isinstance(node, Is):
        return f'{node.field}:"{node.value}"{"*" if node.prefix else ""}'
    if isinstance(node, Between):
        return f"{node.field}:{node.low or ''}..{node.high or ''}"
    if isinstance(node, Not):
        inner = node.part
        return _spelled(inner.part) if isinstance(inner, Not) else f"NOT {_spelled(inner)}"
    parts = {spelled for part in node.parts for spelled in _flat(part, type(node))}
    joined = f" {'AND' if isinstance(node, And) else 'OR'} ".join(sorted(parts))
    return f"({joined})" if len(parts) > 1 else joined


def _flat(node: Node, kind: type[And | Or]) -> list[str]:
    if isinstance(node, And | Or) and isinstance(node, kind):
        return [spelled for part in node.parts for spelled in _flat(part, kind)]
    return [_spelled(node)]
