"""What a page says about keeping and using it: robots meta, X-Robots-Tag, TDM reservation, licence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive.urls import absolute, normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hcsm_scraper.document import Document

_ROBOTS = ("noindex", "nofollow", "noarchive", "nosnippet", "noai", "noimageai", "none")
_LICENCE = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/", re.IGNORECASE
)
RESERVED, FREE, POLICY = "tdm-reservation", "tdm-no-reservation", "tdm-policy"
_TDM = {"1": RESERVED, "0": FREE}


def with_site(said: Mapping[str, str], site: Mapping[str, str]) -> Mapping[str, str]:
    """A page's signals and, where it is silent on its reservation, those of the host's file."""
    if FREE in said:
        return said
    return dict(sorted({**site, **said}.items()))


def rights_of(document: Document) -> Mapping[str, str]:
    """Signal -> where or what is said: noarchive -> "X-Robots-Tag", license -> its address."""
    found: dict[str, str] = {}
    for where, said in _robots(document):
        for directive in re.split(r"[,\s:]+", said.lower()):
            if directive in _ROBOTS:
                found.setdefault(directive, where)
    found |= _tdm(document)
    if licence := _licence(document):
        found["license"] = licence
    return dict(sorted(found.items()))


def _robots(document: Document) -> Iterator[tuple[str, str]]:
    yield from (("X-Robots-Tag", v) for k, v in document.headers if k.lower() == "x-robots-tag")
    for element in document.names.tagged("meta"):
        if (element.get("name") or "").lower() in ("robots", "googlebot"):
            yield "robots meta", element.get("content") or ""


def _tdm(document: Document) -> Mapping[str, str]:
    """W3C TDM Reservation Protocol (2024), 5.7: 1 reserves, 0 does not; the page's word supersedes
    the header's, and both that of the host's file."""
    said = [("header", document.header("tdm-reservation"), document.header("tdm-policy"))]
    metas = {
        str(x.get("name")).lower(): x.get("content") or ""
        for x in document.names.tagged("meta")
        if (x.get("name") or "").lower().startswith("tdm-")
    }
    said.append(("meta", metas.get("tdm-reservation"), metas.get("tdm-policy")))
    found: dict[str, str] = {}
    for where, value, policy in said:
        if signal := _TDM.get((value or "").strip()):
            found = {key: x for key, x in found.items() if key == POLICY} | {signal: where}
        if policy and (address := normalise(policy, document.url)):
            found[POLICY] = address
    return found


def _licence(document: Document) -> str | None:
    """A Creative Commons address that the page gives as its own licence, never one in its text."""
    for element in document.names.tagged("a", "link"):
        if (rel := element.get("rel")) and "license" in rel.lower().split():
            href = absolute(element.get("href") or "", document.url) or ""
            if _LICENCE.match(href):
                return href
    return None
