"""The query language: a text to a tree of frozen nodes. Knows no database.

Whatever is not understood is a WrongUseError that names the place and what was expected there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import NoReturn

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.exceptions import VisitError

from archive.errors import WrongUseError

LONGEST = 2000  # characters of a query
DEEPEST = 40  # brackets within brackets
FARTHEST = 50  # words between the two of NEAR
FIELDS = {
    "title": "words of an article's title",
    "body": "words of an article's text",
    "comment": "words of a comment",
    "author": "words of an author's name",
    "tag": "a whole tag",
    "category": "a whole category",
    "blog": "a blog's address, id, name or title",
    "lang": "a language such as en",
    "kind": "article, page, continuation, comment or pingback",
    "date": "a day, month or year, or two of them with .. between",
    "comments": "a number, <, <=, >, >= and a number, or two with .. between",
    "truncated": "yes or no",
}
KINDS = ("article", "page", "continuation", "comment", "pingback")
_GRAMMAR = r"""
    start: either
    ?either: every ("OR" every)*
    ?every: (unless "AND"?)* unless
    ?unless: ("NOT" | MINUS) unless -> without
        | leaf
        | "(" either ")"
    leaf: FIELD? (WORD | STRING)
        | FIELD? NEAR (WORD | STRING) (WORD | STRING) ","? NUMBER? ")" -> near
    FIELD.4: /[A-Za-z]+:(?=[^\s\/)])/
    NEAR.5: /NEAR\s*\(/
    NUMBER.3: /\d{1,9}(?=\s*\))/
    MINUS.2: /-(?=[\w"(#])/
    WORD: /(?!(?:AND|OR|NOT)(?![^\s()"]))(?:[^\s()",]|,(?!\s*\d*\s*\)))+/
    STRING: /"[^"]*"\*?/
    SILENT.1: /[^\w\s()"]+(?=[\s)]|$)/
    %ignore /\s+/
    %ignore SILENT
"""
_SHOWN = 80  # characters of a query in an error
_QUOTES = str.maketrans("“”„‟«»", '""""""')
_WORDS = re.compile(r"[^\W_]+")
_MOMENT = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_DATE = re.compile(rf"(?:({_MOMENT})?\.\.({_MOMENT})?|(<=|>=|<|>|)({_MOMENT}))")
_COUNT = re.compile(r"(?:(\d{1,9})?\.\.(\d{1,9})?|(<=|>=|<|>|)(\d{1,9}))")


@dataclass(frozen=True, slots=True)
class Words:
    """Adjacent words; with `prefix` the last is a beginning. Field "" is title, body, comment."""

    words: tuple[str, ...]
    prefix: bool = False
    field: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """Two phrases with at most `distance` words between, in either order."""

    left: Words
    right: Words
    distance: int


@dataclass(frozen=True, slots=True)
class Is:
    """tag, category, blog, lang, kind or truncated has this value; with `prefix` it begins so."""

    field: str
    value: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Between:
    """date or comments lies in `low` .. `high`, both included; None is open."""

    field: str
    low: str | None
    high: str | None


@dataclass(frozen=True, slots=True)
class Not:
    part: Node


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]


Node = Words | Near | Is | Between | Not | And | Or


def parse(query: str) -> Node:
    """Raises WrongUseError naming the place and what was expected there."""
    text = query.translate(_QUOTES).replace("\x00", " ")
    if len(text) > LONGEST:
        raise WrongUseError(f"the query has {len(text)} characters; allowed is {LONGEST}")
    if not any(letter.isalnum() for letter in text):
        raise WrongUseError(f"{query!r} holds no word to search for")
    _check_brackets(text)
    try:
        tree = _parser().parse(text)
        node: Node = _Builder(text).transform(tree)
    except UnexpectedInput as error:
        _refuse(text, *_misfit(text, error))
    except VisitError as error:
        raise error.orig_exc from None
    return node


def words_of(text: str) -> tuple[str, ...]:
    """The words within: letters and digits, as both databases cut them."""
    return tuple(_WORDS.findall(text))


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", propagate_positions=False)


def _refuse(text: str, place: int, expected: str) -> NoReturn:
    """`place` counts from 0; people count from 1."""
    found = f"{text[place : place + 20]!r}" if text[place:].strip() else "its end"
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    raise WrongUseError(
        f"query {shown!r}, character {place + 1}: expected {expected}, found {found}"
    )


def _check_brackets(text: str) -> None:
    open_ = 0
    for place, letter in enumerate(re.sub(r'"[^"]*"', lambda m: " " * len(m[0]), text)):
        open_ += (letter == "(") - (letter == ")")
        if open_ > DEEPEST:
            _refuse(text, place, f"at most {DEEPEST} brackets within brackets")


def _misfit(text: str, error: UnexpectedInput) -> tuple[int, str]:
    """Where the text stops being a query, and what could stand there."""
    at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    place = len(text) if at_end else int(getattr(error, "pos_in_stream", None) or 0)
    if isinstance(error, UnexpectedCharacters) and text[place] == '"':
        return place, 'a second " to end the phrase'
    wanted = set(error.accepts or error.expected) if isinstance(error, UnexpectedToken) else set()
    if "WORD" not in wanted and "NUMBER" in wanted:
        return place, "a number of words, or a closing bracket"
    if "WORD" not in wanted and "RPAR" in wanted:
        return place, "a closing bracket"
    if place < len(text) and text[place] == ")":
        return place, 'a word, a "phrase" or a field before the closing bracket'
    if place == len(text) and text.count("(") > text.count(")") and "RPAR" in wanted:
        return place, "a closing bracket"
    return place, 'a word, a "phrase" or a field such as title:'


class _Builder(Transformer[Token, Node]):
    """Lark's tree to ours."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def start(self, children: list[Node]) -> Node:
        return children[0]

    def either(self, children: list[Node]) -> Node:
        return Or(tuple(children))

    def every(self, children: list[Node]) -> Node:
        return And(tuple(children))

    def without(self, children: list[Node]) -> Node:
        return Not(children[-1])

    def leaf(self, tokens: list[Token]) -> Node:
        if len(tokens) == 1:
            return self._words(tokens[0], "")
        field = self._field(tokens[0])
        return self._words(tokens[1], field) if field in _TEXT else self._fact(field, tokens[1])

    def near(self, tokens: list[Token]) -> Node:
        field = self._field(tokens[0]) if tokens[0].type == "FIELD" else ""
        if field and field not in _TEXT:
            self._refuse(tokens[1], FIELDS[field])
        words = [self._words(t, field) for t in tokens if t.type in ("WORD", "STRING")]
        numbers = [int(token) for token in tokens if token.type == "NUMBER"]
        if numbers and numbers[0] > FARTHEST:
            self._refuse(tokens[-1], f"a number of words up to {FARTHEST}")
        return Near(words[0], words[1], numbers[0] if numbers else 10)

    def _words(self, token: Token, field: str) -> Words:
        found = words_of(token.value)
        if not found:
            self._refuse(token, "letters or digits")
        return Words(found, token.value.endswith("*"), field)

    def _field(self, token: Token) -> str:
        name = str(token.value)[:-1].lower()
        if name not in FIELDS:
            near = get_close_matches(name, FIELDS, 1)
            meant = f" ({near[0]}:?)" if near else ""
            quoted = f'; in quotation marks "{token.value}" is a word like others'
            self._refuse(token, f"one of the fields {', '.join(FIELDS)}{meant}{quoted}")
        return name

    def _fact(self, field: str, token: Token) -> Node:
        prefix = token.value.endswith("*") and field in ("tag", "category")
        value = token.value.rstrip("*") if prefix else str(token.value)
        value = value.strip('"').strip() if token.type == "STRING" else value
        if field in ("date", "comments"):
            found = (_DATE if field == "date" else _COUNT).fullmatch(value)
            if not found or value == "..":
                self._refuse(token, FIELDS[field])
            return _between(field, *found.groups())
        if field == "truncated" and value.lower() not in ("yes", "no"):
            self._refuse(token, FIELDS[field])
        if field == "kind" and value.lower() not in KINDS:
            self._refuse(token, FIELDS[field])
        return Is(field, _lower(value), prefix)

    def _refuse(self, token: Token, expected: str) -> NoReturn:
        _refuse(self._text, token.start_pos or 0, expected)


_TEXT = frozenset({"title", "body", "comment", "author"})


def _between(
    field: str, low: str | None, high: str | None, sign: str | None, value: str | None
) -> Node:
    """`>` as "not up to" and `<` as "not from": a day, month or year counts as a whole."""
    if value is None:
        return Between(field, low, high)
    if sign == ">":
        return Not(Between(field, None, value))
    if sign == "<":
        return Not(Between(field, value, None))
    return Between(field, None if sign == "<=" else value, None if sign == ">=" else value)


def _lower(value: str) -> str:
    """A-Z only: the databases fold no other letters alike."""
    return re.sub("[A-Z]+", lambda found: found[0].lower(), value)
