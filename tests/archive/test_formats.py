"""Each format, read back with the software that its users have."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow.parquet
import pyrefiqda
import pytest
from sqlalchemy import Engine

from archive.engine import open_engine, transaction
from archive.export.csv import plain
from archive.export.excel import LONGEST, pieces
from archive.schema import METADATA

LATER = datetime(2027, 1, 2, tzinfo=UTC)
NASTY = [
    "=1+2",
    "@SUM(A1:A9)",
    "-2+3+cmd|' /C calc'!A0",
    "\u202egnp.exe\u202c",
    "a\x00b",
    "💉👩🏽‍⚕️",
    "lone \ud800 half",
    'quote " and, comma\r\nand line',
    "x" * 1_000_000,
]
FORMATS = ["csv", "excel", "jsonl", "parquet", "corpus", "qdpx"]


@pytest.fixture
def nasty_archive(archive: Engine, put, tweets, comment) -> Engine:
    comments = tuple(
        comment(str(number), text, author=f"Reader {text[:20]}x")
        for number, text in enumerate(NASTY, 1)
    )
    put(archive, replace(tweets, comments=comments))
    return archive


def kept(text: str) -> str:
    """NUL and half characters are not kept: no database holds them."""
    return text.replace("\x00", "").replace("\ud800", "")


def test_pandas_reads_hostile_cells_back_from_csv(
    nasty_archive: Engine, tmp_path: Path, export
) -> None:
    out = export(nasty_archive, "csv", tmp_path / "out")

    rows = pd.read_csv(out / "comments.csv", dtype=str, keep_default_na=False)

    assert sorted(map(plain, rows["text"])) == sorted(map(kept, NASTY))
    assert not [text for text in rows["text"] if text[:1] in tuple("=+-@\t\r")]


def test_excel_gets_a_mark_and_cells_that_fit(
    nasty_archive: Engine, tmp_path: Path, export
) -> None:
    out = export(nasty_archive, "excel", tmp_path / "out")

    assert (out / "comments.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (out / "comments.csv").open(encoding="utf-8-sig", newline="") as opened:
        csv.field_size_limit(2_000_000)
        rows = list(csv.DictReader(opened))
    parts = [name for name in rows[0] if name == "text" or name.startswith("text_")]
    assert len(parts) == 31
    assert max(len(row[part]) for row in rows for part in parts) <= LONGEST
    assert any("".join(row[part] for part in parts) == "x" * 1_000_000 for row in rows)


def test_a_cell_is_split_between_characters_and_safely() -> None:
    parts = pieces("💉" * 16_382 + "ab=1+1")

    assert [len(part.encode("utf-16-le")) // 2 for part in parts] == [32_766, 5]
    assert parts[1] == "'=1+1"


def test_json_lines_hold_lists_and_truth(
    small_archive: Engine, tmp_path: Path, export, tweets
) -> None:
    out = export(small_archive, "jsonl", tmp_path / "out")
    rows = [json.loads(x) for x in (out / "articles.jsonl").read_text("utf-8").splitlines()]
    tweets = next(row for row in rows if row["title"] == "Patients tweet")

    assert tweets["categories"] == ["#HCSM", "Digital | Health"]
    assert (tweets["comments_open"], tweets["modified"], tweets["truncated"]) == (True, None, False)


def test_parquet_is_typed_and_describes_itself(
    nasty_archive: Engine, tmp_path: Path, export
) -> None:
    out = export(nasty_archive, "parquet", tmp_path / "out")

    articles = pyarrow.parquet.read_table(out / "articles.parquet")
    comments = pyarrow.parquet.read_table(out / "comments.parquet").to_pylist()
    (row,) = articles.to_pylist()
    assert (row["authors"], row["comments_open"], row["word_count"]) == (
        ["Marisol Reed, RN", "Tobe Okafor"],
        True,
        7,
    )
    assert b"Title" in articles.schema.field("title").metadata[b"meaning"]
    assert sorted(x["text"] for x in comments) == sorted(map(kept, NASTY))


def test_a_corpus_is_what_was_written_and_nothing_else(
    small_archive: Engine, tmp_path: Path, export, tweets
) -> None:
    out = export(small_archive, "corpus", tmp_path / "out")
    with (out / "metadata.csv").open(encoding="utf-8", newline="") as opened:
        rows = {row["title"]: row["file"] for row in csv.DictReader(opened)}

    file = rows["Patients tweet"]
    assert (out / "articles" / file).read_text("utf-8") == tweets.text + "\n"
    assert (out / "comments" / file).read_text("utf-8").startswith("My pharmacist said so.\n\nAda")


def test_qualitative_software_reads_the_project(
    nasty_archive: Engine, tmp_path: Path, export, tweets
) -> None:
    out = export(nasty_archive, "qdpx", tmp_path / "out")

    project = pyrefiqda.RefiProject.load(out / "project.qdpx", str(tmp_path / "unzipped"))

    (case,), (source,) = project.cases.case, project.sources.text_source
    said = {
        value.variable_ref.target_guid: value.text_value or value.integer_value
        for value in case.variable_value
    }
    names = {x.guid: x.name for x in project.variables.variable}
    values = {names[guid]: value for guid, value in said.items()}
    assert (source.name, values["tags"], values["comment_count"]) == (
        "Patients tweet",
        "twitter",
        9,
    )
    text = (tmp_path / "unzipped" / "Sources" / f"{source.guid}.txt").read_text("utf-8")
    assert text.startswith(f"Patients tweet\n\n{tweets.text}\n\n> Reader")
    assert "💉👩🏽‍⚕️" in text


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_archive_gives_the_same_bytes(
    small_archive: Engine, tmp_path: Path, export, format_: str
) -> None:
    one, two = (
        export(small_archive, format_, tmp_path / name, "pseudonym") for name in ("one", "two")
    )

    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert files
    assert all((one / file).read_bytes() == (two / file).read_bytes() for file in files)


def test_an_earlier_day_is_exported_as_it_was(
    archive: Engine, tmp_path: Path, export, put, tweets
) -> None:
    put(archive, tweets)
    changed = replace(tweets, title="Changed", text="Other words.", comments=tweets.comments[:1])
    put(archive, changed, LATER)

    rows = [
        json.loads(line)
        for line in (
            export(archive, "jsonl", tmp_path / "then", as_of="2026-06-01T00:00:00")
            / "articles.jsonl"
        )
        .read_text("utf-8")
        .splitlines()
    ]
    comments = (tmp_path / "then" / "comments.jsonl").read_text("utf-8").splitlines()
    assert [
        (x["title"], x["word_count"], x["comment_count"], x["comments_open"]) for x in rows
    ] == [("Patients tweet", 7, 3, True)]
    assert len(comments) == 3
    export(archive, "jsonl", tmp_path / "before", as_of="2025-01-01T00:00:00")
    assert (tmp_path / "before" / "articles.jsonl").read_text("utf-8") == ""


def test_what_vanished_is_left_out_unless_asked_for(
    archive: Engine, tmp_path: Path, export, put, tweets
) -> None:
    put(archive, tweets)
    put(archive, replace(tweets, comments=tweets.comments[:1]), LATER)

    now = export(archive, "jsonl", tmp_path / "now") / "comments.jsonl"
    all_ = export(archive, "jsonl", tmp_path / "all", include_vanished=True) / "comments.jsonl"
    gone = [json.loads(line)["vanished_at"] for line in all_.read_text("utf-8").splitlines()]
    assert (len(now.read_text("utf-8").splitlines()), len(gone)) == (1, 3)
    assert sorted(x[:4] for x in gone if x) == ["2027", "2027"]


def test_both_databases_give_the_same_bytes(small_archive: Engine, tmp_path: Path, export) -> None:
    reference = open_engine(tmp_path / "reference")
    with small_archive.connect() as source, transaction(reference) as target:
        for table in METADATA.sorted_tables:
            if table.name == "labels":
                continue  # the database itself fills them
            rows = source.execute(table.select()).mappings().all()
            if rows:
                target.execute(table.insert(), [dict(row) for row in rows])

    for format_ in ("csv", "jsonl", "qdpx"):
        chosen = {"since": "2013-01-01", "include_vanished": True}
        one = export(small_archive, format_, tmp_path / format_, "pseudonym", **chosen)
        two = export(reference, format_, tmp_path / f"{format_}-too", "pseudonym", **chosen)
        assert all(file.read_bytes() == (two / file.name).read_bytes() for file in one.iterdir())
    reference.dispose()
