"""All evidence of one article becomes one article with comments, in whatever order it came."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from archive.records import (
    ROUTE_RANK,
    Article,
    ArticleKind,
    Comment,
    Evidence,
    ParentState,
    Route,
)
from archive.threads import in_thread_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from archive.records import Moment

_FIRST_SAID = (
    "key title modified language lead_image comments_open comments_announced "
    "continued_at continues_from platform"
).split()
_FIRST_LISTED = ("authors", "categories", "tags")
# The same moment in two zones: UTC-12 to UTC+14 (tz database).
_ZONES = timedelta(hours=14)
# What plugins add to a text ("The post … appeared first on …") does not make it another one.
_MUCH_LONGER = 1.3
_MUCH_MORE = 40  # words
_BEGINNING = 12  # words


def join(evidence: Sequence[Evidence]) -> Article:
    """One article from all that is known of it, in whatever order it comes.

    Each field is the first one said, HTML before feeds, an article's own page before its comment
    pages; another route may complete a moment and a text. Raises ValueError without evidence.
    """
    if not evidence:
        raise ValueError("no evidence to join")
    ordered = sorted(evidence, key=_rank)
    said = {name: _first(ordered, name) for name in _FIRST_SAID}
    listed = {name: _first(ordered, name) or () for name in _FIRST_LISTED}
    parts = _parts(ordered)
    timed = _surest_moment([x for x in ordered if x.published is not None])
    return Article(
        url=ordered[0].article_url,
        kind=_kind(ordered),
        published=timed.published if timed else None,
        text=_joined(x.text for x in parts),
        markdown=_joined((x.markdown for x in parts), "\n\n"),
        links=tuple(link for x in _with_links(parts, ordered) for link in x.links),
        truncated=any(x.truncated for x in parts or ordered),
        comments=_comments(ordered),
        methods=_methods(ordered[0], timed, parts),
        claims=ordered[0].claims,
        **said,  # type: ignore[arg-type]
        **listed,  # type: ignore[arg-type]
    )


def _rank(one: Evidence) -> tuple[int, bool, int, int, str]:
    """An article's first page without comment page first; the rest keeps the order from chance."""
    page = one.comment_page or 0
    return ROUTE_RANK[one.route], page > 0, one.part, page, f"{one.title}\0{one.text}"


def _methods(
    first: Evidence, timed: Evidence | None, parts: Sequence[Evidence]
) -> Mapping[str, str]:
    methods = dict(first.methods)
    for name, source in (("published", timed), ("text", parts[0] if parts else None)):
        if source is not None and source is not first:
            methods[name] = source.methods.get(name) or str(source.route)
    return methods


def _surest_moment(said: Sequence[Evidence]) -> Evidence | None:
    """The first, unless another route tells the same moment with its zone or more exactly."""
    if not said:
        return None
    best = said[0]
    for other in said[1:]:
        if _is_same_but_surer(other.published, best.published):
            best = other
    return best


def _is_same_but_surer(other: Moment | None, known: Moment | None) -> bool:
    if other is None or known is None or known.has_zone:
        return False
    if not other.has_zone and (other.iso == known.iso or not other.iso.startswith(known.iso)):
        return False
    return _apart(other, known) <= _ZONES


def _apart(one: Moment, other: Moment) -> timedelta:
    """Between two moments; of a day, what is nearest to the other one counts."""
    a, b = (datetime.fromisoformat(_whole(x.iso)) for x in (one, other))
    if "day" in (one.precision, other.precision):
        return max(abs(a - b) - timedelta(days=1), timedelta(0))
    if {one.precision, other.precision} & {"month", "year"}:
        return timedelta(0) if a.year == b.year else timedelta(days=365)
    return abs(a - b)


def _whole(iso: str) -> str:
    bare = iso.removesuffix("+00:00")
    return bare + "0000-01-01"[len(bare) :] if len(bare) < 10 else bare


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


def _parts(ordered: Sequence[Evidence]) -> list[Evidence]:
    """The article's parts in order. Where its page does not hold all of the text, or none, that of
    another route (the author's exact body) stands for it."""
    shown: dict[int, Evidence] = {}
    for one in ordered:
        if one.text and one.route is Route.HTML:
            shown.setdefault(one.part, one)
    parts = [shown[part] for part in sorted(shown)]
    for other in ordered:
        if other.text and other.route in (Route.REST, Route.FEED):
            shown_text = _joined(x.text for x in parts) or ""
            may_go_on = other.route is Route.REST or any(x.truncated for x in parts)
            if not parts or (may_go_on and _goes_on(other.text, shown_text)):
                return [other]
    return parts or [x for x in ordered if x.text is not None][:1]


def _goes_on(text: str, shown: str) -> bool:
    """Whether `text` begins as what is shown does, and is longer."""
    words, known = text.split(), shown.split()
    begins = words[:_BEGINNING] == known[:_BEGINNING]
    return begins and len(words) > max(_MUCH_LONGER * len(known), len(known) + _MUCH_MORE)


def _with_links(parts: Sequence[Evidence], ordered: Sequence[Evidence]) -> Sequence[Evidence]:
    """The evidence whose links are the text's: a feed's text is kept without any."""
    if any(x.links for x in parts) or any(x.route is Route.HTML for x in parts):
        return parts
    return [x for x in ordered if x.route is Route.HTML and not x.comment_page]


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
    if _is_same_but_surer(other.published, known.published):
        changes["published"] = other.published
    if not known.text and other.text:
        changes |= {"text": other.text, "markdown": other.markdown}
    return replace(known, **changes) if changes else known  # type: ignore[arg-type]
