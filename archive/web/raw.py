"""The kept bytes of one capture: the WARC record to take away, and a page without scripts."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import brotli
from backports import zstd
from starlette.responses import Response
from warcio.bufferedreaders import DecompressingBufferedReader

from archive import history
from archive.errors import DamageError, StorageError
from archive.warc import read_record
from archive.web.guard import ARCHIVED_POLICY
from archive.web.site import NotKeptError, numbered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection
    from starlette.requests import Request

    from archive.history import CaptureFacts
    from archive.web.site import Site

MOST_BYTES = 20_000_000  # of a page that is shown, its coding undone
_CODINGS = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}  # what warcio undoes
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
    for coding in reversed([part.strip().lower() for part in said.split(",") if part.strip()]):
        if coding == "identity":
            continue
        payload = _undone(coding, payload)[:MOST_BYTES]
    return payload


def _undone(coding: str, payload: bytes) -> bytes:
    if coding in _CODINGS:
        reader = DecompressingBufferedReader(BytesIO(payload), decomp_type=_CODINGS[coding])
        return _limited(iter(lambda: reader.read(65_536), b""))
    try:
        if coding == "br":
            return _limited(_brotli(payload))
        if coding == "zstd":
            return zstd.ZstdDecompressor().decompress(payload, max_length=MOST_BYTES)
    except (brotli.error, zstd.ZstdError) as error:
        raise DamageError(f"this page cannot be unpacked ({error}): take its record") from error
    raise DamageError(f"a page coded as {coding[:20]!r} is not shown here: take its record")


def _brotli(payload: bytes) -> Iterator[bytes]:
    machine = brotli.Decompressor()
    yield machine.process(payload, output_buffer_limit=65_536)
    while not machine.is_finished() and not machine.can_accept_more_data():
        yield machine.process(b"", output_buffer_limit=65_536)


def _limited(parts: Iterator[bytes]) -> bytes:
    whole = bytearray()
    for part in parts:
        whole += part
        if len(whole) > MOST_BYTES:
            break
    return bytes(whole)
