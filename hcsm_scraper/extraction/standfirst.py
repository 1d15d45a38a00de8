"""The lines between title and text that an article begins with, set outside its container by the theme."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hcsm_scraper.extraction.noise import KEEP, verdict

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NAMED = re.compile(
    r"(?<!with)(?:^|[\s_-])(?:lead|lede|excerpt|chap[oe]|chapeau|standfirst|intro|introduction|dek|"
    r"teaser|summary|vorspann|entradilla|bajada|sommario|abstract)(?=$|[\s_-])"
    r"|\Asubtitle subtitle-",  # Substack's
    re.IGNORECASE,
)
_SUMMARY = re.compile(r"post[_-]+excerpt")  # WordPress's field beside the text, not its beginning
_TAGS = ("p", "div", "h2", "h3", "section", "header", "span")
_SHORTEST, _LONGEST = 60, 1200  # letters


def standfirst_of(body: HtmlElement) -> HtmlElement | None:
    """The element of the standfirst above `body`, or None. It stands below the page's one h1."""
    for around in body.iterancestors():
        headings = list(around.iter("h1"))
        if headings:
            break
    else:
        return None
    if len(headings) != 1 or body in headings[0].iterancestors():
        return None
    is_below = False
    for element in around.iter("*"):
        if element is headings[0]:
            is_below = True
        elif element is body:
            return None
        elif is_below and element.tag in _TAGS and _is_one(element, body, around):
            return element
    return None


def _is_one(element: HtmlElement, body: HtmlElement, around: HtmlElement) -> bool:
    named = element.get("class") or ""
    if not _NAMED.search(named) or _SUMMARY.search(named):
        return False
    above = [element]
    for up in element.iterancestors():
        if up is around:
            break
        above.append(up)
    if element in body.iterancestors() or any(verdict(x) is not KEEP for x in above):
        return False
    letters = len(element.text_content()) - sum(len(x.text_content()) for x in element.iter("a"))
    return _SHORTEST <= letters <= _LONGEST
