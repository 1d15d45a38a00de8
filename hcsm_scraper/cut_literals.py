"""Cuts comments out of JSON and out of the object literals of scripts, of whatever software.
Whatever else the text says stays as it is, byte for byte.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING

from archive.text import ERASED_CLASS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from archive.tombstones import Tombstones

Cut = tuple[int, int, str]  # from, to, what stands there instead
# A string of JSON-LD may go over lines; in scripts, an apostrophe of a remark must not open one.
_JSON = re.compile(r"\"(?:[^\"\\]|\\.)*+\"|[{}\[\],:]|[^\s\"{}\[\],:]++|\"", re.DOTALL)
_SCRIPT = re.compile(
    r"\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|[{}\[\],:]|[^\s\"'{}\[\],:]++|[\"']", re.DOTALL
)
_CLOSES = {"{": "}", "[": "]"}
_ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|([0-3]?[0-7]{1,2})|(.))",
    re.DOTALL,
)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": " ", "f": " "}
_AMONG_COMMENTS = re.compile(r"comment|repl(?:y|ies)|response|discussion|mention", re.IGNORECASE)
_OF_ARTICLE = re.compile(r"\A(?:post|article|about|publication|parentItem)\Z")
_ANSWERS = re.compile(r"comment|repl(?:y|ies)|response|children|answers|thread", re.IGNORECASE)
_SHAPE = re.compile(
    r"\A@?(?:id|_id|ID|identifier|type|kind|url|__typename|comment_?ID|\w*parent\w*|in_?reply_?to\w*)\Z",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\A@?(?:_?id|identifier|comment_?id|url)\Z", re.IGNORECASE)
_TEXT = re.compile(
    r"\A(?:comment_?)?(?:text|body|html|content|message|comment|raw|cooked|markdown|description|summary|"
    r"rendered|articleBody)(?:_?html|_?text|_?plain)?\Z",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\A(?:comment_?)?(?:author|creator|commenter|member|user|owner|profile|account|by|poster|contributor)"
    r"(?:_?info|_?data)?\Z",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\A(?:(?:author|creator|user|member|full|display|nick|screen|comment_?author)?_?name|author|creator|commenter|"
    r"comment_author|poster|nickname)\Z",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\A@?(?:(?:\w*_)?(?:url|uri)|profileUrl|authorUrl|website|web|link|href|id|handle)\Z",
    re.IGNORECASE,
)
_DEEPEST = 3  # strings of JSON in strings of JSON


@dataclass(slots=True)
class _Node:
    """`opens`: { or [, or "" for anything else; `items` begin where their keys do."""

    opens: str
    start: int
    end: int = 0
    items: list[tuple[str, int, _Node]] = field(default_factory=list)  # key, from, value


class Literals:
    """The cuts of one answer. `keys`: of the comments that its reader takes for erased."""

    def __init__(self, blog_id: str, stones: Tombstones, keys: Collection[str]) -> None:
        self._blog_id, self._stones, self.keys = blog_id, stones, keys

    def without(self, text: str, *, is_json: bool, among_comments: bool, depth: int = 0) -> str:
        root = _parsed(text, _JSON if is_json else _SCRIPT)
        one = _Cutting(self, text, root, depth)
        one.look(root, among_comments=among_comments)
        return spliced(text, one.cuts)

    def has_erased(self, names: list[str], addresses: list[str]) -> bool:
        told = (" ".join(unescape(unescape(x)).split()) for x in names)
        if any(self._stones.has_person(x, None) for x in told):
            return True
        urls = (x if "://" in x else f"https://substack.com/@{x}" for x in addresses)
        return any(self._stones.has_person(None, x) for x in urls)

    def is_erased(self, key: str) -> bool:
        number = key.rpartition(".post-" if ".post-" in key else "#")[2].removeprefix("comment-")
        return any(
            x in self.keys or self._stones.matches(self._stones.comment(self._blog_id, x))
            for x in (key, number)
        )


class _Cutting:
    def __init__(self, literals: Literals, text: str, root: _Node, depth: int) -> None:
        self._literals, self._text, self._depth = literals, text, depth
        self._named = self._names(root)
        self.cuts: list[Cut] = []

    def _names(self, root: _Node) -> dict[str, _Node]:
        """Objects that others refer to: by key (Apollo's caches) or by @id (JSON-LD)."""
        named: dict[str, _Node] = {}
        for key, node in _all(root):
            if ":" in key:
                named[key] = node
            for inner, _, value in node.items if len(node.items) > 1 else ():
                if inner == "@id" and not value.opens:
                    named[_said(self._text[value.start : value.end])] = node
        return named

    def look(self, root: _Node, *, among_comments: bool) -> None:
        waiting = [(root, among_comments)]
        while waiting:
            node, among = waiting.pop()
            for key, _, value in node.items:
                is_among = not _OF_ARTICLE.match(key) and (
                    among or bool(_AMONG_COMMENTS.search(key))
                )
                if value.opens != "{" or not self._is_erased(value, among=is_among):
                    waiting += [(value, is_among)] if value.opens else []
                    self._look_into(value, among=is_among)
                    continue
                answers = [x for x in value.items if self._holds_answers(x)]
                waiting += [(x[2], True) for x in answers]
                self._empty(value, answers)

    def _look_into(self, value: _Node, *, among: bool) -> None:
        """A string may be JSON itself."""
        if value.opens or value.end - value.start < 20 or self._depth >= _DEEPEST:
            return
        written = self._text[value.start : value.end]
        if written[0] not in "\"'":
            return
        if "{" not in written[:200]:
            return
        said = _said(written)
        if said.lstrip()[:1] not in ("{", "["):
            return
        kept = self._literals.without(
            said, is_json=True, among_comments=among, depth=self._depth + 1
        )
        if kept != said:
            quoted = json.dumps(kept)[1:-1].replace("</", "<\\/").replace("'", "\\u0027")
            self.cuts.append((value.start, value.end, written[0] + quoted + written[0]))

    def _is_erased(self, node: _Node, *, among: bool) -> bool:
        said = {key: x for key, _, x in node.items}
        if ERASED_CLASS in said or not self._is_comment(said, among=among):
            return False
        keys = [x for key in said if _NUMBER.match(key) for x in self._strings(said[key])]
        if any(map(self._literals.is_erased, keys)):
            return True
        names, addresses = self._of_people(node, is_person=False)
        return self._literals.has_erased(names, addresses)

    def _is_comment(self, said: dict[str, _Node], *, among: bool) -> bool:
        kinds = " ".join(
            x.lower()
            for key in ("@type", "type", "kind", "__typename")
            if key in said
            for x in self._strings(said[key])
        )
        if "posting" in kinds or "article" in kinds:
            return False
        if "author_name" in said or "comment_ID" in said or {"post", "parent"} <= said.keys():
            return True
        if "comment" in kinds:
            return True
        return (among or self._is_known(said)) and any(map(_TEXT.match, said))

    def _is_known(self, said: dict[str, _Node]) -> bool:
        """Whether one of its numbers is that of a comment which the reader takes for erased."""
        keys = self._literals.keys
        found = (x for key in said if _NUMBER.match(key) for x in self._strings(said[key]))
        return any(x in keys for x in found)

    def _of_people(self, node: _Node, *, is_person: bool) -> tuple[list[str], list[str]]:
        """Names and addresses that an object gives, or those it names as a person."""
        names: list[str] = []
        addresses: list[str] = []
        for key, value in self._resolved(node, is_person=is_person):
            people = [value] if value.opens == "{" else [x for _, _, x in value.items]
            if _PERSON.match(key):
                for one in people if not is_person or key == "author" else ():
                    if one.opens == "{":
                        more = self._of_people(one, is_person=True)
                        names, addresses = names + more[0], addresses + more[1]
            if _NAME.match(key):
                names += self._strings(value)
            if _ADDRESS.match(key):
                addresses += self._strings(value)
        return names, addresses

    def _resolved(self, node: _Node, *, is_person: bool) -> Iterator[tuple[str, _Node]]:
        for key, _, value in node.items:
            if key == "__ref" or (is_person and key == "@id" and len(node.items) == 1):
                name = next(iter(self._strings(value)), "")
                yield "author", self._named.get(name, value)
            else:
                yield key, value

    def _strings(self, node: _Node) -> list[str]:
        """What a value says, in an object of its own or not (Blogger's `$t`, JSON-LD's lists)."""
        if not node.opens:
            return [_said(self._text[node.start : node.end])]
        if node.opens == "[":
            return [x for _, _, one in node.items if not one.opens for x in self._strings(one)]
        return [
            x
            for key, _, one in node.items
            if key in ("$t", "@id", "@value") and not one.opens
            for x in self._strings(one)
        ]

    def _holds_answers(self, item: tuple[str, int, _Node]) -> bool:
        key, _, value = item
        if not value.opens or not _ANSWERS.search(key):
            return False
        answers = [value] if value.opens == "{" else [x for _, _, x in value.items]
        objects = [x for x in answers if x.opens == "{" and any(map(_is_text, x.items))]
        return any(
            not self._is_erased(x, among=True) or any(map(self._holds_answers, x.items))
            for x in objects
        )

    def _empty(self, node: _Node, answers: list[tuple[str, int, _Node]]) -> None:
        """What is left is that there was one, under which number, and the answers to it."""
        gone = [
            place
            for place, item in enumerate(node.items)
            if item not in answers and not _SHAPE.match(item[0])
        ]
        self._drop(node, gone)
        comma = "," if len(gone) < len(node.items) else ""
        self.cuts.append((node.start + 1, node.start + 1, f'"{ERASED_CLASS}":true{comma}'))

    def _drop(self, node: _Node, gone: list[int]) -> None:
        """Each item with the comma behind it; of the last ones, that before."""
        items, dropped = node.items, set(gone)
        last_kept = max((x for x in range(len(items)) if x not in dropped), default=-1)
        for place in gone:
            if place < last_kept:
                self.cuts.append((items[place][1], items[place + 1][1], ""))
            else:
                start = items[place - 1][2].end if place else items[place][1]
                self.cuts.append((start, items[place][2].end, ""))


def spliced(text: str, cuts: list[Cut]) -> str:
    """A cut within a cut is made by the outer one."""
    parts, position = [], 0
    for start, end, instead in sorted(cuts, key=lambda x: (x[0], x[0] != x[1], -x[1])):
        if start < position:
            continue
        parts += [text[position:start], instead]
        position = end
    return "".join(parts) + text[position:] if parts else text


def _is_text(item: tuple[str, int, _Node]) -> bool:
    return bool(_TEXT.match(item[0]))


def _parsed(text: str, token: re.Pattern[str]) -> _Node:
    """Braces and brackets as they nest, keys with their values; of code, whatever comes out."""
    root = _Node("[", 0, len(text))
    open_ = [root]
    key, key_at = "", -1
    for found in token.finditer(text):
        written, at = found[0], found.start()
        holder = open_[-1]
        if written == ",":
            key, key_at = "", -1
        elif written == ":":
            if holder.opens == "{" and holder.items and not holder.items[-1][2].opens:
                _, key_at, name = holder.items.pop()
                key = _said(text[name.start : name.end])
        elif written in ("}", "]"):
            if len(open_) > 1 and _CLOSES[holder.opens] == written:
                open_.pop().end = found.end()
            key, key_at = "", -1
        else:
            node = _Node(written if written in _CLOSES else "", at, found.end())
            holder.items.append((key, at if key_at < 0 else key_at, node))
            key, key_at = "", -1
            if node.opens:
                open_.append(node)
    for node in open_[1:]:
        node.end = len(text)
    return root


def _all(root: _Node) -> Iterator[tuple[str, _Node]]:
    waiting = [root]
    while waiting:
        for key, _, value in waiting.pop().items:
            if value.opens:
                waiting.append(value)
                yield key, value


def _said(written: str) -> str:
    """What a string says; anything else as it is written, null as nothing."""
    if written[:1] not in ("'", '"'):
        return "" if written in ("null", "undefined") else written
    plain = written[1:-1]
    if "\\" not in plain:
        return plain
    said = _ESCAPE.sub(_unescaped, plain)
    return said.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescaped(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2] or escape[3]
    if code or escape[4]:
        number = int(code, 16) if code else int(escape[4], 8)
        return chr(number) if number <= 0x10FFFF else ""
    return _PLAIN.get(escape[5], escape[5])
