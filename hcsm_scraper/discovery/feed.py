"""RSS and Atom feeds: each entry is a lead and evidence of an article."""

from __future__ import annotations

import re
from calendar import timegm
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import feedparser

from archive.records import Evidence, Lead, LeadRole, Moment, Page, PageKind, Route
from archive.urls import normalise, trap
from hcsm_scraper.extraction.body import fragment_to_text

if TYPE_CHECKING:
    from time import struct_time

    from hcsm_scraper.document import Document

MAX_ENTRIES = 5_000
MAX_BYTES = 16 * 1024 * 1024
_ROOT = re.compile(rb"<(?:\w+:)?(rss|feed|RDF)[\s>]")
_KEY = re.compile(r"[?&]p=(\d+)")


def is_feed(document: Document) -> bool:
    """Whether the content is RSS or Atom, whatever it is called."""
    start = document.content[:2048]
    return bool(_ROOT.search(start)) and b"<html" not in start.lower()


def read_feed(document: Document) -> Page:
    """Never raises: a feed that is broken or hostile gives a problem."""
    if b"<!DOCTYPE" in document.content[:4096] or b"<!ENTITY" in document.content[:65536]:
        return _nothing(document, "declares entities, which no feed needs")
    if len(document.content) > MAX_BYTES:
        return _nothing(document, f"larger than {MAX_BYTES} bytes")
    parsed = feedparser.parse(
        document.content, response_headers={"content-location": document.url}, sanitize_html=False
    )
    entries = parsed.entries[:MAX_ENTRIES]
    if not entries and parsed.bozo:
        return _nothing(document, f"broken feed: {parsed.get('bozo_exception')}")
    if _is_of_comments(parsed):
        return _nothing(document, None)
    found = [x for entry in entries if (x := _article(entry, document.url)) is not None]
    leads = [lead for lead, _ in found] + _further(parsed, document.url)
    problem = None
    if len(parsed.entries) > MAX_ENTRIES:
        problem = f"lists more than {MAX_ENTRIES} entries; the rest is left out"
    return Page(
        url=document.url,
        kind=PageKind.FEED,
        leads=tuple({lead.url: lead for lead in leads}.values()),
        evidence=tuple({one.article_url: one for _, one in found}.values()),
        blog_title=_line(parsed.feed.get("title")),
        problem=problem,
    )


def _article(entry: Any, base: str) -> tuple[Lead, Evidence] | None:
    url = normalise(entry.get("link") or "", base)
    if url is None or trap(url):
        return None
    modified = _moment(entry.get("updated_parsed"))
    lead = Lead(
        url=url, role=LeadRole.ARTICLE, route="feed", lastmod=modified.iso if modified else None
    )
    whole = next((x.value for x in entry.get("content", ()) if x.get("value")), None)
    text, markdown = fragment_to_text(whole) if whole else (None, None)
    excerpt = fragment_to_text(entry.get("summary") or "")[0] or None
    count = str(entry.get("slash_comments") or "")
    key = _KEY.search(entry.get("id") or "")
    return lead, Evidence(
        article_url=url,
        route=Route.FEED,
        key=key[1] if key else None,
        title=_line(entry.get("title")),
        authors=tuple(x for x in [_line(entry.get("author"))] if x),
        published=_moment(entry.get("published_parsed")),
        modified=modified,
        text=text,
        markdown=markdown,
        excerpt=excerpt,
        comments_announced=int(count) if count.isdigit() else None,
        methods={"text": "feed"} if text else {},
    )


def _further(parsed: Any, base: str) -> list[Lead]:
    """The feed's own next page (RFC 5005)."""
    found = []
    for link in parsed.feed.get("links", ()):
        if link.get("rel") == "next" and (url := normalise(link.get("href") or "", base)):
            found.append(Lead(url=url, role=LeadRole.FEED, route="next"))
    return found


def _is_of_comments(parsed: Any) -> bool:
    entries = parsed.entries
    marked = sum("#comment-" in (x.get("link") or "") + (x.get("id") or "") for x in entries)
    return bool(entries) and marked > len(entries) / 2


def _moment(parsed: struct_time | None) -> Moment | None:
    if parsed is None:
        return None
    try:
        when = datetime.fromtimestamp(timegm(parsed), UTC)
        return Moment(when.isoformat(timespec="seconds"))
    except (ValueError, OverflowError, OSError):
        return None


def _line(text: str | None) -> str | None:
    if not text:
        return None
    said = fragment_to_text(text)[0] if "<" in text or "&" in text else text
    return " ".join(said.split()) or None


def _nothing(document: Document, problem: str | None) -> Page:
    return Page(url=document.url, kind=PageKind.FEED, problem=problem)
