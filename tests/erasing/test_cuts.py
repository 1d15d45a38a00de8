"""Each commenter of each page in tests/pages is erased in turn: theirs goes, all else stays."""

from __future__ import annotations

import html
import json
import tomllib
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from archive.identities import words_of
from archive.records import Comment, Evidence
from archive.tombstones import Tombstones, windows
from archive.warc import Exchange
from hcsm_scraper.pages import read_exchange
from hcsm_scraper.redaction import redacted

PAGES = Path(__file__).parent.parent / "pages"
CASES = sorted(x.parent.relative_to(PAGES).as_posix() for x in PAGES.glob("*/*/page.html"))
LIMIT = 10**7
NOBODY = Tombstones(b"k" * 32)


@cache
def exchange_of(case: str) -> Exchange:
    folder = PAGES / case
    origin = tomllib.loads((folder / "origin.toml").read_text(encoding="utf-8"))
    return Exchange(
        url=origin["url"],
        captured_at=datetime.fromisoformat(origin["captured_at"]),
        request_headers=(),
        status=200,
        headers=(("Content-Type", "text/html; charset=UTF-8"),),
        payload=(folder / "page.html").read_bytes(),
    )


@cache
def evidence_of(case: str) -> Evidence | None:
    evidence = read_exchange(exchange_of(case), LIMIT).evidence
    return evidence[0] if evidence else None


@cache
def commenters() -> list[tuple[str, str, str | None]]:
    """Case, name, address."""
    return [
        (case, name, url)
        for case in CASES
        if (evidence := evidence_of(case)) is not None
        for name, url in dict.fromkeys((x.author, x.author_url) for x in evidence.comments)
        if name
    ]


def stones_of(name: str, url: str | None, theirs: list[Comment], *, with_words: bool) -> Tombstones:
    """As `hcsm erase` makes them; without words, only structure can find what is theirs."""
    stones = {NOBODY.person(name, url), NOBODY.person(name, None)}
    stones |= {NOBODY.comment("b", x.key) for x in theirs}
    if with_words:
        stones |= NOBODY.words(words_of(name))
        for x in theirs:
            for run in windows(x.text):
                stones |= NOBODY.words(list(run))
    return NOBODY.plus(stones)


def spellings(text: str) -> set[str]:
    """How a page, JSON or a script may write it."""
    plain = {text, html.escape(text), json.dumps(text)[1:-1], text.replace("'", "&#39;")}
    return {" ".join(x.lower().split()) for x in plain} - {""}


def what_is_theirs(theirs: list[Comment], others: str) -> set[str]:
    """Names, addresses and lines that stand in nobody else's comment nor in the article."""
    said = {x for one in theirs for x in (one.author, one.author_url, *one.text.split("\n")) if x}
    return {x for x in said if x.lower() not in others.lower() and len(x) > 3}


def is_of_the_blog(evidence: Evidence, name: str | None, url: str | None) -> bool:
    """Who writes there, too, has their name and address in bylines."""
    return name in evidence.authors or (bool(url) and evidence.article_url.startswith(str(url)))


@pytest.mark.parametrize("with_words", [False, True])
@pytest.mark.parametrize(("case", "name", "url"), commenters())
def test_a_commenter_goes_and_all_else_is_read_as_before(
    case: str, name: str, url: str | None, with_words: bool
) -> None:
    before = evidence_of(case)
    assert before is not None
    theirs = [x for x in before.comments if x.author == name or (url and x.author_url == url)]
    stones = stones_of(name, url, theirs, with_words=with_words)
    kept = redacted(exchange_of(case), "b", stones, LIMIT)
    assert kept is not None
    assert kept.is_redacted

    others = [x for x in before.comments if x not in theirs]
    beside = " ".join(
        [before.markdown or "", *before.authors, *(f"{x.author} {x.markdown}" for x in others)]
    )
    left = " ".join(kept.payload.decode().lower().split())
    if is_of_the_blog(before, name, url):
        beside += f" {name} {url}"
    found = [x for one in what_is_theirs(theirs, beside) for x in spellings(one) if x in left]
    assert found == []

    after = stones.page(read_exchange(kept, LIMIT), "b").evidence[0]
    wanted = stones.comments(before.comments, "b")
    if with_words:
        wanted = tuple(
            replace(x, text=stones.without_words(x.text), markdown=stones.without_words(x.markdown))
            for x in wanted
        )
    assert after.comments == wanted
    same = {"text", "title", "published", "tags", "authors", "links", "markdown"}
    if others:  # else nothing says any more that there may be comments
        same.add("comments_open")
    if not with_words:
        assert {x: getattr(after, x) for x in same} == {x: getattr(before, x) for x in same}


@pytest.mark.parametrize(("case", "name", "url"), commenters())
def test_what_they_wrote_since_goes_too(case: str, name: str, url: str | None) -> None:
    """Nothing is known of it but who they are."""
    before = evidence_of(case)
    assert before is not None
    stones = NOBODY.plus(
        {NOBODY.person(name, None)} | ({NOBODY.person(name, url)} if url else set())
    )
    kept = redacted(exchange_of(case), "b", stones, LIMIT)
    assert kept is not None

    wanted = stones.comments(before.comments, "b")
    after = read_exchange(kept, LIMIT).evidence[0].comments
    assert [(x.key, x.author, x.text) for x in after] == [(x.key, x.author, x.text) for x in wanted]
    left = " ".join(kept.payload.decode().lower().split())
    theirs = [x for x in before.comments if x.author == name and x.kind == "comment"]
    beside = " ".join([before.markdown or "", *(x.markdown for x in wanted)])
    lines = {x for one in theirs for x in one.text.split("\n") if len(x) > 3 and x not in beside}
    assert [x for one in lines for x in spellings(one) if x in left] == []


@pytest.mark.parametrize("case", CASES)
def test_a_page_without_what_is_theirs_stays_as_it_is(case: str) -> None:
    stones = stones_of("Nobody Hereabouts", "https://nobody.example/", [], with_words=True)

    assert redacted(exchange_of(case), "b", stones, LIMIT) is exchange_of(case)
