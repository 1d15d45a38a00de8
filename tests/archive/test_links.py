"""The links of an earlier day are those that its crawls had found."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import basics
import pytest
from alembic import command
from basics import HCSM
from sqlalchemy import Engine, text

from archive import anew, store
from archive.engine import open_engine, transaction
from archive.records import Article, Blog, Link
from archive.statements import Shelf
from archive.text import instant

BLOG = Blog(url="http://blog.example/")
DAY, YEAR = timedelta(days=1), datetime(2026, 1, 1, tzinfo=UTC)
GONE = "gone"
FORMER = text("SELECT position, url, replaced_at FROM former_links ORDER BY crawl_id, position")


@pytest.fixture
def crawls(archive: Engine, tweets: Article) -> Callable[..., None]:
    """Each crawl, a day after the other, finds the article with these links, one after the other;
    or finds it gone."""

    def run(*found: list[str | tuple[str, ...]]) -> None:
        for day, states in enumerate(found):
            when = YEAR + day * DAY
            with transaction(archive) as connection:
                crawl_id, _ = store.start_crawl(connection, BLOG, when, "1")
                seen = basics.seen(connection, BLOG, tweets.url, crawl_id, when)
                for state in states:
                    if state == GONE:
                        store.mark_vanished(seen, tweets.url)
                        continue
                    links = tuple(Link(url=f"http://{x}.example/", text=x) for x in state)
                    said = replace(tweets, links=links)
                    store.put_article(seen, said)
                store.end_crawl(connection, crawl_id, when, "finished", {})

    return run


@pytest.fixture
def links(archive: Engine, export, tmp_path: Path) -> Callable[..., list[str]]:
    """As an export of that day has them; None: of today."""

    def run(day: int | None, **chosen: object) -> list[str]:
        as_of = None if day is None else instant(YEAR + day * DAY)
        out = export(archive, "jsonl", tmp_path / f"{day}", as_of=as_of, **chosen)
        rows = [json.loads(x) for x in (out / "links.jsonl").read_text("utf-8").splitlines()]
        assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
        assert all(row["url"] == f"http://{row['text']}.example/" for row in rows)
        return [row["text"] for row in rows]

    return run


def former(archive: Engine) -> list[tuple]:
    with archive.connect() as connection:
        return list(map(tuple, connection.execute(FORMER)))


def test_each_day_has_the_links_of_then(crawls, links) -> None:
    crawls([("a", "b")], [("b", "a")], [("b", "a")], [()], [("c",)])

    assert [links(day) for day in range(5)] == [["a", "b"], ["b", "a"], ["b", "a"], [], ["c"]]
    assert links(None) == ["c"]
    assert links(-1) == []


def test_what_one_crawl_meets_in_between_leaves_no_trace(archive: Engine, crawls, links) -> None:
    crawls([("x",), ("a",)], [("y",), ("a",)], [("z",), ("b",)])

    assert former(archive) == [(1, "http://a.example/", instant(YEAR + 2 * DAY))]
    assert [links(day) for day in range(3)] == [["a"], ["a"], ["b"]]


@pytest.mark.parametrize("states", [[GONE], [("b",), GONE], [GONE, ("b",), GONE]])
def test_an_article_that_is_gone_keeps_the_links_that_it_had(
    archive: Engine, crawls, links, states: list
) -> None:
    crawls([("a",)], states)

    assert former(archive) == []
    assert (links(0), links(1)) == (["a"], [])
    assert links(1, include_vanished=True) == ["a"]


def test_an_article_that_comes_back_has_the_links_of_both_times(crawls, links) -> None:
    crawls([("a",)], [GONE], [("b",)], [("c", "d")])

    assert [links(day) for day in range(4)] == [["a"], [], ["b"], ["c", "d"]]
    assert links(1, include_vanished=True) == ["a"]


def test_reading_anew_forgets_former_links_and_finds_the_same(
    archive: Engine, crawls, links
) -> None:
    found = ([("a", "b")], [("x",), ("c",)], [()], [("d",)])
    crawls(*found)
    before = former(archive)
    with transaction(archive) as connection:
        anew.forget(Shelf(connection, BLOG))
    assert former(archive) == []
    crawls(*found)

    assert former(archive) == before
    assert links(0) == ["a", "b"]


def test_an_archive_that_kept_only_the_latest_says_so_until_it_is_read_anew(
    storage: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    upgrade = command.upgrade
    monkeypatch.setattr(command, "upgrade", lambda config, _: upgrade(config, "0004"))
    old = open_engine(storage)
    with transaction(old) as connection:
        for blog, crawls in ((BLOG, 2), (Blog(url="http://new.example/"), 1)):
            connection.execute(
                text("INSERT INTO blogs (id, url) VALUES (:id, :url)"),
                {"id": blog.id, "url": blog.url},
            )
            for _ in range(crawls):
                connection.execute(
                    text(
                        "INSERT INTO crawls (blog_id, started_at, ended_at, state, mode, report, "
                        "reader_version) VALUES (:id, '2026', '2026', 'finished', 'first', '{}', '1')"
                    ),
                    {"id": blog.id},
                )
    old.dispose()
    monkeypatch.undo()
    (tmp_path / "hcsm.toml").write_text(f'storage = "{storage}"\nfolder = "files"\n')

    def exported(day: str, out: str) -> tuple[bool, str]:
        done = subprocess.run(
            [*HCSM, "export", "csv", "--as-of", day, "--out", out],
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
        )
        return (tmp_path / out / "links.csv").exists(), done.stderr

    open_engine(storage).dispose()
    is_there, said = exported("2026-01-01", "then")
    assert (is_there, "until hcsm reread has run once" in said) == (False, True)
    assert exported("2999-01-01", "later") == (True, "")
    engine = open_engine(storage)
    with engine.connect() as connection:
        unknown = connection.execute(text("SELECT id FROM blogs WHERE links_since IS NOT NULL"))
        assert list(unknown.scalars()) == [BLOG.id]
    engine.dispose()

    subprocess.run([*HCSM, "reread"], check=True, capture_output=True, cwd=tmp_path)
    assert exported("2026-01-01", "now") == (True, "")
