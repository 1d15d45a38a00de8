"""Where the comments that a page does not show can be asked for: the article's own comment feed, and
WordPress's pages of comments where a theme links none."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from archive.records import Lead, LeadRole, ParentState
from archive.urls import normalise, same_site, trap
from hcsm_scraper.discovery.feeds_beside import declared_feeds, is_below

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.records import Evidence
    from hcsm_scraper.document import Document

# Asked for on the strength of the article: the answer need not name it.
ROUTE = "comment-feed"
_FEWEST = 5  # comments to a page; what is fewer than that may be pingbacks or answers to nobody


def comment_leads(
    document: Document, evidence: Evidence, known: tuple[str, ...]
) -> tuple[Lead, ...]:
    """`known`: addresses that the platform gives its comments; else the feed that the head links."""
    found = [url for text in known if (url := normalise(text, document.url)) is not None]
    leads = [Lead(url=url, role=LeadRole.COMMENT_PAGE, route=ROUTE) for url in found]
    if not leads and _has_more(evidence):
        leads = [
            # a derived address; where there is nothing, nothing is missing
            Lead(url=url, role=LeadRole.COMMENT_PAGE, route="guess")
            for url in dict.fromkeys([*_feeds(document, evidence.article_url), *_pages(evidence)])
        ]
    return tuple(x for x in leads if same_site(x.url, document.url) and not trap(x.url))


def _has_more(evidence: Evidence) -> bool:
    """Whether comments are announced that are not shown, or shown without whom they answer."""
    if (evidence.comments_announced or 0) > len(evidence.comments):
        return True
    return any(x.parent_state is ParentState.UNKNOWN for x in evidence.comments)


def _pages(evidence: Evidence) -> Iterator[str]:
    """WordPress's next page of comments, from the first on: that of the article may be any of them
    (get_comments_pagenum_link() in link-template.php). One that shows none leads no further."""
    if evidence.platform != "wordpress" or not evidence.comments:
        return
    number = evidence.comment_page or 0
    before = len(evidence.comments) * max(number, 1)
    if (evidence.comments_announced or 0) - before >= _FEWEST:
        parts = urlsplit(evidence.article_url)
        if parts.query:
            query = f"{parts.query}&cpage={number + 1}"
            yield urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
        elif parts.path != "/":
            slash = "/" if parts.path.endswith("/") else ""
            path = f"{parts.path.rstrip('/')}/comment-page-{number + 1}{slash}"
            yield urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _feeds(document: Document, article_url: str) -> Iterator[str]:
    """Feeds below the article's address; WordPress's in Atom, which alone tells parents (RFC 4685)."""
    for url in declared_feeds(document):
        parts = urlsplit(url)
        if not is_below(url, article_url):
            continue
        if parts.path.rstrip("/").endswith("/feed"):
            path = parts.path.rstrip("/") + "/atom/"
            yield urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))
        else:
            yield url
