"""Comments in thread order, however they arrived."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from archive.records import ParentState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.records import Comment

_NUMBER = re.compile(r"\d+")


def in_thread_order(comments: Iterable[Comment]) -> tuple[Comment, ...]:
    """Roots by time and key, each followed by its answers, depth counted anew from known parents.

    A comment whose parent is not among them keeps the depth that its page gave it and stands with
    the roots; of a circle of parents the oldest comment starts the thread.
    """
    by_key = {comment.key: comment for comment in comments}
    answers: dict[str | None, list[Comment]] = {}
    for comment in by_key.values():
        above = comment.parent_key if comment.parent_key in by_key else None
        answers.setdefault(above, []).append(comment)
    for siblings in answers.values():
        siblings.sort(key=_age)
    ordered = _walk(answers)
    for lost in sorted((c for c in by_key.values() if c.key not in ordered), key=_age):
        if lost.key not in ordered:  # a circle: its oldest comment starts the thread
            root = replace(lost, parent_key=None, parent_state=ParentState.UNKNOWN, depth=1)
            ordered.update(_walk({**answers, None: [root]}, skip=ordered))
    return tuple(ordered.values())


def _walk(answers: dict[str | None, list[Comment]], skip: Iterable[str] = ()) -> dict[str, Comment]:
    seen = set(skip)
    ordered: dict[str, Comment] = {}
    waiting = [(comment, comment.depth) for comment in reversed(answers.get(None, []))]
    while waiting:
        comment, depth = waiting.pop()
        if comment.key in seen:
            continue
        seen.add(comment.key)
        ordered[comment.key] = comment if comment.depth == depth else replace(comment, depth=depth)
        waiting += [(answer, depth + 1) for answer in reversed(answers.get(comment.key, []))]
    return ordered


def _age(comment: Comment) -> tuple[bool, str, int, str, str]:
    """Undated comments last; the platform counts its ids up, of however many digits."""
    found = _NUMBER.search(comment.key)
    number = found[0].lstrip("0") if found else ""
    moment = comment.published.iso if comment.published else ""
    return not moment, moment, len(number), number, comment.key
