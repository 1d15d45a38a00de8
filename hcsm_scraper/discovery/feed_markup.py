"""A feed's bytes become feedparser's entries, whatever stands in them."""

from __future__ import annotations

import re
from calendar import timegm
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import feedparser
from lxml import etree

from archive.records import Moment
from hcsm_scraper.document import without_bad_references
from hcsm_scraper.extraction.body import fragment_to_text

if TYPE_CHECKING:
    from hcsm_scraper.document import Document

MAX_BYTES = 16 * 1024 * 1024
MAX_ENTRIES = 10_000  # 4 CPU seconds
# feedparser's parser for broken feeds takes time in the square of their size: beyond this many
# bytes libxml2 mends them first.
MAX_LOOSE = 256 * 1024
MAX_ELEMENTS = 250_000  # 6 CPU seconds
_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
_SUBSET = re.compile(rb"<!ENTITY|<!DOCTYPE[^>\[]*\[", re.IGNORECASE)
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>")
# feedparser looks for an address in names, in the square of their length.
_LONG_NAME = re.compile(
    rb"(<(?:\w+:)?(?:author|creator|contributor|email|name|owner|managingEditor|publisher|webMaster)\b[^<>]*>"
    rb"\s*(?:<!\[CDATA\[)?[^<>\]]{500})[^<>\]]+"
)
_NOT_PARSED = (ValueError, LookupError, ArithmeticError)  # what feedparser lets through


class FeedError(Exception):
    """Why nothing is read from a feed, in one sentence."""


def parsed_feed(document: Document) -> tuple[Any, str | None]:
    """feedparser's result, and what was left out. Raises FeedError."""
    content = document.content
    if len(content) > MAX_BYTES:
        raise FeedError(f"larger than {MAX_BYTES} bytes")
    if _SUBSET.search(content.replace(b"\0", b"")):
        raise FeedError("declares entities, which no feed needs")
    problem = None
    content = _LONG_NAME.sub(rb"\1", without_bad_references(content))
    starts = [found.start() for found in _ENTRY.finditer(content)]
    if len(starts) > MAX_ENTRIES:
        problem = f"lists more than {MAX_ENTRIES} entries; the rest is left out"
        content = _mended(content[: starts[MAX_ENTRIES]])
    elif len(content) > MAX_LOOSE:
        content = _mended(content)
    try:
        parsed = _entries(content, document.url, document.header("content-type"))
    except _NOT_PARSED:  # an encoding that is none, mostly
        parsed = _again(content, document.url)
    if not parsed.entries and parsed.bozo and not parsed.feed:
        raise FeedError(f"broken feed: {parsed.get('bozo_exception')}")
    if problem is None and len(parsed.entries) < len(starts):
        problem = f"broken feed: {len(parsed.entries)} of {len(starts)} entries can be read"
    return parsed, problem


def _entries(content: bytes, url: str, kind: str | None) -> Any:
    headers = {"content-location": url} | ({"content-type": kind} if kind else {})
    return feedparser.parse(BytesIO(content), response_headers=headers, sanitize_html=False)


def _again(content: bytes, url: str) -> Any:
    """Mended, and without what it says of its encoding."""
    try:
        return _entries(_mended(_DECLARATION.sub(b"", content)), url, None)
    except _NOT_PARSED as error:
        raise FeedError(f"broken feed: {type(error).__name__}: {error}") from error


def when(entry: Any, name: str) -> Moment | None:
    """A time of an entry. feedparser counts in UTC, and would take published for updated."""
    if f"{name}_parsed" not in entry or entry[f"{name}_parsed"] is None:
        return None
    try:
        instant = datetime.fromtimestamp(timegm(entry[f"{name}_parsed"]), UTC)
        return Moment(instant.isoformat(timespec="seconds"))
    except (ValueError, OverflowError, OSError):
        return None


def line(text: object) -> str | None:
    """One line of text from what may be HTML, or None."""
    if not isinstance(text, str) or not text:
        return None
    said = fragment_to_text(text)[0] if "<" in text or "&" in text else text
    return " ".join(said.split()) or None


def _mended(content: bytes) -> bytes:
    """The same feed, well-formed: torn ends closed, what is no XML left out."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FeedError(f"broken feed: {error}") from error
    if root is None:
        raise FeedError("broken feed: no element in it")
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        raise FeedError(f"has more than {MAX_ELEMENTS} elements")
    mended: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return mended
