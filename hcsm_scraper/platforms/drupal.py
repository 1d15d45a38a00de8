"""Drupal 7 to 11, any theme: comment.html.twig, the classes of nodes and fields, and the settings printed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from archive.records import PageKind
from hcsm_scraper.extraction.comment_marks import Mark
from hcsm_scraper.extraction.comments import comments_of
from hcsm_scraper.platforms.platform import Platform, body_classes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from hcsm_scraper.document import Document
    from hcsm_scraper.extraction.comments import Shown

_MARKS = (
    "data-drupal-selector=",
    "data-drupal-link-system-path",
    "Drupal.settings",
    "drupal-settings-json",
)
_KEYS = (
    re.compile(r"\"currentPath\":\"node\\?/(\d+)\""),
    re.compile(r"<link[^<>]{0,80}rel=\"shortlink\"[^<>]{0,200}/node/(\d+)\""),
    re.compile(r"<body[^<>]{0,500}\bpage-node-(\d+)\b"),
)
_COMMENTS = etree.XPath(
    "//*[self::article or self::div][contains(concat(' ',normalize-space(@class),' '),' comment ')]"
    "[not(ancestor::*[contains(@class,'block-comment') or contains(@class,'view-comments')])]"
)
_NUMBER = re.compile(r"\Acomment-(\d+)\Z")
_INDENTED = etree.XPath(
    "count(ancestor::*[contains(concat(' ',normalize-space(@class),' '),' indented ')])"
)


class Drupal(Platform):
    name = "drupal"
    generators = ("drupal",)

    def recognises(self, document: Document) -> bool:
        return document.has("rupal") and document.has(*_MARKS)

    def kind(self, document: Document) -> PageKind:
        body = body_classes(document.tree)
        nodes = [
            x
            for x in document.tree.iter("article", "div")
            if "node" in (x.get("class") or "").split()
        ]
        whole = [
            x
            for x in nodes
            if re.search(r"node--?view-mode-full|\bnode-full\b", x.get("class") or "")
        ]
        if len(whole) == 1 or any(x.startswith(("page-node-type-", "node-type-")) for x in body):
            return PageKind.ARTICLE
        teasers = [x for x in nodes if "teaser" in (x.get("class") or "")]
        return (
            PageKind.INDEX
            if len(teasers) > 1 or "path-frontpage" in body
            else super().kind(document)
        )

    def article_key(self, document: Document) -> str | None:
        return next((found[1] for x in _KEYS if (found := x.search(document.text))), None)

    def body_element(self, document: Document) -> HtmlElement | None:
        found = super().body_element(document)
        return (
            document.names.only("field--name-body", "field-name-body") if found is None else found
        )

    def article_element(self, document: Document) -> HtmlElement | None:
        return document.names.only("node--view-mode-full", "node-full")

    def comments(self, document: Document) -> tuple[Shown, ...]:
        """Answers stand behind what they answer, in `.indented`."""
        shown = comments_of(_marks(document.tree), document, shows_all_levels=True)
        return shown or super().comments(document)

    def comment_areas(self, document: Document) -> list[HtmlElement]:
        return [*super().comment_areas(document), *_COMMENTS(document.tree)]


def _marks(tree: HtmlElement) -> Iterator[Mark]:
    for element in _COMMENTS(tree):
        if (key := _key(element)) is not None:
            yield Mark(element=element, key=key, depth=int(_INDENTED(element)) + 1)


def _key(element: HtmlElement) -> str | None:
    """Of the element itself, or of the anchor before it (comment.html.twig until Drupal 10)."""
    before = element.getprevious()
    for named in (element, before):
        if named is not None and (found := _NUMBER.match(named.get("id") or "")):
            return found[1]
    return None
