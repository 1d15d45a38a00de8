"""Ghost: what its helpers print in every theme ({{body_class}}, {{ghost_head}}, {{comments}})."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from lxml import etree

from archive.records import ArticleKind, PageKind
from archive.urls import absolute
from hcsm_scraper.extraction.comments_declared import Node, Told, text_of, walked
from hcsm_scraper.platforms.platform import Platform, body_classes

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from archive.records import Comment
    from hcsm_scraper.document import Document
    from hcsm_scraper.extraction.comments import Thread
    from hcsm_scraper.names import Names

_MARKS = ("data-ghost-comments=", "data-ghost-comments-counts-api=", "data-ghost=")
_INVITATION = 600  # letters
_LISTS = ("home-template", "tag-template", "author-template", "paged")


class Ghost(Platform):
    name = "ghost"
    generators = ("ghost",)

    def recognises(self, document: Document) -> bool:
        return document.has("data-ghost") and document.has(*_MARKS)

    def kind(self, document: Document) -> PageKind:
        body = body_classes(document.tree)
        if body & {"post-template", "page-template"}:
            return PageKind.ARTICLE
        if any(x.startswith(_LISTS) for x in body):
            return PageKind.INDEX
        return PageKind.OTHER if "error-template" in body else super().kind(document)

    def article_kind(self, document: Document) -> ArticleKind:
        is_page = "page-template" in body_classes(document.tree)
        return ArticleKind.PAGE if is_page else ArticleKind.ARTICLE

    def article_key(self, document: Document) -> str | None:
        script = _comments_script(document.names)
        if script is not None and script.get("data-post-id"):
            return str(script.get("data-post-id"))
        found = re.search(r'tb_post_uuid="([0-9a-f-]{36})"', document.text)
        return found[1] if found else None

    def body_element(self, document: Document) -> HtmlElement | None:
        return document.names.only(
            "gh-content", "post-full-content", "post-content", "single-content"
        )

    def surroundings(self, body: HtmlElement) -> list[HtmlElement]:
        return _gates(body)

    def is_for_members(self, body: HtmlElement) -> bool:
        return bool(_gates(body))

    def article_element(self, document: Document) -> HtmlElement | None:
        return document.names.only("gh-article", "article", "post-full", "post")

    def thread(self, document: Document) -> Thread:
        """They are not on the page: its script asks the blog for them, and so does a crawl."""
        thread = super().thread(document)
        script = _comments_script(document.names)
        if script is None:
            return thread
        path = f"members/api/comments/post/{script.get('data-post-id')}/?limit=100"
        base = (script.get("data-ghost-comments") or document.url).rstrip("/") + "/"
        feed = absolute(path, base)
        return replace(
            thread,
            is_open=script.get("data-comments-enabled") != "off",
            feeds=() if feed is None else (feed,),
        )


def told_comments(nodes: object) -> tuple[Comment, ...]:
    """Comments of `/members/api/comments/`, each with its answers in `replies`."""

    def tell(node: Node, parent: str | None) -> Told:
        member = node.get("member")
        by = member if isinstance(member, dict) else {}
        return Told(
            key=text_of(node.get("id")),
            parent=text_of(node.get("in_reply_to_id")) or text_of(node.get("parent_id")) or parent,
            author=text_of(by.get("name")),
            author_url=None,
            published=text_of(node.get("created_at")),
            text=text_of(node.get("html")),
        )

    return walked(nodes, "replies", tell)


def _gates(body: HtmlElement) -> list[HtmlElement]:
    """What {{content}} puts in place of the text that is for members (content-cta.hbs, which themes
    may write anew): it opens Portal. An author's own card does not say so by `data-portal`."""
    last = next((x for x in reversed(body) if isinstance(x.tag, str)), None)
    if last is None or (not last.get("data-portal") and last.find(".//*[@data-portal]") is None):
        return []
    before = last.getprevious()
    if before is not None and before.tag is etree.Comment and "kg-card-begin" in before.text:
        return []
    is_text = sum(len(x.text_content()) for x in last.iter("p")) > _INVITATION
    return _gates(last) if is_text else [last]


def _comments_script(names: Names) -> HtmlElement | None:
    return next((x for x in names.tagged("script") if x.get("data-ghost-comments")), None)
