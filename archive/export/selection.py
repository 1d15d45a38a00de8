"""Which rows an export takes, and as of when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """`ids` None: all articles. `since`: published on that ISO day or later.

    `as_of`: a time of ours (text.instant); rows are as the crawls until then left them.
    """

    ids: Sequence[str] | None = None
    since: str | None = None
    as_of: str | None = None
    include_vanished: bool = False
    reserved: tuple[str, ...] = ()  # signals: articles whose page gives one are left out
