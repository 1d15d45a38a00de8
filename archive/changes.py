"""What changed between two states of a text, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WORD = re.compile(r"\s+|[^\s]+")
_LONGEST = 30_000  # words; longer texts are compared by paragraphs
_MANY = 2000  # words from which frequent ones are not used to find what is alike
_AROUND = 30  # words kept around a change
_SKIPPED = ("markdown",)  # says what the text says


def changed_fields(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """(field, its words) for each field that differs; see `words`."""
    for field in (*before, *(name for name in after if name not in before)):
        old, new = _said(before.get(field)), _said(after.get(field))
        if old != new and field not in _SKIPPED:
            yield field, words(old, new)


def words(old: str, new: str) -> list[tuple[str, str]]:
    """(same | gone | new | cut, text) in order; long stretches without a change are cut."""
    pieces = _WORD.findall if max(len(old), len(new)) < _LONGEST * 6 else str.splitlines
    left, right = pieces(old), pieces(new)
    found = []
    for kind, a, b, c, d in SequenceMatcher(
        None, left, right, autojunk=len(left) > _MANY
    ).get_opcodes():
        if kind == "equal":
            found += _shortened(left[a:b], is_first=not a, is_last=b == len(left))
        if kind in ("delete", "replace"):
            found.append(("gone", "".join(left[a:b])))
        if kind in ("insert", "replace"):
            found.append(("new", "".join(right[c:d])))
    return found


def _shortened(same: list[str], *, is_first: bool, is_last: bool) -> list[tuple[str, str]]:
    if len(same) <= 2 * _AROUND:
        return [("same", "".join(same))]
    head = [] if is_first else [("same", "".join(same[:_AROUND]))]
    tail = [] if is_last else [("same", "".join(same[-_AROUND:]))]
    return [*head, ("cut", " … "), *tail]


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
