"""Blogger: layouts of 2006 (`dl#comments-block`), threaded ones since 2012, and today's themes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

from archive.records import ArticleKind, PageKind
from archive.text import ERASED_CLASS
from archive.urls import origin
from hcsm_scraper.extraction.comment_marks import Mark
from hcsm_scraper.extraction.comments import Shown, comments_of
from hcsm_scraper.extraction.comments_declared import Told, as_comment, listed, text_of
from hcsm_scraper.extraction.dates import moment
from hcsm_scraper.extraction.json_text import said_in
from hcsm_scraper.platforms.platform import Platform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from archive.records import Comment
    from hcsm_scraper.document import Document
    from hcsm_scraper.extraction.comments import Thread

_MARK = "www.blogger.com/static/v1/widgets/"
_PAGE_TYPE = re.compile(r"'pageType': ?'(\w+)'")
_KINDS = {
    "item": PageKind.ARTICLE,
    "static_page": PageKind.ARTICLE,
    "index": PageKind.INDEX,
    "archive": PageKind.INDEX,
    "error_page": PageKind.OTHER,
}
_ARTICLE_PATH = re.compile(r"\A/(?:\d{4}/\d{2}|p)/[^/]+\.html\Z")
_FEED = re.compile(r"/feeds/(\d+)/comments/(?:default|full)\Z")
_BODY_ID = re.compile(r"\Apost-body-(\d+)\Z")
_THREADED = etree.XPath(
    "//li[contains(concat(' ',normalize-space(@class),' '),' comment ')][starts-with(@id,'c')]"
)
_FLAT = etree.XPath("//dl[@id='comments-block' or contains(@class,'comments-block')]")
_TERM = re.compile(r"c(\d+)\Z")
_ITEMS = "var items = [{"
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-3]?[0-7]{1,2})|(.))", re.DOTALL)
_FORM = etree.XPath(
    "//*[@id='comment-editor' or @id='comment-editor-src' or @id='comment-form']"
    "|//a[contains(@href,'blogger.com/comment.g') or contains(@href,'blogger.com/comment/')]"
)
_CLOSED = etree.XPath("//p[contains(@class,'comment-footer')][normalize-space()][not(.//a)]")


class Blogger(Platform):
    name = "blogger"
    generators = ("blogger",)

    def recognises(self, document: Document) -> bool:
        return document.has(_MARK)

    def kind(self, document: Document) -> PageKind:
        if found := _PAGE_TYPE.search(document.text):
            return _KINDS.get(found[1], PageKind.OTHER)
        path = urlsplit(document.url).path
        return PageKind.ARTICLE if _ARTICLE_PATH.match(path) else PageKind.INDEX

    def article_kind(self, document: Document) -> ArticleKind:
        is_page = urlsplit(document.url).path.startswith("/p/")
        return ArticleKind.PAGE if is_page else ArticleKind.ARTICLE

    def article_key(self, document: Document) -> str | None:
        for element in document.tree.iter("div", "link", "a", "meta"):
            if element.tag == "div" and (found := _BODY_ID.match(element.get("id") or "")):
                return found[1]
            if element.get("itemprop") == "postId":
                return str(element.get("content"))
            if found := _FEED.search(element.get("href") or ""):
                return found[1]
        return None

    def body_element(self, document: Document) -> HtmlElement | None:
        bodies = [x for x in document.tree.iter("div") if _BODY_ID.match(x.get("id") or "")]
        return bodies[0] if len(bodies) == 1 else document.names.only("post-body")

    def article_element(self, document: Document) -> HtmlElement | None:
        return document.names.only("post-outer", "hentry", "post")

    def thread(self, document: Document) -> Thread:
        thread = super().thread(document)
        can_answer = bool(_FORM(document.tree))
        is_closed = not can_answer and bool(thread.comments or _CLOSED(document.tree))
        key = self.article_key(document)
        is_whole = thread.announced is None or thread.announced <= len(thread.comments)
        feed = f"{origin(document.url)}/feeds/{key}/comments/default?max-results=500"
        return replace(
            thread,
            is_open=True if can_answer else False if is_closed else None,
            feeds=() if is_whole or key is None else (feed,),
        )

    def comments(self, document: Document) -> tuple[Shown, ...]:
        """In elements; else in the script that makes them."""
        tree = document.tree
        threaded = [Mark(element=x, key=x.get("id")[1:]) for x in _THREADED(tree)]
        shown = comments_of(threaded, document, shows_all_levels=True)
        shown = shown or comments_of(_flat(tree), document)
        shown = shown or super().comments(document)
        shown = tuple(replace(x, comment=_at_its_instant(x.comment)) for x in shown)
        return shown or tuple(Shown(comment=x) for x in _in_script(document.text))

    def comment_areas(self, document: Document) -> list[HtmlElement]:
        tree = document.tree
        inside = [
            x for x in tree.iter("div", "section") if x.get("id") in ("comments", "comment-holder")
        ]
        return [*inside, *_FLAT(tree), *_THREADED(tree)]


def _at_its_instant(comment: Comment) -> Comment:
    """Its permalink holds the milliseconds at which it was written (`?showComment=1505059956197`)."""
    found = re.search(r"[?&]showComment=(\d{12,13})(?=#|&|\Z)", comment.permalink or "")
    return replace(comment, published=moment(_iso(found[1]))) if found else comment


def _iso(milliseconds: str) -> str:
    return datetime.fromtimestamp(int(milliseconds) // 1000, UTC).isoformat()


def _flat(tree: HtmlElement) -> Iterator[Mark]:
    """Each author's dt; the text and the date stand in the dd behind it."""
    for term in (x for block in _FLAT(tree) for x in block.iterchildren("dt")):
        named = (y for x in (term, *term.iter("a")) for y in (x.get("id"), x.get("name")) if y)
        if key := next((x[1] for y in named if (x := _TERM.match(y))), None):
            yield Mark(element=term, key=key)


def _in_script(text: str) -> Iterator[Comment]:
    """`var items = [{'id': …, 'parentId': …}]`: JavaScript with single quotes, \\x3c or, until 2014, \\74."""
    start = text.find(_ITEMS)
    end = text.find("}];", start)
    if start < 0 or end < 0:
        return
    array = text[start + len(_ITEMS) - 2 : end + 2]
    try:
        told = said_in(_QUOTED.sub(lambda x: json.dumps(_ESCAPE.sub(_plain, x[1])), array))
    except ValueError:
        return
    items = [x for x in listed(told) if isinstance(x, dict)]
    gone = {text_of(item.get("id")) for item in items if ERASED_CLASS in item}
    for item in items:
        if ERASED_CLASS in item:
            continue
        said = item.get("author")
        by = said if isinstance(said, dict) else {}
        above = text_of(item.get("parentId"))
        key, body = text_of(item.get("id")), text_of(item.get("body"))
        if key or body:
            at = str(item.get("timestamp") or "")
            yield as_comment(
                Told(
                    key=key,
                    parent=ERASED_CLASS if above in gone else above,
                    author=unescape(unescape(text_of(by.get("name")) or "")) or None,
                    author_url=text_of(by.get("profileUrl")),
                    published=_iso(at) if re.fullmatch(r"\d{12,13}", at) else None,
                    text=body,
                    permalink=text_of(item.get("permalink")),
                )
            )


def _plain(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    if code or escape[3]:
        return chr(int(code, 16) if code else int(escape[3], 8))
    return {"n": "\n", "t": "\t"}.get(escape[4], escape[4])
