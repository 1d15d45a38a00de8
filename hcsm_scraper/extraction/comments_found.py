"""Comments of a page of any software: declared, numbered, named as comments are, or looking alike.

How their fields and threads are read is `comments`' and `comment_fields`' to know.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from archive.text import ERASED_CLASS
from hcsm_scraper.extraction.comment_fields import Fields
from hcsm_scraper.extraction.comment_looks import Look, look_of, looking_alike
from hcsm_scraper.extraction.comment_marks import (
    Mark,
    declared,
    mark_of,
    numbered,
    numbered_once,
    repeated,
    without_innermost,
)
from hcsm_scraper.extraction.comments import Shown, comments_of, is_erased, own_of
from hcsm_scraper.extraction.dates import language_of_days, moment, tells_age
from hcsm_scraper.names import outermost

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

    from hcsm_scraper.document import Document
    from hcsm_scraper.names import Names

_AREAS = ("comments", "comments-area", "comments-section", "comment-list", "comment-form")
_AREA_IDS = ("comments", "disqus_thread", "respond", "comment-form")
_RARE = 4  # of which one in so many is no comment
_PARTS = 1.2  # times as many as were found: those were parts of them
_LEADING = 0.7  # of a text in one link: it tells of another page
_CERTAIN = 5  # so many that names tell of are no accident
_MANY = 2  # times as many as names tell of: those were of something else
_NOWHERE = ("#", "javascript:")
_EXACTLY, _SOMEHOW, _NEVER = "with a date", "with a date or an age", "dated or not"

# asked once for the comments, and again for what the body must not hold; no longer kept than the page
_FOUND: WeakKeyDictionary[Names, list[Mark]] = WeakKeyDictionary()


def comments_by_structure(document: Document) -> tuple[Shown, ...]:
    """Comments of a page of any software: declared, numbered, named as comments are, or alike."""
    marks = _by_structure(document)
    language = language_of_comments(document)
    return comments_of(marks, document, language=language, shows_all_levels=True)


def language_of_comments(document: Document) -> str | None:
    """The page's, or one that puts the day first where its comments do. What was erased may have
    told so: then its place says it."""
    elements = [x.element for x in _by_structure(document)]
    told = next((x.get("lang") for x in elements if is_erased(x) and x.get("lang")), None)
    return told or language_of_days((x.text_content() for x in elements), document.language)


def _by_structure(document: Document) -> list[Mark]:
    """The marks that give most comments: something said, by somebody, at some time."""
    if document.names not in _FOUND:
        _FOUND[document.names] = _found(document)
    return _FOUND[document.names]


def _found(document: Document) -> list[Mark]:
    names = document.names
    with_numbers = numbered_once(names)
    kinds = (declared(names), with_numbers, repeated(names))
    found = (
        _best_of(_with_erased(names, marks), document, dated=dated)
        for dated in (_EXACTLY, _SOMEHOW)
        for marks in kinds
    )
    best = next((x for x in found if x), [])
    if not best:
        undated = _whole(_with_erased(names, with_numbers), document, dated=_NEVER)
        best = undated if len(undated) > 1 and _count(undated) else []
    if _count(best) > _CERTAIN:
        return best
    alike = _alike(document, fewest=max(2, _MANY * _count(best)))
    is_better = _count(alike) > _MANY * _count(best) or _hold(best, alike)
    return alike if is_better else best


def _with_erased(names: Names, marks: list[Mark]) -> list[Mark]:
    """With what was erased, which holds its place whatever told of it."""
    known = {x.element for x in marks}
    gone = [x for x in names.named((ERASED_CLASS,)) if x not in known]
    added = [Mark(element=x, key=f"erased {number}") for number, x in enumerate(gone)]
    return sorted([*marks, *added], key=lambda x: names.numbers[x.element]) if added else marks


def _best_of(marks: list[Mark], document: Document, *, dated: str) -> list[Mark]:
    """Those of the marks that are comments and no parts of them."""
    outer = set(_outermost(marks))
    looks = {look_of(x) for x in outer}
    alike = [x for x in marks if look_of(x.element) in looks]
    alone = [x for x in alike if x.element in outer]
    tried: list[list[Mark]] = [[]]
    for chosen in (marks, without_innermost(marks), alike, alone):
        whole = [] if chosen in tried else _whole(chosen, document, dated=dated)
        tried.append(chosen)
        if _count(whole):
            return whole
    return []


@dataclass(frozen=True, slots=True)
class _Said:
    look: Look  # of what holds the author's name
    text: str
    is_leading: bool  # to another page, and hardly more


def _alike(document: Document, *, fewest: int) -> list[Mark]:
    """Elements of one look that say different things; with those in them or beside them whose
    authors are named alike."""
    names = document.names
    best: list[Mark] = []
    looks: Counter[Look] = Counter()
    for group in looking_alike(names, document.language):
        if not best and len(group) < fewest:
            continue
        elements = names.in_order({*group, *(x.element for x in best)})
        marks = _with_erased(names, [mark_of(x) for x in elements])
        found = _whole(marks, document, dated=_SOMEHOW)
        said = {x.element: _said_by(x, found, document) for x in found if not is_erased(x.element)}
        counted = looks or Counter(x.look for x in said.values())
        usual = {x for x, one in said.items() if counted[one.look] * _RARE >= counted.total()}
        whole = [x for x in found if x.element in usual or is_erased(x.element)]
        if len(whole) > 1 and _are_said([said[x] for x in usual]) and _are_more(whole, best):
            best, looks = whole, counted
    return best


def _are_said(items: list[_Said]) -> bool:
    """Whether they are words of people: not the same ones, and no titles of other pages."""
    texts = {x.text for x in items}
    return len(texts) * 2 > len(items) and sum(x.is_leading for x in items) * 2 <= len(items)


def _said_by(mark: Mark, others: list[Mark], document: Document) -> _Said:
    own = list(own_of(mark.element, {x.element for x in others}))
    fields = Fields(mark.element, own, document.url, document.language)
    text, _ = fields.text_and_markdown()
    links = (x for x in own if x.tag == "a" and not (x.get("href") or "#").startswith(_NOWHERE))
    longest = max((len(" ".join(x.text_content().split())) for x in links), default=0)
    look = () if fields.named_by is None else look_of(fields.named_by)
    return _Said(look, text, longest > _LEADING * len(text))


def _are_more(found: list[Mark], best: list[Mark]) -> bool:
    """All of them and others; or so many others that those were but parts."""
    known = {x.element for x in best}
    is_more = known < {x.element for x in found}
    return is_more or _count(found) > _PARTS * _count(best)


def _hold(marks: list[Mark], others: list[Mark]) -> bool:
    """Whether each of the marks is a list of the others and no comment."""
    held = Counter(x for mark in others for x in mark.element.iterancestors())
    shown = [x.element for x in marks if not is_erased(x.element)]
    return bool(others) and all(held[x] > 1 for x in shown)


def _count(marks: list[Mark]) -> int:
    return len({x.element for x in marks if not is_erased(x.element)})


def _whole(marks: list[Mark], document: Document, *, dated: str) -> list[Mark]:
    """Those that tell who says what and when: a list of comments has no author of its own. Among
    dated ones a theme may leave out a day that it has just named (FlatPress)."""
    elements = {x.element for x in marks}
    whole = {
        x.element: x
        for x in marks
        if is_erased(x.element) or _is_whole(x.element, elements, document, dated=dated)
    }
    looks = {look_of(x) for x in whole if not is_erased(x)}
    return [
        x
        for x in marks
        if x.element in whole
        or (look_of(x.element) in looks and _is_whole(x.element, elements, document, dated=_NEVER))
    ]


def _is_whole(
    element: HtmlElement, others: set[HtmlElement], document: Document, *, dated: str
) -> bool:
    own = list(own_of(element, others))
    fields = Fields(element, own, document.url, document.language)
    name, _ = fields.author()
    if name is None or next(element.iter("h1"), None) is not None:
        return False
    if moment(name, document.language) is not None:
        return False
    text, _ = fields.text_and_markdown()
    if not text or text == name:
        return False
    if dated == _NEVER or fields.published() is not None:
        return True
    if any(x.get("datetime") for x in own):
        return True  # it has a time, whatever that is
    return dated == _SOMEHOW and any(map(_tells_age, own))


def _tells_age(element: HtmlElement) -> bool:
    return tells_age(" ".join(element.text_content().split()))


def comment_areas(document: Document) -> list[HtmlElement]:
    """What holds comments or their form on a page of any software, and no article."""
    marks = _by_structure(document)
    found = [*document.names.named(_AREAS, _AREA_IDS), *_outermost(marks)]
    return [x for x in found if next(x.iter("h1"), None) is None]


def comment_elements(names: Names) -> list[HtmlElement]:
    """Outermost element of each numbered comment: what an article's body must not hold."""
    return _outermost(numbered(names))


def _outermost(marks: Iterable[Mark]) -> list[HtmlElement]:
    return outermost(list({mark.element: None for mark in marks}))
