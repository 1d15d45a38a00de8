"""What the spider hands to the pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.frontier import Waiting
    from archive.warc import Exchange


@dataclass(frozen=True, slots=True)
class Answer:
    """To a row of the frontier. `exchange`: None if it is captured already. `reserved`: what the
    host's tdmrep.json says of the address."""

    waiting: Waiting
    exchange: Exchange | None
    reserved: Mapping[str, str]
