"""A continuation that refuses to be fetched: what its author's feed holds of it is kept instead.

Medium answers many fetches with 403 and still hands out whole texts in `content:encoded` of
/feed/@author. The feed is asked last, when all continuations have been tried, and through the gate.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archive import frontier, store
from archive.evidence import latest_evidence
from archive.frontier import State
from archive.records import ArticleKind, Lead, LeadRole, PageKind, Route
from hcsm_scraper.platforms.medium import author_feed, key_in

if TYPE_CHECKING:
    from archive.frontier import Waiting
    from archive.records import Evidence, Page
    from archive.statements import Shelf


def ask_feed(shelf: Shelf, refused: Waiting) -> None:
    """Queues the feed that may hold what was refused."""
    feed = author_feed(refused.url) if refused.role is LeadRole.CONTINUATION else None
    if feed is not None:
        lead = Lead(url=feed, role=LeadRole.CONTINUATION_FEED, route="continuation")
        frontier.add(shelf, [lead], found_in=refused.url, depth=refused.depth + 1)


def is_kept(shelf: Shelf, refused: Waiting) -> bool:
    """Whether an earlier crawl found the refused continuation in its author's feed."""
    if refused.role is not LeadRole.CONTINUATION:
        return False
    known = latest_evidence(shelf, refused.url)
    return bool(known) and all(x.route is Route.FEED for x in known)


def continuations_in(shelf: Shelf, page: Page, now: str) -> tuple[Evidence, ...]:
    """The feed's articles that stubs of the blog continue with; nothing else of it is kept."""
    if page.kind is not PageKind.FEED:
        return ()
    told = {key: x for x in page.evidence if x.text and (key := key_in(x.article_url))}
    found = []
    for row in frontier.continuations(shelf):
        said = told.get(key_in(row.url) or "")
        known = latest_evidence(shelf, row.url)
        if said is None or any(x.route is Route.HTML for x in known):
            continue
        found.append(
            replace(
                said,
                article_url=row.url,
                kind=ArticleKind.CONTINUATION,
                continues_from=row.found_in,
                continued_at=None,
            )
        )
        store.close_gaps(shelf, row.url, now)
        frontier.settle(shelf, row.url, State.DONE, now=now, reason="read in its author's feed")
    return tuple(found)
