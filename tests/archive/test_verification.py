"""Damage is found, wherever it is, and what mends it is named."""

from __future__ import annotations

import gzip
import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from basics import HCSM
from sqlalchemy import Engine, text

from archive import captures, store
from archive.engine import transaction
from archive.generations import rewrite
from archive.records import Blog
from archive.statements import Shelf
from archive.verification import Checked, Finding, mend, verify
from archive.warc import Exchange, WarcWriter, index_of, members

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
BLOG = Blog(url="http://blog.example/")


@pytest.fixture
def kept(small_archive: Engine, tmp_path: Path) -> Engine:
    """Two captures in a WARC file beside the rows."""
    with WarcWriter(tmp_path / "warc", "test") as writer, transaction(small_archive) as connection:
        crawl_id, _ = store.start_crawl(connection, BLOG, NOW, "1")
        for number in range(2):
            exchange = Exchange(
                url=f"http://blog.example/{number}",
                captured_at=NOW,
                request_headers=(("Host", "blog.example"),),
                status=200,
                headers=(("Content-Type", "text/html"),),
                payload=b"<p>words</p>" * 50,
            )
            captures.put_capture(Shelf(connection, BLOG), crawl_id, writer.append(exchange))
    return small_archive


def found(engine: Engine, folder: Path) -> list[Finding]:
    return list(verify(engine, folder / "warc", Checked()))


def the_file(folder: Path) -> Path:
    (file,) = (folder / "warc").glob("*.warc.gz")
    return file


def test_what_was_just_written_is_well(kept: Engine, tmp_path: Path) -> None:
    checked = Checked()

    assert list(verify(kept, tmp_path / "warc", checked)) == []
    assert (checked.files, checked.records, checked.rows) == (1, 5, 6)


def test_a_changed_byte_is_found(kept: Engine, tmp_path: Path) -> None:
    file = the_file(tmp_path)
    parts = []
    content = file.read_bytes()
    for offset, length in members(file):
        record = gzip.decompress(content[offset : offset + length])
        parts.append(gzip.compress(record.replace(b"words", b"lords", 1), 6, mtime=0))
    file.write_bytes(b"".join(parts))

    problems = {finding.problem for finding in found(kept, tmp_path)}
    assert "its bytes are not what its digest says" in problems


def test_a_cut_tail_is_found(kept: Engine, tmp_path: Path) -> None:
    file = the_file(tmp_path)
    file.write_bytes(file.read_bytes()[:-20])

    assert any("no whole record behind" in finding.problem for finding in found(kept, tmp_path))


def test_a_lost_file_and_a_lost_row_are_found(kept: Engine, tmp_path: Path) -> None:
    with transaction(kept) as connection:
        connection.execute(text("DELETE FROM captures WHERE url = 'http://blog.example/1'"))
    assert [finding.problem for finding in found(kept, tmp_path)] == [
        "no capture names this record"
    ]
    the_file(tmp_path).unlink()
    assert [finding.problem for finding in found(kept, tmp_path)] == [
        "is missing; 1 captures name it"
    ]


def test_rows_that_changed_behind_our_back_are_found(kept: Engine, tmp_path: Path) -> None:
    with transaction(kept) as connection:
        connection.execute(text("UPDATE comments SET text = 'other words' WHERE key = '7'"))
        connection.execute(text("UPDATE articles SET comment_count = 9 WHERE key = '1'"))

    assert {finding.problem for finding in found(kept, tmp_path)} == {
        "its content is not what its digest says",
        "states 9 comments and has 3",
    }


def test_derived_files_are_mended(kept: Engine, tmp_path: Path) -> None:
    index_of(the_file(tmp_path)).write_text("")
    if kept.dialect.name == "sqlite":
        with transaction(kept) as connection:
            connection.execute(text("DROP TRIGGER comments_fts_update"))
            connection.execute(text("UPDATE comments SET text = text || ' more', digest = digest"))
            connection.execute(text("UPDATE comments SET text = replace(text, ' more', ' less')"))

    checks = {finding.check for finding in found(kept, tmp_path)}
    assert "cdxj" in checks
    assert kept.dialect.name != "sqlite" or "full text" in checks
    mend(kept, tmp_path / "warc")
    assert {finding.check for finding in found(kept, tmp_path)} <= {"rows"}


def test_the_command_ends_with_7_on_damage(
    small_archive: Engine, storage: str, tmp_path: Path
) -> None:
    where = ["--storage", storage]
    command = [*HCSM, "verify", "--json", *where]
    well = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (well.returncode, json.loads(well.stdout)["findings"]) == (0, 0), well.stderr
    with transaction(small_archive) as connection:
        connection.execute(text("UPDATE articles SET title = 'Other'"))
    damaged = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert damaged.returncode == 7
    assert json.loads(damaged.stdout.splitlines()[0])["hint"].startswith("hcsm reread")


def test_what_a_stopped_erasure_left_is_found_and_deleted(kept: Engine, tmp_path: Path) -> None:
    old = the_file(tmp_path)

    def without_the_second(_offset: int, exchange: Exchange) -> Exchange | None:
        return None if exchange.url.endswith("/1") else exchange

    made = rewrite(old, without_the_second)
    assert made is not None
    with transaction(kept) as connection:
        for offset, place in made.places.items():
            captures.move(connection, old.name, offset, made.new.name, place)

    (finding,) = found(kept, tmp_path)
    assert (finding.where, "erasure that was stopped" in finding.problem) == (old.name, True)
    mend(kept, tmp_path / "warc")
    assert found(kept, tmp_path) == []
    assert the_file(tmp_path) == made.new
