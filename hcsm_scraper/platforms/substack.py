"""Substack, on its own hosts and on custom domains: the page's preloaded JSON, else its elements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.records import PageKind
from archive.text import whole_number
from archive.urls import origin
from hcsm_scraper.extraction.comments import Shown, Thread
from hcsm_scraper.extraction.comments_declared import Node, Told, text_of, walked
from hcsm_scraper.extraction.json_text import first_said, said_in
from hcsm_scraper.platforms.platform import Platform

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from archive.records import Comment
    from hcsm_scraper.document import Document

_MARKS = ("substackcdn.com/bundle", "substackcdn.com/min/", "cdn.substack.com/min/")
_PRELOADS = re.compile(r"window\._preloads\s{0,20}=\s{0,20}JSON\.parse\(")
_ARTICLE_PATH = re.compile(r"\A/(?:p|pub/[^/]+/p)/[^/]+/?\Z")


class Substack(Platform):
    name = "substack"

    def recognises(self, document: Document) -> bool:
        return document.has("substack") and document.has(*_MARKS)

    def kind(self, document: Document) -> PageKind:
        path = urlsplit(document.url).path
        if _ARTICLE_PATH.match(path) or path.rstrip("/") == "/about":
            return PageKind.ARTICLE
        is_list = path in ("", "/") or path.startswith(("/archive", "/t/", "/s/"))
        return PageKind.INDEX if is_list else PageKind.OTHER

    def article_key(self, document: Document) -> str | None:
        return text_of(_article(document).get("id"))

    def body_element(self, document: Document) -> HtmlElement | None:
        available = document.names.only("available-content")
        if available is None:
            return None
        bodies = [x for x in available.iter("div") if "markup" in (x.get("class") or "").split()]
        return bodies[0] if bodies else None

    def article_element(self, document: Document) -> HtmlElement | None:
        return document.names.only("newsletter-post", "post")

    def thread(self, document: Document) -> Thread:
        article = _article(document)
        comments = tuple(x.comment for x in self.comments(document))
        count = whole_number(text_of(article.get("comment_count")))
        allowed = article.get("write_comment_permissions")
        announced = count if count is not None and count >= len(comments) else None
        key = self.article_key(document)
        path = f"/api/v1/post/{key}/comments?token=&all_comments=true&sort=oldest_first"
        is_whole = key is None or announced is None or announced <= len(comments)
        return Thread(
            comments=comments,
            is_open=None if allowed is None else allowed != "none",
            announced=announced,
            feeds=() if is_whole else (origin(document.url) + path,),
        )

    def comments(self, document: Document) -> tuple[Shown, ...]:
        told = told_comments(_preloads(document).get("comments"), document.url)
        return tuple(Shown(comment=x) for x in told) or super().comments(document)


def told_comments(nodes: object, article_url: str) -> tuple[Comment, ...]:
    """Comments of the site's JSON, each with its answers in `children`. `article_url`: "" where
    it does not say of which article they are."""
    article = article_url.split("?", maxsplit=1)[0].rstrip("/")

    def tell(node: Node, parent: str | None) -> Told:
        key, handle = text_of(node.get("id")), text_of(node.get("handle"))
        return Told(
            key=key,
            parent=parent,
            author=text_of(node.get("name")),
            author_url=f"https://substack.com/@{handle}" if handle else None,
            published=text_of(node.get("date")),
            text=_as_html(text_of(node.get("body"))),
            permalink=f"{article}/comment/{key}" if article and key else None,
        )

    return walked(nodes, "children", tell)


def _as_html(text: str | None) -> str | None:
    """Bodies are plain text with line breaks; removed ones are null."""
    if text is None:
        return None
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"<p>{x}</p>" for x in safe.split("\n") if x.strip())


def _article(document: Document) -> Node:
    found = _preloads(document).get("post")
    return found if isinstance(found, dict) else {}


def _preloads(document: Document) -> Node:
    found = _PRELOADS.search(document.text)
    try:
        text, _ = first_said(document.text, found.end()) if found else ("{}", 0)
        said = said_in(text) if isinstance(text, str) else None
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
