"""Which element holds the article, and what in it is cut."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import html

from hcsm_scraper.document import Document
from hcsm_scraper.extraction.beside import others_beside
from hcsm_scraper.extraction.blocks import text_of
from hcsm_scraper.extraction.body import blocks_of
from hcsm_scraper.extraction.container import prose_container
from hcsm_scraper.extraction.noise import letters_by_element

URL = "http://ward.example/on-sleep/"
FIRST = "<p>The nurses were asked first, and said this of the night.</p>"
PROSE = "".join(
    f"<p>In night {n} nobody slept, and the ward kept count of it.</p>" for n in range(9)
)


def text_in(body: str) -> str:
    tree = html.document_fromstring(f"<html><body>{body}</body></html>")
    return text_of(blocks_of(tree, URL)[0])


def page_of(title: str, body: str) -> str:
    head = f"<head><title>{title} | The ward</title></head>"
    tree = html.document_fromstring(f"<html>{head}<body>{body}</body></html>")
    return text_of(blocks_of(tree, URL)[0])


@pytest.mark.parametrize("heading", ["h1", "h2"])
def test_the_text_is_where_the_heading_stands_that_the_title_repeats(heading: str) -> None:
    article = f"<div><{heading}>On sleep in wards</{heading}><div>{PROSE}</div></div>"
    others = f"<div>{5 * FIRST}{PROSE.replace('night', 'week')}{PROSE}</div>"
    text = page_of("On sleep in wards", f"<h1>Ward</h1>{article}{others}")
    assert "In night 8" in text
    assert "In week 0" not in text
    assert "In week 0" in page_of("On quite another thing", f"<h1>Ward</h1>{article}{others}")


@pytest.mark.parametrize("tag", ["section", "div class='part'"])
def test_an_article_goes_on_in_the_parts_behind_that_of_its_heading(tag: str) -> None:
    end = tag.split(maxsplit=1)[0]
    first = f"<{tag}><h1>On sleep in wards</h1>{PROSE}</{end}>"
    last = f"<{tag}>{PROSE.replace('night', 'week')}</{end}>"
    text = page_of("On sleep in wards", f"<div>{first}{last}</div><div>{FIRST}</div>")
    assert "In night 0" in text
    assert "In week 8" in text


def test_a_standfirst_below_the_heading_is_not_all_of_the_text() -> None:
    head = f"<div><h1>On sleep in wards</h1>{FIRST}</div>"
    assert "In night 8" in page_of("On sleep in wards", f"{head}<div>{PROSE}</div>")


def test_a_long_quotation_is_not_the_whole_article() -> None:
    tree = html.fromstring(f"<div>{FIRST}<blockquote>{PROSE}</blockquote></div>")
    assert prose_container(tree, letters_by_element(tree)).tag == "div"


@pytest.mark.parametrize("name", ["td class='eMessage'", "div class='entry-content'"])
def test_an_element_that_themes_name_so_holds_the_text(name: str) -> None:
    around = f"<td class='menu'>{FIRST}</td><{name}>{PROSE}</{name.split(maxsplit=1)[0]}>"
    page = f"<table><tr>{around}</tr></table>" if name.startswith("td") else around
    assert text_in(page).startswith("In night 0")
    assert "nurses" not in text_in(page)


def test_a_paywall_s_questions_are_cut_however_long_they_are() -> None:
    answers = f"<div class='ward-paywall-footer'><h3>Why sign in?</h3>{3 * FIRST}</div>"
    assert "sign in" not in text_in(f"<div class='entry-content'>{PROSE}{answers}</div>")


def test_an_article_in_several_parts_of_one_name_is_read_whole() -> None:
    part = f"<section class='rich-text'>{PROSE}</section>"
    last = f"<section class='rich-text'>{PROSE.replace('night', 'week')}</section>"
    text = text_in(f"<div><h1>On sleep</h1>{part}{last}</div><div>{FIRST}</div>")
    assert "In night 0" in text
    assert "In week 8" in text


def test_parts_of_one_name_need_not_stand_beside_each_other() -> None:
    rows = "".join(
        f"<div><i>Ward</i><div class='article__content'>{PROSE.replace('night', word)}</div></div>"
        for word in ("night", "week", "year")
    )
    text = text_in(f"<article><h1>On sleep</h1>{rows}</article><div>{FIRST}</div>")
    assert "In night 0" in text
    assert "In year 8" in text


def test_a_named_element_around_the_title_wins_over_a_longer_one_elsewhere() -> None:
    named = "<div class='entry-content'>"
    article = f"<div><h1>On sleep in wards</h1>{named}{PROSE}</div></div>"
    other = f"<div>{named}{3 * PROSE.replace('night', 'week')}</div></div>"
    text = page_of("On sleep in wards", article + other)
    assert "In night 8" in text
    assert "In week 0" not in text


def test_a_text_that_a_script_has_drawn_a_second_time_is_read_once() -> None:
    long = "".join(
        f"<p>In night {n} nobody slept, and the ward kept count of it in a book of its own, "
        "which the head nurse read aloud in the morning.</p>"
        for n in range(9)
    )
    text = text_in(f"<div>{long}</div><div>{long}</div>")
    assert text.count("In night 3") == 1


def test_a_heading_of_a_menu_is_no_title() -> None:
    menu = f"<nav><h1>The ward of nights</h1>{PROSE.replace('night', 'week')}</nav>"
    text = page_of("The ward of nights", f"{menu}<article><h2>On sleep</h2>{PROSE}</article>")
    assert "In night 8" in text
    assert "In week 0" not in text


def test_chapters_are_no_other_articles() -> None:
    chapters = "".join(
        f"<article><h1>{x}</h1>{2 * PROSE}</article>" for x in ("On sleep", "Of days")
    )
    page = f"<html><head><title>On sleep</title></head><body>{chapters}</body></html>"
    document = Document(
        url=URL,
        captured_at=datetime(2026, 1, 2, tzinfo=UTC),
        status=200,
        headers=(),
        content=page.encode(),
    )
    assert others_beside(document, (URL,)) == []
    dated = page.replace("</h1>", "</h1><time datetime='2025-02-03'>3 February</time>")
    other = others_beside(replace(document, content=dated.encode()), (URL,))
    assert [x.findtext("h1") for x in other] == ["Of days"]
