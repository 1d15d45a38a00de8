"""A sentence as words that know what they mean: see `continuation_lexicon`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from hcsm_scraper.extraction.continuation_lexicon import MEANINGS

LONGEST = 90  # words of a sentence that are looked at: its last ones

_CHINESE_OR_JAPANESE = "\u3040-\u30ff\u3400-\u9fff"  # written without blanks: each letter is a word
_WORD = re.compile(
    r"(?P<url>https?://[^\s<>\"“”]+|(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,20}/[^\s<>\"“”]{2,})"
    rf"|(?P<word>[{_CHINESE_OR_JAPANESE}]|[^\W_{_CHINESE_OR_JAPANESE}]+)"
    r"|(?P<arrow>[→»›>➔➜►▶⇒⟶])|(?P<stop>[:,;(\[–—|])",
    re.IGNORECASE,
)
_MARKS = {":": "colon", "(": "bracket", "[": "bracket"}
_KINDS = {meaning: kind for kind, meanings in MEANINGS.items() for meaning in meanings}
_KINDS |= {
    "address": "place",
    "arrow": "mark",
    "colon": "mark",
    "bracket": "small",
    "pause": "small",
}
_LETTERS = str.maketrans(
    {"’": " ", "ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "ł": "l", "Ł": "l", "ı": "i", "đ": "d"}
)
_LONGEST_PHRASE = 6
_SHORTEST_STEM = 2


@dataclass(frozen=True, slots=True)
class Word:
    """A word, phrase, address or mark of a sentence; `meanings` and their `kinds` are the lexicon's."""

    start: int
    end: int
    folded: str
    meanings: tuple[str, ...]
    kinds: tuple[str, ...]


@lru_cache(maxsize=2048)
def words_of(sentence: str) -> tuple[Word, ...]:
    """The last words of a sentence."""
    found = list(_WORD.finditer(sentence))[-LONGEST:]
    plain = [folded(x[0]) if x.lastgroup == "word" else "" for x in found]
    entries, begins, _ = _lexicon()
    out: list[Word] = []
    at = 0
    while at < len(found):
        size = 1
        if plain[at] in begins:
            sizes = range(min(_LONGEST_PHRASE, len(plain) - at), 1, -1)
            size = next((n for n in sizes if "_".join(plain[at : at + n]) in entries), 1)
        said = "_".join(plain[at : at + size])
        meanings = _meanings(said) if said else (_of_mark(found[at]),)
        kinds = tuple(sorted({_KINDS[x] for x in meanings}))
        out.append(Word(found[at].start(), found[at + size - 1].end(), said, meanings, kinds))
        at += size
    return tuple(out)


def folded(text: str) -> str:
    """Lower case without accents, in any script."""
    if text.isascii():
        return text.lower()
    spelled = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(x for x in spelled if not unicodedata.combining(x))


def _of_mark(found: re.Match[str]) -> str:
    if found.lastgroup == "url":
        return "address"
    return "arrow" if found.lastgroup == "arrow" else _MARKS.get(found[0], "pause")


@lru_cache(maxsize=8192)
def _meanings(word: str) -> tuple[str, ...]:
    entries, _, stems = _lexicon()
    if word in entries:
        return entries[word]
    sizes = range(len(word), _SHORTEST_STEM - 1, -1)
    return next((stems[word[:n]] for n in sizes if word[:n] in stems), ())


@cache
def _lexicon() -> tuple[dict[str, tuple[str, ...]], set[str], dict[str, tuple[str, ...]]]:
    """Words and phrases, words that begin a phrase, and stems."""
    entries: dict[str, tuple[str, ...]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    for meaning, words in ((x, words) for own in MEANINGS.values() for x, words in own.items()):
        meant = () if meaning == "neutral" else (meaning,)
        for word in words.split():
            into = stems if word.endswith("*") else entries
            spelled = folded(word.removesuffix("*"))
            if re.match(f"[{_CHINESE_OR_JAPANESE}]", spelled):
                spelled = "_".join(spelled)
            into[spelled] = (*into.get(spelled, ()), *meant)
    return entries, {word.split("_", 1)[0] for word in entries if "_" in word}, stems
