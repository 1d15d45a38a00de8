"""Cuts items out of feeds: comments of erased people, and what leads to an erased article."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hcsm_scraper.discovery.feed import read_feed

if TYPE_CHECKING:
    from archive.records import Page
    from archive.tombstones import Tombstones
    from hcsm_scraper.document import Document

_ITEM = re.compile(r"<((?:\w+:)?(?:item|entry))\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_TITLE = re.compile(
    r"<title[^>]*>\s*(?:<!\[CDATA\[)?\s*(?:comments? |kommentar|commentaire|coment)"
)


def cut_feed(text: str, document: Document, charset: str, blog_id: str, stones: Tombstones) -> str:
    """Each item is read by itself, by the reader of feeds."""
    items = list(_ITEM.finditer(text))
    if not items:
        return text
    head, tail = text[: items[0].start()], text[items[-1].end() :]
    is_of_comments = "comment" in urlsplit(document.url).path or bool(_TITLE.search(head.lower()))

    def kept(item: re.Match[str]) -> str:
        content = (head + item[0] + tail).encode(charset, "replace")
        page = read_feed(replace(document, content=content))
        return "" if _is_erased(page, blog_id, stones, is_of_comments=is_of_comments) else item[0]

    return _ITEM.sub(kept, text)


def _is_erased(page: Page, blog_id: str, stones: Tombstones, *, is_of_comments: bool) -> bool:
    for one in page.evidence:
        if stones.matches(stones.article(one.article_url)):
            return True
        if len(stones.comments(one.comments, blog_id)) < len(one.comments):
            return True
        if is_of_comments and any(stones.has_person(x, None) for x in one.authors):
            return True  # under no number that the reader knows
    return False
