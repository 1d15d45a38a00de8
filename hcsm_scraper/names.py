"""The elements of a page by what they are called. It does not know what the names mean."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from lxml.html import HtmlElement

_NUMBER = re.compile(r"\d+")


class _Written:
    """What the tags and attributes of a page's elements say, by the elements' numbers."""

    def __init__(self, elements: list[HtmlElement]) -> None:
        self.elements = elements
        self.by_class: dict[str, list[int]] = defaultdict(list)  # as written
        self.by_id: dict[str, list[int]] = defaultdict(list)
        self.by_tag: dict[str, list[int]] = defaultdict(list)
        self.typed: list[int] = []
        self.properties: list[int] = []
        for number, element in enumerate(elements):  # an XPath for an attribute costs more
            self.by_tag[element.tag].append(number)
            said = element.keys()
            if "class" in said and (words := element.get("class")):
                self.by_class[words].append(number)
            if "id" in said and (name := element.get("id")):
                self.by_id[name].append(number)
            if "itemprop" in said:
                self.properties.append(number)
            if ("itemtype" in said and element.get("itemtype")) or (
                "typeof" in said and element.get("typeof")
            ):
                self.typed.append(number)
        self.classes: dict[str, list[str]] = defaultdict(list)  # as written, by their words
        for words in self.by_class:
            for word in set(words.split()):
                self.classes[word].append(words)


class Names:
    """Elements by tag, class and id, found in one walk; true as long as the tree is not changed.

    XPath has no word matching: what stands in for it costs as much as this for each question.
    """

    def __init__(self, tree: HtmlElement, whole: Names | None = None) -> None:
        """`whole`: the names of the tree before elements were dropped: they are read but once."""
        self.elements: list[HtmlElement] = list(tree.iter("*"))  # in page order
        self.numbers: dict[HtmlElement, int] = dict(zip(self.elements, count(), strict=False))
        self.written: _Written = _Written(self.elements) if whole is None else whole.written

    @property
    def typed(self) -> list[HtmlElement]:
        """What microdata and RDFa give a type."""
        return self._standing(self.written.typed)

    @property
    def properties(self) -> list[HtmlElement]:
        """What microdata calls a property of something."""
        return self._standing(self.written.properties)

    def tagged(self, *tags: str) -> list[HtmlElement]:
        """Elements with one of these tags, in page order."""
        by_tag = self.written.by_tag
        numbers = [n for tag in tags for n in by_tag.get(tag, ())]
        return self._standing(numbers if len(tags) == 1 else sorted(numbers))

    def named(self, classes: Collection[str], ids: Collection[str] = ()) -> list[HtmlElement]:
        """Elements with one of these classes or ids, in page order."""
        written = {words for word in classes for words in self.written.classes.get(word, ())}
        found = [n for words in written for n in self.written.by_class[words]]
        found += [n for name in ids for n in self.written.by_id.get(name, ())]
        return self._standing(sorted(set(found)))

    def only(self, *classes: str) -> HtmlElement | None:
        """The one outermost element with the first of these classes that any has; None if there are
        more."""
        for word in classes:
            if bearing := outermost(self.named((word,))):
                return bearing[0] if len(bearing) == 1 else None
        return None

    def told(
        self,
        by_class: Callable[[str], object] | None = None,
        by_id: Callable[[str], object] | None = None,
    ) -> list[HtmlElement]:
        """Elements whose class as written, or whose id, tells; in page order."""
        found: list[int] = []
        for tells, written in ((by_class, self.written.by_class), (by_id, self.written.by_id)):
            if tells is not None:
                found += [n for words, them in written.items() if tells(words) for n in them]
        return self._standing(sorted(set(found)))

    def in_order(self, elements: Iterable[HtmlElement]) -> list[HtmlElement]:
        """Each once, in page order."""
        return sorted(set(elements), key=self.numbers.__getitem__)

    def _standing(self, numbers: Iterable[int]) -> list[HtmlElement]:
        """The elements, less those that were dropped."""
        written = self.written.elements
        found = [written[n] for n in numbers]
        return found if written is self.elements else [x for x in found if x in self.numbers]


def outermost(elements: Collection[HtmlElement]) -> list[HtmlElement]:
    """Without those that stand in others of them."""
    if len(elements) < 2:
        return list(elements)
    all_of_them = set(elements)
    return [x for x in elements if all_of_them.isdisjoint(x.iterancestors())]


def without_numbers(name: str) -> str:
    """A class or id with 0 for each number: numbers are of one page, names of many."""
    return _NUMBER.sub("0", name)
