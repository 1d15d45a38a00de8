"""Sitemaps (sitemaps.org 0.9): XML, gzip and text; what they list becomes leads."""

from __future__ import annotations

import gzip
import re
import zlib
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

from archive.records import Lead, LeadRole, Page, PageKind
from archive.urls import normalise, trap

if TYPE_CHECKING:
    from hcsm_scraper.document import Document

MAX_URLS = 50_000  # the protocol's own limit
MAX_BYTES = 50 * 1024 * 1024
_ROOT = re.compile(rb"<(?:\w+:)?(urlset|sitemapindex)[\s>]")
_PAGES = re.compile(r"(?:posts-page|page-sitemap|pages)", re.IGNORECASE)
_TAGS = re.compile(
    r"(?:tag|topic|label)s?-?(?:sitemap)?|taxonomies-post_tag|post_tag", re.IGNORECASE
)
_AUTHORS = re.compile(r"author|users", re.IGNORECASE)
_CATEGORIES = re.compile(r"categor|taxonom", re.IGNORECASE)


def is_sitemap(document: Document) -> bool:
    """Whether the content is a sitemap, whatever it is called."""
    if document.content[:2] == b"\x1f\x8b":
        return bool(_ROOT.search(_unzipped(document.content)[:4096]))
    if _ROOT.search(document.content[:4096]):
        return True
    is_text = document.content_type == "text/plain" and "sitemap" in urlsplit(document.url).path
    return is_text and document.content.lstrip()[:4] == b"http"


def robots_sitemaps(text: str, robots_url: str) -> list[str]:
    """The sitemaps that a robots.txt names, normalised."""
    named = re.findall(r"(?im)^\s*sitemap\s*:\s*(\S+)", text)
    found = [normalise(url, robots_url) for url in named]
    return list(dict.fromkeys(url for url in found if url is not None))


def read_sitemap(document: Document) -> Page:
    """Never raises: a broken sitemap gives what stands before the fault, and a problem."""
    content = _unzipped(document.content)
    if not _ROOT.search(content[:4096]):
        return _page(document, [(line.strip(), None) for line in document.text.splitlines()], None)
    rows: list[tuple[str, str | None]] = []
    problem = None
    is_index = False
    events = etree.iterparse(
        BytesIO(content),
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
        huge_tree=False,
    )
    try:
        for _, element in events:
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if name in ("url", "sitemap"):
                is_index = is_index or name == "sitemap"
                rows.append(_row(element))
                element.clear()
            if len(rows) >= MAX_URLS:
                problem = f"lists more than {MAX_URLS} URLs; the rest is left out"
                break
    except etree.XMLSyntaxError as error:
        problem = f"broken XML: {error}"
    return _page(document, rows, problem, is_index=is_index)


def _row(element: etree._Element) -> tuple[str, str | None]:
    said = {
        etree.QName(child).localname: (child.text or "").strip()
        for child in element
        if isinstance(child.tag, str)
    }
    return said.get("loc", ""), said.get("lastmod") or None


def _page(
    document: Document,
    rows: list[tuple[str, str | None]],
    problem: str | None,
    *,
    is_index: bool = False,
) -> Page:
    role, route = (LeadRole.SITEMAP, "sitemap") if is_index else _role(document.url)
    found: dict[str, Lead] = {}
    for url, lastmod in rows:
        target = normalise(url, document.url) if url else None
        if target is not None and (is_index or not trap(target)):
            found.setdefault(target, Lead(url=target, role=role, route=route, lastmod=lastmod))
    return Page(
        url=document.url, kind=PageKind.SITEMAP, leads=tuple(found.values()), problem=problem
    )


def _role(url: str) -> tuple[LeadRole, str]:
    name = urlsplit(url).path.rsplit("/", 1)[-1]
    if _AUTHORS.search(name):
        return LeadRole.ARCHIVE, "author-archive"
    if _TAGS.search(name):
        return LeadRole.ARCHIVE, "tag-archive"
    if _CATEGORIES.search(name):
        return LeadRole.ARCHIVE, "category"
    if _PAGES.search(name):
        return LeadRole.PAGE, "sitemap"
    return LeadRole.ARTICLE, "sitemap"


def _unzipped(content: bytes) -> bytes:
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        with gzip.open(BytesIO(content)) as stream:
            return stream.read(MAX_BYTES)
    except (OSError, EOFError, zlib.error):
        return b""
