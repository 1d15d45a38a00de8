"""Cuts out of an answer's bytes what a tombstone forbids to keep: comments of HTML pages, items of
feeds, objects of JSON, and runs of words anywhere. Whatever else the bytes say stays as it is.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from lxml import etree

from archive.text import ERASED_CLASS
from archive.urls import normalise
from hcsm_scraper.document import Document, UnreadableContentError, content_of
from hcsm_scraper.extraction.comment_marks import comment_number, numbered
from hcsm_scraper.extraction.comments import comments_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.records import Comment
    from archive.tombstones import Tombstones
    from archive.warc import Exchange

_ITEM = re.compile(r"<(item|entry)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_KEY = re.compile(r"#(?:comment-|c)(\d+)|\.post-(\d+)")
_NAME = re.compile(
    r"<(?:dc:creator|name)\b[^>]*>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</",
    re.DOTALL | re.IGNORECASE,
)
_URI = re.compile(r"<uri\b[^>]*>\s*(.*?)\s*</uri>", re.DOTALL | re.IGNORECASE)
_LINK = re.compile(
    r"<link\b[^>]*>\s*([^<\s]+)\s*</link>|<link\b[^>]*href=[\"']([^\"']+)", re.IGNORECASE
)
_CANONICAL = re.compile(r"<link\b[^>]*rel=[\"']?canonical[\"']?[^>]*>", re.IGNORECASE)
_HREF = re.compile(r"href=[\"']?([^\"'\s>]+)", re.IGNORECASE)
_POINTS_AT = re.compile(r"#comment-(\d+)\Z")
_CHARSET = re.compile(r"charset=[\"']?([\w-]+)", re.IGNORECASE)
_SCRIPT = re.compile(
    r"(<script\b[^>]*type=[\"']?application/(?:ld\+)?json[^>]*>)(.*?)(</script)",
    re.DOTALL | re.IGNORECASE,
)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_LISTS = frozenset({"ol", "ul", "dl"})


def redacted(exchange: Exchange, blog_id: str, stones: Tombstones, limit: int) -> Exchange | None:
    """The exchange itself if all of it may be kept, else what is left of it, no longer encoded.

    None: it is an erased article's.
    """
    if not stones:
        return exchange
    if stones.matches(stones.article(exchange.url)):
        return None
    headers = tuple((key, stones.without_words(value)) for key, value in exchange.headers)
    try:
        content = content_of(exchange.headers, exchange.payload, limit)
    except UnreadableContentError:
        content = b""  # nobody can read it, and nobody can tell what is in it
    charset = _charset(exchange, content)
    text = content.decode(charset, "surrogateescape")
    kept = _without_erased(text, content, exchange, blog_id, stones)
    if kept is None:
        return None
    if kept == text and headers == exchange.headers:
        return exchange
    return _of_content(exchange, headers, kept.encode(charset, "surrogateescape"))


def _of_content(
    exchange: Exchange, headers: tuple[tuple[str, str], ...], content: bytes
) -> Exchange:
    """Without validators: they are of what the server sent."""
    kept = tuple(
        (key, str(len(content)) if key.lower() == "content-length" else value)
        for key, value in headers
        if key.lower() not in ("content-encoding", "etag", "digest", "content-md5")
    )
    return replace(exchange, headers=kept, payload=content, is_redacted=True)


def _without_erased(
    text: str, content: bytes, exchange: Exchange, blog_id: str, stones: Tombstones
) -> str | None:
    if _is_erased_article(text, exchange.url, stones):
        return None
    start = text.lstrip("\ufeff \t\r\n")[:200].lower()
    if start[:1] in ("{", "["):
        text = _json(text, blog_id, stones)
    elif re.search(r"<(?:rss|feed|rdf:rdf)\b", start) or start.startswith("<?xml"):
        text = _ITEM.sub(
            lambda item: "" if _is_erased_item(item[0], blog_id, stones) else item[0], text
        )
    else:
        text = _html(text, content, exchange, blog_id, stones)
        text = _SCRIPT.sub(lambda x: x[1] + _json(x[2], blog_id, stones) + x[3], text)
    return stones.without_words(text)


def _is_erased_article(text: str, url: str, stones: Tombstones) -> bool:
    tag = _CANONICAL.search(text)
    href = _HREF.search(tag[0]) if tag else None
    canonical = normalise(href[1], url) if href else None
    return canonical is not None and stones.matches(stones.article(canonical))


def _is_erased_item(item: str, blog_id: str, stones: Tombstones) -> bool:
    links = [x for pair in _LINK.findall(item) for x in pair if x]
    if any(stones.matches(stones.article(x.partition("#")[0])) for x in links):
        return True
    keys = [x for pair in _KEY.findall(item) for x in pair if x]
    if not keys:
        return False  # an article's own entry: its author is no commenter
    if any(stones.matches(stones.comment(blog_id, key)) for key in keys[:1]):
        return True
    uris = _URI.findall(item) or [None]
    return any(stones.has_person(_plain(name), uri) for name in _NAME.findall(item) for uri in uris)


def _plain(text: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", text)).strip()


def _json(text: str, blog_id: str, stones: Tombstones) -> str:
    """Written anew only if something is cut out."""
    try:
        said = json.loads(text)
    except ValueError:
        return text
    cut = _Cut(blog_id, stones)
    kept = cut.out_of(said)
    if not cut.count:
        return text
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


@dataclass
class _Cut:
    """Takes the comments of erased people out of any JSON."""

    blog_id: str
    stones: Tombstones
    count: int = 0

    def out_of(self, value: Any) -> Any:
        if isinstance(value, list):
            kept = [x for x in value if not self._is_erased(x)]
            self.count += len(value) - len(kept)
            return [self.out_of(x) for x in kept]
        if isinstance(value, dict):
            if self._is_erased(value):
                self.count += 1
                return {}
            return {key: self.out_of(x) for key, x in value.items()}
        return value

    def _is_erased(self, value: Any) -> bool:
        if not isinstance(value, dict) or not _is_comment(value):
            return False
        author = value.get("author")
        nested = author if isinstance(author, dict) else {}
        name = value.get("author_name") or nested.get("name") or nested.get("displayName")
        url = value.get("author_url") or nested.get("url") or nested.get("uri")
        key = value.get("id") or value.get("comment_ID") or value.get("ID")
        if key is not None and self.stones.matches(self.stones.comment(self.blog_id, str(key))):
            return True
        name = name if isinstance(name, str) else author if isinstance(author, str) else None
        return self.stones.has_person(name, url if isinstance(url, str) else None)


def _is_comment(value: dict[str, Any]) -> bool:
    return (
        "author_name" in value
        or "comment_ID" in value
        or {"post", "parent"} <= value.keys()
        or "comment" in str(value.get("@type") or value.get("type") or value.get("kind")).lower()
    )


def _html(text: str, content: bytes, exchange: Exchange, blog_id: str, stones: Tombstones) -> str:
    numbers = {comment.key for comment in _erased_comments(content, exchange, blog_id, stones)}
    finder = _Elements(text)
    cuts = [cut for x in finder.elements if x.number in numbers for cut in _cuts(x, finder)]
    cuts += [
        (x.start, x.end, "")
        for x in finder.elements
        if x.points_at is not None
        and (x.points_at in numbers or stones.matches(stones.comment(blog_id, x.points_at)))
    ]
    return _spliced(text, cuts)


def _erased_comments(
    content: bytes, exchange: Exchange, blog_id: str, stones: Tombstones
) -> Iterable[Comment]:
    document = Document(
        url=exchange.url,
        captured_at=exchange.captured_at,
        status=exchange.status,
        headers=exchange.headers,
        content=content,
    )
    try:
        comments = comments_of(numbered(document.names), exchange.url, None)
    except (ValueError, etree.LxmlError):
        return []
    kept = {comment.key for comment in stones.comments(comments, blog_id)}
    return [comment for comment in comments if comment.key not in kept]


@dataclass
class _Element:
    tag: str
    start: int
    opened: int  # where its start tag ends
    depth: str
    number: str | None  # of the comment it holds
    points_at: str | None = None  # the comment that an item of a list links to ("Recent comments")
    end: int = 0
    closing: int = 0  # where its end tag begins
    above: _Element | None = field(default=None, repr=False)


class _Elements(HTMLParser):
    """Where elements begin and end in the text; only those that cutting needs."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.elements: list[_Element] = []
        self._open: list[_Element] = []
        self._lines = [0]
        for found in re.finditer("\n", text):
            self._lines.append(found.end())
        self.feed(text)
        self.close()
        while self._open:
            self._end(self._open.pop(), len(text), len(text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "a" and (found := _POINTS_AT.search(said.get("href") or "")):
            self._link(found[1])
        if tag in _VOID:
            return
        start = self._offset()
        opened = start + len(self.get_starttag_text() or "")
        depth = re.search(r"(?<!\S)depth-\d+(?!\S)", said.get("class") or "")
        self._open.append(
            _Element(
                tag,
                start,
                opened,
                depth[0] if depth else "",
                comment_number(said.get("id") or ""),
                above=self._open[-1] if self._open else None,
            )
        )

    def handle_endtag(self, tag: str) -> None:
        if not any(element.tag == tag for element in self._open):
            return
        start = self._offset()
        while True:
            element = self._open.pop()
            is_closed = element.tag == tag
            self._end(element, start, start + len(tag) + 3 if is_closed else start)
            if is_closed:
                return

    def _link(self, number: str) -> None:
        """A list's item outside of the threads that leads to a comment shows who wrote it."""
        if any(element.number for element in self._open):
            return
        for element in reversed(self._open):
            if element.tag in ("li", "tr", "article"):
                element.points_at = number
                return

    def _end(self, element: _Element, closing: int, end: int) -> None:
        element.closing, element.end = closing, end
        self.elements.append(element)

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


def _cuts(element: _Element, finder: _Elements) -> list[tuple[int, int, str]]:
    """All of a comment but its element, which keeps the thread's shape, and the answers within."""
    mine = element.number
    outer = element.above
    while outer is not None:
        if outer.number == mine:
            return []  # a part of the comment: its whole is cut
        outer = outer.above
    shell = f'<{element.tag} id="comment-{mine}" class="{ERASED_CLASS} {element.depth}">'
    cuts, position = [(element.start, element.opened, shell)], element.opened
    for kept in sorted(_answers(element, finder), key=lambda x: x.start):
        if kept.start >= position:
            cuts.append((position, kept.start, ""))
            position = kept.end
    cuts.append((position, element.closing, ""))
    return cuts


def _answers(element: _Element, finder: _Elements) -> list[_Element]:
    """The lists (or lone elements) within that hold other comments."""
    found = []
    for other in finder.elements:
        if other.number in (None, element.number) or not (
            element.opened <= other.start and other.end <= element.closing
        ):
            continue
        holder, around = other, other.above
        while around is not None and around is not element:
            if around.tag in _LISTS:
                holder = around
            around = around.above
        found.append(holder)
    return found


def _spliced(text: str, cuts: list[tuple[int, int, str]]) -> str:
    """Cuts within cuts belong to the answers of an erased comment, which may be erased too."""
    parts, position = [], 0
    for start, end, instead in sorted(cuts):
        if start < position:
            continue
        parts += [text[position:start], instead]
        position = end
    return "".join(parts) + text[position:]


def _charset(exchange: Exchange, content: bytes) -> str:
    """UTF-8 unless something else is declared and known; bytes come back as they were."""
    said = next((v for k, v in exchange.headers if k.lower() == "content-type"), "")
    found = _CHARSET.search(said) or _CHARSET.search(content[:2048].decode("latin-1"))
    charset = found[1] if found else "utf-8"
    try:
        content.decode(charset, "surrogateescape").encode(charset, "surrogateescape")
    except (LookupError, UnicodeError):
        return "utf-8"
    return charset
