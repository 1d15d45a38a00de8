"""One page into the archive, in one transaction: the same for a crawl and for `reread`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive import captures, frontier, store
from archive.frontier import State
from archive.records import ArticleKind, Lead, LeadRole, PageKind
from archive.urls import same_site
from hcsm_scraper.continuing import ask_feed, continuations_in, is_kept
from hcsm_scraper.discovery.comment_leads import ROUTE as COMMENT_FEED
from hcsm_scraper.extraction.embedded_discussion import FIELD as EMBEDDED
from hcsm_scraper.joining import join

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.engine import Connection
    from archive.frontier import Waiting
    from archive.records import Article, Blog, Evidence, Page

_ONWARD = (LeadRole.CONTINUATION, LeadRole.CONTINUATION_FEED)  # to other hosts
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
    captures.mark_read(connection, occasion.capture_id, page.rights)
    return found


def keep_content(
    connection: Connection, occasion: Occasion, waiting: Waiting, page: Page
) -> str | None:
    """What the page says of articles, and nothing of the crawl; returns the article it is of."""
    blog_id = occasion.blog.id
    page = _of_its_article(page, waiting)
    if waiting.role is LeadRole.CONTINUATION_FEED:
        found = continuations_in(connection, blog_id, page, occasion.seen_at)
        page = replace(page, evidence=found)
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


def _of_its_article(page: Page, waiting: Waiting) -> Page:
    """Comments whose answer names no article belong to the one that they were asked for."""
    if waiting.route != COMMENT_FEED or waiting.found_in is None:
        return page
    named = (
        replace(x, article_url=waiting.found_in) if x.article_url == page.url else x
        for x in page.evidence
    )
    return replace(page, evidence=tuple(named))


def put_joined(connection: Connection, occasion: Occasion, article_url: str) -> None:
    """The article as all latest evidence has it; feeds alone make no article."""
    evidence = store.latest_evidence(connection, occasion.blog.id, article_url)
    if not any(one.route == "html" or one.kind is ArticleKind.CONTINUATION for one in evidence):
        return
    article = join(evidence)
    store.put_article(
        connection,
        occasion.blog.id,
        article,
        crawl_id=occasion.crawl_id,
        capture_id=occasion.capture_id,
        seen_at=occasion.seen_at,
    )
    blog_id, now = occasion.blog.id, occasion.seen_at
    store.close_gaps(connection, blog_id, article.url, now, of_comments=True)
    if (missing := missing_comments(article)) is not None:
        reason, detail = missing
        store.open_gap(connection, blog_id, article.url, reason, detail=detail, now=now)


def missing_comments(article: Article) -> tuple[str, str] | None:
    """Reason and detail of the article's gap, or None if all that it announces is kept."""
    kept, announced = len(article.comments), article.comments_announced
    elsewhere = [x for x in article.claims if x.field == EMBEDDED]
    if elsewhere and (announced is None or announced == 0 or kept < announced):
        threads = "; ".join(f"{x.method} {x.value}".strip() for x in elsewhere)
        return "comments-elsewhere", f"they are kept by {threads}"
    if announced is not None and kept < announced:
        return "comments-missing", f"{kept} of {announced} comments are kept"
    return None


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
    asked: list[Lead] = []
    for lead in leads:
        if waiting.role in _ONWARD and lead.route != "redirect":
            continue  # the other host is not a target of ours
        followed = replace(lead, role=waiting.role) if lead.route == "redirect" else lead
        if followed.role in _ONWARD:
            onward.append(followed)
        elif followed.route == COMMENT_FEED:
            asked.append(followed)
        elif same_site(followed.url, blog.url):
            (left_out if followed.route in _LEFT_OUT else wanted).append(followed)
    depth = waiting.depth + 1
    # a redirect keeps the way back to the stub
    way_back = waiting.found_in if waiting.role in _ONWARD else stub
    frontier.add(connection, blog.id, onward, found_in=way_back, depth=depth)
    of_article = waiting.found_in if waiting.route == COMMENT_FEED else stub
    frontier.add(connection, blog.id, asked, found_in=of_article, depth=depth)
    frontier.add(
        connection, blog.id, left_out, found_in=waiting.url, depth=depth, left_out=_LEFT_OUT
    )
    articles = [lead for lead in wanted if lead.role is LeadRole.ARTICLE]
    found = frontier.add(connection, blog.id, articles, found_in=waiting.url, depth=depth)
    others = [lead for lead in wanted if lead.role is not LeadRole.ARTICLE]
    frontier.add(connection, blog.id, others, found_in=waiting.url, depth=depth)
    return found


def _belongs(evidence: Evidence, occasion: Occasion, waiting: Waiting) -> bool:
    return waiting.role in _ONWARD or same_site(evidence.article_url, occasion.blog.url)


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


def is_guess(waiting: Waiting) -> bool:
    """Whether it was only supposed to exist: then nothing is missing where it does not."""
    return waiting.route == "guess" or waiting.role is LeadRole.CONTINUATION_FEED


def _refused(connection: Connection, occasion: Occasion, waiting: Waiting, page: Page) -> None:
    """A page that is not there. What was only guessed to exist is no gap."""
    blog_id, url = occasion.blog.id, waiting.url
    if is_kept(connection, blog_id, waiting):
        frontier.settle(connection, blog_id, url, State.DONE, reason="kept from its author's feed")
        return
    ask_feed(connection, blog_id, waiting)
    reason = f"http-{(page.problem or '').removeprefix('status ')}"
    state = State.SKIPPED if is_guess(waiting) else State.GAP
    if state is State.GAP:
        detail = f"found in {waiting.found_in}" if waiting.found_in else None
        store.open_gap(connection, blog_id, url, reason, detail=detail, now=occasion.seen_at)
    frontier.settle(connection, blog_id, url, state, reason=reason, capture_id=occasion.capture_id)
