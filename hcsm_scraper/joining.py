"""All evidence of one article becomes one article with comments, in whatever order it came."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from archive.records import Article, ArticleKind, Comment, Evidence, ParentState
from archive.threads import in_thread_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FIRST_SAID = (
    "key title published modified language lead_image comments_open comments_announced "
    "continued_at continues_from platform"
).split()
_FIRST_LISTED = ("authors", "categories", "tags")


def join(evidence: Sequence[Evidence]) -> Article:
    """Article from evidence sorted by route rank, part and comment page (store.latest_evidence).

    Each field is the first one said. Raises ValueError without evidence.
    """
    if not evidence:
        raise ValueError("no evidence to join")
    ordered = sorted(evidence, key=lambda x: (x.comment_page or 0) > 0)
    first = ordered[0]
    said = {name: _first(ordered, name) for name in _FIRST_SAID}
    listed = {name: _first(ordered, name) or () for name in _FIRST_LISTED}
    parts = _parts(ordered)
    return Article(
        url=first.article_url,
        kind=_kind(ordered),
        text=_joined(x.text for x in parts),
        markdown=_joined((x.markdown for x in parts), "\n\n"),
        links=tuple(link for x in parts for link in x.links),
        truncated=any(x.truncated for x in parts),
        comments=_comments(evidence),
        methods=first.methods,
        claims=first.claims,
        **said,  # type: ignore[arg-type]
        **listed,  # type: ignore[arg-type]
    )


def _first(evidence: Iterable[Evidence], name: str) -> object:
    for one in evidence:
        value: object = getattr(one, name)
        if value not in (None, ()):
            return value
    return None


def _kind(evidence: Iterable[Evidence]) -> ArticleKind:
    kinds = {one.kind for one in evidence}
    for kind in (ArticleKind.CONTINUATION, ArticleKind.PAGE):
        if kind in kinds:
            return kind
    return ArticleKind.ARTICLE


def _parts(evidence: Iterable[Evidence]) -> list[Evidence]:
    """The article's parts in order, each from its surest source that holds a text."""
    found: dict[int, Evidence] = {}
    for one in evidence:
        if one.text is not None:
            found.setdefault(one.part, one)
    return [found[part] for part in sorted(found)]


def _joined(texts: Iterable[str | None], between: str = "\n") -> str | None:
    said = [text for text in texts if text is not None]
    return between.join(text for text in said if text) if said else None


def _comments(evidence: Iterable[Evidence]) -> tuple[Comment, ...]:
    merged: dict[str, Comment] = {}
    for one in evidence:
        for comment in one.comments:
            known = merged.get(comment.key)
            merged[comment.key] = comment if known is None else _richer(known, comment)
    return in_thread_order(merged.values())


def _richer(known: Comment, other: Comment) -> Comment:
    """The first source's comment, completed by what only the other says."""
    changes: dict[str, object] = {
        field.name: getattr(other, field.name)
        for field in fields(Comment)
        if getattr(known, field.name) is None and getattr(other, field.name) is not None
    }
    changes.pop("parent_key", None)
    if known.parent_state is ParentState.UNKNOWN and other.parent_state is not ParentState.UNKNOWN:
        changes |= {"parent_key": other.parent_key, "parent_state": other.parent_state}
    return replace(known, **changes) if changes else known  # type: ignore[arg-type]
