"""Running text of an article as passages and sentences that know where their links stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

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
_NOT_ALONE = frozenset("button input select option datalist label cite".split())
_LINKS = frozenset(("a", "button", "input"))
_OPENED = re.compile(r"(?:location|open)\b[^'\"]{0,20}['\"]((?:https?:/)?/[^'\"\s]+)['\"]")
_PLAIN = frozenset(
    "p a b i u em strong br hr img h1 h2 h3 h4 h5 h6 td tr tbody table sup sub small".split()
)
# Parts of a page that speak of other articles, of readers or of the author.
_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|respond|replies|shar(?:e|ing)(?:daddy)?|social|related\w*|relatedposts|recommended|"
    r"similar|disqus\w*|addtoany\w*|newsletter|subscri\w+|signup|optin|sidebar\w*|nav|navigation|menu|pagination|breadcrumbs?|yarpp\w*|"
    r"also-like|read-?next|up-?next|popular|trending|latest|recent|author-?(?:box|bio|info|card)|about-?author|bio|"
    r"site-footer|site-header|cookie\w*|popup|modal|tags?-?(?:links|cloud|list)|cat-links)(?=$|[\s_-])"
    r"|(?:^|\s)widget(?=$|\s)"
)  # in lower case
_SPACE = re.compile(r"\s+")
_BARE = re.compile(
    r"https?://[^\s<>\"“”]+|(?<![@\w./-])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,20}/[^\s<>\"“”]{2,}",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…]+[\"”»’)\]]*\s+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:Drs?|Mrs?|Ms|Prof|St|vs|bzw|ca|Nr|No|Sra?|M|Mme|Dott|Dra|z\.\s?B|e\.g|i\.e|[A-Z])\.\s+\Z"
)


class Anchor(NamedTuple):
    """A link or a bare address: where it stands in its passage or sentence."""

    start: int
    end: int
    href: str


class Passage(NamedTuple):
    """What stands between two line breaks. White space is single blanks."""

    text: str
    anchors: tuple[Anchor, ...]
    is_item: bool  # of a list


class Sentence(NamedTuple):
    """`after`: the next sentence."""

    text: str
    anchors: tuple[Anchor, ...]
    after: str


def passages_of(body: HtmlElement) -> list[Passage]:
    """The passages of an element in reading order, without what is quoted or belongs elsewhere."""
    reader = _Reader()
    reader.inside(body)
    reader.end()
    return reader.passages


def sentences_of(passage: Passage) -> Iterator[Sentence]:
    spans = list(_spans(passage))
    inside: list[list[Anchor]] = [[] for _ in spans]
    at = 0
    for anchor in passage.anchors:
        while anchor.start >= spans[at][1]:
            at += 1
        inside[at].append(anchor)
    for n, (start, end) in enumerate(spans):
        yield Sentence(
            text=passage.text[start:end],
            anchors=tuple(_moved(x, start) for x in inside[n]),
            after=passage.text[slice(*spans[n + 1])] if n + 1 < len(spans) else "",
        )


def _moved(link: Anchor, by: int) -> Anchor:
    return Anchor(start=link.start - by, end=link.end - by, href=link.href)


def _spans(passage: Passage) -> Iterator[tuple[int, int]]:
    """Where sentences start and end; never within a link."""
    start = at = 0
    anchors = passage.anchors
    for stop in _END.finditer(passage.text):
        while at < len(anchors) and anchors[at].end < stop.end():
            at += 1
        if at < len(anchors) and anchors[at].start < stop.end():
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
        if said := element.text:
            self._say(said)
        for child in element:
            tag = child.tag
            if isinstance(tag, str):
                self._child(child, tag)
            if said := child.tail:
                self._say(said)

    def end(self) -> None:
        """Ends the passage."""
        if not self._text:
            return
        text = "".join(self._text).rstrip()
        if text:
            anchors = [x for x in self._anchors if x.start < len(text)]
            anchors = _with_addresses(text, anchors) if "/" in text else anchors
            passage = Passage(text=text, anchors=tuple(anchors), is_item=self._items > 0)
            self.passages.append(passage)
        self._text, self._length, self._anchors = [], 0, []

    def _child(self, child: HtmlElement, tag: str) -> None:
        href = _target(child) if tag in _LINKS and not self._in_link else None
        is_unread = tag in _UNREAD and not (tag == "form" and _is_button(child))
        if is_unread or (
            tag not in _PLAIN and _is_elsewhere(child, in_link=self._in_link or href is not None)
        ):
            return
        is_block = tag in _BLOCKS and not self._in_link
        if is_block:
            if self._text:
                self.end()
            self._items += tag == "li"
        if href:
            self._link(child, href)
        else:
            self.inside(child)
        if is_block:
            if self._text:
                self.end()
            self._items -= tag == "li"
        elif tag in _BLOCKS:
            self._say(" ")

    def _link(self, link: HtmlElement, href: str) -> None:
        start, count = self._length, len(self._text)
        self._in_link = True
        self.inside(link)
        if not "".join(self._text[count:]).strip():
            shown = [x.get("alt") for x in link.iter("img")]
            shown += [link.get(name) for name in ("title", "aria-label", "value")]
            self._say(next((x for x in shown if x), None))
        self._in_link = False
        if self._length > start:
            self._anchors.append(Anchor(start=start, end=self._length, href=href))

    def _say(self, text: str | None) -> None:
        if not text or (not self._text and text.isspace()):
            return
        is_spelled = text.isprintable() and "  " not in text  # no white space but single blanks
        spelled = text if is_spelled else _SPACE.sub(" ", text)
        if spelled[0] == " " and (not self._text or self._text[-1][-1] == " "):
            spelled = spelled[1:]
        if spelled:
            self._text.append(spelled)
            self._length += len(spelled)


def _with_addresses(text: str, links: list[Anchor]) -> list[Anchor]:
    """Links and, between them, the addresses that are written out."""
    out: list[Anchor] = []
    at = 0
    for found in _BARE.finditer(text):
        while at < len(links) and links[at].end <= found.start():
            out.append(links[at])
            at += 1
        if at < len(links) and links[at].start < found.end():
            continue
        written = found[0].rstrip(".,;:!?)]>»’'…")
        href = written if "://" in written else f"https://{written}"
        end = found.start() + len(written)
        out.append(Anchor(start=found.start(), end=end, href=href))
    return [*out, *links[at:]]


def _target(element: HtmlElement) -> str | None:
    """Where a link leads, or a button: by its script, or as all that its form has."""
    if element.tag == "a":
        return element.get("href") or None
    if found := _OPENED.search(element.get("onclick") or ""):
        return found[1]
    forms = (x for x in element.iterancestors("form") if _is_button(x))
    said = (x.get("formaction") or x.get("action") for x in (element, *forms))
    return next((x for x in said if x), None)


def _is_button(form: HtmlElement) -> bool:
    """Whether a form has a button and asks nothing."""
    fields = list(form.iter("input", "textarea", "select", "button"))
    kinds = {x.get("type", "submit" if x.tag == "button" else x.tag) for x in fields}
    return bool(kinds) and kinds <= {"hidden", "submit", "button"}


def _is_elsewhere(element: HtmlElement, *, in_link: bool) -> bool:
    tag = element.tag
    words = element.get("class")
    if tag == "blockquote":
        return "embed" not in (words or "")
    if tag in _NOT_ALONE and not in_link:
        return True
    name = element.get("id")
    if not ((words and _says_elsewhere(words)) or (name and _says_elsewhere(name))):
        return False
    # "has-sidebar" names what is beside the article
    return tag != "body" and next(element.iter("h1", "main"), None) is None


@lru_cache(maxsize=8192)
def _says_elsewhere(name: str) -> bool:
    return bool(_ELSEWHERE.search(name.lower()))
