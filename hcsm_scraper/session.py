"""One blog's crawl, as its keeper has it: frontier, WARC file, what is written in which order."""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager
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
from archive.statements import Shelf
from archive.text import instant
from archive.tombstones import load_tombstones
from archive.urls import same_site
from archive.warc import Exchange, WarcWriter, read_record
from hcsm_scraper.budgets import Budgets, pattern
from hcsm_scraper.continuing import ask_feed, is_kept
from hcsm_scraper.increments import Round, begin, fall_back, is_offer
from hcsm_scraper.keeping import Occasion, keep
from hcsm_scraper.mending import Unread, mend
from hcsm_scraper.missing import OF_READING, is_guess
from hcsm_scraper.plan import READER_VERSION, Given, HandOut, Progress, software_version
from hcsm_scraper.revisits import PASSING, next_try

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from archive.engine import Engine
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
        with self._reading() as shelf:
            self._stones = load_tombstones(shelf.connection, plan.folder)
        if crawl_id is None:
            self._start()
        else:
            self.crawl_id, self.resumed = crawl_id, True
        mend(self._files, self.blog.id, self.engine, self._put)
        with self._reading() as shelf:
            unread = captures.unread(shelf, self.crawl_id)
            self.unread = Unread(self._files, unread)
            asked = frontier.asked(shelf, self.crawl_id) if self.resumed else []
            self._budgets = Budgets(plan.pattern_budget, asked)
            self._given_up = {pattern(url) for url in given_up(shelf)}
        software = f"hcsm-archive/{software_version()}"
        self._warc = held.enter_context(WarcWriter(self._files, software, self.blog.id))

    def leave(self) -> None:
        """Another keeper goes on with the crawl."""
        self._held.close()

    def end(self, reason: str) -> None:
        with self._held, self._writing() as shelf:
            is_left = self.in_flight or frontier.next_time(shelf) is not None
            state = "interrupted" if is_left else "finished"
            forget_passing(shelf)
            report = {"reason": self.halted or reason}
            report |= report_of(shelf, self.crawl_id)
            store.end_crawl(shelf.connection, self.crawl_id, self.now(), state, report)

    def hand_out(self, room: int) -> HandOut:
        """The next rows to ask for, so that at most `room` are in flight."""
        given: list[Given] = []
        while len(self.in_flight) < room and (waiting := self._next()) is not None:
            given.append(self._given(waiting))
        wait = None if len(self.in_flight) >= room else self._wait()
        return HandOut(given=tuple(given), wait=wait, halted=self.halted)

    def is_queued(self, waiting: Waiting) -> bool:
        """Whether what was found out of this row is not yet kept."""
        with self._reading() as shelf:
            return frontier.is_queued(shelf, waiting)

    def progress(self) -> Progress:
        with self._reading() as shelf:
            counts = frontier.counts(shelf)
            changed = changed_in(shelf.connection, self.crawl_id)
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
        with self._writing() as shelf:
            frontier.add(shelf, leads)

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
        with self._writing() as shelf:
            return captures.put_refused(shelf, self.crawl_id, exchange, detail, rights)

    def capture_failure(self, url: str, error: str) -> int:
        """A fetch without an answer: a row without bytes."""
        return self._put(Capture(url=url, captured_at=self.now(), status=None, error=error))

    def recent(self, url: str, seconds: float) -> Exchange | None:
        """The last answer from this URL, if it is younger than that."""
        since = instant(self.now() - timedelta(seconds=seconds))
        with self._reading() as shelf:
            kept = captures.latest(shelf, url, since)
        return None if kept is None else read_record(self._files, kept.warc_file, kept.warc_offset)

    def settle_robots(self, capture_id: int) -> None:
        with self._writing() as shelf:
            captures.mark_read(shelf.connection, capture_id)

    def keep(self, waiting: Waiting, capture_id: int, page: Page, seen_at: datetime) -> None:
        with self._writing() as shelf:
            page = self._stones.page(page, self.blog.id)
            occasion = Occasion(
                connection=shelf.connection,
                blog=self.blog,
                crawl_id=self.crawl_id,
                capture_id=capture_id,
                seen_at=instant(seen_at),
                policy=self.plan.policy,
            )
            found = keep(occasion, waiting, page)
        self._budgets.count(waiting, page, found)
        self.in_flight.discard(waiting.url)

    def unchanged(self, waiting: Waiting, capture_id: int) -> None:
        """304: what is kept is the latest state, and lacks what it lacked."""
        with self._writing() as shelf:
            missing = gaps_of(shelf, waiting.url)
            store.close_gaps(shelf, waiting.url, instant(self.now()))
            still = [x for x in OF_READING if x in missing]
            for reason in still:
                again = next_try(reason, self.now(), self.plan.policy)
                self._open_gap(shelf, waiting, reason, missing[reason] or "", again)
            state = State.GAP if still else State.DONE
            self._settled(shelf, waiting, state, "unchanged", capture_id)

    def leave_out(
        self, waiting: Waiting, reason: str, capture_id: int | None = None, rights: Rights = None
    ) -> None:
        with self._writing() as shelf:
            store.close_gaps(shelf, waiting.url, instant(self.now()))
            self._settled(shelf, waiting, State.SKIPPED, reason, capture_id, rights)

    def miss(
        self,
        waiting: Waiting,
        reason: str,
        detail: str,
        capture_id: int | None = None,
        rights: Rights = None,
    ) -> None:
        """It exists, and cannot be kept now."""
        with self._writing() as shelf:
            is_refused = is_offer(waiting) and not reason.startswith(PASSING)
            is_nothing = reason != "rights" and (is_refused or is_guess(waiting))
            state = State.SKIPPED if is_nothing else State.GAP
            if is_kept(shelf, waiting):
                state = State.DONE
            if reason != "rights":  # then no other way is tried
                ask_feed(shelf, waiting)
            if not reason.startswith(PASSING):
                fall_back(shelf, self.crawl_id, waiting)
            if state is State.GAP:
                again = next_try(reason, self.now(), self.plan.policy)
                self._open_gap(shelf, waiting, reason, detail, again)
            self._settled(shelf, waiting, state, f"{reason}: {detail}", capture_id, rights)

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
        with self._writing() as shelf:
            later = instant(self.now() + timedelta(seconds=seconds))
            frontier.postpone(shelf, waiting.url, later, f"{reason}: {detail}")
            if reason in _TOO_MUCH and same_site(waiting.url, self.blog.url):
                frontier.postpone_all(shelf, later)
            if capture_id is not None:
                captures.mark_read(shelf.connection, capture_id)
        self.in_flight.discard(waiting.url)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def _start(self) -> None:
        """A new crawl of the blog, or the unfinished one."""
        plan = self.plan
        if self._stones.matches(self._stones.blog(self.blog.url)):
            raise WrongUseError(f"{self.blog.url} was erased from this archive for good")
        with self._writing() as shelf:
            since = None if plan.is_full else plan.began
            if since and has_been_crawled(shelf, since):
                raise BusyError(f"{self.blog.url} has just been crawled by another process")
            self.crawl_id, self.resumed = store.start_crawl(
                shelf.connection, self.blog, self.now(), READER_VERSION
            )
            if self.resumed and plan.is_full:
                logger.warning("the unfinished crawl is finished first; --full again after it")
            if not self.resumed:
                own = (shelf.connection, self.blog)
                round_ = Round(*own, now=self.now(), policy=plan.policy, is_forced=plan.is_full)
                begin(round_, self.crawl_id)
            home = Lead(url=self.blog.url, role=LeadRole.HOME, route="seed")
            frontier.add(shelf, [home])

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
        with self._reading() as shelf:
            etag, modified = captures.last_validators(shelf, waiting.url)
        return Given(waiting=waiting, etag=etag, modified=modified)

    def _wait(self) -> float | None:
        """Seconds until more may be handed out; None: nothing in this run, as far as is known."""
        if self.halted or self._is_at_limit():
            return None
        if self.in_flight:
            return _LOOK_AGAIN
        with self._reading() as shelf:
            earliest = frontier.next_time(shelf)
        if earliest is None:
            return None
        moment = datetime.fromisoformat(earliest) if earliest else self.now()
        wait = (moment - self.now()).total_seconds()
        return None if wait > self.plan.longest_wait else max(wait, 0.2)

    def _next_waiting(self) -> Waiting | None:
        now = instant(self.now())
        with self._reading() as shelf:
            return frontier.next_waiting(shelf, now, self.in_flight)

    def _give_up(self, waiting: Waiting) -> None:
        """Each URL left out says why; one gap a pattern says that there may be more pages. Lists
        that told nothing new fifty times leave no gap."""
        like = pattern(waiting.url)
        detail = f"the last {self._budgets.most} pages like this one brought no article"
        with self._writing() as shelf:
            if waiting.role is LeadRole.PAGE and like not in self._given_up:
                self._given_up.add(like)
                self._open_gap(shelf, waiting, "budget", detail)
            self._settled(shelf, waiting, State.SKIPPED, f"budget: {detail}", None)

    def _halt(
        self, waiting: Waiting, reason: str, detail: str, wait: float, capture_id: int | None
    ) -> None:
        """The host asks for more patience than a run has: everything waits until then."""
        later = instant(self.now() + timedelta(seconds=wait))
        is_own_host = same_site(waiting.url, self.blog.url)
        with self._writing() as shelf:
            self._open_gap(shelf, waiting, reason, detail, later)
            frontier.postpone(shelf, waiting.url, later, f"{reason}: {detail}")
            if is_own_host:
                frontier.postpone_all(shelf, later)
            if capture_id is not None:
                captures.mark_read(shelf.connection, capture_id)
        self.in_flight.discard(waiting.url)
        if is_own_host:
            self.halted = f"{self.blog.url} asks to wait until {later[:19]} UTC"
            logger.warning("%s", self.halted)

    def _has_spent_the_day(self) -> bool:
        """Whether the day's requests are used up; then everything waits for the next day (UTC)."""
        if not self.plan.daily_requests:
            return False
        day = self.now().replace(hour=0, minute=0, second=0, microsecond=0)
        with self._reading() as shelf:
            asked = captures.count_since(shelf, instant(day))
        if asked + len(self.in_flight) < self.plan.daily_requests:
            return False
        if self.in_flight:
            return True
        with self._writing() as shelf:
            later = instant(day + timedelta(days=1))
            frontier.postpone_all(shelf, later)
            left = frontier.next_time(shelf) is not None
        if left:
            most = self.plan.daily_requests
            self.halted = f"{most} requests a day are spent; on it goes tomorrow"
        return left

    def _is_at_limit(self) -> bool:
        return bool(self.plan.max_pages) and self.asked >= self.plan.max_pages

    def _open_gap(
        self,
        shelf: Shelf,
        waiting: Waiting,
        reason: str,
        detail: str,
        again: str | None = None,
    ) -> None:
        now = instant(self.now())
        store.open_gap(shelf, waiting.url, reason, detail=detail, now=now, next_try_at=again)

    def _settled(
        self,
        shelf: Shelf,
        waiting: Waiting,
        state: State,
        reason: str,
        capture_id: int | None,
        rights: Rights = None,
    ) -> None:
        now = instant(self.now())
        frontier.settle(shelf, waiting.url, state, now=now, reason=reason, capture_id=capture_id)
        if capture_id is not None:
            captures.mark_read(shelf.connection, capture_id, rights)
        self.in_flight.discard(waiting.url)

    @contextmanager
    def _reading(self) -> Iterator[Shelf]:
        with self.engine.connect() as connection:
            yield Shelf(connection, self.blog)

    @contextmanager
    def _writing(self) -> Iterator[Shelf]:
        with transaction(self.engine) as connection:
            yield Shelf(connection, self.blog)

    def _put(self, capture: Capture) -> int:
        with self._writing() as shelf:
            return captures.put_capture(shelf, self.crawl_id, capture)
