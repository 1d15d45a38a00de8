"""The text of an article: candidates are read, and the one that the page's evidence supports wins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    raise NotImplementedError


def fragment_to_text(html: str) -> tuple[str, str]:
    """(text, Markdown) of an HTML fragment: a comment's body, REST or feed content."""
    raise NotImplementedError
