"""A host's tdmrep.json: asked once a week, before its pages, as robots.txt is."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from archive.codings import UnreadableContentError, content_of
from archive.urls import origin, same_site
from hcsm_scraper.discovery.tdmrep import PATH, Reservations, parse_tdmrep
from hcsm_scraper.robots import ByOrigin

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
        async def may(url: str) -> bool:
            if not same_site(url, host):
                return False
            rules = await self._robots.rules(origin(url))
            return rules.unreachable is None and rules.allows(url)

        try:
            answer = await self._robots.ask(f"{host}{PATH}", KEPT_SECONDS, may)
        except Exception as error:  # noqa: BLE001 - whatever the network raises: not there
            logger.info("no %s (%s): %s", PATH, error, host)
            answer = None
        return Reservations() if answer is None else _read(answer)


def _read(answer: Exchange) -> Reservations:
    if answer.status != 200:
        return Reservations()
    try:
        content = content_of(answer, MAX_BYTES)
    except UnreadableContentError:
        return Reservations()
    return parse_tdmrep(content.decode("utf-8-sig", "replace"), answer.url)
