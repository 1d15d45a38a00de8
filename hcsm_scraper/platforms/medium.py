"""Medium, on its own host and on the custom domains of its publications: an article's own page.

Its class names change with every build; what its tests ask for (data-testid) does not.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from lxml import etree

from archive.records import PageKind
from archive.text import whole_number
from hcsm_scraper.platforms.platform import Platform, says_article

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from hcsm_scraper.document import Document
    from hcsm_scraper.extraction.comments import Thread

_MARKS = ('data-testid="storyTitle', "data-testid='storyTitle", "com.medium.reader")
_SITE = re.compile(r"property=[\"']og:site_name[\"'][^>]{0,40}content=[\"']Medium[\"']")
_KEY = re.compile(r"(?:\A|[-/])([0-9a-f]{8,12})/?\Z")
_TITLE = etree.XPath("//article//*[@data-testid='storyTitle']")
# By whom, when, how long to read, how many claps: the line below the title.
_LINE = etree.XPath(
    ".//*[@data-testid='authorName' or @data-testid='authorPhoto' or @data-testid='storyReadTime' or "
    "@data-testid='storyPublishDate' or @data-testid='publicationName' or @data-testid='followButton']"
    "|.//button"
)


_COUNT = etree.XPath("//*[contains(@class,'pw-responses-count')]|//button[@aria-label='responses']")


class Medium(Platform):
    name = "medium"

    def recognises(self, document: Document) -> bool:
        return document.has(*_MARKS) or bool(_SITE.search(document.text[:20_000]))

    def kind(self, document: Document) -> PageKind:
        if _TITLE(document.tree):
            return PageKind.ARTICLE
        is_one = document.tree.find(".//article") is not None or key_in(document.url) is not None
        is_declared = is_one and says_article(document.names)
        return PageKind.ARTICLE if is_declared else PageKind.INDEX

    def article_key(self, document: Document) -> str | None:
        return key_in(document.url)

    def thread(self, document: Document) -> Thread:
        """Responses are asked for by script; how many there are stands at the article's head."""
        thread = super().thread(document)
        said = (whole_number(x.text_content().strip()) for x in _COUNT(document.tree))
        count = next((x for x in said if x is not None), None)
        is_more = count is not None and count >= len(thread.comments)
        return replace(thread, announced=count) if is_more else thread

    def body_element(self, document: Document) -> HtmlElement | None:
        """The part of the article that holds its title and all of its paragraphs."""
        titles = _TITLE(document.tree)
        if len(titles) != 1:
            return None
        article = next(titles[0].iterancestors("article"))
        sections = [x for x in titles[0].iterancestors("section") if article in x.iterancestors()]
        return sections[-1] if sections and _holds_most(sections[-1], article) else article

    def surroundings(self, body: HtmlElement) -> list[HtmlElement]:
        found: dict[HtmlElement, None] = dict.fromkeys(_TITLE(body))
        for marked in _LINE(body):
            found[_without_prose(marked, body)] = None
        return list(found)

    def article_element(self, document: Document) -> HtmlElement | None:
        titles = _TITLE(document.tree)
        return next(titles[0].iterancestors("article")) if titles else None


def key_in(url: str) -> str | None:
    """The number at the end of an article's address, on any host."""
    found = _KEY.search(urlsplit(url).path)
    return found[1] if found else None


def author_feed(url: str) -> str | None:
    """The feed that lists an article of Medium, by its address: /@author/…, /publication/… or a
    publication's own host; None where the address does not say whose it is."""
    parts = urlsplit(url)
    before, _, _ = parts.path.strip("/").rpartition("/")
    if key_in(url) is None or "/" in before or before == "p":
        return None
    is_named = before.startswith("@") or parts.hostname == "medium.com"
    if is_named and not before:
        return None
    path = f"/feed/{before}" if is_named else "/feed"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _holds_most(section: HtmlElement, article: HtmlElement) -> bool:
    return len(section.findall(".//p")) > 0.9 * len(article.findall(".//p"))


def _without_prose(marked: HtmlElement, body: HtmlElement) -> HtmlElement:
    """The outermost element around a mark in which nothing is told and no title stands."""
    outermost = marked
    for around in marked.iterancestors():
        is_line = around is not body and not any(_tells(x) for x in around.iter("p", "h1", "h2"))
        if not is_line:
            break
        outermost = around
    return outermost


def _tells(element: HtmlElement) -> bool:
    return element.tag != "p" or len(element.text_content()) > 80
