"""Pages in the true markup of blog software, each with what it says: tests/pages/<platform>/<case>/.

A new page needs no code: page.html, origin.toml (where it would stand) and expected.json.
"""

from __future__ import annotations

import json
import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from lxml.html import HtmlElement

from archive.records import Comment, Moment, Page
from hcsm_scraper import document
from hcsm_scraper.document import Document
from hcsm_scraper.platforms import claiming, platforms
from hcsm_scraper.reading import read

PAGES = Path(__file__).parent.parent / "pages"
CASES = sorted(x.parent.relative_to(PAGES).as_posix() for x in PAGES.glob("*/*/page.html"))


@cache
def page_of(case: str) -> Page:
    return read(document_of(case))


def document_of(case: str) -> Document:
    folder = PAGES / case
    origin = tomllib.loads((folder / "origin.toml").read_text(encoding="utf-8"))
    return Document(
        url=origin["url"],
        captured_at=datetime.fromisoformat(origin["captured_at"]),
        status=200,
        headers=(("Content-Type", "text/html; charset=UTF-8"),),
        content=(folder / "page.html").read_bytes(),
    )


@cache
def expected(case: str) -> dict[str, object]:
    said: dict[str, object] = json.loads((PAGES / case / "expected.json").read_text("utf-8"))
    return said


def plain(value: object) -> object:
    if isinstance(value, Moment):
        return value.iso
    return list(value) if isinstance(value, tuple) else value


def fields_of(comment: Comment, names: object) -> dict[str, object]:
    return {name: plain(getattr(comment, name)) for name in names}


@pytest.mark.parametrize(
    ("case", "field"), [(case, field) for case in CASES for field in expected(case)]
)
def test_a_page_is_read_as_it_says(case: str, field: str) -> None:
    page, wanted = page_of(case), expected(case)[field]
    evidence = page.evidence[0] if page.evidence else None
    if field in ("kind", "platform", "problem"):
        assert getattr(page, field) == wanted
    elif field == "leads":
        leads = [[lead.url, str(lead.role)] for lead in page.leads]
        assert [x for x in wanted if x not in leads] == []
    elif field == "comments":
        assert evidence is not None
        found = [fields_of(c, w) for c, w in zip(evidence.comments, wanted, strict=True)]
        assert found == wanted
    elif field == "comments_elsewhere":
        assert evidence is not None
        assert wanted == [[x.method, x.value] for x in evidence.claims if x.field == "comments"]
    elif field == "text_begins":
        assert evidence is not None
        assert (evidence.text or "").startswith(wanted)
    elif field == "text_lacks":
        assert evidence is not None
        assert [x for x in wanted if x in (evidence.text or "")] == []
    else:
        assert evidence is not None
        assert plain(getattr(evidence, field)) == wanted


@pytest.mark.parametrize("case", CASES)
def test_a_page_is_read_without_a_problem_but_for_what_it_keeps_back(case: str) -> None:
    assert page_of(case).problem == expected(case).get("problem")


@pytest.mark.parametrize("case", CASES)
def test_a_page_is_parsed_once(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[bytes] = []
    parses = document._parsed

    def counted(markup: bytes) -> HtmlElement:
        parsed.append(markup)
        return parses(markup)

    monkeypatch.setattr(document, "_parsed", counted)
    read(document_of(case))

    assert len([x for x in parsed if not x.startswith(b"<div>")]) == 1  # a fragment is none


@pytest.mark.parametrize("case", CASES)
def test_no_two_platforms_claim_one_page(case: str) -> None:
    claimed = [x.name for x in claiming(document_of(case))]

    assert claimed == [x for x in [case.split("/", maxsplit=1)[0]] if x != "unknown"]


def test_each_platform_has_an_article_and_comments_among_the_pages() -> None:
    for name in (x.name for x in platforms()):
        own = [expected(case) for case in CASES if case.startswith(f"{name}/")]
        assert any(said["kind"] == "article" for said in own), name
        assert any("comments" in said for said in own), name
