"""One commenter is cut out of feeds, JSON and scripts, however their words are written there."""

from __future__ import annotations

import gzip
import json

import pytest

from archive.records import ParentState
from hcsm_scraper.pages import read_exchange
from hcsm_scraper.redaction import redacted

LIMIT = 10**7
BLOG = "https://nightward.example"
ARTICLE = f"{BLOG}/2015/03/what-nurses-look-up.html"
NAME, HOME = "Zoë Quibell", "https://quibell.example/me"
SAID = "My aunt’s “lucky” umbrella outlived four café owners and one parrot."
THEIRS = ("quibell", "lucky", "umbrella", "parrot")
OTHER = "I keep mine in the hall."


def rss(said: str, key: str, name: str, answers: str = "") -> str:
    return (
        f"<item><title>By: {name}</title><link>{ARTICLE}#comment-{key}</link>"
        f"<dc:creator><![CDATA[{name}]]></dc:creator><guid>{ARTICLE}#comment-{key}</guid>"
        f"<description>{said}</description><content:encoded><![CDATA[{answers}<p>{said}</p>]]>"
        "</content:encoded></item>"
    )


def atom(said: str, key: str, name: str, url: str) -> str:
    return (
        f"<entry><id>tag:blogger.com,1999:blog-1.post-{key}</id><title>{said[:20]}…</title>"
        f"<published>2015-03-05T10:00:00Z</published><content type='html'>{said}</content>"
        f"<link rel='alternate' href='{ARTICLE}?showComment=1425549600000#c{key}'/>"
        f"<author><name>{name}</name><uri>{url}</uri></author></entry>"
    )


RSS = (
    "<?xml version='1.0' encoding='{charset}'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' "
    "xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>Comments on: Ward</title>"
    f"{rss(SAID, '50', NAME)}"
    + rss(OTHER, "51", "Bo Lee", f'<p>In reply to <a href="{ARTICLE}#comment-50">{NAME}</a>.</p>')
    + "</channel></rss>"
)
ATOM = (
    "<?xml version='1.0' encoding='{charset}'?><feed xmlns='http://www.w3.org/2005/Atom'><title>Ward</title>"
    f"{atom(SAID, '50', NAME, HOME)}{atom(OTHER, '51', 'Bo Lee', 'https://bo.example/')}</feed>"
)


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "utf-16"])
@pytest.mark.parametrize("feed", [RSS, ATOM])
def test_items_of_a_feed_go(stones, answer, feed: str, charset: str) -> None:
    payload = gzip.compress(feed.format(charset=charset).encode(charset))
    kind = "application/xml"
    given = answer(f"{BLOG}/feed/", payload, kind, **{"Content-Encoding": "gzip"})
    theirs = stones(NAME, HOME, "50")

    kept = redacted(given, "b", theirs, LIMIT)

    left = kept.payload.decode(charset).lower()
    assert [x for x in THEIRS if x in left] == []
    assert "Content-Encoding" not in dict(kept.headers)
    (evidence,) = theirs.page(read_exchange(kept, LIMIT), "b").evidence
    assert [(x.key, x.author, x.text) for x in evidence.comments] == [("51", "Bo Lee", OTHER)]


def rest(key: int, name: str, url: str, said: str, parent: int = 0) -> dict:
    return {
        "id": key,
        "post": 7,
        "parent": parent,
        "author_name": name,
        "author_url": url,
        "author_avatar_urls": {"24": f"https://secure.gravatar.com/avatar/{url[8:15]}?s=24"},
        "date_gmt": "2015-03-05T10:00:00",
        "content": {"rendered": f"<p>{said}</p>\n"},
        "link": f"{ARTICLE}#comment-{key}",
        "type": "comment",
        "status": "approved",
    }


def blogger(key: str, name: str, url: str, said: str) -> dict:
    return {
        "id": {"$t": f"tag:blogger.com,1999:blog-5.post-{key}"},
        "published": {"$t": "2015-03-05T01:00:00.000+01:00"},
        "content": {"type": "html", "$t": said},
        "link": [{"rel": "alternate", "href": f"{ARTICLE}?showComment=1425513600000#c{key}"}],
        "author": [{"name": {"$t": name}, "uri": {"$t": url}}],
    }


LISTS = {
    "wp-json/wp/v2/comments?per_page=100": [
        rest(50, NAME, HOME, SAID),
        rest(51, "Bo Lee", "", OTHER, parent=50),
    ],
    "feeds/812/comments/default?alt=json": {
        "feed": {
            "author": [{"name": {"$t": "Hanneke Vos"}}],
            "entry": [blogger("50", NAME, HOME, SAID), blogger("51", "Bo Lee", "", OTHER)],
        }
    },
    "api/v1/post/181/comments?all_comments=true": {
        "comments": [
            {
                "id": 50,
                "name": NAME,
                "handle": "quibell",
                "body": SAID,
                "photo_url": "https://substackcdn.com/quibell.png",
                "children": [{"id": 51, "name": "Bo Lee", "body": OTHER, "children": []}],
            }
        ]
    },
    "members/api/comments/post/6944354ce1b6fe0001f62bf0/?limit=100": {
        "comments": [
            {
                "id": "50",
                "member": {"name": NAME, "avatar_image": "https://g.example/quibell"},
                "html": f"<p>{SAID}</p>",
                "replies": [{"id": "51", "member": {"name": "Bo Lee"}, "html": f"<p>{OTHER}</p>"}],
            }
        ]
    },
}


@pytest.mark.parametrize("is_ascii", [True, False])
@pytest.mark.parametrize("path", LISTS)
def test_objects_of_json_go_and_answers_stay(stones, answer, path: str, is_ascii: bool) -> None:
    said = json.dumps(LISTS[path], ensure_ascii=is_ascii, indent=1)
    given = answer(f"{BLOG}/{path}", said.encode(), "application/json; charset=UTF-8")
    theirs = stones(NAME, HOME, "50")
    before = theirs.page(read_exchange(given, LIMIT), "b")

    kept = redacted(given, "b", theirs, LIMIT)

    left = json.dumps(json.loads(kept.payload), ensure_ascii=False).lower()
    assert [x for x in THEIRS if x in left] == []
    comments = [
        x for one in theirs.page(read_exchange(kept, LIMIT), "b").evidence for x in one.comments
    ]
    assert comments == [x for one in before.evidence for x in one.comments]
    assert [(x.key, x.author, x.text) for x in comments] == [("51", "Bo Lee", OTHER)]
    is_answer = path.startswith(("wp-json", "api", "members"))
    assert comments[0].parent_state is (ParentState.UNKNOWN if is_answer else ParentState.NONE)


NEXT = {
    "props": {
        "article": {"title": "Ward", "author": {"name": "Hanneke Vos"}, "body": "Text."},
        "discussion": {
            "nodes": [
                {"uid": "x1", "user": {"displayName": NAME}, "raw": SAID, "score": 1},
                {"uid": "x2", "user": {"displayName": "Bo Lee"}, "raw": OTHER, "score": 1},
            ]
        },
    }
}
APOLLO = {
    "ROOT_QUERY": {"x": 1},
    "User:7": {"__typename": "User", "name": NAME},
    "Comment:1": {"__typename": "Comment", "author": {"__ref": "User:7"}, "body": SAID},
    "Comment:2": {"__typename": "Comment", "author": {"name": "Bo Lee"}, "body": OTHER},
}


@pytest.mark.parametrize(
    "script",
    [
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(NEXT)}</script>',
        f"<script>// don't\nwindow.__STATE__ = {json.dumps(NEXT, ensure_ascii=False)};</script>",
        f"<script>window.__APOLLO_STATE__ = {json.dumps(APOLLO)}</script>",
        f"<script>self.push([1, {json.dumps(json.dumps(NEXT))}])</script>",
        f"<script>var a = JSON.parse('{json.dumps(NEXT)}'); function f() {{ return a }}</script>",
    ],
)
def test_scripts_of_unknown_software_lose_what_is_theirs(stones, answer, script: str) -> None:
    markup = f"<html><head><title>Ward</title>{script}</head><body><p>Text.</p></body></html>"
    given = answer(ARTICLE, markup.encode(), "text/html")

    kept = redacted(given, "b", stones(NAME, None), LIMIT).payload.decode()

    assert [x for x in THEIRS if x in kept.lower()] == []
    assert OTHER in kept
    assert kept.startswith(markup[: markup.index("{")])
    assert ("Hanneke Vos" in kept) is ("Hanneke Vos" in script)


@pytest.mark.parametrize(
    "written",
    [
        "My aunt&#8217;s &ldquo;lucky&rdquo; umbrella outlived four caf&eacute; owners and one parrot.",
        "My aunt&amp;#8217;s &amp;ldquo;lucky&amp;rdquo; umbrella outlived four caf&amp;eacute; owners and one parrot.",
        "My aunt\\u2019s \\u201clucky\\u201d umbrella outlived four caf\\u00e9 owners and one parrot.",
        "My aunt\\\\u2019s \\\\u201clucky\\\\u201d umbrella outlived\\\\nfour caf\\\\u00e9 owners and one parrot.",
        "My%20aunt%E2%80%99s%20%E2%80%9Clucky%E2%80%9D%20umbrella%20outlived%20four%20caf%C3%A9%20owners%20and%20one%20parrot.",
        "My aunt’s <em>“lucky”</em> umbrella<br>outlived four <a href='/c'>café</a> owners and <b>one</b> parrot.",
        "My aunt’s &lt;em&gt;“lucky”&lt;/em&gt; umbrella outlived four café owners and \\u003cb\\u003eone\\u003c/b\\u003e parrot.",
        "My aunt\\x27s \\x22lucky\\x22 umbrella outlived four caf\\xe9 owners and one parrot.",
    ],
)
def test_words_are_found_however_they_are_written(stones, answer, written: str) -> None:
    markup = f"<html><body><h1>Quoted</h1><p>Before. {written} Behind.</p></body></html>"
    theirs = stones(NAME, HOME, texts=(SAID,))

    kept = redacted(answer(ARTICLE, markup.encode(), "text/html"), "b", theirs, LIMIT)

    left = kept.payload.decode()
    assert [x for x in THEIRS if x in left.lower()] == []
    assert "<p>Before. [erased]" in left
    assert left.endswith("Behind.</p></body></html>")
    assert left.count("</em>") == written.count("</em>")


@pytest.mark.parametrize("charset", ["utf-16", "windows-1252", "iso-8859-1", "utf-8-sig"])
def test_a_page_is_read_in_the_charset_that_the_reader_takes(stones, answer, charset: str) -> None:
    said = SAID.replace("“", '"').replace("”", '"').replace("’", "'")
    markup = f"<html><head><meta charset='{charset}'></head><body><p>{said} Café.</p></body></html>"
    given = answer(ARTICLE, markup.encode(charset), "text/html")

    kept = redacted(given, "b", stones(NAME, HOME, texts=(said,)), LIMIT).payload.decode(charset)

    assert kept == markup.replace(said, "[erased].")


def test_pages_of_their_own_are_left_out_and_those_beside_them_stay(stones, answer) -> None:
    theirs = stones(NAME, f"{BLOG}/users/zoe")
    page = "<html><body><p>About me.</p></body></html>"

    for url in (f"{BLOG}/users/zoe", f"{BLOG}/users/zoe/track", f"{BLOG}/users/zoe?page=2"):
        assert redacted(answer(url, page.encode(), "text/html"), "b", theirs, LIMIT) is None
    other = answer(f"{BLOG}/users/zoe-marie", page.encode(), "text/html")
    assert redacted(other, "b", theirs, LIMIT) is other


def test_tags_between_words_that_follow_each_other_stay(stones, answer) -> None:
    markup = f"<body><b>{NAME}</b><div title='x'><p>{SAID}</p></div></body>".encode()
    theirs = stones(NAME, HOME, texts=(SAID,))

    kept = redacted(answer(ARTICLE, markup, "text/html"), "b", theirs, LIMIT)

    assert kept.payload == b"<body><b>[erased]</b><div title='x'><p>.</p></div></body>"


def test_bytes_that_nobody_can_unpack_are_not_kept(stones, answer) -> None:
    torn = gzip.compress(f"<p>{SAID}</p>".encode() * 50)[:-9]
    given = answer(ARTICLE, torn, "text/html", **{"Content-Encoding": "gzip"})

    kept = redacted(given, "b", stones(NAME, HOME), LIMIT)

    assert (kept.payload, kept.is_redacted) == (b"", True)


@pytest.mark.parametrize("torn", [b"\xff\xfe<\0p", b"\xff\xfe\0\0<p>", b"\xfe\xff\0<p"])
def test_letters_that_are_torn_cost_their_answer_never_an_erasure(stones, answer, torn) -> None:
    kept = redacted(answer(ARTICLE, torn, "text/html"), "b", stones(NAME, HOME), LIMIT)

    assert (kept.payload, kept.is_redacted) == (b"", True)


LIST = (
    f'<ol><li class="comment" id="comment-9"><cite class="fn">{NAME}</cite>'
    f'<div class="comment-content"><p>{SAID}</p></div></li></ol>'
)
FEED = f"<rss><channel><item><title>Umbrellas</title><link>{ARTICLE}</link></item></channel></rss>"


def failing(*_: object) -> object:
    raise ValueError("nobody can read this")


@pytest.mark.parametrize(
    ("kind", "text", "reader"),
    [
        ("text/html", LIST, "hcsm_scraper.platforms.platform.Platform.comments"),
        ("application/rss+xml", FEED, "hcsm_scraper.discovery.feed.read_feed"),
    ],
    ids=["a page", "a feed"],
)
def test_nothing_is_kept_of_what_its_reader_fails_on(
    stones, answer, caplog, monkeypatch, kind: str, text: str, reader: str
) -> None:
    """Not a word of it is known as theirs; but nobody can tell whose the others are."""
    monkeypatch.setattr(reader, failing)
    kept = redacted(answer(ARTICLE, text.encode(), kind), "b", stones("Bo Lee", None), LIMIT)

    assert (kept.payload, kept.is_redacted) == (b"", True)
    assert caplog.text.count(ARTICLE) == 1
    assert read_exchange(kept, LIMIT).problem.startswith("unreadable")
