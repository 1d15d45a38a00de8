"""CSV files that a researcher opens, and that say no more of people than they should."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from archive.export import write
from archive.export.csv import guarded, plain
from archive.export.dataset import Dataset, open_dataset
from archive.export.selects import Selection
from archive.identities import Identities
from archive.search import matching_articles


def dataset(connection, out: Path, identities: str = "plain", **selection: object) -> Dataset:
    return open_dataset(
        connection,
        selection=Selection(**selection),
        identities=Identities(identities),
        key_folder=out.parent / "keys",
    )


def written(
    engine: Engine, out: Path, identities: str = "plain", query: str | None = None, **selection: str
) -> dict[str, list[dict[str, str]]]:
    with engine.connect() as connection:
        ids = matching_articles(connection, query) if query else None
        write("csv", dataset(connection, out, identities, ids=ids, **selection), out)
    found = {}
    for file in out.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as opened:
            found[file.stem] = list(csv.DictReader(opened))
    return found


def test_rows_say_what_is_kept(small_archive: Engine, tmp_path: Path) -> None:
    files = written(small_archive, tmp_path / "out")
    by_title = {row["title"]: row for row in files["articles"]}

    tweets = by_title["Patients tweet"]
    assert tweets["authors"] == "Marisol Reed, RN|Tobe Okafor"
    assert tweets["categories"] == "#HCSM|Digital ¦ Health"
    assert (tweets["published"], tweets["published_precision"]) == (
        "2015-03-04T23:22:05+00:00",
        "second",
    )
    assert (tweets["comment_count"], tweets["truncated"], tweets["modified"]) == ("3", "false", "")
    stub = by_title["'=HYPERLINK(1)"]
    assert (stub["continued_at"], stub["truncated"]) == (
        "http://medium.example/@ada/full-text",
        "false",
    )
    assert by_title["The whole text"]["kind"] == "continuation"
    assert [row["url"] for row in files["links"]] == ["http://other.example/"]


def test_comments_are_rows_with_their_parents(small_archive: Engine, tmp_path: Path) -> None:
    rows = written(small_archive, tmp_path / "out")["comments"]

    by_number = {row["comment_id"].rsplit("-", 1)[1]: row for row in rows}
    assert by_number["8"]["parent_id"] == by_number["7"]["comment_id"]
    assert (by_number["8"]["parent_state"], by_number["8"]["depth"]) == ("known", "2")
    assert by_number["9"]["kind"] == "pingback"


def test_people_are_hidden_unless_asked_otherwise(small_archive: Engine, tmp_path: Path) -> None:
    rows = written(small_archive, tmp_path / "out", "pseudonym")["comments"]
    whole = (tmp_path / "out" / "comments.csv").read_text(encoding="utf-8")

    ada = next(row["author"] for row in rows if row["comment_id"].endswith("-7"))
    assert ada.startswith("P-")
    assert "ada.example" not in whole
    answer = next(row["text"] for row in rows if row["comment_id"].endswith("-8"))
    assert answer == f"{ada}, which pharmacist? @{ada} told me, and Ada Readership is no name."
    assert "Another blog" in whole, "a pingback is no person"


def test_the_same_person_has_the_same_pseudonym_in_every_export(
    small_archive: Engine, tmp_path: Path
) -> None:
    first = written(small_archive, tmp_path / "one", "pseudonym")["comments"]
    second = written(small_archive, tmp_path / "two", "pseudonym")["comments"]

    assert first == second
    assert (tmp_path / "keys" / "pseudonym.key").stat().st_mode & 0o777 == 0o600


def test_the_same_archive_gives_the_same_bytes(small_archive: Engine, tmp_path: Path) -> None:
    for name in ("one", "two"):
        written(small_archive, tmp_path / name, "pseudonym")

    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_a_query_and_a_day_narrow_it(small_archive: Engine, tmp_path: Path) -> None:
    found = written(small_archive, tmp_path / "q", query="pharmacist")
    assert [row["title"] for row in found["articles"]] == ["Patients tweet"]
    assert len(found["comments"]) == 3

    found = written(small_archive, tmp_path / "s", since="2014-01-01")
    assert [row["title"] for row in found["articles"]] == ["Patients tweet"]


def test_the_codebook_explains_every_column_and_no_other(
    small_archive: Engine, tmp_path: Path
) -> None:
    files = written(small_archive, tmp_path / "out")

    explained = {(row["file"], row["column"]) for row in files.pop("codebook") if row["meaning"]}
    headers = {(f"{name}.csv", column) for name, rows in files.items() for column in rows[0]}
    assert explained == headers


def test_nothing_is_left_of_an_export_that_fails(small_archive: Engine, tmp_path: Path) -> None:
    out = tmp_path / "out"
    before = written(small_archive, out)

    class Stopped(Exception):
        pass

    def stop(name: str, _rows: int) -> None:
        if name == "comments":
            raise Stopped

    with small_archive.connect() as connection, pytest.raises(Stopped):
        half = dataset(connection, out)
        half.progress = stop
        write("csv", half, out)

    assert list(out.glob("*.partial")) == []
    with (out / "articles.csv").open(encoding="utf-8", newline="") as opened:
        assert list(csv.DictReader(opened)) == before["articles"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=1", "＝1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert guarded(text).startswith("'")
    assert plain(guarded(text)) == text


@pytest.mark.parametrize("text", ["#HCSM", "1 of 2", "a=b", "", "'tis"])
def test_honest_cells_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


@given(st.text())
def test_every_text_can_be_read_back(text: str) -> None:
    assert plain(guarded(text)) == text
