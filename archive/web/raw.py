"""The kept bytes of one capture: the WARC record to take away, and a page without scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.responses import Response

from archive import history
from archive.codings import UnreadableContentError, codings_in, unpacked
from archive.errors import DamageError, StorageError
from archive.warc import read_record
from archive.web.guard import ARCHIVED_POLICY
from archive.web.site import NotKeptError, numbered

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from starlette.requests import Request

    from archive.history import CaptureFacts
    from archive.web.site import Site

MOST_BYTES = 20_000_000  # of a page that is shown, its coding undone
_HTML = re.compile(
    r"\s*(text/html|application/xhtml\+xml)\b(?:.*?charset=[\"']?([\w-]{1,40}))?", re.IGNORECASE
)


def record(site: Site, connection: Connection, request: Request) -> Response:
    """The record's own gzip member: a WARC file of one record."""
    found = _found(connection, request)
    assert found.warc_file is not None
    try:
        with (site.files_folder / "warc" / found.warc_file).open("rb") as file:
            file.seek(found.warc_offset or 0)
            content = file.read(found.warc_length or 0)
    except OSError as error:
        raise StorageError(
            f"the file {found.warc_file} cannot be read: {error.strerror}"
        ) from error
    name = f"capture-{found.id}.warc.gz"
    return Response(
        content,
        media_type="application/warc",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": ARCHIVED_POLICY,
        },
    )


def view(site: Site, connection: Connection, request: Request) -> Response:
    """The page as it was kept, in a sandbox: no script runs and nothing is fetched."""
    found = _found(connection, request)
    exchange = read_record(
        site.files_folder / "warc", found.warc_file or "", found.warc_offset or 0
    )
    headers = {name.lower(): value for name, value in exchange.headers}
    content = _decoded(exchange.payload, headers.get("content-encoding", ""))
    said = _HTML.match(headers.get("content-type", "text/html"))
    media = (
        f"text/html; charset={said[2]}"
        if said and said[2]
        else "text/html"
        if said
        else "text/plain"
    )
    return Response(
        content,
        headers={"Content-Type": media, "Content-Security-Policy": ARCHIVED_POLICY},
    )


def _found(connection: Connection, request: Request) -> CaptureFacts:
    number = numbered(request, "capture")
    found = history.capture(connection, number)
    if found is None or found.warc_file is None:
        raise NotKeptError(f"no bytes are kept of a capture {number}")
    return found


def _decoded(payload: bytes, said: str) -> bytes:
    """As far as it can be unpacked; what is no such stream at all, as it is."""
    for coding in codings_in(said):
        try:
            whole, problem = unpacked(coding, payload, MOST_BYTES)
        except UnreadableContentError as error:
            raise DamageError(f"this page cannot be unpacked ({error}): take its record") from error
        payload = payload if problem and not whole else whole
    return payload
