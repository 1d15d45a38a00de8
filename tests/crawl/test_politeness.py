"""Manners, read from the server's log; and two crawls, or a signal, in the middle of one."""

from __future__ import annotations

import contextlib
import itertools
import os
import pty
import signal
import sqlite3
import subprocess
import threading
import time
from contextlib import closing

from basics import HCSM

WORDS = "Nurses answer questions about discharge instructions on Twitter every Sunday evening. " * 4


def article(number: int) -> str:
    return (
        f'<html><head><title>Article {number}</title><meta property="og:type" content="article">'
        f"</head><body><article><h1>Article {number}</h1><p>{number} {WORDS}</p></article></body>"
    )


def index(*paths: str) -> str:
    return "".join(f'<h2><a href="{path}">{path}</a></h2>' for path in paths)


def rows(storage, question: str) -> list[tuple]:
    with closing(sqlite3.connect(storage / "archive.db")) as connection:
        return connection.execute(question).fetchall()


def gaps(storage) -> dict[str, str]:
    found = rows(storage, "SELECT url, reason FROM gaps WHERE closed_at IS NULL")
    return {"/" + url.split("/", 3)[3]: reason for url, reason in found}


def test_robots_is_fetched_once_a_day_by_all_processes_together(site, crawl) -> None:
    site.page("/", index("/one"))
    site.page("/one", article(1))
    site.page("/robots.txt", "User-agent: *\nDisallow: /two", **{"Content-Type": "text/plain"})

    crawl(site)
    site.page("/", index("/one", "/two"))
    done = crawl(site)

    assert site.paths.count("/robots.txt") == 1
    assert gaps(done.storage) == {"/two": "robots"}


def test_a_crawl_delay_is_kept(site, crawl) -> None:
    site.page("/", index("/one", "/two"))
    site.page("/one", article(1))
    site.page("/two", article(2))
    delay = "User-agent: *\nCrawl-delay: 0.4"
    site.page("/robots.txt", delay, **{"Content-Type": "text/plain"})

    crawl(site)

    began = [asked.began for asked in site.log if asked.path in ("/one", "/two")]
    assert all(b - a >= 0.39 for a, b in itertools.pairwise(began))


def test_a_host_that_asks_for_years_between_two_pages_is_not_asked(site, crawl) -> None:
    site.page("/", index("/one", "/two"))
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 1e30", **{"Content-Type": "text/plain"})

    done = crawl(site)

    assert site.paths == ["/robots.txt"]
    assert gaps(done.storage) == {"/": "robots-unreachable"}


def test_after_429_nothing_of_the_blog_is_asked_until_it_says(site, crawl) -> None:
    answers = iter([site.Answer(b"later", status=429, headers={"Retry-After": "1"})])
    site.page("/", index("/one", "/two", "/three"))
    site.pages["/one"] = lambda _: next(answers, site.Answer(article(1).encode()))
    site.page("/two", article(2))
    site.page("/three", article(3))

    done = crawl(site)

    refused = next(asked for asked in site.log if asked.path == "/one")
    after = [x for x in site.log if x.began > refused.ended]
    assert done.code == 0, done.output
    assert [x.path for x in after if x.began < refused.ended + 0.95] == []


def test_a_day_has_so_many_requests_and_the_rest_waits(site, crawl, tmp_path) -> None:
    site.page("/", index(*(f"/{n}" for n in range(9))))
    for n in range(9):
        site.page(f"/{n}", article(n))
    (tmp_path / "hcsm.toml").write_text("[politeness]\ndaily_requests = 5\n")

    first, again = crawl(site), crawl(site)

    assert len(site.log) == 5
    assert (first.code, again.code) == (5, 5)
    waiting = rows(
        first.storage,
        "SELECT DISTINCT substr(not_before, 11, 6) FROM frontier WHERE state = 'queued'",
    )
    assert waiting == [("T00:00",)]


def test_of_two_crawls_at_once_the_second_skips_the_blog_and_says_so(site, tmp_path) -> None:
    site.page("/", index("/one", "/two"))
    asked, go_on = threading.Event(), threading.Event()

    def slow(_request):
        asked.set()
        go_on.wait(30)
        return site.Answer(article(1).encode())

    site.pages["/one"] = slow
    site.page("/two", article(2))
    (tmp_path / "hcsm.toml").write_text(
        f'allow_addresses = ["127.0.0.1:{site.port}"]\n[politeness]\ndelay = 0\n'
        f'[[blog]]\nurl = "{site.url}"\n'
    )
    first = _start(tmp_path)
    assert asked.wait(60)

    second = _start(tmp_path)
    said, _ = second.communicate(timeout=60)
    go_on.set()
    first.communicate(timeout=60)

    assert "is being crawled by" in said
    assert (second.returncode, first.returncode) == (0, 0)
    assert len(site.paths) == len(set(site.paths))


def test_sigterm_finishes_the_page_in_hand_and_the_next_run_goes_on(site, crawl, tmp_path) -> None:
    site.page("/", index(*(f"/{n}" for n in range(30))))
    for n in range(30):
        site.page(f"/{n}", article(n))
    process = _start(tmp_path, site.url, "--allow-address", f"127.0.0.1:{site.port}")
    _until(lambda: len(site.log) > 5)

    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)

    assert process.returncode == 5
    assert len(site.log) < 30
    done = crawl(site, "--storage", str(tmp_path / "hcsm-data"))
    assert done.code == 0, done.output
    assert rows(tmp_path / "hcsm-data", "SELECT count(*) FROM articles") == [(30,)]
    assert rows(tmp_path / "hcsm-data", "SELECT count(*) FROM crawls") == [(1,)]


def test_sigterm_does_not_wait_for_a_server_that_never_answers(site, tmp_path) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def hanging(_request):
        asked.set()
        go_on.wait(60)
        return site.Answer(b"")

    site.page("/", index("/one"))
    site.pages["/one"] = hanging
    process = _start(tmp_path, site.url, "--allow-address", f"127.0.0.1:{site.port}")
    assert asked.wait(60)

    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    go_on.set()

    assert process.returncode == 5


def test_a_terminal_is_shown_how_far_each_blog_is(site, tmp_path) -> None:
    site.page("/", index(*(f"/{n}" for n in range(6))))
    for n in range(6):
        site.page(f"/{n}", article(n))
    options = ["--delay", "0.5", "--allow-address", f"127.0.0.1:{site.port}"]
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*HCSM, "crawl", site.url, *options],
        stdout=theirs,
        cwd=tmp_path,
        env={**os.environ, "COLUMNS": "120", "TERM": "xterm"},
    )
    os.close(theirs)
    shown = bytearray()
    with contextlib.suppress(OSError):  # how a pty says that nobody writes to it any more
        while part := os.read(ours, 4096):
            shown += part
    os.close(ours)

    assert process.wait(60) == 0
    assert b"a minute" in shown
    assert b"6 articles" in shown


def _start(folder, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*HCSM, "crawl", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
    )


def _until(is_so) -> None:
    deadline = time.monotonic() + 60
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert is_so()
