"""Scrapy's scheduler on the frontier table: nothing waits in memory that a kill could lose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

    from hcsm_scraper.session import Session
    from hcsm_scraper.spiders.blog import BlogSpider


class FrontierScheduler(BaseScheduler):
    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:  # noqa: ARG003
        return cls()

    def open(self, spider: Spider) -> None:
        self._spider: BlogSpider = spider  # type: ignore[assignment]
        self._session: Session = self._spider.session

    def close(self, reason: str) -> None:
        """The session outlives the queue: the report closes it, when all pages are kept."""

    def has_pending_requests(self) -> bool:
        return self._session.has_more()

    def enqueue_request(self, request: Request) -> bool:  # noqa: ARG002
        return False  # leads enter the frontier with the page that names them

    def next_request(self) -> Request | None:
        waiting = self._session.next()
        if waiting is None:
            return None
        return Request(
            waiting.url,
            callback=self._spider.parse,
            errback=self._spider.failed,
            dont_filter=True,
            meta={"waiting": waiting},
        )
