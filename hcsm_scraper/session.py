"""One blog's crawl, as its keeper has it: frontier, WARC file, what is written in which order."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from archive import captures, frontier, store
from archive.balance import forget_passing, gaps_of, given_up
from archive.engine import opened, transaction
from archive.errors import BusyError, WrongUseError
from archive.frontier import State, Waiting
from archive.locks import keeper_lock
from archive.records import Capture, Lead, LeadRole
from archive.reports import changed_in, report_of
from archive.schedules import has_been_crawled
from archive.text import instant
from archive.tombstones import load_tombstones
from archive.urls import same_site
from archive.warc import Exchange, WarcWriter, read_record
from hcsm_scraper.budgets import Budgets, pattern
from hcsm_scraper.continuing import ask_feed, is_kept
from hcsm_scraper.increments import PASSING, Round, begin, fall_back, is_offer, next_try
from hcsm_scraper.keeping import Occasion, keep
from hcsm_scraper.mending import Unread, mend
from hcsm_scraper.missing import OF_READING, is_guess
from hcsm_scraper.plan import READER_VERSION, Given, HandOut, Progress, software_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from archive.engine import Connection, Engine
    from archive.records import Page
    from hcsm_scraper.plan import Former, Plan

    Rights = Mapping[str, str] | None

logger = logging.getLogger(__name__)
_TOO_MUCH = ("http-429", "http-503")  # the host, not the page, asks for patience
_LOOK_AGAIN = 5.0  # seconds, while a page is in flight: its answer brings the next one anyway


class Session:
    """Open from the first request to the last row. All writing goes through here.

    Mends what a killed crawl left, and goes on with it or begins. The crawling process holds the
    blog's lock.
    """

    def __init__(self, plan: Plan, former: Former) -> None:
        self.plan = plan
        self.blog = plan.blog
        self._files = plan.folder / "warc"
        self.in_flight = set(former.in_flight)
        self.asked = former.asked
        self.halted: str | None = None  # why nothing more may be asked in this run
        with ExitStack() as held:
            self._begin(held, former.crawl_id)
            self._held = held.pop_all()

    def _begin(self, held: ExitStack, crawl_id: int | None) -> None:
        plan = self.plan
        self.engine: Engine = held.enter_context(opened(plan.storage))
        held.enter_context(keeper_lock(plan.folder, self.blog.id))
        with self.engine.connect() as connection:
            self._stones = load_tombstones(connection, plan.folder)
        if crawl_id is None:
            self._start()
        else:
            self.crawl_id, self.resumed = crawl_id, True
        mend(self._files, self.blog.id, self.engine, self._put)
        with self.engine.connect() as connection:
            unread = captures.unread(connection, self.blog.id, self.crawl_id)
            self.unread = Unread(self._files, unread)
            asked = frontier.asked(connection, self.blog.id, self.crawl_id) if self.resumed else []
            self._budgets = Budgets(plan.pattern_budget, asked)
            self._given_up = {pattern(url) for url in given_up(connection, self.blog.id)}
        software = f"hcsm-archive/{software_version()}"
        self._warc = held.enter_context(WarcWriter(self._files, software, self.blog.id))

    def leave(self) -> None:
        """Another keeper goes on with the crawl."""
        self._held.close()

    def end(self, reason: str) -> None:
        with self._held, transaction(self.engine) as connection:
            is_left = self.in_flight or frontier.next_time(connection, self.blog.id) is not None
            state = "interrupted" if is_left else "finished"
            forget_passing(connection, self.blog.id)
            report = {"reason": self.halted or reason}
            report |= report_of(connection, self.blog.id, self.crawl_id)
            store.end_crawl(connection, self.crawl_id, self.now(), state, report)

    def hand_out(self, room: int) -> HandOut:
        """The next rows to ask for, so that at most `room` are in flight."""
        given: list[Given] = []
        while len(self.in_flight) < room and (waiting := self._next()) is not None:
            given.append(self._given(waiting))
        wait = None if len(self.in_flight) >= room else self._wait()
        return HandOut(given=tuple(given), wait=wait, halted=self.halted)

    def is_queued(self, waiting: Waiting) -> bool:
        """Whether what was found out of this row is not yet kept."""
        with self.engine.connect() as connection:
            return frontier.is_queued(connection, self.blog.id, waiting)

    def progress(self) -> Progress:
        with self.engine.connect() as connection:
            counts = frontier.counts(connection, self.blog.id)
            changed = changed_in(connection, self.crawl_id)
        return Progress(
            url=self.blog.url,
            asked=self.asked,
            known=sum(counts.values()),
            waiting=counts.get(State.QUEUED, 0),
            kept=counts.get(State.DONE, 0),
            changed=changed,
            gaps=counts.get(State.GAP, 0),
        )

    def add_leads(self, leads: Iterable[Lead]) -> None:
        with transaction(self.engine) as connection:
            frontier.add(connection, self.blog.id, leads)

    def without_erased(self, exchange: Exchange) -> Exchange:
        """What may be kept of an answer: before anything is written."""
        if not self._stones:
            return exchange
        from hcsm_scraper.redaction import redacted  # noqa: PLC0415 - 0.1 s that most never need

        kept = redacted(exchange, self.blog.id, self._stones, self.plan.max_content)
        return kept or replace(exchange, status=410, headers=(), payload=b"", is_redacted=True)

    def capture(self, exchange: Exchange) -> int:
        """Bytes first, then the row that names them."""
        return self._put(self._warc.append(exchange))

    def refuse(self, exchange: Exchange, detail: str, rights: Mapping[str, str]) -> int:
        """An answer that the study does not capture: a row without bytes."""
        ids = self.blog.id, self.crawl_id
        with transaction(self.engine) as connection:
            return captures.put_refused(connection, *ids, exchange, detail, rights)

    def capture_failure(self, url: str, error: str) -> int:
        """A fetch without an answer: a row without bytes."""
        return self._put(Capture(url=url, captured_at=self.now(), status=None, error=error))

    def recent(self, url: str, seconds: float) -> Exchange | None:
        """The last answer from this URL, if it is younger than that."""
        since = instant(self.now() - timedelta(seconds=seconds))
        with self.engine.connect() as connection:
            kept = captures.latest(connection, self.blog.id, url, since)
        return None if kept is None else read_record(self._files, kept.warc_file, kept.warc_offset)

    def settle_robots(self, capture_id: int) -> None:
        with transaction(self.engine) as connection:
            captures.mark_read(connection, capture_id)

    def keep(self, waiting: Waiting, capture_id: int, page: Page, seen_at: datetime) -> None:
        with transaction(self.engine) as connection:
            page = self._stones.page(page, self.blog.id)
            occasion = Occasion(
                blog=self.blog,
                crawl_id=self.crawl_id,
                capture_id=capture_id,
                seen_at=instant(seen_at),
                policy=self.plan.policy,
            )
            found = keep(connection, occasion, waiting, page)
        self._budgets.count(waiting, page, found)
        self.in_flight.discard(waiting.url)

    def unchanged(self, waiting: Waiting, capture_id: int) -> None:
        """304: what is kept is the latest state, and lacks what it lacked."""
        with transaction(self.engine) as connection:
            missing = gaps_of(connection, self.blog.id, waiting.url)
            store.close_gaps(connection, self.blog.id, waiting.url, instant(self.now()))
            still = [x for x in OF_READING if x in missing]
            for reason in still:
                again = next_try(reason, self.now(), self.plan.policy)
                self._open_gap(connection, waiting, reason, missing[reason] or "", again)
            state = State.GAP if still else State.DONE
            self._settled(connection, waiting, state, "unchanged", capture_id)

    def leave_out(
        self, waiting: Waiting, reason: str, capture_id: int | None = None, rights: Rights = None
    ) -> None:
        with transaction(self.engine) as connection:
            store.close_gaps(connection, self.blog.id, waiting.url, instant(self.now()))
            self._settled(connection, waiting, State.SKIPPED, reason, capture_id, rights)

    def miss(
        self,
        waiting: Waiting,
        reason: str,
        detail: str,
        capture_id: int | None = None,
        rights: Rights = None,
    ) -> None:
        """It exists, and cannot be kept now."""
        with transaction(self.engine) as connection:
            is_refused = is_offer(waiting) and not reason.startswith(PASSING)
            is_nothing = reason != "rights" and (is_refused or is_guess(waiting))
            state = State.SKIPPED if is_nothing else State.GAP
            if is_kept(connection, self.blog.id, waiting):
                state = State.DONE
            if reason != "rights":  # then no other way is tried
                ask_feed(connection, self.blog.id, waiting)
            if not reason.startswith(PASSING):
                fall_back(connection, self.blog.id, self.crawl_id, waiting)
            if state is State.GAP:
                again = next_try(reason, self.now(), self.plan.policy)
                self._open_gap(connection, waiting, reason, detail, again)
            self._settled(connection, waiting, state, f"{reason}: {detail}", capture_id, rights)

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
            if reason in _TOO_MUCH and same_site(waiting.url, self.blog.url):
                frontier.postpone_all(connection, self.blog.id, later)
            if capture_id is not None:
                captures.mark_read(connection, capture_id)
        self.in_flight.discard(waiting.url)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def _start(self) -> None:
        """A new crawl of the blog, or the unfinished one."""
        plan = self.plan
        if self._stones.matches(self._stones.blog(self.blog.url)):
            raise WrongUseError(f"{self.blog.url} was erased from this archive for good")
        with transaction(self.engine) as connection:
            since = None if plan.is_full else plan.began
            if since and has_been_crawled(connection, self.blog.id, since):
                raise BusyError(f"{self.blog.url} has just been crawled by another process")
            self.crawl_id, self.resumed = store.start_crawl(
                connection, self.blog, self.now(), READER_VERSION
            )
            if self.resumed and plan.is_full:
                logger.warning("the unfinished crawl is finished first; --full again after it")
            if not self.resumed:
                round_ = Round(
                    blog=self.blog, now=self.now(), policy=plan.policy, is_forced=plan.is_full
                )
                begin(connection, self.crawl_id, round_)
            home = Lead(url=self.blog.url, role=LeadRole.HOME, route="seed")
            frontier.add(connection, self.blog.id, [home])

    def _next(self) -> Waiting | None:
        """The next row, now in flight; None if none may be asked for right now."""
        if self.halted or self._is_at_limit() or self._has_spent_the_day():
            return None
        while (waiting := self._next_waiting()) is not None and self._budgets.is_spent(waiting):
            self._give_up(waiting)
        if waiting is not None:
            self.in_flight.add(waiting.url)
            self.asked += 1
        return waiting

    def _given(self, waiting: Waiting) -> Given:
        if self.unread.has(waiting.url):
            return Given(waiting=waiting, is_captured=True)
        if waiting.asked_at is None or waiting.is_out_of_scope:  # nothing of it is kept
            return Given(waiting=waiting)
        with self.engine.connect() as connection:
            etag, modified = captures.last_validators(connection, self.blog.id, waiting.url)
        return Given(waiting=waiting, etag=etag, modified=modified)

    def _wait(self) -> float | None:
        """Seconds until more may be handed out; None: nothing in this run, as far as is known."""
        if self.halted or self._is_at_limit():
            return None
        if self.in_flight:
            return _LOOK_AGAIN
        with self.engine.connect() as connection:
            earliest = frontier.next_time(connection, self.blog.id)
        if earliest is None:
            return None
        moment = datetime.fromisoformat(earliest) if earliest else self.now()
        wait = (moment - self.now()).total_seconds()
        return None if wait > self.plan.longest_wait else max(wait, 0.2)

    def _next_waiting(self) -> Waiting | None:
        now = instant(self.now())
        with self.engine.connect() as connection:
            return frontier.next_waiting(connection, self.blog.id, now, self.in_flight)

    def _give_up(self, waiting: Waiting) -> None:
        """Each URL left out says why; one gap a pattern says that there may be more pages. Lists
        that told nothing new fifty times leave no gap."""
        like = pattern(waiting.url)
        detail = f"the last {self._budgets.most} pages like this one brought no article"
        with transaction(self.engine) as connection:
            if waiting.role is LeadRole.PAGE and like not in self._given_up:
                self._given_up.add(like)
                self._open_gap(connection, waiting, "budget", detail)
            self._settled(connection, waiting, State.SKIPPED, f"budget: {detail}", None)

    def _halt(
        self, waiting: Waiting, reason: str, detail: str, wait: float, capture_id: int | None
    ) -> None:
        """The host asks for more patience than a run has: everything waits until then."""
        later = instant(self.now() + timedelta(seconds=wait))
        is_own_host = same_site(waiting.url, self.blog.url)
        with transaction(self.engine) as connection:
            self._open_gap(connection, waiting, reason, detail, later)
            frontier.postpone(connection, self.blog.id, waiting.url, later, f"{reason}: {detail}")
            if is_own_host:
                frontier.postpone_all(connection, self.blog.id, later)
            if capture_id is not None:
                captures.mark_read(connection, capture_id)
        self.in_flight.discard(waiting.url)
        if is_own_host:
            self.halted = f"{self.blog.url} asks to wait until {later[:19]} UTC"
            logger.warning("%s", self.halted)

    def _has_spent_the_day(self) -> bool:
        """Whether the day's requests are used up; then everything waits for the next day (UTC)."""
        if not self.plan.daily_requests:
            return False
        day = self.now().replace(hour=0, minute=0, second=0, microsecond=0)
        with self.engine.connect() as connection:
            asked = captures.count_since(connection, self.blog.id, instant(day))
        if asked + len(self.in_flight) < self.plan.daily_requests:
            return False
        if self.in_flight:
            return True
        with transaction(self.engine) as connection:
            later = instant(day + timedelta(days=1))
            frontier.postpone_all(connection, self.blog.id, later)
            left = frontier.next_time(connection, self.blog.id) is not None
        if left:
            most = self.plan.daily_requests
            self.halted = f"{most} requests a day are spent; on it goes tomorrow"
        return left

    def _is_at_limit(self) -> bool:
        return bool(self.plan.max_pages) and self.asked >= self.plan.max_pages

    def _open_gap(
        self,
        connection: Connection,
        waiting: Waiting,
        reason: str,
        detail: str,
        again: str | None = None,
    ) -> None:
        ids, now = (self.blog.id, waiting.url), instant(self.now())
        store.open_gap(connection, *ids, reason, detail=detail, now=now, next_try_at=again)

    def _settled(
        self,
        connection: Connection,
        waiting: Waiting,
        state: State,
        reason: str,
        capture_id: int | None,
        rights: Rights = None,
    ) -> None:
        frontier.settle(
            connection,
            self.blog.id,
            waiting.url,
            state,
            now=instant(self.now()),
            reason=reason,
            capture_id=capture_id,
        )
        if capture_id is not None:
            captures.mark_read(connection, capture_id, rights)
        self.in_flight.discard(waiting.url)

    def _put(self, capture: Capture) -> int:
        with transaction(self.engine) as connection:
            return captures.put_capture(connection, self.blog.id, self.crawl_id, capture)
