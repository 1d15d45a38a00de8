"""Other whole articles on a page: they are cut, and nothing else of it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hcsm_scraper.document import Document
from hcsm_scraper.reading import read

URL = "https://ward.example/2015/03/phones/"
OWN = "".join(
    f"<p>Phone {n} of the ward rings at night, and whoever is awake runs for it first.</p>"
    for n in range(9)
)
OTHER = "".join(
    f"<p>Bed {n} has wheels that nobody oils, so it sings along the corridor to the lift.</p>"
    for n in range(9)
)
OWN_ARTICLE = f"<article><h1>Phones</h1><time>2015-03-04</time>{OWN}</article>"
OTHER_ARTICLE = f'<article><h2><a href="/2015/02/beds/">Beds</a></h2>{OTHER}</article>'
THIRD_ARTICLE = OTHER_ARTICLE.replace("Beds", "Lifts").replace("/beds", "/lifts")
COMMENTS = "".join(
    f'<li class="comment" id="comment-{n}"><cite class="fn">Ann {n}</cite><p>It rang {n} times.</p></li>'
    for n in (1, 2)
)
COMMENTS = f'<div id="comments"><ol class="commentlist">{COMMENTS}</ol></div>'


def said_by(body: str, url: str = URL):
    page = f"<html><head><title>Phones – Ward</title></head><body>{body}</body></html>"
    headers = (("Content-Type", "text/html"),)
    now = datetime(2026, 1, 2, tzinfo=UTC)
    said = read(
        Document(url=url, captured_at=now, status=200, headers=headers, content=page.encode())
    ).evidence[0]
    return said.text or "", [x.author for x in said.comments]


@pytest.mark.parametrize(
    "body",
    [
        f"<main>{OWN_ARTICLE}{COMMENTS}{OTHER_ARTICLE}</main>",
        f"<main>{OWN_ARTICLE}{OTHER_ARTICLE}{COMMENTS}</main>",
        f"<main><div class=row>{OWN_ARTICLE}{COMMENTS}</div><div class=row>{OTHER_ARTICLE}</div></main>",
        f"<main><div class=row>{OWN_ARTICLE}{COMMENTS}</div><div class=row>{OTHER_ARTICLE}{THIRD_ARTICLE}</div></main>",
    ],
    ids=["behind the comments", "before the comments", "in a row", "two in a row"],
)
def test_another_article_is_cut_and_the_comments_stay(body) -> None:
    text, authors = said_by(body)

    assert ("Phone 8" in text, "Bed 8" in text) == (True, False)
    assert authors == ["Ann 1", "Ann 2"]


def test_comments_in_the_row_of_another_article_stay() -> None:
    rows = f"<div class=row>{OWN_ARTICLE}</div><div class=row>{OTHER_ARTICLE}{COMMENTS}</div>"

    assert said_by(f"<main>{rows}</main>")[1] == ["Ann 1", "Ann 2"]


def test_a_long_comment_headed_by_its_author_is_no_article() -> None:
    long = f'<article class="comment" id="comment-7"><h3><a href="/members/bob">Bob</a></h3><div class="comment-content">{OTHER}</div></article>'
    short = long.replace(OTHER, "<p>Ours, too.</p>").replace("-7", "-8").replace("Bob", "Eve")
    body = f'{OWN_ARTICLE}<section id="comments">{long}{short}</section>'

    assert said_by(body)[1] == ["Bob", "Eve"]


def test_an_address_is_the_same_however_it_is_spelled() -> None:
    own = OWN_ARTICLE.replace(
        "<h1>Phones", '<h1><a href="http://www.ward.example/2015/03/phones">Phones of ours'
    )
    card = f'<article><h2><a href="{URL}">Phones</a></h2><p>Of the ward.</p></article>'

    text, authors = said_by(f"{own}{COMMENTS}{card}")

    assert ("Phone 8" in text, authors) == (True, ["Ann 1", "Ann 2"])


def test_what_tells_a_script_where_to_send_is_no_article() -> None:
    part = f'<div class="text" data-url="/api/track"><h2>At night</h2>{OTHER}</div>'
    page = f'<main><article class="intro"><h1>Phones</h1>{OWN}</article>{part}</main>'

    assert said_by(page) == said_by(page.replace(' data-url="/api/track"', ""))
