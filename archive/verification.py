"""Whether everything is as it was when it was written: bytes, rows, indexes, and that they agree.

Each finding names what is damaged and what mends it. Nothing is changed here, unless asked to.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from archive import store, warc
from archive.engine import is_sqlite, transaction
from archive.generations import forget_superseded, is_superseded
from archive.migrations.fulltext import INDEXES
from archive.schema import ARTICLES, CAPTURES, COMMENTS
from archive.text import digest_of
from archive.warc import base32_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

_REREAD = "hcsm reread makes all rows anew from the WARC files"
_COPY = "restore it from a copy; what it held can be crawled again"
_MEND = "hcsm verify --mend sets it right"


@dataclass(frozen=True, slots=True)
class Finding:
    """`check`: database, full text, rows, warc, cdxj or captures."""

    check: str
    where: str
    problem: str
    hint: str


@dataclass(slots=True)
class Checked:
    """How much was looked at."""

    files: int = 0
    records: int = 0
    rows: int = 0


def verify(
    engine: Engine,
    folder: Path,
    checked: Checked,
    progress: Callable[[str], None] = lambda _: None,
) -> Iterator[Finding]:
    """`folder`: of the WARC files."""
    progress("database")
    yield from _database(engine)
    with engine.connect() as connection:
        progress("rows")
        yield from _rows(connection, checked)
        named = _named(connection)
    for path in sorted(folder.glob("*.warc.gz")):
        progress(path.name)
        rows = named.pop(path.name, {})
        if not rows and is_superseded(path):
            problem = "is left from an erasure that was stopped, and holds what was erased"
            yield Finding("warc", path.name, problem, _MEND)
            continue
        yield from _file(path, rows, checked)
    for name, places in sorted(named.items()):
        yield Finding("captures", name, f"is missing; {len(places)} captures name it", _COPY)


def mend(engine: Engine, folder: Path) -> None:
    """Writes anew what is derived: the full-text index and the CDXJ of each WARC file; deletes what
    an erasure left."""
    if is_sqlite(engine):
        with transaction(engine) as connection:
            for index in INDEXES:
                rebuild = f"INSERT INTO {index.name}({index.name}) VALUES ('rebuild')"  # noqa: S608
                connection.execute(text(rebuild))
    with engine.connect() as connection:
        forget_superseded(folder, set(_named(connection)))
    for path in sorted(folder.glob("*.warc.gz")):
        warc.write_index(path, _expected_index(path))


def _database(engine: Engine) -> Iterator[Finding]:
    if not is_sqlite(engine):
        return  # PostgreSQL's checksums are its server's business, its index a generated column
    with engine.connect() as connection:
        for row in connection.execute(text("PRAGMA integrity_check")):
            if row[0] != "ok":
                yield Finding("database", "archive.db", row[0], _REREAD)
        for row in connection.execute(text("PRAGMA foreign_key_check")):
            problem = f"a row of {row[0]} names a row of {row[2]} that is not there"
            yield Finding("database", f"row {row[1]}", problem, _REREAD)
    for index in INDEXES:
        check = f"INSERT INTO {index.name}({index.name}, rank) VALUES ('integrity-check', 1)"  # noqa: S608
        try:
            with transaction(engine) as connection:
                connection.execute(text(check))
        except DBAPIError:
            problem = f"does not say what the {index.table} say"
            yield Finding("full text", index.name, problem, _MEND)


def _rows(connection: Connection, checked: Checked) -> Iterator[Finding]:
    """Content against its digest; comments against the count that their article states."""
    for table, names in ((ARTICLES, store.ARTICLE_CONTENT), (COMMENTS, store.COMMENT_CONTENT)):
        columns = (table.c[name] for name in names)
        query = select(table.c.id, table.c.digest, *columns)
        for row in connection.execute(query, execution_options={"yield_per": 500}).mappings():
            checked.rows += 1
            if store.content_digest(dict(row), names) != row["digest"]:
                yield Finding("rows", row["id"], "its content is not what its digest says", _REREAD)
    counted = (
        select(ARTICLES.c.id, ARTICLES.c.comment_count, func.count(COMMENTS.c.id).label("found"))
        .outerjoin(
            COMMENTS,
            (COMMENTS.c.article_id == ARTICLES.c.id) & COMMENTS.c.vanished_at.is_(None),
        )
        .group_by(ARTICLES.c.id, ARTICLES.c.comment_count)
    )
    for article in connection.execute(counted):
        if article.comment_count != article.found:
            problem = f"states {article.comment_count} comments and has {article.found}"
            yield Finding("rows", article.id, problem, _REREAD)


def _named(connection: Connection) -> dict[str, dict[int, Any]]:
    found: dict[str, dict[int, Any]] = {}
    query = select(
        CAPTURES.c.warc_file, CAPTURES.c.warc_offset, CAPTURES.c.warc_length, CAPTURES.c.digest
    ).where(CAPTURES.c.warc_file.is_not(None))
    for row in connection.execute(query):
        found.setdefault(row.warc_file, {})[row.warc_offset] = row
    return found


def _file(path: Path, named: dict[int, Any], checked: Checked) -> Iterator[Finding]:
    checked.files += 1
    is_open = path.with_name(path.name + ".writing").exists()
    end = 0
    with path.open("rb") as stream:
        for offset, length in warc.members(path):
            stream.seek(offset)
            record = _Record(zlib.decompress(stream.read(length), 31))
            end = offset + length
            checked.records += 1
            where = f"{path.name} at byte {offset}"
            for problem in record.problems():
                yield Finding("warc", where, problem, _COPY)
            if record.is_answer:
                yield from _capture(where, record, length, named.pop(offset, None), is_open)
    if end != path.stat().st_size and not is_open:
        problem = f"no whole record behind byte {end}, but {path.stat().st_size - end} bytes"
        yield Finding("warc", path.name, problem, _COPY)
    for offset in sorted(named):
        where = f"{path.name} at byte {offset}"
        yield Finding("captures", where, "a capture names a record that is not there", _COPY)
    index = warc.index_of(path)
    said = index.read_text(encoding="utf-8") if index.exists() else ""
    if not is_open and said != "".join(sorted(_expected_index(path))):
        yield Finding("cdxj", index.name, "does not list the records of its WARC file", _MEND)


def _capture(
    where: str, record: _Record, length: int, row: Any, is_open: bool
) -> Iterator[Finding]:
    if row is None:
        if not is_open:
            yield Finding("captures", where, "no capture names this record", _REREAD)
    elif row.warc_length != length or row.digest != record.payload_digest:
        yield Finding("captures", where, "the record is not the one that its capture names", _COPY)


def _expected_index(path: Path) -> list[str]:
    lines = []
    with path.open("rb") as stream:
        for offset, length in warc.members(path):
            stream.seek(offset)
            member = stream.read(length)
            if _Record(zlib.decompress(member, 31)).is_answer:
                lines.append(warc.cdxj_line(member, path.name, offset))
    return lines


class _Record:
    """One record, read byte by byte: a library would forgive what we are looking for."""

    def __init__(self, member: bytes) -> None:
        head, _, rest = member.partition(b"\r\n\r\n")
        self._head = head.decode("utf-8", "replace")
        self._block = rest[: int(self._said("Content-Length") or 0)]
        self._is_whole = rest[len(self._block) :] == b"\r\n\r\n"
        self.is_answer = self._said("WARC-Type") in ("response", "revisit")

    @property
    def _payload(self) -> bytes:
        return self._block.partition(b"\r\n\r\n")[2]

    @property
    def payload_digest(self) -> str:
        return digest_of(self._payload)

    def problems(self) -> Iterator[str]:
        if not self._is_whole:
            yield "its length is not the one that it states"
        if (said := self._said("WARC-Block-Digest")) and said != base32_digest(self._block):
            yield "its bytes are not what its digest says"
        elif (said := self._said("WARC-Payload-Digest")) and said != base32_digest(self._payload):
            yield "its payload is not what its digest says"

    def _said(self, name: str) -> str | None:
        found = re.search(rf"^{name}: *(.*?)\r?$", self._head, re.MULTILINE | re.IGNORECASE)
        return found[1] if found else None
