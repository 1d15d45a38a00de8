"""What one blog's crawl is told before it begins, and what it tells while it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from hcsm_scraper.increments import Policy

if TYPE_CHECKING:
    from pathlib import Path

    from archive.records import Blog


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Where a blog is kept and how stubbornly it is asked."""

    blog: Blog
    storage: str
    folder: Path
    reader_version: str
    max_content: int
    tries: int
    retry_seconds: float
    longest_wait: float
    max_pages: int  # 0: no limit
    pattern_budget: int  # see budgets.py
    policy: Policy = field(default_factory=Policy)
    daily_requests: int = 0  # 0: no limit
    is_full: bool = False  # everything is to be looked at again
    began: str = ""  # the command (ISO, UTC); "": not to be asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Of a blog's crawl, in addresses; `asked` in this run, `changed` articles and comments."""

    url: str
    asked: int
    known: int
    waiting: int
    kept: int
    changed: int
    gaps: int


def software_version() -> str:
    try:
        return version("hcsm-scraper")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0"
