"""How well readings of saved pages meet the truth about them.

A truth is one line of `truth.jsonl`. It names the body in full, or snippets that the body must have
("with") and must not have ("without"); snippets of comments; and, where `has_meta` says so, title,
author, date, tags and categories (null: the page names none).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WORD = re.compile(r"\w+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BYLINE = re.compile(r"^\s*(?:posted|written|published|von|by|par|por)\b[\s:]*", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"[;,/|&]|\band\b|\bund\b|\bet\b|\by\b")
GOOD, POOR = 0.95, 0.5  # 4-gram F1 of one page


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one reader says of one page."""

    body: str = ""
    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    topics: tuple[str, ...] = ()  # tags and categories
    comments: str = ""


@dataclass
class Score:
    """Counts over pages; `figures` turns them into shares. What no page tells is left out."""

    values: dict[str, list[float]] = field(default_factory=dict)
    snippets: Counter[str] = field(default_factory=Counter)

    def add(self, truth: Mapping[str, object], reading: Reading) -> None:
        self._add_body(truth, reading.body)
        self._add_comments(truth, reading)
        if truth.get("has_meta"):
            self._add_metadata(truth, reading)

    def figures(self) -> dict[str, float]:
        found = {name: fmean(values) for name, values in self.values.items()}
        hit, missed, wrong = (self.snippets[x] for x in ("hit", "missed", "wrong"))
        if hit + missed + wrong:
            found["snippets"] = 2 * hit / (2 * hit + missed + wrong)
        return found

    def _say(self, name: str, value: float) -> None:
        self.values.setdefault(name, []).append(value)

    def _add_body(self, truth: Mapping[str, object], body: str) -> None:
        if truth.get("body"):
            f1 = overlap(str(truth["body"]), body)
            self._say("body", f1)
            self._say("body_good", f1 >= GOOD)
            self._say("body_poor", f1 < POOR)
            return
        whole = _spaced(body)
        wanted = [_spaced(x) in whole for x in _texts(truth.get("with"))]
        unwanted = [_spaced(x) in whole for x in _texts(truth.get("without"))]
        self.snippets["hit"] += sum(wanted)
        self.snippets["missed"] += len(wanted) - sum(wanted)
        self.snippets["wrong"] += sum(unwanted)

    def _add_comments(self, truth: Mapping[str, object], reading: Reading) -> None:
        comments, body = _spaced(reading.comments), _spaced(reading.body)
        for snippet in _texts(truth.get("comments")):
            self._say("comments", _spaced(snippet) in comments)
            self._say("comments_in_body", _spaced(snippet) in body)

    def _add_metadata(self, truth: Mapping[str, object], reading: Reading) -> None:
        claimed = {"title": reading.title, "author": reading.authors, "date": reading.date}
        for name, is_right in (
            ("title", _same_title),
            ("author", _same_names),
            ("date", _same_day),
        ):
            if truth.get(name):
                self._say(name, is_right(truth[name], claimed[name]))
            else:
                self._say(f"{name}_false", bool(claimed[name]))
        topics = _folded([*_texts(truth.get("tags")), *_texts(truth.get("categories"))])
        if truth.get("tags") or truth.get("categories"):
            found = _folded(reading.topics)
            both = len(topics & found)
            self._say("topics", 2 * both / (len(topics) + len(found)) if topics else 0.0)


def overlap(one: str, other: str, size: int = 4) -> float:
    """F1 of the runs of `size` words that two texts share, each as often as both have it."""
    ours, theirs = _runs(one, size), _runs(other, size)
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


def _runs(text: str, size: int) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    runs = (tuple(words[at : at + size]) for at in range(max(1, len(words) - size + 1)))
    return Counter(run for run in runs if run)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _texts(values: object) -> list[str]:
    return [str(value) for value in values] if isinstance(values, (list, tuple)) else []


def _folded(texts: Iterable[str]) -> set[str]:
    return {fold(text) for text in texts} - {""}


def _same_title(true: object, claimed: object) -> bool:
    return fold(str(true)) == fold(str(claimed or ""))


def _same_names(true: object, claimed: object) -> bool:
    names = _names(true)
    return bool(names) and names == _names(claimed)


def _names(said: object) -> set[str]:
    line = ";".join(_texts(said)) if isinstance(said, (list, tuple)) else str(said or "")
    return _folded(_BETWEEN_NAMES.split(_BYLINE.sub("", line)))


def _same_day(true: object, claimed: object) -> bool:
    one, other = _DAY.search(str(true)), _DAY.search(str(claimed or ""))
    return one is not None and other is not None and one[0] == other[0]
