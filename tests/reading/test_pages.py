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

from archive.records import Comment, Moment, Page
from hcsm_scraper.document import Document
from hcsm_scraper.reading import read

PAGES = Path(__file__).parent.parent / "pages"
CASES = sorted(x.parent.relative_to(PAGES).as_posix() for x in PAGES.glob("*/*/page.html"))


@cache
def page_of(case: str) -> Page:
    folder = PAGES / case
    origin = tomllib.loads((folder / "origin.toml").read_text(encoding="utf-8"))
    return read(
        Document(
            url=origin["url"],
            captured_at=datetime.fromisoformat(origin["captured_at"]),
            status=200,
            headers=(("Content-Type", "text/html; charset=UTF-8"),),
            content=(folder / "page.html").read_bytes(),
        )
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
    if field in ("kind", "platform"):
        assert getattr(page, field) == wanted
    elif field == "leads":
        leads = [[lead.url, str(lead.role)] for lead in page.leads]
        assert [x for x in wanted if x not in leads] == []
    elif field == "comments":
        assert evidence is not None
        found = [fields_of(c, w) for c, w in zip(evidence.comments, wanted, strict=True)]
        assert found == wanted
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
def test_a_page_is_read_without_a_problem(case: str) -> None:
    assert page_of(case).problem is None
