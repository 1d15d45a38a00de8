"""The life of a schedule, killed at random moments: its archive is that of the undisturbed one.

HCSM_TEST_KILLS=50 HCSM_TEST_SEED=1 .venv/bin/pytest tests/crawl/test_kills.py -s
"""

from __future__ import annotations

import itertools
import os
import random
import time

from sqlalchemy import select

from archive.engine import is_sqlite, open_engine
from archive.schema import ARTICLE_VERSIONS, COMMENT_VERSIONS, FORMER_LINKS, FRONTIER, GAPS

KILLS = int(os.environ.get("HCSM_TEST_KILLS", "4"))
SEED = int(os.environ.get("HCSM_TEST_SEED", "1"))
AT_ONCE = max(1, KILLS // 10)  # kills of one command
LEDGER = {  # each state that something went through, in order, and what became of each address
    "articles": select(ARTICLE_VERSIONS.c.article_id, ARTICLE_VERSIONS.c.digest).order_by(
        ARTICLE_VERSIONS.c.article_id, ARTICLE_VERSIONS.c.crawl_id
    ),
    "comments": select(COMMENT_VERSIONS.c.comment_id, COMMENT_VERSIONS.c.digest).order_by(
        COMMENT_VERSIONS.c.comment_id, COMMENT_VERSIONS.c.crawl_id
    ),
    "former links": select(
        FORMER_LINKS.c.article_id, FORMER_LINKS.c.position, FORMER_LINKS.c.url, FORMER_LINKS.c.text
    ).order_by(FORMER_LINKS.c.article_id, FORMER_LINKS.c.crawl_id, FORMER_LINKS.c.position),
    "addresses": select(FRONTIER.c.url, FRONTIER.c.state, FRONTIER.c.reason).order_by(
        FRONTIER.c.url
    ),
    "gaps": select(GAPS.c.url, GAPS.c.reason, GAPS.c.detail, GAPS.c.closed_at.is_(None)).order_by(
        GAPS.c.url, GAPS.c.reason
    ),
}


def test_kills_over_the_life_of_a_schedule_leave_no_trace(
    blog, other_site, storage, study, tmp_path
) -> None:
    chance = random.Random(SEED)
    blogs = (blog, type(blog)(other_site, has_rest=False))
    for one in blogs:
        one.articles = {n: one.Article(n, f"article-{n}") for n in range(1, 25)}
        one.comments = {n: one.Comment(n, n % 24 + 1, f"Comment {n}.") for n in range(100, 150)}
    calm = study("calm", str(tmp_path / "undisturbed"), blog.site, other_site)
    shaken = study("shaken", storage, blog.site, other_site)
    killed = 0
    for command in itertools.cycle(("crawl", "crawl", "crawl", "reread")):
        began = time.monotonic()
        calm.run(command)
        took = time.monotonic() - began
        for _ in range(min(AT_ONCE, KILLS - killed)):
            if not shaken.is_killed(command, chance.uniform(0, took)):
                break
            killed += 1
        else:
            shaken.run(command)
        expected, found = _ledger(calm), _ledger(shaken)
        for name in LEDGER:
            assert found[name] == expected[name], f"{name} after {killed} kills"
        assert shaken.exported("csv") == calm.exported("csv")
        if command == "crawl":
            for one in blogs:
                _a_day_passes(one, chance)
        elif killed >= KILLS:
            break
    assert shaken.exported("jsonl") == calm.exported("jsonl")
    assert _ledger(shaken)["former links"]
    shaken.run("verify")
    assert shaken.left_open() == []


def test_a_page_that_a_kill_left_unread_is_judged_as_any_other(site, study, tmp_path) -> None:
    _serve(site)
    archive = study("study", str(tmp_path / "data"), site)
    with (archive.folder / "hcsm.toml").open("a") as file:
        file.write('categories = ["#HCSM"]\n')
    archive.kill_at("frontier.settle", f"{site.url}one")
    asked = list(site.paths)

    archive.run("crawl", code=1)

    assert site.paths == asked, "the archive has all of it"
    assert archive.rows("SELECT url FROM articles") == []
    reasons = archive.rows("SELECT reason FROM frontier WHERE url LIKE '%/one'")
    assert reasons == [("not filed under #HCSM",)]


def test_a_record_without_a_row_becomes_a_capture_of_its_own_blog(
    site, other_site, study, tmp_path
) -> None:
    _serve(site)
    _serve(other_site)
    archive = study("study", str(tmp_path / "data"), site, other_site)
    archive.kill_at("captures.put_capture", f"{other_site.url}one")

    archive.run("crawl")

    assert other_site.paths.count("/one") == 1
    own = "SELECT count(*) FROM captures JOIN blogs ON blogs.id = captures.blog_id WHERE captures.url = blogs.url || 'one'"
    assert archive.rows(own) == [(2,)]
    archive.run("verify")


def test_a_kill_does_not_make_the_patience_with_a_calendar_begin_anew(
    site, study, tmp_path
) -> None:
    def month(request):
        number = int(request.path.rsplit("/", 1)[-1])
        return site.Answer(f'<a href="/agenda/{number + 1}">later</a>'.encode())

    _serve(site)
    site.page("/", '<h2><a href="/one">One</a></h2><a href="/agenda/1">agenda</a>')
    site.pages |= {f"/agenda/{number}": month for number in range(1, 200)}
    archive = study("study", str(tmp_path / "data"), site)
    archive.kill_at("frontier.settle", f"{site.url}agenda/30")

    archive.run("crawl")
    archive.run("crawl", "--full")

    assert {x for x in site.paths if x.startswith("/agenda/")} == {
        f"/agenda/{n}" for n in range(1, 51)
    }
    found = archive.rows("SELECT url, reason FROM gaps")
    assert found == [(f"{site.url}agenda/51", "budget")]


def _serve(site: object) -> None:
    site.page("/", '<h2><a href="/one">One</a></h2>')
    site.page("/one", f"<article><h1>One</h1><p>{'One after another. ' * 40}</p></article>")


def _ledger(archive: object) -> dict[str, list[tuple]]:
    engine = open_engine(archive.storage)
    with engine.connect() as connection:
        said = {x: list(map(tuple, connection.execute(LEDGER[x]))) for x in LEDGER}
        if is_sqlite(engine):
            integrity = connection.exec_driver_sql("PRAGMA integrity_check")
            assert integrity.scalar_one() == "ok"
    engine.dispose()
    return said


def _a_day_passes(blog: object, chance: random.Random) -> None:
    """Something of all that may happen to a blog."""
    new = max(blog.articles) + 1
    edited, renamed, deleted, *discussed = chance.sample(sorted(blog.articles), 9)
    cited = f'<a href="https://cited.example/{new}">{new}</a>'
    blog.edit(
        edited, text=f"Edited before {cited}. {blog.WORDS}", modified=f"2015-05-05T05:05:{new}"
    )
    before = blog.articles[renamed].slug
    blog.edit(renamed, slug=f"renamed-{new}")
    blog.moved[f"/{before}/"] = f"/renamed-{new}/"
    del blog.articles[deleted]
    for id_ in [x.id for x in blog.comments.values() if x.article == deleted]:
        del blog.comments[id_]
    for n in (new, new + 1):
        blog.articles[n] = blog.Article(n, f"article-{n}", modified=f"2015-05-05T05:05:{n}")
    for article in discussed:
        id_ = max(blog.comments) + 1
        blog.comments[id_] = blog.Comment(id_, article, f"Said before {new}.")
    removed, changed = chance.sample(sorted(blog.comments), 2)
    blog.comments[changed] = blog.Comment(
        changed, blog.comments[changed].article, f"Changed {new}."
    )
    del blog.comments[removed]
