"""Content codings (RFC 9110, section 8.4) undone: whole, or as far as that goes."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import brotli

if TYPE_CHECKING:
    from archive.warc import Exchange

MAX_CODINGS = 2
_CHUNK = 64 * 1024
_PIECE = 16 * 1024  # of a compressed stream: what follows its end is copied
_TORN = "compressed stream ends too early"


class UnreadableContentError(ValueError):
    """The payload is not what its Content-Encoding says, or is larger than allowed."""


def content_of(exchange: Exchange, limit: int) -> bytes:
    """Payload with its Content-Encoding undone, at most `limit` bytes.

    Raises UnreadableContentError for a broken, unknown or too large payload: nothing is kept of
    half a stream.
    """
    said = (value for key, value in exchange.headers if key.lower() == "content-encoding")
    codings, content = codings_in(",".join(said)), exchange.payload
    if len(codings) > MAX_CODINGS:
        raise UnreadableContentError(f"{len(codings)} content codings on top of each other")
    for coding in codings:
        content, problem = unpacked(coding, content, limit + 1)
        if len(content) > limit:
            raise UnreadableContentError(f"larger than {limit} bytes when unpacked")
        if problem:
            raise UnreadableContentError(problem)
    if len(content) > limit:
        raise UnreadableContentError(f"larger than {limit} bytes")
    return content


def codings_in(said: str) -> list[str]:
    """Of a Content-Encoding, in the order in which they are to be undone."""
    codings = (part.strip().lower() for part in reversed(said.split(",")))
    return [coding for coding in codings if coding not in ("", "identity")]


def unpacked(coding: str, payload: bytes, limit: int) -> tuple[bytes, str | None]:
    """What can be unpacked, at most `limit` bytes, and what is wrong with the stream. Raises
    UnreadableContentError for an unknown coding, and for what is no stream of brotli or zstd."""
    if not payload:
        return b"", None
    if coding in ("gzip", "x-gzip"):
        whole, ended, problem = inflated(payload, limit, 31)
        if ended and problem not in (None, _TORN):  # what follows a member browsers ignore
            return whole[:ended], None
        return whole, problem
    if coding == "deflate":
        zlib_header = payload[0] & 0x0F == 8 and int.from_bytes(payload[:2]) % 31 == 0
        whole, _, problem = inflated(payload, limit, 15 if zlib_header else -15)
        return whole, problem
    if coding == "br":
        return _brotli(payload, limit)
    if coding == "zstd":
        return _zstd(payload, limit)
    raise UnreadableContentError(f"unknown content coding {coding!r}")


def inflated(payload: bytes, limit: int, window: int) -> tuple[bytes, int, str | None]:
    """What can be unpacked of one stream or several on end, at most `limit` bytes; how much of it
    is of streams that are whole; and what is wrong with the last one."""
    whole = bytearray()
    machine, ended = zlib.decompressobj(window), 0
    for at in range(0, len(payload), _PIECE):
        piece = payload[at : at + _PIECE]
        while piece and len(whole) < limit:
            if machine.eof:  # another stream, or zeros behind the last one
                if not (piece := piece.lstrip(b"\0")):
                    break
                machine = zlib.decompressobj(window)
            try:
                whole += machine.decompress(piece, limit - len(whole))
            except zlib.error as error:
                return bytes(whole), ended, f"broken compressed stream: {error}"
            piece = machine.unused_data
            ended = len(whole) if machine.eof else ended
    return bytes(whole), ended, None if machine.eof else _TORN


def _brotli(payload: bytes, limit: int) -> tuple[bytes, str | None]:
    machine = brotli.Decompressor()
    whole = bytearray()
    try:
        whole += machine.process(payload, output_buffer_limit=_CHUNK)
        while (
            not machine.is_finished() and not machine.can_accept_more_data() and len(whole) < limit
        ):
            whole += machine.process(b"", output_buffer_limit=_CHUNK)
    except brotli.error as error:
        raise UnreadableContentError(f"broken compressed stream: {error}") from error
    return bytes(whole[:limit]), None if machine.is_finished() else _TORN


def _zstd(payload: bytes, limit: int) -> tuple[bytes, str | None]:
    from backports import zstd  # noqa: PLC0415 - Scrapy's own choice of module before Python 3.14

    machine = zstd.ZstdDecompressor()
    try:
        whole = machine.decompress(payload, max_length=limit)
    except zstd.ZstdError as error:
        raise UnreadableContentError(f"broken compressed stream: {error}") from error
    return whole, None if machine.eof else _TORN
