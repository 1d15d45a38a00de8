"""What the study's own scope leaves out is counted with its reason, also after the scope has changed."""

from __future__ import annotations

import json
import re
import zipfile

import pytest

WORDS = "Nurses answer questions about discharge instructions on Twitter every Sunday evening. " * 4
WIDE = ""
NARROW = 'categories = ["#HCSM"]\nsince = 2012-01-01\n'


def article(name: str, category: str, day: str, body: str = "") -> str:
    return (
        f'<html><head><title>{name}</title><meta property="og:type" content="article">'
        f'<meta property="article:section" content="{category}">'
        f'<meta property="article:published_time" content="{day}T10:00:00+00:00"></head>'
        f"<body><article><h1>{name}</h1><p>{name} {WORDS}</p>{body}</article></body></html>"
    )


@pytest.fixture
def archive(site, other_site, study, storage):
    """Two articles of the study, two that are not, one of them beginning here and ending elsewhere,
    and one that is missing."""
    target = f"{other_site.url}@anna/ward-1a2b3c4d5e6f"
    onward = f'<p><a href="{target}">Continue reading this post on Medium</a></p>'
    names = ("one", "two", "garden", "early", "missing")
    site.page("/", "".join(f'<h2><a href="/{x}">{x}</a></h2>' for x in names))
    site.page("/one", article("One", "#HCSM", "2015-03-04"))
    site.page("/two", article("Two", "#HCSM", "2016-03-04"))
    site.page("/garden", article("Garden", "Roses", "2015-03-04", onward))
    site.page("/early", article("Early", "#HCSM", "2010-03-04"))
    other_site.page("/@anna/ward-1a2b3c4d5e6f", article("Ward", "Roses", "2015-03-04"))
    return study("study", storage, site, other_site)


def scope(archive, said: str) -> None:
    """Of the first blog alone."""
    file = archive.folder / "hcsm.toml"
    tables = file.read_text().split("[[blog]]\n")
    url = next(x for x in tables[1].splitlines() if x.startswith("url"))
    file.write_text("[[blog]]\n".join((tables[0], f"{url}\n{said}")))


def flow(archive) -> dict[str, int]:
    """The numbers of the flow in methods.md, by the words before them."""
    archive.run("bundle", "--out", "one.zip")
    with zipfile.ZipFile(archive.folder / "one.zip") as opened:
        text = opened.read("methods.md").decode()
    part = text.split("## Flow")[1].split("## ")[0]
    found = re.findall(r"^ *(?:\d\.|-) ([^\n]+): (\d+)", part, re.MULTILINE)
    return {words: int(count) for words, count in found}


def adds_up(archive) -> bool:
    said = flow(archive)
    ledgers = [x["ledger"] for x in json.loads(archive.run("status", "--json"))["blogs"]]
    assert sum(x["known"] for x in ledgers) == said["addresses of articles known"]
    parts = ("not kept", "outside of the study's scope", "in scope and kept")
    return said["addresses of articles known"] == sum(said[part] for part in parts)


def test_the_flow_says_what_the_scope_has_left_out_and_why(archive) -> None:
    scope(archive, NARROW)
    archive.run("crawl")

    said = flow(archive)

    assert said == {
        "addresses of articles known": 5,
        "not kept": 1,
        "missing, see the gaps below": 1,
        "not asked for yet": 0,
        "lead to another address": 0,
        "hold no article": 0,
        "left out on purpose": 0,
        "outside of the study's scope": 2,
        "not filed under #HCSM": 1,
        "published before 2012-01-01": 1,
        "in scope and kept": 2,
        "of them no longer on the blog": 0,
        "articles and pages at these addresses, with continuations": 2,
        "articles": 2,
        "comments": 0,
        "links": 0,
        "blogs": 1,
    }
    assert adds_up(archive)
    assert "2 outside of the study's scope" in archive.run("status")


def test_the_flow_is_true_after_the_scope_was_changed_and_all_was_read_anew(archive) -> None:
    scope(archive, NARROW)
    archive.run("crawl")
    narrow, ledger = (
        flow(archive),
        archive.rows("SELECT url, state, reason FROM frontier ORDER BY url"),
    )

    scope(archive, WIDE)
    archive.run("reread")
    wide = flow(archive)
    assert (wide["in scope and kept"], wide["outside of the study's scope"]) == (4, 0)
    assert adds_up(archive)
    waiting = archive.rows("SELECT role FROM frontier WHERE state = 'queued'")
    assert waiting == [("continuation",)], "what the article leads to is asked for next"

    scope(archive, NARROW)
    archive.run("reread")
    assert flow(archive) == narrow
    settled = archive.rows(
        "SELECT url, state, reason FROM frontier WHERE state != 'queued' ORDER BY url"
    )
    assert settled == ledger


def test_nothing_is_missing_of_what_is_no_longer_of_the_study(archive, site) -> None:
    locked = '<p class="comments-title">7 comments</p><div id="comments"><h2>7 comments</h2></div>'
    site.page("/garden", article("Garden", "Roses", "2015-03-04", locked))
    scope(archive, WIDE)
    archive.run("crawl")
    before = archive.rows("SELECT reason FROM gaps WHERE closed_at IS NULL ORDER BY reason")
    assert before == [("comments-missing",), ("http-404",)]

    scope(archive, NARROW)
    archive.run("reread")

    after = archive.rows("SELECT reason FROM gaps WHERE closed_at IS NULL")
    assert after == [("http-404",)]
    assert (flow(archive)["outside of the study's scope"], adds_up(archive)) == (2, True)


def test_a_page_that_was_left_out_is_asked_for_whole_when_a_list_says_that_it_changed(
    blog, site, study, storage
) -> None:
    """Its bytes of then were judged by another scope than today's."""
    get = blog.get

    def answer(path: str, default: object) -> object:
        found = get(path, default)
        if path == "/article-1/":
            found.headers["ETag"] = '"1"'
        return found

    blog.get = answer
    archive = study("study", storage, site)
    with (archive.folder / "hcsm.toml").open("a") as file:
        file.write('categories = ["Roses"]\n')
    archive.run("crawl", code=1)
    blog.edit(1)
    archive.run("crawl", code=1)

    asked = [x for x in site.log if x.path == "/article-1/"]
    assert len(asked) == 2
    assert not any("If-None-Match" in x.headers for x in asked)
    left_out = archive.rows("SELECT count(*) FROM frontier WHERE reason = 'not filed under Roses'")
    assert left_out == [(5,)]
