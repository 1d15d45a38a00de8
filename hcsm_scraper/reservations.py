"""A host's tdmrep.json: asked once a week, before its pages, as robots.txt is."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from archive.urls import normalise, origin, same_site
from hcsm_scraper.discovery.tdmrep import PATH, Reservations, parse_tdmrep
from hcsm_scraper.document import UnreadableContentError, content_of
from hcsm_scraper.robots import MAX_REDIRECTS, ByOrigin

if TYPE_CHECKING:
    from archive.warc import Exchange
    from hcsm_scraper.robots import RobotsCache

KEPT_SECONDS = 7 * 24 * 3600
MAX_BYTES = 512 * 1024
logger = logging.getLogger(__name__)


class ReservationsCache:
    """One answer per origin. What cannot be had reserves nothing, and is no gap."""

    def __init__(self, robots: RobotsCache) -> None:
        self._robots = robots
        self.reservations = ByOrigin(self._fetch, KEPT_SECONDS).of

    async def _fetch(self, host: str) -> Reservations:
        url: str | None = f"{host}{PATH}"
        for _ in range(MAX_REDIRECTS + 1):
            if url is None or not same_site(url, host) or not await self._is_allowed(url):
                break
            try:
                answer = await self._robots.ask(url, KEPT_SECONDS)
            except Exception as error:  # noqa: BLE001 - whatever the network raises: not there
                logger.info("no %s (%s): %s", PATH, error, host)
                break
            if not 300 <= answer.status < 400:
                return _read(answer)
            said = (value for name, value in answer.headers if name.lower() == "location")
            url = normalise(next(said, ""), answer.url)
        return Reservations()

    async def _is_allowed(self, url: str) -> bool:
        rules = await self._robots.rules(origin(url))
        return rules.unreachable is None and rules.allows(url)


def _read(answer: Exchange) -> Reservations:
    if answer.status != 200:
        return Reservations()
    try:
        content = content_of(answer.headers, answer.payload, MAX_BYTES)
    except UnreadableContentError:
        return Reservations()
    return parse_tdmrep(content.decode("utf-8-sig", "replace"), answer.url)
