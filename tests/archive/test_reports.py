"""What a crawl did, what drifts, and what a list's difference is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import basics
from sqlalchemy import Connection, Engine

from archive import evidence, frontier, history, ledger, reports, store
from archive.balance import FATES, balance, forget_passing
from archive.engine import transaction
from archive.frontier import State
from archive.records import (
    Article,
    Blog,
    Lead,
    LeadRole,
    Listed,
    Listing,
    Moment,
)
from archive.statements import Shelf
from archive.text import instant

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
BLOG = Blog(url="http://blog.example/")
ARTICLE = LeadRole.ARTICLE
SOURCE = "http://blog.example/wp-json/wp/v2/posts"


def article(number: int, **changes: object) -> Article:
    said = {
        "url": f"http://blog.example/{number}/",
        "key": str(number),
        "title": f"Article {number}",
        "authors": ("Ada",),
        "published": Moment("2015-03-04T23:22:05+00:00"),
        "text": "Words.",
        "markdown": "Words.",
    }
    return Article(**{**said, **changes})


def crawl(connection: Connection, *articles: Article, days: int = 0) -> int:
    """A finished crawl that read these; returns its id."""
    now = NOW + timedelta(days=days)
    crawl_id, _ = store.start_crawl(connection, BLOG, now, "1")
    seen = basics.seen(connection, BLOG, BLOG.url, crawl_id, now, warc_length=10)
    for one in articles:
        store.put_article(seen, one)
    store.end_crawl(connection, crawl_id, now, "finished", {})
    return crawl_id


def test_a_report_counts_what_is_new_and_what_has_changed(archive: Engine) -> None:
    with transaction(archive) as connection:
        crawl(connection, article(1), article(2))
        second = crawl(connection, article(1), article(2, text="Other."), article(3), days=1)

        said = reports.report_of(Shelf(connection, BLOG), second)

    assert said["articles"] == {"new": 1, "changed": 1, "vanished": 0, "moved": 0}
    assert (said["requests"], said["by_status"], said["bytes"]) == (1, {"200": 1}, 10)
    assert said["read"] == {"articles": 2, "author": 0, "date": 0, "text": 0}
    assert said["kept"] == {"articles": 3, "comments": 0, "gaps": 0}
    assert said["look_at"] == []


def test_a_new_theme_that_hides_the_authors_is_drift(archive: Engine) -> None:
    with transaction(archive) as connection:
        crawl(connection, *(article(n) for n in range(20)))
        fresh = [article(n, authors=()) for n in range(20, 26)]
        second = crawl(connection, *fresh, days=1)

        said = reports.report_of(Shelf(connection, BLOG), second)

    assert said["drift"] == ["100% of the articles read have no author, 0% before"]
    assert said["look_at"] == said["drift"]


def test_a_blog_that_never_named_authors_does_not_drift(archive: Engine) -> None:
    with transaction(archive) as connection:
        crawl(connection, *(article(n, authors=()) for n in range(20)))
        second = crawl(connection, *(article(n, authors=()) for n in range(20, 26)), days=1)

        assert reports.report_of(Shelf(connection, BLOG), second)["drift"] == []


def listing(*keys: str, **said: object) -> Listing:
    items = tuple(Listed(key=key, url=f"http://blog.example/{key}/", stamp="1") for key in keys)
    return Listing(**{"source": SOURCE, "items": items, "is_whole": True, **said})


def note(connection: Connection, crawl_id: int, said: Listing) -> ledger.Difference:
    seen = store.Sighting(
        connection=connection, blog=BLOG, crawl_id=crawl_id, capture_id=1, seen_at=instant(NOW)
    )
    return ledger.note(seen, said)


def test_what_no_part_of_a_whole_list_names_is_gone_after_its_last_part(archive: Engine) -> None:
    with transaction(archive) as connection:
        first = crawl(connection)
        note(connection, first, listing("1", "2", "3"))
        second = crawl(connection, days=1)

        one = note(connection, second, listing("3", part=2, parts=2))
        two = note(connection, second, listing("1", part=1, parts=2))

    assert one.gone == ()
    assert [x.key for x in two.gone] == ["2"]


def test_a_window_takes_nothing_back_and_shows_what_differs(archive: Engine) -> None:
    with transaction(archive) as connection:
        first = crawl(connection)
        note(connection, first, listing("1", "2", "3", total=3))
        second = crawl(connection, days=1)
        window = listing("3", "4", is_whole=False, total=4)
        edited = replace(window.items[0], stamp="2")

        window = replace(window, items=(edited, window.items[1]))
        found = note(connection, second, window)

    assert [x.key for x in found.new] == ["4"]
    assert [x.key for x in found.changed] == ["3"]
    assert (found.gone, found.is_off) == ((), False)


def test_a_total_that_the_newest_do_not_explain_calls_for_a_sweep(archive: Engine) -> None:
    with transaction(archive) as connection:
        first = crawl(connection)
        note(connection, first, listing("1", "2", "3", total=3))
        second = crawl(connection, days=1)
        window = listing("3", is_whole=False, total=2)

        assert note(connection, second, window).is_off


def test_a_gap_that_the_crawl_which_met_it_closes_leaves_no_trace(archive: Engine) -> None:
    def gap(connection: Connection, url: str, hours: int) -> None:
        moment = instant(NOW + timedelta(hours=hours))
        store.open_gap(Shelf(connection, BLOG), url, "comments-missing", detail=None, now=moment)

    def closes(connection: Connection, url: str, hours: int) -> None:
        moment = instant(NOW + timedelta(hours=hours))
        store.close_gaps(Shelf(connection, BLOG), url, moment, of_comments=True)

    with transaction(archive) as connection:
        crawl(connection)
        gap(connection, "http://blog.example/lasting/", 0)
        gap(connection, "http://blog.example/until-the-next/", 0)
        crawl(connection, days=1)
        closes(connection, "http://blog.example/until-the-next/", 24)
        gap(connection, "http://blog.example/passing/", 24)
        closes(connection, "http://blog.example/passing/", 24)
        forget_passing(Shelf(connection, BLOG))

        left = connection.exec_driver_sql("SELECT url FROM gaps ORDER BY url").scalars().all()

    assert [url.split("/")[3] for url in left] == ["lasting", "until-the-next"]


def test_the_ledger_adds_up(archive: Engine) -> None:
    with transaction(archive) as connection:
        crawl_id = crawl(connection, article(1), article(2))
        gone = store.Sighting(
            connection=connection, blog=BLOG, crawl_id=crawl_id, capture_id=1, seen_at=instant(NOW)
        )
        store.mark_vanished(gone, "http://blog.example/2/")
        leads = [
            Lead(url=f"http://blog.example/{n}/", role=ARTICLE, route="x") for n in range(1, 8)
        ]
        frontier.add(Shelf(connection, BLOG), leads)
        states = (State.DONE, State.GAP, State.REDIRECTED, State.SKIPPED)
        for number, state in enumerate(states, 3):
            url = f"http://blog.example/{number}/"
            frontier.settle(Shelf(connection, BLOG), url, state, now=instant(NOW))
        note(connection, crawl_id, listing("1", "7", total=2))

        told = balance(Shelf(connection, BLOG))
        shown = evidence.shown(Shelf(connection, BLOG), but_listed=True)
        states_of = [
            x.content.get("vanished") for x in history.article_versions(connection, article(2).id)
        ]

    assert (told.known, told.kept, told.gone, told.waiting, told.gaps) == (7, 1, 1, 1, 1)
    assert (told.moved, told.left_out, told.no_article) == (1, 1, 1)
    assert told.known == sum(getattr(told, fate) for fate in FATES)
    assert shown == []
    assert states_of == [True]
