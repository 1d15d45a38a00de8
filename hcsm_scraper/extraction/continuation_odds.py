"""How likely a link is the continuation of the text above it, where no fixed wording says so.

A logistic regression over what the words around a link mean (`continuation_lexicon`), their order,
how they begin, and where the link stands. `benchmarks/continuation.py --learn` writes the weights
from the labelled sentences in `tests/extraction/continuation_cases.toml`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

from hcsm_scraper.extraction.continuation_wordings import Word, may_say, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hcsm_scraper.extraction.passages import Anchor, Passage, Sentence

LIKELY = 0.7  # log odds
LIKELY_BY_THE_LINE_BEFORE = 2.0  # where the link's own sentence says nothing
UNLIKELY = -1.5  # then even a wording is another article's
_WEIGHTS = "continuation_odds.json"
_BEFORE, _INSIDE, _AFTER = 14, 12, 8  # words around the link, in it, behind it
_BRIEF = 30  # words of a sentence before that may speak of the link
_BESIDE = 6  # words beside a link that only lead to it
_SHORT = 45  # words before a notice at the top
_TAIL = 130  # words that may follow
_LARGEST = 80  # words of a passage that may say so
_REACH = 4  # words between two that are seen together
_ROOT = 5  # letters by which words of one family begin
_SURE = frozenset("RGgkhLTVz")
_POINTS = re.compile("[👉➡⬇↓⤵]")
_ARROW_LAST = re.compile(r"[→»›>➔➜►▶⇒⟶]\s*\Z")
_CITES = re.compile(r"\b(?:19|20)\d\d[a-z]?(?:[.:;)]|, p)|\bet al\b|\bdoi\b")
_CUT = ("…", "...", "[…]", "(…)")
_QUOTES = '"“«„‘'
_CHOSEN: dict[str, float] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A link in the sentence `number` of the passage `at`. `before` and `after`: words of prose
    around the passage; `host`: letters and digits of the one that the link leads to."""

    passages: Sequence[Passage]
    at: int
    sentences: Sequence[Sentence]
    number: int
    link: Anchor
    before: int
    after: int
    host: str

    @property
    def sentence(self) -> Sentence:
        return self.sentences[self.number]

    @property
    def previous(self) -> str:
        """The sentence before, or the passage."""
        if self.number:
            return self.sentences[self.number - 1].text
        return self.passages[self.at - 1].text if self.at else ""

    @property
    def size(self) -> int:
        """Words of the passage."""
        return len(self.passages[self.at].text.split())


def is_likely(it: Standing) -> bool:
    """Whether the link may stand there, something is said of it, and the odds are good."""
    if not may_stand(it.size, it.before, it.after + it.sentence.words_after):
        return False
    if may_say(it.sentence.text) and _is_said(words_of(it.sentence.text)):
        return odds(it) > LIKELY
    said = words_of(it.previous) if len(it.previous.split()) <= _BRIEF else ()
    if "U" in _letters(said) or not _is_said(said) or not may_say(it.previous):
        return False
    beside = it.sentence.text[: it.link.start] + " " + it.sentence.text[it.link.end :]
    return len(beside.split()) <= _BESIDE and odds(it) > LIKELY_BY_THE_LINE_BEFORE


def may_stand(size: int, before: int, after: int) -> bool:
    """Whether a passage of so many words, with so many around it, may send its reader on."""
    return size <= _LARGEST and (after <= _TAIL or before <= _SHORT)


def odds(it: Standing) -> float:
    """Log odds that the text goes on behind the link."""
    weights = _weights()
    return sum(weights.get(feature, 0.0) for feature in features(it))


def features(it: Standing) -> set[str]:
    words = words_of(it.sentence.text)
    first = sum(1 for word in words if word.end <= it.link.start)
    last = sum(1 for word in words if word.start < it.link.end)
    letters = _letters(words)
    before, inside, after = letters[:first], letters[first:last], letters[last:]
    out = {"always"}
    out.update(f"before:{x}" for x in _telling(before[-_BEFORE:]))
    out.update(f"inside:{x}" for x in _telling(inside))
    out.update(f"after:{x}" for x in _telling(after[: _AFTER + 2]))
    near = before[-_BEFORE:] + inside[:_INSIDE] + after[:_AFTER]
    out.update(_in_order(near))
    if before:
        out.add(f"last-before:{before[-2:]}")
        out.add(f"last-before:{before[-1]}")
    roots = words[max(0, first - 8) : last + 6]
    out.update(f"root:{word.folded[:_ROOT]}" for word in roots if len(word.folded) >= _ROOT)
    out.update(_of_previous(it))
    out.update(_of_link(it, letters, inside))
    out.update(_of_place(it, len(before), len(inside), len(after)))
    own = "".join(w.folded for w in words[first:last] if w.letter != "D")
    if len(own) > 2 and own in it.host:
        out.add("link:named-like-its-host")
    return out


def _in_order(letters: str) -> Iterator[str]:
    """Meanings beside each other, and those in reach of each other."""
    meant = [x for x in letters if x not in "XDd"]
    yield from (f"next:{a}{b}" for a, b in pairwise(meant))
    for n, one in enumerate(meant):
        yield from (f"then:{one}{other}" for other in meant[n + 1 : n + 1 + _REACH])
    close = [x for x in letters if x != "D"]
    yield from (f"beside:{a}{b}" for a, b in pairwise(close))


def _of_previous(it: Standing) -> Iterator[str]:
    count = len(it.previous.split())
    where = "sentence" if it.number else "passage"
    if count < _BRIEF - 4:
        letters = _letters(words_of(it.previous))[-16:]
        yield from (f"{where}-before:{x}" for x in _telling(letters) if x not in "DdXi")
        meant = [x for x in letters if x not in "XDd"]
        yield from (f"previous:{a}{b}" for a, b in pairwise(meant))
        end = it.previous.rstrip()[-1:]
        if end in ("?", ":"):
            yield f"previous-ends:{end}"
        if count <= _BESIDE:
            yield f"label-before:{where}"
    if it.previous.rstrip().endswith(_CUT):
        yield "previous-is-cut"


def _of_link(it: Standing, letters: str, inside: str) -> Iterator[str]:
    text = it.sentence.text
    own = text[it.link.start : it.link.end]
    if not letters.strip("X"):
        yield "sentence:says-nothing"
    if own.startswith(("http:", "https:")):
        yield "link:address"
    if len(inside) >= 3 and inside.count("X") >= 0.6 * len(inside):
        yield "link:title"
    if {own[:1], text[max(0, it.link.start - 1) : it.link.start]} & set(_QUOTES):
        yield "link:quoted"
    if text.rstrip().endswith("?"):
        yield "sentence:asks"
    if _POINTS.search(text[: it.link.start] + it.previous[-3:]):
        yield "sentence:points"
    if _ARROW_LAST.search(text):
        yield "sentence:ends-with-arrow"
    if _CITES.search(it.passages[it.at].text):
        yield "passage:cites"


def _of_place(it: Standing, before: int, inside: int, after: int) -> Iterator[str]:
    if not before and not after:
        yield "link:is-all"
    yield f"link:size{_step(inside)}"
    yield f"link:before{_step(before)}"
    yield f"link:after{_step(after)}"
    passage = it.passages[it.at]
    if passage.is_item:
        yield "place:list"
    own = {x.href for x in passage.anchors}
    others = {x.href for other in it.passages for x in other.anchors} - {it.link.href}
    yield f"place:links{min(len(own), 3)}"
    yield f"place:others{min(len(others), 3)}"
    yield f"place:passages-after{min(len(it.passages) - it.at - 1, 4)}"
    yield f"place:after{_step(it.after // 10)}"
    yield f"place:size{_step(it.size)}"


def _is_said(words: Iterable[Word]) -> bool:
    said = set(_letters(words))
    is_whole = "W" in said and not said.isdisjoint("PvV")
    return not said.isdisjoint(_SURE) or is_whole or said >= {"M", "A"}


def _letters(words: Iterable[Word]) -> str:
    return "".join(word.letter for word in words)


def _telling(letters: str) -> set[str]:
    return set(letters) - {"X"}


def _step(count: int) -> int:
    """0, 1, 2-3, 4-7 …"""
    return min(count.bit_length(), 5)


def use(weights: Mapping[str, float]) -> None:
    """Other weights than those of the package: to learn them, and to measure what was learned."""
    _weights.cache_clear()
    _CHOSEN.clear()
    _CHOSEN.update(weights)


@cache
def _weights() -> Mapping[str, float]:
    if _CHOSEN:
        return _CHOSEN
    packaged = files("hcsm_scraper.extraction").joinpath(_WEIGHTS)
    return dict(json.loads(packaged.read_text("utf-8")))
