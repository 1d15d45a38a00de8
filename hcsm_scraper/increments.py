"""What a crawl after the first asks for: cheap lists first, then what their differences call for.

A list that can show a change (REST, else sitemaps and feeds) is asked in every crawl; where REST
refuses, sitemaps and feeds are, until it answers again. What no list can show is found by a sweep
at least every `sweep_days`, spread over the days by the URL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive import evidence, frontier, ledger, store
from archive.frontier import State
from archive.records import Lead, LeadRole, PageKind
from archive.statements import Shelf
from archive.text import instant
from hcsm_scraper.discovery.feeds_beside import first_part, next_part
from hcsm_scraper.discovery.rest import BESIDE, PER_PAGE, collection_of, first_lists
from hcsm_scraper.revisits import has_come, is_due

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from archive.frontier import Waiting
    from archive.ledger import Difference, Source
    from archive.records import Page
    from archive.store import Sighting
    from hcsm_scraper.discovery.rest import Collection
    from hcsm_scraper.revisits import Policy

SIGNPOSTS = (LeadRole.HOME, LeadRole.SITEMAP, LeadRole.FEED)
PROBE, SWEEP = "probe", "sweep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round(Shelf):
    """A crawl's round of a blog. `is_forced`: everything is to be looked at again."""

    now: datetime
    policy: Policy
    is_forced: bool = False

    def has_come(self, url: str, asked_at: str | None) -> bool:
        """Whether it is to be asked again, where no list tells of its changes."""
        return has_come(url, asked_at, self.now.date(), self.policy.sweep_days)


def begin(round_: Round, crawl_id: int) -> None:
    """Queues what a new crawl begins with. The first one begins at the blog's home page."""
    today = round_.now.date()
    if not store.has_finished(round_):
        return
    store.set_mode(round_.connection, crawl_id, SWEEP if round_.is_forced else PROBE)
    kinds = _rest_kinds(ledger.sources(round_))
    if round_.is_forced and "posts" not in kinds:
        frontier.reopen(round_)
    frontier.ask(round_, lists_to_ask(round_), crawl_id=crawl_id)
    again = store.due_gaps(round_, instant(round_.now))
    is_told = {"posts", "comments"} <= kinds
    shown = evidence.shown(round_, but_listed=is_told)
    again += [x.page_url for x in shown if is_due(x, today, round_.policy)]
    # the home page and the lists that are not asked in each crawl may name what is new
    again += [
        x.url
        for x in frontier.settled(round_, SIGNPOSTS)
        if x.url == first_part(x.url) and round_.has_come(x.url, x.asked_at)
    ]
    frontier.ask_again(round_, again, crawl_id=crawl_id)


def lists_to_ask(round_: Round) -> list[Lead]:
    """The cheapest that show a change: lists of REST, else sitemaps and feeds, else the home."""
    known = ledger.sources(round_)
    kinds = _rest_kinds(known)
    found = []
    if "posts" in kinds:
        asked = [_due(source, round_) for source in known]
        found = [Lead(url=x, role=LeadRole.REST, route="rest") for x in asked if x]
    if not {"posts", "comments"} <= kinds:
        found += _refused(round_, kinds)
        found += _lists(round_, known, has_articles="posts" in kinds)
    return found


def _rest_kinds(lists: Iterable[Source]) -> set[str]:
    """Which lists of REST have been read as a whole."""
    return {x.kind for s in lists if s.whole_at and (x := collection_of(s.url)) is not None}


def follow(seen: Sighting, page: Page, difference: Difference) -> None:
    """Queues what a list's difference calls for."""
    assert page.listing is not None
    asked = collection_of(page.url) if page.kind is PageKind.LIST else None
    if asked is not None:
        leads = [
            Lead(url=url, role=LeadRole.REST, route="rest")
            for url in _further(asked, page, difference)
        ]
        frontier.ask(seen, leads, crawl_id=seen.crawl_id)
    if difference.is_first:
        return
    is_all_fresh = 0 < len(difference.fresh) == len(page.listing.items)
    if page.kind is PageKind.FEED and is_all_fresh and (further := next_part(page.url)):
        leads = [Lead(url=further, role=LeadRole.FEED, route="guess")]
        frontier.ask(seen, leads, crawl_id=seen.crawl_id)
    touched = {x.url for x in (*difference.changed, *difference.gone)}
    touched |= {url for _, url in difference.moved}
    if asked is None or asked.kind != "comments":  # a new comment comes whole with its list
        touched |= {x.url for x in difference.new}
    pages = touched | set(evidence.pages_of(seen, touched))
    frontier.ask_again(seen, sorted(pages), crawl_id=seen.crawl_id)


def fall_back(shelf: Shelf, crawl_id: int, refused: Waiting) -> None:
    """Queues what was left out for REST's sake, and what may show changes now."""
    asked = collection_of(refused.url) if refused.role is LeadRole.REST else None
    if asked is None or not asked.is_beginning(refused.url):
        return
    ledger.doubt(shelf, asked.url)
    frontier.take_in(shelf, BESIDE, route="guess")
    signposts = [x.url for x in frontier.settled(shelf, SIGNPOSTS)]
    frontier.ask_again(shelf, signposts, crawl_id=crawl_id)


def is_offer(asked: Waiting) -> bool:
    """Whether it is a list of REST, which is not for everyone. A later part of one that was given
    is there, too."""
    found = collection_of(asked.url) if asked.role is LeadRole.REST else None
    return found is not None and not found.is_later_part(asked.url)


def is_no_list(asked: Waiting, page: Page) -> bool:
    """Whether REST was asked for a list and gave none, nor said where it is: security plugins lead
    to the home page, or show one."""
    if asked.role is not LeadRole.REST or page.listing is not None:
        return False
    return not (page.kind is PageKind.REDIRECT and collection_of(page.leads[0].url))


def is_refused(shelf: Shelf, page: Page) -> bool:
    """Whether one of the lists of REST that the page offers has refused already."""
    lists = [url for x in page.leads if x.role is LeadRole.REST for url in first_lists(x.url)]
    states = frontier.states(shelf, lists)
    return State.SKIPPED in states


def _further(asked: Collection, page: Page, difference: Difference) -> list[str]:
    """Lists of REST that show what this one only names, or could not name."""
    assert page.listing is not None
    is_probe = not page.listing.is_whole and page.listing.total is not None
    found: list[str] = []
    if asked.kind != "comments" and (is_probe or "_fields=" in page.url):
        ids = [x.key for x in difference.fresh]
        found += [asked.only(ids[n : n + PER_PAGE]) for n in range(0, len(ids), PER_PAGE)]
        found += [asked.beside("comments").of_article(key) for key, _ in difference.moved]
    if is_probe and difference.is_off:
        found.append(asked.sweep(light=True))
    return found


def _due(source: Source, round_: Round) -> str | None:
    """What to ask of a list of REST: everything, or the newest. None for another list."""
    asked = collection_of(source.url)
    if asked is None or source.whole_at is None:
        return None
    is_time = round_.is_forced or round_.has_come(source.url, source.whole_at)
    return asked.sweep() if is_time else asked.probe()


def _refused(round_: Round, kinds: set[str]) -> list[Lead]:
    """Lists of REST that did not answer last time, when their day has come."""
    found: dict[str, Lead] = {}
    for row in frontier.settled(round_, (LeadRole.REST,), (State.SKIPPED,)):
        asked = collection_of(row.url)
        if asked is None or asked.kind in kinds or not asked.is_beginning(row.url):
            continue
        if round_.is_forced or round_.has_come(asked.url, row.asked_at):
            found[asked.url] = Lead(url=asked.sweep(), role=LeadRole.REST, route="rest")
    return list(found.values())


def _lists(round_: Round, lists: Iterable[Source], *, has_articles: bool) -> list[Lead]:
    """Sitemaps and feeds that tell of articles; without any, the home page."""
    known = {source.url for source in lists}
    dated = ledger.dated(round_)  # sitemaps whose index says when they changed
    roles = (LeadRole.FEED,) if has_articles else (LeadRole.FEED, LeadRole.SITEMAP)
    rows = frontier.settled(round_, roles)
    asked = [
        Lead(url=x.url, role=x.role, route="list")
        for x in rows
        if x.url in known and x.url not in dated
    ]
    return (
        asked
        if asked or has_articles
        else [Lead(url=round_.blog.url, role=LeadRole.HOME, route="seed")]
    )
