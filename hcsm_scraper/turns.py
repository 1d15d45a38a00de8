"""One request at a time per host, for all blogs of a run together.

Scrapy 2.19.0 counts a transfer only once its task has begun, so several start at once where no
delay is set (core/downloader, `_process_queue`); and it counts for each blog alone, though forty
of them may be continued on one host.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

from archive.urls import endpoint
from hcsm_scraper.headers import plain_headers, retry_after

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class Turns:
    """Whose turn it is at each host, and when its last turn began (monotonic seconds)."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._began: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, host: str, delay: float) -> AsyncIterator[None]:
        """Alone with the host, `delay` seconds after the last turn there began."""
        async with self._locks.setdefault(host, asyncio.Lock()):
            wait = self._began.get(host, -delay) + delay - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            self._began[host] = time.monotonic()
            yield

    def pause(self, host: str, seconds: float) -> None:
        """Nobody's turn there for so long: also of those who wait for theirs already."""
        self._began[host] = time.monotonic() + seconds


_turns = Turns()  # the process's: its crawlers share it


class PoliteDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's own handler for HTTP/1.1, asked by turns."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._patience = crawler.settings.getfloat("HCSM_RETRY_SECONDS")
        self._longest = crawler.settings.getfloat("HCSM_LONGEST_WAIT")

    async def download_request(self, request: Request) -> Response:
        _, host, _ = endpoint(request.url)
        delay = max(self._delay, request.meta.get("crawl_delay", 0.0))
        async with _turns.turn(host, delay):
            response = await super().download_request(request)
            if response.status in (429, 503):
                said = retry_after(plain_headers(response.headers), datetime.now(UTC))
                seconds = self._patience if said is None else said
                if seconds <= self._longest:  # else the crawl ends until then
                    _turns.pause(host, seconds)
            return response
