"""Where comments stand on a page: by their numbers, by schema.org, microformats and RDFa, or by names
that repeat. It does not know what a comment says.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from archive.text import ERASED_CLASS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

    from hcsm_scraper.names import Names

# WordPress: class-walker-comment.php prints comment-N on the item or, in older themes, on its parts;
# what replaces its comments puts a name before ("dsq-comment-7", "IDComment7").
_NUMBERED = re.compile(
    r"(?!(?:.*[-_])?(?:recent|latest|reply|edit|form|like|vote|report|share)[-_])"
    r"(?:[a-z\d]+[-_])*(?:[A-Z]+C|c)omment[-_]?(?:item[-_])?(?P<number>\d+(?:-\d{6})?)\Z"
)
# wpDiscuz names the parent too, 0 for none: utils/class.WpdiscuzWalker.php
_NUMBERED_TWICE = re.compile(r"(?:wpd|wc)-comm-(?P<number>\d+)_(?P<parent>\d+)\Z")
_TERM = re.compile(r"c(?P<number>\d+)\Z")  # Dotclear, Blogger: dt, and the text in its dd
_CAN_HOLD = ("li", "div", "article", "section", "p", "dt", "dd", "tr", "a")
_SCHEMA = re.compile(r"schema\.org/(?:User)?Comment")
_RDFA = re.compile(r"(?:^|\s)(?:schema:Comment|sioc:Post)(?=\s|$)")
_CITED = ("u-comment", "p-comment")
# "comment", "comment-item", "comments__item", "blog-comment", "isso-comment", "dwexpcomment": one of them.
_REPEATED = re.compile(
    r"(?:^|\s)(?!(?:has|with|no|open|closed?|allow|show|hide|enable|view|add|leave)[-_])(?:[a-z\d]+[-_]*)?comments?"
    r"(?:[-_]+(?:item|single|box|block|card|row|node|wrap(?:per)?|container|entry|thread-item|unit|li|article|default))?(?=\s|$)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:sidebar\w*|latest|recent\w*|popular|related|testimonials?|nav|menu|form|respond)(?=$|[\s_-])",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OWN_KEY = re.compile(
    r"\A(?:[a-z]+\d{0,3}[-_:]+)*?(?:comment|reply|cmt|[ct])?[-_:]?(?P<key>\d+(?:\.\d+)*|(?=.*\d)[0-9a-f]{8,40}(?:-[0-9a-f]+)*)\Z",
    re.IGNORECASE,
)
_PARENT = ("data-parent-id", "data-parentid", "data-parent", "data-parent-comment-id")
_KEY = re.compile(r"\d+|(?=.*\d)[0-9a-f]{8,40}(?:-[0-9a-f]+)*")
_ANSWERS = re.compile(r"(?:^|[\s_-])(?:children|replies|answers|indented)(?=$|\s)")
_INDENT = re.compile(r"(?:margin|padding)-left\s*:\s*(\d{1,3})")
_HOLDERS = ("li", "article", "div", "section", "blockquote", "tr", "dd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An element that is one comment. `parent` "0": the page says that it answers nobody; `depth`,
    from 1, where something else than nesting tells it."""

    element: HtmlElement
    key: str
    parent: str | None = None
    depth: int | None = None


def numbered(names: Names) -> Iterator[Mark]:
    """Elements whose id ends in the platform's number of a comment."""
    for element in names.told(by_id=_may_number):
        if element.tag not in (("dt",) if _TERM.match(element.get("id")) else _CAN_HOLD):
            continue
        name = element.get("id")
        match = _NUMBERED.match(name) or _NUMBERED_TWICE.match(name) or _TERM.match(name)
        holder = None if match is None else _holder(element)
        if match is not None and holder is not None:
            parent = match.groupdict().get("parent") or _parent_of(element)
            yield Mark(element=holder, key=match["number"], parent=parent)


def _may_number(name: str) -> bool:
    return "omm" in name or (name[0] == "c" and name[1:].isdecimal())


def numbered_once(names: Names) -> list[Mark]:
    """Numbered elements, without those that stand in one of the same number: its anchor, its box."""
    found: dict[str, Mark] = {}
    kept = []
    for mark in numbered(names):
        first = found.setdefault(mark.key, mark)
        if first is mark or first.element not in mark.element.iterancestors():
            kept.append(mark)
    return kept


def comment_number(name: str) -> str | None:
    """The platform's number of the comment whose element has this id."""
    match = _NUMBERED.match(name) or _NUMBERED_TWICE.match(name)
    return match["number"] if match else None


def declared(names: Names) -> list[Mark]:
    """What microdata, RDFa and h-cite call a comment."""
    found = names.in_order([*names.typed, *names.named(("h-cite",))])
    return [mark_of(x) for x in found if _is_declared(x)]


def _is_declared(element: HtmlElement) -> bool:
    if _SCHEMA.search(element.get("itemtype") or "") or _RDFA.search(element.get("typeof") or ""):
        return "sioc:Item" not in (element.get("typeof") or "")  # Drupal's articles
    words = (element.get("class") or "").split()
    if "h-cite" not in words:
        return False
    around = (x.get("class") or "" for x in (element, *element.iterancestors()))
    return any(name in said.split() for said in around for name in _CITED)


def repeated(names: Names) -> list[Mark]:
    """Elements named as comments are, outside of widgets, forms and links to other pages."""
    found = (x for x in names.told(_is_named_comment) if x.tag in _HOLDERS)
    known: dict[HtmlElement, bool] = {}
    return [mark_of(x) for x in found if not is_elsewhere(x, known)]


def anywhere(names: Names) -> list[HtmlElement]:
    """Elements of all that marks or names comments, those in widgets, too: the innermost."""
    marked = [x.element for x in (*declared(names), *numbered(names))]
    named = [x for x in names.told(_is_named_comment) if x.tag in _HOLDERS]
    found = names.in_order([*marked, *named])
    holding = {around for x in found for around in x.iterancestors()}
    return [x for x in found if x not in holding]


def mark_of(element: HtmlElement) -> Mark:
    return Mark(element=element, key=key_of(element), parent=_parent_of(element))


def _parent_of(element: HtmlElement) -> str | None:
    """The key that the page names as the one it answers, "0" for none."""
    said = (element.get(name) for name in _PARENT)
    return next((x for x in said if x and _KEY.fullmatch(x)), None)


def _is_named_comment(words: str) -> bool:
    return "omment" in words.lower() and _REPEATED.search(spaced(words)) is not None


def spaced(words: str) -> str:
    """Class names with their words set apart: "blogCommentWrap" as "blog-Comment-Wrap"."""
    return words if words.islower() else _CAMEL.sub("-", words)


def key_of(element: HtmlElement) -> str:
    """The id that the page gives a comment, or one made of what it says."""
    for name in ("id", "data-comment-id", "data-id"):
        if match := _OWN_KEY.match(element.get(name) or ""):
            return match["key"]
    for name in (element.get("class") or "").split():
        if number := comment_number(name):
            return number
    for inside in element.iterdescendants("*"):
        if number := comment_number(inside.get("id") or ""):
            return number
    said = " ".join(element.text_content().split())
    return sha256(said.encode("utf-8", "replace")).hexdigest()[:16]


def levels_of(elements: Iterable[HtmlElement]) -> list[int | None]:
    """From 1, by how far each stands from the margin."""
    steps = [_indent(x) for x in elements]
    levels = {step: level for level, step in enumerate(sorted(set(steps)), start=1)}
    return [levels[step] for step in steps]


def without_innermost(marks: Sequence[Mark]) -> list[Mark]:
    """Those that hold others: what is in them may be named as they are, and be their text."""
    holding = {around for mark in marks for around in mark.element.iterancestors()}
    return [mark for mark in marks if mark.element in holding]


def _indent(element: HtmlElement) -> int:
    styles = (x.get("style") for x in (element, *itertools.islice(element.iterancestors(), 2)))
    return next((int(x[1]) for said in styles if said and (x := _INDENT.search(said))), 0)


def _holder(element: HtmlElement) -> HtmlElement | None:
    """The element that holds the comment: an anchor only marks the item it stands in, or before."""
    if element.tag != "a" and (len(element) or (element.text or "").strip()):
        return element
    if not _says_something(element) and (behind := _behind(element)) is not None:
        return behind
    return next(element.iterancestors("li", "div", "article"), None)


def is_of_answers(element: HtmlElement) -> bool:
    """Whether it holds the answers to what it stands behind."""
    return _ANSWERS.search(element.get("class") or "") is not None


def _behind(anchor: HtmlElement) -> HtmlElement | None:
    """What an anchor on no item's level marks: the next that says something, before another one."""
    for element in anchor.itersiblings():
        if (anchor.tail or "").strip() or _NUMBERED.match(element.get("id") or ""):
            return None
        if _says_something(element):
            beside = itertools.chain(element.itersiblings(), anchor.itersiblings(preceding=True))
            is_one_of_many = is_of_answers(anchor.getparent()) or any(map(_is_anchor, beside))
            return element if is_one_of_many and element.tag in _HOLDERS else None
    return None


def _is_anchor(element: HtmlElement) -> bool:
    return _NUMBERED.match(element.get("id") or "") is not None


def _says_something(element: HtmlElement) -> bool:
    if not isinstance(element.tag, str):
        return False
    return bool(element.text_content().strip()) or ERASED_CLASS in (element.get("class") or "")


def is_elsewhere(element: HtmlElement, known: dict[HtmlElement, bool]) -> bool:
    """Whether it stands among what a page tells of other pages, or in a form. `known`: verdicts so
    far, for each element is asked but once."""
    verdict = False
    path = []
    for around in (element, *element.iterancestors()):
        if around in known or around.tag == "body":
            verdict = known.get(around, False)
            break
        path.append(around)
        if _is_of_others(around):
            verdict = True
            break
    known.update(dict.fromkeys(path, verdict))
    return verdict


def _is_of_others(element: HtmlElement) -> bool:
    if element.tag in ("aside", "form", "nav"):
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return bool(_ELSEWHERE.search(names)) and next(element.iter("h1", "main"), None) is None
