"""Squarespace 7: what its templates share is the context that each page prints, and the body's classes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from archive.records import PageKind
from hcsm_scraper.platforms.platform import Platform, body_classes

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from hcsm_scraper.document import Document
    from hcsm_scraper.extraction.comments import Thread

_MARKS = ("Static.SQUARESPACE_CONTEXT", "assets.squarespace.com/universal/")
_CLASSES = ("sqs-seven-one", "collection-type-")  # of body, where scripts were not kept
_KEY = re.compile(r"\Aitem-([0-9a-f]{24})\Z")
# SQUARESPACE_CONTEXT: commentState 1 is open, 2 closed.
_ITEM = re.compile(
    r"\"item\":\{.{0,2000}?\"publicCommentCount\":(?P<count>\d{1,6})(?:,\"commentState\":(?P<state>\d))?",
    re.DOTALL,
)


class Squarespace(Platform):
    name = "squarespace"

    def recognises(self, document: Document) -> bool:
        is_named = any(x.startswith(_CLASSES) for x in body_classes(document.tree))
        return is_named or document.has(*_MARKS)

    def kind(self, document: Document) -> PageKind:
        body = body_classes(document.tree)
        if "view-item" in body or (not body & {"view-list"} and self.article_key(document)):
            return PageKind.ARTICLE
        is_blog = any(x.startswith("collection-type-blog") for x in body)
        return PageKind.INDEX if "view-list" in body and is_blog else super().kind(document)

    def article_key(self, document: Document) -> str | None:
        for element in document.tree.iter("body", "article"):
            for name in (element.get("id"), element.get("data-item-id")):
                if found := _KEY.match(name or "") or re.match(r"([0-9a-f]{24})\Z", name or ""):
                    return found[1]
        return None

    def body_element(self, document: Document) -> HtmlElement | None:
        found = document.names.only(
            "blog-item-content", "entry-content", "body", "BlogItem-content"
        )
        if found is not None:
            return found
        labelled = [
            x for x in document.tree.iter("div") if x.get("data-layout-label") == "Post Body"
        ]
        return labelled[0] if len(labelled) == 1 else None

    def thread(self, document: Document) -> Thread:
        """A script asks for comments; how many there are, the page's context says."""
        thread = super().thread(document)
        found = _ITEM.search(document.text)
        if found is None:
            return thread
        count = int(found["count"])
        return replace(
            thread,
            is_open=None if found["state"] is None else found["state"] == "1",
            announced=count if count >= len(thread.comments) else None,
        )

    def comment_areas(self, document: Document) -> list[HtmlElement]:
        named = [
            x
            for x in document.tree.iter("div", "section")
            if set((x.get("class") or "").split())
            & {"squarespace-comments", "blog-item-comments", "comments-wrapper"}
        ]
        return [*super().comment_areas(document), *named]
