"""A run over one or more blogs in one Scrapy process, and its exit code."""

from __future__ import annotations

import asyncio
import os
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

# Scrapy looks at the whole stack and at all modules while this is imported: now they are few.
import scrapy.core.downloader.contextfactory  # noqa: F401
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from archive import history, query
from archive.engine import opened
from archive.errors import DONE, INTERRUPTED, WITH_GAPS, BusyError, HcsmError, WrongUseError
from archive.presentation import counted
from archive.records import Blog
from archive.schedules import due_times
from archive.text import instant
from archive.urls import normalise
from hcsm_scraper import settings as defaults
from hcsm_scraper.spiders.blog import BlogSpider, handover_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scrapy.crawler import Crawler

    from archive.query import BlogFacts
    from archive.study import Study, StudyBlog
    from hcsm_scraper.handover import Handover
    from hcsm_scraper.plan import Progress
    from hcsm_scraper.workers import Worker

FAILED, BUSY = HcsmError.exit_code, BusyError.exit_code
GRACE = 8  # seconds that a page in hand may take when the crawl is told to stop
# Gaps that a person should look at or that a later crawl may close; a refusal is neither.
_WORRYING = ("network", "unreadable", "robots-unreachable", "http-5", "http-429", "http-408")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the user asks of one run. `delay` and `max_pages`: None means as the study has it."""

    urls: Sequence[str] = ()
    delay: float | None = None
    max_pages: int | None = None
    allow_addresses: Sequence[str] = ()
    is_verbose: bool = False
    is_full: bool = False
    only_due: bool = False


def crawl_blogs(
    study: Study,
    wish: Wish,
    say: Callable[[str], None],
    watch: Callable[[Sequence[Progress]], None] | None = None,
) -> int:
    """Crawls them side by side, each politely; returns the exit code. `watch` is told how far they
    are, now and then."""
    targets = _targets(study, wish.urls)
    if wish.only_due:
        targets = _due(study, targets, say)
        if not targets:
            return DONE
    process = Process(crawl_settings(study, wish), say, study.politeness.blogs_at_once)
    crawlers = [process.create_crawler(BlogSpider) for _ in targets]
    for crawler, (blog, scope) in zip(crawlers, targets, strict=True):
        process.crawl(crawler, url=blog.url, scope=scope)
    if watch is not None:
        process.tell(watch)
    process.start()
    process.close()
    done = [x for x, _ in targets if x.url in process.began - process.busy - process.failed]
    if done:
        return _summary(study, done, say)
    return BUSY if wish.urls and process.busy else FAILED if process.failed else DONE


class Process(AsyncCrawlerProcess):
    """Scrapy's process for several blogs: some at a time, each under its lock."""

    def __init__(self, settings: Settings, say: Callable[[str], None], at_once: int) -> None:
        super().__init__(settings)
        self._say = say
        self._slots = asyncio.Semaphore(at_once)
        self._spare: list[Worker] = []  # processes that have kept a blog to its end
        self._waiting = 0  # blogs
        self._is_stopping = False
        self.began: set[str] = set()
        self.busy: set[str] = set()
        self.failed: set[str] = set()

    async def _crawl_and_track(self, crawler: Crawler, *args: Any, **kwargs: Any) -> None:
        url = kwargs["url"]
        self._waiting += 1
        async with self._slots:
            self._waiting -= 1
            if self._is_stopping:
                return
            self.began.add(url)
            self._say(f"crawling {url}")
            scope: StudyBlog | None = kwargs["scope"]
            blog = scope.blog if scope else Blog(url=url)
            keeper = handover_of(crawler.settings, blog, scope, self._spare)
            try:
                await self._kept_by(keeper, crawler, *args, **kwargs)
            except BusyError as error:
                self.busy.add(url)
                self._say(f"{error}; skipped")
            except HcsmError as error:
                self.failed.add(url)
                self._say(f"{url}: {error}")
            if not self._waiting:
                self.close()

    async def _kept_by(self, keeper: Handover, crawler: Crawler, *args: Any, **kwargs: Any) -> None:
        try:
            await keeper.open()
            if self._is_stopping:
                await keeper.end("shutdown")
            else:
                await crawler.crawl_async(*args, keeper=keeper, **kwargs)
        finally:
            keeper.close()
        if keeper.error is not None:
            raise keeper.error

    def close(self) -> None:
        """What was kept for the next blog."""
        while self._spare:
            self._spare.pop().close()

    def tell(self, watch: Callable[[Sequence[Progress]], None]) -> None:
        """How far each blog is, every two seconds."""

        async def now_and_then() -> None:
            while True:
                await asyncio.sleep(2)
                spiders = [x.spider for x in self.crawlers if x.crawling]
                told = [await x.keeper.progress() for x in spiders if isinstance(x, BlogSpider)]
                watch([x for x in told if x is not None])

        self._watching = asyncio.get_event_loop().create_task(now_and_then())

    def _signal_shutdown(self, signum: int, _: Any) -> None:
        """No new page; the pages in hand get so long, and what then still hangs is asked again."""
        self._is_stopping = True
        super()._signal_shutdown(signum, _)
        last = threading.Timer(GRACE, self._give_up)  # the loop may be what hangs
        last.daemon = True
        last.start()

    def _give_up(self) -> None:
        """As safe as a kill at any other moment."""
        self._say("stopped; the same command goes on where this was")
        os._exit(INTERRUPTED)


def _due(
    study: Study, targets: list[tuple[Blog, StudyBlog | None]], say: Callable[[str], None]
) -> list[tuple[Blog, StudyBlog | None]]:
    now = datetime.now(UTC)
    with opened(study.storage) as engine, engine.connect() as connection:
        times = due_times(connection, study)
    due = {x.blog.url for x in times if x.is_now(now)}
    if not due:
        first = min((x.at for x in times if x.at is not None), default=now)
        say(f"nothing is due before {first:%Y-%m-%d %H:%M} UTC")
    return [target for target in targets if target[0].url in due]


def _targets(study: Study, urls: Sequence[str]) -> list[tuple[Blog, StudyBlog | None]]:
    scopes = {blog.url: blog for blog in study.blogs}
    if not urls:
        if not scopes:
            raise WrongUseError("no blog to crawl: name a URL, or list blogs in hcsm.toml")
        return [(blog.blog, blog) for blog in study.blogs]
    found = []
    for written in urls:
        url = wanted_url(written)
        scope = scopes.get(url)
        found.append((scope.blog if scope else Blog(url=url), scope))
    return found


def wanted_url(written: str) -> str:
    """A blog's address as a user types it, with or without its scheme."""
    url = normalise(written if "://" in written else f"https://{written}")
    if url is None:
        raise WrongUseError(f"{written!r} is no web address such as https://blog.example.org/")
    return url


def crawl_settings(study: Study, wish: Wish) -> Settings:
    settings = Settings()
    settings.setmodule(defaults, priority="project")
    polite = study.politeness
    seconds = polite.delay if wish.delay is None else wish.delay
    chosen: dict[str, Any] = {
        "HCSM_STORAGE": study.storage,
        "HCSM_FOLDER": str(study.files_folder),
        "HCSM_CONTACT": study.contact or "",
        "HCSM_ALLOW_ADDRESSES": [*study.allow_addresses, *wish.allow_addresses],
        "HCSM_MAX_PAGES": wish.max_pages or polite.max_pages or 0,
        "HCSM_DAILY_REQUESTS": polite.daily_requests or 0,
        "HCSM_FULL": wish.is_full,
        "HCSM_BEGAN": instant(datetime.now(UTC)),
        "HCSM_SWEEP_DAYS": study.revisit.sweep_days,
        "HCSM_YOUNG_DAYS": study.revisit.young_days,
        "HCSM_NOT_KEPT": [*study.rights.not_captured, *study.rights.not_kept],
        "HCSM_NOT_CAPTURED": list(study.rights.not_captured),
        "DOWNLOAD_DELAY": seconds,
        "AUTOTHROTTLE_START_DELAY": seconds,
        "AUTOTHROTTLE_ENABLED": seconds > 0,
        "LOG_LEVEL": "INFO" if wish.is_verbose else "WARNING",
    }
    for name, value in chosen.items():
        settings.set(name, value, priority="cmdline")
    return settings


def _summary(study: Study, blogs: Sequence[Blog], say: Callable[[str], None]) -> int:
    with opened(study.storage, read_only=True) as engine, engine.connect() as connection:
        facts = {facts.id: facts for facts in query.blogs(connection)}
        reasons = Counter((gap.blog_url, gap.reason) for gap in query.gaps(connection))
        latest = {
            blog.url: run.report
            for blog in blogs
            for run in history.crawls(connection, blog_id=blog.id, limit=1)
        }
    codes = [_line(facts.get(blog.id), blog, reasons, say) for blog in blogs]
    for blog in blogs:
        report = latest.get(blog.url, {})
        for sentence in report.get("look_at", ()):
            say(f"{blog.url}: look at this: {sentence}")
        if report.get("drift"):
            codes.append(FAILED)
    return FAILED if FAILED in codes else max(codes, default=FAILED)


def _line(
    facts: BlogFacts | None,
    blog: Blog,
    reasons: Counter[tuple[str, str]],
    say: Callable[[str], None],
) -> int:
    if facts is None:
        say(f"{blog.url}: nothing could be kept; see the messages above")
        return FAILED
    own = {reason: count for (url, reason), count in reasons.items() if url == blog.url}
    missing = ", ".join(f"{count} {reason}" for reason, count in sorted(own.items()))
    say(
        f"{blog.url}: {counted(facts.articles, 'article')}, {counted(facts.comments, 'comment')}"
        + (f", gaps: {missing} (hcsm gaps)" if own else "")
    )
    if facts.last_crawl_state != "finished":
        say(f"{blog.url}: not finished; the same command goes on where this stopped")
        return INTERRUPTED
    if not facts.articles:
        return FAILED
    return WITH_GAPS if any(reason.startswith(_WORRYING) for reason in own) else DONE
