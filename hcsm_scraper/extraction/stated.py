"""The line of an article that says by whom and when it was published, as text without any marks.

Themes of before 2010 say it in prose: "This entry was posted by Ann Lee on Friday, March 20th, 2009
at 10:24 am and is filed under …", or in small print below the title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hcsm_scraper.extraction.authors import names_in
from hcsm_scraper.extraction.dates import moment

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from archive.records import Moment

_LINES = (
    "p",
    "small",
    "div",
    "span",
    "li",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "td",
    "dd",
    "footer",
    "address",
)
_NAMED = re.compile(
    r"meta|date|byline|posted|post-?info|entry-?info|utility|author|details|data|credit|timestamp|submitted"
)  # in lower case
_SAYS_SO = re.compile(
    r"\A\W*(?:this (?:entry|post|article) was |entry |article |post )?"
    r"(?:posted|post[ée]|postado|gepostet|published|written|submitted|filed|created|by|on|date|geschrieben|verfasst|ver[oö]ffentlicht|"
    r"von|publi[eé]|[eé]crit|par|publicado|escrito|por|pubblicato|scritto|di|geplaatst|geschreven|door)\b",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:\A|[\s|·•–—-])(?:by|von|par|por|di|door|author:|autor:|auteur:)\s+(?P<name>\S.{0,80}?(?:\s\([^()\d]{1,30}\))?)"
    r"(?=\s+(?:on|at|in|under|and is filed|um|am|le|dans|el|en|il|op|om|em)\s|\s*[|·•»@]|\s+\(|\s+[–—-]\s|\s+\d{1,4}\b|"
    r"\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|[.,]?\s*\Z)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_LONGEST = 420


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    authors: tuple[str, ...] = ()
    published: Moment | None = None


def stated_in(root: HtmlElement, language: str | None) -> Stated:
    """What lines of `root` (an article with its surroundings, without comments) say."""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    for element in root.iter(*_LINES):
        said = _line(element)
        if said is None:
            continue
        found = moment(said, language) if _YEAR.search(said) else None
        if found is not None and (published is None or _is_finer(found, published)):
            published = found
        if not authors and (by := _BY.search(said)) and _may_be_name(by["name"]):
            authors = names_in([by["name"]], is_marked=True)
    return Stated(authors=authors, published=published)


def _line(element: HtmlElement) -> str | None:
    """The element's text if it is such a line: small, and named or worded so."""
    words = f"{element.get('class') or ''} {element.get('id') or ''}"
    is_named = element.tag == "small" or bool(_NAMED.search(words.lower()))
    if not is_named and len(element) > 8:
        return None
    text = element.text_content() if len(element) else element.text or ""
    said = " ".join(text.split())
    if not 6 <= len(said) <= _LONGEST:
        return None
    if is_named:
        return said
    return said if len(said) < 160 and _YEAR.search(said) and _SAYS_SO.match(said) else None


def _may_be_name(said: str) -> bool:
    """Letters of scripts without case are as good as capitals."""
    return said[0].isalpha() and not said[0].islower()


def _is_finer(one: Moment, other: Moment) -> bool:
    return one.iso[:10] == other.iso[:10] and len(one.iso) > len(other.iso)
