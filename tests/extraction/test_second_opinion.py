"""trafilatura is asked in doubt only, and wins only where the page bears it out."""

from __future__ import annotations

import pytest
from lxml import html

from hcsm_scraper.extraction import second_opinion
from hcsm_scraper.extraction.body import blocks_of
from hcsm_scraper.extraction.markdown import Writer

URL = "http://ward.example/on-sleep/"


def sentences(count: int, word: str) -> str:
    return "".join(
        f"<p>In {word} {n} the night shift counted what it had and wrote {word} number {n} down.</p>"
        for n in range(count)
    )


def read(body: str, article: str | None = None, around: str | None = None):
    tree = html.document_fromstring(
        f"<html><head><title>x</title></head><body>{body}</body></html>"
    )
    known = None if article is None else tree.get_element_by_id(article)
    whole = None if around is None else tree.get_element_by_id(around)
    blocks, method, _ = blocks_of(tree, URL, known)
    return second_opinion.settled(blocks, method, tree, URL, whole)


def test_a_container_with_the_page_s_prose_is_not_doubted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_opinion, "_read", lambda *_: pytest.fail("asked without a doubt"))
    found = read(f"<div id='a' class='entry-content'>{sentences(30, 'ward')}</div>", "a")
    assert (found.method, found.text.count("\n")) == ("platform", 29)


def test_its_slow_extractors_are_asked_where_the_fast_one_finds_hardly_anything() -> None:
    lead = "<p>A short lead of this page that says what it is about, no more.</p>"
    teaser = f"<div class='post-content'>{5 * lead}</div>"
    page = f"<html><body>{teaser}<section>{sentences(40, 'ward')}</section></body></html>"
    fast = second_opinion._asked(html.document_fromstring(page), fast=True)
    found = second_opinion._read(html.document_fromstring(page))
    assert "ward number 39 down" not in "".join(fast.itertext())
    assert "ward number 39 down" in "".join(found.itertext())


def test_its_slow_extractors_are_not_asked_where_the_fast_one_finds_the_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    once = second_opinion._asked

    def noted(tree, *, fast):
        asked.append(fast)
        return once(tree, fast=fast)

    monkeypatch.setattr(second_opinion, "_asked", noted)
    page = f"<html><body><article>{sentences(40, 'ward')}</article></body></html>"
    assert second_opinion._read(html.document_fromstring(page)) is not None
    assert asked == [True]


def test_a_container_that_holds_a_teaser_loses_to_the_text() -> None:
    page = f"<div id='a'><p>Too short to be it.</p></div><article>{sentences(40, 'ward')}</article>"
    found = read(page, "a")
    assert found.method == "trafilatura"
    assert "ward number 39 down" in found.text


def test_nothing_is_said_of_pages_that_trafilatura_finds_nothing_in(
    caplog: pytest.LogCaptureFixture,
) -> None:
    read("")
    assert caplog.records == []


def test_what_trafilatura_lacks_at_the_end_is_no_text() -> None:
    text = sentences(9, "ward")
    tree = html.fromstring(f"<div>{text}<p>© Ward Talk, no part of this may be sold.</p></div>")
    blocks = Writer(URL).blocks(tree)
    whole = "\n".join(block.text for block in blocks[:9])
    assert second_opinion._up_to_the_last(blocks, whole, URL) == blocks[:9]
    assert second_opinion._up_to_the_last(blocks, "Of something else", URL) == blocks


def test_the_last_words_of_a_short_article_stay() -> None:
    found = read(
        f"<div id='a'>{sentences(3, 'ward')}<p>Good luck!</p><p>Yours, Mara</p></div>", "a"
    )
    assert found.text.endswith("Good luck!\nYours, Mara")


SHORT = (
    "<div id='whole'><h2>Tea</h2><div id='a'><img src='/t.jpg'><p>Nobody drank it.</p></div></div>"
)


def test_a_short_article_ends_as_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_opinion, "_read", lambda *_: pytest.fail("asked without a doubt"))
    page = "<div id='a'><p>Nobody drank the tea that stood in the ward.</p><p>=)</p></div>"
    assert read(page, "a").text.endswith("\n=)")


def test_a_long_text_that_ends_in_prose_is_not_doubted(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(second_opinion, "_read", lambda tree: asked.append(tree.tag))
    text = sentences(9, "ward of the old house by the river that everybody in this town knows well")
    assert read(f"<div>{text}</div>").method == "heuristic"
    assert asked == []

    read(f"<div>{text}<div>Ward Talk</div></div>")
    assert asked == ["html"]


@pytest.mark.parametrize(
    ("end", "is_doubted"),
    [
        ("<ul><li>Tea, for those who wake</li></ul>", False),
        ("<ul><li><a href='https://tea.example/'>Tea, for those who wake</a></li></ul>", True),
        ("<table><tr><td>Tea</td><td>3 cups</td></tr></table>", False),
        ("<img src='/tea.jpg'>", False),
        ("<p>M.</p>", False),
        ("<p><a href='https://m.example/'>M.</a></p>", True),
        ("<p>Ward Talk is the blog of the ward and comes out each week</p>", True),
    ],
)
def test_what_a_text_ends_with_raises_the_doubt(
    end: str, is_doubted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(second_opinion, "_read", lambda tree: asked.append(tree.tag))
    text = sentences(9, "ward of the old house by the river that everybody in this town knows well")
    read(f"<div>{text}{end}</div>")
    assert bool(asked) is is_doubted


def test_a_known_container_without_most_of_the_paragraphs_is_doubted_where_it_ends_oddly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(second_opinion, "_read", lambda tree: asked.append(tree.tag))
    text = sentences(9, "ward of the old house by the river that everybody in this town knows well")
    beside = f"<div>{sentences(9, 'tea of the old house by the river')}</div>"
    assert read(f"<div id='a'>{text}</div>{beside}", "a").method == "platform"
    assert asked == []

    read(f"<div id='a'>{text}<p><a href='https://m.example/'>More of M.</a></p></div>{beside}", "a")
    assert asked == ["html"]

    read(f"<div id='a'>{text}</div>{beside * 3}", "a")  # its paragraphs may not be the article's
    assert asked == ["html", "html"]


def test_a_short_article_is_not_the_long_text_beside_it() -> None:
    page = f"{SHORT}<div class='about'>{sentences(40, 'ward')}</div>"
    assert read(page, "a", around="whole").text == "Nobody drank it."


@pytest.mark.parametrize("main", ["main", "div id='content'"])
def test_a_short_container_loses_to_the_text_set_beside_it_in_the_same_main(main: str) -> None:
    beside = f"<div class='builder'>{sentences(40, 'ward')}</div>"
    page = f"<{main}>{SHORT}{beside}</{main.split(maxsplit=1)[0]}>"
    assert "ward number 39 down" in read(page, "a", around="whole").text


def test_an_article_among_lists_is_its_paragraphs() -> None:
    lists = "".join(f"<li>Ward {n}, <i>since {n}</i>, second floor</li>" for n in range(300))
    text = sentences(9, "ward of the old house by the river")
    blocks = Writer(URL).blocks(html.fromstring(f"<div>{text}<ul>{lists}</ul></div>"))
    prose = "\n".join(block.text for block in blocks if block.kind == "p")

    assert second_opinion._is_the_prose_of(prose, blocks)
    assert not second_opinion._is_the_prose_of(prose[: len(prose) // 2], blocks)


def test_links_of_its_text_are_spelled_as_ours_are() -> None:
    text = sentences(40, "ward")
    link = (
        "<p>The rest of what the ward wrote is kept <a href='../notes?utm_source=a#b'>here</a>.</p>"
    )
    found = read(f"<div id='a'></div><main>{text}{link}</main>", "a")
    assert found.method == "trafilatura"
    assert [(x.url, x.text) for x in found.links] == [("http://ward.example/notes", "here")]
    assert "[here](http://ward.example/notes)" in found.markdown
