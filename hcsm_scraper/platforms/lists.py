"""Whether what a page shows are the beginnings of other pages. It does not know what the page says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.urls import normalise, same_site, trap

if TYPE_CHECKING:
    from collections.abc import Container

    from lxml.html import HtmlElement

    from hcsm_scraper.document import Document

_SEVERAL = 3
_HEADINGS = ("h1", "h2", "h3", "h4")
_PROSE = 250  # bytes, beside the beginnings: of the blog itself, of who writes it


def leads_only_below(document: Document) -> bool:
    """Whether all that the page leads to on its site stands below its address: a blog in a folder
    ("/notes/") begins there, and its articles lead back to it."""
    folder = urlsplit(document.url).path.removesuffix("index.html")
    if not folder.endswith("/"):
        return False
    below: set[str] = set()
    for link in document.names.tagged("a"):
        to = normalise(link.get("href") or "", document.url)
        if to is None or not same_site(to, document.url) or trap(to):
            continue
        path = urlsplit(to).path
        if not f"{path}/".startswith(folder):
            return False
        below.add(path.removeprefix(folder))
    return len(below - {"", "index.html"}) >= _SEVERAL


def leads_to_articles(shown: HtmlElement, url: str) -> bool:
    """Whether nearly all paragraphs stand below headings that link to several other pages.

    An article's own heading, above its text, links nowhere or to itself; "Read next" comes behind.
    `shown`: the page, or its only <article>, in which a title makes the rest an article of links.
    """
    titled = {x: to for x in shown.iter(*_HEADINGS) if (to := _target(x, url)) is not None}
    if len(set(titled.values())) < 2 or (shown.tag == "article" and _has_title(shown, titled)):
        return False
    below, level, beside = None, "", 0
    begun: set[str] = set()
    for element in shown.iter(*_HEADINGS, "p"):
        if element in titled:
            below, level = titled[element], element.tag
        elif element.tag != "p":
            below = below if element.tag > level else None
        elif below is not None:
            begun.add(below)
        else:
            beside += len(element.text_content().encode("utf-8", "replace"))
    return len(begun) > 1 and beside < _PROSE


def _has_title(article: HtmlElement, titled: Container[HtmlElement]) -> bool:
    return any(x not in titled for x in article.iter("h1"))


def _target(heading: HtmlElement, url: str) -> str | None:
    """The page that the heading is the title of, None for this page and those above it."""
    link = heading.find(".//a[@href]")
    if link is None:
        link = next(heading.iterancestors("a"), None)
    elif "".join(link.text_content().split()) != "".join(heading.text_content().split()):
        return None
    to = None if link is None else normalise(link.get("href") or "", url)
    if to is None or not same_site(to, url):
        return None
    own, other = urlsplit(url).path, urlsplit(to).path
    return None if own.startswith(other.removesuffix(".html")) else to
