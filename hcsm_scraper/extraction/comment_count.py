"""How many comments a page says there are: the number in the heading over them, in seven languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_COUNTED = etree.XPath("//@data-comments-count")
_HEADINGS = etree.XPath(
    "//*[contains(@class,'comments-title') or contains(@class,'comments-heading') or "
    "contains(@class,'comment-reply-title-count') or contains(@class,'comments-count') or contains(@class,'comments__title') or "
    "@id='comments-title']"
    "|//*[@id='comments'][self::h2 or self::h3 or self::h4]"
    "|//*[@id='comments' or contains(@class,'comments-area') or contains(@class,'comments-wrapper')]"
    "//*[self::h2 or self::h3 or self::h4 or self::h5 or self::h6]"
    "|//*[@id='comments'][not(*)]"
)
_NUMBER = re.compile(r"(?<![\d#])(\d[\d,.\u202f ]*)(?=\s|\)|$)")
_ONE = re.compile(r"^\W*(?:one|ein|eine|un|une|uno|una|um|uma|een|één)\b", re.IGNORECASE)
_NONE = re.compile(r"^\W*(?:no|keine|aucun|ningún|sin|nenhum|nessun|geen)\b", re.IGNORECASE)


def announced_in(tree: HtmlElement) -> int | None:
    """The number in the heading over the comments: "12 thoughts on", "Comments (12)", "One response"."""
    for heading in _HEADINGS(tree):
        if "respond" in (heading.get("id") or "") or _is_of_form_or_comment(heading):
            continue
        said = " ".join(heading.text_content()[:200].split())
        said = re.split("[“”\"«»„‘']", said, maxsplit=1)[0]
        if found := _NUMBER.search(said):
            return int(re.sub(r"\D", "", found[1]))
        if _ONE.match(said):
            return 1
        if _NONE.match(said):
            return 0
    return next((int(x) for x in _COUNTED(tree) if x.isdigit() and len(x) < 7), None)


def _is_of_form_or_comment(heading: HtmlElement) -> bool:
    for around in heading.iterancestors():
        names = f"{around.get('id') or ''} {around.get('class') or ''}"
        if re.search(r"(?:^|\s)(?:respond|comment-respond|(?:\w+-)?comment-\d+)(?=\s|$)", names):
            return True
    return (heading.get("id") or "") == "reply-title"
