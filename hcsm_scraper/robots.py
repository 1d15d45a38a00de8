"""robots.txt as RFC 9309 has it: fetched once per host and day, asked before each page."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from archive.codings import UnreadableContentError, content_of
from archive.urls import normalise
from hcsm_scraper.headers import exchange_of, sentence

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from scrapy.crawler import Crawler

    from archive.warc import Exchange
    from hcsm_scraper.handover import Handover

T = TypeVar("T")
MAX_BYTES = 512 * 1024  # RFC 9309, 2.5: at least 500 KiB
MAX_REDIRECTS = 5  # 2.3.1.2
KEPT_SECONDS = 24 * 3600  # 2.4
MAX_DELAY = 24 * 3600.0  # seconds between two pages: no crawl would come to an end
PRODUCT = "hcsm-archive"  # the product token that a robots.txt may name (2.2.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A host's rules. `unreachable`: nothing may be asked, and why (2.3.1.4)."""

    parsed: Protego | None = None  # None: everything is allowed
    unreachable: str | None = None
    sitemaps: tuple[str, ...] = ()

    def allows(self, url: str) -> bool:
        return self.parsed is None or bool(self.parsed.can_fetch(url, PRODUCT))

    @property
    def crawl_delay(self) -> float | None:
        return None if self.parsed is None else self.parsed.crawl_delay(PRODUCT)


class ByOrigin(Generic[T]):
    """One answer per origin, for so many seconds; all who wait for it get the same one."""

    def __init__(self, fetch: Callable[[str], Coroutine[None, None, T]], seconds: float) -> None:
        self._fetch = fetch
        self._seconds = seconds
        self._known: dict[str, tuple[float, asyncio.Future[T]]] = {}

    async def of(self, origin: str) -> T:
        """`origin`: scheme://host[:port]."""
        fetched_at, answer = self._known.get(origin, (0.0, None))
        if answer is None or time.monotonic() - fetched_at > self._seconds:
            answer = asyncio.ensure_future(self._fetch(origin))
            self._known[origin] = (time.monotonic(), answer)
        return await asyncio.shield(answer)


class RobotsCache:
    """The rules of each host that is asked."""

    def __init__(self, crawler: Crawler, keeper: Handover) -> None:
        self._crawler = crawler
        self._keeper = keeper
        self.rules = ByOrigin(self._fetch, KEPT_SECONDS).of

    async def _fetch(self, origin: str) -> Rules:
        try:
            answer = await self.ask(f"{origin}/robots.txt", KEPT_SECONDS)
        except Exception as error:  # noqa: BLE001 - whatever the network raises: unreachable
            return Rules(unreachable=f"robots.txt could not be fetched: {error}")
        return Rules() if answer is None else _rules(answer)

    async def ask(
        self, url: str | None, seconds: float, may: Callable[[str], Awaitable[bool]] | None = None
    ) -> Exchange | None:
        """The answer where redirects end; None if there are too many, or one to nowhere or where
        nothing may be asked. `seconds`: see `_ask`."""
        for _ in range(MAX_REDIRECTS + 1):
            if url is None or (may is not None and not await may(url)):
                break
            answer = await self._ask(url, seconds)
            if not 300 <= answer.status < 400:
                return answer
            said = (value for name, value in answer.headers if name.lower() == "location")
            url = normalise(next(said, ""), answer.url)
        return None

    async def _ask(self, url: str, seconds: float) -> Exchange:
        """From the archive, if it was kept less than so long ago, by whichever process; else kept
        before it is read."""
        kept = await self._keeper.recent(url, seconds)
        if kept is not None and not _is_down(kept.status):
            return kept
        assert self._crawler.engine is not None
        request = Request(url, callback=NO_CALLBACK, dont_filter=True, meta={"is_robots": True})
        try:
            response = await self._crawler.engine.download_async(request)
        except IgnoreRequest:
            raise  # nothing was asked
        except Exception as error:
            await self._keeper.robots_failed(url, sentence(error))
            raise
        return await self._keeper.robots(exchange_of(response))


def sitemaps_in(text: str, robots_url: str) -> list[str]:
    """The sitemaps that a robots.txt names, normalised."""
    named = re.findall(r"(?im)^[ \t\ufeff]*sitemap[ \t]*:[ \t]*(\S+)", text)
    found = [normalise(url, robots_url) for url in named]
    return list(dict.fromkeys(url for url in found if url is not None))


def _is_down(status: int) -> bool:
    return status >= 500 or status == 429


def _rules(answer: Exchange) -> Rules:
    if _is_down(answer.status):
        return Rules(unreachable=f"robots.txt answered {answer.status}")
    if answer.status >= 400:
        return Rules()
    try:
        text = content_of(answer, 16 * MAX_BYTES)[:MAX_BYTES].decode("utf-8", "replace")
    except UnreadableContentError as error:
        return Rules(unreachable=f"robots.txt: {error}")
    if "<html" in text[:1024].lower():
        return Rules()  # a page with status 200 in place of a missing file
    rules = Rules(parsed=Protego.parse(text), sitemaps=tuple(sitemaps_in(text, answer.url)))
    if (rules.crawl_delay or 0) > MAX_DELAY:
        seconds = f"{rules.crawl_delay:g} seconds"
        return Rules(unreachable=f"robots.txt asks to wait {seconds} before each page")
    return rules
