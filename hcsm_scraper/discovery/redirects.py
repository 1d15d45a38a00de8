"""Where an answer sends its reader instead of having anything to read."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from lxml import etree

from archive.records import Lead, LeadRole, Page, PageKind
from archive.urls import normalise
from hcsm_scraper.discovery.links import links_of
from hcsm_scraper.platforms.platform import canonical_of

if TYPE_CHECKING:
    from hcsm_scraper.document import Document

# Of an answer whose address is not to be asked for any more (RFC 9110, 15.4.2 and 15.4.9; a refresh
# to the page's canonical address is how static sites say the same).
FOR_GOOD = ("status 301", "status 308", "refresh to its canonical address")
# HTML standard, "shared declarative refresh steps"
_REFRESH = re.compile(
    r"\s*(?P<seconds>\d{1,4})(?:\.[\d.]*)?\s*[;,\s]\s*(?:url\s*=\s*)?[\"']?(?P<url>[^\"']+)",
    re.IGNORECASE,
)
_PATIENCE = 15  # seconds: who waits longer is left to read
_FEW = 400  # letters: "This page has moved", and how to get there
_SEEN = etree.XPath(
    "//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]"
)


def redirect_of(document: Document) -> Page | None:
    """By status, or by a refresh of a page that says nothing else; None where there is a page."""
    if 300 <= document.status < 400:
        return _sent(document, document.header("location") or "", f"status {document.status}")
    if not 200 <= document.status < 300 or not document.is_html:
        return None
    found = _refresh(document)
    if found is None or sum(len(x.strip()) for x in _SEEN(document.tree)) > _FEW:
        return None
    if document.status != 200:  # "202 Accepted": who asks is looked at first
        return Page(url=document.url, kind=PageKind.REFUSAL, problem=f"status {document.status}")
    page = _sent(document, found["url"].strip(), "refresh")
    if page.kind is not PageKind.REDIRECT:  # it is to be looked at again
        return None
    is_canonical = page.leads[0].url == canonical_of(document)
    if is_canonical:
        return replace(page, problem=FOR_GOOD[-1])
    return replace(page, leads=(*page.leads, *links_of(document, None)))


def _sent(document: Document, location: str, how: str) -> Page:
    target = normalise(location, document.url)
    if target is None or target == document.url:
        said = "itself" if target else f"{location!r}, which is no web address"
        problem = f"redirect to {said}"
        return Page(url=document.url, kind=PageKind.REFUSAL, problem=problem)
    lead = Lead(url=target, role=LeadRole.PAGE, route="redirect")
    return Page(url=document.url, kind=PageKind.REDIRECT, leads=(lead,), problem=how)


def _refresh(document: Document) -> re.Match[str] | None:
    """What `<meta http-equiv="refresh">` asks of who runs scripts and who does not, alike."""
    if not document.has("refresh", "Refresh", "REFRESH"):
        return None
    for meta in document.names.tagged("meta"):
        if (meta.get("http-equiv") or "").strip().lower() != "refresh":
            continue
        found = _REFRESH.match(meta.get("content") or "")
        is_seen = not any(x.tag == "noscript" for x in meta.iterancestors())
        if found and is_seen and int(found["seconds"]) <= _PATIENCE:
            return found
    return None
