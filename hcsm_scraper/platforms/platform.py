"""What reading asks of a blog software, with answers for an unknown one; platforms override."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.records import ArticleKind, PageKind
from archive.urls import normalise, same_site, without_comment_page

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from hcsm_scraper.document import Document
    from hcsm_scraper.extraction.comments import Thread

_LISTING_PATH = re.compile(
    r"/(?:page/\d+|category/.+|categories(?:/.*)?|tags?/.+|author/.+|topics?/.+|label/.+|archives?|"
    r"search(?:/.*)?|(?:19|20)\d{2}(?:/\d{1,2}(?:/\d{1,2})?)?)/?\Z",
    re.IGNORECASE,
)
_LISTING_PARAMETER = re.compile(r"(?:^|&)(?:paged|cat|tag|author|m|s|search|label)=", re.IGNORECASE)
_PART = re.compile(r"\A(?P<article>.*/)(?P<part>\d{1,2})/?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which article a document is about, and which piece of it. `parts` None: it is not said."""

    article_url: str
    part: int = 1
    parts: int | None = None
    comment_page: int | None = None


class Platform:
    """The default: what pages declare, then what all blogs have in common."""

    name: str | None = None

    def recognises(self, document: Document) -> bool:  # noqa: ARG002 - the default claims nothing
        return False

    def kind(self, document: Document) -> PageKind:
        """ARTICLE, INDEX or OTHER of an HTML page that was answered with 200."""
        if is_listing_url(document.url):
            return PageKind.INDEX
        if _open_graph_type(document.tree) == "article" or _says_article(document.tree):
            return PageKind.ARTICLE
        if urlsplit(document.url).path in ("", "/"):
            return PageKind.INDEX
        articles = document.tree.findall(".//article")
        if len(articles) > 1 and not any(a.find(".//article") is not None for a in articles):
            headed = [
                a for a in articles if a.find(".//h2") is not None or a.find(".//h3") is not None
            ]
            if len(headed) > 2 and document.tree.find(".//h1") is None:
                return PageKind.INDEX
        return PageKind.ARTICLE if _has_prose(document.tree) else PageKind.OTHER

    def article_kind(self, document: Document) -> ArticleKind:  # noqa: ARG002
        return ArticleKind.ARTICLE

    def article_key(self, document: Document) -> str | None:  # noqa: ARG002
        """The platform's own id of the article."""
        return None

    def place(self, document: Document) -> Place:
        """The article's canonical URL: what the page declares, where that is plausible."""
        own, comment_page = without_comment_page(document.url)
        declared = canonical_of(document)
        if declared is None or not same_site(declared, own):
            return Place(article_url=own, comment_page=comment_page)
        declared, _ = without_comment_page(declared)
        if urlsplit(declared).path in ("", "/") and urlsplit(own).path not in ("", "/"):
            declared = own  # a canonical that leads home says nothing about this page
        return Place(article_url=declared, comment_page=comment_page)

    def thread(self, document: Document) -> Thread:  # noqa: ARG002
        """The page's comments."""
        from hcsm_scraper.extraction.comments import Thread  # noqa: PLC0415

        return Thread(comments=(), is_open=None, announced=None)

    def body_element(self, tree: HtmlElement) -> HtmlElement | None:  # noqa: ARG002
        """The element of `tree` that holds the article's text and nothing else, if it is known."""
        return None

    def comment_areas(self, tree: HtmlElement) -> list[HtmlElement]:  # noqa: ARG002
        """Elements of `tree` that hold comments or their form: cut before the body is read."""
        return []

    def surroundings(self, body: HtmlElement) -> list[HtmlElement]:  # noqa: ARG002
        """What themes put into the element of the text that is not text: bylines, topics."""
        return []

    def article_element(self, tree: HtmlElement) -> HtmlElement | None:  # noqa: ARG002
        """The element that holds the article with its title, byline and footer, if it is known."""
        return None

    def is_closed_to_readers(self, document: Document) -> bool:  # noqa: ARG002
        """Whether the page asks for a password or a payment instead of showing its text."""
        return False


def is_listing_url(url: str) -> bool:
    parts = urlsplit(url)
    return bool(_LISTING_PATH.search(parts.path) or _LISTING_PARAMETER.search(parts.query))


def canonical_of(document: Document) -> str | None:
    """The URL that rel=canonical or og:url declares, normalised."""
    for link in document.tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            return normalise(link.get("href"), document.url)
    for meta in document.tree.iter("meta"):
        if meta.get("property") == "og:url" and meta.get("content"):
            return normalise(meta.get("content"), document.url)
    return None


def part_of(url: str, article_url: str) -> int | None:
    """The part that `url` is of `article_url` (`…/title/2/`, `…?page=2`), or None."""
    match = _PART.match(urlsplit(url).path)
    if match and match["article"].rstrip("/") == urlsplit(article_url).path.rstrip("/"):
        return int(match["part"])
    found = re.search(r"(?:^|&)page=(\d{1,2})(?:&|$)", urlsplit(url).query)
    if found and urlsplit(url).path == urlsplit(article_url).path:
        return int(found[1])
    return None


def _open_graph_type(tree: HtmlElement) -> str | None:
    for meta in tree.iter("meta"):
        if meta.get("property") == "og:type":
            return (meta.get("content") or "").lower() or None
    return None


def _says_article(tree: HtmlElement) -> bool:
    for meta in tree.iter("meta"):
        if meta.get("property") == "article:published_time":
            return True
    return any(
        re.search(
            r'"@type"\s*:\s*"(?:Blog|News|Medical)?(?:Posting|Article|ScholarlyArticle)"',
            x.text or "",
        )
        for x in tree.iter("script")
        if "ld+json" in (x.get("type") or "")
    )


def _has_prose(tree: HtmlElement) -> bool:
    return sum(len(p.text_content()) for p in tree.iter("p")) > 250
