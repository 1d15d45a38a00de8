"""The process that keeps a blog: what the crawling process hands over is captured, read, judged and
kept here, and the next rows are handed out. It knows no network and no Scrapy.
"""

from __future__ import annotations

import logging
import resource
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from archive.records import Lead, LeadRole
from hcsm_scraper.headers import retry_after
from hcsm_scraper.pages import read_within, unread
from hcsm_scraper.refusing import refusal, without_body
from hcsm_scraper.scope import reason_to_drop, reserved_by, with_reservation
from hcsm_scraper.session import Session
from hcsm_scraper.workers import limited, prepare

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from archive.frontier import Waiting
    from archive.records import Page
    from archive.warc import Exchange
    from hcsm_scraper.plan import Former, HandOut, Plan

logger = logging.getLogger(__name__)
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_WORN_PAGES = 2000  # then a fresh process: libxml2 keeps what it once took
_WEIGHED_EVERY = 50  # pages
_WORN_BYTES = 128 * 1024**2  # and after one page that took so much more than all before


class Keeper:
    """Its public methods are what the crawling process asks. A question whose keeper died is asked
    again of the next: what came of it may be kept already, and then is not kept twice."""

    def __init__(self, plan: Plan, former: Former, room: int) -> None:
        self._plan, self._room = plan, room
        self._session = Session(plan, former)
        self._is_again = False
        # Asked of the session as they are
        self.recent, self.progress = self._session.recent, self._session.progress
        self.robots_failed = self._session.capture_failure
        self.leave, self.end = self._session.leave, self._session.end
        prepare(plan.read_memory)
        _WEAR.begin()
        self._is_worn = False

    def __call__(self, name: str, arguments: tuple[Any, ...], is_again: bool) -> Any:
        self._is_again = is_again
        return getattr(self, name)(*arguments)

    def crawl_id(self) -> int:
        return self._session.crawl_id

    def more(self) -> HandOut:
        return self._handed_out()

    def answered(
        self,
        waiting: Waiting,
        exchange: Exchange | None,
        reserved: Mapping[str, str],
        blamed: str | None,
    ) -> HandOut:
        """Bytes first, then what they say. `exchange`: None if it is captured already; `reserved`:
        what the host's tdmrep.json says of it; `blamed`: why the page cannot be read."""
        if self._is_done(waiting):
            return self._handed_out()
        known = self._session.unread.take(waiting.url)
        if known is None and exchange is None:
            self._session.try_again(waiting, "network", "what was captured cannot be read any more")
            return self._handed_out()
        if known is None:
            assert exchange is not None
            allowed = self._unrefused(waiting, exchange, reserved, blamed)
            if allowed is None:
                return self._handed_out("dropped/rights")
            known = self._captured(allowed)
        return self._handed_out(self._judged(waiting, *known, reserved, blamed))

    def failed(self, waiting: Waiting, url: str, said: str) -> HandOut:
        """No answer came over the network."""
        if not self._is_done(waiting):
            capture_id = self._session.capture_failure(url, said)
            self._session.try_again(waiting, "network", said[:300], capture_id=capture_id)
        return self._handed_out()

    def refused(self, waiting: Waiting, reason: str, detail: str, is_skip: bool) -> HandOut:
        """The gate is shut."""
        if self._is_done(waiting):
            return self._handed_out()
        if is_skip:
            self._session.leave_out(waiting, detail)
        else:
            self._session.miss(waiting, reason, detail)
        return self._handed_out()

    def robots(self, exchange: Exchange) -> Exchange:
        """What may be kept of it, kept."""
        capture_id, kept = self._captured(exchange)
        self._session.settle_robots(capture_id)
        return kept

    def sitemaps(self, urls: Iterable[str]) -> None:
        self._session.add_leads(
            [Lead(url=url, role=LeadRole.SITEMAP, route="robots") for url in urls]
        )

    def _unrefused(
        self, waiting: Waiting, answer: Exchange, reserved: Mapping[str, str], blamed: str | None
    ) -> Exchange | None:
        """The answer, or its head alone; None for a page that the study does not capture."""
        if not self._plan.not_captured or not answer.payload:
            return answer
        plan = self._plan
        if blamed:
            refused: tuple[str, Mapping[str, str]] = (
                f"what it says of its rights cannot be read: {blamed}",
                reserved,
            )
        else:
            with limited(plan.read_seconds):
                found = refusal(answer, reserved, plan.not_captured, plan.max_content)
            if found is None:
                return answer
            refused = found
        if not 200 <= answer.status < 300:
            return without_body(answer)
        detail, rights = refused
        capture_id = self._session.refuse(answer, detail, rights)
        self._session.miss(waiting, "rights", detail, capture_id, rights)
        return None

    def _captured(self, exchange: Exchange) -> tuple[int, Exchange]:
        kept = self._session.without_erased(exchange)
        return self._session.capture(kept), kept

    def _judged(
        self,
        waiting: Waiting,
        capture_id: int,
        kept: Exchange,
        reserved: Mapping[str, str],
        blamed: str | None,
    ) -> str | None:
        """What became of it, for the statistics."""
        session = self._session
        if kept.status == 304:
            session.unchanged(waiting, capture_id)
            return None
        if kept.status in _TRY_AGAIN:
            session.try_again(
                waiting,
                f"http-{kept.status}",
                f"the server answered {kept.status}",
                capture_id=capture_id,
                wait=retry_after(kept.headers, kept.captured_at),
            )
            return None
        page = unread(waiting.url, blamed) if blamed else self._read(kept)
        page = with_reservation(page, reserved)
        self._is_worn = _WEAR.has_worn(is_unread=page.problem is not None)
        if page.problem:
            logger.info("%s: %s", page.problem, page.url)
        if detail := reserved_by(page, self._plan.not_kept):
            session.miss(waiting, "rights", detail, capture_id, page.rights)
            return "dropped/rights"
        if reason := reason_to_drop(page, waiting, self._plan.scope):
            session.leave_out(waiting, reason, capture_id, page.rights)
            return "dropped/out_of_scope"
        session.keep(waiting, capture_id, page, kept.captured_at)
        return f"kept/{page.kind}"

    def _read(self, kept: Exchange) -> Page:
        return read_within(self._plan.read_seconds, kept, self._plan.max_content)

    def _is_done(self, waiting: Waiting) -> bool:
        """The keeper that died had come to the end of it, but for the answer."""
        if not self._is_again or self._session.is_queued(waiting):
            return False
        self._session.in_flight.discard(waiting.url)
        return True

    def _handed_out(self, counted: str | None = None) -> HandOut:
        out = self._session.hand_out(self._room)
        return replace(out, counted=counted, is_worn=self._is_worn)


class _Wear:
    """Of this process, whichever blogs it has kept."""

    def __init__(self) -> None:
        self._pages = self._usual = 0

    def begin(self) -> None:
        self._usual = self._usual or _peak()

    def has_worn(self, *, is_unread: bool) -> bool:
        """After a page. The system takes a while to say how large a process is: it is asked now and
        then."""
        self._pages += 1
        if self._pages >= _WORN_PAGES:
            return True
        is_time = is_unread or self._pages % _WEIGHED_EVERY == 0
        return is_time and _peak() > self._usual + _WORN_BYTES


def _peak() -> int:
    """Bytes of memory that this process has taken at most."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


_WEAR = _Wear()
