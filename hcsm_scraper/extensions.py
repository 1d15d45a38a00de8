"""The end of a crawl: its report, kept with it when the spider closes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast

from scrapy import signals

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

    from hcsm_scraper.spiders.blog import BlogSpider


class CrawlReport:
    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls()
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    async def spider_closed(self, spider: Spider, reason: str) -> None:
        await cast("BlogSpider", spider).keeper.end(reason)
