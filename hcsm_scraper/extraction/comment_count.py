"""How many comments a page says there are: the number in the heading over them, in seven languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from archive.text import whole_number

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from hcsm_scraper.document import Document
    from hcsm_scraper.names import Names

_COUNTS = ("data-comments-count", "data-num-comments")
_COUNTED = etree.XPath("|".join(f"//@{name}" for name in _COUNTS))
_TITLE = re.compile(
    r"comments-title|comments-heading|comment-reply-title-count|comments-count|comments__title"
)
_AREA = re.compile(r"comments-area|comments-wrapper")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_NUMBER = re.compile(r"(?<![\d#])(\d[\d,.\u202f ]*)(?=\s|\)|$|[件个個条條개])")
_ONE = re.compile(r"^\W*(?:one|ein|eine|un|une|uno|una|um|uma|een|één)\b", re.IGNORECASE)
_NONE = re.compile(r"^\W*(?:no|keine|aucun|ningún|sin|nenhum|nessun|geen)\b", re.IGNORECASE)


def announced_in(document: Document) -> int | None:
    """The number in the heading over the comments: "12 thoughts on", "Comments (12)", "One response"."""
    for heading in _headings(document.names):
        if "respond" in (heading.get("id") or "") or _is_of_form_or_comment(heading):
            continue
        said = " ".join(heading.text_content()[:200].split())
        said = re.split("[“”\"«»„‘']", said, maxsplit=1)[0]
        if found := _NUMBER.search(said):
            return whole_number(re.sub(r"\D", "", found[1]))
        if _ONE.match(said):
            return 1
        if _NONE.match(said):
            return 0
    if not document.has(*_COUNTS):
        return None
    counts = (whole_number(said) for said in _COUNTED(document.tree))
    return next((x for x in counts if x is not None), None)


def _headings(names: Names) -> list[HtmlElement]:
    """Titles by their names, and headings inside of what is named after comments."""
    found: dict[HtmlElement, None] = {}
    for element in names.told(lambda said: "omment" in said, lambda name: "omment" in name):
        said, name = element.get("class") or "", element.get("id") or ""
        is_area = name == "comments" or bool(_AREA.search(said))
        is_title = name == "comments-title" or bool(_TITLE.search(said))
        is_bare = name in ("comments", "comment") and (
            element.tag in _HEADINGS[:3] or len(element) == 0
        )
        if is_title or is_bare:
            found[element] = None
        if is_area:
            found.update(dict.fromkeys(element.iterdescendants(*_HEADINGS)))
    return list(found)


def _is_of_form_or_comment(heading: HtmlElement) -> bool:
    for around in heading.iterancestors():
        names = f"{around.get('id') or ''} {around.get('class') or ''}"
        if re.search(
            r"(?:^|\s)(?:respond|comment-respond|(?:\w+-)?comment-\d+|c\d+)(?=\s|$)", names
        ):
            return True
    return (heading.get("id") or "") == "reply-title"
