"""Other whole articles on an article's page: magazines load the next ones below it. It does not know who made the page."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from archive.urls import normalise, same_site
from hcsm_scraper.extraction.titles import fold, heading_text
from hcsm_scraper.names import outermost

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

    from hcsm_scraper.document import Document

_HEADINGS = ("h1", "h2", "h3")
_TYPES = ("Article", "BlogPosting")  # how those of schema.org end
_ADDRESSES = ("data-url", "data-permalink", "data-href", "data-link")
_PROSE = 500  # letters in paragraphs: more than the 55 words of an excerpt


def others_beside(document: Document, own_urls: Collection[str]) -> list[HtmlElement]:
    """The page's whole articles but its own, each with what stands behind it (its comments); none
    where no article of the page is at one of `own_urls`, nor has the page's title."""
    here = {_bare(url) for url in own_urls}
    articles = {x: _address(x, document.url) for x in _articles(document)}
    own = _own(articles, here, document) if len(articles) > 1 else None
    if own is None:
        return []
    found: list[HtmlElement] = []
    above, name, is_addressed = [own, *own.iterancestors()], _name(own), _is_addressed(own)
    for article, to in articles.items():
        if _is_addressed(article) and not is_addressed:
            continue
        is_anothers = to not in here if to else _is_told_as_one(article)
        if is_anothers and _has_prose(article) and _name(article) != name:
            found += _with_surroundings(article, above, articles)
    return list(dict.fromkeys(found))


def _own(
    articles: Mapping[HtmlElement, str | None], here: Collection[str], document: Document
) -> HtmlElement | None:
    """A card may lead to the page's own article, too: it has less to say."""
    named = document.tree.find(".//title")
    title = "" if named is None else fold(named.text_content())
    may_be = [x for x, to in articles.items() if to in here or (not to and _name(x) in title)]
    return max(
        may_be,
        key=lambda x: (_has_prose(x), articles[x] in here, len(_name(x))),
        default=None,
    )


def _with_surroundings(
    article: HtmlElement, above: Sequence[HtmlElement], articles: Collection[HtmlElement]
) -> list[HtmlElement]:
    """The article with what it is wrapped in as the page's own is (`above`, with itself), or with
    what stands between it and the next."""
    branch = next(x for x in (article, *article.iterancestors()) if x.getparent() in above)
    if branch is not article:
        own = next(x for x in above if x.getparent() is branch.getparent())
        is_alike = (own.tag, own.get("class")) == (branch.tag, branch.get("class"))
        return [branch if is_alike else article]
    behind = takewhile(lambda x: x not in articles, article.itersiblings())
    return [article, *(x for x in behind if x.tag in ("div", "section"))]


def _articles(document: Document) -> list[HtmlElement]:
    """What marks an article in the page, and is headed."""
    names = document.names
    typed = [x for x in names.typed if (x.get("itemtype") or "").rstrip("/").endswith(_TYPES)]
    named = names.named(("hentry", "h-entry"))
    addressed = [x for x in names.tagged("div", "section") if _is_addressed(x)]
    marked = names.in_order((*names.tagged("article"), *typed, *named, *addressed))
    return [x for x in outermost(marked) if _name(x)]


def _is_addressed(element: HtmlElement) -> bool:
    return any(map(element.get, _ADDRESSES))


def _bare(url: str) -> str:
    """What an address says whichever way it is written."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


def _is_told_as_one(article: HtmlElement) -> bool:
    """Whether it has a title and a day of its own: a chapter has the first alone."""
    return article.find(".//h1") is not None and article.find(".//time") is not None


def _has_prose(article: HtmlElement) -> bool:
    return sum(len(x.text_content()) for x in article.iter("p")) > _PROSE


def _name(article: HtmlElement) -> str:
    heading = _heading(article)
    return "" if heading is None else fold(heading_text(heading) or "")


def _heading(article: HtmlElement) -> HtmlElement | None:
    return next((x for tag in _HEADINGS for x in article.iter(tag)), None)


def _address(article: HtmlElement, url: str) -> str | None:
    """Where the article says that it is, on this site; None if it does not."""
    said = (normalise(href, url) for href in _addresses(article) if href)
    return next((_bare(to) for to in said if to is not None and same_site(to, url)), None)


def _addresses(article: HtmlElement) -> Iterator[str | None]:
    yield from map(article.get, _ADDRESSES)
    heading = _heading(article)
    link = None if heading is None else heading.find(".//a[@href]")
    if link is not None and heading is not None:
        if link.text_content().split() == heading.text_content().split():
            yield link.get("href")
    for element in article.iter("a", "link", "meta"):
        if "bookmark" in (element.get("rel") or "").split():
            yield element.get("href")
        elif "mainEntityOfPage" in (element.get("itemprop") or "").split():
            yield element.get("href") or element.get("itemid") or element.get("content")
