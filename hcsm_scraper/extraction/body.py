"""The text of an article: candidates are read, and the one that the page's evidence supports wins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import html

from hcsm_scraper.extraction import container, noise
from hcsm_scraper.extraction.blocks import markdown_of, text_of
from hcsm_scraper.extraction.markdown import Writer

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from archive.records import Link
    from hcsm_scraper.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Text: paragraphs separated by a newline, NFC. `method` names the candidate that won."""

    text: str
    markdown: str
    links: tuple[Link, ...]
    method: str


def body_of(document: Document, tree: HtmlElement, article: HtmlElement | None = None) -> Body:
    """Body of the article in `tree`, a private copy that this function may change (`noise.cut` is
    done here; comments and forms may have been cut before).

    `article` is the element of `tree` that a platform knows to hold the body, or None.
    """
    if article is not None:
        noise.cut(article)
        return _read(document.url, article, "platform")
    page = tree.find("body")
    page = tree if page is None else page
    counts = noise.cut_and_count(page)
    named = container.named_container(page, counts)
    if named is not None:
        return _read(document.url, named, "css")
    return _read(document.url, container.prose_container(page, counts), "heuristic")


def fragment_to_text(markup: str) -> tuple[str, str]:
    """(text, Markdown) of an HTML fragment: a comment's body, REST or feed content."""
    if not markup.strip():
        return "", ""
    tree = html.fromstring(f"<div>{markup}</div>")
    noise.drop_dead(tree)
    blocks = Writer().blocks(tree)
    return text_of(blocks), markdown_of(blocks)


def _read(url: str, element: HtmlElement, method: str) -> Body:
    blocks = Writer(url).blocks(element)
    links = tuple(link for block in blocks for link in block.links)
    return Body(text=text_of(blocks), markdown=markdown_of(blocks), links=links, method=method)
