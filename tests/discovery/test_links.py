"""Which of a page's links lead on within its site, however their hosts are written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.records import LeadRole
from archive.urls import path_and_query
from hcsm_scraper.discovery.links import links_of
from hcsm_scraper.document import Document

URL = "https://www.ward.example/on-sleep/"


def leads(markup: str, article_url: str | None = None, url: str = URL) -> dict[str, LeadRole]:
    document = Document(
        url=url,
        captured_at=datetime(2030, 1, 1, tzinfo=UTC),
        status=200,
        headers=(("content-type", "text/html"),),
        content=f"<html><head></head><body>{markup}</body></html>".encode(),
    )
    return {lead.url: lead.role for lead in links_of(document, article_url)}


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("https://www.ward.example/tea/", "https://www.ward.example/tea/"),
        ("http://ward.example/tea/?utm_source=x", "http://ward.example/tea/"),
        ("HTTPS://WWW.Ward.Example/tea/", "https://www.ward.example/tea/"),
        ("https://me:word@ward.example:443/tea/", "https://ward.example/tea/"),
        ("//ward.example/tea/", "https://ward.example/tea/"),
        ("tea?page=2", "https://www.ward.example/on-sleep/tea?page=2"),
        (" https://ward.example/tea/ ", "https://ward.example/tea/"),
        ("https://ward.example:8080/tea/", None),
        ("https://ward.example.org/tea/", None),
        ("https://else.example/?u=https://www.ward.example/tea/", None),
        ("https://else.example#//ward.example/tea/", None),
        ("mailto:a@ward.example", None),
        ("#tea", None),
        ("", None),
    ],
)
def test_a_link_leads_on_within_the_site_whatever_the_spelling_of_its_host(
    href: str, target: str | None
) -> None:
    assert list(leads(f"<a href='{href}'>Tea</a>")) == ([] if target is None else [target])


def test_the_surest_role_that_any_link_to_a_page_gives_stays() -> None:
    tea = f"{URL.removesuffix('on-sleep/')}tea/"
    plain, titled = f"<a href='{tea}'>x</a>", f"<a rel='bookmark' href='{tea}'>Tea</a>"
    tagged = f"<a rel='tag' href='{tea}'>tea</a>"
    assert leads(plain + plain, URL) == {tea: LeadRole.PAGE}
    assert leads(plain + titled + plain, URL) == {tea: LeadRole.ARTICLE}
    assert leads(titled + tagged, URL) == {tea: LeadRole.ARTICLE}


@pytest.mark.parametrize(
    ("url", "path", "query"),
    [
        ("https://ward.example/", "/", ""),
        ("http://w.example/a/b?x=/c&y=?", "/a/b", "x=/c&y=?"),
        ("https://ward.example:8080/?p=3", "/", "p=3"),
    ],
)
def test_path_and_query_of_a_normalised_url(url: str, path: str, query: str) -> None:
    assert path_and_query(url) == (path, query)


@pytest.mark.parametrize("feed", ["rss.php", "index.php?feed/atom", "?atom=1", "feed.xml"])
def test_what_the_first_page_declares_is_the_blogs_feed_whatever_its_address(feed: str) -> None:
    home = "https://ward.example/"
    declared = "<link rel='alternate' type='application/atom+xml' href='{}'>"

    found = leads(declared.format(feed) + declared.format("index.php?feed/comments"), url=home)

    assert list(found.values()) == [LeadRole.FEED]


def test_a_feed_that_another_page_declares_may_be_of_that_page_alone() -> None:
    declared = "<link rel='alternate' type='application/atom+xml' href='/rss.php?id=3'>"

    assert leads(declared) == {}


@pytest.mark.parametrize(
    ("article", "view"),
    [
        ("on-sleep/", "on-sleep/?lang=de"),
        ("?p=3", "?p=3&lang=de"),
        ("archives/3-Sleep.html", "index.php?url=archives/3-Sleep.html&view=linear#comments"),
    ],
)
def test_an_article_in_another_form_is_left_where_the_page_asks_for_it(
    article: str, view: str
) -> None:
    home = "https://ward.example/"
    url = home + article

    assert leads(f"<a rel='nofollow' href='/{view}'>x</a>", url, url) == {}
    assert len(leads(f"<a href='/{view}'>x</a>", url, url)) == 1
    assert len(leads("<a rel='nofollow' href='/tea/?lang=de'>x</a>", url, url)) == 1
    assert len(leads(f"<a rel='nofollow' href='/{view}'>x</a>", home, home)) == 1


@pytest.mark.parametrize("start", ["", "?u=/", "index.php?"])
def test_addresses_say_as_much_where_they_are_not_rewritten(start: str) -> None:
    home = "https://ward.example/"
    pages = ("2014/03/04/sleep/", "category/nights/", "2014/03/", "2014/03/04/on-sleep/comments/")

    found = leads("".join(f"<a href='/{start}{page}'>x</a>" for page in pages), url=home)

    assert list(found.values()) == [
        LeadRole.ARTICLE,
        LeadRole.ARCHIVE,
        LeadRole.ARCHIVE,
        LeadRole.COMMENT_PAGE,
    ]


def test_the_feed_of_an_articles_comments_is_not_the_blogs() -> None:
    url = "https://ward.example/?p=7"
    declared = "<link rel='alternate' type='application/rss+xml' href='/?feed=rss2{}'>"

    assert list(leads(declared.format(""), url, url).values()) == [LeadRole.FEED]
    assert leads(declared.format("&amp;p=7"), url, url) == {}
