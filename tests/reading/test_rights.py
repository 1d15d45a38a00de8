"""What pages say about keeping and using them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hcsm_scraper.document import Document
from hcsm_scraper.extraction.rights import rights_of
from hcsm_scraper.reading import read


def page(head: str, body: str = "", **headers: str) -> Document:
    said = {"Content-Type": "text/html", **{k.replace("_", "-"): v for k, v in headers.items()}}
    return Document(
        url="http://blog.example/one",
        captured_at=datetime(2026, 1, 1, tzinfo=UTC),
        status=200,
        headers=tuple(said.items()),
        content=f"<html><head>{head}</head><body>{body}</body></html>".encode(),
    )


def test_robots_meta_and_header_are_signals() -> None:
    document = page(
        '<meta name="robots" content="noindex, max-snippet:-1">',
        X_Robots_Tag="googlebot: noarchive, noai",
    )

    assert rights_of(document) == {
        "noindex": "robots meta",
        "noarchive": "X-Robots-Tag",
        "noai": "X-Robots-Tag",
    }


@pytest.mark.parametrize(
    ("said", "expected"),
    [("1", {"tdm-reservation": "meta"}), ("0", {"tdm-no-reservation": "meta"}), ("yes", {})],
)
def test_a_reservation_is_one_only_if_it_says_so(said: str, expected: dict[str, str]) -> None:
    assert rights_of(page(f'<meta name="tdm-reservation" content="{said}">')) == expected


def test_the_page_goes_before_the_header_and_silence_takes_nothing_back() -> None:
    meta = '<meta name="tdm-reservation" content="{}">'
    said = {"TDM_Reservation": "1", "TDM_Policy": "https://blog.example/tdm"}

    assert rights_of(page("", **said)) == {
        "tdm-policy": "https://blog.example/tdm",
        "tdm-reservation": "header",
    }
    assert "tdm-reservation" not in rights_of(page(meta.format(0), **said))
    assert rights_of(page(meta.format(1), **said))["tdm-policy"] == "https://blog.example/tdm"


def test_a_licence_is_what_the_page_calls_its_own() -> None:
    licence = "https://creativecommons.org/licenses/by-sa/4.0/"
    cited = f'<p>A photo under <a href="{licence}">CC</a></p>'

    assert rights_of(page("", cited)) == {}
    assert rights_of(page("", f'<a rel="license" href="{licence}">CC</a>')) == {"license": licence}


def test_a_page_carries_them() -> None:
    assert read(page("", TDM_Reservation="1")).rights == {"tdm-reservation": "header"}
