"""People who commented, hidden wherever an export could name them: as authors, in what others wrote
to or about them, in links to their own addresses.

A name is looked for word by word, whatever stands between its words, so that one pass over a text
finds all names of the archive. A name that is an ordinary word ("Will", "Nurse") is hidden only
where somebody is addressed by it: texts stay readable.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from archive.identities import folded, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.export.persons import Persons
    from archive.identities import Pseudonyms

ANYBODY = "[person]"
NO_EMAIL = "[e-mail]"
_LONGEST = 8  # words of a name or address that are compared
_WORD = re.compile(r"\w+(?:\\_\w*)*")  # Markdown writes an underscore as \_
_EMAIL = re.compile(r"[\w.+%-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+")
_AVATAR = re.compile(r"https?://[^\s()<>\"]*gravatar\.com/avatar/[^\s()<>\"]*")
_MENTION = re.compile(r"(?<![\w@/.])@(\w(?:[\w.-]*\w)?)")
_GREETING = (
    "hi hello hey dear thanks thank you thx hallo liebe lieber danke bonjour cher chère merci hola "
    "gracias olá obrigado ciao grazie dag beste hej tack agree with"
).split()
_BEFORE = re.compile(
    r"(?:@|(?:^|\n)[ \t>*_]*|(?<!\w)(?:" + "|".join(_GREETING) + r"),?[ \t]+)\Z", re.IGNORECASE
)
_AFTER = re.compile(r"[ \t]*(?:[,:;!.?–—-]|\n|\Z)")
_REACH = 20  # letters before a name in which a greeting stands


class Hidden:
    """Hides the people of one archive. Without pseudonyms they become "[person]". `persons` is used
    up: of a hundred thousand people there should not be two lists in memory."""

    def __init__(self, persons: Persons, pseudonyms: Pseudonyms | None) -> None:
        self._pseudonyms = pseudonyms
        self._names: dict[str, str] = {}  # words of a name or address -> what stands for it
        self._exact: dict[str, str] = {}  # spelling that names made of ordinary words must have
        self._ordinary: dict[str, tuple[str, str]] = {}  # word -> (spelling, what stands for it)
        self._literal: dict[str, str] = {}  # names in scripts without spaces
        for key in list(persons.names):
            name, person = persons.names.pop(key)
            self._add(name, self._of_person(person) if person else self.name(name), persons)
        for address in list(persons.addresses):
            person = persons.addresses.pop(address)
            self._names[" ".join(_address_words(address))] = self._of_person(person)
        counts = Counter(word for name in self._names for word in name.split(" "))
        # Texts are searched for a name's rarest word first.
        self._keys = {min(name.split(" "), key=lambda x: (counts[x], x)) for name in self._names}
        self._lengths = sorted({name.count(" ") + 1 for name in self._names}, reverse=True)
        self._literals = _alternatives(self._literal)
        self.author = lru_cache(1 << 13)(self._author)

    def _author(self, author: str | None, url: str | None, kind: str) -> str | None:
        """What stands in the author's column; a pingback's author is a blog, not a person."""
        if kind == "pingback":
            return author
        return self._pseudonyms.of(author, url) if self._pseudonyms else None

    def name(self, author: str) -> str:
        return (self._pseudonyms.of(author, None) if self._pseudonyms else None) or ANYBODY

    def text(self, text: str | None, *, is_comment: bool = True) -> str | None:
        """The text without names, addresses, e-mails and avatars of people who commented."""
        if not text:
            return text
        if "@" in text or "%40" in text or "gravatar.com" in text:
            text = _EMAIL.sub(NO_EMAIL, _AVATAR.sub("[avatar]", text))
        words = _words_in(text)
        if not words.isdisjoint(self._keys):
            text = self._without_names(text)
        if self._literals is not None:
            text = self._literals.sub(lambda found: self._literal[found[0]], text)
        if is_comment and "@" in text:
            text = _MENTION.sub(self._mention, text)
        for word in words & self._ordinary.keys():
            text = self._unaddressed(text, word, words)
        return text

    def _of_person(self, person: str) -> str:
        return self._pseudonyms.of_person(person) if self._pseudonyms else ANYBODY

    def _add(self, name: str, stand_in: str, persons: Persons) -> None:
        words = _WORD.findall(folded(name))[:_LONGEST]
        if _is_unspaced(name):
            if not name.isascii():
                self._literal[name] = stand_in
        elif not all(_is_ordinary(word, persons.vocabulary) for word in words):
            self._names[" ".join(words)] = stand_in
        elif len(words) == 1:
            self._ordinary[words[0]] = (name, stand_in)
        elif name != name.lower():  # "a patient": no reader can tell
            self._exact[" ".join(words)] = name
            self._names[" ".join(words)] = stand_in

    def _without_names(self, text: str) -> str:
        found = list(_WORD.finditer(text))
        words = [folded(word[0]).replace("\\_", "_") for word in found]
        parts, done, next_free = [], 0, 0
        for position in [n for n, word in enumerate(words) if word in self._keys]:
            span = self._name_around(text, found, words, position, next_free)
            if span is not None:
                first, last, stand_in = span
                parts += [text[done : found[first].start()], stand_in]
                done, next_free = found[last].end(), last + 1
        return "".join(parts) + text[done:]

    def _name_around(
        self,
        text: str,
        found: list[re.Match[str]],
        words: list[str],
        position: int,
        next_free: int,
    ) -> tuple[int, int, str] | None:
        """(first word, last word, stand-in) of the longest name that holds the word there."""
        for length in self._lengths:
            for first in range(max(next_free, position - length + 1), position + 1):
                stand_in = self._names.get(" ".join(words[first : first + length]))
                if stand_in is None or first + length > len(words):
                    continue
                last = first + length - 1
                exact = self._exact.get(" ".join(words[first : last + 1]))
                if exact is None or text[found[first].start() : found[last].end()] == exact:
                    return first, last, stand_in
        return None

    def _mention(self, found: re.Match[str]) -> str:
        handle = found[1]
        if handle.startswith("P-") or not self._pseudonyms:
            return found[0] if self._pseudonyms else "@" + ANYBODY
        return "@" + self._names.get(folded(handle), self.name(handle))

    def _unaddressed(self, text: str, word: str, words: set[str]) -> str:
        """Hides an ordinary word where it is a name: after @, in a greeting, before a remark."""
        spelling, stand_in = self._ordinary[word]
        is_capital = spelling != word
        if spelling not in text or not (
            is_capital or "@" in text or not words.isdisjoint(_GREETING)
        ):
            return text

        def replaced(found: re.Match[str]) -> str:
            before = _BEFORE.search(text, max(0, found.start() - _REACH), found.start())
            if before is None or found.start() - before.end():
                return found[0]
            is_line_start = not before[0].strip(" \t\n>*_")
            ends = _AFTER.match(text, found.end())
            is_meant = before[0] == "@" or (is_capital and not is_line_start) or ends
            return stand_in if is_meant and (is_capital or not is_line_start) else found[0]

        return re.sub(rf"(?<!\w){re.escape(spelling)}(?!\w)", replaced, text)


def _words_in(text: str) -> set[str]:
    """The text's words, folded. Nearly all texts are ASCII but for quotes and dashes, and then need
    no pattern: a third of the time."""
    if not text.isascii():
        for mark in "’‘“”–—…\xa0":
            text = text.replace(mark, " ")
    if text.isascii():
        return set(text.lower().replace("\\_", "_").translate(_NO_WORD).split())
    return {word.replace("\\_", "_") for word in _WORD.findall(folded(text))}


_NO_WORD = {n: " " for n in range(128) if not (chr(n).isalnum() or chr(n) == "_")}


def _address_words(address: str) -> list[str]:
    return _WORD.findall(folded(unquote(address)))[:_LONGEST]


def _is_ordinary(word: str, vocabulary: frozenset[str]) -> bool:
    return len(word) < 3 or word.isdigit() or word in vocabulary


def _is_unspaced(name: str) -> bool:
    """Names in scripts that put no space between words, and names without any letter."""
    return not words_of(name) or any(
        "\u0e00" <= c <= "\u0eff" or "\u3040" <= c <= "\u9fff" for c in name
    )


def _alternatives(names: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, longest_first))) if longest_first else None
