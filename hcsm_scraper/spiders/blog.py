"""The spider of one blog: answers go to the blog's keeper, which hands out what is asked next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from scrapy import Spider

from archive.errors import WrongUseError
from archive.records import Blog
from archive.study import Study
from archive.urls import normalise
from hcsm_scraper.gate import RefusedError
from hcsm_scraper.handover import Handover
from hcsm_scraper.headers import exchange_of, sentence
from hcsm_scraper.items import Answer
from hcsm_scraper.plan import Plan, software_version
from hcsm_scraper.revisits import Policy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from archive.study import StudyBlog
    from hcsm_scraper.plan import Given
    from hcsm_scraper.workers import Worker


class BlogSpider(Spider):
    """`scrapy crawl blog -a url=https://blog.example.org/`, or by `hcsm crawl`."""

    name = "blog"
    asks_reservations = True  # a host's tdmrep.json, before its pages
    keeper: Handover  # made by from_crawler, where the settings are known

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
    def from_crawler(
        cls, crawler: Crawler, *args: Any, keeper: Handover | None = None, **kwargs: Any
    ) -> Self:
        """`keeper`: an open one; else the scheduler opens one, as under Scrapy's own command."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.keeper = keeper or handover_of(crawler.settings, spider.blog, spider.scope)
        return spider

    @classmethod
    def update_settings(cls, settings: Any) -> None:
        super().update_settings(settings)
        contact = settings.get("HCSM_CONTACT") or "no contact given"
        agent = f"hcsm-archive/{software_version()} (research archive of blogs; {contact})"
        settings.set("USER_AGENT", agent, priority="spider")

    async def start(self) -> AsyncIterator[Any]:
        """Nothing: the keeper put the home page into the frontier."""
        nothing: tuple[Any, ...] = ()
        for request in nothing:
            yield request

    def parse(self, response: Response, **_: Any) -> Iterator[Answer]:
        """Nothing is read here: the keeper does, when the bytes are kept."""
        assert response.request is not None
        given: Given = response.request.meta["given"]
        known = given.is_captured
        exchange = None if known else exchange_of(response)
        yield Answer(given.waiting, exchange, response.request.meta.get("reserved", {}))

    async def failed(self, failure: Failure) -> None:
        """No answer: refused by the gate, or by the network."""
        request: Request = failure.request  # type: ignore[attr-defined]
        waiting = request.meta["given"].waiting
        error = failure.value
        assert error is not None
        if isinstance(error, RefusedError):
            await self.keeper.refused(waiting, error.reason, error.detail, is_skip=error.is_skip)
        else:
            await self.keeper.failed(waiting, request.url, sentence(error))

    async def closed(self, reason: str) -> None:
        """The crawl's report is kept with it."""
        await self.keeper.end(reason)

    async def found_sitemaps(self, urls: tuple[str, ...]) -> None:
        """What robots.txt names, once."""
        if not self._sitemaps_found:
            self._sitemaps_found = True
            await self.keeper.sitemaps(urls)


def handover_of(
    settings: BaseSettings,
    blog: Blog,
    scope: StudyBlog | None,
    spare: list[Worker] | None = None,
) -> Handover:
    storage = settings["HCSM_STORAGE"]
    plan = Plan(
        blog=blog,
        storage=storage,
        folder=Study(storage=storage, folder=settings["HCSM_FOLDER"] or None).files_folder,
        max_content=settings.getint("HCSM_MAX_CONTENT"),
        tries=settings.getint("HCSM_TRIES"),
        retry_seconds=settings.getfloat("HCSM_RETRY_SECONDS"),
        longest_wait=settings.getfloat("HCSM_LONGEST_WAIT"),
        max_pages=settings.getint("HCSM_MAX_PAGES"),
        pattern_budget=settings.getint("HCSM_PATTERN_BUDGET"),
        daily_requests=settings.getint("HCSM_DAILY_REQUESTS"),
        is_full=settings.getbool("HCSM_FULL"),
        began=settings["HCSM_BEGAN"],
        scope=scope,
        not_kept=tuple(settings.getlist("HCSM_NOT_KEPT")),
        not_captured=tuple(settings.getlist("HCSM_NOT_CAPTURED")),
        read_seconds=settings.getfloat("HCSM_READ_SECONDS"),
        read_memory=settings.getint("HCSM_READ_MEMORY"),
        policy=Policy(
            sweep_days=settings.getint("HCSM_SWEEP_DAYS"),
            young_days=settings.getint("HCSM_YOUNG_DAYS"),
        ),
    )
    return Handover(plan, settings.getint("CONCURRENT_REQUESTS"), spare)
