"""What one blog's crawl is told before it begins, and what it tells while it runs. All of it goes
between the crawling process and the blog's keeper."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from hcsm_scraper.revisits import Policy

if TYPE_CHECKING:
    from pathlib import Path

    from archive.frontier import Waiting
    from archive.records import Blog
    from archive.study import StudyBlog

READER_VERSION = "1"  # grows when the same bytes are read into other rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Where a blog is kept and how stubbornly it is asked."""

    blog: Blog
    storage: str
    folder: Path
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
    scope: StudyBlog | None = None
    not_kept: tuple[str, ...] = ()  # signals of a page, see archive.study.Rights
    not_captured: tuple[str, ...] = ()
    read_seconds: float  # for one page, of processor time
    read_memory: int  # bytes of address space


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A row of the frontier on its way to the network. `is_captured`: a run that was killed before
    it could read the answer has kept it. `etag`, `modified`: validators of the last answer."""

    waiting: Waiting
    is_captured: bool = False
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """What a keeper needs to know of the one that it replaces."""

    crawl_id: int | None = None  # None: it replaces none
    asked: int = 0
    in_flight: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOut:
    """What to ask for next. `wait`: seconds until there may be more, None: not in this run unless
    an answer brings it."""

    given: tuple[Given, ...] = ()
    wait: float | None = None
    halted: str | None = None
    counted: str | None = None  # what became of the page that was answered, for the statistics
    is_worn: bool = False  # the keeper has grown, and is better replaced


def software_version() -> str:
    try:
        return version("hcsm-scraper")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0"
