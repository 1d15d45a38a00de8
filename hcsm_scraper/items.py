"""What the spider hands to the pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.frontier import Waiting
    from archive.warc import Exchange


@dataclass(frozen=True, slots=True)
class Answer:
    """To a row of the frontier. `exchange`: None if it is captured already."""

    waiting: Waiting
    exchange: Exchange | None
