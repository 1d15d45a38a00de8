"""What a later answer takes back of what an earlier one said: only what it shows to be gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from archive import captures, frontier, store
from archive.balance import gaps_of
from archive.engine import open_engine, transaction
from archive.records import Blog, Capture, Lead, LeadRole
from archive.schema import ARTICLES, COMMENTS
from archive.statements import Shelf
from archive.text import instant
from archive.warc import Exchange
from hcsm_scraper.keeping import Occasion, keep
from hcsm_scraper.pages import read_exchange

BLOG = Blog(url="http://blog.example/")
FIRST, SECOND = f"{BLOG.url}2015/03/no-1/", f"{BLOG.url}2015/03/no-1/comment-page-2/"
WORDS = "Nurses answer questions about discharge instructions on Twitter every Sunday evening. " * 4
BEGAN = datetime(2026, 1, 2, tzinfo=UTC)


def thread_page(*numbers: int) -> bytes:
    shown = "".join(
        f'<li id="comment-{n}" class="comment"><cite class="fn">Ann</cite><p>Answer {n}</p></li>'
        for n in numbers
    )
    return (
        '<html><head><title>No. 1</title><meta name="generator" content="WordPress 6.5"></head>'
        '<body class="single postid-1"><article class="post"><h1 class="entry-title">No. 1</h1>'
        f'<div class="entry-content"><p>{WORDS}</p></div></article><div id="comments">'
        f'<h2 class="comments-title">4 thoughts</h2><ol class="commentlist">{shown}</ol>'
        '<a href="/2015/03/no-1/comment-page-2/">Older</a></div></body></html>'
    ).encode()


@pytest.fixture
def answer(tmp_path):
    """What becomes of the archive when a page answers, each time in a crawl a day later."""
    engine = open_engine(str(tmp_path / "data"))
    answers = iter(range(100))

    def of(url: str, payload: bytes, status: int = 200, **headers: str):
        now = BEGAN + timedelta(days=next(answers))
        said = (("Content-Type", "text/html"), *headers.items())
        exchange = Exchange(
            url=url,
            captured_at=now,
            request_headers=(),
            status=status,
            headers=said,
            payload=payload,
        )
        page = read_exchange(exchange, 10**6)
        with transaction(engine) as connection:
            crawl_id, _ = store.start_crawl(connection, BLOG, now, "1")
            shelf = Shelf(connection, BLOG)
            frontier.add(shelf, [Lead(url=url, role=LeadRole.ARTICLE, route="link")])
            capture = Capture(url=url, captured_at=now, status=status)
            occasion = Occasion(
                connection=connection,
                blog=BLOG,
                crawl_id=crawl_id,
                capture_id=captures.put_capture(shelf, crawl_id, capture),
                seen_at=instant(now),
            )
            keep(occasion, frontier.row(shelf, url), page)
            store.end_crawl(connection, crawl_id, now, "finished", {})
            is_there = COMMENTS.c.vanished_at.is_(None)
            shown = connection.execute(select(COMMENTS.c.key).where(is_there)).scalars()
            article = connection.execute(select(ARTICLES.c.title, ARTICLES.c.vanished_at)).one()
            return article.title, article.vanished_at, sorted(shown), set(gaps_of(shelf, url))

    yield of
    engine.dispose()


@pytest.mark.parametrize("url", [FIRST, SECOND])
@pytest.mark.parametrize(
    ("given", "gap"),
    [
        ({"payload": b""}, "unreadable"),
        ({"payload": bytes(range(256)) * 20}, "unreadable"),
        ({"payload": b"no", "status": 403}, "http-403"),
        ({"payload": b"", "status": 302, "Location": "/"}, None),
        ({"payload": b'<meta http-equiv="refresh" content="0; url=/captcha/">'}, None),
        (
            {"payload": b'<meta http-equiv="refresh" content="0; url=/captcha/">', "status": 202},
            "http-202",
        ),
    ],
    ids=["empty", "binary", "forbidden", "elsewhere for now", "refresh", "challenge"],
)
def test_an_answer_without_the_page_takes_nothing_back(answer, url, given, gap) -> None:
    answer(FIRST, thread_page(1, 2))
    answer(SECOND, thread_page(3, 4))

    assert answer(url, **given) == ("No. 1", None, ["1", "2", "3", "4"], {gap} - {None})


@pytest.mark.parametrize(
    "given",
    [
        {"payload": b"", "status": 404},
        {"payload": b"", "status": 301, "Location": "/2015/03/no-1/"},
        {
            "payload": b'<link rel="canonical" href="/2015/03/no-1/"><meta http-equiv="refresh" content="0; url=../">'
        },
    ],
    ids=["not found", "moved", "refresh"],
)
def test_what_is_gone_for_good_takes_its_comments_along(answer, given) -> None:
    answer(FIRST, thread_page(1, 2))
    answer(SECOND, thread_page(3, 4))

    assert answer(SECOND, **given)[2] == ["1", "2"]


def test_what_a_page_no_longer_shows_is_gone(answer) -> None:
    answer(FIRST, thread_page(1, 2))

    assert answer(FIRST, thread_page(2))[2] == ["2"]


def test_a_fault_of_ours_takes_nothing_back_and_is_a_gap(answer, monkeypatch) -> None:
    answer(FIRST, thread_page(1, 2))
    with monkeypatch.context() as broken:
        broken.setattr("hcsm_scraper.platforms.wordpress.WordPress.thread", _boom)
        during = answer(FIRST, thread_page(1, 2, 3))

    after = answer(FIRST, thread_page(1, 2, 3))
    assert (during[2], "incomplete" in during[3]) == (["1", "2"], True)
    assert (after[2], "incomplete" in after[3]) == (["1", "2", "3"], False)


def test_what_is_never_read_holds_nothing_else_up(answer, monkeypatch) -> None:
    monkeypatch.setattr("hcsm_scraper.reading.metadata_of", _boom)
    answer(FIRST, thread_page(1, 2))

    assert answer(FIRST, thread_page(1, 2, 3))[2] == ["1", "2", "3"]


def _boom(*_: object) -> None:
    raise ValueError("boom")
