"""Nothing is left out without a row that says why."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from basics import hcsm

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

    said = "1 of 2 entries have no address"
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
