"""What stands elsewhere: continuations that refuse, their author's feed, and comments in feeds of their own."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing

import pytest

from archive import query
from archive.engine import open_engine

KEY = "1a2b3c4d5e6f"
STUB = (
    "Doctors tweet at night, and nurses answer them in the morning, as this story of one ward tells. "
    * 3
)
WHOLE = (
    "Nobody on the ward had planned to write, and yet they all did, every evening of that long winter. "
    * 12
)


def rows(storage, question: str) -> list[tuple]:
    with closing(sqlite3.connect(storage / "archive.db")) as connection:
        return connection.execute(question).fetchall()


def open_gaps(storage) -> dict[str, tuple[str, str]]:
    found = rows(storage, "SELECT url, reason, detail FROM gaps WHERE closed_at IS NULL")
    return {"/" + url.split("/", 3)[3]: (reason, detail) for url, reason, detail in found}


def stub_page(target: str) -> str:
    return (
        '<html lang="en"><head><title>Ward</title><meta property="og:type" content="article"></head>'
        f"<body><main><article><h1>Ward</h1><p>{STUB}</p>"
        f'<p><a href="{target}">Continue reading this post on Medium</a></p></article></main></body></html>'
    )


def author_feed(base: str) -> bytes:
    def item(key: str, title: str, text: str) -> str:
        link = f"{base}@anna/{title}-{key}"
        return (
            f"<item><title>{title}</title><link>{link}?source=rss-0a1b2c3d4e5f------2</link>"
            f'<guid isPermaLink="false">https://medium.example/p/{key}</guid>'
            "<dc:creator>Anna Berg</dc:creator><pubDate>Wed, 04 Mar 2015 23:22:05 GMT</pubDate>"
            f"<content:encoded><![CDATA[<p>{text}</p>]]></content:encoded></item>"
        )

    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" version="2.0"><channel>'
        f"<title>Stories by Anna Berg on Medium</title><link>{base}@anna?source=rss</link>"
        f"{item(KEY, 'ward', WHOLE)}{item('aaaabbbbcccc', 'cats', 'Cats. ' * 50)}</channel></rss>"
    ).encode()


def stubs(site, other_site) -> None:
    target = f"{other_site.url}@anna/ward-{KEY}"
    site.page("/", '<html><body><h2><a href="/ward">Ward</a></h2></body></html>')
    site.page("/ward", stub_page(target))


def test_a_continuation_that_refuses_leaves_a_gap_and_a_text_that_is_cut(
    site, other_site, crawl
) -> None:
    stubs(site, other_site)
    other_site.pages[f"/@anna/ward-{KEY}"] = other_site.Answer(status=403, body=b"no")

    done = crawl(site, "--allow-address", f"127.0.0.1:{other_site.port}")

    assert open_gaps(done.storage)[f"/@anna/ward-{KEY}"][0] == "http-403"
    assert rows(done.storage, "SELECT title FROM articles") == [("Ward",)]
    assert "/feed/@anna" in other_site.paths


def test_a_continuation_that_robots_forbids_leaves_a_gap_and_asks_for_nothing(
    site, other_site, crawl
) -> None:
    stubs(site, other_site)
    other_site.page("/robots.txt", "User-agent: *\nDisallow: /\n", **{"Content-Type": "text/plain"})

    done = crawl(site, "--allow-address", f"127.0.0.1:{other_site.port}")

    assert open_gaps(done.storage)[f"/@anna/ward-{KEY}"][0] == "robots"
    assert other_site.paths == ["/robots.txt"]


def test_the_authors_feed_gives_the_text_that_the_article_refuses(site, other_site, crawl) -> None:
    stubs(site, other_site)
    other_site.pages[f"/@anna/ward-{KEY}"] = other_site.Answer(status=403, body=b"no")
    other_site.pages["/feed/@anna"] = other_site.Answer(
        author_feed(other_site.url), headers={"Content-Type": "text/xml"}
    )

    for _ in range(2):  # the next crawl is refused, too, and loses nothing
        done = crawl(site, "--allow-address", f"127.0.0.1:{other_site.port}")

        kept = rows(
            done.storage, "SELECT url, kind, continues_from, text FROM articles ORDER BY kind"
        )
        assert [x[1] for x in kept] == ["article", "continuation"]
        assert kept[1][:3] == (
            f"{other_site.url}@anna/ward-{KEY}",
            "continuation",
            f"{site.url}ward",
        )
        assert kept[1][3].split() == WHOLE.split()
        assert open_gaps(done.storage) == {}


def member_only(title: str, free: str) -> str:
    declared = {"@type": "NewsArticle", "headline": title, "isAccessibleForFree": free}
    return (
        f'<html lang="en"><head><title>{title}</title><meta property="og:type" content="article">'
        f'<script type="application/ld+json">{json.dumps(declared)}</script></head><body><article>'
        f"<h1>{title}</h1><p>Member-only story</p><p>{STUB}</p></article></body></html>"
    )


@pytest.mark.parametrize("free", [False, "False"])
def test_what_only_payers_may_read_is_kept_as_a_beginning_with_its_gap(
    site, other_site, crawl, free
) -> None:
    stubs(site, other_site)
    other_site.page(f"/@anna/ward-{KEY}", member_only("Ward", free))

    done = crawl(site, "--allow-address", f"127.0.0.1:{other_site.port}")

    assert open_gaps(done.storage)[f"/@anna/ward-{KEY}"][0] == "paywall"
    with closing(open_engine(done.storage, read_only=True).connect()) as connection:
        assert {x.kind: x.truncated for x in query.articles(connection)} == {
            "article": True,
            "continuation": True,
        }


def comment_feed(site, *keys: int) -> bytes:
    entries = "".join(
        f"<entry><title>By Ben</title><link rel='alternate' href='{site.url}one#comment-{key}'/>"
        f"<author><name>Ben Ito</name></author><id>{site.url}one#comment-{key}</id>"
        f"<published>2025-03-05T0{key % 10}:00:00Z</published>"
        f"<content type='html'>Every night, for the {key}th time.</content>"
        f"<thr:in-reply-to ref='{site.url}one#comment-11' href='{site.url}one#comment-11'/></entry>"
        for key in keys
    )
    return (
        "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' "
        "xmlns:thr='http://purl.org/syndication/thread/1.0'><title>Comments on: One</title>"
        f"{entries}</feed>"
    ).encode()


def commented(announced: int) -> str:
    return (
        '<html lang="en"><head><title>One</title><meta property="og:type" content="article">'
        '<meta name="generator" content="WordPress 6.4">'
        '<link rel="alternate" type="application/rss+xml" title="Comments Feed" href="/one/feed/">'
        '</head><body class="single postid-7"><article id="post-7"><h1>One</h1>'
        f'<div class="entry-content"><p>{STUB}</p></div></article><div id="comments">'
        f'<h2 class="comments-title">{announced} thoughts</h2><ol class="comment-list">'
        '<li class="comment depth-1" id="comment-11"><b class="fn">Carla</b>'
        '<time datetime="2025-03-05T01:00:00Z">5 March</time>'
        '<div class="comment-content"><p>Why at night?</p></div></li></ol></div></body></html>'
    )


def test_the_articles_comment_feed_brings_what_its_page_does_not_show(site, crawl) -> None:
    site.page("/", '<html><body><h2><a href="/one">One</a></h2></body></html>')
    site.page("/one", commented(3))
    site.pages["/one/feed/atom/"] = site.Answer(
        comment_feed(site, 12, 13), headers={"Content-Type": "application/atom+xml"}
    )

    done = crawl(site)

    kept = rows(done.storage, "SELECT key, parent_key, author FROM comments ORDER BY key")
    assert kept == [("11", None, "Carla"), ("12", "11", "Ben Ito"), ("13", "11", "Ben Ito")]
    assert open_gaps(done.storage) == {}


def paged(keys: range) -> str:
    items = "".join(
        f'<li class="comment depth-1" id="comment-{key}"><b class="fn">Reader {key}</b>'
        f'<time datetime="2025-03-05T01:00:{key}Z">5 March</time>'
        f'<div class="comment-content"><p>Dose {key}?</p></div></li>'
        for key in keys
    )
    return (
        '<html><head><title>One</title><link rel="stylesheet" href="/wp-content/themes/classic/style.css"></head>'
        f'<body class="single single-post postid-7"><article><h1>One</h1><p>{STUB}</p></article>'
        '<div id="comments" class="comments-area"><h2 class="comments-title">12 thoughts</h2>'
        f'<ol class="comment-list">{items}</ol></div></body></html>'
    )


def test_pages_of_comments_that_a_theme_does_not_link_are_asked_for_one_by_one(site, crawl) -> None:
    site.page("/", '<html><body><h2><a href="/one/">One</a></h2></body></html>')
    site.page("/one/", paged(range(21, 23)))
    site.page("/one/comment-page-1/", paged(range(11, 16)))
    site.page("/one/comment-page-2/", paged(range(16, 21)))
    site.page("/one/comment-page-3/", paged(range(21, 23)))

    done = crawl(site)

    kept = rows(done.storage, "SELECT key FROM comments ORDER BY key")
    assert [key for (key,) in kept] == [str(key) for key in range(11, 23)]
    assert open_gaps(done.storage) == {}
    assert "/one/comment-page-4/" not in site.paths
    assert "/one/comment-page-3/" not in site.paths


def test_a_blog_that_shows_the_same_on_each_page_of_comments_is_asked_for_two(site, crawl) -> None:
    site.page("/", '<html><body><h2><a href="/one/">One</a></h2></body></html>')
    for path in ("/one/", *(f"/one/comment-page-{number}/" for number in range(1, 7))):
        site.page(path, paged(range(21, 23)))

    done = crawl(site)

    assert [x for x in site.paths if "page" in x] == [
        "/one/comment-page-1/",
        "/one/comment-page-2/",
    ]
    reason, detail = open_gaps(done.storage)["/one/"]
    assert (reason, detail) == ("comments-missing", "2 of 12 comments are kept; tried: html")


def test_what_is_announced_and_not_kept_is_one_gap_until_it_is_kept(site, crawl) -> None:
    site.page("/", '<html><body><h2><a href="/one">One</a></h2></body></html>')
    site.page("/one", commented(3))

    done = crawl(site)
    assert open_gaps(done.storage) == {
        "/one": ("comments-missing", "1 of 3 comments are kept; tried: html"),
    }

    site.page("/one", commented(1))
    done = crawl(site, "--full")
    assert open_gaps(done.storage) == {}


def test_comments_that_another_service_keeps_are_a_gap_that_names_the_thread(site, crawl) -> None:
    site.page("/", '<html><body><h2><a href="/one">One</a></h2></body></html>')
    site.page(
        "/one",
        '<html><head><title>One</title><meta property="og:type" content="article"></head><body>'
        f'<article><h1>One</h1><p>{STUB}</p></article><div id="disqus_thread"></div>'
        "<script>var disqus_shortname = 'ward'; var disqus_identifier = '7';</script></body></html>",
    )

    done = crawl(site)

    assert open_gaps(done.storage) == {
        "/one": (
            "comments-elsewhere",
            "they are kept by disqus shortname=ward identifier=7; tried: html",
        ),
    }


def test_the_comments_that_a_ghost_blog_hands_out_are_those_of_the_article_that_asks(
    site, crawl
) -> None:
    site.page("/", '<html><body><h2><a href="/one/">One</a></h2></body></html>')
    site.page(
        "/one/",
        '<html><head><title>One</title><meta name="generator" content="Ghost 6.10"></head>'
        f'<body class="post-template"><article class="article post"><h1>One</h1><section class="gh-content"><p>{STUB}</p>'
        f'</section><script data-ghost-comments="{site.url}" data-post-id="6944354ce1b6fe0001f62bf0" '
        'data-comments-enabled="all"></script></article></body></html>',
    )
    answer = {
        "comments": [
            {
                "id": "a1",
                "html": "<p>We look up doses.</p>",
                "created_at": "2025-03-05T01:00:00.000Z",
                "member": {"name": "Ben Ito"},
                "replies": [
                    {
                        "id": "a2",
                        "html": "<p>So do we.</p>",
                        "created_at": "2025-03-05T02:00:00.000Z",
                        "member": {"name": "Anna"},
                    }
                ],
            }
        ],
        "meta": {"pagination": {"page": 1, "next": None}},
    }
    site.pages["/members/api/comments/post/6944354ce1b6fe0001f62bf0/?limit=100"] = site.Answer(
        json.dumps(answer).encode(), headers={"Content-Type": "application/json"}
    )

    done = crawl(site)

    found = rows(done.storage, "SELECT key, parent_key, author, text FROM comments ORDER BY key")
    assert found == [
        ("a1", None, "Ben Ito", "We look up doses."),
        ("a2", "a1", "Anna", "So do we."),
    ]


def shared_medium(medium) -> str:
    """One article with a comment, where stubs of both blogs go on."""
    path = f"/@anna/ward-{KEY}"
    thread = (
        '<div id="comments"><h2 class="comments-title">1 thought</h2><ol class="commentlist">'
        '<li id="comment-7" class="comment"><cite class="fn">Bo Lee</cite>'
        '<div class="comment-content"><p>A remark.</p></div></li></ol></div>'
    )
    medium.page(
        path,
        '<html lang="en"><head><title>Ward</title><meta name="generator" content="WordPress 6.5">'
        '<meta property="og:type" content="article"></head>'
        f"<body><main><article><h1>Ward</h1><p>{WHOLE}</p></article>{thread}</main></body></html>",
    )
    return f"{medium.url.removesuffix('/')}{path}"


def test_what_two_blogs_lead_to_is_kept_once_and_stays_with_the_first(
    site, other_site, study
) -> None:
    first, second, medium = site, other_site, type(site)()
    target = shared_medium(medium)
    for blog in (first, second):
        stubs(blog, medium)
    kept = study("study", "data", first, second)
    allowed = ("--allow-address", f"127.0.0.1:{medium.port}", "--delay", "0")
    kept.storage = str(kept.folder / "data")
    for number, blog in enumerate((first, second, first, second)):
        kept.run("crawl", blog.url, *allowed, "--full")
        if number == 1:
            before = kept.exported("csv")

    assert medium.paths.count(f"/@anna/ward-{KEY}") == 4
    articles = kept.rows("SELECT url, kind, continues_from, continued_at FROM articles")
    assert sorted(articles) == sorted(
        [
            (f"{first.url}ward", "article", None, target),
            (f"{second.url}ward", "article", None, target),
            (target, "continuation", f"{first.url}ward", None),
        ]
    )
    assert kept.rows("SELECT count(*) FROM article_versions") == [(3,)]
    assert kept.rows("SELECT count(*) FROM comment_versions") == [(1,)]
    assert kept.exported("csv") == before, "the second crawl of each changes nothing"
    reports = [json.loads(x) for (x,) in kept.rows("SELECT report FROM crawls ORDER BY id")]
    assert [x["articles"]["new"] for x in reports] == [2, 1, 0, 0]
    assert [x["articles"]["changed"] for x in reports] == [0, 0, 0, 0]
    engine = open_engine(kept.storage, read_only=True)
    with engine.connect() as connection:
        assert not any(x.truncated for x in query.articles(connection))
    engine.dispose()

    medium.pages.clear()
    kept.run("crawl", second.url, *allowed, "--full")
    assert kept.rows("SELECT count(*) FROM articles WHERE vanished_at IS NOT NULL") == [(0,)]
    kept.run("crawl", first.url, *allowed, "--full")
    gone = kept.rows("SELECT url FROM articles WHERE vanished_at IS NOT NULL")
    assert gone == [(target,)]
    medium.close()


def test_a_comment_is_erased_from_the_captures_of_every_blog_that_leads_to_it(
    site, other_site, study
) -> None:
    medium = type(site)()
    shared_medium(medium)
    for blog in (site, other_site):
        stubs(blog, medium)
    kept = study("study", "data", site, other_site)
    kept.storage = str(kept.folder / "data")
    kept.run("crawl", "--allow-address", f"127.0.0.1:{medium.port}")
    ((comment_id,),) = kept.rows("SELECT id FROM comments")
    assert raw(kept).count(b"A remark.") == 2

    kept.run("erase", comment_id, "--reason", "r", "--yes")

    assert b"A remark." not in raw(kept)
    assert kept.rows("SELECT count(*) FROM evidence WHERE payload LIKE '%A remark.%'") == [(0,)]
    medium.close()


def raw(kept) -> bytes:
    files = sorted((kept.folder / "data").rglob("*.warc.gz"))
    return b"".join(gzip.decompress(file.read_bytes()) for file in files)
