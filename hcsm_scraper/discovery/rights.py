"""What a page says of the rights to keep and mine it: robots directives, TDM reservation, licence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.urls import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hcsm_scraper.document import Document

_COMMONS = re.compile(r"creativecommons\.org/(?:licenses|publicdomain)/", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """As said, None for what is not said. `tdm_reservation` "1": rights are reserved (TDMRep)."""

    robots_meta: str | None
    x_robots_tag: str | None
    tdm_reservation: str | None
    tdm_policy: str | None
    licence: str | None


def rights_of(document: Document) -> Rights:
    metas: dict[str, str] = {}
    for meta in document.tree.iter("meta"):
        if meta.get("name") and meta.get("content"):
            metas.setdefault(meta.get("name").lower(), str(meta.get("content")).strip())
    return Rights(
        robots_meta=metas.get("robots"),
        x_robots_tag=document.header("x-robots-tag"),
        tdm_reservation=document.header("tdm-reservation") or metas.get("tdm-reservation"),
        tdm_policy=document.header("tdm-policy") or metas.get("tdm-policy"),
        licence=next(_licences(document), None),
    )


def _licences(document: Document) -> Iterator[str]:
    """Where the page links one as such, else any of Creative Commons."""
    links = [x for x in document.tree.iter("a", "link") if x.get("href")]
    for link in links:
        if "license" in (link.get("rel") or "").lower().split():
            if url := normalise(link.get("href"), document.url):
                yield url
    yield from (str(x.get("href")) for x in links if _COMMONS.search(x.get("href")))
