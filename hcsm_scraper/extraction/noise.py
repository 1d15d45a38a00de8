"""What is cut before the body is read: comments, forms, sharing bars, related links and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def cut(tree: HtmlElement) -> None:
    """Removes noise from a private copy, in place; never an element that holds most of the text."""
    raise NotImplementedError
