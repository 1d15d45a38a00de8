"""One page into the archive, in one transaction: the same for a crawl and for `reread`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from archive import captures, evidence, frontier, ledger, store
from archive.balance import gaps_of
from archive.frontier import State
from archive.records import ArticleKind, Lead, LeadRole, PageKind, Route
from archive.urls import folder_of, path_and_query, same_site
from hcsm_scraper.continuing import ask_feed, continuations_in, is_kept
from hcsm_scraper.discovery.comment_leads import ROUTE as COMMENT_FEED
from hcsm_scraper.discovery.public_api import is_for_all_blogs
from hcsm_scraper.discovery.redirects import FOR_GOOD
from hcsm_scraper.discovery.rest import BESIDE, collection_of, item_of
from hcsm_scraper.increments import fall_back, follow, is_no_list, is_offer, is_refused
from hcsm_scraper.joining import join
from hcsm_scraper.missing import (
    MAX_DEPTH,
    OF_READING,
    is_guess,
    missing_comments,
    missing_of,
)
from hcsm_scraper.platforms.platform import is_listing_url
from hcsm_scraper.revisits import Policy, next_try

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.frontier import Waiting
    from archive.records import Blog, Evidence, Page
    from archive.statements import Shelf

_PAGES = (LeadRole.PAGE, LeadRole.ARCHIVE, LeadRole.ARTICLE, LeadRole.FEED, LeadRole.REST)
_ONWARD = (LeadRole.CONTINUATION, LeadRole.CONTINUATION_FEED)  # to other hosts
_LEFT_OUT = {
    "tag-archive": "tag archives list what other archives list",
    "author-archive": "author archives list what other archives list",
    BESIDE: "asked for only where the blog's REST interface refuses",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion(store.Sighting):
    """Whose page it is, when it was captured, and how soon it is asked for again."""

    policy: Policy = field(default_factory=Policy)


def keep(occasion: Occasion, waiting: Waiting, page: Page) -> int:
    """Evidence, articles, leads, gaps, and the settled row of the frontier; returns how many
    articles it told of that were not known."""
    if is_guess(waiting) and _repeats(occasion, page):
        page = replace(page, leads=tuple(x for x in page.leads if x.route != "guess"))
    kept = keep_content(occasion, waiting, page)
    found = add_leads(occasion, waiting, page, stub=kept.stub)
    if page.listing is not None:
        difference = kept.difference
        if difference is None:
            difference = ledger.note(occasion, page.listing)
        follow(occasion, page, difference)
    for one in page.evidence:
        if one.key and one.route is Route.HTML and waiting.role is not LeadRole.CONTINUATION:
            former = evidence.other_urls(occasion, one.key, one.article_url)
            frontier.ask_again(occasion, former, crawl_id=occasion.crawl_id)
    if waiting.role is LeadRole.HOME:
        store.describe_blog(occasion, title=page.blog_title, platform=page.platform)
    _settle(occasion, waiting, page)
    if is_no_list(waiting, page):
        fall_back(occasion, occasion.crawl_id, waiting)
    captures.mark_read(occasion.connection, occasion.capture_id, page.rights)
    return found


def _repeats(shelf: Shelf, page: Page) -> bool:
    """Whether a page of comments, after the first, shows but what the article's other pages show:
    the blog does not divide them, and would answer the same to each number."""
    for one in page.evidence:
        if (one.comment_page or 0) > 1:
            said = evidence.latest_evidence(shelf, one.article_url)
            shown = {c.key for x in said if x.comment_page != one.comment_page for c in x.comments}
            return all(x.key in shown for x in one.comments)
    return False


@dataclass(frozen=True, slots=True)
class Kept:
    """The article that a page is of, and what a list of REST has changed."""

    stub: str | None
    difference: ledger.Difference | None


def keep_content(occasion: Occasion, waiting: Waiting, page: Page) -> Kept:
    """What the page says of articles, and nothing of the crawl."""
    if page.kind is PageKind.LIST:
        return Kept(None, _keep_list(occasion, page))
    page = _of_its_article(page, waiting)
    if waiting.role is LeadRole.CONTINUATION_FEED:
        found = continuations_in(occasion, page, occasion.seen_at)
        page = replace(page, evidence=found)
    if page.is_partly_read and _lacks(page, evidence.said_at(occasion, page.url)):
        page = replace(page, evidence=())
    said = [_as_kept(one, waiting) for one in page.evidence if _belongs(one, occasion, waiting)]
    touched = evidence.put_evidence(
        occasion,
        page.url,
        [one for one in said if one.route is not Route.COMMENT_FEED],
        replaces=_takes_back(page),
    )
    _gather(occasion, said)
    for one in said:
        for comment in one.comments if one.route is Route.COMMENT_FEED else ():
            # on its own: it outlives the feed's window
            item_url = f"{one.article_url}#comment-{comment.key}"
            alone = replace(one, comments=(comment,), item_url=item_url)
            touched |= evidence.put_item(occasion, alone)
    for article_url in sorted(touched):
        put_joined(occasion, article_url)
    _mark_gone(occasion, waiting, page)
    return Kept(said[0].article_url if said else None, None)


def _lacks(page: Page, known: Iterable[Evidence]) -> bool:
    """Whether it has nothing of a part that was read of this address before."""
    parts = [(x.title, x.text, x.comments) for x in (*page.evidence, *known)]
    return any(
        was and not now for before in parts[1:] for was, now in zip(before, parts[0], strict=True)
    )


def _takes_back(page: Page) -> bool:
    """Whether what was read of this address before, and is not now, is no longer there: not so
    where the article was refused, or could not be read."""
    return _is_gone(page) or (page.kind is PageKind.ARTICLE and bool(page.evidence))


def _is_gone(page: Page) -> bool:
    """Not found, gone, or moved for good."""
    return page.problem in (*FOR_GOOD, "status 404", "status 410")


def _mark_gone(occasion: Occasion, waiting: Waiting, page: Page) -> None:
    """What was kept under this address is no longer there."""
    if _is_gone(page):
        moved_to = page.leads[0].url if page.kind is PageKind.REDIRECT else None
        store.mark_vanished(occasion, waiting.url, moved_to=moved_to)


def _keep_list(occasion: Occasion, page: Page) -> ledger.Difference | None:
    """Each thing that a list shows is evidence of its own; what it no longer shows is none."""
    if page.listing is None:
        return None
    difference = ledger.note(occasion, page.listing)
    touched: set[str] = set()
    keys = [one.key for one in page.evidence if one.key]
    urls = evidence.urls_of_keys(occasion, keys)
    for one in page.evidence:
        if same_site(one.article_url, occasion.blog.url):
            # under the URL that the article is kept by, where the platform's id tells it
            url = urls.get(one.key or "", one.article_url)
            known = one if url == one.article_url else replace(one, article_url=url)
            touched |= evidence.put_item(occasion, known)
    for item in difference.gone:
        source_url = item_of(page.listing.source, item.key)
        touched |= evidence.put_evidence(occasion, source_url, [], replaces=True)
    for article_url in sorted(touched):
        put_joined(occasion, article_url)
    return difference


def _gather(shelf: Shelf, said: Iterable[Evidence]) -> None:
    """What REST has listed under another URL than its page says."""
    keyed = [one for one in said if one.key and one.route is Route.HTML]
    if not keyed:
        return
    found = [collection_of(url) for url in ledger.urls(shelf, "%v2%")]
    lists = [x for x in found if x is not None and x.kind != "comments"]
    for one in keyed if lists else ():
        items = [x.item(one.key or "") for x in lists]
        evidence.gather(shelf, items, one.article_url)


def _of_its_article(page: Page, waiting: Waiting) -> Page:
    """Comments whose answer names no article belong to the one that they were asked for."""
    if waiting.route != COMMENT_FEED or waiting.found_in is None:
        return page
    named = (
        replace(x, article_url=waiting.found_in) if x.article_url == page.url else x
        for x in page.evidence
    )
    return replace(page, evidence=tuple(named))


def put_joined(occasion: Occasion, article_url: str) -> None:
    """The article as all latest evidence has it; lists alone make no article."""
    said = evidence.latest_evidence(occasion, article_url)
    # a page shows it, or a feed has the whole of a continuation
    if not any(x.route is Route.HTML or x.kind is ArticleKind.CONTINUATION for x in said):
        return
    article = join(said)
    if not store.put_article(occasion, article):
        return
    now = occasion.seen_at
    reason, detail = missing_comments(article) or ("", "")
    store.close_gaps(occasion, article.url, now, of_comments=True, but=reason)
    if reason:
        tried = ", ".join(dict.fromkeys(str(x.route) for x in said))
        since = store.began(occasion.connection, occasion.crawl_id)  # a thread is joined many times
        _open_gap(occasion, article.url, reason, f"{detail}; tried: {tried}", since=since)


def add_leads(
    occasion: Occasion,
    waiting: Waiting,
    page: Page,
    *,
    stub: str | None = None,
) -> int:
    """Queues what is the blog's own; what is left out on purpose gets its reason at once. Returns
    how many articles are new.

    `stub`: the article that a continuation among the leads continues.
    """
    blog = occasion.blog
    if waiting.depth >= MAX_DEPTH:
        return 0
    is_alone = any(x.route == BESIDE for x in page.leads) and is_refused(occasion, page)
    ways: dict[str, list[Lead]] = defaultdict(list)
    for lead in _of_its_folder(occasion, waiting, page):
        if waiting.role in _ONWARD and lead.route != "redirect":
            continue  # the other host is not a target of ours
        followed = replace(lead, role=waiting.role) if lead.route == "redirect" else lead
        if is_alone and followed.route == BESIDE:
            followed = replace(followed, route="guess")
        ways[_way(followed, blog, page)].append(followed)
    depth = waiting.depth + 1
    # a redirect keeps the way back to the stub
    way_back = waiting.found_in if waiting.role in _ONWARD else stub
    frontier.add(occasion, ways["onward"], found_in=way_back, depth=depth)
    of_article = waiting.found_in if waiting.route == COMMENT_FEED else stub
    ask = partial(frontier.ask, occasion, crawl_id=occasion.crawl_id)
    ask(ways["comments"], found_in=of_article, depth=depth)
    add = partial(frontier.add, occasion, found_in=waiting.url, depth=depth)
    add(ways["left out"], left_out=_LEFT_OUT)
    elsewhere = ways["elsewhere"]
    add(elsewhere, left_out={x.route: f"not on {blog.url}" for x in elsewhere})
    found = add(ways["articles"])
    add(ways["others"])
    ask(ways["lists"], depth=waiting.depth)
    return found


def _of_its_folder(occasion: Occasion, waiting: Waiting, page: Page) -> Iterable[Lead]:
    """Where a page leads to, less the rest of the host that a page outside of the blog's folder
    tells of: other blogs, a company's wares. The blog's own articles may stand there; then its
    lists, feeds or archives name them, and so does a sitemap that names none in the folder.
    """
    folder = folder_of(occasion.blog.url)
    if waiting.role not in (LeadRole.PAGE, LeadRole.SITEMAP) or _is_in(waiting.url, folder):
        return page.leads
    own = [x for x in page.leads if x.role not in _PAGES or x.route == "redirect"]
    inside = [x for x in page.leads if x not in own and _is_in(x.url, folder)]
    if waiting.role is LeadRole.SITEMAP:
        first = occasion.blog.url.rstrip("/")
        if all(is_listing_url(x.url) or x.url.rstrip("/") == first for x in inside):
            return page.leads
    home = frontier.row(occasion, occasion.blog.url)
    is_moved = home is not None and home.state is State.REDIRECTED
    return page.leads if is_moved else (*own, *inside)


def _is_in(url: str, folder: str) -> bool:
    return f"{path_and_query(url)[0].rstrip('/')}/".startswith(folder)


def _way(lead: Lead, blog: Blog, page: Page) -> str:
    if lead.role in _ONWARD:
        return "onward"
    if lead.role is LeadRole.COMMENT_PAGE and lead.route in (COMMENT_FEED, "guess"):
        return "comments"
    if not same_site(lead.url, blog.url) and not is_for_all_blogs(lead.url, lead.role):
        return "elsewhere"
    if page.kind is PageKind.LIST and lead.role is LeadRole.REST:
        return "lists"
    if lead.route in _LEFT_OUT:
        return "left out"
    return "articles" if lead.role is LeadRole.ARTICLE else "others"


def _belongs(said: Evidence, occasion: Occasion, waiting: Waiting) -> bool:
    return waiting.role in _ONWARD or same_site(said.article_url, occasion.blog.url)


def _as_kept(said: Evidence, waiting: Waiting) -> Evidence:
    if waiting.role is not LeadRole.CONTINUATION:
        return said
    return replace(
        said,
        kind=ArticleKind.CONTINUATION,
        continues_from=waiting.found_in or said.continues_from,
        continued_at=None,
    )


def _settle(occasion: Occasion, waiting: Waiting, page: Page) -> None:
    url, now = waiting.url, occasion.seen_at
    state, reason = State.DONE, page.problem
    if page.kind is PageKind.REFUSAL:
        state, reason = _refused(occasion, waiting, page)
    elif is_no_list(waiting, page):
        state, reason = State.SKIPPED, page.problem or "a page in place of a list of REST"
        if not is_offer(waiting):
            state = State.GAP
            _open_gap(occasion, url, "incomplete", reason)
    else:
        store.close_gaps(occasion, url, now)
        missing = missing_of(occasion, waiting, page)
        if page.kind is PageKind.REDIRECT:
            state, reason = State.REDIRECTED, page.leads[0].url
        if missing is not None:
            state = State.GAP
            _open_gap(occasion, url, *missing)
    capture_id = occasion.capture_id
    frontier.settle(occasion, url, state, now=now, reason=reason, capture_id=capture_id)


def settle_again(occasion: Occasion, waiting: Waiting, page: Page) -> None:
    """What the latest answer lacks as it is read today. What else the address lacks, a later try
    has met."""
    is_read = waiting.state in (State.DONE, State.GAP) and page.kind is not PageKind.REFUSAL
    lacked = {x for x in gaps_of(occasion, waiting.url) if not x.startswith("comments-")}
    if not is_read or is_no_list(waiting, page) or not lacked <= set(OF_READING):
        return
    missing = missing_of(occasion, waiting, page)
    if lacked != ({missing[0]} if missing else set()):
        _settle(occasion, waiting, page)


def _refused(occasion: Occasion, waiting: Waiting, page: Page) -> tuple[State, str]:
    """A page that is not there. What was only guessed to exist, or was kept once, is no gap."""
    url = waiting.url
    if is_kept(occasion, waiting):
        return State.DONE, "kept from its author's feed"
    ask_feed(occasion, waiting)
    said = page.problem or ""
    reason = f"http-{said[7:]}" if said.startswith("status ") else "redirect"
    if reason in ("http-404", "http-410") and store.has_article(occasion.connection, url):
        store.close_gaps(occasion, url, occasion.seen_at)
        return State.DONE, "gone"
    is_over = waiting.role is LeadRole.REST and reason == "http-400"  # the list has become shorter
    if is_guess(waiting) or is_offer(waiting) or is_over:
        store.close_gaps(occasion, url, occasion.seen_at)
        return State.SKIPPED, reason
    found_in = f"found in {waiting.found_in}" if waiting.found_in else None
    _open_gap(occasion, url, reason, said if reason == "redirect" else found_in)
    return State.GAP, reason


def _open_gap(
    occasion: Occasion, url: str, reason: str, detail: str | None, *, since: str | None = None
) -> None:
    """`since`: meeting it again counts one try from then on."""
    now = occasion.seen_at
    again, met = (
        x and next_try(reason, datetime.fromisoformat(x), occasion.policy) for x in (now, since)
    )
    store.open_gap(occasion, url, reason, detail=detail, now=now, next_try_at=again, met=met)
