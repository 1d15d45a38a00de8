"""WordPress.com answers for all of its blogs in one place, under each blog's host."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from archive.records import CommentKind, LeadRole, ParentState
from hcsm_scraper.document import Document
from hcsm_scraper.reading import read

LISTS = "https://public-api.wordpress.com/wp/v2/sites/ward.wordpress.com/"
ARTICLE = "https://ward.wordpress.com/2015/03/02/phones/"


def read_from(url: str, content: str, media: str):
    headers = (("Content-Type", media), ("X-WP-Total", "3"), ("X-WP-TotalPages", "1"))
    at = datetime(2026, 1, 2, tzinfo=UTC)
    return read(
        Document(url=url, captured_at=at, status=200, headers=headers, content=content.encode())
    )


def page(generator: str, url: str = ARTICLE):
    return read_from(
        url,
        f'<html lang="en"><head><title>Phones</title><meta name="generator" content="{generator}" />'
        '<link rel="alternate" type="application/rss+xml" href="https://ward.wordpress.com/feed/" />'
        '</head><body class="single single-post postid-77"><div class="entry-content">'
        "<p>Nobody answers the phone on the ward, and everybody has a reason for it.</p></div></body></html>",
        "text/html",
    )


def comment(key: int, parent: int, text: str, kind: str = "comment") -> dict[str, object]:
    return {
        "id": key,
        "post": 77,
        "parent": parent,
        "author": 0,
        "author_name": "Ben Ito",
        "author_url": "http://ben.example",
        "date": "2015-03-03T05:15:00",
        "date_gmt": "2015-03-03T10:15:00",
        "content": {"rendered": f"<p>{text}</p>\n"},
        "link": f"{ARTICLE}#comment-{key}",
        "status": "approved",
        "type": kind,
        "author_avatar_urls": {"24": "https://2.gravatar.com/avatar/0?s=24"},
        "meta": [],
    }


def test_a_page_of_wordpress_com_leads_to_the_lists_and_still_to_its_feeds() -> None:
    leads = {(x.url.split("?")[0], x.role) for x in page("WordPress.com").leads}

    assert (f"{LISTS}posts", LeadRole.REST) in leads
    assert ("https://ward.wordpress.com/feed/", LeadRole.FEED) in leads


@pytest.mark.parametrize("generator", ["WordPress 6.5.2", "WordPress.com.example"])
def test_a_blog_on_its_own_server_is_not_asked_for_there(generator: str) -> None:
    assert [x for x in page(generator).leads if x.role is LeadRole.REST] == []


@pytest.mark.parametrize("host", ["127.0.0.1:8880", "localhost", "[::1]"])
def test_a_copy_on_an_address_of_its_own_is_not_asked_for_there(host: str) -> None:
    leads = page("WordPress.com", f"http://{host}/2015/03/02/phones/").leads

    assert [x for x in leads if x.role is LeadRole.REST] == []


def test_its_list_of_comments_tells_article_parent_instant_and_kind() -> None:
    said = [
        comment(11, 0, "Doses."),
        comment(12, 11, "So do we."),
        comment(13, 0, "[…]", "pingback"),
    ]
    url = f"{LISTS}comments?order=asc&orderby=id&page=1&per_page=100"
    read_ = read_from(url, json.dumps(said), "application/json")

    first, second, third = (x.comments[0] for x in read_.evidence)
    assert {x.article_url for x in read_.evidence} == {ARTICLE}
    assert (first.author, first.text, first.parent_state) == ("Ben Ito", "Doses.", ParentState.NONE)
    assert (second.parent_key, second.published.iso) == ("11", "2015-03-03T10:15:00+00:00")
    assert third.kind is CommentKind.PINGBACK
    assert read_.listing.total == 3
