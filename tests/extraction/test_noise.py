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
        ("sidebar-grid__content", KEEP),
        ("sidebar-layout", KEEP),
        ("sidebar-list", DOUBT),
        ("article-content__sign-in-group", DOUBT),
        ("retweets", DOUBT),
        ("cta", SOFT),
        ("entry-content", KEEP),
        ("sharedness", KEEP),
    ],
)
def test_a_name_tells_what_an_element_holds(name: str, verdict: noise.Verdict) -> None:
    for at in ("class", "id"):
        assert noise.verdict(html.fromstring(f"<div {at}='{name}'>x</div>")) is verdict


@pytest.mark.parametrize("name", ["external-popup", "cta", "share"])
def test_a_link_within_a_line_is_of_its_text_whatever_it_is_called(name: str) -> None:
    page = html.fromstring(f"<div><p>We asked <a class='{name}'>the ward</a> first.</p></div>")
    noise.cut(page)
    assert page.text_content() == "We asked the ward first."
    assert noise.verdict(html.fromstring(f"<a class='{name}'>x</a>")) is not KEEP
    assert (
        noise.verdict(next(html.fromstring("<p><a class='sharedaddy'>x</a></p>").iter("a"))) is CUT
    )


def test_a_heading_named_after_a_layout_stays() -> None:
    assert noise.verdict(html.fromstring("<h3 class='widget-title'>x</h3>")) is KEEP
    assert noise.verdict(html.fromstring("<h3 class='related-posts'>x</h3>")) is DOUBT


@pytest.mark.parametrize("words", [noise._CERTAIN, noise._WORDS, noise._PAIRS])
def test_each_name_in_a_list_is_one_that_an_element_can_have(words: str) -> None:
    names = {name for one in noise._ALTERNATIVE.findall(words) for name in spelled_out(one)}
    assert len(names) > 50
    assert {
        x for x in names if noise.verdict(html.fromstring(f"<div class='{x}'></div>")) < DOUBT
    } == set()


def spelled_out(pattern: str) -> set[str]:
    """What a pattern of names can stand for: each choice, and no more than one letter of a set."""
    found = re.search(
        r"\(\?:(?P<of>[^()]*)\)(?P<may>\??)|(?P<one>\[.[^]]*\]|[\w-])[?*]|\[.[^]]*\]\+?", pattern
    )
    if found is None:
        return {pattern}
    choices = found["of"].split("|") if found["of"] is not None else [found[0].strip("[")[0]]
    if found["may"] or found["one"]:
        choices.append("")
    rests = (pattern[: found.start()] + x + pattern[found.end() :] for x in choices)
    return {name for rest in rests for name in spelled_out(rest)}


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
