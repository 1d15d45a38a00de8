"""One page into the archive, in one transaction: the same for a crawl and for `reread`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive import captures, frontier, store
from archive.frontier import State
from archive.records import ArticleKind, Lead, LeadRole, PageKind
from archive.urls import same_site
from hcsm_scraper.joining import join

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.engine import Connection
    from archive.frontier import Waiting
    from archive.records import Blog, Evidence, Page

MAX_DEPTH = 60  # links from the home page: pagination of ten articles each reaches the 600th
_LEFT_OUT = {
    "tag-archive": "tag archives list what other archives list",
    "author-archive": "author archives list what other archives list",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Whose page it is, and when it was captured."""

    blog: Blog
    crawl_id: int
    capture_id: int
    seen_at: str  # ISO, UTC


def keep(connection: Connection, occasion: Occasion, waiting: Waiting, page: Page) -> int:
    """Evidence, articles, leads, gaps, and the settled row of the frontier; returns how many
    articles it told of that were not known."""
    stub = keep_content(connection, occasion, waiting, page)
    found = add_leads(connection, occasion.blog, waiting, page.leads, stub=stub)
    if waiting.role is LeadRole.HOME:
        store.describe_blog(
            connection, occasion.blog.id, title=page.blog_title, platform=page.platform
        )
    _settle(connection, occasion, waiting, page)
    captures.mark_read(connection, occasion.capture_id)
    return found


def keep_content(
    connection: Connection, occasion: Occasion, waiting: Waiting, page: Page
) -> str | None:
    """What the page says of articles, and nothing of the crawl; returns the article it is of."""
    blog_id = occasion.blog.id
    evidence = [_as_kept(one, waiting) for one in page.evidence if _belongs(one, occasion, waiting)]
    touched = store.put_evidence(
        connection,
        blog_id,
        occasion.capture_id,
        page.url,
        evidence,
        replaces=page.kind is not PageKind.FEED,
    )
    for article_url in sorted(touched):
        put_joined(connection, occasion, article_url)
    if page.kind is PageKind.REFUSAL and page.problem in ("status 404", "status 410"):
        store.mark_vanished(
            connection,
            waiting.url,
            crawl_id=occasion.crawl_id,
            capture_id=occasion.capture_id,
            seen_at=occasion.seen_at,
        )
    return evidence[0].article_url if evidence else None


def put_joined(connection: Connection, occasion: Occasion, article_url: str) -> None:
    """The article as all latest evidence has it; feeds alone make no article."""
    evidence = store.latest_evidence(connection, occasion.blog.id, article_url)
    if not any(one.route == "html" for one in evidence):
        return
    store.put_article(
        connection,
        occasion.blog.id,
        join(evidence),
        crawl_id=occasion.crawl_id,
        capture_id=occasion.capture_id,
        seen_at=occasion.seen_at,
    )


def add_leads(
    connection: Connection,
    blog: Blog,
    waiting: Waiting,
    leads: Iterable[Lead],
    *,
    stub: str | None = None,
) -> int:
    """Queues what is the blog's own; what is left out on purpose gets its reason at once. Returns
    how many articles are new.

    `stub`: the article that a continuation among the leads continues.
    """
    if waiting.depth >= MAX_DEPTH:
        return 0
    wanted: list[Lead] = []
    left_out: list[Lead] = []
    onward: list[Lead] = []
    for lead in leads:
        if waiting.role is LeadRole.CONTINUATION and lead.route != "redirect":
            continue  # the other host is not a target of ours
        followed = replace(lead, role=waiting.role) if lead.route == "redirect" else lead
        if followed.role is LeadRole.CONTINUATION:
            onward.append(followed)
        elif same_site(followed.url, blog.url):
            (left_out if followed.route in _LEFT_OUT else wanted).append(followed)
    depth = waiting.depth + 1
    # a redirect keeps the way back to the stub
    way_back = waiting.found_in if waiting.role is LeadRole.CONTINUATION else stub
    frontier.add(connection, blog.id, onward, found_in=way_back, depth=depth)
    frontier.add(
        connection, blog.id, left_out, found_in=waiting.url, depth=depth, left_out=_LEFT_OUT
    )
    articles = [lead for lead in wanted if lead.role is LeadRole.ARTICLE]
    found = frontier.add(connection, blog.id, articles, found_in=waiting.url, depth=depth)
    others = [lead for lead in wanted if lead.role is not LeadRole.ARTICLE]
    frontier.add(connection, blog.id, others, found_in=waiting.url, depth=depth)
    return found


def _belongs(evidence: Evidence, occasion: Occasion, waiting: Waiting) -> bool:
    return waiting.role is LeadRole.CONTINUATION or same_site(
        evidence.article_url, occasion.blog.url
    )


def _as_kept(evidence: Evidence, waiting: Waiting) -> Evidence:
    if waiting.role is not LeadRole.CONTINUATION:
        return evidence
    return replace(
        evidence,
        kind=ArticleKind.CONTINUATION,
        continues_from=waiting.found_in or evidence.continues_from,
        continued_at=None,
    )


def _settle(connection: Connection, occasion: Occasion, waiting: Waiting, page: Page) -> None:
    blog_id, url, now = occasion.blog.id, waiting.url, occasion.seen_at
    if page.kind is PageKind.REDIRECT:
        state, reason = State.REDIRECTED, page.leads[0].url if page.leads else None
    elif page.kind is PageKind.REFUSAL:
        _refused(connection, occasion, waiting, page)
        return
    elif page.problem and page.problem.startswith(("unreadable", "closed")):
        word = page.problem.split(":")[0]
        store.open_gap(connection, blog_id, url, word, detail=page.problem, now=now)
        state, reason = State.GAP, page.problem
    else:
        store.close_gaps(connection, blog_id, url, now)
        state, reason = State.DONE, page.problem
    frontier.settle(connection, blog_id, url, state, reason=reason, capture_id=occasion.capture_id)


def _refused(connection: Connection, occasion: Occasion, waiting: Waiting, page: Page) -> None:
    """A page that is not there. What was only guessed to exist is no gap."""
    blog_id, url = occasion.blog.id, waiting.url
    reason = f"http-{(page.problem or '').removeprefix('status ')}"
    state = State.SKIPPED if waiting.route == "guess" else State.GAP
    if state is State.GAP:
        detail = f"found in {waiting.found_in}" if waiting.found_in else None
        store.open_gap(connection, blog_id, url, reason, detail=detail, now=occasion.seen_at)
    frontier.settle(connection, blog_id, url, state, reason=reason, capture_id=occasion.capture_id)
