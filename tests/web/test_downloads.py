"""CSV taken from the page is noted, as an export is, so that an erasure can name it."""

from __future__ import annotations

import fcntl
import json
import re
import subprocess
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from basics import HCSM
from basics import hcsm as typed
from sqlalchemy import Engine

from archive.engine import is_sqlite


@pytest.fixture
def hcsm(served: Any, storage: str, tmp_path: Path):
    (tmp_path / "hcsm.toml").write_text(f'storage = "{storage}"\nfolder = "{served.folder}"\n')

    def run(*command: str) -> str:
        done = typed(*command, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def named(hcsm: Any) -> list[str]:
    """The numbers of the exports that an erasure of Ada Reader would name."""
    said = hcsm("erase", "Ada Reader", "--reason", "request of May", "--dry-run")
    return re.findall(r"held by export (\d+) of .*: comments.csv", said)


def test_an_erasure_names_what_was_taken_from_the_page(served: Any, hcsm: Any) -> None:
    every = served.get("/downloads/comments.csv")
    found = served.get("/downloads/comments.csv?q=pharmacist")
    served.get("/downloads/articles.csv?q=telehealth")

    listed = [json.loads(line) for line in hcsm("exports", "--json").splitlines()]

    assert named(hcsm) == ["1", "2"]
    assert [x["query"] for x in listed] == [None, "pharmacist", "telehealth"]
    assert {x["format"] for x in listed} == {"csv from the page"}
    digests = [x["files"]["comments.csv"] for x in listed[:2]]
    assert digests == [sha256(answer.body).hexdigest() for answer in (every, found)]


def test_a_query_that_names_who_is_erased_is_not_kept_in_the_list(served: Any, hcsm: Any) -> None:
    served.get("/downloads/comments.csv?q=author:%22bo+bergman%22")
    hcsm("erase", "Bo Bergman", "--reason", "request of May", "--yes")

    assert 'csv from the page: author:"[erased]"' in hcsm("exports")


@pytest.mark.parametrize("storage", ["sqlite"], indirect=True)  # PostgreSQL lets several write
def test_nothing_is_taken_that_cannot_be_noted_yet(
    served: Any, storage: str, hcsm: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.web.downloads.PATIENCE", 0.0)
    with (Path(storage) / "archive.db.lock").open("a") as writing:
        fcntl.flock(writing, fcntl.LOCK_EX)
        answer = served.get("/downloads/comments.csv")

    assert (answer.status, "try again when that is done" in answer.text) == (503, True)
    assert named(hcsm) == []


def test_an_archive_that_may_only_be_read_gives_its_csv_and_says_that_it_notes_nothing(
    served: Any, archive: Engine, storage: str, tmp_path: Path
) -> None:
    if is_sqlite(archive):
        lock = Path(storage) / "archive.db.lock"
        lock.unlink()
        lock.mkdir()  # for root, too, who may write everywhere else
    else:
        storage += "?options=-cdefault_transaction_read_only%3Don"
    (tmp_path / "hcsm.toml").write_text(f'folder = "{served.folder}"\n')
    command = [*HCSM, "serve", "--port", "0", "--storage", storage]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path
    ) as serving:
        said = serving.stderr.readline()
        port = int(serving.stdout.readline().split("127.0.0.1:")[1].split("/")[0])
        answers = {}
        for path in ("/", "/search?q=nurses", "/downloads/comments.csv"):
            asked = HTTPConnection("127.0.0.1", port, timeout=30)
            asked.request("GET", path)
            answer = asked.getresponse()
            answers[path] = (answer.status, answer.read().decode())
            asked.close()
        serving.terminate()

    assert said.startswith("downloads are not noted")
    assert {status for status, _ in answers.values()} == {200}
    for path in ("/", "/search?q=nurses"):
        assert "Downloads from here are not noted" in answers[path][1]
        assert "not noted" not in served.get(path).text
    assert "My chemist said so." in answers["/downloads/comments.csv"][1]
