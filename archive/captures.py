"""Capture rows: which WARC record holds what, and whether its page has been read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, insert, select, update

from archive.records import Capture
from archive.schema import CAPTURES
from archive.statements import as_record, set_row
from archive.text import instant, keepable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

    from archive.generations import Place
    from archive.statements import Shelf
    from archive.warc import Exchange

_NEW = insert(CAPTURES).returning(CAPTURES.c.id)
_LAST_HEADERS = (
    select(CAPTURES.c.headers)
    .where(
        CAPTURES.c.blog_id == bindparam("blog_id"),
        CAPTURES.c.url == bindparam("url"),
        CAPTURES.c.status == 200,
        CAPTURES.c.is_read,
    )
    .order_by(CAPTURES.c.id.desc())
    .limit(1)
)
# Answers that a kill may have left unread; others are asked for again.
_READABLE = (200, 301, 302, 303, 307, 308, 404, 410)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCapture:
    """A capture with a record, by the number that other rows know it by."""

    id: int
    crawl_id: int
    url: str
    status: int
    captured_at: datetime
    warc_file: str
    warc_offset: int
    rights: Mapping[str, str]  # as recorded when it was read


def put_capture(shelf: Shelf, crawl_id: int, capture: Capture) -> int:
    """Names the WARC record of a fetch; returns the capture's number."""
    made = shelf.execute(
        _NEW,
        {
            "blog_id": shelf.blog_id,
            "crawl_id": crawl_id,
            "url": capture.url,
            "captured_at": instant(capture.captured_at),
            "status": capture.status,
            "headers": json.dumps(capture.headers),
            "digest": capture.digest,
            "warc_file": capture.warc_file,
            "warc_offset": capture.warc_offset,
            "warc_length": capture.warc_length,
            "error": keepable(capture.error),
            "is_read": False,
        },
    )
    return int(made.scalar_one())


def put_refused(
    shelf: Shelf,
    crawl_id: int,
    exchange: Exchange,
    detail: str,
    rights: Mapping[str, str],
) -> int:
    """An answer whose bytes the study does not write: without headers, so that nothing asks whether
    it has changed since."""
    refused = Capture(
        url=exchange.url,
        captured_at=exchange.captured_at,
        status=exchange.status,
        error=f"rights: {detail}",
    )
    id_ = put_capture(shelf, crawl_id, refused)
    mark_read(shelf.connection, id_, rights)
    return id_


def mark_read(
    connection: Connection, capture_id: int, rights: Mapping[str, str] | None = None
) -> None:
    values: dict[str, object] = {"is_read": True}
    if rights is not None:
        values["rights"] = json.dumps(rights, sort_keys=True)
    set_row(connection, CAPTURES, {"id": capture_id}, values)


def named_offsets(connection: Connection, warc_file: str) -> set[int]:
    """Where in a file the records are that have a row."""
    rows = connection.execute(
        select(CAPTURES.c.warc_offset).where(CAPTURES.c.warc_file == warc_file)
    )
    return {int(offset) for offset in rows.scalars() if offset is not None}


def files(connection: Connection) -> set[str]:
    """Names of all WARC files that rows name."""
    found = select(CAPTURES.c.warc_file).where(CAPTURES.c.warc_file.is_not(None)).distinct()
    return set(connection.execute(found).scalars())


def owners(connection: Connection) -> dict[tuple[str, int], str]:
    """The blog of each record, by file and offset."""
    query = select(CAPTURES.c.warc_file, CAPTURES.c.warc_offset, CAPTURES.c.blog_id)
    rows = connection.execute(query.where(CAPTURES.c.warc_file.is_not(None)))
    return {(row.warc_file, row.warc_offset): row.blog_id for row in rows}


def move(
    connection: Connection, old_file: str, old_offset: int, new_file: str, place: Place | None
) -> None:
    """The record is elsewhere now, or nowhere: then the row only says that there was one."""
    values: dict[str, object]
    if place is None:
        nothing = "warc_file warc_offset warc_length digest status".split()
        said = {"url": "erased:", "headers": "[]", "error": "erased"}
        values = {**dict.fromkeys(nothing), **said}
    else:
        where = {"warc_offset": place.offset, "warc_length": place.length}
        changed = {"digest": place.digest} if place.digest else {}
        values = {"warc_file": new_file, **where, **changed}
    own = CAPTURES.c.warc_file == old_file, CAPTURES.c.warc_offset == old_offset
    connection.execute(update(CAPTURES).where(*own).values(**values))


def unread(shelf: Shelf, crawl_id: int) -> list[KeptCapture]:
    """Captures whose page a kill kept from the archive, in order."""
    rows = shelf.execute(
        select(CAPTURES)
        .where(
            CAPTURES.c.blog_id == shelf.blog_id,
            CAPTURES.c.crawl_id == crawl_id,
            CAPTURES.c.is_read.is_(False),
            CAPTURES.c.status.in_(_READABLE),
        )
        .order_by(CAPTURES.c.id)
    )
    return [_kept(row) for row in rows]


def of_blog(shelf: Shelf) -> list[KeptCapture]:
    """All captures with a record, in the order of crawls."""
    rows = shelf.execute(
        select(CAPTURES)
        .where(CAPTURES.c.blog_id == shelf.blog_id, CAPTURES.c.warc_file.is_not(None))
        .order_by(CAPTURES.c.crawl_id, CAPTURES.c.id)
    )
    return [_kept(row) for row in rows]


def latest(shelf: Shelf, url: str, since: str) -> KeptCapture | None:
    """The newest answer from this URL that was kept at `since` (ISO, UTC) or later."""
    row = shelf.execute(
        select(CAPTURES)
        .where(
            CAPTURES.c.blog_id == shelf.blog_id,
            CAPTURES.c.url == url,
            CAPTURES.c.warc_file.is_not(None),
            CAPTURES.c.captured_at >= since,
        )
        .order_by(CAPTURES.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else _kept(row)


def count_since(shelf: Shelf, since: str) -> int:
    """How many requests a blog has been asked since then (ISO, UTC)."""
    found = shelf.execute(
        select(func.count()).where(
            CAPTURES.c.blog_id == shelf.blog_id, CAPTURES.c.captured_at >= since
        )
    )
    return int(found.scalar_one())


def last_validators(shelf: Shelf, url: str) -> tuple[str | None, str | None]:
    """(ETag, Last-Modified) of the last whole answer from this URL that was read."""
    headers: str | None = shelf.execute(
        _LAST_HEADERS, {"blog_id": shelf.blog_id, "url": url}
    ).scalar()
    said = {key.lower(): value for key, value in json.loads(headers or "[]")}
    return said.get("etag"), said.get("last-modified")


def _kept(row: Row[tuple[object, ...]]) -> KeptCapture:
    at, rights = datetime.fromisoformat(row.captured_at), json.loads(row.rights or "{}")
    return as_record(KeptCapture, row, captured_at=at, rights=rights)
