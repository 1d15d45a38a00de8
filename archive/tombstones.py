"""What must never be kept again: keyed marks of people, comments, articles, blogs and of the words
that were theirs alone. Nobody without the study's key can tell from a mark what it stands for.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, replace
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sqlalchemy import insert, select

from archive.errors import StorageError
from archive.identities import folded, open_key, person_of, spelled_address, words_of
from archive.records import ParentState
from archive.schema import TOMBSTONES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from archive.records import Comment, Page

KEY_FILE = "erasure.key"
ERASED = "[erased]"
WINDOW = 6  # words of a text that are compared at a time
# Letters, however HTML, JSON and addresses may write them, or one within the other: "&amp;#8217;".
_ESCAPED = (
    r"\\+u[0-9a-fA-F]{4}|\\+x[0-9a-fA-F]{2}|\\+[nrtbf]?|(?:&(?:amp;)*#?\w{1,32};)"
    r"|%[0-7][0-9a-fA-F]|%[cdCD][0-9a-fA-F]%[89abAB][0-9a-fA-F]|%[eE][0-9a-fA-F](?:%[89abAB][0-9a-fA-F]){2}"
)
_PIECE = re.compile(rf"{_ESCAPED}|\w+")
_TAG = re.compile(
    r"(?:<|&(?:amp;)*lt;|\\+u003[cC]|\\+x3[cC])/?[a-zA-Z][^<>]{0,2000}?(?:>|&(?:amp;)*gt;|\\+u003[eE]|\\+x3[eE])"
)


@dataclass(frozen=True, slots=True, order=True)
class Tombstone:
    """`words`: how many words the mark was made of; 0 for anything but words."""

    kind: str  # person, address, comment, article, blog, words, start
    mark: str
    words: int = 0


class Tombstones:
    """All tombstones of an archive, in memory, and what they match."""

    def __init__(self, key: bytes, stones: Iterable[Tombstone] = ()) -> None:
        self._key = key
        self.stones = set(stones)
        self._marks = {stone.mark for stone in self.stones}
        self._lengths = sorted({s.words for s in self.stones if s.words}, reverse=True)

    def __bool__(self) -> bool:
        return bool(self.stones)

    def plus(self, stones: Iterable[Tombstone]) -> Tombstones:
        return Tombstones(self._key, self.stones | set(stones))

    def person(self, author: str | None, url: str | None) -> Tombstone:
        return Tombstone("person", self._mark("person", person_of(author, url)))

    def comment(self, blog_id: str, key: str) -> Tombstone:
        return Tombstone("comment", self._mark("comment", f"{blog_id} {key}"))

    def article(self, url: str) -> Tombstone:
        return Tombstone("article", self._mark("article", spelled_address(url)))

    def blog(self, url: str) -> Tombstone:
        return Tombstone("blog", self._mark("blog", spelled_address(url)))

    def address(self, url: str) -> Tombstone:
        """Of a site that is a person's own, with all that stands beneath it."""
        return Tombstone("address", self._mark("address", spelled_address(url)))

    def has_address(self, url: str) -> bool:
        spelled = spelled_address(url)
        path, _, _ = spelled.partition("?")
        parts = path.split("/")
        above = ("/".join(parts[:n]) for n in range(1, len(parts) + 1))
        return any(self._mark("address", x) in self._marks for x in (spelled, *above))

    def words(self, words: list[str]) -> set[Tombstone]:
        """The words as they follow each other; their first word's mark says where to look."""
        if not words:
            return set()
        return {
            Tombstone("words", self._mark("words", " ".join(words)), len(words)),
            Tombstone("start", self._mark("start", words[0])),
        }

    def matches(self, stone: Tombstone) -> bool:
        return stone.mark in self._marks

    def has_person(self, author: str | None, url: str | None) -> bool:
        """By address or by name: whoever gives an address may leave it out the next time."""
        if url and self.matches(self.person(author, url)):
            return True
        return bool(author) and self.matches(self.person(author, None))

    def without_words(self, text: str) -> str:
        """The text with every marked run of words replaced by "[erased]": as it is read, over tags,
        which stay; then as it is written, with what its tags say."""
        if _TAG.search(text):
            text = self._without_words(text, _TAG)
        return self._without_words(text, None)

    def _without_words(self, text: str, skipped: re.Pattern[str] | None) -> str:
        words, spans = _words_with_spans(text, skipped)
        starts = {word for word in set(words) if self._mark("start", word) in self._marks}
        if not starts:
            return text
        parts: list[str] = []
        done, gone = 0, 0  # gone: up to this word all is cut
        for first, word in enumerate(words):
            length = self._length_at(words, first) if word in starts else 0
            if not length:
                continue
            start = spans[first][0]
            if is_new := first > gone or not parts:
                parts += [text[done:start], ERASED]
            gone = max(gone, first + length)
            if skipped is not None:
                parts += skipped.findall(text, start if is_new else done, spans[gone - 1][1])
            done = spans[gone - 1][1]
        return "".join(parts) + text[done:] if parts else text

    def page(self, page: Page, blog_id: str) -> Page:
        """The page without comments that must not be kept, should the bytes have held any, and
        without leads to erased articles."""
        if not self:
            return page
        evidence = tuple(
            replace(one, comments=self.comments(one.comments, blog_id)) for one in page.evidence
        )
        leads = tuple(
            lead
            for lead in page.leads
            if not self.matches(self.article(lead.url)) and not self.has_address(lead.url)
        )
        return replace(page, evidence=evidence, leads=leads)

    def comments(self, comments: Iterable[Comment], blog_id: str) -> tuple[Comment, ...]:
        kept = [
            comment
            for comment in comments
            if not self.matches(self.comment(blog_id, comment.key))
            and not (
                comment.kind == "comment" and self.has_person(comment.author, comment.author_url)
            )
        ]
        gone = {comment.key for comment in comments} - {comment.key for comment in kept}
        return tuple(
            replace(comment, parent_key=None, parent_state=ParentState.UNKNOWN)
            if (above := comment.parent_key) is not None
            and (above in gone or self.matches(self.comment(blog_id, above)))
            else comment
            for comment in kept
        )

    def _length_at(self, words: list[str], first: int) -> int:
        for length in self._lengths:
            run = words[first : first + length]
            if len(run) == length and self._mark("words", " ".join(run)) in self._marks:
                return length
        return 0

    def _mark(self, kind: str, said: str) -> str:
        text = f"{kind}\0{said}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, text, "sha256").hex()[:32]


def load_tombstones(connection: Connection, folder: Path) -> Tombstones:
    """The key is made with the first erasure; without tombstones none is needed."""
    rows = connection.execute(
        select(TOMBSTONES.c.kind, TOMBSTONES.c.mark, TOMBSTONES.c.words)
    ).all()
    if not rows:
        return Tombstones(b"")
    if not (folder / KEY_FILE).exists():
        raise StorageError(
            f"{folder / KEY_FILE} is missing: restore it, or a crawl would take in what was erased"
        )
    return Tombstones(open_key(folder, KEY_FILE), [Tombstone(*row) for row in rows])


def put_tombstones(connection: Connection, erasure_id: int, stones: Iterable[Tombstone]) -> None:
    known = set(connection.execute(select(TOMBSTONES.c.mark)).scalars())
    rows = [
        {"mark": s.mark, "kind": s.kind, "words": s.words, "erasure_id": erasure_id}
        for s in sorted(stones)
        if s.mark not in known
    ]
    if rows:
        connection.execute(insert(TOMBSTONES), rows)


def windows(text: str) -> set[tuple[str, ...]]:
    """Each run of WINDOW words."""
    words = words_of(text)
    return {tuple(words[n : n + WINDOW]) for n in range(len(words) - WINDOW + 1)}


def _words_with_spans(
    text: str, skipped: re.Pattern[str] | None
) -> tuple[list[str], list[tuple[int, int]]]:
    """Words as a reader sees them, whatever escapes they are written with, and where they stand."""
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    for start, end, letters in _pieces(text, skipped):
        if spans and spans[-1][1] == start:
            words[-1] += letters
            spans[-1] = (spans[-1][0], end)
        else:
            words.append(letters)
            spans.append((start, end))
    return [folded(word) for word in words], spans


def _pieces(text: str, skipped: re.Pattern[str] | None) -> Iterator[tuple[int, int, str]]:
    position = 0
    for tag in skipped.finditer(text) if skipped is not None else ():
        yield from _letters(text, position, tag.start())
        position = tag.end()
    yield from _letters(text, position, len(text))


def _letters(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    for found in _PIECE.finditer(text, start, end):
        written = found[0]
        if written[0] == "\\":
            code = written.lstrip("\\")[1:]
            written = chr(int(code, 16)) if code else " "
        elif written[0] == "&":
            written = unescape(written.replace("amp;", ""))
        elif written[0] == "%":
            written = unquote(written)
        if written.isalnum() or re.fullmatch(r"\w+", written):
            yield found.start(), found.end(), written
