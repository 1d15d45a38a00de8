"""One file per blog software. A file here is found by walking the package: no registry to edit."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from typing import TYPE_CHECKING

from hcsm_scraper.platforms.platform import Platform, generators_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hcsm_scraper.document import Document


@lru_cache(maxsize=1)
def platforms() -> tuple[Platform, ...]:
    """Every platform that the package has a file for, by name."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    known = [kind() for kind in Platform.__subclasses__()]
    return tuple(sorted(known, key=lambda platform: platform.name or ""))


def platform_of(document: Document) -> Platform:
    """The platform that claims the page, or the default for an unknown one."""
    return next(claiming(document), None) or Platform()


def claiming(document: Document) -> Iterator[Platform]:
    """What a page names as its generator settles it: others' marks are what it writes about."""
    said = generators_of(document)
    named = [x for x in platforms() if any(one.startswith(x.generators) for one in said)]
    yield from named or (x for x in platforms() if x.recognises(document))
