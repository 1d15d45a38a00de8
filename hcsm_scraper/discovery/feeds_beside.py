"""Feeds beside the main one, for blogs without lists: of comments, and of the newest changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from archive.records import Lead, LeadRole
from archive.urls import asks_more, normalise, origin, same_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from hcsm_scraper.document import Document

_OF_WORDPRESS = re.compile(r"(?:/[^/]+)?/feed(?:/(?:atom|rss2?|rdf))?/?")
_OF_BLOGGER = "/feeds/posts/default"
_PART = re.compile(r"[?&]paged=(\d+)\Z")
_TYPES = ("application/rss+xml", "application/atom+xml")


def feeds_beside(document: Document, article_url: str | None, *, is_wordpress: bool) -> list[Lead]:
    """Those of a whole blog; `comment_leads.py` knows those of one article."""
    found: dict[str, Lead] = {}
    for url in declared_feeds(document):
        path = urlsplit(url).path
        if is_below(url, article_url):
            continue
        if _is_of_comments(url):
            found[url] = Lead(url=url, role=LeadRole.FEED, route="alternate")
        elif is_wordpress and re.fullmatch(r"(?:/[^/]+)?/feed/?", path):
            # orderby is one of WordPress's public query variables (class-wp.php)
            parts = urlsplit(url)
            atom = path.rstrip("/") + "/atom/"
            newest = urlunsplit((parts.scheme, parts.netloc, atom, "orderby=modified", ""))
            found[newest] = Lead(url=newest, role=LeadRole.FEED, route="guess")
        elif path.endswith(_OF_BLOGGER):  # whose pages never name the one of comments
            comments = origin(url) + path.replace(_OF_BLOGGER, "/feeds/comments/default")
            found[comments] = Lead(url=comments, role=LeadRole.FEED, route="guess")
    return list(found.values())


def declared_feeds(document: Document) -> Iterator[str]:
    """The feeds of its own site that a page links in its head."""
    for link in document.names.tagged("link"):
        if is_feed_link(link):
            url = normalise(link.get("href") or "", document.url)
            if url is not None and same_site(url, document.url):
                yield url


def is_feed_link(link: HtmlElement) -> bool:
    is_alternate = "alternate" in (link.get("rel") or "").lower().split()
    return is_alternate and (link.get("type") or "").lower() in _TYPES


def is_below(url: str, article_url: str | None) -> bool:
    """Whether it is a feed of the article's own comments: `/title/feed/`, `?p=7&feed=rss2`."""
    own = urlsplit(article_url or "")
    if own.query and own.path == urlsplit(url).path:
        return asks_more(url, than=article_url or "")
    path = own.path.rstrip("/")
    return bool(path) and urlsplit(url).path.startswith(f"{path}/")


def first_part(feed_url: str) -> str:
    """The feed that this is a part of, or itself."""
    return _PART.sub("", feed_url)


def next_part(feed_url: str) -> str | None:
    """What a feed of WordPress lists behind its newest entries (`paged`, class-wp.php); None for
    other feeds, and for those of comments, which have no parts."""
    whole = first_part(feed_url)
    if _is_of_comments(whole) or not _OF_WORDPRESS.fullmatch(urlsplit(whole).path):
        return None
    found = _PART.search(feed_url)
    number = int(found[1]) + 1 if found else 2
    return f"{whole}{'&' if '?' in whole else '?'}paged={number}"


def _is_of_comments(url: str) -> bool:
    """Of all comments of a blog: WordPress, with and without permalinks, and Blogger."""
    path, query = urlsplit(url).path, urlsplit(url).query
    return path.rstrip("/").endswith(("/comments/feed", "/feeds/comments/default")) or (
        "feed=comments" in query and "p=" not in query
    )
