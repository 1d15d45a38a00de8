"""The commands as people type them."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from basics import hcsm
from sqlalchemy import Engine

from archive import captures, frontier, store
from archive.engine import open_engine, transaction
from archive.frontier import State
from archive.records import Article, Blog, Capture, Lead, LeadRole
from archive.statements import Shelf
from archive.text import instant


@pytest.fixture
def kept(small_archive: Engine, storage: str, tmp_path: Path) -> list[str]:
    """Options that name the small archive."""
    return ["--storage", storage.replace("+psycopg", "")]


def test_three_commands_lead_from_an_archive_to_a_csv(kept: list[str], tmp_path: Path) -> None:
    assert "3 articles, 3 comments" in hcsm("status", *kept, cwd=tmp_path).stdout
    assert "[telehealth]" in hcsm("search", "telehealth", *kept, cwd=tmp_path).stdout
    done = hcsm("export", "csv", "--out", "out", "--query", "vaccines", *kept, cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "articles.csv: 1 rows" in done.stdout
    assert (tmp_path / "out" / "codebook.csv").exists()


def test_what_there_is_one_of_is_not_counted_as_many(storage: str, tmp_path: Path) -> None:
    engine = open_engine(storage)
    with transaction(engine) as connection:
        blog = Blog(url="http://blog.example/")
        store.put_blog(connection, blog)
        gap = {"detail": None, "now": "2026-01-02T03:04:05+00:00"}
        store.open_gap(Shelf(connection, blog), f"{blog.url}about/", "http-500", **gap)
    engine.dispose()
    options = ["--storage", storage.replace("+psycopg", "")]

    status = hcsm("status", *options, cwd=tmp_path).stdout
    gaps = hcsm("gaps", *options, cwd=tmp_path).stdout

    assert status.splitlines()[-1] == "1 blog, 0 articles, 0 comments, 1 open gap"
    assert gaps.splitlines()[-1] == "1 gap: 1 http-500"


def test_what_is_left_out_is_listed_with_its_reason(storage: str, tmp_path: Path) -> None:
    engine = open_engine(storage)
    blog = Blog(url="http://blog.example/")
    now = datetime(2026, 1, 2, tzinfo=UTC)
    became = {
        "kept": (State.DONE, None),
        "moved": (State.REDIRECTED, f"{blog.url}kept"),
        "none": (State.DONE, None),
        "file": (State.DONE, "not a page: image/png"),
        "missing": (State.GAP, "http-404"),
        "out": (State.SKIPPED, "not filed under News"),
    }
    with transaction(engine) as connection:
        crawl_id, _ = store.start_crawl(connection, blog, now, "1")
        capture = Capture(url=f"{blog.url}kept", captured_at=now, status=200)
        shelf = Shelf(connection, blog)
        seen = store.Sighting(
            connection=connection,
            blog=blog,
            crawl_id=crawl_id,
            capture_id=captures.put_capture(shelf, crawl_id, capture),
            seen_at=instant(now),
        )
        store.put_article(seen, Article(url=f"{blog.url}kept"))
        leads = [Lead(url=blog.url + x, role=LeadRole.ARTICLE, route="link") for x in became]
        frontier.add(shelf, leads)
        for name, (state, reason) in became.items():
            frontier.settle(shelf, blog.url + name, state, now=instant(now), reason=reason)
    engine.dispose()
    options = ["--left-out", "--storage", storage.replace("+psycopg", "")]

    lines = hcsm("gaps", *options, "--json", cwd=tmp_path).stdout.splitlines()

    assert {x["url"][20:]: x["reason"] for x in map(json.loads, lines)} == {
        "moved": "moved to http://blog.example/kept",
        "none": "no article is on the page",
        "file": "not a page: image/png",
        "out": "not filed under News",
    }
    assert hcsm("gaps", *options, cwd=tmp_path).stdout.endswith("4 left out\n")


def test_a_query_kept_under_a_name_chooses_what_is_exported(
    kept: list[str], tmp_path: Path
) -> None:
    hcsm("search", "vaccines", "--save", "shots", *kept, cwd=tmp_path)

    done = hcsm("export", "csv", "--saved", "shots", *kept, cwd=tmp_path)
    both = hcsm("export", "csv", "--saved", "shots", "--query", "x", *kept, cwd=tmp_path)
    none = hcsm("export", "csv", "--saved", "shot", *kept, cwd=tmp_path)

    assert "articles.csv: 1 rows" in done.stdout
    assert (both.returncode, "take one of them" in both.stderr) == (2, True)
    assert (none.returncode, "there are: shots" in none.stderr) == (2, True)


def test_an_article_is_shown_with_its_thread(kept: list[str], tmp_path: Path) -> None:
    shown = hcsm("show", "http://blog.example/tweets/", *kept, cwd=tmp_path).stdout

    assert "Marisol Reed, RN, Tobe Okafor" in shown
    assert shown.index("My pharmacist") < shown.index("    - Bo")


def test_json_is_for_programs(kept: list[str], tmp_path: Path) -> None:
    article = json.loads(
        hcsm("show", "http://blog.example/tweets/", "--json", *kept, cwd=tmp_path).stdout
    )
    status = json.loads(hcsm("status", "--json", *kept, cwd=tmp_path).stdout)

    assert [comment["key"] for comment in article["comments"]] == ["7", "8", "9"]
    assert status["blogs"][0]["articles"] == 3


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["export", "xml"], "format is 'xml'; allowed is one of corpus, csv"),
        (["export", "csv", "--since", "soon"], "--since is 'soon'"),
        (["export", "csv", "--identities", "none"], "--identities is 'none'"),
        (["search", "!!!"], "'!!!' holds no word"),
        (["crawl"], "no blog to crawl"),
        (["crawl", "javascript:x"], "is no web address"),
        (["status", "--nonsense"], "--nonsense"),
    ],
)
def test_a_mistake_is_one_sentence(
    arguments: list[str], sentence: str, kept: list[str], tmp_path: Path
) -> None:
    done = hcsm(*arguments, *kept, cwd=tmp_path)

    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_no_archive_is_a_sentence_too(tmp_path: Path) -> None:
    done = hcsm("status", cwd=tmp_path)

    assert (done.returncode, "crawl a blog first" in done.stderr) == (6, True)


def test_a_new_study_has_a_file_that_every_command_finds(tmp_path: Path) -> None:
    assert hcsm("init", "study", cwd=tmp_path).returncode == 0
    below = tmp_path / "study" / "notes"
    below.mkdir()

    assert str(tmp_path / "study" / "hcsm-data") in hcsm("status", cwd=below).stderr
    again = hcsm("init", "study", cwd=tmp_path)
    assert (again.returncode, "is there already" in again.stderr) == (2, True)


def test_a_mistake_in_the_study_names_file_line_and_what_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "hcsm.toml").write_text('name = "x"\n[politeness]\ndelay = "slow"\n')

    done = hcsm("status", cwd=tmp_path)

    assert done.returncode == 2
    assert 'hcsm.toml, line 3: politeness.delay is "slow"; allowed is seconds' in done.stderr


def test_archived_text_cannot_command_the_terminal(kept: list[str], tmp_path: Path) -> None:
    from archive.presentation import harmless

    assert harmless("a\x1b[2Jb\u202ec") == "a\ufffd[2Jb\ufffdc"


def test_help_is_quick_it_imports_no_crawler_and_no_database(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv=['hcsm','--help']\n"
        "from hcsm_scraper.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({m.split('.')[0] for m in sys.modules} & "
        "{'scrapy','twisted','trafilatura','sqlalchemy','lxml','alembic'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )

    assert done.stdout.strip().endswith("[]")
    assert "Example" in hcsm("export", "--help", cwd=tmp_path).stdout


def test_the_key_is_for_its_owner_only(kept: list[str], tmp_path: Path) -> None:
    hcsm("export", "csv", "--out", "out", *kept, cwd=tmp_path)

    (key,) = tmp_path.rglob("pseudonym.key")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
