"""A REST interface that refuses: sitemaps and feeds are asked instead, until it answers again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive import frontier, ledger
from archive.frontier import State
from archive.records import LeadRole, PageKind
from hcsm_scraper.discovery.rest import BESIDE, collection_of, first_lists

if TYPE_CHECKING:
    from archive.engine import Connection
    from archive.frontier import Waiting
    from archive.records import Page

SIGNPOSTS = (LeadRole.HOME, LeadRole.SITEMAP, LeadRole.FEED)


def fall_back(connection: Connection, blog_id: str, crawl_id: int, refused: Waiting) -> None:
    """Queues what was left out for REST's sake, and what may show changes now."""
    asked = collection_of(refused.url) if refused.role is LeadRole.REST else None
    if asked is None or not asked.is_beginning(refused.url):
        return
    ledger.doubt(connection, blog_id, asked.url)
    frontier.take_in(connection, blog_id, BESIDE, route="guess")
    signposts = [x.url for x in frontier.settled(connection, blog_id, SIGNPOSTS)]
    frontier.ask_again(connection, blog_id, signposts, crawl_id=crawl_id)


def is_no_list(asked: Waiting, page: Page) -> bool:
    """Whether REST was asked for a list and gave none, nor said where it is: security plugins lead
    to the home page, or show one."""
    if asked.role is not LeadRole.REST or page.listing is not None:
        return False
    return not (page.kind is PageKind.REDIRECT and collection_of(page.leads[0].url))


def is_refused(connection: Connection, blog_id: str, page: Page) -> bool:
    """Whether one of the lists of REST that the page offers has refused already."""
    lists = [url for x in page.leads if x.role is LeadRole.REST for url in first_lists(x.url)]
    states = frontier.states(connection, blog_id, lists)
    return State.SKIPPED in states
