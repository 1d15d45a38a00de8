"""A document becomes a page: what it is, what it says of an article, and where it leads. Pure."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from archive.records import Evidence, Lead, LeadRole, Page, PageKind, Route
from archive.text import ERASED_CLASS
from archive.urls import without_comment_page
from hcsm_scraper.discovery import comment_json, feed, rest, sitemap
from hcsm_scraper.discovery.comment_leads import comment_leads
from hcsm_scraper.discovery.feeds_beside import feeds_beside
from hcsm_scraper.discovery.links import links_of
from hcsm_scraper.discovery.public_api import is_for_all_blogs
from hcsm_scraper.discovery.redirects import redirect_of
from hcsm_scraper.extraction.beside import others_beside
from hcsm_scraper.extraction.body import Body, blocks_of, with_standfirst
from hcsm_scraper.extraction.comments import Thread
from hcsm_scraper.extraction.continuation import Continuation, continuation_of, drop_pointer
from hcsm_scraper.extraction.embedded_discussion import embedded_discussions
from hcsm_scraper.extraction.furniture import without_masthead
from hcsm_scraper.extraction.markdown import Writer
from hcsm_scraper.extraction.metadata import Metadata, metadata_of
from hcsm_scraper.extraction.rights import rights_of
from hcsm_scraper.extraction.second_opinion import settled
from hcsm_scraper.extraction.standfirst import standfirst_of
from hcsm_scraper.extraction.stated import stated_in
from hcsm_scraper.platforms import platform_of
from hcsm_scraper.platforms.platform import canonical_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.html import HtmlElement

    from hcsm_scraper.document import Document
    from hcsm_scraper.platforms.platform import Place, Platform

T = TypeVar("T")
_ERASED = re.compile(ERASED_CLASS + r"\W{1,9}true")  # in a script, maybe as a string of a string
_NOT_READ = " not read: "
logger = logging.getLogger(__name__)


def read(document: Document) -> Page:
    """What this document teaches. Never raises for what is in it: `Page.problem` says it."""
    if (redirect := redirect_of(document)) is not None:
        return redirect
    if not 200 <= document.status < 300:
        return Page(url=document.url, kind=PageKind.REFUSAL, problem=f"status {document.status}")
    if sitemap.is_sitemap(document):
        return sitemap.read_sitemap(document)
    if feed.is_feed(document):
        return feed.read_feed(document)
    if rest.is_rest(document):
        return rest.read_rest(document)
    if comment_json.is_comments(document):
        return comment_json.read_comments(document)
    if not document.is_html:
        media = document.content_type or "no media type"
        return Page(url=document.url, kind=PageKind.OTHER, problem=f"not a page: {media}")
    if not document.text or document.text.isspace():
        return _unreadable(document, "nothing is in it")
    if not document.is_text:
        return _unreadable(document, "it is sent as a page, and is no text")
    return _page(document)


def _unreadable(document: Document, why: str) -> Page:
    return Page(url=document.url, kind=PageKind.OTHER, problem=f"unreadable: {why}")


def _page(document: Document) -> Page:
    platform = platform_of(document)
    kind = platform.kind(document)
    if kind is PageKind.ARTICLE and platform.is_closed_to_readers(document):
        closed = "closed: the page asks for a password or a payment"
        return Page(url=document.url, kind=PageKind.OTHER, platform=platform.name, problem=closed)
    problem = "nested too deeply: elements were lifted" if document.is_too_deep else None
    place = platform.place(document) if kind is PageKind.ARTICLE else None
    # What is read of the whole page comes first: an article takes the tree to cut from.
    lists = rest.offered_by(document)
    leads = _leads(document, platform, lists, place.article_url if place else None)
    blog_title = _blog_title(document, kind)
    rights = _tried("rights", lambda: rights_of(document), document.url)[0] or {}
    evidence: tuple[Evidence, ...] = ()
    if place is not None:
        alone = _without_others(document, platform, place)
        read_, of_comments, failed = _evidence(alone, platform, place)
        evidence, problem = (read_,), failed or problem
        linked = any(x.role is LeadRole.COMMENT_PAGE for x in leads)
        guesses = (x for x in of_comments if x.route == "guess" and not (linked and _is_paged(x)))
        of_comments = (*(x for x in of_comments if x.route != "guess"), *_beside(guesses, lists))
        leads = (*of_comments, *leads)
        if read_.continued_at:
            onward = Lead(url=read_.continued_at, role=LeadRole.CONTINUATION, route="continuation")
            leads = (*leads, onward)
    return Page(
        url=document.url,
        kind=kind,
        evidence=evidence,
        leads=leads,
        platform=platform.name,
        blog_title=blog_title,
        problem=problem,
        is_partly_read=_NOT_READ in (problem or ""),
        rights=rights,
    )


def _without_others(document: Document, platform: Platform, place: Place) -> Document:
    """The page as it would be without the other whole articles that are loaded into it. A comment
    is none of them, nor is what holds the only comments of the page."""
    own = (document.url, place.article_url)
    others, _ = _tried("others", lambda: others_beside(document, own), document.url)
    if not others:
        return document
    areas = platform.comment_areas(document)
    of_own = [x for x in areas if not any(_holds(other, x) for other in others)]
    cut = [x for x in others if not any(_holds(area, x) for area in areas)]
    if areas and not of_own:
        cut = [x for x in cut if not any(_holds(x, area) for area in areas)]
    alone = document.taken() if cut else document
    for other in cut:
        if other.getparent() is not None:
            other.drop_tree()
    return alone


def _is_paged(lead: Lead) -> bool:
    """Whether it is a page of comments: none is guessed where the theme links them."""
    return without_comment_page(lead.url)[1] is not None


def _leads(
    document: Document, platform: Platform, lists: Lead | None, article_url: str | None
) -> tuple[Lead, ...]:
    """Where the page leads to, its comments and its continuation aside."""
    feeds = feeds_beside(document, article_url, is_wordpress=platform.name == "wordpress")
    offered = () if lists is None else (lists,)
    return (*offered, *_beside(feeds, lists), *links_of(document, article_url))


def _beside(leads: Iterable[Lead], lists: Lead | None) -> Iterator[Lead]:
    """What is asked only where the page's REST interface refuses, if it offers one of its own."""
    has_own = lists is not None and not is_for_all_blogs(lists.url, lists.role)
    for lead in leads:
        yield replace(lead, route=rest.BESIDE) if has_own else lead


def _evidence(
    document: Document, platform: Platform, place: Place
) -> tuple[Evidence, tuple[Lead, ...], str | None]:
    """What an article's page says, where more comments are, and a sentence for what failed."""
    thread, no_thread = _tried("comments", lambda: platform.thread(document), document.url)
    thread = thread or Thread(comments=(), is_open=None, announced=None)
    announced = _less_erased(document, thread)
    article_kind, key = platform.article_kind(document), platform.article_key(document)
    discussions = embedded_discussions(document)
    canonical = canonical_of(document)
    bare, element = _without_comments(document, platform)
    around = platform.article_element(bare)
    metadata, no_metadata = _tried(
        "title, authors and dates",
        lambda: _completed(metadata_of(bare, element), around),
        document.url,
    )
    metadata = metadata or Metadata()
    is_cut = metadata.is_for_payers or (element is not None and platform.is_for_members(element))
    article = _without_surroundings(bare, element, platform)
    title = metadata.title
    onward, no_onward = _tried(
        "continuation",
        lambda: continuation_of(document.url, article, title, canonical),
        document.url,
    )
    onward = onward or Continuation()
    drop_pointer(article, document.url, onward)
    is_kept_back = is_cut and not article.text_content().strip()  # what else says words is no text
    body, no_body = None, None
    if not is_kept_back:
        body, no_body = _tried("text", lambda: _text(bare, article, around, metadata), document.url)
    paid = "paywall: only the beginning is free" if is_cut else None
    problems = [x for x in (paid, no_thread, no_metadata, no_onward, no_body) if x]
    methods = {**metadata.methods}
    if body is not None:
        methods["text"] = body.method
    evidence = Evidence(
        article_url=place.article_url,
        route=Route.HTML,
        kind=article_kind,
        key=key,
        part=place.part,
        parts=place.parts,
        comment_page=place.comment_page,
        title=metadata.title,
        authors=metadata.authors,
        published=metadata.published,
        modified=metadata.modified,
        categories=metadata.categories,
        tags=metadata.tags,
        language=metadata.language,
        lead_image=metadata.lead_image,
        text=body.text if body else None,
        markdown=body.markdown if body else None,
        excerpt=metadata.excerpt,
        links=body.links if body else (),
        comments_open=thread.is_open,
        comments_announced=announced,
        continued_at=onward.continued_at,
        continues_from=onward.continues_from,
        truncated=onward.excerpt_only or is_cut,
        comments=thread.comments,
        methods=methods,
        claims=(*metadata.claims, *discussions),
        platform=platform.name,
    )
    of_comments = comment_leads(bare, evidence, thread.feeds)
    return evidence, of_comments, "; ".join(problems) or None


def _less_erased(document: Document, thread: Thread) -> int | None:
    """How many comments the page announces, less those that were cut from its bytes."""
    if thread.announced is None or not document.has(ERASED_CLASS):
        return thread.announced
    gone = len(document.names.named((ERASED_CLASS,))), len(_ERASED.findall(document.text))
    return max(thread.announced - max(gone), len(thread.comments))


def _without_comments(
    document: Document, platform: Platform
) -> tuple[Document, HtmlElement | None]:
    """The page as it would be without comments and their form, for no field is read from those;
    and the element of its text, if the platform knows it."""
    element = platform.body_element(document)
    areas = platform.comment_areas(document)
    bare = document.taken()
    for area in areas:
        if (element is None or not _holds(area, element)) and area.getparent() is not None:
            area.drop_tree()
    return bare, element


def _completed(metadata: Metadata, article: HtmlElement | None) -> Metadata:
    """What no mark gives away, a line of the article may state in words."""
    method = metadata.methods.get("published", "")
    is_sure = metadata.published is not None and method not in ("text", "url", "htmldate")
    if metadata.authors and is_sure:
        return metadata
    if article is None:
        return metadata
    stated = stated_in(article, metadata.language)
    methods = dict(metadata.methods)
    authors, published = metadata.authors, metadata.published
    if not authors and stated.authors:
        authors, methods["authors"] = stated.authors, "stated"
    if not is_sure and stated.published is not None:
        published, methods["published"] = stated.published, "stated"
    return replace(metadata, authors=authors, published=published, methods=methods)


def _without_surroundings(
    document: Document, element: HtmlElement | None, platform: Platform
) -> HtmlElement:
    """The element of the article's text, without bylines and topics, or the whole tree.

    `document` is the page without comments, which this changes.
    """
    if element is None:
        return document.tree
    for beside in platform.surroundings(element):
        if beside is not element and beside.getparent() is not None:
            beside.drop_tree()
    return element


def _text(
    document: Document, article: HtmlElement, around: HtmlElement | None, said: Metadata
) -> Body:
    """Our reading of the container, and trafilatura's of the page: the one that is borne out."""
    known = None if article is document.tree else article
    around = None if known is None else around
    blocks, method, container = blocks_of(document.tree, document.url, known)
    blocks = without_masthead(blocks, said)
    standfirst = standfirst_of(container)
    above = [] if standfirst is None else Writer(document.url).blocks(standfirst)
    body = settled(blocks, method, document.tree, document.url, around)
    return with_standfirst(body, above)


def _tried(what: str, reads: Callable[[], T], url: str) -> tuple[T | None, str | None]:
    """A page's reading must not end with one of its fields: what fails is said, not raised."""
    try:
        return reads(), None
    except Exception as error:  # noqa: BLE001 - the one place that keeps a page alive
        logger.warning("%s not read (%s): %s", what, error, url)
        return None, f"{what}{_NOT_READ}{type(error).__name__}: {error}"


def _holds(area: HtmlElement, element: HtmlElement) -> bool:
    return area is element or any(x is area for x in element.iterancestors())


def _blog_title(document: Document, kind: PageKind) -> str | None:
    if kind is not PageKind.INDEX:
        return None
    for meta in document.names.tagged("meta"):
        if meta.get("property") == "og:site_name" and meta.get("content"):
            return str(meta.get("content")).strip() or None
    title = document.tree.find(".//title")
    return " ".join(title.text_content().split()) or None if title is not None else None
