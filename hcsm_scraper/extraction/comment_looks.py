"""Comments by their looks: elements of one look in what a page names after comments, each with a date.

It does not know what a comment says.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from hcsm_scraper.extraction.comment_marks import is_elsewhere, spaced
from hcsm_scraper.extraction.dates import moment, tells_age
from hcsm_scraper.names import outermost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from hcsm_scraper.names import Names

Look = tuple[str, ...]
_AREA = re.compile(
    r"(?:^|[\s_-])(?!(?:has|with|no|open|closed?|allow|show|hide|enable|view|add|leave)[-_])(?:[a-z\d]{1,20}[-_])*?"
    r"(?:[a-z]{0,8}comm?ent[a-zá]{0,6}|kommenta[a-z]*|komment[a-z]*|komentar[a-z]*|rea[ck]ti(?:ons?|es?)|reacties?|"
    r"responses?|repl(?:y|ies)|discussions?|webmentions?|mentions|yorum[a-z]*|opinion(?:s|es)|meinung(?:en)?|guestbook)"
    r"(?=$|[\s_-])",
    re.IGNORECASE,
)
# one of them is in each name of an area, and in few others
_STEMS = (
    "oment omment reacti reakti respons repl discuss mention yorum opinion meinung guest".split()
)
_VARYING = re.compile(
    r"\d|\A(?:odd|even|alt|first|last|clearfix|cf|group|row|hidden|active|new|open|parent|has-\S*|hcsm-\S*)\Z",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_LONGEST_LINE = 90
_MOST_GROUPS = 12
_DEAD = frozenset("script style textarea input button noscript template svg option".split())


def looking_alike(names: Names, language: str | None) -> Iterator[list[HtmlElement]]:
    """Groups of elements of one look, in page order, the largest first and of equal ones the outer."""
    owners: dict[Look, dict[HtmlElement, None]] = defaultdict(dict)
    for area in _areas(names):
        for dated in _dated(area, language):
            for look, around in _looks_around(dated, area).items():
                owners[look][around] = None
    groups = [names.in_order(x) for x in owners.values()]
    groups.sort(key=lambda x: (-len(x), names.numbers[x[0]]))
    yield from groups[:_MOST_GROUPS]


def look_of(element: HtmlElement) -> Look:
    """What the items of a thread share, and their parts do not."""
    words = (x for x in (element.get("class") or "").split() if not _VARYING.search(x))
    word = next(words, None)
    if word is not None:
        return element.tag, word
    around = element.getparent()
    return (element.tag, "") if around is None else (element.tag, "", *look_of(around)[:2])


def _areas(names: Names) -> list[HtmlElement]:
    told = names.told(_is_area, _is_area)
    known: dict[HtmlElement, bool] = {}
    holding = {around for x in names.tagged("h1", "main") for around in (x, *x.iterancestors())}
    return outermost(
        [x for x in told if x not in holding and x.tag not in _DEAD and not is_elsewhere(x, known)]
    )


def _is_area(words: str) -> bool:
    said = words.lower()
    return any(map(said.__contains__, _STEMS)) and _AREA.search(spaced(words)) is not None


def _dated(area: HtmlElement, language: str | None) -> Iterator[HtmlElement]:
    """Elements that hold a date."""
    for element in area.iter("*"):
        if element.tag in _DEAD:
            continue
        if _is_dated(element, language):
            yield element


def _is_dated(element: HtmlElement, language: str | None) -> bool:
    if element.tag == "time":
        return True
    said = " ".join(" ".join([element.text or "", *(x.tail or "" for x in element)]).split())
    for line in (said, element.get("title") or ""):
        if line and len(line) <= _LONGEST_LINE:
            if tells_age(line) or (_DIGIT.search(line) and moment(line, language)):
                return True
    return False


def _looks_around(element: HtmlElement, area: HtmlElement) -> dict[Look, HtmlElement]:
    """Of each look the nearest element, up to the area itself."""
    found: dict[Look, HtmlElement] = {}
    around: HtmlElement | None = element
    while around is not None:
        found.setdefault(look_of(around), around)
        around = None if around is area else around.getparent()
    return found
