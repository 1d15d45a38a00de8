"""Which exports were made: format, selection, files with their digests."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from typing import TYPE_CHECKING

from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError

from archive.engine import opened, storage_error, transaction
from archive.export.selects import Selection
from archive.schema import EXPORTS
from archive.statements import as_record, set_row
from archive.text import instant, keepable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

PATIENCE = 5.0  # seconds, for who waits at a browser


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeExport:
    id: int
    made_at: str
    format: str
    query: str | None
    files: dict[str, str]  # name -> SHA-256, "" of what was not taken to its end


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOut:
    """What an export took, and what it made of it (as MadeExport)."""

    format: str
    query: str | None
    selection: Selection
    identities: str
    files: Mapping[str, str]


def note(storage: str, made_at: datetime, said: HandedOut, *, patience: float | None = None) -> int:
    """Writes it down by a connection of its own; returns its number. Raises StorageError where
    nothing can be written, BusyError after so many seconds."""
    with _writing(storage, patience) as connection:
        return _put(connection, made_at, said)


def note_files(storage: str, number: int, files: Mapping[str, str]) -> None:
    """What was taken, now that it is known."""
    with _writing(storage, PATIENCE) as connection:
        said = json.dumps(files, ensure_ascii=False)
        set_row(connection, EXPORTS, {"id": number}, {"files": said})


def check_noting(storage: str, now: datetime) -> None:
    """Raises StorageError if exports cannot be noted there; nothing is."""
    with _writing(storage, PATIENCE) as connection, connection.begin_nested() as tried:
        nothing = Selection(ids=[])
        said = HandedOut(format="", query=None, selection=nothing, identities="", files={})
        _put(connection, now, said)
        tried.rollback()


def exports(connection: Connection) -> list[MadeExport]:
    """All that are noted, oldest first."""
    return [made for made, _ in _made(connection, "")]


def exports_with(
    connection: Connection, article_ids: Collection[str], first_seen: str
) -> list[MadeExport]:
    """Exports made since then that may hold one of these articles or what stands under it."""
    return [
        made
        for made, ids in _made(connection, first_seen)
        if ids is None or not ids.isdisjoint(article_ids)
    ]


def sha256_of(file: Path) -> str:
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


@contextmanager
def _writing(storage: str, patience: float | None) -> Iterator[Connection]:
    try:
        with opened(storage) as engine, transaction(engine, patience=patience) as connection:
            yield connection
    except DBAPIError as error:  # PostgreSQL, to a user who may only read
        raise storage_error(error, storage) from error


def _put(connection: Connection, made_at: datetime, said: HandedOut) -> int:
    chosen = said.selection
    selection = {
        "since": chosen.since,
        "as_of": chosen.as_of,
        "include_vanished": chosen.include_vanished,
        "identities": said.identities,
    }
    made = connection.execute(
        insert(EXPORTS)
        .values(
            made_at=instant(made_at),
            format=said.format,
            query=keepable(said.query),
            selection=json.dumps(selection),
            article_ids=None if chosen.ids is None else json.dumps(sorted(chosen.ids)),
            files=json.dumps(said.files, ensure_ascii=False),
        )
        .returning(EXPORTS.c.id)
    )
    return int(made.scalar_one())


def _made(connection: Connection, since: str) -> Iterator[tuple[MadeExport, set[str] | None]]:
    """Exports made since then, with the ids of their articles."""
    query = select(EXPORTS).where(EXPORTS.c.made_at >= since).order_by(EXPORTS.c.id)
    for row in connection.execute(query):
        made = as_record(MadeExport, row, files=json.loads(row.files))
        yield made, None if row.article_ids is None else set(json.loads(row.article_ids))
