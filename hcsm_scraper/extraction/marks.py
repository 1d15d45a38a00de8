"""Elements by what their markup says they may hold: one walk through a tree instead of an XPath for each question."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from hcsm_scraper.names import Names

_AUTHOR, _DATE, _TOPIC, _PUBLISHED, _ARTICLE, _ENTRY, _TITLE = 1, 2, 4, 8, 16, 32, 64
_NAMES = (  # in lower case
    (
        _AUTHOR,
        re.compile(r"author|byline|vcard|url fn|autor|writer|posted|meta|contributor|postinfo"),
    ),
    (_DATE, re.compile(r"dat[eau]|publish|posted|meta|byline|time|info|fecha")),
    (_TOPIC, re.compile(r"tag|ategor|cat-|topic|label")),
    (
        _TITLE,
        re.compile(
            r"(?:^|\s)(?:(?:entry|post|article|story)[-_]{0,2}(?:title|headline)|headline|p-name)(?=$|\s)"
        ),
    ),
)
_WHOLE = (("type-post", _ARTICLE), ("h-entry", _ENTRY))
_ANY = re.compile("|".join((*(kind.pattern for _, kind in _NAMES), *(word for word, _ in _WHOLE))))
AUTHOR_PAGE = re.compile(r"/authors?/[^/]|[?&]author=")
_TOPIC_PAGE = re.compile(
    r"[/?](?:category|tags?|categories|kategorie|schlagwort|tagged|topics?|categoria|categorie|etiqueta|label)\d*/"
    r"|\?(?:cat|tag|sort|category|cat(?:egory)?_?id)="
)
_UNREAD = frozenset(("script", "style"))
_TELLING = ("a", "time", "h1", "h2", "h3")  # whatever they are called


class Marks:
    """Lists are in reading order. What an element is called only makes it a candidate."""

    def __init__(self, names: Names) -> None:
        self.elements, self.numbers = names.elements, names.numbers
        self.headings: list[HtmlElement] = []
        self.bylines: list[HtmlElement] = []
        self.times: list[HtmlElement] = []
        self.dates: list[HtmlElement] = []  # named after dates
        self.topics: list[HtmlElement] = []  # links
        self.articles: list[HtmlElement] = []  # post_class() of WordPress
        self.items: list[HtmlElement] = []  # microdata
        self.entries: list[HtmlElement] = []  # microformats2
        whatever_named = names.tagged(*_TELLING)
        for element in names.in_order((*names.told(_names), *names.properties, *whatever_named)):
            self._sort(element, element.get("class"), element.get("itemprop"))

    def following(self, element: HtmlElement) -> Iterator[HtmlElement]:
        """Elements behind this one and all that it holds."""
        inside = sum(1 for _ in element.iter("*"))
        for other in self.elements[self.numbers[element] + inside :]:
            if other.tag not in _UNREAD:
                yield other

    def preceding(self, element: HtmlElement) -> Iterator[HtmlElement]:
        """Elements before this one, the nearest first, without those it stands in."""
        above = set(element.iterancestors())
        for other in reversed(self.elements[: self.numbers[element]]):
            if other not in above and other.tag not in _UNREAD:
                yield other

    def _sort(self, element: HtmlElement, words: str | None, prop: str | None) -> None:
        tag = element.tag
        names = _names(words) if words else 0
        if prop is not None:
            self.items.append(element)
        is_byline = bool(names & _AUTHOR) or (prop is not None and _is_person(prop))
        if tag == "a":
            is_byline |= self._sort_link(element, names)
        elif tag == "time" or (tag == "abbr" and names & _PUBLISHED and element.get("title")):
            self.times.append(element)
        elif (
            tag in ("h1", "h2")
            or (tag == "h3" and words)
            or (tag in ("div", "p", "span") and names & _TITLE)
            or prop in _HEADLINES
        ):
            self.headings.append(element)
        if is_byline:
            self.bylines.append(element)
        if names & _DATE:
            self.dates.append(element)
        if names & _ARTICLE:
            self.articles.append(element)
        if names & _ENTRY:
            self.entries.append(element)

    def _sort_link(self, link: HtmlElement, names: int) -> bool:
        """Whether the link may name an author; it may lead to a topic, too."""
        href, rel = link.get("href") or "", link.get("rel") or ""
        if href and (
            names & _TOPIC
            or "tag" in rel
            or "category" in rel
            or _TOPIC_PAGE.search(href)
            or _stands_with_topics(link)
        ):
            self.topics.append(link)
        if "author" in rel and "author" in rel.split():
            return True
        return "author" in href and AUTHOR_PAGE.search(href) is not None


def _stands_with_topics(link: HtmlElement) -> bool:
    return any(
        (words := around.get("class")) and _names(words) & _TOPIC for around in wrappers(link)
    )


def wrappers(link: HtmlElement) -> Iterator[HtmlElement]:
    """What may be named after the links that it holds: a step or two up, and what holds their list."""
    around = list(islice(link.iterancestors(), 3))
    yield from around[:2]
    if around[1:] and around[1].tag in ("ul", "ol"):
        yield from around[2:]


def brief(element: HtmlElement, most: int) -> str | None:
    """What the element holds, pieces set apart by blanks; None at once where that is much longer
    than `most` letters: containers of whole articles are asked, too."""
    if not len(element):
        text = element.text or ""
        return None if len(text.strip()) > 4 * most else text
    pieces, letters = [], 0
    for piece in element.itertext():
        letters += len(piece.strip())
        if letters > 4 * most:
            return None
        pieces.append(piece)
    return " ".join(pieces)


_HEADLINES = frozenset(("headline", "name headline"))


def _is_person(prop: str) -> bool:
    return not {"author", "creator"}.isdisjoint(prop.split())


@lru_cache(maxsize=16384)
def _names(words: str) -> int:
    lowered = words.lower()
    if not _ANY.search(lowered):
        return 0
    found = 0
    for kind, pattern in _NAMES:
        if pattern.search(lowered):
            found |= kind
    if found & _DATE and "publish" in words:
        found |= _PUBLISHED
    for word, kind in _WHOLE:
        if word in words and word in words.split():
            found |= kind
    return found
