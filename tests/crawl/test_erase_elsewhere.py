"""One commenter of three articles is erased from blogs of other software, which are crawled again."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.codings import content_of
from archive.warc import responses

ADA, OTHER = "Ada Zwicknagel", "Cy Ode"
WORDS = "Nurses answer questions about discharge instructions on Twitter every Sunday evening. " * 4
SAID = (
    "My discharge letter’s language was one that nobody in the ward could read.",
    "Umbrellas!",
    "Who trains the volunteers that reply at midnight to “strangers”, please?",
)
THEIRS = ("zwicknagel", "discharge letter", "could read", "umbrellas", "trains the volunteers",
          "ada-z.example", "/users/ada")  # fmt: skip
Thread = list[tuple[str, str, str, int]]  # number, name, text, depth


def thread_of(number: int) -> Thread:
    return [
        (f"{number}50", ADA, SAID[number], 1),
        (f"{number}51", "Bo Lee", f"An answer of mine, number {number}.", 2),
        (f"{number}52", OTHER, f"Another voice, number {number}.", 1),
    ]


def page(url: str, path: str, title: str, head: str, body: str, comments: str) -> str:
    return f"""<!DOCTYPE html><html lang="en"><head><title>{title}</title><link rel="canonical" href="{url}{path}">
<meta property="og:type" content="article"><meta property="article:published_time" content="2015-03-01T10:00:00+00:00">{head}</head>
<body class="{body}"><main><article class="node node--view-mode-full"><h1>{title}</h1><div class="e-content"><p>{WORDS}</p><p>{title}: {WORDS}</p></div></article>
{comments}</main></body></html>"""


def blogger(site, number: int) -> None:
    path = f"2015/03/letter-{number}.html"

    def item(one: tuple[str, str, str, int], answers: str) -> str:
        key, name, text, _ = one
        return f"""<li class="comment" id="c{key}"><div class="avatar-image-container"><img src="/{name}.png" alt="{name}"/></div>
<div class="comment-block"><div class="comment-header"><cite class="user"><a href="{home_of(site, name)}" rel="nofollow">{name}</a></cite>
<span class="datetime"><a href="{site.url}{path}?showComment=142551360000{number}#c{key}">5 March 2015</a></span></div><p class="comment-content">{text}</p>
<span class="comment-actions"><a class="comment-reply" data-comment-id="{key}">Reply</a></span></div><div class="comment-replies"><ol>{answers}</ol></div></li>"""

    first, second, third = thread_of(number)
    thread = item(first, item(second, "")) + item(third, "")
    head = '<meta content="blogger" name="generator"/>'
    kind = f"<script>_WidgetManager._SetDataContext([{{'name': 'blog', 'data': {{'pageType': 'item', 'postId': '9{number}'}}}}]);</script>"
    comments = f"""<div class="comments" id="comments"><h4>4 comments:</h4><ol id="top-ra">{thread}</ol><a id="comment-editor-src"
href="https://www.blogger.com/comment/frame/5"></a></div><meta itemprop="postId" content="9{number}">{kind}"""
    site.page(f"/{path}", page(site.url, path, f"Letter {number}", head, "", comments))
    parent = f'<link rel="related" href="https://www.blogger.com/feeds/5/9{number}/comments/default/{number}50"/>'
    entries = "".join(
        f"""<entry><id>tag:blogger.com,1999:blog-5.post-{key}</id><published>2015-03-05T10:00:00Z</published><title>{text[:30]}...</title>
<content type="html">{text}</content><link rel="alternate" href="{site.url}{path}?showComment=142551360000{number}#c{key}"/>
{parent if depth > 1 else ""}<author><name>{name}</name><uri>{home_of(site, name)}</uri></author></entry>"""
        for key, name, text, depth in thread_of(number)
    )
    feed = f'<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Comments on {number}</title>{entries}</feed>'
    site.page(
        f"/feeds/9{number}/comments/default?max-results=500",
        feed,
        **{"Content-Type": "application/atom+xml"},
    )


def drupal(site, number: int) -> None:
    path = f"node/{number}"

    def item(key: str, name: str, text: str) -> str:
        return f"""<article data-drupal-selector="comment" id="comment-{key}" class="comment js-comment by-{first_name(name)}">
<footer class="comment__meta"><p class="comment__author"><a title="View user profile." href="{home_of(site, name)}" class="username">{name}</a></p>
<p class="comment__time"><time datetime="2015-03-05T01:00:00+00:00">5 March, 2015</time></p></footer><div class="comment__content">
<h3><a href="/comment/{key}#comment-{key}" class="permalink">{text[:12]}</a></h3><div class="field--name-comment-body"><p>{text}</p></div></div></article>"""

    thread = "".join(
        f'<div class="indented">{item(key, name, text)}</div>'
        if depth > 1
        else item(key, name, text)
        for key, name, text, depth in thread_of(number)
    )
    head = '<meta name="Generator" content="Drupal 10 (https://www.drupal.org)">'
    comments = f'<section class="comments"><h2>Comments</h2>{thread}</section>'
    site.page(
        f"/{path}",
        page(site.url, path, f"Letter {number}", head, "page-node-type-article", comments),
    )
    for name in (ADA, OTHER):  # a profile on the blog itself
        path = home_of(site, name).removeprefix(site.url[:-1])
        site.page(
            path, f"<html><head><title>{name}</title></head><body><p>{name}</p></body></html>"
        )


def substack(site, number: int) -> None:
    path = f"p/letter-{number}"
    first, second, third = thread_of(number)

    def node(one: tuple[str, str, str, int], *answers: dict) -> dict:
        key, name, text, _ = one
        handle = name.lower().replace(" ", "")
        return {"id": int(key), "name": name, "handle": handle, "body": text, "date": "2015-03-05T10:00:00Z",
                "photo_url": f"https://substackcdn.com/{handle}.png", "children": list(answers)}  # fmt: skip

    nodes = [node(first, node(second)), node(third)]
    preloads = json.dumps(
        json.dumps({"post": {"id": number, "comment_count": 4}, "comments": nodes[:1]})
    ).replace("</", "<\\/")
    head = '<script src="https://substackcdn.com/bundle/static/js/main.1.js"></script>'
    comments = f"<script>window._preloads        = JSON.parse({preloads})</script>"
    site.page(f"/{path}", page(site.url, path, f"Letter {number}", head, "", comments))
    site.page(
        f"/api/v1/post/{number}/comments?token=&all_comments=true&sort=oldest_first",
        json.dumps({"comments": nodes}),
        **{"Content-Type": "application/json"},
    )


def ghost(site, number: int) -> None:
    path = f"letter-{number}/"
    first, second, third = thread_of(number)

    def node(one: tuple[str, str, str, int], *answers: dict) -> dict:
        key, name, text, _ = one
        return {"id": key, "member": {"name": name}, "html": f"<p>{text}</p>",
                "created_at": "2015-03-05T10:00:00.000Z", "replies": list(answers)}  # fmt: skip

    head = f"""<meta name="generator" content="Ghost 6.10"><script defer data-ghost-comments="{site.url}"
data-post-id="6944354ce1b6fe0001f62bf{number}" data-comments-enabled="all"></script>"""
    site.page(f"/{path}", page(site.url, path, f"Letter {number}", head, "post-template", ""))
    site.page(
        f"/members/api/comments/post/6944354ce1b6fe0001f62bf{number}/?limit=100",
        json.dumps({"comments": [node(first, node(second)), node(third)]}),
        **{"Content-Type": "application/json"},
    )


def unknown(site, number: int) -> None:
    """Nothing has a number; a widget and JSON-LD repeat what the thread says."""
    path = f"letters/{number}"

    def item(one: tuple[str, str, str, int], answers: str) -> str:
        _, name, text, _ = one
        return f"""<li class="remark comment by-{name.lower().replace(" ", "-")}"><span class="author"><a href="{home_of(site, name)}">{name}</a></span>
<span class="date">5 March 2015</span><div class="comment-text">{text}</div><ul>{answers}</ul></li>"""

    first, second, third = thread_of(number)
    thread = item(first, item(second, "")) + item(third, "")
    widget = "".join(
        f'<div class="comment"><b class="author">{name}</b> <span class="date">5 March 2015</span><p>{text[:25]}</p></div>'
        for _, name, text, _ in (first, third)
    )
    said = [
        {"@type": "Comment", "author": {"@type": "Person", "name": name, "url": home_of(site, name)}, "text": text}
        for _, name, text, _ in (first, third)
    ]  # fmt: skip
    declared = json.dumps({"@type": "BlogPosting", "headline": "Letter", "comment": said})
    head = f'<script type="application/ld+json">{declared}</script>'
    comments = f'<section class="comments"><ul class="thread">{thread}</ul></section><aside class="recent-comments">{widget}</aside>'
    made = page(site.url, path, f"Letter {number}", head, "", comments)
    site.pages[f"/{path}"] = site.Answer(
        gzip.compress(made.encode("utf-16")),
        headers={"Content-Encoding": "gzip", "Content-Type": "text/html; charset=utf-16"},
    )


def first_name(name: str) -> str:
    return name.partition(" ")[0].lower()


def home_of(site, name: str) -> str:
    first = first_name(name)
    return f"{site.url}users/{first}" if name == ADA else f"http://{first}.example/"


def links_to(software: Callable[..., None]) -> list[str]:
    paths = {
        blogger: "2015/03/letter-{}.html",
        drupal: "node/{}",
        substack: "p/letter-{}",
        ghost: "letter-{}/",
        unknown: "letters/{}",
    }
    return [paths[software].format(n) for n in range(3)]


def found_in(folder: Path, archive) -> list[tuple[str, str]]:
    """Where anything of theirs is: files of the study, payloads unpacked, rows of the database."""
    texts = []
    for file in sorted(x for x in folder.rglob("*") if x.is_file()):
        content = file.read_bytes()
        if file.name.endswith(".warc.gz"):
            content = gzip.decompress(content)
            for _, _, exchange in responses(file):
                unpacked = content_of(exchange, 10**7)
                texts.append((file.name, unpacked.replace(b"\0", b"")))
        texts.append((file.name, content))
    if archive.storage.startswith("postgresql"):
        tables = archive.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in tables:
            cells = archive.rows(f"SELECT CAST(t AS text) FROM {table} AS t")
            texts.append((table, repr(cells).encode()))
    return [
        (name, theirs)
        for name, content in texts
        for theirs in THEIRS
        if theirs in content.decode("utf-8", "replace").lower()
    ]


@pytest.mark.parametrize(
    ("software", "storage"),
    [
        (blogger, "sqlite"),
        (drupal, "sqlite"),
        (substack, "sqlite"),
        (ghost, "sqlite"),
        (unknown, "sqlite"),
        (drupal, "postgresql"),
    ],
    indirect=["storage"],
)
def test_what_was_theirs_is_gone_and_does_not_come_back(
    site, study, storage: str, software: Callable[..., None]
) -> None:
    for number in range(3):
        software(site, number)
    links = "".join(f'<h2><a href="/{x}">{x}</a></h2>' for x in links_to(software))
    site.page("/", f"<html><head><title>Ward</title></head><body>{links}</body></html>")
    archive = study("study", storage, site)
    folder = archive.folder.parent
    archive.run("crawl")
    count = "SELECT count(*) FROM comments WHERE vanished_at IS NULL"
    assert archive.rows(count) == [(9,)]
    open_gaps = "SELECT url, reason FROM gaps WHERE closed_at IS NULL ORDER BY url"
    gaps = archive.rows(open_gaps)
    assert len({theirs for _, theirs in found_in(folder, archive)}) >= 5

    archive.run("erase", ADA, "--reason", "request of May", "--yes", code=0)

    question = "SELECT id, author, text, parent_key, parent_state FROM comments ORDER BY id"
    rows = archive.rows(question)
    assert found_in(folder, archive) == []
    assert [(x[1], x[4]) for x in sorted(rows, key=lambda x: x[1])] == [
        *[("Bo Lee", "unknown")] * 3,
        *[("Cy Ode", "none")] * 3,
    ]
    asked = len(site.log)
    archive.run("crawl", "--full")
    assert len(site.log) > asked + 3
    assert found_in(folder, archive) == []
    assert archive.rows(question) == rows
    assert archive.rows("SELECT count(*) FROM comment_versions") == [(6,)]
    assert "0 rows changed, 0 new, 0 gone" in archive.run("reread", code=0)
    archive.run("verify", code=0)
    for kind in ("csv", "jsonl"):
        archive.exported(kind)
    assert found_in(folder, archive) == []
    assert archive.rows(open_gaps) == gaps


def test_wordpress_lists_stay_whole_without_what_was_theirs(blog, study, tmp_path: Path) -> None:
    """REST says how many there are; what was erased is no gap."""
    blog.comments = {
        11: blog.Comment(11, 1, SAID[0], author=ADA),
        12: blog.Comment(12, 1, "An answer.", parent=11),
        13: blog.Comment(13, 2, SAID[1], author=ADA),
        14: blog.Comment(14, 3, SAID[2], author=ADA),
    }
    archive = study("study", str(tmp_path / "data"), blog.site)
    archive.run("crawl", code=0)
    archive.run("erase", ADA, "--reason", "request of May", "--yes", code=0)
    assert found_in(tmp_path, archive) == []
    blog.comments[15] = blog.Comment(15, 3, "What I wrote since.", author=ADA)
    blog.comments[16] = blog.Comment(16, 3, "Last.", parent=15)

    archive.run("crawl", "--full", code=0)

    assert found_in(tmp_path, archive) == []
    assert archive.rows("SELECT key, text, parent_state FROM comments ORDER BY key") == [
        ("12", "An answer.", "unknown"),
        ("16", "Last.", "known"),
    ]
    assert archive.rows("SELECT url FROM gaps WHERE closed_at IS NULL") == []
    archive.run("verify", code=0)
