"""Between the frontier and the wire: gate, conditional requests, capture of raw bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast

from archive.urls import endpoint, normalise
from archive.warc import Exchange
from hcsm_scraper.gate import Gate, RefusedError
from hcsm_scraper.headers import plain_headers, response_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from hcsm_scraper.spiders.blog import BlogSpider


class OfBlog:
    """A part of Scrapy that serves the one blog of its crawler."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def _spider(self) -> BlogSpider:
        return cast("BlogSpider", self._crawler.spider)


class GateMiddleware(OfBlog):
    """Asks the gate; what it refuses never reaches the downloader."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._gate: Gate | None = None

    async def process_request(self, request: Request) -> None:
        if self._gate is None:
            allowed = self._crawler.settings.getlist("HCSM_ALLOW_ADDRESSES")
            self._gate = Gate(self._crawler, self._spider.session, allowed)
        if request.meta.get("is_robots"):
            await self._gate.check_address(request.url)
            return
        rules = await self._gate.check(request.url, request.meta["waiting"].role)
        if rules.sitemaps:
            self._spider.found_sitemaps(rules.sitemaps)
        if rules.crawl_delay:  # kept by turns.py
            request.meta["crawl_delay"] = rules.crawl_delay
        if self._spider.asks_reservations:
            request.meta["reserved"] = await self._gate.reserved(request.url)


class FreshnessMiddleware(OfBlog):
    """Sends the validators of the last whole answer (RFC 9110, section 13)."""

    async def process_request(self, request: Request) -> None:
        if request.meta.get("is_robots") or request.meta["waiting"].asked_at is None:
            return  # nothing of it is kept
        etag, modified = self._spider.session.validators(request.url)
        if etag:
            request.headers["If-None-Match"] = etag
        if modified:
            request.headers["If-Modified-Since"] = modified


class CaptureMiddleware(OfBlog):
    """Keeps every answer as it was sent, before anyone reads it; failures get a row."""

    def process_request(self, request: Request) -> Response | None:
        """What was captured and not read when this crawl was killed is not asked for again."""
        unread = self._spider.session.unread(request.url)
        if unread is None:
            return None
        request.meta["capture_id"], kept = unread
        request.meta["captured_at"] = kept.captured_at
        return response_of(kept)

    def process_response(self, request: Request, response: Response) -> Response:
        if "capture_id" in request.meta:
            return response
        session = self._spider.session
        now = session.now()
        answer = Exchange(
            url=normalise(request.url) or request.url,
            captured_at=now,
            request_headers=(("Host", _host(request.url)), *plain_headers(request.headers)),
            status=response.status,
            headers=plain_headers(response.headers),
            payload=response.body,
        )
        kept = session.without_erased(self._unrefused(request, answer))
        capture_id = session.capture(kept)
        if kept is not answer:
            response = response.replace(status=kept.status, body=kept.payload, headers=kept.headers)
        request.meta["capture_id"] = capture_id
        request.meta["captured_at"] = now
        if request.meta.get("is_robots"):
            session.settle_robots(capture_id)
        return response

    def _unrefused(self, request: Request, answer: Exchange) -> Exchange:
        """The answer, or its head alone; raises RefusedError where it is a page that the study
        does not capture."""
        signals = self._crawler.settings.getlist("HCSM_NOT_CAPTURED")
        if not signals or request.meta.get("is_robots") or not answer.payload:
            return answer
        from hcsm_scraper.refusing import refusal, without_body  # noqa: PLC0415 - 0.1 s that most never need

        limit = self._crawler.settings.getint("HCSM_MAX_CONTENT")
        refused = refusal(answer, request.meta.get("reserved", {}), signals, limit)
        if refused is None:
            return answer
        if not 200 <= answer.status < 300:
            return without_body(answer)
        detail, rights = refused
        request.meta["capture_id"] = self._spider.session.refuse(answer, detail, rights)
        raise RefusedError("rights", detail)

    def process_exception(self, request: Request, exception: Exception) -> None:
        if isinstance(exception, RefusedError):
            return  # nothing was asked
        session = self._spider.session
        request.meta["capture_id"] = session.capture_failure(request.url, _sentence(exception))


def _host(url: str) -> str:
    scheme, host, port = endpoint(url)
    return host if port == {"http": 80, "https": 443}[scheme] else f"{host}:{port}"


def _sentence(exception: BaseException) -> str:
    said = " ".join(str(exception).split())
    return f"{type(exception).__name__}: {said}" if said else type(exception).__name__
