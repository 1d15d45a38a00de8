"""Which articles an export takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """`ids` None: all articles. `since`: published on that ISO day or later."""

    ids: Sequence[str] | None = None
    since: str | None = None
