"""Tumblr blogs with any theme: replies and answered reblogs stand among the notes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

from archive.records import PageKind
from hcsm_scraper.extraction.comment_marks import key_of
from hcsm_scraper.extraction.comments import Shown
from hcsm_scraper.extraction.comments_declared import Told, as_comment
from hcsm_scraper.platforms.platform import Platform

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from archive.records import Comment
    from hcsm_scraper.document import Document

# Printed by {block:…} of every theme's head, and by the controls put into each page.
_MARKS = (
    'content="com.tumblr"',
    'content="Tumblr"',
    "tumblr_controls",
    "assets.tumblr.com/client/prod",
)
_KEY = re.compile(r"\A/(?:post/|[\w-]+/)?(\d{6,20})(?:/[^/]*)?/?\Z")
_NOTES = etree.XPath(
    "//ol[contains(concat(' ',normalize-space(@class),' '),' notes ')]"
    "/li[contains(concat(' ',normalize-space(@class),' '),' reply ') or contains(@class,'with_commentary')]"
)
_ANSWER = etree.XPath(".//*[contains(@class,'answer_content')]|.//blockquote")


class Tumblr(Platform):
    name = "tumblr"

    def recognises(self, document: Document) -> bool:
        return document.has("umblr") and document.has(*_MARKS)

    def kind(self, document: Document) -> PageKind:
        path = urlsplit(document.url).path
        is_list = path in ("", "/") or path.startswith(
            ("/page/", "/tagged/", "/archive", "/search/")
        )
        if _KEY.match(path):
            return PageKind.ARTICLE
        return PageKind.INDEX if is_list else super().kind(document)

    def article_key(self, document: Document) -> str | None:
        found = _KEY.match(urlsplit(document.url).path)
        return found[1] if found else None

    def body_element(self, document: Document) -> HtmlElement | None:
        return document.names.only(
            "body-text", "post-content", "post_content", "post-body", "post_body", "caption"
        )

    def comments(self, document: Document) -> tuple[Shown, ...]:
        """Likes and bare reblogs are no comments. Notes bear no dates."""
        notes = (
            Shown(comment=_note(x), element=x, own=tuple(x.iterdescendants("*")))
            for x in _NOTES(document.tree)
        )
        return tuple(x for x in notes if x.comment.text)

    def comment_areas(self, document: Document) -> list[HtmlElement]:
        notes = [x for x in document.tree.iter("ol") if "notes" in (x.get("class") or "").split()]
        return [*super().comment_areas(document), *notes]


def _note(note: HtmlElement) -> Comment:
    by = next((x for x in note.iter("a") if x.text_content().strip()), None)
    said = next(iter(_ANSWER(note)), None)
    return as_comment(
        Told(
            key=key_of(note),
            parent=None,
            author=None if by is None else by.text_content(),
            author_url=None if by is None else by.get("href"),
            published=None,
            text=None
            if said is None
            else etree.tostring(said, encoding="unicode", with_tail=False),
        )
    )
