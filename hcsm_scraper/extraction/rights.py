"""What a page says about keeping and using it: robots meta, X-Robots-Tag, TDM reservation, licence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hcsm_scraper.document import Document

_ROBOTS = ("noindex", "nofollow", "noarchive", "nosnippet", "noai", "noimageai", "none")
_LICENCE = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/", re.IGNORECASE
)


def rights_of(document: Document) -> Mapping[str, str]:
    """Signal -> where or what is said: noarchive -> "X-Robots-Tag", license -> its address.

    TDM-Reservation (W3C TDM Reservation Protocol, 2024): 1 reserves, 0 does not.
    """
    found: dict[str, str] = {}
    for where, said in _robots(document):
        for directive in re.split(r"[,\s:]+", said.lower()):
            if directive in _ROBOTS:
                found.setdefault(directive, where)
    for where, said in _tdm(document):
        if said.strip() == "1":
            found.setdefault("tdm-reservation", where)
    if licence := _licence(document):
        found["license"] = licence
    return dict(sorted(found.items()))


def _robots(document: Document) -> Iterator[tuple[str, str]]:
    yield from (("X-Robots-Tag", v) for k, v in document.headers if k.lower() == "x-robots-tag")
    for element in document.tree.iter("meta"):
        if (element.get("name") or "").lower() in ("robots", "googlebot"):
            yield "robots meta", element.get("content") or ""


def _tdm(document: Document) -> Iterator[tuple[str, str]]:
    yield from (("header", v) for k, v in document.headers if k.lower() == "tdm-reservation")
    for element in document.tree.iter("meta"):
        if (element.get("name") or "").lower() == "tdm-reservation":
            yield "meta", element.get("content") or ""


def _licence(document: Document) -> str | None:
    """A Creative Commons address that the page gives as its own licence, never one in its text."""
    for element in document.tree.iter("a", "link"):
        if "license" in (element.get("rel") or "").lower().split():
            href: str = urljoin(document.url, element.get("href") or "")
            if _LICENCE.match(href):
                return href
    return None
