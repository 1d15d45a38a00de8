"""RSS and Atom feeds: each entry is a lead and evidence of an article, or of a comment."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from archive.records import Evidence, Lead, LeadRole, Listed, Listing, Page, PageKind, Route
from archive.records_json import evidence_to_json
from archive.text import whole_number
from archive.urls import normalise, same_site, trap
from hcsm_scraper.discovery.comment_feed import comment_evidence, is_of_comments, tells_where
from hcsm_scraper.discovery.feed_markup import FeedError, line, parsed_feed, when
from hcsm_scraper.discovery.feeds_beside import first_part
from hcsm_scraper.document import fragment_of
from hcsm_scraper.extraction.body import fragment_to_text
from hcsm_scraper.extraction.continuation import continuation_of

if TYPE_CHECKING:
    from hcsm_scraper.document import Document

_ROOT = re.compile(rb"<(?:\w+:)?(rss|feed|RDF)[\s>]")
_KEY = re.compile(r"[?&](?:p|page_id)=(\d+)\Z|\Atag:blogger\.com,\d+:blog-\d+\.post-(\d+)\Z")
_NOBODY = frozenset(("admin", "administrator", "unknown", "noreply@blogger.com"))
# "The post X appeared first on Y.": SEO plugins of WordPress put it behind each entry.
_FOOTER = re.compile(
    r"(?:<p>)?[^<>]{0,60}<a [^<>]{0,500}>[^<>]{0,300}</a>[^<>]{0,60}<a [^<>]{0,500}>[^<>]{0,200}</a>\s*\.?\s*(?:</p>)?\s*\Z"
)


def is_feed(document: Document) -> bool:
    """Whether the content is RSS or Atom, whatever it is called."""
    start = document.content[:2048].replace(b"\0", b"")
    return bool(_ROOT.search(start)) and b"<html" not in start.lower()


def read_feed(document: Document) -> Page:
    """Never raises: a feed that is broken or hostile gives a problem."""
    try:
        parsed, problem = parsed_feed(document)
    except FeedError as error:
        return Page(url=document.url, kind=PageKind.FEED, problem=str(error))
    if is_of_comments(parsed):
        comments = comment_evidence(parsed, document.url)
        lost = sum(not tells_where(x, document.url) for x in parsed.entries)
        return Page(
            url=document.url,
            kind=PageKind.FEED,
            evidence=comments,
            leads=tuple(
                replace(x, role=LeadRole.COMMENT_PAGE) for x in _further(parsed, document.url)
            ),
            problem=problem or _left_out(lost, parsed, "number or article"),
            listing=_listing(document.url, comments),
        )
    leads: dict[str, Lead] = {}
    evidence: dict[str, Evidence] = {}
    home = normalise(str(parsed.feed.get("link") or ""), document.url)
    sites = (document.url, home) if home else (document.url,)
    is_rss = str(parsed.get("version")).startswith("rss")
    lost = 0
    for entry in parsed.entries:
        if not is_rss and not entry.get("authors"):
            entry["authors"] = _of_all(parsed.feed)
        if (found := _article(entry, sites, is_rss=is_rss)) is not None:
            leads.setdefault(found[0].url, found[0])
            evidence.setdefault(found[0].url, found[1])
        else:
            lost += 1
    return Page(
        url=document.url,
        kind=PageKind.FEED,
        leads=(*leads.values(), *_further(parsed, document.url)),
        evidence=tuple(evidence.values()),
        blog_title=line(parsed.feed.get("title")),
        problem=problem or _left_out(lost, parsed, "address of a page"),
        listing=_listing(document.url, tuple(evidence.values())),
    )


def _left_out(lost: int, parsed: Any, lacking: str) -> str | None:
    return f"{lost} of {len(parsed.entries)} entries have no {lacking}" if lost else None


def _listing(feed_url: str, evidence: tuple[Evidence, ...]) -> Listing:
    """Each article and comment with a digest of all that the feed says of it."""
    said = [(one.article_url, one, evidence_to_json(one)) for one in evidence if not one.comments]
    for one in evidence:
        for comment in one.comments:
            alone = replace(one, comments=(comment,))
            said.append((f"{one.article_url}#{comment.key}", one, evidence_to_json(alone)))
    items = tuple(
        Listed(
            key=key,
            url=one.article_url,
            stamp=sha256(text.encode("utf-8", "replace")).hexdigest()[:16],
        )
        for key, one, text in said
    )
    return Listing(source=first_part(feed_url), items=items, is_whole=False)


def _article(entry: Any, sites: tuple[str, ...], *, is_rss: bool) -> tuple[Lead, Evidence] | None:
    url = _url(entry, sites)
    if url is None:
        return None
    published, modified = when(entry, "published"), when(entry, "updated")
    if published is None and is_rss:  # RSS 1.0 has but one date, dc:date
        published, modified = modified, None
    lead = Lead(
        url=url, role=LeadRole.ARTICLE, route="feed", lastmod=modified.iso if modified else None
    )
    whole = _whole(entry, url)
    text, markdown = fragment_to_text(whole) if whole else (None, None)
    summary = _without_footer(str(entry.get("summary") or ""), url)
    key = _KEY.search(str(entry.get("id") or ""))
    count = str(entry.get("slash_comments") or entry.get("thr_total") or "").strip()
    methods = {"text": "feed"} if text else {}
    return lead, Evidence(
        article_url=url,
        route=Route.FEED,
        key=(key[1] or key[2]) if key else None,
        title=line(entry.get("title")),
        authors=_authors(entry),
        published=published,
        modified=modified,
        categories=_categories(entry),
        text=text or None,
        markdown=markdown or None,
        excerpt=fragment_to_text(summary)[0] or None,
        comments_announced=whole_number(count),
        methods=methods,
    )


def _url(entry: Any, sites: tuple[str, ...]) -> str | None:
    """The entry's own address: of a link blog's entry that is its guid, not what it links to.

    `sites`: addresses of the feed and of the blog it names.
    """
    said = (entry.get("feedburner_origlink"), entry.get("link"), entry.get("id"))
    found = [normalise(str(text), sites[0]) if text else None for text in said[:2]]
    if str(said[2] or "").startswith("http"):
        found.append(normalise(str(said[2])))
    urls = [url for url in found if url is not None and not trap(url)]
    own = (url for url in urls if any(same_site(url, site) for site in sites))
    return next(own, urls[0] if urls else None)


def _whole(entry: Any, url: str) -> str | None:
    """The article's whole text as HTML, None where the feed gives but its beginning."""
    for content in entry.get("content", ()):
        markup = _without_footer(str(content.get("value") or ""), url)
        if not markup.strip():
            continue
        return None if continuation_of(url, fragment_of(markup)).excerpt_only else markup
    return None


def _without_footer(markup: str, url: str) -> str:
    at = max(markup.rfind("<p>"), markup.rfind("</p>") if markup.endswith("</a>.") else -1)
    tail = markup[at:] if at >= 0 else ""
    is_footer = url.rstrip("/") in tail and _FOOTER.fullmatch(tail)
    return markup[:at] if is_footer else markup


def _authors(entry: Any) -> tuple[str, ...]:
    names = [line(one.get("name")) for one in entry.get("authors", ())] or [None]
    if names == [None]:
        names = [line(entry.get("author"))]
    return tuple(dict.fromkeys(x for x in names if x and x.lower() not in _NOBODY))


def _of_all(feed: Any) -> list[Any]:
    """An Atom feed's own authors are its entries' (RFC 4287, 4.2.1); a blog's name is nobody."""
    return [x for x in feed.get("authors", ()) if line(x.get("name")) != line(feed.get("title"))]


def _categories(entry: Any) -> tuple[str, ...]:
    """Categories and tags: feeds do not tell them apart. Atom's kind (`…#post`) is neither."""
    terms = [
        line(one.get("label") or one.get("term"))
        for one in entry.get("tags", ())
        if not str(one.get("scheme") or "").endswith("#kind")
    ]
    return tuple(dict.fromkeys(term for term in terms if term))


def _further(parsed: Any, base: str) -> list[Lead]:
    """The feed's own next page (RFC 5005)."""
    found = []
    for link in parsed.feed.get("links", ()):
        is_next = link.get("rel") in ("next", "prev-archive")
        if is_next and (url := normalise(str(link.get("href") or ""), base)) and url != base:
            found.append(Lead(url=url, role=LeadRole.FEED, route="next"))
    return found
