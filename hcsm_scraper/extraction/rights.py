"""What a page says about keeping and using it: robots meta, X-Robots-Tag, TDM reservation, licence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.urls import absolute, normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hcsm_scraper.document import Document

_ROBOTS = ("noindex", "nofollow", "noarchive", "nosnippet", "noai", "noimageai", "none")
_COMMONS = re.compile(r"creativecommons\.org/(?:licenses|publicdomain)/", re.IGNORECASE)
_LICENCE = re.compile(r"https?://(?:www\.)?" + _COMMONS.pattern, re.IGNORECASE)
RESERVED, FREE, POLICY = "tdm-reservation", "tdm-no-reservation", "tdm-policy"
_TDM = {"1": RESERVED, "0": FREE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """In the page's own words, None for what it does not say. `licence`: the one that it links as
    such, else any of Creative Commons."""

    robots_meta: str | None
    x_robots_tag: str | None
    tdm_reservation: str | None  # "1": rights are reserved
    tdm_policy: str | None
    licence: str | None


def rights_in_words(document: Document) -> Rights:
    metas = _metas(document)
    cited = (x.get("href") or "" for x in document.names.tagged("a", "link"))
    licences = (*map(normalise, _licences(document)), *filter(_COMMONS.search, cited))
    return Rights(
        robots_meta=metas.get("robots"),
        x_robots_tag=document.header("x-robots-tag"),
        tdm_reservation=document.header("tdm-reservation") or metas.get("tdm-reservation"),
        tdm_policy=document.header("tdm-policy") or metas.get("tdm-policy"),
        licence=next((x for x in licences if x), None),
    )


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
    if licence := next(filter(_LICENCE.match, _licences(document)), None):
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
    found: dict[str, str] = {}
    for where, said in (("header", document.header), ("meta", _metas(document).get)):
        value, policy = said("tdm-reservation"), said("tdm-policy")
        if signal := _TDM.get((value or "").strip()):
            found = {key: x for key, x in found.items() if key == POLICY} | {signal: where}
        if policy and (address := normalise(policy, document.url)):
            found[POLICY] = address
    return found


def _metas(document: Document) -> Mapping[str, str]:
    """By name in lower case, the first of each that says something."""
    found: dict[str, str] = {}
    for meta in document.names.tagged("meta"):
        if meta.get("name") and meta.get("content"):
            found.setdefault(meta.get("name").lower(), meta.get("content").strip())
    return found


def _licences(document: Document) -> Iterator[str]:
    """What the page links as its own, never what its text cites."""
    for element in document.names.tagged("a", "link"):
        if (rel := element.get("rel")) and "license" in rel.lower().split():
            yield absolute(element.get("href") or "", document.url) or ""
