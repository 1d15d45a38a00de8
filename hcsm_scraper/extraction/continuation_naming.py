"""Whether an address, or the words of a link, name the article that a page is about.

"why-doctors-never-call-1a2b3c" on Medium is the page "Why doctors never call" once more; an address
about something else mostly is not. Short links and numbers tell nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from archive.urls import same_site
from hcsm_scraper.extraction.continuation_words import folded

_WORD = re.compile(r"[^\W\d_]{3,}")
_PART = re.compile(r"[^\W_]+")
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ß": "ss"})
_SOME = 0.3  # of the words of the shorter
_HALF, _NEARLY_ALL = 0.5, 0.8  # of the words of the longer
_SITE_NAMES = 2  # words of a slug of one's own that may be but the name of a section


@dataclass(frozen=True, slots=True)
class Naming:
    """What names an article: the words of its title, and of its addresses; which those are."""

    names: tuple[frozenset[str], ...]
    addresses: frozenset[str]

    def of_address(self, url: str) -> str:
        """How far an address names this article: "most", "some", "none", "unknown"."""
        if url in self.addresses:
            return "most"
        return self._likest(slug_words(url))

    def of_words(self, text: str) -> str:
        return self._likest(_words(text))

    def _likest(self, words: frozenset[str]) -> str:
        found = [x for x in (_likeness(name, words) for name in self.names) if x]
        return next((x for x in ("most", "some", "none") if x in found), "unknown")


def naming_of(url: str, title: str | None, canonical: str | None) -> Naming:
    """`url` and `canonical`: of the page, both normalised."""
    names = {_words(title or ""), _words((title or "").casefold().translate(_SPELLED_OUT))}
    names |= {x for x in (slug_words(url), slug_words(canonical or "")) if len(x) > _SITE_NAMES}
    elsewhere = {canonical} if canonical and not same_site(canonical, url) else set()
    return Naming(tuple(name for name in names if name), frozenset(elsewhere))


def slug_words(url: str) -> frozenset[str]:
    """The words of the last part of a path that is made of words."""
    parts = [x for x in unquote(urlsplit(url).path).split("/") if x]
    return _words(parts[-1]) if parts else frozenset()


def _words(text: str) -> frozenset[str]:
    """Without numbers, and the marks of letters and numbers that platforms add."""
    parts = _PART.findall(folded(text))
    return frozenset(x for x in parts if _WORD.fullmatch(x))


def _likeness(one: frozenset[str], other: frozenset[str]) -> str | None:
    """ "most" where one is but the other cut short, or with an author's name added.

    "Twelve years on" is another text than "Eleven years on". None if one of them is but a word,
    and not all of the other.
    """
    common, least, longest = len(one & other), *sorted((len(one), len(other)))
    if least < 2 and one != other:
        return None
    if (common == least and common >= _HALF * longest) or common > _NEARLY_ALL * longest:
        return "most"
    return "some" if common >= _SOME * least else "none"
