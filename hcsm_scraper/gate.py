"""Decides whether a URL may be asked at all, before anything is connected to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

from archive.records import LeadRole
from archive.urls import endpoint, normalise, origin, same_site, trap
from hcsm_scraper.addresses import Addresses
from hcsm_scraper.discovery.public_api import is_for_all_blogs
from hcsm_scraper.reservations import ReservationsCache
from hcsm_scraper.robots import RobotsCache, Rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.crawler import Crawler

    from hcsm_scraper.handover import Handover


class RefusedError(IgnoreRequest):
    """The gate is shut. `reason` is a word for the gaps table, the message says more."""

    def __init__(self, reason: str, detail: str, *, is_skip: bool = False) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.is_skip = is_skip  # left out on purpose: nothing is missing


class Gate:
    """Scheme, trap, site, address and robots, in this order: the cheapest question first."""

    def __init__(self, crawler: Crawler, keeper: Handover, allowed: list[str]) -> None:
        self._blog = keeper.blog
        self._addresses = Addresses(allowed)
        self._robots = RobotsCache(crawler, keeper)
        self._reservations = ReservationsCache(self._robots)

    async def check(self, url: str, role: LeadRole) -> Rules:
        """The host's rules; raises RefusedError, or UnknownHostError if it has no address."""
        if normalise(url) != url:
            raise RefusedError("scheme", f"{url} is no web address in the archive's spelling")
        is_list = role in (LeadRole.SITEMAP, LeadRole.REST)
        if (reason := trap(url)) and not is_list:
            raise RefusedError("trap", reason, is_skip=True)
        onward = (LeadRole.CONTINUATION, LeadRole.CONTINUATION_FEED)
        is_elsewhere = role in onward or is_for_all_blogs(url, role)
        if not is_elsewhere and not same_site(url, self._blog.url):
            raise RefusedError("other-site", f"{url} is not on {self._blog.url}", is_skip=True)
        await self.check_address(url)
        rules = await self._robots.rules(origin(url))
        if rules.unreachable:
            raise RefusedError("robots-unreachable", rules.unreachable)
        if not rules.allows(url):
            raise RefusedError("robots", "robots.txt forbids it")
        return rules

    async def reserved(self, url: str) -> Mapping[str, str]:
        """What the host's tdmrep.json says of a URL that has passed the gate."""
        return (await self._reservations.reservations(origin(url))).of(url)

    async def check_address(self, url: str) -> None:
        _, host, port = endpoint(url)
        if refusal := await self._addresses.refusal(host, port):
            raise RefusedError("address", refusal)
