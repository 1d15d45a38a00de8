"""Answers on their way into the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, cast

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from hcsm_scraper.items import Answer
    from hcsm_scraper.spiders.blog import BlogSpider


class ArchivePipeline:
    """The blog's keeper captures, reads and keeps an answer: whole, or not at all."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        answer: Answer = item
        spider = cast("BlogSpider", self._crawler.spider)
        await spider.keeper.answered(answer.waiting, answer.exchange, answer.reserved)
        return item
