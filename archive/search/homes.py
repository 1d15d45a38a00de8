"""The tables that are searched, and which full-text index can answer which part of a query. Knows
no database's syntax.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from archive.schema import ARTICLES, COMMENTS
from archive.search.grammar import And, Near, Not, Or, Words

if TYPE_CHECKING:
    from sqlalchemy import Table

    from archive.search.grammar import Node

Kind = Literal["article", "comment"]  # what is searched for
KINDS: tuple[Kind, ...] = ("article", "comment")
ROWS: dict[Kind, Table] = {"article": ARTICLES, "comment": COMMENTS}
OWN: dict[Kind, str] = {"article": "articles_fts", "comment": "comments_fts"}
_AUTHORS: dict[Kind, str] = {"article": "article_authors_fts", "comment": "comment_authors_fts"}
_FIELDS = {"title": "articles_fts", "body": "articles_fts", "comment": "comments_fts"}


def home(node: Node, kind: Kind) -> str | None:
    """The index that can answer the whole node in one question; None if there is none.

    A node of nothing but NOT has no home: an index lists what is there.
    """
    if isinstance(node, Words):
        if node.field == "author":
            return _AUTHORS[kind]
        return _FIELDS.get(node.field) or OWN[kind]
    if isinstance(node, Near):
        return home(node.left, kind)
    if isinstance(node, And):
        sure = {home(part, kind) for part in node.parts if not isinstance(part, Not)}
        barred = {home(part.part, kind) for part in node.parts if isinstance(part, Not)}
        return next(iter(sure)) if len(sure) == 1 and barred <= sure else None
    if isinstance(node, Or):
        found = {home(part, kind) for part in node.parts}
        return found.pop() if len(found) == 1 else None
    return None


def grouped(node: And | Or, kind: Kind) -> tuple[dict[str, Node], list[Node]]:
    """The parts that one index answers, as one node for each index, and the other parts."""
    sets: dict[str, list[Node]] = {}
    rest = []
    for part in node.parts:
        if name := home(part, kind):
            sets.setdefault(name, []).append(part)
        else:
            rest.append(part)
    if isinstance(node, And):
        for part in [part for part in rest if isinstance(part, Not)]:
            if (name := home(part.part, kind)) in sets:
                sets[str(name)].append(part)
                rest.remove(part)
    return {
        name: parts[0] if len(parts) == 1 else type(node)(tuple(parts))
        for name, parts in sets.items()
    }, rest


def ranked_part(node: Node, kind: Kind) -> tuple[Node | None, Node | None]:
    """(what every hit must match in the kind's own index, the rest); None: nothing."""
    if home(node, kind) == OWN[kind]:
        return node, None
    if not isinstance(node, And):
        return None, node
    sets, rest = grouped(node, kind)
    text = sets.pop(OWN[kind], None)
    others = (*sets.values(), *rest)
    if not others:
        return text, None
    return text, others[0] if len(others) == 1 else And(others)
