"""The score can only rise: what it counts, and when the command says no."""

from __future__ import annotations

import gzip
import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
TEXT = "The ward round begins at seven and nobody has slept enough to lead it."


@pytest.fixture
def scores(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("reading_scores")


@pytest.fixture
def folder(tmp_path):
    """One saved page with the truth about it."""
    made = tmp_path / "ours"
    (made / "pages").mkdir(parents=True)
    page = (
        "<html><head><title>On sleep | Ward Talk</title></head><body><h1>On sleep</h1>"
        f"<div class='entry-content'><p>{TEXT}</p><p>{TEXT.upper()}</p></div></body></html>"
    )
    (made / "pages" / "a.html.gz").write_bytes(gzip.compress(page.encode()))
    truth = {"id": "a", "url": "http://ward.example/2020/01/on-sleep/", "has_meta": True}
    truth |= {"title": "On sleep", "body": f"{TEXT}\n{TEXT.upper()}"}
    (made / "truth.jsonl").write_text(json.dumps(truth) + "\n", encoding="utf-8")
    return made


def run(folder: Path, *options: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "reading.py", folder, "--only", "hcsm", *options],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_body_counts_by_its_runs_of_four_words(scores):
    assert scores.overlap("a b c d e", "a b c d e") == 1.0
    assert scores.overlap("a b c d e", "b c d e f") == 0.5
    assert scores.overlap("a b", "") == 0.0
    assert scores.overlap("", "") == 1.0


def test_snippets_count_for_and_against(scores):
    score = scores.Score()
    truth = {"with": ["one  two", "three"], "without": ["share this"], "comments": ["thanks"]}
    score.add(truth, scores.Reading(body="one two share this", comments="many thanks"))
    assert score.figures() == {"snippets": 0.5, "comments": 1.0, "comments_in_body": 0.0}


def test_names_are_compared_as_a_set_and_a_claim_for_nobody_is_false(scores):
    score = scores.Score()
    named = {"has_meta": True, "author": "By Ann Lee and Bo Ek", "with": [], "without": []}
    unnamed = {"has_meta": True, "author": None, "with": [], "without": []}
    score.add(named, scores.Reading(authors=("Bo Ek", "Ann Lee")))
    score.add(unnamed, scores.Reading(authors=("admin",)))
    assert score.figures()["author"] == 1.0
    assert score.figures()["author_false"] == 1.0


def test_topics_are_tags_and_categories_together(scores):
    score = scores.Score()
    truth = {"has_meta": True, "tags": ["HCSM"], "categories": ["Wards", "News"]}
    score.add({**truth, "with": [], "without": []}, scores.Reading(topics=("#hcsm", "wards")))
    assert score.figures()["topics"] == pytest.approx(0.8)


def test_a_figure_below_its_floor_fails_and_names_it(folder, tmp_path):
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"ours": {"body": 1.0, "title": 1.1}}), encoding="utf-8")
    status, said = run(folder, "--floors", str(floors))
    assert status == 1
    assert "title is 1.0000, its floor 1.1" in said
    assert "body is" not in said


def test_floors_rise_when_asked_and_fall_only_when_told(folder, tmp_path):
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"ours": {"body": 0.2, "title": 1.1}}), encoding="utf-8")
    assert run(folder, "--floors", str(floors), "--raise-floors")[0] == 1
    raised = json.loads(floors.read_text(encoding="utf-8"))["ours"]
    assert (raised["body"], raised["title"]) == (0.999, 1.1)
    assert run(folder, "--floors", str(floors), "--lower-floors")[0] == 0
    assert json.loads(floors.read_text(encoding="utf-8"))["ours"]["title"] == 0.999


def test_a_folder_without_truth_is_a_sentence(tmp_path):
    status, said = run(tmp_path)
    assert status == 2
    assert f"{tmp_path} holds no truth.jsonl" in said
