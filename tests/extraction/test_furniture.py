"""What stands with an article and is not of it goes; what an author wrote stays."""

from __future__ import annotations

import pytest
from lxml import html

from hcsm_scraper.extraction.furniture import without_furniture
from hcsm_scraper.extraction.markdown import Writer

URL = "http://ward.example/2020/01/on-sleep/"
PROSE = "<p>The ward round begins at seven and nobody has slept enough to lead it.</p>"
OWN = "<a href='/2019/12/on-coffee/'>On coffee and its limits</a>"
OTHER = "<a href='https://doi.org/10.1000/182'>A trial of sleep, in 2019</a>"


def text_of(markup: str) -> str:
    blocks = Writer(URL).blocks(html.fromstring(f"<div>{markup}</div>"))
    return "\n".join(block.text for block in without_furniture(blocks, URL) if block.text)


@pytest.mark.parametrize(
    "markup",
    [
        f"<h3>Weiterlesen</h3><ul><li>{OWN}</li><li>{OWN}</li></ul>",
        f"<p>You may also like:</p><p>{OWN}</p>",
        f"<ul><li>{OWN}</li></ul>",
        "<div class='buttons'><a href='https://shop.example/'>Zum Angebot</a></div>",
    ],
)
def test_what_leads_on_behind_the_text_is_left_out(markup: str) -> None:
    assert text_of(2 * PROSE + markup) == text_of(2 * PROSE)


def test_what_leads_on_within_the_text_is_left_out_with_the_line_above_it() -> None:
    within = f"<h4>Read also</h4><ul><li>{OWN}</li></ul>"
    assert text_of(PROSE + within + PROSE) == text_of(2 * PROSE)


@pytest.mark.parametrize(
    "markup",
    [
        f"<h3>References</h3><ol><li>{OTHER}</li></ol>",
        f"<p>{OWN}</p>{PROSE}",
        f"<h3>What we found</h3>{PROSE}",
        f"<p>We wrote of this in {OWN} before, and were wrong.</p>",
    ],
)
def test_what_the_author_wrote_stays(markup: str) -> None:
    assert text_of(PROSE + markup).count("\n") == (PROSE + markup).count("</p>") - 1 + markup.count(
        "<h3"
    ) + markup.count("<li>")


def test_a_heading_of_the_author_stays_though_nothing_follows_it() -> None:
    assert text_of(PROSE + "<h3>What we tried</h3>").endswith("What we tried")


def test_an_article_that_is_a_list_of_links_stays() -> None:
    assert text_of(f"<h2>This week</h2><ul><li>{OWN}</li><li>{OWN}</li></ul>").count("coffee") == 2
