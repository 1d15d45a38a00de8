"""The spider of one blog: answers become pages. What is asked next, the frontier decides."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import Spider

from archive.engine import folder_of
from archive.errors import WrongUseError
from archive.records import Blog, Lead, LeadRole
from archive.urls import normalise
from hcsm_scraper.gate import RefusedError
from hcsm_scraper.headers import plain_headers, retry_after
from hcsm_scraper.increments import Policy
from hcsm_scraper.items import ReadPage
from hcsm_scraper.plan import Plan, software_version
from hcsm_scraper.scope import with_reservation
from hcsm_scraper.session import Session
from hcsm_scraper.workers import READER_VERSION, Readers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from archive.frontier import Waiting
    from archive.study import StudyBlog

logger = logging.getLogger(__name__)
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})


class BlogSpider(Spider):
    """`scrapy crawl blog -a url=https://blog.example.org/`, or by `hcsm crawl`."""

    name = "blog"
    asks_reservations = True  # a host's tdmrep.json, before its pages
    session: Session  # from_crawler makes both, where the settings are known
    readers: Readers

    def __init__(self, url: str = "", scope: StudyBlog | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        home = normalise(url)
        if home is None:
            raise WrongUseError(
                f"url is {url!r}; allowed is a web address such as https://b.example/"
            )
        self.blog = Blog(url=home, name=scope.name if scope else None)
        self.scope = scope
        self._sitemaps_found = False

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        settings = crawler.settings
        storage = settings["HCSM_STORAGE"]
        spider.session = Session(
            Plan(
                blog=spider.blog,
                storage=storage,
                folder=Path(settings["HCSM_FOLDER"] or folder_of(storage)),
                reader_version=READER_VERSION,
                max_content=settings.getint("HCSM_MAX_CONTENT"),
                tries=settings.getint("HCSM_TRIES"),
                retry_seconds=settings.getfloat("HCSM_RETRY_SECONDS"),
                longest_wait=settings.getfloat("HCSM_LONGEST_WAIT"),
                max_pages=settings.getint("HCSM_MAX_PAGES"),
                pattern_budget=settings.getint("HCSM_PATTERN_BUDGET"),
                daily_requests=settings.getint("HCSM_DAILY_REQUESTS"),
                is_full=settings.getbool("HCSM_FULL"),
                began=settings["HCSM_BEGAN"],
                policy=Policy(
                    sweep_days=settings.getint("HCSM_SWEEP_DAYS"),
                    young_days=settings.getint("HCSM_YOUNG_DAYS"),
                ),
            )
        )
        spider.session.open()
        spider.readers = Readers(
            processes=settings.getint("HCSM_READERS"),
            seconds=settings.getfloat("HCSM_READ_SECONDS"),
            memory=settings.getint("HCSM_READ_MEMORY"),
            max_content=settings.getint("HCSM_MAX_CONTENT"),
        )
        return spider

    @classmethod
    def update_settings(cls, settings: Any) -> None:
        super().update_settings(settings)
        contact = settings.get("HCSM_CONTACT") or "no contact given"
        agent = f"hcsm-archive/{software_version()} (research archive of blogs; {contact})"
        settings.set("USER_AGENT", agent, priority="spider")

    async def start(self) -> AsyncIterator[Any]:
        """Nothing: the session put the home page into the frontier."""
        nothing: tuple[Any, ...] = ()
        for request in nothing:
            yield request

    async def parse(self, response: Response, **_: Any) -> AsyncIterator[ReadPage]:
        request = response.request
        assert request is not None
        waiting: Waiting = request.meta["waiting"]
        capture_id: int = request.meta["capture_id"]
        if response.status == 304:
            self.session.unchanged(waiting, capture_id)
            return
        if response.status in _TRY_AGAIN:
            wait = retry_after(response, request.meta["captured_at"])
            self.session.try_again(
                waiting,
                f"http-{response.status}",
                f"the server answered {response.status}",
                capture_id=capture_id,
                wait=wait,
            )
            return
        page = await self.readers.read(
            url=waiting.url,
            captured_at=request.meta["captured_at"],
            status=response.status,
            headers=plain_headers(response.headers),
            payload=response.body,
        )
        if page.problem:
            logger.info("%s: %s", page.problem, page.url)
        yield ReadPage(
            waiting=waiting,
            capture_id=capture_id,
            captured_at=request.meta["captured_at"],
            page=with_reservation(page, request.meta.get("reserved", {})),
        )

    def failed(self, failure: Failure) -> None:
        """No answer: refused by the gate, or by the network."""
        request: Request = failure.request  # type: ignore[attr-defined]
        waiting: Waiting = request.meta["waiting"]
        error = failure.value
        if isinstance(error, RefusedError):
            if error.is_skip:
                self.session.leave_out(waiting, error.detail)
            else:
                capture_id = request.meta.get("capture_id")
                self.session.miss(waiting, error.reason, error.detail, capture_id)
            return
        said = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
        self.session.try_again(waiting, "network", said, capture_id=request.meta.get("capture_id"))

    def found_sitemaps(self, urls: tuple[str, ...]) -> None:
        """What robots.txt names, once."""
        if not self._sitemaps_found:
            self._sitemaps_found = True
            self.session.add_leads(
                [Lead(url=url, role=LeadRole.SITEMAP, route="robots") for url in urls]
            )
