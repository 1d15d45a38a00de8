"""The SQLite file as other tools meet it: foreign keys, labelled views and full text, in datasette."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from archive.migrations.views import VIEWS


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The small archive's file, whichever database the other tests ask for."""
    return tmp_path / "data" / "archive.db"


def asked(file: Path, path: str) -> Any:
    """What datasette answers, from its own command line."""
    done = subprocess.run(
        [sys.executable, "-m", "datasette", str(file), "--get", path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout[:500]
    return json.loads(done.stdout)


@pytest.mark.parametrize("storage", ["sqlite"], indirect=True)
def test_datasette_shows_articles_with_labels_and_full_text(small_archive: Any, file: Path) -> None:
    database = asked(file, "/archive.json")
    tables = {table["name"]: table for table in database["tables"]}

    assert tables["articles"]["fts_table"] == "articles_fts"
    assert tables["comments"]["fts_table"] == "comments_fts"
    assert {key["other_table"] for key in tables["comments"]["foreign_keys"]["outgoing"]} == {
        "articles"
    }
    assert set(VIEWS) <= {view["name"] for view in database["views"]}
    found = asked(file, "/archive/articles.json?_search=vaccines&_shape=objects")
    assert [row["title"] for row in found["rows"]] == ["Patients tweet"]
    labels = asked(file, "/archive/labels.json?_labels=on&kind=tag&_shape=objects")
    assert {row["article_number"]["label"] for row in labels["rows"]} >= {"Patients tweet"}


@pytest.mark.parametrize("storage", ["sqlite"], indirect=True)
def test_a_view_shows_names_beside_what_they_name(small_archive: Any, file: Path) -> None:
    comments = asked(file, "/archive/kept_comments.json?_shape=objects&_sort=position")

    assert {row["article"] for row in comments["rows"]} == {"Patients tweet"}
    assert [row["author"] for row in comments["rows"]][:2] == ["Ada Reader", "Bo"]


@pytest.mark.parametrize("storage", ["sqlite"], indirect=True)
def test_every_reference_leads_somewhere(small_archive: Any, file: Path) -> None:
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for index in ("articles_fts", "comments_fts", "article_authors_fts", "comment_authors_fts"):
            connection.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
    connection.close()


def test_every_view_can_be_read_on_both_databases(small_archive: Any) -> None:
    with small_archive.connect() as connection:
        for view in VIEWS:
            connection.exec_driver_sql(f"SELECT * FROM {view}").all()
