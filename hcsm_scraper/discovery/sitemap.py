"""Sitemaps (sitemaps.org 0.9): XML, gzip and text; what they list becomes leads."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

from archive.codings import inflated
from archive.records import Lead, LeadRole, Listed, Listing, Page, PageKind
from archive.urls import normalise, trap
from hcsm_scraper.document import without_bad_references

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hcsm_scraper.document import Document

MAX_URLS = 50_000  # the protocol's own limits
MAX_BYTES = 50 * 1024 * 1024
_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 31  # of zlib: 15, and 16 for gzip
_ROOT = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")
_SUBSET = re.compile(rb"<!ENTITY|<!DOCTYPE[^>\[]*\[", re.IGNORECASE)
_TEXT = re.compile(rb"(?m)^(?:\xef\xbb\xbf)?\s*https?://")
_HEAD = 4096
# Names: WordPress (wp-sitemap-taxonomies-category-1), Yoast (post_tag-sitemap2), Google XML
# Sitemaps (sitemap-tax-post_tag, sitemap-pt-page-2015-03), Ghost (sitemap-tags), Blogger (sitemap-pages).
_EDGE_L, _EDGE_R = r"(?:^|[-_.])", r"(?=$|[-_.\d])"
_NAMES: tuple[tuple[re.Pattern[str], LeadRole, str], ...] = tuple(
    (re.compile(f"{_EDGE_L}(?:{words}){_EDGE_R}", re.IGNORECASE), role, route)
    for words, role, route in (
        ("authors?|users?|contributors?", LeadRole.ARCHIVE, "author-archive"),
        ("post_?tags?|tags?|topics?|labels?", LeadRole.ARCHIVE, "tag-archive"),
        ("categor(?:y|ies)|taxonom(?:y|ies)|tax|post_format", LeadRole.ARCHIVE, "category"),
        ("archives?", LeadRole.ARCHIVE, "date-archive"),
        ("pages?|misc|attachments?", LeadRole.PAGE, "sitemap"),
    )
)


def is_sitemap(document: Document) -> bool:
    """Whether the content is a sitemap, whatever it is called."""
    head = document.content[:_HEAD]
    if head.startswith(_GZIP):
        head, _, _ = inflated(document.content, _HEAD, _GZIP_WINDOW)
    if _ROOT.search(head.replace(b"\0", b"")):
        return True
    is_text = document.content_type == "text/plain" and "sitemap" in urlsplit(document.url).path
    return is_text and _TEXT.search(head) is not None


def read_sitemap(document: Document) -> Page:
    """Never raises: a broken sitemap gives what stands before the fault, and a problem."""
    content = document.content
    if content.startswith(_GZIP):
        content, _, _ = inflated(content, MAX_BYTES + 1, _GZIP_WINDOW)
    if len(content) > MAX_BYTES:
        return _nothing(document, f"larger than {MAX_BYTES} bytes")
    head = content[:_HEAD].replace(b"\0", b"")
    if _SUBSET.search(head):
        return _nothing(document, "declares entities, which no sitemap needs")
    rows: list[tuple[str, str | None]] = []
    is_index = b"<sitemapindex" in head or b":sitemapindex" in head
    problem = None
    try:
        for row in _xml_rows(content) if _ROOT.search(head) else _text_rows(content):
            if len(rows) == MAX_URLS:
                problem = f"lists more than {MAX_URLS} URLs; the rest is left out"
                break
            rows.append(row)
    except etree.XMLSyntaxError as error:
        problem = f"broken XML: {error}"
    lost = sum(not url or normalise(url, document.url) is None for url, _ in rows)
    if lost and problem is None:
        problem = f"{lost} of {len(rows)} things listed are no web addresses"
    leads = _leads(document.url, rows, is_index=is_index)
    return Page(
        url=document.url,
        kind=PageKind.SITEMAP,
        leads=leads,
        problem=problem or (None if rows else "lists nothing"),
        listing=_listing(document.url, leads, is_whole=problem is None),
    )


def _xml_rows(content: bytes) -> Iterator[tuple[str, str | None]]:
    """(address, lastmod) of each `url` or `sitemap`; those of images and videos stand deeper."""
    events = etree.iterparse(
        BytesIO(without_bad_references(content)),
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
        huge_tree=False,
    )
    for _, element in events:
        if _local(element) not in ("url", "sitemap"):
            continue
        said = {_local(child): (child.text or "").strip() for child in element}
        if "loc" in said:
            yield said["loc"], said.get("lastmod") or None
            element.clear()


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _text_rows(content: bytes) -> Iterator[tuple[str, str | None]]:
    for line in content.decode("utf-8-sig", "replace").splitlines():
        if line.strip():
            yield line.strip(), None


def _leads(
    sitemap_url: str, rows: list[tuple[str, str | None]], *, is_index: bool
) -> tuple[Lead, ...]:
    role, route = (LeadRole.SITEMAP, "sitemap") if is_index else _role(sitemap_url)
    found: dict[str, Lead] = {}
    for url, lastmod in rows:
        target = normalise(url, sitemap_url) if url else None
        if target is None or (not is_index and trap(target)):
            continue
        is_home = role is LeadRole.ARTICLE and urlsplit(target).path in ("", "/")
        own = LeadRole.PAGE if is_home and not urlsplit(target).query else role
        found.setdefault(target, Lead(url=target, role=own, route=route, lastmod=lastmod))
    return tuple(found.values())


def _listing(sitemap_url: str, leads: tuple[Lead, ...], *, is_whole: bool) -> Listing | None:
    """What tells of articles; archives change whenever an article does, and tell no more."""
    items = tuple(
        Listed(key=x.url, url=x.url, stamp=x.lastmod or "")
        for x in leads
        if x.role is not LeadRole.ARCHIVE
    )
    if not items:
        return None
    return Listing(source=sitemap_url, items=items, is_whole=is_whole, total=len(items))


def _role(sitemap_url: str) -> tuple[LeadRole, str]:
    name = urlsplit(sitemap_url).path.rsplit("/", 1)[-1]
    for pattern, role, route in _NAMES:
        if pattern.search(name):
            return role, route
    return LeadRole.ARTICLE, "sitemap"


def _nothing(document: Document, problem: str) -> Page:
    return Page(url=document.url, kind=PageKind.SITEMAP, problem=problem)
