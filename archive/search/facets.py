"""How many hits there are by year, blog, tag, category, language and kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, select, true, union_all

from archive.errors import not_one_of
from archive.query import gone
from archive.schema import ARTICLES, BLOGS, COMMENTS, LABELS
from archive.search.conditions import full_text
from archive.search.grammar import parse
from archive.search.hits import count, numbers
from archive.search.homes import ROWS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import CTE, ColumnElement, Connection, Select

    from archive.search.homes import Kind

FACETS = ("year", "blog", "tag", "category", "lang", "kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """`narrowing` added to the query leaves these hits; None where the value is not known."""

    by: str
    value: str | None
    count: int
    narrowing: str | None


def facets(
    connection: Connection,
    query: str,
    *,
    by: Sequence[str] = FACETS,
    kind: Kind = "article",
    most: int | None = None,
) -> list[Facet]:
    """In the order of `by`; years in order, others by count. "" as a query: all that is kept."""
    unknown = [name for name in by if name not in FACETS]
    if unknown:
        raise not_one_of("--by", unknown[0], FACETS)
    node = parse(query) if query.strip() else None
    hits = None if node is None else numbers(connection, node, kind).cte("hits")
    by_text = full_text(connection)
    many = hits is None or by_text.is_many(lambda: count(connection, query, kind))

    def are_hits(number: ColumnElement[int]) -> ColumnElement[bool]:
        if hits is None:
            return number.not_in(gone(ROWS[kind]))
        return by_text.among(number, select(hits.c.number), many=many)

    # An article is looked up once, however many of its comments are hits.
    each = select(COMMENTS.c.article_id, func.count().label("hits"))
    above = each.where(are_hits(COMMENTS.c.number)).group_by(COMMENTS.c.article_id).cte("above")
    asked = union_all(*(_counted(name, kind, are_hits, above) for name in by))
    counted: dict[str, list[tuple[str | None, int]]] = {name: [] for name in by}
    for name, value, hits_ in connection.execute(asked):
        counted[name].append((value, int(hits_)))
    counted.get("year", []).sort(key=lambda pair: pair[0] or "~")
    for name in by:
        if name != "year":
            counted[name].sort(key=lambda pair: (-pair[1], pair[0] or ""))
    return [
        Facet(by=name, value=value, count=hits_, narrowing=narrowing(name, value))
        for name, values in counted.items()
        for value, hits_ in values[:most]
    ]


def narrowed(query: str, narrowing: str) -> str:
    """The query, and this too."""
    bare = query.strip()
    return f"({bare}) {narrowing}" if " OR " in bare else f"{bare} {narrowing}".strip()


def _counted(
    name: str, kind: Kind, are_hits: Callable[[ColumnElement[int]], ColumnElement[bool]], above: CTE
) -> Select[Any]:
    """(facet, value, hits), in one look at the smallest index that says it."""
    rows = ROWS[kind]
    if name in ("year", "kind"):
        own = rows.c.kind if name == "kind" else func.substr(rows.c.published, 1, 4)
        asked = select(literal(name), own, func.count()).where(are_hits(rows.c.number))
        return asked.group_by(own)
    number: ColumnElement[int] = func.count()
    if kind == "article":
        is_labelled = name in ("tag", "category")
        source: Any = LABELS if is_labelled else ARTICLES
        where = are_hits(LABELS.c.article_number if is_labelled else ARTICLES.c.number)
    else:
        source = above.join(ARTICLES, ARTICLES.c.id == above.c.article_id)
        number, where = func.sum(above.c.hits), true()
    value: ColumnElement[Any]
    if name == "lang":
        value, group = ARTICLES.c.language, ARTICLES.c.language
    elif name == "blog":
        url = select(BLOGS.c.url).where(BLOGS.c.id == ARTICLES.c.blog_id)
        value, group = url.scalar_subquery(), ARTICLES.c.blog_id
    else:
        value, group = func.min(LABELS.c.value), LABELS.c.folded
        labelled: ColumnElement[str] = LABELS.c.kind
        if kind == "comment":  # by the articles' numbers, not by the index of all labels of a kind
            source = source.join(LABELS, LABELS.c.article_number == ARTICLES.c.number)
            labelled = labelled.concat("")
        where &= labelled == name
    asked = select(literal(name), value, number).select_from(source).where(where)
    return asked.group_by(group)


def narrowing(name: str, value: str | None) -> str | None:
    if not value or '"' in value:
        return None
    if name == "year":
        return f"date:{value}"
    if name == "blog":
        value = value.split("://", 1)[-1].rstrip("/")
    is_plain = all(letter.isalnum() or letter in ".-_/#:" for letter in value)
    return (
        f"{name}:{value}" if is_plain and name not in ("tag", "category") else f'{name}:"{value}"'
    )
