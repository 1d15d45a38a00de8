"""One blog's crawl: lock, frontier, WARC file, and what is written in which order."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from archive import captures, frontier, store
from archive.engine import open_engine, transaction
from archive.errors import WrongUseError
from archive.frontier import State, Waiting
from archive.locks import blog_lock
from archive.records import Capture, Lead, LeadRole
from archive.text import instant
from archive.tombstones import load_tombstones
from archive.urls import same_site
from archive.warc import Exchange, WarcWriter, forget_repair, read_record, repair, responses
from hcsm_scraper.budgets import Budgets, pattern
from hcsm_scraper.continuing import ask_feed, is_kept
from hcsm_scraper.keeping import Occasion, is_guess, keep
from hcsm_scraper.redaction import redacted
from hcsm_scraper.workers import read_payload

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from archive.engine import Connection, Engine
    from archive.records import Blog, Page

logger = logging.getLogger(__name__)
FIRST = Waiting(
    url="", role=LeadRole.HOME, route="seed", depth=0, tries=0, found_in=None, lastmod=None
)


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


class Session:
    """Open from the first request to the last row. All writing goes through here."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.blog = plan.blog
        self.in_flight: set[str] = set()
        self.asked = 0
        self.halted: str | None = None  # why nothing more may be asked in this run
        self._budgets = Budgets(plan.pattern_budget)
        self._given_up: set[str] = set()
        self._open = ExitStack()

    def open(self) -> None:
        """Takes the blog's lock, mends what a killed crawl left, and goes on with it or begins."""
        plan = self.plan
        self.engine: Engine = open_engine(plan.storage)
        self._open.callback(self.engine.dispose)
        self._open.enter_context(blog_lock(self.engine, plan.folder, self.blog.id, self.blog.url))
        with self.engine.connect() as connection:
            self._stones = load_tombstones(connection, plan.folder)
        if self._stones.matches(self._stones.blog(self.blog.url)):
            raise WrongUseError(f"{self.blog.url} was erased from this archive for good")
        with transaction(self.engine) as connection:
            self.crawl_id, self.resumed = store.start_crawl(
                connection, self.blog, self.now(), plan.reader_version
            )
            if not self.resumed:
                frontier.reopen(connection, self.blog.id)
            home = Lead(url=self.blog.url, role=LeadRole.HOME, route="seed")
            frontier.add(connection, self.blog.id, [home])
        self._recover()
        self._warc = self._open.enter_context(
            WarcWriter(plan.folder / "warc", f"hcsm-archive/{software_version()}")
        )

    def close(self, state: str, report: Mapping[str, object]) -> None:
        with self._open, transaction(self.engine) as connection:
            store.end_crawl(connection, self.crawl_id, self.now(), state, report)

    def next(self) -> Waiting | None:
        """The next row to ask for, now in flight; None if none may be asked right now."""
        if self.halted or self._is_at_limit():
            return None
        while (waiting := self._next_waiting()) is not None and self._budgets.is_spent(waiting):
            self._give_up(waiting)
        if waiting is not None:
            self.in_flight.add(waiting.url)
            self.asked += 1
        return waiting

    def has_more(self) -> bool:
        """Whether a row is in flight or may be asked for within this run."""
        if self.in_flight:
            return True
        if self.halted or self._is_at_limit():
            return False
        with self.engine.connect() as connection:
            earliest = frontier.next_time(connection, self.blog.id)
        bound = self.now() + timedelta(seconds=self.plan.longest_wait)
        return earliest is not None and earliest <= instant(bound)

    def is_complete(self) -> bool:
        """Whether nothing is left to ask for, now or later."""
        with self.engine.connect() as connection:
            return not self.in_flight and frontier.next_time(connection, self.blog.id) is None

    def add_leads(self, leads: Iterable[Lead]) -> None:
        with transaction(self.engine) as connection:
            frontier.add(connection, self.blog.id, leads)

    def validators(self, url: str) -> tuple[str | None, str | None]:
        with self.engine.connect() as connection:
            return captures.last_validators(connection, self.blog.id, url)

    def without_erased(self, exchange: Exchange) -> Exchange:
        """What may be kept of an answer: before anything is written."""
        kept = redacted(exchange, self.blog.id, self._stones, self.plan.max_content)
        if kept is not None:
            return kept
        return replace(exchange, status=410, headers=(), payload=b"", is_redacted=True)

    def capture(self, exchange: Exchange) -> int:
        """Bytes first, then the row that names them."""
        return self._put(self._warc.append(exchange))

    def capture_failure(self, url: str, error: str) -> int:
        """A fetch without an answer: a row without bytes."""
        return self._put(Capture(url=url, captured_at=self.now(), status=None, error=error))

    def settle_robots(self, capture_id: int) -> None:
        with transaction(self.engine) as connection:
            captures.mark_read(connection, capture_id)

    def keep(self, waiting: Waiting, capture_id: int, page: Page, seen_at: datetime) -> None:
        with transaction(self.engine) as connection:
            page = self._stones.page(page, self.blog.id)
            found = keep(connection, self._occasion(capture_id, seen_at), waiting, page)
        self._budgets.count(waiting, page, found)
        self.in_flight.discard(waiting.url)

    def unchanged(self, waiting: Waiting, capture_id: int) -> None:
        """304: what is kept is the latest state."""
        with transaction(self.engine) as connection:
            store.close_gaps(connection, self.blog.id, waiting.url, instant(self.now()))
            self._settled(connection, waiting, State.DONE, "unchanged", capture_id)

    def leave_out(self, waiting: Waiting, reason: str, capture_id: int | None = None) -> None:
        with transaction(self.engine) as connection:
            self._settled(connection, waiting, State.SKIPPED, reason, capture_id)

    def miss(
        self, waiting: Waiting, reason: str, detail: str, capture_id: int | None = None
    ) -> None:
        """It exists, and cannot be kept now."""
        now = instant(self.now())
        with transaction(self.engine) as connection:
            state = State.SKIPPED if is_guess(waiting) else State.GAP
            if is_kept(connection, self.blog.id, waiting):
                state = State.DONE
            ask_feed(connection, self.blog.id, waiting)
            if state is State.GAP:
                store.open_gap(
                    connection, self.blog.id, waiting.url, reason, detail=detail, now=now
                )
            self._settled(connection, waiting, state, f"{reason}: {detail}", capture_id)

    def try_again(
        self,
        waiting: Waiting,
        reason: str,
        detail: str,
        *,
        capture_id: int | None = None,
        wait: float | None = None,
    ) -> None:
        """Another try later in this run, or a gap if that was the last. `wait`: Retry-After, s."""
        if wait is not None and wait > self.plan.longest_wait:
            self._halt(waiting, reason, detail, wait, capture_id)
            return
        if waiting.tries + 1 >= self.plan.tries:
            self.miss(waiting, reason, detail, capture_id)
            return
        seconds = wait if wait is not None else self.plan.retry_seconds * 2**waiting.tries
        with transaction(self.engine) as connection:
            later = instant(self.now() + timedelta(seconds=seconds))
            frontier.postpone(connection, self.blog.id, waiting.url, later, f"{reason}: {detail}")
            if capture_id is not None:
                captures.mark_read(connection, capture_id)
        self.in_flight.discard(waiting.url)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def _next_waiting(self) -> Waiting | None:
        with self.engine.connect() as connection:
            return frontier.next_waiting(
                connection, self.blog.id, instant(self.now()), self.in_flight
            )

    def _give_up(self, waiting: Waiting) -> None:
        """One gap a pattern says that there may be more; each URL left out says why."""
        like = pattern(waiting.url)
        detail = f"the last {self._budgets.most} pages like this one brought no article"
        with transaction(self.engine) as connection:
            if like not in self._given_up:
                self._given_up.add(like)
                now = instant(self.now())
                store.open_gap(
                    connection, self.blog.id, waiting.url, "budget", detail=detail, now=now
                )
            self._settled(connection, waiting, State.SKIPPED, f"budget: {detail}", None)

    def _halt(
        self, waiting: Waiting, reason: str, detail: str, wait: float, capture_id: int | None
    ) -> None:
        """The host asks for more patience than a run has: everything waits until then."""
        later = instant(self.now() + timedelta(seconds=wait))
        is_own_host = same_site(waiting.url, self.blog.url)
        with transaction(self.engine) as connection:
            store.open_gap(
                connection,
                self.blog.id,
                waiting.url,
                reason,
                detail=detail,
                now=instant(self.now()),
                next_try_at=later,
            )
            frontier.postpone(connection, self.blog.id, waiting.url, later, f"{reason}: {detail}")
            if is_own_host:
                frontier.postpone_all(connection, self.blog.id, later)
            if capture_id is not None:
                captures.mark_read(connection, capture_id)
        self.in_flight.discard(waiting.url)
        if is_own_host:
            self.halted = f"{self.blog.url} asks to wait until {later[:19]} UTC"
            logger.warning("%s", self.halted)

    def _is_at_limit(self) -> bool:
        return bool(self.plan.max_pages) and self.asked >= self.plan.max_pages

    def _settled(
        self,
        connection: Connection,
        waiting: Waiting,
        state: State,
        reason: str,
        capture_id: int | None,
    ) -> None:
        frontier.settle(
            connection, self.blog.id, waiting.url, state, reason=reason, capture_id=capture_id
        )
        if capture_id is not None:
            captures.mark_read(connection, capture_id)
        self.in_flight.discard(waiting.url)

    def _put(self, capture: Capture) -> int:
        with transaction(self.engine) as connection:
            return captures.put_capture(connection, self.blog.id, self.crawl_id, capture)

    def _occasion(self, capture_id: int, seen_at: datetime) -> Occasion:
        return Occasion(
            blog=self.blog,
            crawl_id=self.crawl_id,
            capture_id=capture_id,
            seen_at=instant(seen_at),
        )

    def _recover(self) -> None:
        """Records that no row names become captures; captures that were not read are read."""
        folder = self.plan.folder / "warc"
        for path in repair(folder) if folder.exists() else []:
            with self.engine.connect() as connection:
                named = captures.named_offsets(connection, path.name)
            lost = [x for x in responses(path) if x[0] not in named]
            for offset, length, exchange in lost:
                self._put(_capture_of(exchange, path.name, offset, length))
            forget_repair(path)
        for waiting, capture_id, exchange in self._unread():
            page = read_payload(
                exchange.url,
                exchange.captured_at,
                exchange.status,
                exchange.headers,
                exchange.payload,
                self.plan.max_content,
            )
            self.keep(waiting, capture_id, page, exchange.captured_at)

    def _unread(self) -> list[tuple[Waiting, int, Exchange]]:
        with self.engine.connect() as connection:
            found = [
                (waiting, capture)
                for capture in captures.unread(connection, self.blog.id, self.crawl_id)
                if (waiting := frontier.row(connection, self.blog.id, capture.url)) is not None
            ]
        folder = self.plan.folder / "warc"
        return [
            (waiting, capture.id, read_record(folder, capture.warc_file, capture.warc_offset))
            for waiting, capture in found
        ]


def software_version() -> str:
    try:
        return version("hcsm-scraper")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0"


def _capture_of(exchange: Exchange, name: str, offset: int, length: int) -> Capture:
    return Capture(
        url=exchange.url,
        captured_at=exchange.captured_at,
        status=exchange.status,
        headers=exchange.headers,
        digest="sha256:" + sha256(exchange.payload).hexdigest(),
        warc_file=name,
        warc_offset=offset,
        warc_length=length,
    )
