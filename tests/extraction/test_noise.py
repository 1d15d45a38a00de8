"""What is cut before the body is read is told by its names."""

from __future__ import annotations

import re

import pytest
from lxml import html

from hcsm_scraper.extraction import noise
from hcsm_scraper.extraction.noise import CUT, DOUBT, KEEP, SOFT


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("sharedaddy", CUT),
        ("post-navigation", CUT),
        ("wp-block-comments-form", CUT),
        ("relatedArticles", DOUBT),
        ("block__author-box", DOUBT),
        ("featured-posts", DOUBT),
        ("posts-featured", KEEP),
        ("about-the-author", DOUBT),
        ("site-navigation", DOUBT),
        ("secondary-menu", DOUBT),
        ("has-sidebar", KEEP),
        ("cta", SOFT),
        ("entry-content", KEEP),
        ("sharedness", KEEP),
    ],
)
def test_a_name_tells_what_an_element_holds(name: str, verdict: noise.Verdict) -> None:
    for at in ("class", "id"):
        assert noise.verdict(html.fromstring(f"<div {at}='{name}'>x</div>")) is verdict


@pytest.mark.parametrize("words", [noise._CERTAIN, noise._WORDS, noise._PAIRS])
def test_patterns_by_letter_find_what_the_plain_ones_find(words: str) -> None:
    plain = re.compile(f"{noise._EDGE_L}(?:{words}){noise._EDGE_R}")
    by_letter = noise._by_letter(words)
    said = {
        f"{before}{word}{after}"
        for word in re.findall(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", words)
        for before in ("", "x-", "author-", "post-", "x")
        for after in ("", "-x", "-box", "-posts", "s")
    }
    found = {x for x in said if plain.search(x)}
    assert 0 < len(found) < len(said)
    assert {x for x in said if by_letter.search(x)} == found
