"""Between the frontier and the wire: the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast

from scrapy.http import Response

from hcsm_scraper.gate import Gate

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from hcsm_scraper.spiders.blog import BlogSpider


class GateMiddleware:
    """Asks the gate; what it refuses never reaches the downloader, and neither does what was
    captured and not read when this crawl was killed."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._gate: Gate | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        spider = cast("BlogSpider", self._crawler.spider)
        if self._gate is None:
            allowed = self._crawler.settings.getlist("HCSM_ALLOW_ADDRESSES")
            self._gate = Gate(self._crawler, spider.keeper, allowed)
        if request.meta.get("is_robots"):
            await self._gate.check_address(request.url)
            return None
        given = request.meta["given"]
        rules = await self._gate.check(request.url, given.waiting.role)
        if rules.sitemaps:
            await spider.found_sitemaps(rules.sitemaps)
        if rules.crawl_delay:  # kept by turns.py
            request.meta["crawl_delay"] = rules.crawl_delay
        if spider.asks_reservations:
            request.meta["reserved"] = await self._gate.reserved(request.url)
        return Response(request.url) if given.is_captured else None
