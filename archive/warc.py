"""Raw bytes kept as WARC/1.1 (ISO 28500:2017): one gzip member per record, with a CDXJ line each.

Payloads are exactly as sent, still content-encoded. Heads are written anew from the parsed ones
(the warcinfo record says so); a transfer coding is undone, its header kept under another name.
"""

from __future__ import annotations

import base64
import fcntl
import gzip
import json
import os
import secrets
import uuid
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import IO, Self, TypeVar
from urllib.parse import quote, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.errors import DamageError, StorageError
from archive.records import Capture
from archive.text import digest_of
from archive.urls import surt

MAX_BYTES = 1_000_000_000  # a file is rolled at 1 GB, the size WARC guidelines name
_LEVEL = 6  # 0.65 of the CPU of level 9 for 0.7 % more bytes
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_ARCHIVED_ALIAS = "X-Archive-Orig-"
_REDACTED = "HCSM-Redacted"  # a field of our own, as WARC/1.1 allows (5.1)
Headers = tuple[tuple[str, str], ...]
T = TypeVar("T")
Tells = Callable[[ArcWarcRecord, int, int], T]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer, as they went over the wire."""

    url: str
    captured_at: datetime  # aware UTC
    request_headers: Headers
    status: int
    headers: Headers
    payload: bytes
    is_redacted: bool = False  # what an erasure forbids to keep was cut out of the payload


class WarcWriter:
    """Appends to a file of its own; each record is on the disk when `append` returns."""

    def __init__(self, folder: Path, software: str, blog_id: str = "") -> None:
        self._folder, self._software, self._blog_id = folder, software, blog_id
        self._file: IO[bytes] | None = None
        self._index: IO[str] | None = None
        self._name = ""

    def append(self, exchange: Exchange) -> Capture:
        """Writes response (or revisit) and request; raises StorageError if the disk refuses."""
        try:
            file = self._opened(exchange.captured_at)
            offset, length = self._write(file, exchange)
        except OSError as error:
            raise StorageError(f"{self._folder} cannot be written: {error.strerror}") from error
        return capture_of(exchange, self._name, offset, length)

    def close(self) -> None:
        if self._file is None or self._index is None:
            return
        self._file.close()
        self._index.close()
        self._file = None
        path = self._folder / self._name
        write_index(path, index_of(path).read_text(encoding="utf-8").splitlines(keepends=True))
        _marker(path).unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _opened(self, now: datetime) -> IO[bytes]:
        if self._file is not None and self._file.tell() > MAX_BYTES:
            self.close()
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._name = f"hcsm-{now:%Y%m%d%H%M%S}-{secrets.token_hex(4)}.warc.gz"
            path = self._folder / self._name
            _marker(path).write_text(self._blog_id)
            self._file = path.open("xb")
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._index = index_of(path).open("x", encoding="utf-8")
            self._file.write(_member(_warcinfo(self._name, self._software, now)))
        return self._file

    def _write(self, file: IO[bytes], exchange: Exchange) -> tuple[int, int]:
        response = _response(exchange)
        member = _member(response)
        offset = file.tell()
        file.write(member + _member(_request(exchange, response)))
        file.flush()
        os.fsync(file.fileno())
        assert self._index is not None
        self._index.write(_cdxj(response, self._name, offset, len(member)))
        self._index.flush()
        return offset, len(member)


def capture_of(exchange: Exchange, name: str, offset: int, length: int) -> Capture:
    """The capture that this record is of."""
    return Capture(
        url=exchange.url,
        captured_at=exchange.captured_at,
        status=exchange.status,
        headers=exchange.headers,
        digest=digest_of(exchange.payload),
        warc_file=name,
        warc_offset=offset,
        warc_length=length,
    )


def read_record(folder: Path, file: str, offset: int) -> Exchange:
    """The response at that place, without its request; raises DamageError if there is none."""
    with _ours(folder / file, offset), (folder / file).open("rb") as stream:
        stream.seek(offset)
        return exchange_of(next(iter(ArchiveIterator(stream))))


def responses(path: Path) -> Iterator[tuple[int, int, Exchange]]:
    """(offset, length, exchange) of each response and revisit; raises DamageError for others'."""
    return _answers(path, lambda record, *_: exchange_of(record))


def members(path: Path) -> Iterator[tuple[int, int]]:
    """(offset, length) of each whole gzip member; stops at a torn one."""
    with path.open("rb") as stream:
        start, buffered = 0, b""
        while True:
            machine, length = zlib.decompressobj(31), 0
            while not machine.eof:
                chunk = buffered or stream.read(1 << 16)
                if not chunk:
                    return
                try:
                    machine.decompress(chunk)
                except zlib.error:
                    return
                buffered = machine.unused_data  # empty until the member has ended
                length += len(chunk) - len(buffered)
            yield start, length
            start += length


def repair(folder: Path, blog_id: str = "") -> list[Path]:
    """Files of a blog that a killed process left open, cut back to their last whole record.

    The bytes behind it are kept in `<file>.torn-<offset>`; the CDXJ is written anew. A file that a
    living process writes is left alone.
    """
    left = []
    for marker in sorted(folder.glob("*.writing")):
        if marker.read_text() not in ("", blog_id):  # "": by a version that did not say
            continue
        path = marker.with_suffix("")
        if not path.exists():
            marker.unlink()
            continue
        with path.open("r+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            _cut(path, file)
        _index(path)
        left.append(path)
    return left


def forget_repair(path: Path) -> None:
    """The file's records all have their rows: it need not be looked at again."""
    _marker(path).unlink(missing_ok=True)


def _cut(path: Path, file: IO[bytes]) -> None:
    whole = sum(length for _, length in members(path))
    file.seek(whole)
    torn = file.read()
    if torn:
        Path(f"{path}.torn-{whole}").write_bytes(torn)
        file.truncate(whole)
        os.fsync(file.fileno())


def _answers(path: Path, tells: Tells[T]) -> Iterator[tuple[int, int, T]]:
    for offset, length in members(path):
        with _ours(path, offset), path.open("rb") as stream:
            stream.seek(offset)
            record = next(iter(ArchiveIterator(BytesIO(stream.read(length)))))
            is_answer = record.rec_type in ("response", "revisit")
            told = [tells(record, offset, length)] if is_answer else []
        yield from ((offset, length, x) for x in told)


@contextmanager
def _ours(path: Path, offset: int) -> Iterator[None]:
    """A record that we did not write makes warcio, and us, raise many things."""
    try:
        yield
    except (DamageError, OSError, EOFError, ValueError, TypeError, AttributeError,
            ArithmeticError, StopIteration, zlib.error, ArchiveLoadFailed) as error:  # fmt: skip
        raise DamageError(f"no record at byte {offset} of {path}: {error}") from error


def _index(path: Path) -> None:
    lines = _answers(path, lambda x, at, length: _cdxj(x, path.name, at, length))
    write_index(path, [line for _, _, line in lines])


def index_of(path: Path) -> Path:
    return path.with_suffix("").with_suffix(".cdxj")


def write_index(path: Path, lines: list[str]) -> None:
    """The CDXJ of a file: sorted, as readers search it by halves; whole or not at all."""
    index = index_of(path)
    draft = index.with_suffix(".cdxj.partial")
    draft.write_text("".join(sorted(lines)), encoding="utf-8")
    draft.replace(index)


def cdxj_line(member: bytes, name: str, offset: int) -> str:
    record = next(iter(ArchiveIterator(BytesIO(member))))
    return _cdxj(record, name, offset, len(member))


def redacted_member(exchange: Exchange, record_id: str) -> bytes:
    """A record from which something was cut, under the id it had."""
    record = _response(exchange)
    record.rec_headers.replace_header("WARC-Record-ID", record_id)
    return _member(record)


def _marker(path: Path) -> Path:
    return path.with_name(path.name + ".writing")


def _member(record: ArcWarcRecord) -> bytes:
    buffer = BytesIO()
    WARCWriter(buffer, gzip=False, warc_version="1.1").write_record(record)
    record.raw_stream.seek(0)
    return gzip.compress(buffer.getvalue(), _LEVEL, mtime=0)


def _warcinfo(name: str, software: str, now: datetime) -> ArcWarcRecord:
    block = (
        f"software: {software}\r\n"
        "format: WARC File Format 1.1\r\n"
        "conformsTo: http://iipc.github.io/warc-specifications/\r\n"
        "description: HTTP heads are re-serialised; payloads as sent, transfer codings undone\r\n"
    ).encode()
    headers = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", _urn()),
        ("WARC-Date", _date(now)),
        ("WARC-Filename", name),
    ]
    return _record("warcinfo", "application/warc-fields", headers, None, block)


def _response(exchange: Exchange) -> ArcWarcRecord:
    revisit = exchange.status == HTTPStatus.NOT_MODIFIED
    reason = HTTPStatus(exchange.status).phrase if exchange.status in _PHRASES else ""
    kept = [(_kept_name(key), _one_line(value)) for key, value in exchange.headers]
    http = StatusAndHeaders(f"{exchange.status} {reason}".strip(), kept, protocol="HTTP/1.1")
    kind = "revisit" if revisit else "response"
    headers = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", _urn()),
        ("WARC-Date", _date(exchange.captured_at)),
        ("WARC-Target-URI", exchange.url),
        ("WARC-Payload-Digest", base32_digest(exchange.payload)),
        *[(_REDACTED, "erasure")] * exchange.is_redacted,
        *[("WARC-Profile", _NOT_MODIFIED)] * revisit,
    ]
    return _record(kind, "application/http; msgtype=response", headers, http, exchange.payload)


def _request(exchange: Exchange, response: ArcWarcRecord) -> ArcWarcRecord:
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = [(key, _one_line(value)) for key, value in exchange.request_headers]
    http = StatusAndHeaders(f"GET {target} HTTP/1.1", sent, is_http_request=True)
    headers = [
        ("WARC-Type", "request"),
        ("WARC-Record-ID", _urn()),
        ("WARC-Date", _date(exchange.captured_at)),
        ("WARC-Target-URI", exchange.url),
        ("WARC-Concurrent-To", response.rec_headers.get_header("WARC-Record-ID")),
        ("WARC-Payload-Digest", base32_digest(b"")),
    ]
    return _record("request", "application/http; msgtype=request", headers, http, b"")


def _record(
    kind: str,
    content_type: str,
    headers: list[tuple[str, str]],
    http: StatusAndHeaders | None,
    payload: bytes,
) -> ArcWarcRecord:
    head = b"" if http is None else http.to_ascii_bytes()
    headers.append(("WARC-Block-Digest", base32_digest(head + payload)))
    record = ArcWarcRecord(
        "warc",
        kind,
        StatusAndHeaders("", headers, "WARC/1.1"),
        BytesIO(payload),
        http,
        content_type,
        len(head) + len(payload),
    )
    record.payload_length = len(payload)
    return record


def exchange_of(record: ArcWarcRecord) -> Exchange:
    http = record.http_headers
    if http is None:
        raise DamageError(f"a {record.rec_type} record without an HTTP head")
    moment = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
    return Exchange(
        url=record.rec_headers.get_header("WARC-Target-URI"),
        captured_at=moment.astimezone(UTC),
        request_headers=(),
        status=int(http.get_statuscode()),
        headers=tuple((key.removeprefix(_ARCHIVED_ALIAS), value) for key, value in http.headers),
        payload=record.raw_stream.read(),
        is_redacted=record.rec_headers.get_header(_REDACTED) is not None,
    )


def _cdxj(record: ArcWarcRecord, name: str, offset: int, length: int) -> str:
    head = record.rec_headers
    moment = datetime.fromisoformat(head.get_header("WARC-Date"))
    said = {
        "url": head.get_header("WARC-Target-URI"),
        "mime": "warc/revisit" if record.rec_type == "revisit" else _mime(record),
        "status": record.http_headers.get_statuscode(),
        "digest": head.get_header("WARC-Payload-Digest"),
        "length": str(length),
        "offset": str(offset),
        "filename": name,
    }
    return f"{surt(said['url'])} {moment:%Y%m%d%H%M%S} {json.dumps(said)}\n"


def _mime(record: ArcWarcRecord) -> str:
    return (record.http_headers.get_header("Content-Type") or "").split(";")[0].strip() or "unk"


_PHRASES = frozenset(int(status) for status in HTTPStatus)


def _kept_name(name: str) -> str:
    kept = name if name.isascii() else quote(name)  # warcio writes no other letters
    return _ARCHIVED_ALIAS + kept if kept.lower() == "transfer-encoding" else kept


def _one_line(value: str) -> str:
    return " ".join(value.splitlines())


def base32_digest(block: bytes) -> str:
    """As WARC files have it."""
    return "sha256:" + base64.b32encode(sha256(block).digest()).decode()


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _urn() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"
