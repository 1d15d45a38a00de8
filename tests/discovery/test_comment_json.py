"""Comments that blogs hand out as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from archive.records import PageKind, ParentState
from hcsm_scraper.document import Document
from hcsm_scraper.reading import read

ARTICLE = "https://nightward.example/2015/03/what-nurses-look-up.html"


def page_of(url: str, said: object):
    content = said if isinstance(said, bytes) else json.dumps(said).encode()
    return read(
        Document(
            url=url,
            captured_at=datetime(2026, 1, 2, tzinfo=UTC),
            status=200,
            headers=(("Content-Type", "application/json"),),
            content=content,
        )
    )


def blogger_entry(key: str, text: str, parent: str | None = None) -> dict:
    links = [{"rel": "alternate", "href": f"{ARTICLE}?showComment=1425513600000#c{key}"}]
    if parent:
        feed = f"https://www.blogger.com/feeds/5/812/comments/default/{parent}?v=2"
        links.append({"rel": "related", "href": feed})
    return {
        "id": {"$t": f"tag:blogger.com,1999:blog-5.post-{key}"},
        "published": {"$t": "2015-03-05T01:00:00.000+01:00"},
        "content": {"type": "html", "$t": text},
        "link": links,
        "author": [{"name": {"$t": "Ben Ito"}, "uri": {"$t": "https://www.blogger.com/profile/2"}}],
    }


def test_bloggers_feed_as_json_names_article_author_time_and_parent() -> None:
    entries = [
        blogger_entry("1001", "Doses.<br />Always."),
        blogger_entry("1002", "So do we.", "1001"),
    ]
    page = page_of(
        "https://nightward.example/feeds/812/comments/default?alt=json",
        {"feed": {"entry": entries}},
    )

    (evidence,) = page.evidence
    first, second = evidence.comments
    assert (page.kind, evidence.article_url) == (PageKind.FEED, ARTICLE)
    assert (first.key, first.author, first.text) == ("1001", "Ben Ito", "Doses.\nAlways.")
    assert first.author_url == "https://www.blogger.com/profile/2"
    assert first.published is not None
    assert first.published.iso == "2015-03-05T00:00:00+00:00"
    assert (second.parent_key, second.parent_state) == ("1001", ParentState.KNOWN)


def test_substacks_answers_nest_as_deep_as_they_are() -> None:
    nodes: list[dict] = []
    for number in range(30, 0, -1):
        nodes = [{"id": number, "body": f"No. {number} & on", "name": "Ben", "children": nodes}]
    url = "https://nightward.example/api/v1/post/181/comments?token=&all_comments=true"

    (evidence,) = page_of(url, {"comments": nodes}).evidence

    assert [x.key for x in evidence.comments] == [str(x) for x in range(1, 31)]
    assert evidence.comments[29].parent_key == "29"
    assert evidence.comments[0].text == "No. 1 & on"


def test_ghosts_next_page_is_asked_for() -> None:
    url = "https://nightward.example/members/api/comments/post/6944354ce1b6fe0001f62bf0/?limit=100"

    page = page_of(url, {"comments": [], "meta": {"pagination": {"next": 2}}})

    assert [x.url for x in page.leads] == [f"{url}&page=2"]


def test_what_is_no_json_is_a_problem_and_no_crash() -> None:
    url = "https://nightward.example/api/v1/post/181/comments"
    for broken in (
        b"{",
        b"[" * 100_000,
        b'{"comments": 7}',
        b'{"comments": [null, 7, {"id": {}}]}',
    ):
        page = page_of(url, broken)
        assert page.problem or page.evidence[0].comments == ()
