"""The crawl report: counts of a run, kept with the crawl when the spider closes."""

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

    def spider_closed(self, spider: Spider, reason: str) -> None:
        blog_spider = cast("BlogSpider", spider)
        session = blog_spider.session
        blog_spider.readers.close()
        state = "finished" if session.is_complete() else "interrupted"
        session.close(state, session.halted or reason)
