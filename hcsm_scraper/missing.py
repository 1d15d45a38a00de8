"""What a page that came lacks, or its thread does: reasons and details of gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive import balance, frontier, store
from archive.records import LeadRole, PageKind
from archive.urls import same_site
from hcsm_scraper.extraction.embedded_discussion import FIELD as EMBEDDED

if TYPE_CHECKING:
    from archive.frontier import Waiting
    from archive.records import Article, Page
    from archive.store import Sighting

# What a page that came may lack. A problem that begins with one of them is of that reason; of the
# others, some lose nothing.
OF_READING = ("unreadable", "closed", "paywall", "incomplete")
_NO_LOSS = ("not a page", "nested too deeply", "lists nothing")
MAX_DEPTH = 60  # links from the home page: pagination of ten articles each reaches the 600th


def missing_of(seen: Sighting, waiting: Waiting, page: Page) -> tuple[str, str] | None:
    """Reason and detail of the page's gap, or None if all of it is kept."""
    if page.kind is PageKind.REDIRECT:
        return _lost_by_redirect(seen, waiting, page.leads[0].url)
    return _unread(page, waiting) or _no_text(seen, page) or _too_far(seen, waiting, page)


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


def is_guess(waiting: Waiting) -> bool:
    """Whether it was only supposed to exist: then nothing is missing where it does not."""
    return waiting.route == "guess" or waiting.role is LeadRole.CONTINUATION_FEED


def _unread(page: Page, waiting: Waiting) -> tuple[str, str] | None:
    """What could not be read of it."""
    said = page.problem
    if said is None or said.startswith(_NO_LOSS):
        return None
    if (reason := said.split(":")[0]) in OF_READING:
        return reason, said
    return None if is_guess(waiting) and not page.evidence else ("incomplete", said)


def _lost_by_redirect(seen: Sighting, waiting: Waiting, target: str) -> tuple[str, str] | None:
    """Reason and detail where a redirect leads to no page of the blog."""
    since = store.began(seen.connection, seen.crawl_id)
    if frontier.leads_back(seen, target, waiting.url, since):
        return "redirect", f"redirect in a circle, by {target}"
    is_left = waiting.role is LeadRole.ARTICLE and not same_site(target, seen.blog.url)
    if not is_left or store.has_article(seen.connection, waiting.url):
        return None
    return "redirect", f"redirect to {target}, which is on another site"


def _no_text(seen: Sighting, page: Page) -> tuple[str, str] | None:
    """An article of which no source has a word or a picture: a script may draw it."""
    one = page.evidence[0] if page.kind is PageKind.ARTICLE and page.evidence else None
    if one is None or one.markdown or one.comment_page:
        return None
    if balance.is_empty(seen, one.article_url):
        return "incomplete", "no text is found on the page"
    return None


def _too_far(seen: Sighting, waiting: Waiting, page: Page) -> tuple[str, str] | None:
    """What only this page names, and is not asked for."""
    if waiting.depth < MAX_DEPTH:
        return None
    named = {x.url for x in page.leads if x.route != "guess" and same_site(x.url, seen.blog.url)}
    number = len(named) - len(frontier.states(seen, named))
    detail = f"{number} addresses on the page are more than {MAX_DEPTH} links from the home page"
    return ("incomplete", detail) if number else None
