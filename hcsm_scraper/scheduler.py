"""Scrapy's scheduler on the frontier table: nothing waits in memory that a kill could lose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.utils.defer import deferred_from_coro

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from twisted.internet.defer import Deferred

    from hcsm_scraper.handover import Handover
    from hcsm_scraper.spiders.blog import BlogSpider


class FrontierScheduler(BaseScheduler):
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._woken: list[Request] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open(self, spider: Spider) -> Deferred[None]:
        self._spider: BlogSpider = spider  # type: ignore[assignment]
        self._keeper: Handover = self._spider.keeper
        self._keeper.wake = self._wake
        assert self._crawler.stats is not None
        self._keeper.stats = self._crawler.stats
        return deferred_from_coro(self._keeper.open())

    def close(self, reason: str) -> None:
        """The keeper outlives the queue: the report ends it, when all pages are kept."""

    def has_pending_requests(self) -> bool:
        return self._keeper.has_more()

    def enqueue_request(self, request: Request) -> bool:
        """Only those of `_wake`: leads enter the frontier with the page that names them."""
        self._woken.append(request)
        return True

    def next_request(self) -> Request | None:
        if self._woken:
            return self._woken.pop()
        given = self._keeper.next()
        if given is None:
            return None
        request = Request(
            given.waiting.url,
            callback=self._spider.parse,
            errback=self._spider.failed,
            dont_filter=True,
            meta={"given": given},
        )
        if given.etag:  # of the last whole answer (RFC 9110, section 13)
            request.headers["If-None-Match"] = given.etag
        if given.modified:
            request.headers["If-Modified-Since"] = given.modified
        return request

    def _wake(self) -> None:
        """Scrapy looks for requests when one is handed to it."""
        request = self.next_request()
        if request is not None and self._crawler.engine is not None:
            self._crawler.engine.crawl(request)
