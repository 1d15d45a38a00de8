"""Elements by their classes and ids, in one pass over a page.

XPath has no word matching: what stands in for it costs five times as much for each name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from lxml.html import HtmlElement


def named(
    tree: HtmlElement, classes: Collection[str], ids: Collection[str] = ()
) -> list[HtmlElement]:
    """Elements of the tree with one of these classes or ids, in page order."""
    found = []
    wanted = frozenset(classes)
    for element in tree.iter("*"):
        said = element.get("class")
        if (said and not wanted.isdisjoint(said.split())) or (ids and element.get("id") in ids):
            found.append(element)
    return found


def outermost(elements: Collection[HtmlElement]) -> list[HtmlElement]:
    """Without those that stand in others of them."""
    all_of_them = set(elements)
    return [x for x in elements if all_of_them.isdisjoint(x.iterancestors())]


def only(tree: HtmlElement, *names: str) -> HtmlElement | None:
    """The one outermost element with the first of these classes that any has; None if there are
    more."""
    found = named(tree, names)
    for name in names:
        if bearing := outermost([x for x in found if name in x.get("class").split()]):
            return bearing[0] if len(bearing) == 1 else None
    return None
