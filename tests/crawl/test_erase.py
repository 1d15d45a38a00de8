"""One commenter is erased; then the blog is crawled again, and nothing of theirs comes back."""

from __future__ import annotations

import gzip
import json
import sqlite3
import sys
from contextlib import closing

import pytest
from basics import hcsm

WORDS = "Nurses answer questions about discharge instructions on Twitter every Sunday evening. " * 4
ADA = "Ada Zwicknagel"
HOME = "http://ada-zwicknagel.example/about"
SAID = [
    "My own discharge letter was written in a language that nobody in the ward could read.",
    "Second remark: the pharmacist sent me home with an umbrella instead of my tablets.",
    "Third remark, please answer: who trains the volunteers that reply at midnight to strangers?",
]
THEIRS = [ADA, "Zwicknagel", HOME, "ada-zwicknagel", "umbrella instead of my tablets", "could read",
          "trains the volunteers", "discharge letter was written"]  # fmt: skip


def comment(number: int, name: str, url: str, text: str, answers: str = "", depth: int = 1) -> str:
    return f"""<li id="comment-{number}" class="comment even comment-author-{name.lower().replace(" ", "")} depth-{depth}">
<article id="div-comment-{number}" class="comment-body"><footer class="comment-meta">
<div class="comment-author vcard"><img src="https://secure.gravatar.com/avatar/00{number}"><b class="fn"><a href="{url}" rel="external nofollow" class="url">{name}</a></b></div>
<div class="comment-metadata"><a href="#comment-{number}"><time datetime="2015-03-0{depth}T10:00:00+00:00">March</time></a></div></footer>
<div class="comment-content"><p>{text}</p></div>
<div class="reply"><a class="comment-reply-link" href="?replytocom={number}" aria-label="Reply to {name}">Reply</a></div></article>
<ol class="children">{answers}</ol></li>"""


def article(number: int) -> str:
    answer = comment(
        number * 10 + 51,
        "Bo Lee",
        "http://bo.example/",
        f"Thanks {ADA}! You said: <em>{SAID[number]}</em> I agree with the first half of it.",
        depth=2,
    )
    thread = comment(number * 10 + 50, ADA, HOME, SAID[number], answer)
    other = comment(number * 10 + 52, "Cy Ode", "http://cy.example/", f"Other voice {number} here.")
    return f"""<html lang="en"><head><title>Article {number}</title><meta name="generator" content="WordPress 6.5"><meta property="og:type" content="article">
<link rel="canonical" href="/{number}"></head><body class="single"><main><article id="post-{number}" class="post"><h1>Article {number}</h1>
<div class="entry-content"><p>{WORDS}</p><p>{number} {WORDS}</p></div></article>
<div id="comments" class="comments-area"><h2>3 thoughts</h2><ol class="comment-list">{thread}{other}</ol></div></main>
<aside><ul id="recentcomments"><li class="recentcomments"><span class="comment-author-link"><a href="{HOME}">{ADA}</a></span> on <a href="/{number}#comment-{number * 10 + 50}">Article</a></li>
<li class="recentcomments"><span class="comment-author-link">Cy Ode</span> on <a href="/{number}#comment-{number * 10 + 52}">Article</a></li></ul></aside></body></html>"""


def feed(url: str) -> str:
    items = "".join(
        f"""<item><title>By: {ADA}</title><link>{url}{n}#comment-{n * 10 + 50}</link><dc:creator><![CDATA[{ADA}]]></dc:creator>
<pubDate>Thu, 05 Mar 2015 10:00:00 +0000</pubDate><guid isPermaLink="false">{url}{n}#comment-{n * 10 + 50}</guid>
<description>{SAID[n]}</description><content:encoded><![CDATA[<p>{SAID[n]}</p>]]></content:encoded></item>
<item><title>By: Cy Ode</title><link>{url}{n}#comment-{n * 10 + 52}</link><dc:creator><![CDATA[Cy Ode]]></dc:creator>
<pubDate>Thu, 05 Mar 2015 10:00:00 +0000</pubDate><guid isPermaLink="false">{url}{n}#comment-{n * 10 + 52}</guid>
<description>Other voice {n} here.</description></item>"""
        for n in range(3)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Comments for Blog</title><link>{url}</link>{items}</channel></rss>"""


def rest(url: str) -> str:
    rows = [
        {
            "id": n * 10 + 50 + k,
            "post": n,
            "parent": 0,
            "author_name": name,
            "author_url": home,
            "date_gmt": "2015-03-05T10:00:00",
            "content": {"rendered": f"<p>{text}</p>"},
            "link": f"{url}{n}#comment-{n * 10 + 50 + k}",
            "type": "comment",
        }
        for n in range(3)
        for k, name, home, text in ((0, ADA, HOME, SAID[n]), (2, "Cy Ode", "", "Other voice here."))
    ]
    return json.dumps(rows)


@pytest.fixture
def blog(site):
    links = "".join(f'<h2><a href="/{n}">Article {n}</a></h2>' for n in range(3))
    site.page(
        "/",
        f"""<html><head><link rel="alternate" type="application/rss+xml" title="Blog" href="/feed/">
</head><body>{links}<a href="/listing">all</a></body></html>""",
    )
    for n in range(3):
        site.pages[f"/{n}"] = site.Answer(
            gzip.compress(article(n).encode()), headers={"Content-Encoding": "gzip"}
        )
    site.page("/feed/", feed(site.url), **{"Content-Type": "application/rss+xml"})
    site.page("/listing", rest(site.url), **{"Content-Type": "application/json; charset=UTF-8"})
    return site


def found_in(folder) -> list[tuple[str, str]]:
    """Where anything of theirs is, in any file of the study, WARC files decompressed."""
    found = []
    for file in sorted(folder.rglob("*")):
        if not file.is_file():
            continue
        content = file.read_bytes()
        if file.name.endswith(".warc.gz"):
            content = gzip.decompress(content)
            content += b"".join(map(gzip.decompress, gzipped_payloads(file)))
        text = content.decode("utf-8", "replace").lower()
        found += [(file.name, theirs) for theirs in THEIRS if theirs.lower() in text]
    return found


def gzipped_payloads(file):
    from archive.warc import responses

    for _, _, exchange in responses(file):
        if ("Content-Encoding", "gzip") in exchange.headers:
            yield exchange.payload


def rows(storage, question: str) -> list[tuple]:
    with closing(sqlite3.connect(storage / "archive.db")) as connection:
        return connection.execute(question).fetchall()


def test_what_was_theirs_is_gone_and_does_not_come_back(blog, crawl, tmp_path) -> None:
    storage = crawl(blog).storage
    assert {"/listing", "/feed/"} <= set(blog.paths)
    assert rows(storage, "SELECT count(*) FROM comments") == [(9,)]
    assert found_in(storage)
    where = ("--storage", str(storage))
    assert hcsm("export", "csv", "--out", "earlier", *where, cwd=tmp_path).returncode == 0

    dry = hcsm("erase", ADA, "--reason", "request of May", "--dry-run", *where, cwd=tmp_path)
    assert "person: 0 articles and 3 comments" in dry.stdout, dry.stderr
    assert "held by export 1" in dry.stdout
    assert rows(storage, "SELECT count(*) FROM comments") == [(9,)]

    done = hcsm("erase", ADA, "--reason", "request of May", "--yes", *where, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert found_in(storage) == []
    assert rows(storage, "SELECT count(*) FROM comments") == [(6,)]
    certificate = json.loads((storage / "erasures" / "erasure-1.json").read_text())
    assert (certificate["rows"]["comments"], len(certificate["earlier_exports"])) == (3, 1)

    before = rows(storage, "SELECT id, text, parent_state FROM comments ORDER BY id")
    again = crawl(blog)
    assert again.code == 0, again.output
    assert found_in(storage) == []
    assert rows(storage, "SELECT id, text, parent_state FROM comments ORDER BY id") == before
    assert rows(storage, "SELECT count(*) FROM comment_versions") == [(6,)]
    assert rows(storage, "SELECT count(*) FROM article_versions") == [(3,)]

    reread = hcsm("reread", *where, cwd=tmp_path)
    assert "0 rows changed, 0 new, 0 gone" in reread.stdout, reread.stdout
    assert found_in(storage) == []
    for format_ in ("csv", "jsonl", "corpus"):
        hcsm(
            "export",
            format_,
            "--out",
            f"new/{format_}",
            "--identities",
            "plain",
            *where,
            cwd=tmp_path,
        )
    assert found_in(tmp_path / "new") == []


def test_what_others_wrote_stays(blog, crawl, tmp_path) -> None:
    storage = crawl(blog).storage
    hcsm("erase", ADA, "--reason", "r", "--yes", "--storage", str(storage), cwd=tmp_path)

    texts = dict(rows(storage, "SELECT key, text FROM comments"))
    assert texts["52"] == "Other voice 0 here."
    assert texts["51"].startswith("Thanks [erased]! You said:")
    assert texts["51"].endswith("I agree with the first half of it.")
    states = rows(storage, "SELECT parent_key, parent_state FROM comments WHERE key = '51'")
    assert states == [(None, "unknown")]
    assert rows(storage, "SELECT count(*) FROM comments_fts WHERE comments_fts MATCH 'voice'") == [
        (3,)
    ]


def test_a_reason_that_names_the_person_is_refused(blog, crawl, tmp_path) -> None:
    storage = crawl(blog).storage
    done = hcsm("erase", ADA, "--reason", f"{ADA} asked", "--storage", str(storage), cwd=tmp_path)

    assert (done.returncode, "without a name" in done.stderr) == (2, True)


def test_an_erased_article_is_not_crawled_again(blog, crawl, tmp_path) -> None:
    storage = crawl(blog).storage
    done = hcsm(
        "erase", f"{blog.url}1", "--reason", "r", "--yes", "--storage", str(storage), cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert rows(storage, "SELECT count(*) FROM captures WHERE url LIKE '%/1'") == [(0,)]
    crawl(blog)

    assert rows(storage, "SELECT count(*) FROM frontier WHERE url LIKE '%/1'") == [(0,)]
    assert blog.paths.count("/1") == 1
    assert [url[-2:] for (url,) in rows(storage, "SELECT url FROM articles ORDER BY url")] == [
        "/0",
        "/2",
    ]


def test_an_erased_blog_is_refused(blog, crawl, tmp_path) -> None:
    storage = crawl(blog).storage
    done = hcsm(
        "erase", blog.url, "--reason", "r", "--yes", "--storage", str(storage), cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr

    assert rows(storage, "SELECT count(*) FROM articles") == [(0,)]
    assert "was erased" in crawl(blog).output


# A reader that cannot make anything of one remark, in the command and in its keepers.
FAILING = """
from hcsm_scraper.platforms.wordpress import WordPress

def failing(self, document):
    if "unfathomable" in document.text:
        raise ValueError("nobody can read this")
    return whole(self, document)

whole, WordPress.comments = WordPress.comments, failing
"""
WITH_FAILING = f"""{FAILING}
from hcsm_scraper import __main__, workers

workers.START = {FAILING!r} + workers.START
__main__.main()
"""


def test_a_page_whose_comments_cannot_be_read_loses_its_bytes(blog, crawl, tmp_path) -> None:
    blog.page("/1", article(1).replace("voice", "An unfathomable remark of somebody else."))
    storage = crawl(blog).storage
    where = ("--storage", str(storage))
    failing = {"cwd": tmp_path, "start": (sys.executable, "-c", WITH_FAILING)}

    done = hcsm("erase", ADA, "--reason", "r", "--yes", *where, **failing)

    assert f"nothing of it is kept: nobody can read this: {blog.url}1" in done.stderr
    certificate = json.loads((storage / "erasures" / "erasure-1.json").read_text())
    assert certificate["unreadable_records"] == 1
    allowed = ("--allow-address", f"127.0.0.1:{blog.port}", "--delay", "0")
    assert hcsm("crawl", blog.url, "--full", *where, *allowed, **failing).returncode in (0, 3)
    assert "/1" in blog.paths[-9:]
    kept = b"".join(gzip.decompress(x.read_bytes()) for x in storage.rglob("*.warc.gz"))
    assert b"unfathomable" not in kept
    gaps = rows(storage, "SELECT reason FROM gaps WHERE url LIKE '%/1' AND closed_at IS NULL")
    assert gaps == [("unreadable",)]
    assert "all is well" in hcsm("verify", *where, cwd=tmp_path).stdout
