"""The grammar of "continue reading at …" and "first published on …".

Each word of a sentence becomes one letter for what it means; the rules are regular expressions
over these letters, so that a sentence nobody listed is understood if its words are known.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from hcsm_scraper.extraction.continuation_lexicon import MEANINGS

LONGEST = 90  # words of a sentence that are looked at: its last ones

_WORD = re.compile(
    r"(?P<url>https?://[^\s<>\"“”]+|(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,20}/[^\s<>\"“”]{2,})"
    r"|(?P<word>[^\W_]+)|(?P<arrow>[→»›>➔➜►▶⇒⟶])|(?P<stop>[:,;(\[–—|])",
    re.IGNORECASE,
)
_PLAINER = str.maketrans({"’": " ", "ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "ł": "l", "Ł": "l"})
_PLAIN = re.compile(r"[^\W_]+")
_LONGEST_PHRASE = 6
_SPELLED = {word: letter for letter, words in MEANINGS.items() for word in words.split()}
_FIRST = {word.split("_", 1)[0] for word in _SPELLED if "_" in word}
_NO_OWNER = frozenset("here there it that what let he she who where geht gibt".split())
_PERSONS = frozenset("i we he she they ve".split())
_HAVE = frozenset("habe haben hat hatte hatten heb heeft hebben had".split())
# "a" is the article of Portuguese and Italian too, but not before these
_ENGLISH = frozenset(
    "full complete entire whole long longer extended post article story piece essay text version".split()
)
_ONE_OF_MANY = frozenset(
    "an ein eine einem einen einer un une una uno um uma een some many any another".split()
)


class Says(StrEnum):
    """What a wording says, the surest first."""

    GO_ON = "go-on"  # continue reading, weiterlesen
    REST = "rest"  # the rest of this article, la suite
    GOES_ON = "goes-on"  # this article continues at
    WHOLE = "whole"  # the full article
    MORE = "more"  # read more at, read this on
    LIKELY = "likely"  # by what such sentences mostly mean
    ORIGIN = "origin"  # originally published on
    PUBLISHED = "published"  # this article appeared on; the original


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word, phrase, address or mark of a sentence, and the letter for its meaning."""

    start: int
    end: int
    letter: str
    folded: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Which words (first, behind the last) of a sentence say so."""

    says: Says
    first: int
    last: int


# Letters are those of MEANINGS; also Z an address, > an arrow, : a colon, "," a pause, X any other.
_PIECE = r"[PvV]"
# A text is this one, unless it is the text of something else.
_OWN = r"(?:[PV]|v(?![oD][Do]{0,2}[^dDoPvVWr])(?:od[Xr]?P)?)"
_PLACE = r"[AtH:>Z(]"
_BE = r"[EdiCRFDoGkft]{0,6}(?:X[EdiCRFDoGkft]{0,4}){0,2}"  # d: "está"
_RULES: tuple[tuple[Says, re.Pattern[str]], ...] = tuple(
    (says, re.compile(rule))
    for says, rule in (
        (
            Says.GO_ON,
            r"(?:[Gghk][dDXiEo]{0,2}R|R[iH]{0,3}G|R[iHX]{0,3}k|L)(?![dDo]?[XQM]{0,2}[OK])(?!D?[XQ]{0,2}S)(?!B)",
        ),
        (Says.GO_ON, r"R[iHXAdDowj]{0,8}k(?=$|[:>,])"),
        (Says.GO_ON, r"h(?:i|d[XPv]|D[XW]?[Pv])(?!o)"),
        (Says.GO_ON, r"RA(?=[AH:>])"),  # "read on at"
        (Says.REST, r"[RFGgL][dDoiXAt]{0,3}T(?:[odD][dDo]{0,2}[XWQ]{0,2}(?:[PvVT]|i)|odS|(?!o))"),
        (
            Says.REST,
            rf"f[dDo]{{0,2}}(?:[Ty][odD][dDo]{{0,2}}[XW]{{0,2}}{_PIECE}|T(?:odS|oi|(?!o)))",
        ),
        (
            Says.REST,
            rf"[Ty](?:[odD][dDo]{{0,2}}[XW]{{0,2}}{_PIECE}|odS|oi|{_PIECE}){_BE}(?={_PLACE}|$)",
        ),
        (Says.REST, rf"Mod{{1,2}}X?{_PIECE}"),
        (Says.REST, r"T[iEHAXDdow]{0,6}R"),
        (Says.REST, rf"(?:^|[:,(>])[dDo]{{0,2}}T(?!o),?{_BE}(?={_PLACE}|$)"),
        (Says.GOES_ON, rf"{_PIECE}[XEi,C]{{0,3}}[Gk]E?(?={_PLACE}|$)"),
        (Says.GOES_ON, rf"{_PIECE}[EiAXDdwo]{{0,7}}k(?=$|[:>,])"),
        (Says.GOES_ON, r"^t?[EH]?G(?=[AH:>Z(])"),
        (Says.GOES_ON, r"^[XFiR]{0,4}G,?[ER][iDd]{0,2}(?=[AH:])"),  # "wie es weitergeht, steht auf"
        (Says.GOES_ON, r"(?:^|[,:(>])[Gk][Ei]{0,3}(?=[AH:>Z(])"),
        (Says.GOES_ON, r"(?:^|[,:])[AH][XdDowi]{0,4}[Ei]{0,3}k(?=$|[:>,(])"),
        (Says.WHOLE, rf"(?<=[RFGgkhf])[^QISOKU,]{{0,5}}(?:W[XrWDdo]{{0,3}}{_OWN}|{_PIECE}X?W|V)"),
        (Says.WHOLE, rf"(?:W[XrWDdo]{{0,3}}{_OWN}|{_PIECE}W|V)[iEHAXDdow]{{0,7}}R"),
        (Says.WHOLE, rf"(?:W[XrWDdo]{{0,3}}{_OWN}|{_PIECE}W|V){_BE}(?={_PLACE}|$)"),
        (Says.WHOLE, r"RdWX{1,2}(?=[AH:>])"),
        (Says.WHOLE, rf"R[dDiXv]{{0,3}}W(?={_PLACE}|[,F]|$)"),
        (Says.WHOLE, rf"W[XiE]?R(?={_PLACE}|[,F]|$)"),
        (Says.MORE, rf"(?:R[dDoi]?M|MRi?)(?={_PLACE}|$)"),
        (Says.MORE, r"^[(>]?[dD]?M(?:od?)?(?=[AH:>])"),
        (Says.MORE, r"^Gt"),
        (Says.MORE, r"^[FHiEf]{0,3}R(?:i|[dD]P|W)?A"),
        (Says.MORE, r"^[FHAtfiX]{0,4}G>*$"),
        (Says.MORE, r"[zG][,X]{0,3}[RFE]i{0,2}A"),
        (Says.MORE, r"[FR][iX]{0,2}D?[vPX]?z,[RF](?=[XDd]|$)"),  # "to see how it ends, visit"
        (Says.MORE, r"^[FHitXl]{0,5}[iDdvP]{0,3}z$"),  # "Want to know how it ends?"
        (Says.MORE, r"^[dD]?PA[XwdDo]{1,4}R$"),
        (Says.ORIGIN, r"N[^SOKU]{0,7}?[Ce]|[Ce][^SOKU]{0,6}?N|^N[oA]|c|(?<=[PvX])N[oA]"),
        (Says.PUBLISHED, rf"d[XP]?{_PIECE}[^YSOUPvD]{{0,6}}?C|r{_PIECE}|{_PIECE}o?r|q"),
    )
)
_ORIGINS = (Says.ORIGIN, Says.PUBLISHED)
# Every wording has at least one of these words.
_SIGNS: dict[str, set[str]] = {}
for _word, _letter_of in _SPELLED.items():
    _SIGNS.setdefault(max(_word.split("_"), key=len), set()).add(_letter_of)
_SURE_SIGNS = frozenset("GgkhLTVcqyz")
_PAIRS = ("WP", "Wv", "WR", "MR", "NC", "Ne", "CP", "Cv", "rP", "rv")
_SHORT = 80  # letters of a sentence that may be but "Read on Medium" or "More at …"


@lru_cache(maxsize=1024)  # a passage is asked about again for the one behind it
def may_say(sentence: str) -> bool:
    """Whether a sentence has the words of any wording: a quick no for most."""
    said: set[str] = set()
    for word in _SIGNS.keys() & _PLAIN.findall(_folded(sentence)):
        said |= _SIGNS[word]
    if not _SURE_SIGNS.isdisjoint(said):
        return True
    if len(sentence) <= _SHORT and not said.isdisjoint("RMN"):
        return True
    return any(said.issuperset(pair) for pair in _PAIRS)


@lru_cache(maxsize=2048)
def words_of(sentence: str) -> tuple[Word, ...]:
    """The last words of a sentence with their meanings."""
    found = list(_WORD.finditer(sentence))[-LONGEST:]
    plain = [_folded(x[0]) if x.lastgroup == "word" else "" for x in found]
    out: list[Word] = []
    at = 0
    while at < len(found):
        size = _phrase(plain, at)
        folded = "_".join(plain[at : at + size])
        letter = _letter(found[at].lastgroup, found[at][0], folded, out)
        out.append(
            Word(
                start=found[at].start(),
                end=found[at + size - 1].end(),
                letter=letter,
                folded=folded,
            )
        )
        at += size
    return tuple(out)


def wordings_of(words: tuple[Word, ...]) -> tuple[Wording, ...]:
    """What the sentence says, the surest first; () if it says nothing of the kind."""
    letters = "".join(word.letter for word in words)
    out = []
    for says, rule in _RULES:
        for found in rule.finditer(letters):
            is_meant = _tells_origin if says in _ORIGINS else _sends_on
            if is_meant(words, letters, says, found):
                out.append(Wording(says=says, first=found.start(), last=found.end()))
    return tuple(out)


def _sends_on(words: tuple[Word, ...], letters: str, says: Says, found: re.Match[str]) -> bool:
    """Not what must be subscribed to or watched first, nor what stands there too."""
    before = letters[: found.end()]
    if "Y" in before or "K" in before[-8:]:
        return False
    if any(x == "U" and not _tells(words, at) for at, x in enumerate(before)):
        return False
    if says is Says.WHOLE and _is_told(words):
        return False
    if says is Says.WHOLE:
        near = letters[max(0, found.start() - 3) : found.end()]
        return not set(near) & set("QISO") and not _is_one_of_many(words, found)
    if says is Says.MORE:
        return not set(letters) & set("BOQSI" if "z" in found[0] else "BlOQSI")
    return True


def _is_told(words: tuple[Word, ...]) -> bool:
    """ "I read the full article in …", "ich habe … gelesen": somebody else's article."""
    for one, other in pairwise(words):
        if one.folded in _PERSONS and other.letter == "R":
            return True
    said = {word.folded for word in words}
    return not said.isdisjoint(_HAVE) and not said.isdisjoint(("gelesen", "gelezen"))


def _is_one_of_many(words: tuple[Word, ...], found: re.Match[str]) -> bool:
    """ "A long article" is not this one."""
    at = found.start() + next((n for n, x in enumerate(found[0]) if x in "WPvV"), 0)
    before = words[at - 1].folded if at else ""
    is_any = before in _ONE_OF_MANY or (before == "a" and words[at].folded in _ENGLISH)
    letters = "".join(w.letter for w in words[at : at + 6])
    return is_any and not re.match(r"[^PvV]{0,3}[PvV]+[oXD]{0,2}d", letters)


def _tells(words: tuple[Word, ...], at: int) -> bool:
    """ "I share the whole story on …" is telling, not a button."""
    return words[at].folded == "share" and at > 0 and words[at - 1].letter == "i"


def _tells_origin(words: tuple[Word, ...], letters: str, says: Says, found: re.Match[str]) -> bool:
    """Whether it is this article that came from elsewhere, and not one that it tells of."""
    if "Y" in letters[: found.end()] or set(found[0]) & set("SOKU"):
        return False
    before = re.split("[(:]", letters[: found.start()])[-1]
    if set(before) & set("SOKUI"):
        return False
    subject = words[found.start() - len(before) : found.start()]
    if says is Says.PUBLISHED:
        return len(subject) <= 4
    if "d" in before:
        return True
    if "P" in before or "v" in before:
        return (
            subject[0].letter in "DPvX"
            and subject[0].folded not in {"a", *_ONE_OF_MANY}
            and len(subject) <= 6
        )
    return set(before) <= set("iE,")


def _phrase(plain: list[str], at: int) -> int:
    """How many words from here are one phrase of the lexicon."""
    if plain[at] in _FIRST:
        for size in range(min(_LONGEST_PHRASE, len(plain) - at), 1, -1):
            if "_".join(plain[at : at + size]) in _SPELLED:
                return size
    return 1


def _letter(kind: str | None, written: str, folded: str, before: list[Word]) -> str:
    if kind == "url":
        return "Z"
    if kind == "arrow":
        return ">"
    if kind == "stop":
        return ":" if written == ":" else "(" if written in "([" else ","
    if folded == "s" and before:  # "Jane's", "here's"
        last = before[-1]
        return "E" if last.folded in _NO_OWNER else "I" if last.letter == "X" else "X"
    return _SPELLED.get(folded, "X")


def _folded(text: str) -> str:
    """Lower case without accents; letters of other scripts are left out."""
    if text.isascii():
        return text.lower()
    spelled = unicodedata.normalize("NFKD", text.translate(_PLAINER).casefold())
    return spelled.encode("ascii", "ignore").decode("ascii")
