"""The second host: one article in Medium's markup, where a stub on the blog goes on, and what is not ours there."""

from __future__ import annotations

import json
import re
from datetime import UTC
from html import escape
from typing import TYPE_CHECKING

from hcsm_scraper.demo.content import MEDIUM
from hcsm_scraper.demo.pages import Answer
from hcsm_scraper.demo.theme import day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hcsm_scraper.demo.content import DemoBlog

ELSEWHERE = "/@ward.notes/a-night-shift-in-numbers-5d1e0c9a4b77"


def medium_pages(blog: DemoBlog) -> Iterator[tuple[str, Answer]]:
    changed = blog.remote.modified
    yield (
        "/robots.txt",
        Answer(
            body="User-Agent: *\nDisallow: /m/\nDisallow: /me/\nDisallow: /search$\nAllow: /\n",
            changed=changed,
            content_type="text/plain",
        ),
    )
    yield blog.remote.path, Answer(body=_article(blog), changed=changed)
    other = (
        "<html><body><h1>A night shift in numbers</h1><p>Somebody else’s article.</p></body></html>"
    )
    yield ELSEWHERE, Answer(body=other, changed=changed)


def _article(blog: DemoBlog) -> str:
    article = blog.remote
    author = blog.authors[article.author]
    profile = MEDIUM + article.path.rsplit("/", 1)[0]
    url = MEDIUM + article.path
    published = article.published.astimezone(UTC)
    declared = {
        "@context": "http://schema.org",
        "@type": "NewsArticle",
        "url": url,
        "mainEntityOfPage": url,
        "headline": article.title,
        "name": article.title,
        "identifier": article.path.rsplit("-", 1)[1],
        "datePublished": f"{published:%Y-%m-%dT%H:%M:%S}.000Z",
        "dateCreated": f"{published:%Y-%m-%dT%H:%M:%S}.000Z",
        "dateModified": f"{published:%Y-%m-%dT%H:%M:%S}.000Z",
        "author": {"@type": "Person", "name": author, "url": profile},
        "creator": [author],
        "publisher": {"@type": "Organization", "name": "Medium", "url": f"{MEDIUM}/"},
        "isAccessibleForFree": True,
    }
    body = re.sub(r"<p>", '<p class="pw-post-body-paragraph lx ly hb">', article.parts[0])
    return f"""<!doctype html><html lang="en"><head>
<title>{escape(article.title)} | by {author} | Medium</title>
<meta charset="utf-8"/><meta name="viewport" content="width=device-width,minimum-scale=1,initial-scale=1"/>
<meta property="og:site_name" content="Medium"/><meta property="og:type" content="article"/>
<meta property="article:published_time" content="{published:%Y-%m-%dT%H:%M:%S}.000Z"/>
<meta name="title" content="{escape(article.title)} | by {author} | Medium"/>
<meta property="og:title" content="{escape(article.title)}"/><meta property="al:web:url" content="{url}"/>
<meta property="og:url" content="{url}"/><meta property="article:author" content="{profile}"/>
<meta name="author" content="{author}"/><link rel="author" href="{profile}"/><link rel="canonical" href="{url}"/>
<script type="application/ld+json">{json.dumps(declared)}</script>
</head><body><div id="root"><div class="a b c">
<div class="d e"><a href="{MEDIUM}/m/signin?operation=login">Sign in</a><a href="{MEDIUM}/m/signin?operation=register">Sign up</a></div>
<article><div class="l"><section>
<div><h1 id="7f31" class="pw-post-title" data-testid="storyTitle">{escape(article.title)}</h1>
<div class="speechify-ignore"><a rel="noopener follow" data-testid="authorName" href="{profile}">{author}</a><span>·</span><a href="{MEDIUM}/m/signin?operation=register">Follow</a>
<span data-testid="storyReadTime">2 min read</span><span>·</span><span data-testid="storyPublishDate">{day(published)}</span></div>
<div class="speechify-ignore"><div class="pw-multi-vote-icon"><button data-testid="headerClapButton">--</button></div><button aria-label="responses">1</button><button>Listen</button><button>Share</button></div></div>
{body}
</section></div></article>
<div class="speechify-ignore"><h2>Written by {author}</h2><span class="pw-follower-count">212 Followers</span></div>
<div><h2>Recommended from Medium</h2><article><a href="{MEDIUM}{ELSEWHERE}"><h2>A night shift in numbers</h2><h3>Twelve hours, forty-one calls and one cup of tea.</h3></a></article></div>
<div><a href="{MEDIUM}/about">About</a><a href="{MEDIUM}/help">Help</a><a href="{MEDIUM}/terms">Terms</a></div>
</div></div></body></html>
"""
