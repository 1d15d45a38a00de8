"""Threads of comments read from a page's structure: marked elements, nested as their threads are.

Where they stand is found in `comment_marks`, what one says of itself is read in `comment_fields`.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.records import Comment, CommentKind, ParentState
from archive.text import ERASED_CLASS
from hcsm_scraper.extraction.comment_fields import Fields
from hcsm_scraper.extraction.comment_marks import (
    Mark,
    comment_number,
    is_of_answers,
    levels_of,
)

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from lxml.html import HtmlElement

    from hcsm_scraper.document import Document


# comment_class() in comment-template.php
_DEPTH = re.compile(r"(?:^|\s)(?:[a-z\d]+[-_]+)*(?:comment)?(?:depth|level)[-_](\d{1,2})(?=\s|$)")
_NAME = 80  # letters: more tell what the other page says
_PING_LABEL = re.compile(r"\S{1,30}(?:\s\S{1,30})?\s?:")
_PING = re.compile(r"(?:^|\s)(?:pingback|trackback)(?=\s|$)")
_BY_AUTHOR = re.compile(r"(?:^|\s)(?:bypostauthor|(?:wpd|wc)-blog-post_author)(?=\s|$)")
_TELLS = re.compile(r"(?:^|\s)(?:even|odd|byuser|bypostauthor|(?:wpd|wc)-blog-\w+)(?=\s|$)")
_LISTS = ("ul", "ol", "dl")
_ANSWERING = re.compile(r"replytocom=|/comment/reply/\d")
DEEPEST_BY_DEFAULT = 5  # WordPress: thread_comments_depth


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A page's comments, in the order in which it shows them."""

    comments: tuple[Comment, ...]
    is_open: bool | None
    announced: int | None
    feeds: tuple[str, ...] = ()  # addresses where the rest of them can be asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A comment as a page shows it. `element` None: no element of the page's holds it, a script
    tells it; `own`: what in and beside the element belongs to no other comment."""

    comment: Comment
    element: HtmlElement | None = None
    own: tuple[HtmlElement, ...] = ()
    can_be_answered: bool = False


@dataclass(slots=True)
class _Item:
    number: str
    element: HtmlElement
    classes: str
    named_parent: str | None  # "0": the page says that there is none
    named_depth: int | None
    above: _Item | None = None
    depth: int = 1
    older_siblings: int = 0
    can_be_answered: bool = False
    own: list[HtmlElement] = field(default_factory=list)  # descendants in no other comment
    copies: list[HtmlElement] = field(default_factory=list)  # elsewhere, under the same number

    @property
    def is_erased(self) -> bool:
        return is_erased(self.element)


def is_erased(element: HtmlElement) -> bool:
    """What was erased from the bytes still holds its place in the thread."""
    return ERASED_CLASS in (element.get("class") or "").split()


def comments_of(
    marks: Iterable[Mark],
    document: Document,
    *,
    language: str | None = None,
    shows_all_levels: bool = False,
) -> tuple[Shown, ...]:
    """Comments in the order of their marks. `language`: of their dates, if not the page's own;
    `shows_all_levels`: no answer is shown on a level that
    is not its own. Else, where nothing is nested and nothing can be answered, the page does not
    tell who answers whom."""
    items = _items(marks)
    if not items:
        return ()
    parents = _parents(items, shows_all_levels=shows_all_levels)
    return tuple(
        Shown(
            comment=_comment(
                item, document.url, language or document.language, parents[item.number]
            ),
            element=item.element,
            own=(*item.own, *item.copies),
            can_be_answered=item.can_be_answered,
        )
        for item in items
        if not item.is_erased
    )


def _items(marks: Iterable[Mark]) -> list[_Item]:
    """Per key the outermost element with it, in page order, each under the one it answers."""
    items: dict[str, _Item] = {}
    by_element: dict[HtmlElement, _Item] = {}
    for mark in marks:
        if mark.key in items and mark.element not in by_element:
            items[mark.key].copies.append(mark.element)
        if mark.key in items or mark.element in by_element:
            continue
        classes = _classes(mark.element, by_element)
        item = _Item(mark.key, mark.element, classes, mark.parent, mark.depth)
        items[item.number] = by_element[mark.element] = item
    for item in items.values():
        item.own = list(own_of(item.element, by_element))
        inside = set(item.own)
        item.copies = [
            x
            for copy in item.copies
            if copy not in inside
            for x in (copy, *own_of(copy, by_element))
        ]
        item.can_be_answered = any(_is_answer_link(x) for x in item.own)
    _nest(list(items.values()), by_element)
    return list(items.values())


def _classes(element: HtmlElement, others: dict[HtmlElement, _Item]) -> str:
    """Classes of the element and of what wraps it alone: a theme may print comment_class() there."""
    found = [element.get("class") or ""]
    around = element.getparent()
    while around is not None and around not in others and around.tag not in ("ul", "ol", "body"):
        found.append(around.get("class") or "")
        if _DEPTH.search(found[-1]):
            return " ".join(found)
        around = around.getparent()
    return found[0]


def _nest(items: list[_Item], by_element: dict[HtmlElement, _Item]) -> None:
    """WordPress prints each answer behind what it answers, and its depth in its class: that stays
    true where the theme's markup is broken. Else the elements' own nesting counts; where nothing
    is nested, how far each stands from the margin, or a link to what it answers."""
    said = [_depth_of(x) for x in items]
    if 0 in said:  # HubSpot's and PluXml's begin there
        said = [None if depth is None else depth + 1 for depth in said]
    has_depths = max((depth or 0 for depth in said), default=0) > 1
    around = [None if has_depths else _around(x.element, by_element) for x in items]
    is_flat = not has_depths and not any(around)
    if is_flat:
        said = levels_of(x.element for x in items)
        has_depths = len(set(said)) > 1
    earlier: dict[str, _Item] = {}
    last: dict[int, _Item] = {}
    children: dict[str | None, int] = {}
    by_number = {item.number: item for item in items}
    for item, depth, holder in zip(items, said, around, strict=True):
        if item.named_parent is not None:
            item.above = by_number.get(item.named_parent)
        elif has_depths and depth is not None:
            item.above = last.get(depth - 1)
        else:
            item.above = _linked(item, earlier) if is_flat else holder
        earlier[item.number] = item
        item.depth = item.above.depth + 1 if item.above else 1
        last = {level: x for level, x in last.items() if level < item.depth} | {item.depth: item}
        parent = item.above.number if item.above else None
        item.older_siblings = children.get(parent, 0)
        children[parent] = item.older_siblings + 1


def _depth_of(item: _Item) -> int | None:
    if item.named_depth is not None:
        return item.named_depth
    found = _DEPTH.search(item.classes)
    return int(found[1]) if found else None


def _linked(item: _Item, earlier: dict[str, _Item]) -> _Item | None:
    """The one to which a link before the text leads: "replied to Ann's comment"."""
    for element in itertools.takewhile(lambda x: x.tag != "p", item.own):
        if element.tag == "a" and "#" in (element.get("href") or ""):
            number = comment_number(element.get("href").rpartition("#")[2])
            if number is not None and number != item.number and number in earlier:
                return earlier[number]
    return None


def _around(element: HtmlElement, by_element: dict[HtmlElement, _Item]) -> _Item | None:
    """The comment in which the element stands; an item in an item without a list is a missing
    end tag."""
    has_list = element.tag != "li"
    for around in element.iterancestors():
        has_list = has_list or around.tag in _LISTS
        if around in by_element and has_list:
            return by_element[around]
        is_beside = is_of_answers(around)
        if is_beside or around.tag in _LISTS:
            siblings = around.itersiblings(preceding=True)
            for before in itertools.islice(siblings, 3 if is_beside else 1):
                if (answered := _in(before, by_element)) is not None:
                    return answered
    return None


def _in(element: HtmlElement, by_element: dict[HtmlElement, _Item]) -> _Item | None:
    """The comment that this is, or that it holds alone with what belongs to it."""
    return next((by_element[x] for x in (element, *element) if x in by_element), None)


def _is_answer_link(element: HtmlElement) -> bool:
    if re.search(r"(?:^|\s)comment[-_]reply(?:-link)?(?=\s|$)", element.get("class") or ""):
        return True
    return element.tag == "a" and bool(_ANSWERING.search(element.get("href") or ""))


def own_of(element: HtmlElement, others: Container[HtmlElement]) -> Iterator[HtmlElement]:
    """Descendants that are not in another comment, in page order."""
    if element.tag == "dt":  # it may be the author's line itself
        yield element
    waiting = [*reversed([*element, *_definitions(element)])]
    while waiting:
        child = waiting.pop()
        if child in others or not isinstance(child.tag, str):
            continue
        yield child
        waiting.extend(reversed(child))


def _definitions(element: HtmlElement) -> Iterator[HtmlElement]:
    """The dd of a term: where author and date stand in the dt, they hold the text."""
    if element.tag == "dt":
        yield from itertools.takewhile(lambda x: x.tag == "dd", element.itersiblings())


def _parents(
    items: list[_Item], *, shows_all_levels: bool
) -> dict[str, tuple[str | None, ParentState]]:
    deepest = max(item.depth for item in items)
    with_link = {item.depth for item in items if item.can_be_answered}
    is_threaded = deepest > 1 or bool(with_link)
    # Replies below the limit are printed on the last level (class-walker-comment.php, display_element):
    # there, only the first answer's parent is sure.
    limit = deepest if with_link and deepest not in with_link else None
    if not with_link and deepest >= DEEPEST_BY_DEFAULT:
        limit = deepest
    if shows_all_levels:
        limit = None
    found: dict[str, tuple[str | None, ParentState]] = {}
    for item in items:
        if item.above is not None and item.above.is_erased:
            found[item.number] = (None, ParentState.UNKNOWN)
        elif item.named_parent is not None:
            found[item.number] = _named(item)
        elif item.above is None:
            state = ParentState.NONE if is_threaded else ParentState.UNKNOWN
            found[item.number] = (None, state)
        else:
            unsure = item.depth == limit and item.older_siblings > 0
            state = ParentState.UNKNOWN if unsure else ParentState.KNOWN
            found[item.number] = (item.above.number, state)
    return found


def _named(item: _Item) -> tuple[str | None, ParentState]:
    if item.named_parent == "0":
        return None, ParentState.NONE
    if item.named_parent == item.number:
        return None, ParentState.UNKNOWN
    return item.named_parent, ParentState.KNOWN


def _comment(
    item: _Item, url: str, language: str | None, parent: tuple[str | None, ParentState]
) -> Comment:
    fields = Fields(item.element, item.own, url, language)
    text, markdown = fields.text_and_markdown()
    author, author_url = fields.author()
    is_ping = bool(_PING.search(item.classes))
    if is_ping and author is None:
        author, author_url = fields.linked_site()
    if is_ping and (
        text == author or _PING_LABEL.fullmatch(text)
    ):  # a short one: what it says is not on the page
        text = markdown = ""
    classes = " ".join(
        [item.classes, *(x.get("class") or "" for x in item.own if _tells_author(x))]
    )
    return Comment(
        key=item.number,
        parent_key=parent[0],
        parent_state=parent[1],
        depth=item.depth,
        author=author,
        author_url=author_url,
        by_article_author=bool(_BY_AUTHOR.search(classes)) if _TELLS.search(classes) else None,
        published=fields.published(),
        text=text,
        markdown=markdown,
        kind=CommentKind.PINGBACK if is_ping else CommentKind.COMMENT,
        permalink=fields.permalink(item.number),
    )


def _tells_author(element: HtmlElement) -> bool:
    """wpDiscuz says whose comment it is inside of the item."""
    return "-blog-" in (element.get("class") or "")
