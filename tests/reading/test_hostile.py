"""Nobody writes for us: a value that is none costs that value, never the page around it."""

from __future__ import annotations

import gzip
import json
import random
import re
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.records import Comment, Page, PageKind, ParentState
from archive.records_json import evidence_from_json, evidence_to_json
from archive.threads import in_thread_order
from archive.urls import absolute, normalise, without_comment_page
from hcsm_scraper.document import Document
from hcsm_scraper.headers import retry_after
from hcsm_scraper.joining import join
from hcsm_scraper.reading import read

NOW = datetime(2026, 1, 2, tzinfo=UTC)
BLOG = "https://blog.example/"
PAGES = sorted((Path(__file__).parent.parent / "pages").glob("*/*/page.html"))
MANY = "9" * 5000  # digits: more than Python reads as a number
ADDRESSES = [
    *("http://[x", "//[", "https://[1.2.3.4]/", "http://[::1]:x/", "http://℀.com/", "http://a]b/"),
    *("?cpage=²", f"?cpage={MANY}", f"/comment-page-{MANY}/", "http://h:99999/", "http://u@h:²/"),
    *("http://xn--/", "http://é²://x", "/%ED%A0%80?a=%", "/a b\\c", "javascript:x", "", "\0"),
]
MOMENTS = [
    *("0000-00-00T00:00:00", "99999-01-01", "2015-02-30T25:61:61Z", "2015-01-01T00:00:00+99:99"),
    *("0001-01-01T00:00:00+14:00", "²⁰¹⁵-01-01", "Thu, 01 Jan 1970 00:00:00 +9999999", MANY),
]
WORDS = [MANY, "-1", "1e999", "²", "", "\0", "&#xD800;&#0;&#9999999999;", "\ufffe", "<" * 300]
WRONG = [
    None,
    True,
    -1,
    10**30,
    1.5,
    "",
    "\ud800",
    "\0",
    MANY,
    [],
    {},
    [None],
    {"a": {}},
    "http://[x",
]
PROSE = "Nurses answer questions about discharge instructions every Sunday evening. " * 5
XMLNS = 'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
VALUE = re.compile(r"""(?<==)"[^"<>]*"|(?<=>)[^<>]+(?=<)""")


def document(content: bytes | str, kind: str = "text/html", url: str = BLOG + "a/") -> Document:
    said = content.encode("utf-8", "replace") if isinstance(content, str) else content
    headers = (("Content-Type", kind),)
    return Document(url=url, captured_at=NOW, status=200, headers=headers, content=said)


def taken(asked: Document) -> Page:
    """The page, of which each field was read and can be kept."""
    page = read(asked)
    assert "not read" not in (page.problem or "")
    for one in page.evidence:
        said = evidence_to_json(one)
        said.encode()
        assert evidence_from_json(said) == one
        assert {x.key for x in join([one]).comments} == {x.key for x in one.comments}
        assert (one.comments_announced or 0) < 2**31  # an integer of PostgreSQL's
    return page


def page_of(comment: str) -> str:
    return (
        '<html><head><meta name="generator" content="WordPress 6"><title>T</title></head>'
        f'<body class="single"><article id="post-1"><h1>T</h1><div class="entry-content"><p>{PROSE}</p>'
        f'</div></article><ol class="commentlist">{comment}</ol></body></html>'
    )


def comment_by(href: str) -> str:
    return (
        f'<li class="comment" id="comment-9"><cite class="fn"><a href="{href}">Ann</a></cite>'
        '<div class="comment-content"><p>Well said.</p></div></li>'
    )


def feed(*items: str, head: str = '<?xml version="1.0"?>') -> str:
    return f"{head}<rss {XMLNS}><channel><title>B</title>{''.join(items)}</channel></rss>"


def item(number: int, more: str = "") -> str:
    return f"<item><title>T{number}</title><link>{BLOG}{number}/</link>{more}</item>"


def listed(*rows: object, kind: str = "posts") -> Document:
    url = f"{BLOG}wp-json/wp/v2/{kind}?per_page=100&page=1&orderby=id&order=asc"
    return document(json.dumps(rows), "application/json", url)


def row(number: int, **said: object) -> dict[str, object]:
    content = {"rendered": f"<p>{PROSE}</p>"}
    return {"id": number, "link": f"{BLOG}{number}/", "content": content, **said}


@pytest.mark.parametrize("href", ADDRESSES)
def test_an_address_that_is_none_costs_its_link_alone(href: str) -> None:
    (said,) = taken(document(page_of(comment_by(href)))).evidence

    assert said.text == PROSE.strip()
    assert [(x.author, x.text) for x in said.comments] == [("Ann", "Well said.")]


def test_what_nobody_can_take_apart_is_no_address() -> None:
    assert absolute("http://[x", BLOG) is None
    assert absolute("mailto:a@b.example", BLOG) == "mailto:a@b.example"
    assert normalise("http://page=²;/") is None
    assert normalise("/\ud800", BLOG) is None


def test_a_comment_page_has_a_number_that_counts_pages() -> None:
    assert without_comment_page(f"{BLOG}a/?cpage=²") == (f"{BLOG}a/", None)
    assert without_comment_page(f"{BLOG}a/comment-page-3/?cpage={MANY}") == (f"{BLOG}a/", 3)


def test_ids_of_any_length_stand_in_the_order_of_their_numbers() -> None:
    keys = [f"1{MANY}", "12", "9", MANY]
    comments = [
        Comment(key=x, parent_key=None, parent_state=ParentState.NONE, depth=1, author=None,
                author_url=None, by_article_author=None, published=None, text="", markdown="")
        for x in keys
    ]  # fmt: skip
    assert [x.key for x in in_thread_order(comments)] == ["9", "12", MANY, f"1{MANY}"]


@pytest.mark.parametrize(
    "broken",
    [
        f"<slash:comments>{MANY}</slash:comments>",
        "<description>a &#xD800; b &#x110000; c &#99999999999999999999; d &#0;</description>",
        "<description><![CDATA[a \ufffe <a href='http://[x'>b</a>]]></description>",
        f"<pubDate>{MOMENTS[3]}</pubDate>",
    ],
)
def test_a_value_of_a_feed_costs_no_entry(broken: str) -> None:
    page = taken(document(feed(item(1), item(2, broken), item(3)), "application/rss+xml"))

    assert [x.title for x in page.evidence] == ["T1", "T2", "T3"]
    assert page.problem is None


@pytest.mark.parametrize(
    "encoding", ["\ufffd", "undefined", "idna", "base64", "&undefined;", "utf-\0"]
)
def test_a_feed_in_an_encoding_that_is_none_is_read(encoding: str) -> None:
    said = feed(item(1), head=f'<?xml version="1.0" encoding="{encoding}"?>')
    assert [x.title for x in taken(document(said, "application/rss+xml")).evidence] == ["T1"]


def test_a_feed_says_how_many_of_its_entries_cannot_be_read() -> None:
    said = feed(item(1, "<description>" + "<b>" * 100_000), item(2))
    assert taken(document(said, "text/xml")).problem == "broken feed: 1 of 2 entries can be read"


def test_a_sitemap_lists_what_stands_beside_a_broken_row() -> None:
    rows = "".join(
        f"<url><loc>{x}</loc></url>" for x in (f"{BLOG}1/", "&#xD800;", "http://[x", f"{BLOG}2/")
    )
    page = taken(document(f"<urlset>{rows}</urlset>", "text/xml", BLOG + "sitemap.xml"))
    text = taken(document(f"none\n{BLOG}1/\n", "text/plain", BLOG + "sitemap.txt"))

    assert [x.url for x in page.leads] == [f"{BLOG}1/", f"{BLOG}2/"]
    assert [x.url for x in text.leads] == [f"{BLOG}none", f"{BLOG}1/"]


def test_a_list_tells_how_many_of_its_rows_are_none() -> None:
    page = taken(listed(row(1), None, {"id": 2}, row(3, link=""), row(4, link="http://[x"), row(5)))

    assert [x.key for x in page.evidence] == ["1", "5"]
    assert page.problem == "4 of 6 things listed have no id or address"
    assert page.listing is not None
    assert not page.listing.is_whole  # what it does not name may be there


def test_a_number_that_is_too_long_costs_no_other_row() -> None:
    said = listed(row(1), row(2)).content.replace(b'"id": 2', b'"id": ' + MANY.encode())
    page = taken(document(said, "application/json", listed().url))
    assert [x.key for x in page.evidence] == ["1"]


def test_letters_that_no_text_may_hold_are_left_out_of_json() -> None:
    rows = (row(1, title={"rendered": "A\ud800\0 title"}, modified_gmt="\ud800"), row(2))
    page = taken(listed(*rows))
    assert [x.title for x in page.evidence] == ["A title", None]


@pytest.mark.parametrize("markup", ["<ul><li>x ", "<table><tr><td>x ", "<blockquote><p>x "])
def test_no_word_is_lost_however_deep_it_stands(markup: str) -> None:
    (said,) = taken(document(page_of("").replace("</div>", markup * 600))).evidence
    (row_,) = taken(listed(row(1, content={"rendered": markup * 600}))).evidence

    assert (said.text or "").count("x") == 600
    assert (row_.text or "").count("x") == 600


def test_ten_million_letters_in_one_place_hide_nothing() -> None:
    (said,) = taken(document(page_of("").replace("<p>", f"<p title='{'a' * 10**7}'>"))).evidence
    assert said.text == PROSE.strip()


@pytest.mark.parametrize("where", ["http://[x", BLOG + "a/", "/a/#top", ""])
def test_a_redirect_that_leads_nowhere_is_a_refusal(where: str) -> None:
    asked = replace(document(""), status=301, headers=(("Location", where),))
    assert (taken(asked).kind, taken(asked).leads) == (PageKind.REFUSAL, ())


@pytest.mark.parametrize("said", ["²", MANY, "Mon, 01 Jan 2015 00:00:00 +99999999999", "-5", "nan"])
def test_a_wait_that_is_no_time_is_none(said: str) -> None:
    assert retry_after((("Retry-After", said),), NOW) is None


def test_many_small_streams_on_end_are_one_sitemap() -> None:
    rows = f"<urlset><url><loc>{BLOG}1/</loc></url>".encode()
    content = gzip.compress(rows) + gzip.compress(b" ") * 20_000 + gzip.compress(b"</urlset>")[:-4]
    page = taken(document(content, "application/gzip", BLOG + "sitemap.xml.gz"))
    assert [x.url for x in page.leads] == [f"{BLOG}1/"]


@pytest.mark.parametrize("path", PAGES, ids=lambda x: f"{x.parent.parent.name}-{x.parent.name}")
def test_no_value_of_a_page_costs_the_page(path: Path) -> None:
    origin = tomllib.loads((path.parent / "origin.toml").read_text("utf-8"))
    markup = path.read_text("utf-8", errors="replace")
    whole = read(document(markup, url=origin["url"]))
    chance = random.Random(str(path.parent))
    places = list(VALUE.finditer(markup))
    for place in chance.sample(places, min(6, len(places))):
        value = chance.choice(chance.choice((ADDRESSES, MOMENTS, WORDS)))
        spelled = f'"{value}"' if place[0].startswith('"') else value
        broken = markup[: place.start()] + spelled + markup[place.end() :]
        page = taken(document(broken, url=origin["url"]))
        before = markup[: place.start()]
        if before.endswith(("href=", "datetime=")) and whole.evidence and page.evidence:
            assert len(page.evidence[0].text or "") > 0.5 * len(whole.evidence[0].text or "")


@pytest.mark.parametrize("wrong", WRONG, ids=lambda x: repr(x)[:20])
def test_no_value_of_json_costs_the_rows_beside_it(wrong: object) -> None:
    fields = (
        "id",
        "link",
        "title",
        "content",
        "date_gmt",
        "modified",
        "_embedded",
        "excerpt",
        "status",
    )
    told = ("post", "parent", "author_name", "author_url", "content", "date", "type", "link", "id")
    for name in fields:
        page = taken(listed(row(1), row(2, **{name: wrong}), row(3)))
        assert {"1", "3"} <= {x.key for x in page.evidence}
    for name in told:
        page = taken(listed(row(1), row(2, **{name: wrong}), row(3), kind="comments"))
        assert {"1", "3"} <= {x.key for one in page.evidence for x in one.comments}


def test_what_is_no_text_is_said_to_be_none_whatever_it_is_called() -> None:
    noise = random.Random(7).randbytes(200_000)
    page = f"<article><h1>Wards</h1><p>{PROSE}</p></article>"

    for kind in ("text/html", "text/html; charset=utf-8", "text/html; charset=windows-1252"):
        for content in (noise, gzip.compress(noise), b"<html>" + noise):
            told = read(document(content, kind))
            assert (told.kind, told.evidence) == (PageKind.OTHER, ())
            assert told.problem == "unreadable: it is sent as a page, and is no text"
    for content in (b"", b" \n", bytes(1000)):
        assert read(document(content)).problem == "unreadable: nothing is in it"
    for content in (page.encode("utf-16-le"), page.encode().replace(b".", b".\0\x1f")):
        told = read(document(content[:-1]))
        assert (told.kind, told.problem) == (PageKind.ARTICLE, None)
