"""What stands with an article and is not of it goes; what an author wrote stays."""

from __future__ import annotations

import pytest
from lxml import html

from archive.records import Moment
from hcsm_scraper.extraction.furniture import without_furniture, without_masthead
from hcsm_scraper.extraction.markdown import Writer
from hcsm_scraper.extraction.metadata import Metadata

URL = "http://ward.example/2020/01/on-sleep/"
SAID = Metadata(
    title="On sleep",
    authors=("Ann Lee",),
    published=Moment("2020-01-07T09:30:00+00:00"),
    modified=Moment("2020-03-01"),
)
LONG = f"<p>{'The ward round begins at seven and nobody has slept enough to lead it. ' * 2}</p>"
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
        (
            "<p>If you liked this, tell your friends:</p><div><a href='https://twitter.com/share?url=x'><img src='/t.png'></a>"
            " <a href='https://www.facebook.com/sharer.php?u=x'><img src='/f.png'></a></div>"
        ),
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
        (
            "<p><a href='https://twitter.com/share?text=x'>Nobody who leads a round at seven has slept as long as"
            " the people in the beds.</a></p>"
        ),
    ],
)
def test_what_the_author_wrote_stays(markup: str) -> None:
    assert text_of(PROSE + markup).count("\n") == (PROSE + markup).count("</p>") - 1 + markup.count(
        "<h3"
    ) + markup.count("<li>")


@pytest.mark.parametrize("line", ["<h3>More for you</h3>", "<p>This may interest you:</p>"])
def test_a_line_that_leads_to_nothing_is_left_out_and_no_line_above_it(line: str) -> None:
    assert text_of(2 * PROSE + line) == text_of(2 * PROSE)
    assert text_of(PROSE + "<h3>What we tried</h3>" + line).endswith("What we tried")


def test_a_heading_over_a_picture_stays() -> None:
    assert text_of(PROSE + "<h3>What we tried</h3><p><img src='/ward.jpg'></p>").endswith("tried")


@pytest.mark.parametrize(
    "line", ["Über die Autorin", "Leave a comment", "Share this post!", "Zum Newsletter anmelden"]
)
def test_the_few_words_that_stand_below_articles_are_left_out_there_alone(line: str) -> None:
    assert text_of(2 * PROSE + f"<p>{line}</p>") == text_of(2 * PROSE)
    assert line in text_of(PROSE + f"<p>{line}</p>" + PROSE)


def test_an_article_that_is_a_list_of_links_stays() -> None:
    assert text_of(f"<h2>This week</h2><ul><li>{OWN}</li><li>{OWN}</li></ul>").count("coffee") == 2


@pytest.mark.parametrize(
    "above",
    [
        "<h1>On sleep</h1>",
        "<p>From the wards</p><h1>On  Sleep</h1>",
        "<h1>On sleep</h1><div>By Ann Lee, RN</div><div>7 January 2020</div>",
        "<div>Published on Jan 7, 2020</div><p>Last updated: March 2020</p>",
    ],
)
def test_what_repeats_the_fields_of_the_article_above_its_text_is_left_out(above: str) -> None:
    assert below_masthead(above + LONG) == below_masthead(LONG)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>I am Ann Lee.</p>" + LONG,
        "<p>Ann Lee:</p>" + LONG,
        "<p>Written in Leeds</p><p>12 May 1999</p>" + LONG,
        "<h2>On sleep</h2>" + LONG,
        LONG + "<h1>On sleep</h1><p>Ann Lee</p>",
        "<h1>On sleep</h1><p>Ann Lee</p>",
    ],
)
def test_what_repeats_no_field_or_stands_within_the_text_stays(markup: str) -> None:
    blocks = Writer(URL).blocks(html.fromstring(f"<div>{markup}</div>"))
    assert without_masthead(blocks, SAID) == blocks


def test_a_picture_above_the_title_stays() -> None:
    blocks = Writer(URL).blocks(html.fromstring(f"<div><img src='/w.jpg'><h1>On sleep</h1>{LONG}"))
    assert [block.markdown[:2] for block in without_masthead(blocks, SAID)] == ["![", "Th"]


def below_masthead(markup: str) -> str:
    blocks = Writer(URL).blocks(html.fromstring(f"<div>{markup}</div>"))
    return "\n".join(block.text for block in without_masthead(blocks, SAID))
