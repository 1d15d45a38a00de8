"""What a page declares about itself: JSON-LD, microdata, h-entry and metas, read once per document.

It does not judge who is right; `metadata` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hcsm_scraper.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Declarations by source, each field in the order in which the page gives it.

    `metas` maps the lower-case name or property of a meta to its contents.
    `nodes` are JSON-LD objects as {key: value}, with every @id that the page explains replaced.
    """

    metas: Mapping[str, tuple[str, ...]]
    nodes: tuple[Mapping[str, object], ...] = ()


def declared(document: Document) -> Declared:
    """Everything the document declares; broken JSON-LD is mended where it can be, else left out."""
    raise NotImplementedError
