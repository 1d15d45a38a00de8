"""Comments that a page declares as JSON: schema.org in JSON-LD, and the trees of answers in a platform's
own JSON."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from archive.records import Comment, ParentState
from archive.text import ERASED_CLASS, whole_number
from archive.urls import normalise
from hcsm_scraper.extraction.body import fragment_to_text
from hcsm_scraper.extraction.dates import moment
from hcsm_scraper.extraction.json_ld import graph_of, types_of

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping

    from hcsm_scraper.document import Document

Node = dict[str, object]
_MOST = 20_000  # comments of one document


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One comment as a platform's JSON tells it; `key` None: it has none of its own; `text` is HTML,
    None for one that was removed."""

    key: str | None
    parent: str | None
    author: str | None
    author_url: str | None
    published: str | None
    text: str | None
    permalink: str | None = None


def as_comment(told: Told) -> Comment:
    text, markdown = fragment_to_text(told.text) if told.text else ("", "")
    key = told.key or _key_made_of(told.author, told.published, told.text)
    is_answer = told.parent is not None and told.parent != key
    is_orphan = told.parent == ERASED_CLASS
    state = ParentState.KNOWN if is_answer else ParentState.NONE
    return Comment(
        key=key,
        parent_key=told.parent if is_answer and not is_orphan else None,
        parent_state=ParentState.UNKNOWN if is_orphan else state,
        depth=2 if is_answer else 1,
        author=" ".join(told.author.split()) or None if told.author else None,
        author_url=normalise(told.author_url) if told.author_url else None,
        by_article_author=None,
        published=moment(told.published),
        text=text,
        markdown=markdown,
        permalink=told.permalink,
    )


def walked(
    nodes: object,
    answers: str,
    tell: Callable[[Node, str | None], Told | None],
    erased: Callable[[Node], None] = lambda _: None,
) -> tuple[Comment, ...]:
    """Comments of a tree of objects in its order; `answers` names the field that nests; `erased` is
    told what still holds the place of a comment."""
    found: dict[str, Comment] = {}
    waiting: list[tuple[object, str | None]] = [(x, None) for x in reversed(listed(nodes))]
    while waiting and len(found) < _MOST:
        node, parent = waiting.pop()
        if not isinstance(node, dict):
            continue
        if ERASED_CLASS in node:
            erased(node)
            inner: str | None = ERASED_CLASS
        else:
            told = tell(node, parent)
            inner = parent
            if told is not None and (told.key or told.text):
                comment = as_comment(told)
                found.setdefault(comment.key, comment)
                inner = comment.key
        waiting += [(x, inner) for x in reversed(listed(node.get(answers)))]
    return tuple(found.values())


def declared_comments(document: Document) -> tuple[tuple[Comment, ...], int | None]:
    """schema.org comments of the page's JSON-LD, and the number that it gives."""
    scripts = [
        x.text or "" for x in document.names.tagged("script") if "ld+json" in (x.get("type") or "")
    ]
    scripts = [x for x in scripts if "omment" in x]
    graph = graph_of(scripts) if scripts else []
    comments: dict[str, Comment] = {}
    gone: set[str | None] = set()
    counts = []
    for node in graph:
        is_comment = "Comment" in types_of(node)
        nested = [node] if is_comment else node.get("comment")
        for comment in walked(
            nested, "comment", _schema_comment, lambda x: gone.add(_schema_key(x))
        ):
            comments.setdefault(comment.key, comment)
        if not is_comment:
            counts += [x for x in _counts(node) if x is not None]
    return _with_known_parents(comments, gone), max(counts, default=None)


def listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def text_of(value: object) -> str | None:
    return str(value).strip() or None if isinstance(value, (str, int, float)) else None


def _schema_comment(node: Node, parent: str | None) -> Told | None:
    text = text_of(node.get("text") or node.get("articleBody") or node.get("description"))
    if text is None:
        return None
    by = next((x for x in listed(node.get("author") or node.get("creator"))), None)
    author = by if isinstance(by, dict) else {"name": by}
    name = text_of(author.get("name"))
    published = text_of(node.get("datePublished") or node.get("dateCreated"))
    permalink = text_of(node.get("url") or node.get("@id"))
    return Told(
        key=_schema_key(node),
        parent=_schema_parent(node) or parent,
        author=name,
        author_url=text_of(author.get("url")),
        published=published,
        text=text,
        permalink=permalink if permalink and permalink.startswith("http") else None,
    )


def _schema_key(node: Mapping[str, object]) -> str | None:
    for name in ("identifier", "@id", "url"):
        if said := text_of(node.get(name)):
            return said.rsplit("#", 1)[-1].removeprefix("comment-") or None
    return None


def _schema_parent(node: Mapping[str, object]) -> str | None:
    above = next(iter(listed(node.get("parentItem"))), None)
    if isinstance(above, str):
        return _schema_key({"@id": above})
    is_comment = isinstance(above, dict) and "Comment" in (types_of(above) or ("Comment",))
    return _schema_key(above) if is_comment and isinstance(above, dict) else None


def _with_known_parents(
    comments: Mapping[str, Comment], gone: Container[str | None]
) -> tuple[Comment, ...]:
    """`parentItem` may name the article: that is no comment's answer."""
    return tuple(
        x
        if x.parent_key is None or x.parent_key in comments
        else replace(x, parent_key=None, parent_state=ParentState.UNKNOWN)
        if x.parent_key in gone
        else replace(x, parent_key=None, parent_state=ParentState.NONE, depth=1)
        for x in comments.values()
    )


def _counts(node: Mapping[str, object]) -> Iterator[int | None]:
    yield whole_number(text_of(node.get("commentCount")))
    for statistic in listed(node.get("interactionStatistic")):
        if isinstance(statistic, dict) and "Comment" in str(statistic.get("interactionType")):
            yield whole_number(text_of(statistic.get("userInteractionCount")))


def _key_made_of(*said: str | None) -> str:
    return sha256("\x1f".join(x or "" for x in said).encode("utf-8", "replace")).hexdigest()[:16]
