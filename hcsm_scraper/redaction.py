"""What of an answer's bytes may be kept: comments of erased people are cut out of pages, feeds and
JSON as their readers find them, and runs of words that were theirs alone anywhere.
"""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.codings import UnreadableContentError
from archive.urls import normalise
from hcsm_scraper.cut_literals import Literals
from hcsm_scraper.cut_markup import Erased, beside, cut_page, elements_of
from hcsm_scraper.discovery import comment_json, feed, rest
from hcsm_scraper.document import document_of
from hcsm_scraper.platforms import platform_of

if TYPE_CHECKING:
    from archive.records import Comment, Page
    from archive.tombstones import Tombstones
    from archive.warc import Exchange
    from hcsm_scraper.document import Document

logger = logging.getLogger(__name__)
_CANONICAL = re.compile(r"<link\b[^>]*rel=[\"']?canonical[\"']?[^>]*>", re.IGNORECASE)
_HREF = re.compile(r"href=[\"']?([^\"'\s>]+)", re.IGNORECASE)
_SCRIPT = re.compile(r"(<script\b([^>]*)>)(.*?)(</script)", re.DOTALL | re.IGNORECASE)
_ITEM = re.compile(r"<((?:\w+:)?(?:item|entry))\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_TITLE = re.compile(
    r"<title[^>]*>\s*(?:<!\[CDATA\[)?\s*(?:comments? |kommentar|commentaire|coment)"
)
_TELLS = re.compile(r"author|creator|member|user|name|comment", re.IGNORECASE)
_OF_PAYLOAD = ("content-encoding", "etag", "digest", "content-md5")


def redacted(exchange: Exchange, blog_id: str, stones: Tombstones, limit: int) -> Exchange | None:
    """The exchange itself if all of it may be kept, else what is left of it, no longer encoded.

    None: it is an erased article's, or a page of an erased person's own. What its reader cannot
    read is left without content: nobody can tell what is in it.
    """
    if not stones:
        return exchange
    if stones.matches(stones.article(exchange.url)) or stones.has_address(exchange.url):
        return None
    headers = tuple((key, stones.without_words(value)) for key, value in exchange.headers)
    try:
        cutting = _Cutting(document_of(exchange, limit), blog_id, stones)
        if cutting.is_erased_article():
            return None
        kept = cutting.kept()
    except UnreadableContentError:
        return _of_content(exchange, headers, b"")
    except Exception as error:  # noqa: BLE001 - a fault of ours costs one answer, never an erasure
        logger.warning("unreadable, nothing of it is kept: %s: %s", error, exchange.url)
        return _of_content(exchange, headers, b"")
    if kept == cutting.text and headers == exchange.headers:
        return exchange
    return _of_content(exchange, headers, kept.encode(cutting.charset, "surrogateescape"))


def _of_content(
    exchange: Exchange, headers: tuple[tuple[str, str], ...], content: bytes
) -> Exchange:
    """Without validators: they are of what the server sent."""
    kept = tuple(
        (key, str(len(content)) if key.lower() == "content-length" else value)
        for key, value in headers
        if key.lower() not in _OF_PAYLOAD
    )
    return replace(exchange, headers=kept, payload=content, is_redacted=True)


class _Cutting:
    """One answer's content as text, and what is left of it."""

    def __init__(self, document: Document, blog_id: str, stones: Tombstones) -> None:
        self._document, self._blog_id, self._stones = document, blog_id, stones
        self.charset: str = document.encoding
        self.text: str = document.content.decode(self.charset, "surrogateescape")

    def is_erased_article(self) -> bool:
        tag = _CANONICAL.search(self.text)
        href = _HREF.search(tag[0]) if tag else None
        canonical = normalise(href[1], self._document.url) if href else None
        return canonical is not None and self._stones.matches(self._stones.article(canonical))

    def kept(self) -> str:
        document = self._document
        if feed.is_feed(document):
            text = self._feed()
        elif self.text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
            text = self._json()
        elif "<" in self.text:
            text = self._page()
        else:
            text = self.text
        return self._stones.without_words(text)

    def _feed(self) -> str:
        """Each item is read by itself, by the reader of feeds."""
        text, items = self.text, list(_ITEM.finditer(self.text))
        if not items:
            return text
        head, tail = text[: items[0].start()], text[items[-1].end() :]
        path = urlsplit(self._document.url).path
        is_of_comments = "comment" in path or bool(_TITLE.search(head.lower()))

        def kept(item: re.Match[str]) -> str:
            content = (head + item[0] + tail).encode(self.charset, "replace")
            page = feed.read_feed(replace(self._document, content=content))
            return "" if self._is_erased(page, is_of_comments=is_of_comments) else item[0]

        return _ITEM.sub(kept, text)

    def _is_erased(self, page: Page, *, is_of_comments: bool) -> bool:
        stones = self._stones
        for one in page.evidence:
            if stones.matches(stones.article(one.article_url)):
                return True
            if len(stones.comments(one.comments, self._blog_id)) < len(one.comments):
                return True
            if is_of_comments and any(stones.has_person(x, None) for x in one.authors):
                return True  # under no number that the reader knows
        return False

    def _json(self) -> str:
        document = self._document
        comments: list[Comment] = []
        if rest.is_rest(document):
            comments = [x for one in rest.read_rest(document).evidence for x in one.comments]
        elif comment_json.is_comments(document):
            read = comment_json.read_comments(document)
            comments = [x for one in read.evidence for x in one.comments]
        literals = Literals(self._blog_id, self._stones, self._erased(comments))
        is_of_comments = "comment" in urlsplit(document.url).path
        return literals.without(self.text, is_json=True, among_comments=is_of_comments)

    def _page(self) -> str:
        platform = platform_of(self._document)
        shown = platform.comments(self._document)
        told = [*(x.comment for x in shown), *platform.thread(self._document).comments]
        keys = self._erased(told)
        text = self.text
        erased = Erased(
            comment=lambda x: bool(self._erased([x])),
            number=self._is_erased_number,
            person=self._stones.has_person,
        )
        own = {x for one in shown for x in elements_of(one)}
        if (
            keys
            or self._leads_to_erased()
            or beside(self._document, own, erased)
            or self._stones.without_words(text) != text
        ):
            text = cut_page(text, self._document, platform.comments, erased)
        literals = Literals(self._blog_id, self._stones, keys)

        def kept(script: re.Match[str]) -> str:
            if "{" not in script[3] or not _TELLS.search(script[3]):
                return script[0]
            is_json = "json" in script[2].lower()
            inside = literals.without(script[3], is_json=is_json, among_comments=False)
            return script[1] + inside + script[4]

        return _SCRIPT.sub(kept, text)

    def _erased(self, comments: list[Comment]) -> set[str]:
        kept = {comment.key for comment in self._stones.comments(comments, self._blog_id)}
        return {comment.key for comment in comments} - kept

    def _leads_to_erased(self) -> bool:
        numbers = set(re.findall(r"(?:#[\w-]{0,20}?|showComment=)(\d+)", self.text))
        return any(map(self._is_erased_number, numbers))

    def _is_erased_number(self, number: str) -> bool:
        return self._stones.matches(self._stones.comment(self._blog_id, number))
