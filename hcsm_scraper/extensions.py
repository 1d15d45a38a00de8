"""The crawl report: counts of a run, kept with the crawl when the spider closes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast

from scrapy import signals

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

    from hcsm_scraper.spiders.blog import BlogSpider

_COUNTED = ("downloader/response_status_count/", "hcsm/")


class CrawlReport:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def spider_closed(self, spider: Spider, reason: str) -> None:
        blog_spider = cast("BlogSpider", spider)
        session = blog_spider.session
        blog_spider.readers.close()
        state = "finished" if session.is_complete() else "interrupted"
        session.close(state, self._report(reason, session.halted))

    def _report(self, reason: str, halted: str | None) -> dict[str, object]:
        assert self._crawler.stats is not None
        stats = self._crawler.stats.get_stats()
        counts = {key: value for key, value in stats.items() if key.startswith(_COUNTED)}
        return {
            "reason": halted or reason,
            "requests": stats.get("downloader/request_count", 0),
            "bytes": stats.get("downloader/response_bytes", 0),
            **counts,
        }
