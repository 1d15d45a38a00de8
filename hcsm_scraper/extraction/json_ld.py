"""JSON-LD as a graph: every script of a page parsed, however broken, with each @id that the page explains
replaced by what it names."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from hcsm_scraper.extraction.json_text import first_said, said_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Node = dict[str, object]

_WRAPPING = re.compile(
    r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?://\s*)?(?:\]\]>|-->)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[\]}])")
_MAX_DEPTH = 12


def graph_of(scripts: Iterable[str]) -> list[Node]:
    tops: list[Node] = []
    for text in scripts:
        tops.extend(_objects(_parse(text), 0))
    named: dict[str, Node] = {}
    for node in _all_nodes(tops):
        key = node.get("@id")
        if isinstance(key, str) and len(node) > len(named.get(key, {})):
            named[key] = node
    return [{key: _resolved(value, named) for key, value in node.items()} for node in tops]


def _parse(text: str) -> object:
    text = _WRAPPING.sub("", text.strip())
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text), html.unescape(text), text.rstrip(" ;")):
        try:
            return said_in(attempt, strict=False)
        except ValueError:
            continue
    return _first_objects(text)


def _first_objects(text: str) -> list[object]:
    """Objects that stand in a script that is not JSON as a whole: two glued together, a torn tail."""
    out: list[object] = []
    at = text.find("{")
    while at != -1 and len(out) < 50:
        try:
            value, end = first_said(text, at, strict=False)
        except ValueError:
            break
        out.append(value)
        at = text.find("{", end)
    return out


def _objects(value: object, depth: int) -> Iterator[Node]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for part in value:
            yield from _objects(part, depth + 1)
    elif isinstance(value, dict):
        graph = value.get("@graph")
        if graph is not None:
            yield from _objects(graph, depth + 1)
        if "@type" in value:
            yield value
        main = value.get("mainEntity")
        if main is not None and not isinstance(main, str):
            yield from _objects(main, depth + 1)


def _all_nodes(tops: Iterable[object], depth: int = 0) -> Iterator[Node]:
    for value in tops:
        if isinstance(value, dict):
            yield value
            if depth < _MAX_DEPTH:
                yield from _all_nodes(value.values(), depth + 1)
        elif isinstance(value, list) and depth < _MAX_DEPTH:
            yield from _all_nodes(value, depth + 1)


def _resolved(value: object, named: Mapping[str, Node]) -> object:
    """References one level deep: the objects they name may point back."""
    if isinstance(value, list):
        return [_resolved(part, named) for part in value]
    if isinstance(value, dict):
        key = value.get("@id")
        if isinstance(key, str) and len(value) <= 3:
            return {**named.get(key, {}), **value}
    return value


def types_of(node: Mapping[str, object]) -> tuple[str, ...]:
    """The schema.org types of a JSON-LD object, without their prefix."""
    found = node.get("@type")
    names = found if isinstance(found, list) else [found]
    return tuple(str(name).rsplit("/", 1)[-1].rsplit(":", 1)[-1] for name in names if name)
