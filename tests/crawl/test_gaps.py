"""Nothing is left out without a row that says why."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from basics import hcsm

from archive import balance, captures, frontier, store
from archive.engine import open_engine, transaction
from archive.records import Blog, Capture, Lead, LeadRole, Page, PageKind
from archive.statements import Shelf
from archive.text import instant
from hcsm_scraper.keeping import Occasion, keep
from hcsm_scraper.missing import MAX_DEPTH

COMMENT = '<li id="comment-{n}" class="comment"><cite class="fn">Ann</cite><p>{n}</p></li>'
WORDS = "Nurses answer questions about discharge instructions on Twitter every Sunday evening. " * 4


def rows(storage, question: str) -> list[tuple]:
    with closing(sqlite3.connect(storage / "archive.db")) as connection:
        return connection.execute(question).fetchall()


def open_gaps(storage) -> dict[str, tuple[str, str]]:
    found = rows(storage, "SELECT url, reason, detail FROM gaps WHERE closed_at IS NULL")
    return {"/" + url.split("/", 3)[3]: (reason, detail) for url, reason, detail in found}


def entry(number: int) -> str:
    return f"<item><title>No. {number}</title><link>/2015/03/no-{number}/</link></item>"


def feed(*entries: str, kind: str = "application/rss+xml") -> dict:
    said = "".join(entries)
    body = f'<rss version="2.0"><channel><title>Ward</title>{said}</channel></rss>'
    return {"body": body.encode(), "headers": {"Content-Type": kind}}


def test_a_feed_that_is_read_in_part_is_a_gap_until_it_is_read_as_a_whole(site, crawl) -> None:
    site.articles("/2015/03/no-1/")
    home = site.pages["/"].body.decode()
    site.page("/", f'<link rel="alternate" type="application/rss+xml" href="/feed/">{home}')
    site.pages["/feed/"] = site.Answer(**feed(entry(1), "<item><title>No. 2</title></item>"))

    done = crawl(site)

    said = "1 of 2 entries have no address of a page"
    assert open_gaps(done.storage) == {"/feed/": ("incomplete", said)}
    site.pages["/feed/"] = site.Answer(**feed(entry(1)))
    assert open_gaps(crawl(site).storage) == {}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (f"<article><h1>No. 1</h1><p>{WORDS}</p></article>", "paywall"),
        (bytes(range(256)) * 20, "unreadable"),
    ],
)
def test_what_has_not_changed_lacks_what_it_lacked(site, crawl, content, reason) -> None:
    free = '<script type="application/ld+json">{"@type":"Article","isAccessibleForFree":false}</script>'
    body = content if isinstance(content, bytes) else (free + content).encode()
    site.articles("/2015/03/no-1/")

    def answer(request):
        is_known = request.headers.get("If-None-Match") == "v1"
        return site.Answer(b"" if is_known else body, 304 if is_known else 200, {"ETag": "v1"})

    site.pages["/2015/03/no-1/"] = answer
    before = open_gaps(crawl(site).storage)
    after = crawl(site, "--full")

    assert before["/2015/03/no-1/"][0] == reason
    assert open_gaps(after.storage) == before
    assert rows(after.storage, "SELECT tries FROM gaps") == [(2,)]


def thread_page(*numbers: int) -> str:
    shown = "".join(COMMENT.format(n=n) for n in numbers)
    return (
        '<html><head><title>No. 1</title><meta name="generator" content="WordPress 6.5"></head>'
        f'<body class="single postid-1"><article class="post"><h1 class="entry-title">No. 1</h1>'
        f'<div class="entry-content"><p>{WORDS}</p></div></article><div id="comments">'
        f'<h2 class="comments-title">9 thoughts</h2><ol class="commentlist">{shown}</ol>'
        '<a href="/2015/03/no-1/comment-page-2/">Older</a></div></body></html>'
    )


def test_a_thread_that_lacks_comments_counts_a_try_for_each_crawl(site, crawl) -> None:
    site.articles("/2015/03/no-1/")
    site.page("/2015/03/no-1/", thread_page(1, 2))
    site.page("/2015/03/no-1/comment-page-2/", thread_page(3, 4))
    question = "SELECT url, reason, opened_at, tries, next_try_at FROM gaps"

    seen = []
    for _ in range(2):
        done = crawl(site, "--full")
        seen.append(rows(done.storage, question))
    hcsm("reread", "--storage", str(done.storage), cwd=done.storage)

    assert [[x[3] for x in found] for found in seen] == [[1], [2]]
    assert rows(done.storage, question) == seen[-1]


def test_a_page_lacks_what_it_lacks_to_the_reader_of_today(site, crawl) -> None:
    free = '<script type="application/ld+json">{"@type":"Article","isAccessibleForFree":false}</script>'
    site.articles("/2015/03/no-1/", "/2015/03/no-2/", "/2015/03/no-3/")
    site.page("/2015/03/no-2/", f"{free}<article><h1>No. 2</h1><p>{WORDS}</p></article>")
    site.pages["/2015/03/no-3/"] = site.Answer(b"no", 403)
    storage = crawl(site).storage
    gaps = dict(rows(storage, "SELECT url, reason FROM gaps"))
    with closing(sqlite3.connect(storage / "archive.db")) as connection, connection:
        # as a reader would have left it that failed at the first, and knew of no payment
        connection.execute(
            "UPDATE gaps SET url = replace(url, 'no-2', 'no-1') WHERE reason = 'paywall'"
        )
        connection.execute("UPDATE gaps SET reason = 'unreadable' WHERE url LIKE '%no-1/'")
        connection.execute("UPDATE frontier SET state = 'gap' WHERE url LIKE '%no-1/'")
        connection.execute("UPDATE frontier SET state = 'done' WHERE url LIKE '%no-2/'")

    hcsm("reread", "--storage", str(storage), cwd=storage)

    assert dict(rows(storage, "SELECT url, reason FROM gaps WHERE closed_at IS NULL")) == gaps
    question = "SELECT state FROM frontier WHERE url LIKE '%no-%' ORDER BY url"
    assert [state for (state,) in rows(storage, question)] == ["done", "gap", "gap"]


def test_what_leads_to_no_page_of_the_blog_is_missing(site, crawl) -> None:
    site.articles("/2015/03/away/", "/2015/03/circle/")
    for path, target in (
        ("/2015/03/away/", "http://elsewhere.example/away/"),
        ("/2015/03/circle/", "/2015/03/circled/"),
        ("/2015/03/circled/", "/2015/03/circle/"),
    ):
        site.pages[path] = site.Answer(status=302, headers={"Location": target})

    found = open_gaps(crawl(site).storage)

    assert {path: reason for path, (reason, _) in found.items()} == {
        "/2015/03/away/": "redirect",
        "/2015/03/circled/": "redirect",
    }
    assert "http://elsewhere.example/away/" in found["/2015/03/away/"][1]


def test_an_article_that_a_script_draws_is_missing_its_text(site, crawl) -> None:
    site.articles("/2015/03/drawn/", "/2015/03/picture/")
    page = (
        '<html><head><title>No. 1</title><meta property="og:type" content="article"></head><body>'
    )
    site.page("/2015/03/drawn/", f'{page}<div id="app"></div><script src="/a.js"></script>')
    site.page("/2015/03/picture/", f'{page}<article><h1>No. 1</h1><img src="/a.png"></article>')

    assert open_gaps(crawl(site).storage) == {
        "/2015/03/drawn/": ("incomplete", "no text is found on the page")
    }


def test_what_the_blog_lists_on_another_site_is_left_out_with_that_reason(site, crawl) -> None:
    site.articles("/2015/03/no-1/")
    site.page("/robots.txt", f"Sitemap: {site.url}sitemap.xml", **{"Content-Type": "text/plain"})
    row = "<urlset><url><loc>http://elsewhere.example/2015/03/no-2/</loc></url></urlset>"
    site.page("/sitemap.xml", row, **{"Content-Type": "text/xml"})

    done = crawl(site)

    question = "SELECT url, reason FROM frontier WHERE state = 'skipped'"
    assert rows(done.storage, question) == [
        ("http://elsewhere.example/2015/03/no-2/", f"not on {site.url}")
    ]
    status = json.loads(
        hcsm("status", "--json", "--storage", str(done.storage), cwd=done.storage).stdout
    )
    ledger = status["blogs"][0]["ledger"]
    assert (ledger["known"], ledger["kept"], ledger["left_out"]) == (2, 1, 1)


@pytest.mark.parametrize(
    ("status", "reason"), [(403, "http-403"), (200, "incomplete"), (400, None)]
)
def test_a_later_part_of_a_list_that_is_not_given_is_missing(
    blog, site, crawl, status, reason
) -> None:
    whole = blog.get

    def get(path: str, default: object) -> object:
        is_second = "/wp/v2/posts" in path and "page=2&" in path
        return site.Answer(b"<p>no</p>", status) if is_second else whole(path, default)

    site.pages = type("Pages", (), {"get": staticmethod(get)})()

    found = open_gaps(crawl(site).storage)

    assert [x[0] for path, x in found.items() if "/wp/v2/" in path] == [reason] * bool(reason)


def test_what_stands_too_far_from_the_home_page_to_be_asked_for_is_missing(tmp_path) -> None:
    blog, now = Blog(url="http://blog.example/"), datetime(2026, 1, 2, tzinfo=UTC)
    leads = [Lead(url=f"{blog.url}{n}/", role=LeadRole.ARTICLE, route="link") for n in range(3)]
    engine = open_engine(str(tmp_path / "data"))
    with transaction(engine) as connection:
        crawl_id, _ = store.start_crawl(connection, blog, now, "1")
        shelf = Shelf(connection, blog)
        capture = Capture(url=f"{blog.url}page/61/", captured_at=now, status=200)
        row = Lead(url=capture.url, role=LeadRole.ARCHIVE, route="next")
        frontier.add(shelf, [row], depth=MAX_DEPTH)
        frontier.add(shelf, leads[:1])
        occasion = Occasion(
            connection=connection,
            blog=blog,
            crawl_id=crawl_id,
            capture_id=captures.put_capture(shelf, crawl_id, capture),
            seen_at=instant(now),
        )
        waiting = frontier.row(shelf, capture.url)
        page = Page(url=capture.url, kind=PageKind.INDEX, leads=tuple(leads))
        keep(occasion, waiting, page)
        found = balance.gaps_of(shelf, capture.url)
    engine.dispose()

    assert found == {
        "incomplete": "2 addresses on the page are more than 60 links from the home page"
    }
