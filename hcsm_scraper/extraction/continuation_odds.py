"""How likely the text goes on behind a link, or came from there.

Two logistic regressions over what the words around a link mean (`continuation_words`), their
order, where the link stands, how its address is made, and whether that names this article
(`continuation_naming`). `benchmarks/continuation.py --learn` writes their weights from the labelled
sentences in `tests/extraction/continuation_cases.toml`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from hcsm_scraper.extraction.continuation_targets import kind_of, letters_of_host
from hcsm_scraper.extraction.continuation_words import Word, folded, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hcsm_scraper.extraction.continuation_naming import Naming
    from hcsm_scraper.extraction.passages import Anchor, Passage, Sentence

_WEIGHTS = "continuation_odds.json"
_BEFORE, _INSIDE, _AFTER = 14, 12, 8  # words around the link, in it, behind it
_REACH = 4  # words between two that are seen together
_LABEL = 6  # words
_BRIEF = 24  # words of a sentence beside the link, or of the passage before
_ROOT_LEAST = 3
_ROOT = 5  # letters by which words of one family begin
# Without such a word before or in it, a link leads on only if its address names the article.
_TELLING = frozenset(
    "goes-on onward keep read-on read finish rest ending ends whole whole-text at-length more part"
    " remaining stub how tell answer original-text".split()
)
# What orders nothing.
_SMALL = frozenset("unknown the of at is one pause this with by".split())
_POINTS = re.compile("[👉➡⬇↓⤵]")
_ARROW_LAST = re.compile(r"[→»›>➔➜►▶⇒⟶]\s*\Z")
_CITES = re.compile(r"\b(?:19|20)\d\d[a-z]?(?:[.:;)]|, p)|\bet al\b|\bdoi\b")
_CUT = ("…", "...", "[…]", "(…)", "[...]")
_QUOTES = frozenset('"“«„‘')
_LETTERS = re.compile("[a-z]{3,}")
_CHOSEN: dict[str, list[float]] = {}


class Odds(NamedTuple):
    """Log odds."""

    onward: float
    origin: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A link in the sentence `number` of the passage `at`.

    `before` and `after`: words around the sentence; `target`: where the link leads.
    """

    passages: Sequence[Passage]
    at: int
    sentences: Sequence[Sentence]
    number: int
    link: Anchor
    before: int
    after: int
    target: str
    naming: Naming

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
    def is_named(self) -> bool:
        """Whether its address names the article that the page is about."""
        return self.naming.of_address(self.target) == "most"


def is_told(it: Standing) -> bool:
    """Whether anything is said that may send a reader on: else a link is but a link."""
    texts = (it.sentence.text, *(x for x in (it.previous, it.sentence.after) if _is_brief(x)))
    said = (word.meanings for text in texts for word in words_of(text))
    return any(not _TELLING.isdisjoint(x) for x in said) or it.is_named


def odds(it: Standing) -> Odds:
    weights = _weights()
    onward = origin = 0.0
    for feature in features(it):
        if (pair := weights.get(feature)) is not None:
            onward += pair[0]
            origin += pair[1]
    return Odds(onward, origin)


def features(it: Standing) -> set[str]:
    """What is seen, as "where:what"."""
    words = words_of(it.sentence.text)
    first = sum(1 for word in words if word.end <= it.link.start)
    last = sum(1 for word in words if word.start < it.link.end)
    before, inside, after = words[:first][-_BEFORE:], words[first:last][:_INSIDE], words[last:]
    near = (*before, *inside, *after[:_AFTER])
    said = {meaning for word in near for meaning in word.meanings}
    out = {"always"}
    for where, some in (("before", before), ("inside", inside), ("after", after[:_AFTER])):
        out.update(f"{where}:{x}" for word in some for x in (*word.meanings, *word.kinds))
    out.update(_in_order(near))
    out.update(f"root:{word.folded[:_ROOT]}" for word in near if len(word.folded) >= _ROOT_LEAST)
    if not said:
        out.add("sentence:says-nothing")
    out.update(_of_neighbours(it))
    out.update(_of_link(it, inside))
    out.update(_of_place(it, len(before), len(inside), len(after)))
    out.update(_of_target(it, inside, said))
    return out


def _in_order(words: Sequence[Word]) -> Iterator[str]:
    """Meanings, and kinds of them, beside each other, and those in reach of each other."""
    heard = [word for word in words if word.meanings != ("the",)]
    for said in ([word.meanings for word in heard], [word.kinds for word in heard]):
        known = [[x for x in ones if x != "small"] if ones else ["unknown"] for ones in said]
        for ones, others in pairwise(known):
            yield from (f"next:{a}+{b}" for a in ones for b in others)
        meant = [[x for x in ones if x not in _SMALL] for ones in known]
        meant = [ones for ones in meant if ones]
        for n, ones in enumerate(meant):
            for others in meant[n + 1 : n + 1 + _REACH]:
                yield from (f"then:{a}+{b}" for a in ones for b in others)


def _of_neighbours(it: Standing) -> Iterator[str]:
    """What is said before ("I tell the rest elsewhere: [link]") and after ("[link]. Read on there.")."""
    where = "sentence-before" if it.number else "passage-before"
    for place, text in ((where, it.previous), ("sentence-after", it.sentence.after)):
        if _is_brief(text):
            words = words_of(text)
            yield from (f"{place}:{x}" for w in words for x in (*w.meanings, *w.kinds))
    end = it.previous.rstrip()
    if _is_brief(end) and end[-1:] in ("?", ":"):
        yield f"previous-ends:{end[-1:]}"
    if len(end.split()) <= _LABEL:
        yield f"label:{where}"
    if end.endswith(_CUT):
        yield "previous-is-cut"


def _is_brief(text: str) -> bool:
    """Whether it may speak of a link beside it."""
    return len(text.split()) < _BRIEF


def _of_link(it: Standing, inside: Sequence[Word]) -> Iterator[str]:
    text = it.sentence.text
    own = text[it.link.start : it.link.end]
    if own.startswith(("http:", "https:")):
        yield "link:address"
    begins = [text[word.start].isupper() for word in inside if word.folded]
    if begins:
        yield f"link:capitals-{'all' if all(begins) else 'some' if any(begins[1:]) else 'no'}"
    unknown = sum(1 for word in inside if not word.meanings)
    if len(inside) >= 3 and unknown >= 0.6 * len(inside):
        yield "link:title"
    if _QUOTES & {own[:1], text[max(0, it.link.start - 1) : it.link.start]}:
        yield "link:quoted"
    if text.rstrip().endswith("?"):
        yield "sentence:asks"
    if _POINTS.search(text[: it.link.start] + it.previous[-3:]):
        yield "sentence:points"
    if _ARROW_LAST.search(text):
        yield "sentence:ends-with-arrow"
    if text.rstrip(" )]").endswith(_CUT):
        yield "sentence:is-cut"
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
    yield f"place:size{_step(len(passage.text.split()))}"


def _of_target(it: Standing, inside: Sequence[Word], said: set[str]) -> Iterator[str]:
    """How the address is made, what it has of the link's words, and whether it names the article."""
    path = urlsplit(it.target).path.lower()
    kind = kind_of(it.target)
    named = it.naming.of_address(it.target)
    yield f"target:{kind}"
    yield f"target:dashes{min(path.count('-'), 4)}"
    shown = {word.folded for word in inside if len(word.folded) > 3}
    yield f"target:shown{min(len(shown.intersection(_LETTERS.findall(path))), 2)}"
    name = folded("".join(word.folded for word in inside if "the" not in word.meanings))
    if len(name) > 2 and name in letters_of_host(it.target):
        yield "link:named-like-its-host"
    yield f"names:{named}"
    yield f"names:{named}+{kind}"
    yield from (f"names:{named}+{x}" for x in said)
    title = it.naming.of_words(it.sentence.text[it.link.start : it.link.end])
    yield f"titled:{title}"
    yield f"titled:{title}+{named}"


def _step(count: int) -> int:
    """0, 1, 2-3, 4-7 …"""
    return min(count.bit_length(), 5)


def use(weights: Mapping[str, list[float]]) -> None:
    """Other weights than those of the package: to learn them, and to measure what was learned."""
    _weights.cache_clear()
    _CHOSEN.clear()
    _CHOSEN.update(weights)


@cache
def _weights() -> Mapping[str, list[float]]:
    if _CHOSEN:
        return _CHOSEN
    packaged = files("hcsm_scraper.extraction").joinpath(_WEIGHTS)
    return dict(json.loads(packaged.read_text("utf-8")))
