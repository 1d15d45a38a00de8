"""Comments that blogs hand out as JSON: Blogger's feed (`alt=json`), Substack's and Ghost's own addresses.

Only Blogger's answer names its article; of the others it is known who asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.records import Comment, Evidence, Lead, LeadRole, Page, PageKind, Route
from archive.text import ERASED_CLASS
from archive.urls import normalise
from hcsm_scraper.discovery.comment_feed import BLOGGER_KEY, BLOGGER_PARENT, article_of
from hcsm_scraper.extraction.comments_declared import Told, as_comment, listed, text_of
from hcsm_scraper.extraction.json_text import said_in
from hcsm_scraper.platforms import ghost, substack

if TYPE_CHECKING:
    from hcsm_scraper.document import Document

_BLOGGER = re.compile(r"/feeds/(?:\d+/)?comments/(?:default|full)\Z")
_SUBSTACK = re.compile(r"/api/v1/post/\d+/comments/?\Z")
_GHOST = re.compile(r"/members/api/comments/post/[0-9a-f]+/?\Z")


def is_comments(document: Document) -> bool:
    """Whether it is JSON from an address at which a platform keeps comments."""
    path = urlsplit(document.url).path
    is_known = any(x.search(path) for x in (_BLOGGER, _SUBSTACK, _GHOST))
    return is_known and document.content[:64].lstrip().startswith((b"{", b"["))


def read_comments(document: Document) -> Page:
    """Never raises: what is no JSON gives a problem."""
    try:
        said = said_in(document.text)
    except ValueError as error:
        problem = f"not read as JSON: {type(error).__name__}"
        return Page(url=document.url, kind=PageKind.FEED, problem=problem)
    answer = said if isinstance(said, dict) else {"comments": said}
    path = urlsplit(document.url).path
    if _BLOGGER.search(path):
        return _of_blogger(document, answer)
    nodes = answer.get("comments")
    if not isinstance(nodes, list):
        return Page(url=document.url, kind=PageKind.FEED, problem="no list of comments")
    known = (
        substack.told_comments(nodes, "") if _SUBSTACK.search(path) else ghost.told_comments(nodes)
    )
    evidence = Evidence(article_url=document.url, route=Route.COMMENT_FEED, comments=known)
    return Page(
        url=document.url,
        kind=PageKind.FEED,
        evidence=(evidence,),
        leads=_next_page(document, answer) if _GHOST.search(path) else (),
    )


def _next_page(document: Document, answer: dict[str, object]) -> tuple[Lead, ...]:
    """Ghost's `meta.pagination.next` is a number."""
    meta = answer.get("meta")
    paging = meta.get("pagination") if isinstance(meta, dict) else None
    number = paging.get("next") if isinstance(paging, dict) else None
    if not isinstance(number, int):
        return ()
    url = normalise(f"{document.url.split('?')[0]}?limit=100&page={number}")
    return () if url is None else (Lead(url=url, role=LeadRole.COMMENT_PAGE, route="comment-feed"),)


def _of_blogger(document: Document, answer: dict[str, object]) -> Page:
    feed = answer.get("feed")
    if not isinstance(feed, dict):
        return Page(url=document.url, kind=PageKind.FEED, problem="no list of comments")
    found: dict[str, list[Comment]] = {}
    told = listed(feed.get("entry"))
    entries = [x for x in told if not (isinstance(x, dict) and ERASED_CLASS in x)]
    for node in entries:
        links = listed(node.get("link")) if isinstance(node, dict) else []
        named = {str(x.get("rel")): str(x.get("href")) for x in links if isinstance(x, dict)}
        article = article_of(named.get("alternate", ""), document.url)
        comment = _blogger_comment(node, named)
        if article is not None and comment is not None:
            found.setdefault(article, []).append(comment)
    evidence = tuple(
        Evidence(article_url=url, route=Route.COMMENT_FEED, comments=tuple(comments))
        for url, comments in found.items()
    )
    lost = len(entries) - sum(len(x) for x in found.values())
    problem = f"{lost} of {len(entries)} comments name no article" if lost else None
    return Page(url=document.url, kind=PageKind.FEED, evidence=evidence, problem=problem)


def _blogger_comment(node: object, links: dict[str, str]) -> Comment | None:
    if not isinstance(node, dict):
        return None
    key = BLOGGER_KEY.search(_text_in(node, "id") or "")
    text = _text_in(node, "content") or _text_in(node, "summary")
    if key is None and text is None:
        return None
    by = next((x for x in listed(node.get("author")) if isinstance(x, dict)), {})
    parent = BLOGGER_PARENT.search(links.get("related", ""))
    return as_comment(
        Told(
            key=key[1] if key else None,
            parent=parent[1] if parent else None,
            author=_text_in(by, "name"),
            author_url=_text_in(by, "uri"),
            published=_text_in(node, "published"),
            text=text,
            permalink=links.get("alternate"),
        )
    )


def _text_in(node: dict[str, object], name: str) -> str | None:
    said = node.get(name)
    return text_of(said.get("$t")) if isinstance(said, dict) else None
