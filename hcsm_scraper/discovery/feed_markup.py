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
    starts = [found.start() for found in _ENTRY.finditer(content)]
    if len(starts) > MAX_ENTRIES:
        problem = f"lists more than {MAX_ENTRIES} entries; the rest is left out"
        content = _mended(content[: starts[MAX_ENTRIES]])
    elif len(content) > MAX_LOOSE:
        content = _mended(content)
    headers = {"content-location": document.url}
    if kind := document.header("content-type"):
        headers["content-type"] = kind
    parsed = feedparser.parse(BytesIO(content), response_headers=headers, sanitize_html=False)
    if not parsed.entries and parsed.bozo and not parsed.feed:
        raise FeedError(f"broken feed: {parsed.get('bozo_exception')}")
    return parsed, problem


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
