"""`hcsm schedule run` and `hcsm crawl --due` beside each other: each page is asked for once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

# A minute takes a second.
LOOP = "from datetime import timedelta; scheduling.PAUSE = timedelta(seconds=1)"
AN_HOUR_AGO = "UPDATE crawls SET started_at = '2020-01-01T00:00:00.000000+00:00'"


def finished(archive) -> int:
    if not (Path(archive.storage) / "archive.db").exists():
        return 0
    ((count,),) = archive.rows("SELECT count(*) FROM crawls WHERE state = 'finished'")
    return count


def test_the_loop_crawls_what_is_due_until_it_is_told_to_stop(blog, site, study, tmp_path) -> None:
    archive = study("study", str(tmp_path / "data"), site)
    with archive.running("schedule", "run", first=LOOP) as loop:
        archive.until(lambda: finished(archive) == 1)
        asked = list(site.paths)
        blog.edit(1, text="Edited. " + blog.WORDS)
        archive.write(AN_HOUR_AGO)
        archive.until(lambda: finished(archive) == 2)
        loop.send_signal(signal.SIGTERM)
        said, _ = loop.communicate(timeout=30)

    assert loop.returncode == 5
    assert said.count(f"crawling {site.url}") == 2
    assert "next crawl is due " in said
    again = [x for x in site.paths[len(asked) :] if x.startswith("/article-")]
    assert again == ["/article-1/"], "the second looked for changes"
    assert max(Counter(x for x in asked if x.startswith("/article-")).values()) == 1


def test_crawls_beside_the_loop_ask_for_no_page_twice(site, other_site, study, tmp_path) -> None:
    paths = [f"/{n}" for n in range(15)]
    for one in (site, other_site):
        one.articles(*paths)
    archive = study("study", str(tmp_path / "data"), site, other_site)
    with (
        archive.running("schedule", "run", first=LOOP) as loop,
        archive.running("schedule", "run", first=LOOP) as other_loop,
        archive.running("crawl", "--due") as crawl,
    ):
        assert crawl.wait(60) == 0
        archive.until(lambda: finished(archive) == 2)
        for one in (loop, other_loop):
            one.send_signal(signal.SIGTERM)
            assert one.wait(30) == 5

    assert [one.paths.count(path) for one in (site, other_site) for path in paths] == [1] * 30
    assert archive.rows("SELECT count(*) FROM crawls") == [(2,)]


def test_a_blog_that_another_crawl_has_done_meanwhile_is_left_alone(
    site, other_site, study, tmp_path
) -> None:
    site.articles("/one")
    other_site.articles("/one")
    page, released = site.pages["/one"], threading.Event()
    site.pages["/one"] = lambda _: page if released.wait(60) else None
    archive = study("study", str(tmp_path / "data"), site, other_site)
    archive.set_politeness("blogs_at_once = 1")
    with archive.running("crawl") as slow:
        archive.until(lambda: "/one" in site.paths)
        archive.run("crawl", code=0)
        asked = list(other_site.paths)
        released.set()
        said, _ = slow.communicate(timeout=60)

    assert slow.returncode == 0
    assert f"{other_site.url} has just been crawled by another process; skipped" in said
    assert other_site.paths == asked
    assert archive.rows("SELECT count(*) FROM crawls") == [(2,)]


def test_ctrl_c_finishes_the_page_in_hand(site, study, tmp_path) -> None:
    site.articles("/one", "/two")
    page, gone = site.pages["/one"], threading.Event()
    site.pages["/one"] = lambda _: None if gone.wait(1) else page  # a slow host
    archive = study("study", str(tmp_path / "data"), site)
    with archive.running("schedule", "run", first=LOOP) as loop:
        archive.until(lambda: "/one" in site.paths)
        os.killpg(loop.pid, signal.SIGINT)  # as a terminal does
        said, _ = loop.communicate(timeout=30)

    assert loop.returncode == 5, said
    assert archive.rows("SELECT status FROM captures WHERE url LIKE '%/one'") == [(200,)]
    assert archive.rows("SELECT state FROM frontier WHERE url LIKE '%/one'") == [("done",)]


def test_cron_mails_what_a_crawl_says_only_if_it_fails(blog, site, study, tmp_path) -> None:
    archive = study("study", str(tmp_path / "data"), site)
    assert "the first crawl asks for each page once" in archive.run("schedule", "plan")
    remark, line = archive.run("schedule", "install", "--cron").splitlines()
    minutes, command = line.split(" cd ")
    assert (remark[0], minutes) == ("#", "*/15 * * * *")

    def mail() -> str:
        shell = ["sh", "-c", f"cd {command}"]
        return subprocess.run(shell, capture_output=True, text=True, check=True, cwd="/").stdout

    assert mail() == ""
    assert finished(archive) == 1
    assert "requests: 3 for lists each time" in archive.run("schedule", "plan")
    archive.write(AN_HOUR_AGO)
    with (archive.folder / "hcsm.toml").open("a") as file:
        file.write('schedule = "now and then"\n')
    assert "schedule is" in mail()


def test_systemd_is_told_which_exit_codes_are_no_failures(site, study, tmp_path) -> None:
    unit = study("study", str(tmp_path / "data"), site).run("schedule", "install", "--systemd")

    assert "SuccessExitStatus=3 5" in unit
    assert f"ExecStart={sys.executable} -m hcsm_scraper crawl --due" in unit
