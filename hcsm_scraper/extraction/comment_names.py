"""What themes and plugins call the parts of a comment: its text, its author, its date."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from hcsm_scraper.extraction.comment_marks import spaced

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Names that stand alone or behind a theme's or plugin's prefix ("wpd-comment-text"), the surest first.
CONTENT = (
    "comment[-_]+content",
    "comment[-_]*text",
    "comment[-_]*(?:entry|copy|message|excerpt)|contenttext",
    "e-content|p-content",
    "(?:text|message|content)(?:[-_]*holder)?",
)
# An element of such a name may hold the whole comment, with its author's line.
WRAPPER = ("comment[-_]*body(?:[-_]*(?:content|text))?|comment[-_]*inner[-_]*content",)
AUTHOR = (
    "fn",
    "comment[-_]*author[-_]*(?:name|link)",
    "comment(?:[-_]+source)?[-_]*author",
    "comment[-_]*(?:by|name|user|username|poster)|commenter(?:[-_]name)?",
    "author(?:[-_]name)?|nickname|p-author|submitted(?:-by)?|name",
    "user[-_]?name|author",
)
DATE = (
    "comment[-_]*(?:date|time|datetime|timestamp|posted)",
    "comment[-_]*meta[-_]*(?:data)?",
    "submitted|dt-published|posted[-_](?:on|when|at)|when|meta",
    "(?:date|time|datetime|date-time|timestamp|published)",
)


def first_named(own: list[HtmlElement], names: tuple[str, ...]) -> HtmlElement | None:
    for pattern in names:
        for element in own:
            if is_named(element, pattern):
                return element
    return None


def is_named(element: HtmlElement, pattern: str) -> bool:
    """Whether one of its classes is such a name, with or without a prefix."""
    words = element.get("class")
    return bool(words) and _names(words, pattern)


@lru_cache(maxsize=16384)
def _names(words: str, pattern: str) -> bool:
    is_whole = pattern == "fn" or pattern.startswith(("submitted|", "author("))
    prefix = "" if is_whole else r"(?:[^\W_]+[-_]+)*?"
    names = rf"(?:^|\s){prefix}(?:{pattern})(?=$|\s)"
    return bool(re.search(names, spaced(words), re.IGNORECASE))
