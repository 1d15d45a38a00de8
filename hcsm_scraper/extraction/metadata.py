"""Title, authors, dates, categories, tags, language, image and excerpt of one article.

Declared sources are asked first, then the article's own header; the losers that disagree are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.records import Claim
from archive.urls import normalise
from hcsm_scraper.extraction.authors import authors_of
from hcsm_scraper.extraction.declared import declared
from hcsm_scraper.extraction.places import Places
from hcsm_scraper.extraction.published import dates_of
from hcsm_scraper.extraction.titles import fold, title_of
from hcsm_scraper.extraction.topics import topics_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lxml.html import HtmlElement

    from archive.records import Moment
    from hcsm_scraper.document import Document
    from hcsm_scraper.extraction.declared import Declared


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
    is_for_payers: bool = False  # the page says that it shows but a beginning to others
    methods: Mapping[str, str] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()


def metadata_of(document: Document, article: HtmlElement | None) -> Metadata:
    """Metadata of the document's article.

    `article` is the element of `document.tree` that holds the article (header, body, footer), or
    None if the platform does not know it: then the element is looked for.
    """
    places = Places(document.names, article)
    said = declared(document, places.marks)
    title = title_of(said, places, document.url)
    places.settle(title.heading if title else None)
    language, by_language = _language(said, document.tree)
    authors = authors_of(said, places, document.url)
    dates = dates_of(said, places, document.url, language, document.captured_at)
    topics = topics_of(said, places, document.url)
    image, by_image = _image(said, document.url)
    excerpt, by_excerpt = _excerpt(said)
    methods = {
        "title": title.method if title else None,
        "authors": authors.method,
        **dates.methods,
        **topics.methods,
        "language": by_language,
        "lead_image": by_image,
        "excerpt": by_excerpt,
    }
    losers = [
        *_losers("title", title.text if title else None, title.claims if title else ()),
        *_losers("authors", "; ".join(authors.names), authors.claims),
        *_later(dates.claims, dates.published, dates.modified),
        *(Claim(field=name, method=method, value=value) for name, method, value in topics.claims),
    ]
    return Metadata(
        title=title.text if title else None,
        authors=authors.names,
        published=dates.published,
        modified=dates.modified,
        categories=topics.categories,
        tags=topics.tags,
        language=language,
        lead_image=image,
        excerpt=excerpt,
        is_for_payers=not all(x.is_free for x in said.statements),
        methods={name: method for name, method in methods.items() if method},
        claims=tuple(dict.fromkeys(losers)),
    )


def _losers(name: str, winner: str | None, claims: Iterable[tuple[str, str]]) -> Iterator[Claim]:
    for method, value in claims:
        if winner is None or fold(value) != fold(winner):
            yield Claim(field=name, method=method, value=value)


def _later(
    claims: Iterable[tuple[str, str, str]], published: Moment | None, modified: Moment | None
) -> Iterator[Claim]:
    for name, method, raw in claims:
        winner = published if name == "published" else modified
        if winner is not None and raw != winner.iso:
            yield Claim(field=name, method=method, value=raw)


def _language(said: Declared, tree: HtmlElement) -> tuple[str | None, str | None]:
    for method, value in (
        (
            "html",
            tree.get("lang")
            or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
            or tree.get("xml:lang"),
        ),
        ("meta", said.meta("content-language", "og:locale", "dc.language", "language")),
        ("json-ld", next((s.language for s in said.statements if s.language), None)),
    ):
        tag = (value or "").strip().replace("_", "-").split(",")[0]
        if 2 <= len(tag) <= 11 and tag.replace("-", "").isalnum():
            return tag, method
    return None, None


def _image(said: Declared, url: str) -> tuple[str | None, str | None]:
    for method, value in (
        (
            "meta",
            said.meta("og:image", "og:image:secure_url", "twitter:image", "twitter:image:src"),
        ),
        ("json-ld", next((s.image for s in said.statements if s.image), None)),
    ):
        if value and (address := normalise(value, url)):
            return address, method
    return None, None


def _excerpt(said: Declared) -> tuple[str | None, str | None]:
    if value := said.meta("og:description", "description", "twitter:description"):
        return value, "meta"
    value = next((s.excerpt for s in said.statements if s.excerpt), None)
    return value, "json-ld" if value else None
