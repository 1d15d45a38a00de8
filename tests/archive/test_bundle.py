"""A bundle is complete, the same every time, and can be checked without an archive."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from basics import hcsm as typed
from sqlalchemy import Engine, text

from archive.engine import transaction


@pytest.fixture
def hcsm(small_archive: Engine, storage: str, tmp_path: Path):
    (tmp_path / "hcsm.toml").write_text(
        f'name = "Nurses on blogs"\nstorage = "{storage}"\nfolder = "./files"\n'
        '[rights]\nnot_exported = ["noai"]\n'
    )

    def run(*arguments: str, cwd: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        return typed(*arguments, cwd=cwd)

    return run


def bundle(hcsm, file: Path, *options: str) -> zipfile.ZipFile:
    done = hcsm("bundle", "--out", str(file), *options)
    assert done.returncode == 0, done.stderr
    return zipfile.ZipFile(file)


def table(opened: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(opened.read(name).decode().splitlines()))


def test_a_bundle_holds_all_that_reviewers_ask_for(hcsm, tmp_path: Path) -> None:
    with bundle(hcsm, tmp_path / "one.zip", "--query", "pharmacist") as opened:
        names = opened.namelist()
        methods = opened.read("methods.md").decode()
        package = json.loads(opened.read("datapackage.json"))
        explained = table(opened, "codebook.csv")

    assert names == sorted(names)
    assert {"CITATION.cff", "SHA256SUMS", "codebook.html", "datacite.json"} <= set(names)
    assert "query: pharmacist" in methods
    assert "articles: 1 rows" in methods
    (depth,) = [row for row in explained if row["column"] == "depth"]
    assert (depth["n"], depth["lowest"], depth["highest"], depth["unit"]) == (
        "3",
        "1",
        "2",
        "levels",
    )
    (comments,) = [x for x in package["resources"] if x["name"] == "comments"]
    assert (comments["rows"], comments["schema"]["primaryKey"]) == (3, ["comment_id"])


def test_frictionless_finds_it_valid(hcsm, tmp_path: Path) -> None:
    with bundle(hcsm, tmp_path / "one.zip") as opened:
        opened.extractall(tmp_path / "one")

    command = [Path(sys.executable).with_name("frictionless"), "validate", "datapackage.json"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=tmp_path / "one"
    )
    assert (done.returncode, done.stdout.count("VALID")) == (0, 5), done.stdout


def test_the_same_snapshot_gives_the_same_bytes(hcsm, tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        bundle(hcsm, tmp_path / name, "--for", "public").close()

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_bundle_is_checked_without_an_archive(hcsm, tmp_path: Path) -> None:
    bundle(hcsm, tmp_path / "one.zip").close()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    well = hcsm("bundle", "verify", "../one.zip", cwd=elsewhere)
    assert (well.returncode, well.stdout) == (0, "all is well\n")

    with (
        zipfile.ZipFile(tmp_path / "one.zip") as old,
        zipfile.ZipFile(elsewhere / "bad.zip", "w") as new,
    ):
        for name in old.namelist():
            if name != "codebook.html":
                new.writestr(name, old.read(name).replace(b"Nurses answer", b"Nobody answers"))
    bad = hcsm("bundle", "verify", "bad.zip", cwd=elsewhere)
    assert bad.returncode == 7
    assert "data/articles.csv is not what SHA256SUMS says" in bad.stdout
    assert "codebook.html is missing" in bad.stdout


def test_a_public_bundle_leads_nobody_back_to_a_person(hcsm, tmp_path: Path) -> None:
    with bundle(hcsm, tmp_path / "public.zip", "--for", "public") as opened:
        rows = table(opened, "data/comments.csv")

    assert not [row for row in rows if row["permalink"] or row["comment_id"].endswith("-7")]
    by_id = {row["comment_id"]: row for row in rows}
    (answer,) = [row for row in rows if row["parent_id"]]
    assert by_id[answer["parent_id"]]["text"] == "My pharmacist said so."
    refused = hcsm("bundle", "--for", "public", "--identities", "plain")
    assert (refused.returncode, "names nobody" in refused.stderr) == (2, True)


def test_an_ethics_board_sees_what_is_held_and_no_texts(hcsm, tmp_path: Path) -> None:
    with bundle(hcsm, tmp_path / "irb.zip", "--for", "irb") as opened:
        whole = b"".join(opened.read(name) for name in opened.namelist())

    assert b"My pharmacist said so." not in whole


def test_articles_whose_pages_reserve_their_use_are_left_out_and_counted(
    hcsm, small_archive: Engine, tmp_path: Path
) -> None:
    with transaction(small_archive) as connection:
        connection.execute(
            text(
                "INSERT INTO evidence (blog_id, capture_id, source_url, article_url, route, payload)"
                " SELECT blog_id, id, url, url, 'html', '{}' FROM captures"
            )
        )
        connection.execute(
            text("UPDATE captures SET rights = :said WHERE url LIKE '%stub%'"),
            {"said": '{"noai": "robots meta"}'},
        )
    done = hcsm("export", "jsonl", "--out", "out")

    assert "1 articles are left out: their pages say noai" in done.stdout
    assert len((tmp_path / "out" / "articles.jsonl").read_text().splitlines()) == 2
    with bundle(hcsm, tmp_path / "one.zip") as opened:
        assert [row["signal"] for row in table(opened, "data/rights.csv")] == []


def test_a_sample_is_the_same_each_time_and_fair_to_its_strata(hcsm, tmp_path: Path) -> None:
    for out in ("one", "two"):
        done = hcsm("sample", "--n", "2", "--stratify", "year", "--seed", "7", "--out", out)
        assert done.returncode == 0, done.stderr
    sheets = [(tmp_path / out / "coder-2.csv").read_text("utf-8") for out in ("one", "two")]
    rows = list(csv.DictReader(sheets[0].splitlines()))
    assert sheets[0] == sheets[1]
    assert [row["stratum"] for row in rows].count("2012") == 1
    assert {row["code"] for row in rows} == {""}
    wrong = hcsm("sample", "--stratify", "mood")
    assert (wrong.returncode, "allowed is one of blog" in wrong.stderr) == (2, True)


def test_all_that_is_held_of_a_person_is_shown(hcsm) -> None:
    shown = hcsm("person", "show", "ada  READER").stdout

    assert "My pharmacist said so." in shown
    assert "1 comments" in shown
    nobody = hcsm("person", "show", "Nobody Here")
    assert (nobody.returncode, "nothing is held of 'Nobody Here'" in nobody.stderr) == (1, True)
