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


GHOSTS = "https://nightward.example/members/api/comments/post/6944354ce1b6fe0001f62bf0/?limit=100"
SUBSTACKS = "https://nightward.example/api/v1/post/181/comments"
BLOGGERS = "https://nightward.example/feeds/812/comments/default?alt=json"


def test_a_comment_without_an_id_is_known_by_what_it_says() -> None:
    answer = {"body": "Agreed.", "html": "Agreed.", "name": "Ben"}
    nodes = [{**answer, "body": "Doses.", "html": "Doses.", "children": [answer]}]
    nodes[0]["replies"] = nodes[0]["children"]
    entry = blogger_entry("x", "Doses.<br />Always.")
    entries = [{**entry, "id": {"$t": "urn:1"}}, blogger_entry("1001", "So do we.")]

    for url, said in (
        (SUBSTACKS, {"comments": nodes}),
        (GHOSTS, {"comments": nodes}),
        (BLOGGERS, {"feed": {"entry": entries}}),
    ):
        page, again = page_of(url, said), page_of(url, said)
        (evidence,) = page.evidence
        first, second = evidence.comments
        assert page == again
        assert first.text.startswith("Doses.")
        assert second.text in ("Agreed.", "So do we.")
        if url != BLOGGERS:
            assert second.parent_key == first.key


def test_an_answer_says_what_of_it_is_left_out() -> None:
    nowhere = [{"rel": "alternate", "href": "http://[x"}]
    homeless = {**blogger_entry("1002", "Where am I?"), "link": nowhere}
    erased = {"hcsm-erased": True, "id": {"$t": "tag:blogger.com,1999:blog-5.post-3"}}
    entries = [blogger_entry("1001", "Here."), homeless, erased]

    lost = page_of(BLOGGERS, {"feed": {"entry": entries}})

    assert [x.key for one in lost.evidence for x in one.comments] == ["1001"]
    assert lost.problem == "1 of 2 comments name no article"
    for url in (SUBSTACKS, GHOSTS, BLOGGERS):
        assert page_of(url, {"error": "try later"}).problem == "no list of comments"


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
