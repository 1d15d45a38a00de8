"""`hcsm search` and `hcsm serve` as people type them."""

from __future__ import annotations

import csv
import http.client
import io
import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from basics import HCSM, hcsm
from sqlalchemy import Engine


@pytest.fixture
def kept(small_archive: Engine, storage: str) -> list[str]:
    """Options that name the small archive."""
    return ["--storage", storage.replace("+psycopg", "")]


def test_hits_are_lines_of_json_and_csv(kept: list[str], tmp_path: Path) -> None:
    said = hcsm("search", "pharmacist", "--json", *kept, cwd=tmp_path).stdout.splitlines()
    rows = list(
        csv.DictReader(
            io.StringIO(hcsm("search", "title:tweet", "--csv", *kept, cwd=tmp_path).stdout)
        )
    )

    assert [json.loads(line)["kind"] for line in said] == ["comment", "comment"]
    assert "author" not in json.loads(said[0])
    assert rows[0]["title"] == "Patients tweet"


def test_a_terminal_sees_a_table(kept: list[str], tmp_path: Path) -> None:
    main, end = pty.openpty()
    done = subprocess.run(
        [*HCSM, "search", "pharmacist", *kept], stdout=end, check=True, cwd=tmp_path, timeout=60
    )
    os.close(end)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", os.read(main, 65536).decode())
    os.close(main)

    assert done.returncode == 0
    assert shown.split("\n")[0].split() == ["kind", "date", "found"]
    assert "2015-03-05" in shown
    assert "0 articles, 2 comments" in shown


def test_counts_and_concordances_are_shown(kept: list[str], tmp_path: Path) -> None:
    counts = hcsm("search", "kind:article", "--by", "year,tag", *kept, cwd=tmp_path).stdout
    lines = hcsm("search", "pharmacist", "--kwic", *kept, cwd=tmp_path).stdout.splitlines()

    assert counts.split() == ["1", "year", "2012", "1", "year", "2015", "2", "tag", "twitter"]
    assert [line.split("  ")[-1][:2] for line in lines] == ["c-", "c-"]
    assert all("  pharmacist  " in line for line in lines)


def test_a_query_is_kept_and_asked_again(kept: list[str], tmp_path: Path) -> None:
    first = hcsm("search", "tweet", "--save", "tweets", *kept, cwd=tmp_path)
    again = hcsm("search", "--saved", "tweets", *kept, cwd=tmp_path)

    assert "kept as tweets: q-" in first.stderr
    assert again.stdout == first.stdout != ""


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["search"], "name a query"),
        (["search", "a", "--saved", "b"], "name a query"),
        (["search", "--saved", "b"], "no query is saved as 'b'"),
        (["search", "a OR"], "character 5: expected a word"),
        (["search", "a OR", "--save", "x"], "character 5: expected a word"),
        (["search", "a", "--by", "colour"], "'colour'; allowed is one of year, blog"),
        (["search", "tag:x", "--kwic"], "asks for no word"),
        (["export", "csv", "--query", "titel:x"], "(title:?)"),
        (["search", "a", "--limit", "9" * 30], "less than or equal to 1000000"),
        (["search", os.fsdecode(b"a\xff"), "--save", "x"], "is not UTF-8"),
    ],
)
def test_a_mistake_is_one_sentence(
    arguments: list[str], sentence: str, kept: list[str], tmp_path: Path
) -> None:
    done = hcsm(*arguments, *kept, cwd=tmp_path)

    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_archive_is_served_until_ctrl_c(kept: list[str], tmp_path: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "hcsm_scraper", "serve", "--port", "0", *kept],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    )
    try:
        assert server.stdout is not None
        address = server.stdout.readline().split()[2]
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        connection.request("GET", "/")
        page = connection.getresponse().read().decode()
        connection.close()
        server.send_signal(signal.SIGINT)
        _, errors = server.communicate(timeout=30)
    finally:
        server.kill()
        server.communicate()

    assert address.startswith("http://127.0.0.1:")
    assert "What the archive holds" in page
    assert errors == ""
    assert server.returncode == 0


def test_a_taken_port_is_one_sentence(kept: list[str], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = hcsm("serve", "--port", port, *kept, cwd=tmp_path)

    assert done.returncode == 2
    assert f"port {port} is taken" in done.stderr
