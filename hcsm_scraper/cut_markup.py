"""Cuts comments out of a page's markup: what the reader takes for a comment's own, no more.

Each start tag is told where it stands, the page is read with the very reader of comments, and what
it takes for theirs is found again by those places. Answers beneath an erased comment stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

from archive.text import ERASED_CLASS
from hcsm_scraper.extraction.comment_fields import Fields
from hcsm_scraper.extraction.comment_marks import anywhere, comment_number
from hcsm_scraper.extraction.comments_found import language_of_comments

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from lxml.html import HtmlElement

    from archive.records import Comment
    from hcsm_scraper.document import Document
    from hcsm_scraper.extraction.comments import Shown

_AT = "data-hcsm-at"
_NOTE = "hcsm:"
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_RAW = frozenset("script style textarea title iframe noembed noframes xmp".split())
_TOKEN = re.compile(
    r"(?P<remark><!--.*?(?:-->|\Z)|<[!?][^>]*>)"
    r"|<(?P<tag>[a-zA-Z][^\s/>]*+)(?:[^>\"'=]|=\s*(?:\"[^\"]*\"|'[^']*')?|[\"'])*+>"
    r"|(?P<end></[a-zA-Z][^>]*>)"
    r"|(?P<text>[^<]+|<)",
    re.DOTALL,
)
_DEPTH = re.compile(r"(?:[a-z\d]+[-_]+)*(?:comment)?(?:depth|level)[-_]\d+\Z")
_INDENT = re.compile(r"(?:margin|padding)-left\s*:\s*\d{1,3}\w*")
_SCHEMA = ("itemscope", "itemtype", "itemprop", "typeof", "property")
_NUMBERS = re.compile(r"\A(?:id|data-(?:comment-?)?(?:id|parent)|data-parent-?(?:comment-)?id)\Z")
_NUMBER = re.compile(r"\A[a-z_:-]*\d[\w:-]*\Z", re.IGNORECASE)
_MADE = re.compile(r"[0-9a-f]{16}\Z")  # a key made of the text: comment_marks.key_of
_POINTS_AT = re.compile(r"#(?:[\w-]*?comment[-_]?|c)(\d+)\Z|[?&]showComment=(\d+)")
_SHORTEST_NAME = 3
_ITEMS = ("li", "tr", "article")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # remark, tag, raw, end, text
    start: int
    end: int
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What is: a comment, the comment that a link leads to, a person by name and address."""

    comment: Callable[[Comment], bool]
    number: Callable[[str], bool]
    person: Callable[[str | None, str | None], bool]


def beside(document: Document, own: Collection[HtmlElement], erased: Erased) -> list[HtmlElement]:
    """Comments that the page shows outside of its thread, in widgets or a second time."""
    around = {y for x in own for y in x.iterancestors()}
    return [
        x
        for x in anywhere(document.names)
        if x not in own
        and x not in around
        and next(x.iter("h1", "main"), None) is None
        and erased.person(*Fields(x, list(x.iterdescendants("*")), document.url, None).author())
    ]


def cut_page(
    text: str, document: Document, read: Callable[[Document], tuple[Shown, ...]], erased: Erased
) -> str:
    """`read`: the comments of a page."""
    tokens = list(_tokens(text))
    page = _parsed(document, "".join(_told(text, tokens, with_notes=False)))
    cut = _Cut(page, read(page), erased)
    if not cut.mine and not cut.pins:
        return text
    noted = _parsed(document, "".join(_told(text, tokens, with_notes=True)))
    return "".join(cut.kept(text, tokens, _owners(noted.tree)))


class _Cut:
    """What of a page is theirs, by the places of its start tags."""

    def __init__(self, page: Document, shown: tuple[Shown, ...], erased: Erased) -> None:
        gone = {x.comment.key for x in shown if erased.comment(x.comment)}
        theirs = [x for x in shown if x.element is not None and x.comment.key in gone]
        own = {x for one in shown if one.comment.key not in gone for x in elements_of(one)}
        self._roots = {_at(x.element): x for x in theirs}
        language = language_of_comments(page)
        self._language = None if language == page.language else language
        self._named = _named_after(theirs)
        self.pins = {_at(x.element): x.comment.key for x in shown if _MADE.match(x.comment.key)}
        self.mine = {_at(x) for one in theirs for x in elements_of(one)}
        links = _pointing(page.tree, lambda x: x in gone or erased.number(x))
        items = [_item_around(x, own) for x in links if x not in own]
        for item in (*items, *beside(page, own, erased)):
            self.mine |= {_at(x) for x in (item, *item.iterdescendants("*")) if x not in own}
        self.mine -= {-1}
        self._classes = {
            word
            for x in page.tree.iter("*")
            if _at(x) not in self.mine
            for word in (x.get("class") or "").split()
        }

    def kept(self, text: str, tokens: list[_Token], owners: dict[int, int]) -> Iterator[str]:
        """Their elements stay, bare: the thread keeps its shape. `owners`: see `_owners`."""
        for token in tokens:
            written = text[token.start : token.end]
            if token.kind in ("tag", "raw"):
                yield self._tag(token, written)
            elif token.kind == "end" or owners.get(token.start, -1) not in self.mine:
                yield written

    def _tag(self, token: _Token, written: str) -> str:
        if token.start in self._roots:
            one = self._roots[token.start]
            return _shell(one, self._classes, token.start, self._language)
        if token.start in self.mine:
            is_kept = token.kind == "tag" and token.name not in _VOID
            return f"<{token.name}>" if is_kept else ""
        if (key := self.pins.get(token.start, "")) not in written:
            name = 1 + len(token.name)
            return f'{written[:name]} data-comment-id="comment-{key}"{written[name:]}'
        for word in self._named.get(token.start, ()):
            written = written.replace(word, "")
        return written


def elements_of(shown: Shown) -> Iterator[HtmlElement]:
    """The comment's own, if the page shows it as one."""
    if shown.element is not None:
        yield from (shown.element, *shown.own)


def _named_after(theirs: list[Shown]) -> dict[int, list[str]]:
    """Classes of what stands around their comments that bear their name (`poster-ada`)."""
    found: dict[int, list[str]] = {}
    for one in theirs:
        name = re.sub(r"\W", "", (one.comment.author or "").lower())
        if one.element is None or len(name) < _SHORTEST_NAME:
            continue
        for around in one.element.iterancestors():
            words = (around.get("class") or "").split()
            bearing = [x for x in words if name in re.sub(r"\W", "", x.lower())]
            if bearing:
                found.setdefault(_at(around), []).extend(bearing)
    return found


def _shell(one: Shown, classes: set[str], at: int, language: str | None) -> str:
    """The element without what it says of them; the reader still finds it where it was. `language`:
    that of all comments, which this one may have told."""
    element = one.element
    assert element is not None
    words = (element.get("class") or "").split()
    said = {
        "class": " ".join([*(x for x in words if x in classes or _DEPTH.match(x)), ERASED_CLASS])
    }
    if language is not None:
        said["lang"] = language
    for name, value in element.attrib.items():
        if name in _SCHEMA or (_NUMBERS.match(name) and _NUMBER.match(value)):
            said[name] = value
        elif name == "style" and (indent := _INDENT.search(value)):
            said[name] = indent[0]
    is_named = any(one.comment.key in x for x in said.values())
    if one.comment.key.isdigit() and not is_named and "id" not in said:
        said["id"] = f"comment-{one.comment.key}"
    elif not is_named:
        said.setdefault("data-comment-id", f"0{at:015x}")  # no two are one
    written = "".join(f' {name}="{escape(value)}"' for name, value in said.items())
    answer = '<a class="comment-reply-link"></a>' if one.can_be_answered else ""
    return f"<{element.tag}{written}>{answer}"


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    unclosed: set[str] = set()
    while found := _TOKEN.match(text, position):
        kind, end = found.lastgroup or "text", found.end()
        name = (found["tag"] or "").lower()
        if name in _RAW and name not in unclosed:
            close = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, end)
            if close is None:
                unclosed.add(name)
            else:
                kind, end = "raw", close.end()
        yield _Token(kind, position, end, name)
        position = end


def _told(text: str, tokens: list[_Token], *, with_notes: bool) -> Iterator[str]:
    """The text with the place of each start tag; with notes, of all else, too."""
    for token in tokens:
        written = text[token.start : token.end]
        if token.name:
            name = 1 + len(token.name)
            yield f'{written[:name]} {_AT}="{token.start}"{written[name:]}'
        else:
            if with_notes and token.kind != "end":
                yield f"<!--{_NOTE}{token.start}-->"
            yield written


def _parsed(document: Document, markup: str) -> Document:
    headers = tuple(x for x in document.headers if x[0].lower() != "content-type")
    kind = ("Content-Type", "text/html; charset=utf-8")
    return replace(document, headers=(*headers, kind), content=markup.encode("utf-8", "replace"))


def _owners(tree: HtmlElement) -> dict[int, int]:
    """In which element's start tag's place the text at a place stands."""
    found: dict[int, int] = {}
    for note in tree.iter():
        if isinstance(note.tag, str) or not (note.text or "").startswith(_NOTE):
            continue
        number = note.text.removeprefix(_NOTE)
        around = note.getparent()
        while around is not None and _at(around) < 0:  # an element that the parser made up
            around = around.getparent()
        if number.isdigit() and around is not None:
            found[int(number)] = _at(around)
    return found


def _at(element: HtmlElement | None) -> int:
    said = "" if element is None else element.get(_AT) or ""
    return int(said) if said.isdigit() else -1


def _pointing(tree: HtmlElement, is_erased_number: Callable[[str], bool]) -> Iterator[HtmlElement]:
    """Links to erased comments, as lists of recent comments have them."""
    for link in tree.iter("a"):
        href = link.get("href") or ""
        found = _POINTS_AT.search(href)
        number = (found[1] or found[2]) if found else comment_number(href.rpartition("#")[2])
        if number and is_erased_number(number):
            yield link


def _item_around(link: HtmlElement, own: set[HtmlElement]) -> HtmlElement:
    """The item of a list that shows who wrote it, or the link itself."""
    for around in link.iterancestors(*_ITEMS):
        inside = set(around.iter("*"))
        is_more = next(around.iter("h1", "main"), None) is not None or not own.isdisjoint(inside)
        return link if is_more else around
    return link
