"""WARC files that other tools accept, and that a kill cannot spoil."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from archive.errors import DamageError
from archive.urls import surt
from archive.warc import Exchange, WarcWriter, members, read_record, repair, responses

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 1, 2, 3, 4, 5, 600, tzinfo=UTC)


def exchange(path: str = "/", status: int = 200, payload: bytes = b"\x1f\x8bpage") -> Exchange:
    return Exchange(
        url=f"http://blog.example{path}",
        captured_at=NOW,
        request_headers=(("User-Agent", "test"),),
        status=status,
        headers=(("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")),
        payload=payload,
    )


def check(file: Path) -> int:
    code = "import sys; from warcio.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", code, "check", str(file)], check=False, capture_output=True
    ).returncode


def test_what_was_written_is_read_back_byte_for_byte(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, "test") as writer:
        captures = [writer.append(exchange(f"/{n}", payload=bytes([n]) * 99)) for n in range(5)]

    found = read_record(tmp_path, captures[3].warc_file or "", captures[3].warc_offset or 0)

    assert (found.url, found.payload) == ("http://blog.example/3", b"\x03" * 99)
    assert found.headers == exchange().headers
    assert found.captured_at == NOW


def test_warcio_accepts_pages_errors_redirects_and_revisits(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, "test") as writer:
        for status in (200, 301, 304, 404, 503, 999):
            writer.append(exchange(status=status, payload=b"" if status == 304 else b"x"))

    (file,) = tmp_path.glob("*.warc.gz")
    assert check(file) == 0
    assert [x.status for _, _, x in responses(file)] == [200, 301, 304, 404, 503, 999]


def test_no_answer_is_lost_for_a_header_that_none_may_have(tmp_path: Path) -> None:
    odd = (("Übel", "é\r\nX: y"), ("", "empty"), ("Content-Type", "text/html"))
    with WarcWriter(tmp_path, "test") as writer:
        writer.append(replace(exchange(), headers=odd))

    (file,) = tmp_path.glob("*.warc.gz")
    ((_, _, found),) = responses(file)
    assert found.payload == exchange().payload
    assert ("%C3%9Cbel", "Content-Type") == (found.headers[0][0], found.headers[-1][0])


@pytest.mark.parametrize(
    "member",
    [
        b"no record of anybody",
        b"WARC/1.1\r\nWARC-Type: response\r\n\r\n",
        (
            b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 9999-12-31T23:59:59-23:59\r\n"
            b"WARC-Target-URI: http://[x\r\nContent-Type: application/http\r\nContent-Length: 19\r\n\r\n"
            b"HTTP/1.1 200 OK\r\n\r\n\r\n\r\n"
        ),
    ],
)
def test_a_record_that_is_not_ours_is_named_as_damage(tmp_path: Path, member: bytes) -> None:
    with WarcWriter(tmp_path, "test") as writer:
        name = writer.append(exchange()).warc_file or ""
    file = tmp_path / name
    at = file.stat().st_size
    file.write_bytes(file.read_bytes() + gzip.compress(member))
    (tmp_path / f"{name}.writing").touch()

    for reads in (lambda: list(responses(file)), lambda: repair(tmp_path)):
        with pytest.raises(DamageError, match=f"no record at byte {at}"):
            reads()


def test_each_answer_has_a_cdxj_line_that_leads_to_it(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, "test") as writer:
        writer.append(exchange("/a"))
        capture = writer.append(exchange("/b"))

    (index,) = tmp_path.glob("*.cdxj")
    key, moment, said = index.read_text().splitlines()[1].split(" ", 2)
    assert (key, moment) == ("example,blog)/b", "20260102030405")
    assert int(json.loads(said)["offset"]) == capture.warc_offset
    assert int(json.loads(said)["length"]) == capture.warc_length


@pytest.mark.parametrize("cut", [1, 7, 60, 200, 350])
def test_a_torn_tail_is_cut_back_and_kept_aside(tmp_path: Path, cut: int) -> None:
    writer = WarcWriter(tmp_path, "test")
    for n in range(3):
        writer.append(exchange(f"/{n}"))
    (file,) = tmp_path.glob("*.warc.gz")
    whole = file.read_bytes()
    writer._index.close()
    writer._file.close()  # as a kill leaves it: the mark that it is being written stays
    file.write_bytes(whole[:-cut])

    assert repair(tmp_path) == [file]

    (torn,) = tmp_path.glob("*.torn-*")
    assert whole[:-cut] == file.read_bytes() + torn.read_bytes()
    assert check(file) == 0
    lines = next(tmp_path.glob("*.cdxj")).read_text().splitlines()
    assert len(lines) == len(list(responses(file)))


def test_a_file_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, "test") as writer:
        writer.append(exchange())
        assert repair(tmp_path) == []


def test_a_closed_file_needs_no_repair(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, "test") as writer:
        writer.append(exchange())

    assert repair(tmp_path) == []
    assert list(tmp_path.glob("*.writing")) == []


def test_every_record_is_a_gzip_member_of_its_own(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, "test") as writer:
        writer.append(exchange())

    (file,) = tmp_path.glob("*.warc.gz")
    assert len(list(members(file))) == 3  # warcinfo, response, request


def test_a_wrong_place_is_named(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, "test") as writer:
        capture = writer.append(exchange())

    with pytest.raises(DamageError, match="no record at byte 3"):
        read_record(tmp_path, capture.warc_file or "", 3)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.Blog.example:8080/A/?b=C&a=1", "example,blog:8080)/a?a=1&b=c"),
        ("http://127.0.0.1:8880/", "1,0,0,127:8880)/"),
    ],
)
def test_cdxj_keys_are_surts(url: str, key: str) -> None:
    assert surt(url) == key
