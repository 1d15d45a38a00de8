"""A query's tree as one SQL condition; every value of the user's is a bound parameter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection, and_, false, func, not_, or_, select, true

from archive.query import is_cut
from archive.schema import ARTICLES, BLOGS, COMMENTS, LABELS
from archive.search import postgresql, sqlite
from archive.search.grammar import And, Between, Is, Near, Not, Or, Words
from archive.search.homes import OWN, ROWS, Kind, grouped, home

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import ColumnElement, Select, Table

    from archive.search.grammar import Node


class FullText(Protocol):
    """What a database can do with the words of a query."""

    def listed(self, index: str, node: Node, rows: Table) -> Select[tuple[int]]:
        """The numbers of the rows that the index lists and that have not vanished."""

    def is_many(self, count: Callable[[], int], /) -> bool:
        """Whether so many rows are hits that reading on is quicker than looking them up."""

    def among(
        self, number: ColumnElement[int], numbers: Select[tuple[int]], *, many: bool
    ) -> ColumnElement[bool]:
        """Whether the number is one of these."""

    def ranked(
        self, rows: Table, node: Node, index: str, where: ColumnElement[bool] | None
    ) -> Select[tuple[int, float]]:
        """(number, score) of the rows that have not vanished, the best first."""

    def marked(
        self,
        connection: Connection,
        index: str,
        node: Node,
        numbers: Sequence[int],
        words: int | None,
    ) -> dict[int, str]:
        """The text of each row with what was found marked; with `words` the best such part."""


def full_text(connection: Connection) -> FullText:
    return sqlite if connection.dialect.name == "sqlite" else postgresql


def condition(node: Node, kind: Kind, by: FullText) -> ColumnElement[bool]:
    """What the rows of `kind` must fulfil; that they have not vanished is asked elsewhere."""
    if name := home(node, kind):
        return _found(node, name, kind, by)
    if isinstance(node, Not):
        return not_(condition(node.part, kind, by))
    if isinstance(node, And | Or):
        sets, rest = grouped(node, kind)
        parts = [_found(part, name, kind, by) for name, part in sets.items()]
        parts += [condition(part, kind, by) for part in rest]
        return and_(*parts) if isinstance(node, And) else or_(*parts)
    if isinstance(node, Is) and node.field == "kind":
        return _of_kind(node.value, kind)
    if isinstance(node, Between) and node.field == "date":
        return _between(ROWS[kind].c.published, node)
    assert isinstance(node, Is | Between)
    return _of_article(_fact(node), kind)


def shown_words(node: Node, kind: Kind) -> Node | None:
    """What to mark in a hit's own text: any word that was asked for, not those barred."""
    found = list(_asked(node, kind))
    return None if not found else found[0] if len(found) == 1 else Or(tuple(found))


def _asked(node: Node, kind: Kind) -> list[Node]:
    if isinstance(node, Words | Near):
        return [node] if home(node, kind) == OWN[kind] else []
    if isinstance(node, And | Or):
        return [leaf for part in node.parts for leaf in _asked(part, kind)]
    return []


def _found(node: Node, index: str, kind: Kind, by: FullText) -> ColumnElement[bool]:
    if index == "articles_fts":
        return _of_article(ARTICLES.c.number.in_(by.listed(index, node, ARTICLES)), kind)
    if index == "comments_fts" and kind == "article":
        numbers = by.listed(index, node, COMMENTS)
        under = select(COMMENTS.c.article_id).where(COMMENTS.c.number.in_(numbers))
        return ARTICLES.c.id.in_(under)
    return ROWS[kind].c.number.in_(by.listed(index, node, ROWS[kind]))


def _of_article(where: ColumnElement[bool], kind: Kind) -> ColumnElement[bool]:
    if kind == "article":
        return where
    return COMMENTS.c.article_id.in_(select(ARTICLES.c.id).where(where))


def _of_kind(value: str, kind: Kind) -> ColumnElement[bool]:
    is_comment = value in ("comment", "pingback")
    if is_comment != (kind == "comment"):
        return false()
    return ROWS[kind].c.kind == value


def _fact(node: Is | Between) -> ColumnElement[bool]:
    """A fact about an article."""
    if isinstance(node, Between):
        return _between(ARTICLES.c.comment_count, node)
    if node.field in ("tag", "category"):
        folded = LABELS.c.folded
        value = (
            folded.startswith(node.value, autoescape=True) if node.prefix else folded == node.value
        )
        return ARTICLES.c.number.in_(
            select(LABELS.c.article_number).where(LABELS.c.kind == node.field, value)
        )
    if node.field == "blog":
        return ARTICLES.c.blog_id.in_(select(BLOGS.c.id).where(_blog(node.value)))
    if node.field == "lang":
        language = func.lower(ARTICLES.c.language)
        return func.coalesce(
            or_(language == node.value, language.startswith(f"{node.value}-", autoescape=True)),
            false(),
        )
    cut = func.coalesce(is_cut(), false())
    return cut if node.value == "yes" else not_(cut)


def _blog(value: str) -> ColumnElement[bool]:
    """Its id, its address with or without scheme and last slash, its name or its title."""
    bare = value.split("://", 1)[-1].rstrip("/")
    urls = [f"{scheme}://{bare}{end}" for scheme in ("http", "https") for end in ("", "/")]
    return or_(
        BLOGS.c.id == value,
        func.lower(BLOGS.c.url).in_(urls),
        func.lower(BLOGS.c.name) == value,
        func.lower(BLOGS.c.title) == value,
    )


def _between(column: ColumnElement[int | str], node: Between) -> ColumnElement[bool]:
    """Never null: what has no date lies in no span. "~" sorts behind all that a moment holds."""
    is_date = node.field == "date"
    where: ColumnElement[bool] = column.is_not(None)
    if node.low is not None:
        where &= column >= (node.low if is_date else int(node.low))
    if node.high is not None:
        where &= column <= (node.high + "~" if is_date else int(node.high))
    return where if node.low or node.high else true()
