"""Readers of comments on pages that mean no good, or break off."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import pytest

from hcsm_scraper.document import Document
from hcsm_scraper.extraction.embedded_discussion import embedded_discussions
from hcsm_scraper.platforms import platform_of


def document(markup: str) -> Document:
    return Document(
        url="https://nightward.example/p/one",
        captured_at=datetime(2026, 1, 2, tzinfo=UTC),
        status=200,
        headers=(("Content-Type", "text/html; charset=UTF-8"),),
        content=markup.encode(),
    )


ITEM = (
    '<div class="comment"><b class="author">Ben</b><i class="date">5 March 2025</i>'
    '<p class="comment-text">Doses.</p></div>'
)


@pytest.mark.parametrize(
    ("before", "unit"),
    [
        ("", ITEM),
        ('<div class="related-articles">', ITEM),
        ("", '<div class="comment">'),
        ("", '<div class="comments-area"><h2>Comments</h2>'),
        ("<meta content='blogger' name='generator'/>", "var items = [{ 'id': '1' "),
        ('<script src="https://substackcdn.com/bundle/x.js">', "window._preloads = JSON.parse("),
        ("Static.SQUARESPACE_CONTEXT", '"item":{'),
        ("disqus_thread", " disqus_identifier = "),
    ],
)
def test_the_work_of_reading_comments_grows_with_the_page(before: str, unit: str) -> None:
    def calls(times: int) -> int:
        page = document(f"<html><body>{before}{unit * times}</body></html>")
        _ = page.tree
        count = 0

        def counted(*_: object) -> None:
            nonlocal count
            count += 1

        sys.setprofile(counted)
        try:
            platform = platform_of(page)
            platform.thread(page)
            platform.comment_areas(page)
        finally:
            sys.setprofile(None)
        return count

    calls(3)  # patterns are compiled
    assert calls(1000) < 20 * calls(100)


@pytest.mark.parametrize(
    "script",
    [
        "window._preloads = JSON.parse(7)",
        'window._preloads = JSON.parse("[1]")',
        'window._preloads = JSON.parse("{\\"post\\": 3, \\"comments\\": {}}")',
        "window._preloads = JSON.parse(",
    ],
)
def test_preloaded_json_that_is_none_gives_no_comments(script: str) -> None:
    markup = f'<script src="https://substackcdn.com/bundle/x.js"></script><script>{script}</script>'
    page = document(f"<html><body>{markup}</body></html>")

    assert platform_of(page).thread(page).comments == ()


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        (
            '<script>var url = "/a"; var remark_config = {host: "https://remark.example", site_id: "ward"};</script>',
            [("remark42", "host=https://remark.example site=ward")],
        ),
        (
            "<script>var idcomments_acct = '7f3a'; var idcomments_post_id = '77';</script>",
            [("intensedebate", "account=7f3a post=77")],
        ),
        (
            '<div id="livefyre-comments"></div><script>fyre.conv.load({}, [{siteId: "305", articleId: "77"}]);</script>',
            [("livefyre", "site=305 article=77")],
        ),
        ("<p>A remark on Disqus, and the host: 'nobody'.</p>", []),
    ],
)
def test_a_thread_that_another_service_keeps_is_named(markup: str, found: list) -> None:
    claims = embedded_discussions(document(f"<html><body>{markup}</body></html>"))

    assert [(x.method, x.value) for x in claims] == found


def test_a_widget_or_a_page_that_has_comments_is_no_comment() -> None:
    said = '<span class="author">Ben Ito</span> <time datetime="2025-03-05">5 March</time><p>Doses.</p>'
    page = document(
        f'<html><body><div class="post has-comments" id="post-7"><h1>One</h1>{said}</div>'
        f'<ul><li id="recent-comment-9" class="recent-comment">{said}</li></ul></body></html>'
    )

    assert platform_of(page).thread(page).comments == ()


WORDS = (
    "Nurses answer questions about discharge instructions every Sunday evening, and doctors ask. "
)
DATED = '<time datetime="2025-03-05T10:00:00Z">5 March 2025</time>'
BROKEN = '<time datetime="0000-00-00T00:00:00">some day</time>'


@pytest.mark.parametrize(
    "name", ["", ' id="comment-{n}"', ' itemtype="https://schema.org/Comment"']
)
@pytest.mark.parametrize(
    "times",
    [[BROKEN], [BROKEN, BROKEN], [DATED, BROKEN, DATED, DATED], [DATED, "", DATED, DATED]],
)
def test_a_comment_is_one_although_its_date_is_broken(name: str, times: list[str]) -> None:
    said = "".join(
        f'<div class="comment"{name.format(n=n)}><b class="author">Ben {n}</b> {time}'
        f"<p>No. {n} has said so.</p></div>"
        for n, time in enumerate(times)
    )
    page = document(
        f"<html><body><article><h1>Doses</h1><p>{WORDS * 4}</p></article>{said}</body></html>"
    )

    found = [x.comment for x in platform_of(page).comments(page)]

    assert [x.text for x in found] == [f"No. {n} has said so." for n in range(len(times))]
    assert [x.published is not None for x in found] == [time == DATED for time in times]
