"""What a host's tdmrep.json says of an address."""

from __future__ import annotations

import json

import pytest

from hcsm_scraper.discovery.tdmrep import of_site, parse_tdmrep
from hcsm_scraper.extraction.rights import with_site

HOST = "https://blog.example"
FILE = f"{HOST}/.well-known/tdmrep.json"


def rules(*said: object):
    return parse_tdmrep(json.dumps(list(said)), FILE)


def reserved(location: str, value: object = 1, **more: object) -> dict[str, object]:
    return {"location": location, "tdm-reservation": value, **more}


def is_reserved(location: str, path: str) -> bool:
    return "tdm-reservation" in rules(reserved(location)).of(HOST + path)


@pytest.mark.parametrize(
    ("location", "path", "expected"),
    [
        ("/", "/2015/03/ward/", True),
        ("/2015/", "/2015/03/ward/", True),
        ("/2015/", "/2016/03/ward/", False),
        ("/2015", "/2015-in-review/", True),
        ("/exactly$", "/exactly", True),
        ("/exactly$", "/exactly/", False),
        ("/this/*/then", "/this/or/that/then/more", True),
        ("/this/*/then", "/this/then", False),
        ("/*.jpg$", "/a/b.jpg", True),
        ("/*.jpg$", "/a/b.jpg?size=2", False),
        ("*/ward", "/2015/ward/", True),
        ("/*a*b$", "/a/b/ab", True),
        ("/a*a$", "/a", False),
        ("/?p=1", "/?p=12", True),
        ("/Ward", "/ward", False),
        ("/caf\u00e9", "/caf%C3%A9/", True),
        ("/%77ard", "/ward/", True),
        ("/foo-%24", "/foo-$", True),
        ("/foo-%2a", "/foo-*", True),
        ("ward/", "/ward/one", True),
    ],
)
def test_a_location_is_matched_as_in_robots_txt(location: str, path: str, expected: bool) -> None:
    assert is_reserved(location, path) is expected


def test_the_first_location_that_matches_counts() -> None:
    said = rules(reserved("/free/", 0), reserved("/"), reserved("/free/mine/"))

    assert said.of(f"{HOST}/free/mine/") == {}
    assert said.of(f"{HOST}/one") == {"tdm-reservation": "tdmrep.json"}


def test_a_policy_stands_beside_its_reservation() -> None:
    said = rules(reserved("/a", 1, **{"tdm-policy": "/tdm"}), reserved("/", 1))

    assert said.of(f"{HOST}/a")["tdm-policy"] == f"{HOST}/tdm"
    assert said.of(f"{HOST}/b") == {"tdm-reservation": "tdmrep.json"}


def test_one_rule_needs_no_brackets_and_a_number_may_be_text() -> None:
    said = parse_tdmrep(json.dumps(reserved("/", "1")), FILE)

    assert said.of(f"{HOST}/one") == {"tdm-reservation": "tdmrep.json"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html></html>",
        "7",
        '["x"]',
        '[{"location": "/"}]',
        '[{"tdm-reservation": 1}]',
        '[{"location": 7, "tdm-reservation": 1}]',
        '[{"location": "/", "tdm-reservation": true}]',
        "[" * 100_000,
    ],
)
def test_what_is_no_rule_reserves_nothing(text: str) -> None:
    assert parse_tdmrep(text, FILE).of(f"{HOST}/one") == {}


def test_a_hostile_pattern_takes_one_pass() -> None:
    pattern, path = "/" + "*a" * 5000 + "b", "/" + "a" * 5000

    assert not is_reserved(pattern, path)


def test_what_the_page_says_goes_before_what_its_host_says() -> None:
    site = {"tdm-reservation": "tdmrep.json", "tdm-policy": "https://blog.example/tdm"}

    assert with_site({"noai": "robots meta"}, site) == {"noai": "robots meta", **site}
    assert with_site({"tdm-no-reservation": "meta"}, site) == {"tdm-no-reservation": "meta"}
    assert with_site({"tdm-reservation": "header"}, site)["tdm-reservation"] == "header"


def test_what_the_host_said_is_known_again_from_what_was_recorded() -> None:
    site = {"tdm-reservation": "tdmrep.json", "tdm-policy": "https://blog.example/tdm"}

    assert of_site({"noai": "robots meta", **site}) == site
    assert of_site({"tdm-reservation": "header"}) == {}
