"""Running text of an article as passages and sentences that know where their links stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from hcsm_scraper.extraction.noise import FORM_PARTS, Verdict, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_BLOCKS = frozenset(
    "address article aside blockquote body br center dd details div dl dt fieldset figcaption figure footer h1 h2 h3 "
    "h4 h5 h6 header hr html li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_UNREAD = frozenset(
    "script style noscript template iframe object embed svg dialog form nav pre code q textarea select head".split()
)
# Parts of a page that speak of other articles, of readers or of the author.
_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|respond|replies|shar(?:e|ing)(?:daddy)?|social|related\w*|relatedposts|recommended|"
    r"similar|newsletter|subscri\w+|signup|optin|sidebar\w*|nav|navigation|menu|pagination|breadcrumbs?|yarpp\w*|"
    r"also-like|read-?next|up-?next|popular|trending|latest|recent|author-?(?:box|bio|info|card)|about-?author|bio|"
    r"site-footer|site-header|cookie\w*|popup|modal|tags?-?(?:links|cloud|list)|cat-links)(?=$|[\s_-])",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")
_BARE = re.compile(
    r"https?://[^\s<>\"“”]+|(?<![@\w./-])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,20}/[^\s<>\"“”]{2,}",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…]+[\"”»’)\]]*\s+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:Drs?|Mrs?|Ms|Prof|St|vs|bzw|ca|Nr|No|Sra?|M|Mme|Dott|Dra|z\.\s?B|e\.g|i\.e|[A-Z])\.\s+\Z"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A link or a bare address: where it stands in its passage or sentence."""

    start: int
    end: int
    href: str
    element: HtmlElement


@dataclass(slots=True, kw_only=True)
class Passage:
    """What stands between two line breaks. White space is single blanks."""

    text: str
    anchors: tuple[Anchor, ...]
    is_item: bool  # of a list

    @property
    def only_link(self) -> Anchor | None:
        """The link that is all of this passage, or None."""
        if len(self.anchors) == 1:
            link = self.anchors[0]
            rest = self.text[: link.start] + self.text[link.end :]
            if not re.search(r"\w", rest):
                return link
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """`following`: the link that is all of the next sentence; `preceding`: the last link before."""

    text: str
    anchors: tuple[Anchor, ...]
    is_last: bool
    following: Anchor | None
    preceding: Anchor | None


def passages_of(body: HtmlElement) -> list[Passage]:
    """The passages of an element in reading order, without what is quoted or belongs elsewhere."""
    reader = _Reader()
    reader.inside(body)
    reader.end()
    return reader.passages


def sentences_of(passage: Passage) -> Iterator[Sentence]:
    """Sentences of a passage, those with a link and those that may speak of one beside them."""
    spans = list(_spans(passage))
    inside = [tuple(a for a in passage.anchors if start <= a.start < end) for start, end in spans]
    for n, (start, end) in enumerate(spans):
        following = None
        if n + 1 < len(spans) and len(inside[n + 1]) == 1:
            link = inside[n + 1][0]
            alone = passage.text[spans[n + 1][0] : spans[n + 1][1]].strip(" .!?:→»")
            following = (
                link if alone == passage.text[link.start : link.end].strip(" .!?:→»") else None
            )
        earlier = [a for anchors in inside[:n] for a in anchors]
        yield Sentence(
            text=passage.text[start:end].strip(),
            anchors=tuple(_moved(a, start) for a in inside[n]),
            is_last=n + 1 == len(spans),
            following=following,
            preceding=earlier[-1] if earlier else None,
        )


def _moved(link: Anchor, by: int) -> Anchor:
    return Anchor(start=link.start - by, end=link.end - by, href=link.href, element=link.element)


def _spans(passage: Passage) -> Iterator[tuple[int, int]]:
    start = 0
    for stop in _END.finditer(passage.text):
        if any(a.start < stop.end() <= a.end for a in passage.anchors):
            continue
        if _ABBREVIATION.search(passage.text[max(0, stop.end() - 12) : stop.end()]):
            continue
        yield start, stop.end()
        start = stop.end()
    if start < len(passage.text):
        yield start, len(passage.text)


@dataclass(slots=True)
class _Reader:
    passages: list[Passage] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _length: int = 0
    _anchors: list[Anchor] = field(default_factory=list)
    _in_link: bool = False
    _items: int = 0

    def inside(self, element: HtmlElement) -> None:
        self._say(element.text)
        for child in element:
            if isinstance(child.tag, str):
                self._child(child)
            self._say(child.tail)

    def end(self) -> None:
        text = "".join(self._text).rstrip()
        if text:
            anchors = (*self._anchors, *self._bare(text)) if "/" in text else tuple(self._anchors)
            ordered = tuple(sorted(anchors, key=lambda a: a.start))
            self.passages.append(Passage(text=text, anchors=ordered, is_item=self._items > 0))
        self._text, self._length, self._anchors = [], 0, []

    def _child(self, child: HtmlElement) -> None:
        if child.tag in _UNREAD or _is_elsewhere(child, in_link=self._in_link):
            return
        is_block = child.tag in _BLOCKS and not self._in_link
        if is_block:
            self.end()
            self._items += child.tag == "li"
        if child.tag == "a" and child.get("href") and not self._in_link:
            self._link(child)
        else:
            self.inside(child)
        if is_block:
            self.end()
            self._items -= child.tag == "li"
        elif child.tag in _BLOCKS:
            self._say(" ")

    def _link(self, link: HtmlElement) -> None:
        start = self._length
        self._in_link = True
        self.inside(link)
        if not "".join(self._text)[start:].strip():
            shown = [x.get("alt") for x in link.iter("img")]
            self._say(
                next((x for x in [*shown, link.get("title"), link.get("aria-label")] if x), None)
            )
        self._in_link = False
        if self._length > start:
            self._anchors.append(
                Anchor(start=start, end=self._length, href=link.get("href"), element=link)
            )

    def _say(self, text: str | None) -> None:
        if not text:
            return
        spelled = _SPACE.sub(" ", text)
        if spelled[0] == " " and (not self._text or self._text[-1].endswith(" ")):
            spelled = spelled[1:]
        if spelled:
            self._text.append(spelled)
            self._length += len(spelled)

    def _bare(self, text: str) -> Iterator[Anchor]:
        for found in _BARE.finditer(text):
            if any(a.start < found.end() and a.end > found.start() for a in self._anchors):
                continue
            written = found[0].rstrip(".,;:!?)]>»’'…")
            href = written if "://" in written else f"https://{written}"
            element = etree.Element("a")
            yield Anchor(
                start=found.start(), end=found.start() + len(written), href=href, element=element
            )


def _is_elsewhere(element: HtmlElement, *, in_link: bool) -> bool:
    if element.tag == "blockquote":
        return "embed" not in (element.get("class") or "")
    if element.tag in FORM_PARTS or element.tag == "cite":
        return not in_link
    names = f"{element.get('class') or ''} {element.get('id') or ''}".strip()
    if element.tag == "a":
        return False
    if names and _says_elsewhere(names):
        return True
    return verdict(element) is Verdict.CUT


@lru_cache(maxsize=8192)
def _says_elsewhere(names: str) -> bool:
    return bool(_ELSEWHERE.search(names))
