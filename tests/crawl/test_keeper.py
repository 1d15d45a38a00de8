"""A blog's keeper that hangs, dies or grows, is killed, replaced or left alone."""

from __future__ import annotations

import os
import signal

import pytest

# In the keeper: `hostile(url)` comes before each page that it reads; `is_first(what)` is so once.
KEEPER = """
import os, pathlib, re, signal, time
from hcsm_scraper import keeper, pages

def is_first(what):
    try:
        return pathlib.Path(what).touch(exist_ok=False) is None
    except FileExistsError:
        return False

def read_exchange(exchange, limit):
    hostile(exchange.url)
    return whole(exchange, limit)

whole, pages.read_exchange = pages.read_exchange, read_exchange
{code}
"""
DIES_ONCE = """
def hostile(url):
    if url.endswith("/one") and is_first("died"):
        os.kill(os.getpid(), signal.SIGKILL)
"""
WAITS = """
def hostile(url):
    if url.endswith("/one") and is_first("reading"):
        pathlib.Path("pid").write_text(str(os.getpid()))
        time.sleep({seconds})
"""


def crawling(archive, keeper: str):
    """A page may take the keeper a second to read."""
    keeper = KEEPER.replace("{code}", keeper)
    return archive.running("crawl", first="settings.HCSM_READ_SECONDS = 1", keeper=keeper)


def kept(archive) -> list[str]:
    found = archive.rows("SELECT url FROM articles ORDER BY url")
    return [url.rsplit("/", 1)[-1] for (url,) in found]


def test_a_page_that_hangs_dies_or_grows_costs_one_article(site, study, tmp_path) -> None:
    site.articles("/hangs", "/dies", "/grows", "/one", "/two")
    archive = study("study", str(tmp_path / "data"), site)
    hostile = """
def hostile(url):
    if url.endswith("/hangs"):
        re.match("(a+)+$", "a" * 60 + "b")  # where Python hears no signal
    if url.endswith("/dies"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if url.endswith("/grows"):
        bytearray(4 * 1024**3)
"""
    with crawling(archive, hostile) as crawl:
        said, _ = crawl.communicate(timeout=120)

    assert crawl.returncode == 3, said
    assert kept(archive) == ["one", "two"]
    gaps = dict(archive.rows("SELECT url, detail FROM gaps WHERE closed_at IS NULL"))
    assert gaps[f"{site.url}hangs"] == "unreadable: reading took longer than 1 seconds"
    assert gaps[f"{site.url}dies"] == "unreadable: the reading process died (exit code -11)"
    assert gaps[f"{site.url}grows"] == "unreadable: reading needs more memory than it may have"
    assert archive.rows("SELECT count(*), count(DISTINCT url) FROM captures") == [
        (8, 8)
    ]  # with robots.txt and tdmrep.json
    assert sorted(site.paths) == sorted(set(site.paths))
    archive.run("verify", code=0)


def test_a_keeper_killed_from_outside_is_replaced_and_reads_the_page_again(
    site, study, tmp_path
) -> None:
    site.articles("/one", "/two")
    archive = study("study", str(tmp_path / "data"), site)

    with crawling(archive, DIES_ONCE) as crawl:
        said, _ = crawl.communicate(timeout=60)

    assert crawl.returncode == 0, said
    assert "another takes its place" in said
    assert kept(archive) == ["one", "two"]
    assert archive.rows("SELECT * FROM gaps") == []
    assert archive.rows("SELECT count(*) FROM captures WHERE url LIKE '%/one'") == [(1,)]
    assert archive.rows("SELECT state FROM crawls") == [("finished",)]
    assert archive.left_open() == []


def test_what_a_dying_keeper_had_kept_is_not_kept_twice(site, study, tmp_path) -> None:
    site.articles("/one", "/two")
    archive = study("study", str(tmp_path / "data"), site)
    dies_before_it_answers = """
from hcsm_scraper import session
hostile = lambda url: None
def kept(self, waiting, *more):
    keep(self, waiting, *more)
    if is_first("died after " + waiting.url.rsplit("/", 1)[-1]):
        os.kill(os.getpid(), signal.SIGKILL)
keep, session.Session.keep = session.Session.keep, kept
"""
    with crawling(archive, dies_before_it_answers) as crawl:
        said, _ = crawl.communicate(timeout=60)

    assert crawl.returncode == 0, said
    assert kept(archive) == ["one", "two"]
    assert archive.rows("SELECT count(*), count(DISTINCT url) FROM captures") == [(5, 5)]


def test_the_blog_is_held_while_its_keeper_is_replaced(site, study, storage) -> None:
    site.articles("/one", "/two")
    archive = study("study", storage, site)
    waits_to_be_released = (
        DIES_ONCE
        + """
while pathlib.Path("died").exists() and not pathlib.Path("released").exists():
    pathlib.Path("replaced").touch()
    time.sleep(0.02)
"""
    )
    with crawling(archive, waits_to_be_released) as crawl:
        archive.until((archive.folder / "replaced").exists)
        archive.run("crawl", site.url, code=4)
        (archive.folder / "released").touch()
        said, _ = crawl.communicate(timeout=60)

    assert crawl.returncode == 0, said
    assert kept(archive) == ["one", "two"]


def test_a_keeper_dies_with_its_crawl_and_the_next_one_loses_nothing(site, study, storage) -> None:
    site.articles("/one", "/two")
    archive = study("study", storage, site)
    with crawling(archive, WAITS.format(seconds=600)) as crawl:
        archive.until((archive.folder / "pid").exists)
        crawl.kill()  # and not its keeper
        crawl.wait()
    archive.run("crawl")

    archive.until(lambda: not _is_alive(int((archive.folder / "pid").read_text())))
    assert kept(archive) == ["one", "two"]
    assert site.paths.count("/one") == 1
    assert archive.rows("SELECT count(*) FROM crawls") == [(1,)]
    assert archive.left_open() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_the_keeper_finishes_the_page_in_hand(site, study, tmp_path, number) -> None:
    site.articles("/five", "/four", "/one", "/three", "/two")
    archive = study("study", str(tmp_path / "data"), site)
    with crawling(archive, WAITS.format(seconds=1)) as crawl:
        archive.until((archive.folder / "pid").exists)
        os.killpg(crawl.pid, number)  # as a terminal and systemd do
        said, _ = crawl.communicate(timeout=30)

    assert crawl.returncode == 5, said
    assert "died" not in said
    assert archive.rows("SELECT state FROM frontier WHERE url LIKE '%/one'") == [("done",)]
    assert archive.left_open() == []
    assert not _is_alive(int((archive.folder / "pid").read_text()))
    archive.run("crawl")
    assert kept(archive) == ["five", "four", "one", "three", "two"]
    assert site.paths.count("/one") == 1


def test_a_keeper_that_has_grown_is_replaced_between_two_pages(site, study, tmp_path) -> None:
    paths = [f"/{number}" for number in range(10)]
    site.articles(*paths)
    archive = study("study", str(tmp_path / "data"), site)

    with crawling(archive, "keeper._WORN_PAGES = 4\nhostile = lambda url: None\n") as crawl:
        said, _ = crawl.communicate(timeout=60)

    assert (crawl.returncode, "died" in said) == (0, False), said
    assert len(kept(archive)) == 10
    assert archive.rows("SELECT count(DISTINCT warc_file) FROM captures") == [(3,)]
    assert archive.left_open() == []
    archive.run("verify", code=0)


def test_one_process_keeps_blog_after_blog_until_it_dies(site, other_site, study, tmp_path) -> None:
    site.articles("/one")
    other_site.articles("/two")
    archive = study("study", str(tmp_path / "data"), site, other_site)
    dies_over_the_second_blog = """
def hostile(url):
    with open("pids", "a") as pids:
        pids.write(f"{url[-4:]} {os.getpid()}\\n")
    if url.endswith("/two") and is_first("died"):
        os.kill(os.getpid(), signal.SIGKILL)
"""
    archive.set_politeness("blogs_at_once = 1")
    keeper = KEEPER.replace("{code}", dies_over_the_second_blog)
    with archive.running("crawl", keeper=keeper) as crawl:
        said, _ = crawl.communicate(timeout=60)

    assert crawl.returncode == 0, said
    read = [line.split() for line in (archive.folder / "pids").read_text().splitlines()]
    (one,) = [pid for page, pid in read if page == "/one"]
    first_try, second_try = [pid for page, pid in read if page == "/two"]
    assert one == first_try != second_try
    assert archive.rows("SELECT state FROM crawls") == [("finished",), ("finished",)]
    assert sorted(kept(archive)) == ["one", "two"]
    assert archive.left_open() == []


def test_a_crawl_whose_archive_cannot_be_written_says_so_and_ends(site, study, tmp_path) -> None:
    site.articles("/one", "/two")
    archive = study("study", str(tmp_path / "data"), site)
    full = """
from archive.errors import StorageError
def hostile(url):
    if url.endswith("/one") and is_first("full"):
        raise StorageError("the disk is full")
"""
    with crawling(archive, full) as crawl:
        said, _ = crawl.communicate(timeout=60)

    assert crawl.returncode == 1, said
    assert "the disk is full" in said
    archive.run("crawl")
    assert kept(archive) == ["one", "two"]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
