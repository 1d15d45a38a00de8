"""Links of a page as leads: what they are expected to be, by the marks that all blogs share."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.records import Lead, LeadRole
from archive.urls import (
    asks_more,
    host_key,
    normalise,
    path_and_query,
    route,
    same_site,
    trap,
    without_comment_page,
)
from hcsm_scraper.discovery.feeds_beside import is_below, is_feed_link
from hcsm_scraper.platforms.platform import is_home, part_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from hcsm_scraper.document import Document

_FEED_PATH = re.compile(
    r"/(?:feed|rss|atom|rdf)2?(?:/(?:rss2?|atom|rdf))?/?\Z|\.(?:rss|atom|rdf)\Z|/feeds?/posts/|/(?:feed|rss|atom|index)\.xml\Z",
    re.IGNORECASE,
)
_MAIN_FEED = re.compile(
    r"\A(?:/[^/]+)?/(?:feed|rss|atom|index|rdf)(?:\.xml|2)?(?:/(?:atom|rss2?))?/?\Z|/feeds/posts/default\Z",
    re.IGNORECASE,
)
_DATE_PATH = re.compile(
    r"/(?:19|20)\d{2}(?:/(?:0?[1-9]|1[0-2])(?:/(?:0?[1-9]|[12]\d|3[01]))?)?(?:/page/\d+)?/?\Z"
)
_DATED_ARTICLE = re.compile(
    r"/(?:19|20)\d{2}/(?:0?[1-9]|1[0-2])(?:/(?:0?[1-9]|[12]\d|3[01]))?/[^/]+(?:\.html?)?/?\Z"
)
# By the part of the path that a name stands behind, or the parameter
_ARCHIVES = (
    (
        "category",
        frozenset("category categories cat kategorie categorie categoria rubrik section".split()),
        "cat=",
    ),
    ("tag-archive", frozenset("tag tags t label topic topics".split()), "tag="),
    (
        "author-archive",
        frozenset("author authors user users contributor contributors profile".split()),
        "author=",
    ),
)
_MONTH = re.compile(r"(?:^|&)m=\d{4,8}")
_FEED_QUERY = re.compile(r"(?:[?&]|^)feed=")
_PAGING = re.compile(r"/page/\d+/?\Z|[?&](?:paged|page|offset|start|before|max)=\d+", re.IGNORECASE)
_LISTS = {"category": "category", "tag": "tag-archive", "author": "author-archive"}  # by rel
# a host as the archive spells it: nothing to decode or to fold
_HOST = re.compile(r"https?://(?:www\.)?([a-z0-9.-]*[a-z0-9])(?=[/?#]|\Z)")
_NO_PAGE = "no-page"
_NEIGHBOURS = frozenset(("next", "prev"))
_HEADINGS = ("h1", "h2", "h3", "h4")


def links_of(document: Document, article_url: str | None) -> tuple[Lead, ...]:
    """Leads on the document's own site, one per URL, the surest role first found.

    `article_url`: of the article that the page shows, None on an index page.
    """
    found: dict[str, Lead] = {}
    for link in document.names.tagged("link"):
        for lead in _from_head(link, document, article_url):
            found.setdefault(lead.url, lead)
    settled = set(found)
    pages: dict[str, str | None] = {}  # by address as written: pages repeat their links
    site = host_key(document.url).removeprefix("www.")
    for link in document.names.tagged("a"):
        href = link.get("href") or ""
        if href not in pages:
            pages[href] = _page_of_the_site(href, document.url, site)
        target = pages[href]
        if target is None or target in settled:
            continue
        if target in found and article_url is not None and not link.get("rel"):
            continue  # it says no more than the one before
        role, way = _role(link, target, article_url)
        if role is not LeadRole.PAGE:
            settled.add(target)
        elif target in found or _is_view(link, target, article_url):
            continue
        found[target] = Lead(url=target, role=role, route=way)
    return tuple(found.values())


def _is_view(link: HtmlElement, target: str, article_url: str | None) -> bool:
    """Whether the page asks not to follow what leads to its own article, with more parameters."""
    if article_url is None or is_home(article_url) or "nofollow" not in (link.get("rel") or ""):
        return False
    own = urlsplit(article_url)
    is_same = not own.query and own.path in (urlsplit(target).path, route(target))
    return is_same or asks_more(target, than=article_url)


def _page_of_the_site(href: str, base: str, site: str) -> str | None:
    """The page that a link leads to, if it is another one of `site`, which is that of `base`."""
    named = _HOST.match(href)
    if not href or href[0] == "#" or (named and named[1] != site):
        return None
    target = normalise(href, base)
    if target is None or target == base or not (named or same_site(target, base)):
        return None
    return None if _said_by(target) == _NO_PAGE else target


def _from_head(link: HtmlElement, document: Document, article_url: str | None) -> Iterator[Lead]:
    is_feed = is_feed_link(link)
    if not is_feed and _NEIGHBOURS.isdisjoint((link.get("rel") or "").lower().split()):
        return
    target = normalise(link.get("href") or "", document.url)
    if target is None or not same_site(target, document.url) or trap(target):
        return
    if is_feed:
        if (
            "comment" not in target
            and not is_below(target, article_url)
            and (
                is_home(document.url)  # whatever its address: `rss.php`, `index.php?feed/atom`
                or _MAIN_FEED.search(urlsplit(target).path)
                or _FEED_QUERY.search(target)
            )
        ):
            yield Lead(url=target, role=LeadRole.FEED, route="alternate")
    elif article_url is None:
        yield Lead(url=target, role=LeadRole.ARCHIVE, route="next")
    elif part_of(target, article_url) is not None:
        yield Lead(url=target, role=LeadRole.PART, route="next")


def _role(link: HtmlElement, target: str, article_url: str | None) -> tuple[LeadRole, str]:
    said = _said_by(target)
    if said == "comment-page":
        return LeadRole.COMMENT_PAGE, "link"
    if article_url is not None and part_of(target, article_url) is not None:
        return LeadRole.PART, "link"
    rel = (link.get("rel") or "").lower().split()
    for name, kind in _LISTS.items():
        if name in rel or said == kind:
            return LeadRole.ARCHIVE, kind
    if said in ("date-archive", "next"):
        return LeadRole.ARCHIVE, said
    if "next" in rel or "prev" in rel:
        return (LeadRole.ARCHIVE, "next") if article_url is None else (LeadRole.ARTICLE, "next")
    if "bookmark" in rel or said == "article":
        return LeadRole.ARTICLE, "link"
    if article_url is None and next(link.iterancestors(*_HEADINGS), None) is not None:
        return LeadRole.ARTICLE, "link"
    return LeadRole.PAGE, "link"


@lru_cache(maxsize=16384)
def _said_by(url: str) -> str | None:
    """What an address alone says of its page: the route of a list, "comment-page" or "article";
    _NO_PAGE of an action, a file, or a feed of one category or article."""
    path, query = route(url), path_and_query(url)[1]
    if trap(url) or _FEED_PATH.search(path) or (query and _FEED_QUERY.search(query)):
        return _NO_PAGE
    if without_comment_page(url)[1] is not None:
        return "comment-page"
    parts = path.lower().split("/")
    lists = {part for part, name in pairwise(parts) if name}
    for kind, named, parameter in _ARCHIVES:
        if not named.isdisjoint(lists) or parameter in query:
            return kind
    is_dated = "/20" in path or "/19" in path
    if (is_dated and _DATE_PATH.search(path)) or (query and _MONTH.search(query)):
        return "date-archive"
    if (query or "/page/" in path.lower()) and _PAGING.search(url):
        return "next"
    return "article" if is_dated and _DATED_ARTICLE.search(path) else None
