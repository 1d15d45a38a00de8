"""What the spider yields: a page with the capture it was read from; see archive.records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from archive.frontier import Waiting
    from archive.records import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    waiting: Waiting  # the frontier row that this settles
    capture_id: int
    captured_at: datetime  # aware UTC
    page: Page
