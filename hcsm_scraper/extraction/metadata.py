"""Title, authors, dates, categories, tags, language, image and excerpt of one article.

Declared sources are asked first, then the article's own header; the losers that disagree are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.html import HtmlElement

    from archive.records import Claim, Moment
    from hcsm_scraper.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """One article's metadata. `methods` names, per field, the way the winner was read."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str | None = None  # BCP 47
    lead_image: str | None = None
    excerpt: str | None = None
    site_name: str | None = None
    methods: Mapping[str, str] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()


def metadata_of(document: Document, article: HtmlElement | None) -> Metadata:
    """Metadata of the document's article.

    `article` is the element of `document.tree` that holds the article (header, body, footer), or
    None if the platform does not know it: then the element is looked for.
    """
    raise NotImplementedError
