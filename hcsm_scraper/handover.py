"""What the crawling process hands over to its blog's keeper, and what it gets back.

It holds the blog's lock for the whole crawl, whichever process keeps; a keeper that dies is
replaced, and the next one is asked again.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from archive.engine import opened
from archive.errors import HcsmError, StorageError
from archive.locks import blog_lock
from hcsm_scraper.plan import Former, HandOut
from hcsm_scraper.workers import Worker, WorkerDiedError, cause

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scrapy.statscollectors import StatsCollector

    from archive.frontier import Waiting
    from archive.warc import Exchange
    from hcsm_scraper.plan import Given, Plan, Progress

logger = logging.getLogger(__name__)
_TRIES = 5  # keepers that may die over one question before the crawl is given up
_BLAMED = 2  # deaths over one page, before the page is to blame


class Handover:
    """Of one blog's crawl. `room`: how many rows may be in flight; `spare`: processes whose
    keepers have come to their end. One of them is taken, and this one goes there."""

    def __init__(self, plan: Plan, room: int, spare: list[Worker] | None = None) -> None:
        self.plan = plan
        self.blog = plan.blog
        self.halted: str | None = None  # why nothing more is asked for in this run
        self.error: HcsmError | None = None  # the crawl ends with it
        self.stats: StatsCollector | None = None
        self.wake: Callable[[], None] = lambda: None  # there is something to ask for, unexpectedly
        self._room = room
        self._spare = spare
        self._worker = Worker("hcsm_scraper.keeper:Keeper")
        self._has_keeper = False  # of this crawl, unless it has died
        self._crawl_id: int | None = None
        self._asked = 0
        self._in_flight: set[str] = set()
        self._ready: deque[Given] = deque()
        self._turn = asyncio.Lock()  # one question at a time
        self._timer: asyncio.TimerHandle | None = None
        self._looking: asyncio.Task[None] | None = None
        self._held = ExitStack()
        self._is_open = self._is_closed = False

    async def open(self) -> None:
        """Takes the blog's lock, then goes on with its crawl or begins one. Raises BusyError."""
        if self._is_open:
            return
        with ExitStack() as held:
            engine = held.enter_context(opened(self.plan.storage))
            held.enter_context(blog_lock(engine, self.plan.folder, self.blog.id, self.blog.url))
            engine.dispose()  # but for the session that the lock may need
            held.callback(self._let_go)
            self._crawl_id = await self._ask("crawl_id")
            self._take(await self._ask("more"))
            self._held = held.pop_all()
            self._is_open = True

    async def end(self, reason: str) -> None:
        """The crawl's report; frees the blog."""
        if self._timer is not None:
            self._timer.cancel()
        if not self._is_open:
            return
        try:
            await self._ask("end", self.halted or reason)
            self._has_keeper = False
        except HcsmError:
            pass  # it is said already
        finally:
            self.close()

    def close(self) -> None:
        """As safe as a kill, where `end` was not called."""
        self._is_open, self._is_closed = False, True
        self._held.close()

    def _let_go(self) -> None:
        """A process whose keeper has come to its end is as good as new."""
        is_idle = self._worker.is_running and self._worker.is_idle
        if self._spare is None or self._has_keeper or not is_idle:
            self._worker.close()
        else:
            self._spare.append(self._worker)

    def next(self) -> Given | None:
        """The next row to ask for; None if there is none right now."""
        return self._ready.popleft() if self._ready and self.error is None else None

    def has_more(self) -> bool:
        """Whether a row is in flight or may be asked for within this run."""
        if self.error is not None:
            return False
        return bool(self._in_flight or self._timer or self._looking)

    async def answered(
        self, waiting: Waiting, exchange: Exchange | None, reserved: Mapping[str, str]
    ) -> None:
        """Returns when it is kept. `exchange`: None if it is captured already; `reserved`: what the
        host's tdmrep.json says of it."""
        await self._settle(waiting, "answered", waiting, exchange, dict(reserved), None)

    async def failed(self, waiting: Waiting, url: str, said: str) -> None:
        await self._settle(waiting, "failed", waiting, url, said)

    async def refused(self, waiting: Waiting, reason: str, detail: str, *, is_skip: bool) -> None:
        await self._settle(waiting, "refused", waiting, reason, detail, is_skip)

    async def robots(self, exchange: Exchange) -> Exchange:
        """What may be kept of it, when it is kept."""
        kept: Exchange = await self._ask("robots", exchange)
        return kept

    async def robots_failed(self, url: str, said: str) -> None:
        await self._ask("robots_failed", url, said)

    async def recent(self, url: str, seconds: float) -> Exchange | None:
        """The last answer from this URL, if it is younger than that."""
        kept: Exchange | None = await self._ask("recent", url, seconds)
        return kept

    async def sitemaps(self, urls: tuple[str, ...]) -> None:
        await self._ask("sitemaps", urls)

    async def progress(self) -> Progress | None:
        if not self._is_open:
            return None
        try:
            progress: Progress = await self._ask("progress")
        except HcsmError:
            return None
        return progress

    async def _settle(self, waiting: Waiting, *question: Any) -> None:
        if self.error is not None:
            return
        try:
            out: HandOut = await self._ask(*question)
        except HcsmError:
            return
        self._in_flight.discard(waiting.url)
        self._take(out)

    def _take(self, out: HandOut) -> None:
        self.halted = out.halted
        if out.counted and self.stats is not None:
            self.stats.inc_value(f"hcsm/{out.counted}")
        self._in_flight.update(given.waiting.url for given in out.given)
        self._asked += len(out.given)
        self._ready.extend(out.given)
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if out.wait is not None:
            self._timer = asyncio.get_running_loop().call_later(out.wait, self._look)

    def _look(self) -> None:
        self._timer = None
        self._looking = asyncio.ensure_future(self._look_again())

    async def _look_again(self) -> None:
        try:
            self._take(await self._ask("more"))
        except HcsmError:
            return
        finally:
            self._looking = None
        if self._ready:
            self.wake()

    async def _ask(self, name: str, *arguments: Any) -> Any:
        """What the keeper cannot do for the archive's sake ends the crawl."""
        try:
            return await self._answer(name, *arguments)
        except HcsmError as error:
            if self._is_open and self.error is None:
                self.error = error
                logger.error("%s: %s", error, self.blog.url)  # noqa: TRY400 - a sentence
            raise

    async def _answer(self, name: str, *arguments: Any) -> Any:
        """Of the keeper, or of the next one if it dies over it."""
        async with self._turn:
            if self._is_closed:  # no keeper is to be started any more
                raise StorageError(f"the crawl of {self.blog.url} has ended")
            deaths = 0
            for _ in range(_TRIES):
                try:
                    if not (self._has_keeper and self._worker.is_running):
                        await self._start()
                except WorkerDiedError as died:
                    self._say(died)
                    continue
                try:
                    answer = await self._worker.ask(name, arguments, deaths > 0)
                except WorkerDiedError as died:
                    self._say(died)
                    deaths += 1
                    if name == "answered" and (died.is_late or deaths == _BLAMED):
                        arguments = (*arguments[:-1], cause(died, self.plan.read_seconds))
                    continue
                if isinstance(answer, HandOut) and answer.is_worn:
                    await self._retire()
                return answer
            raise StorageError(f"{_TRIES} processes died that were to keep {self.blog.url}")

    async def _start(self) -> None:
        former = Former(
            crawl_id=self._crawl_id, asked=self._asked, in_flight=frozenset(self._in_flight)
        )
        self._has_keeper = False
        if self._spare and not self._worker.is_running:
            self._worker = self._spare.pop()
        await self._worker.start(self.plan, former, self._room)
        self._has_keeper = True

    def _say(self, died: WorkerDiedError) -> None:
        logger.warning("%s, and another takes its place: %s", died, self.blog.url)

    async def _retire(self) -> None:
        """A fresh process takes the next question."""
        try:
            await self._worker.ask("leave", (), False)
        except WorkerDiedError as died:
            self._say(died)
        self._worker.close()
