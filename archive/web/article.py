"""The page of one article: as one reading, with its comments, sources, captures and versions."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from archive import history, query
from archive.changes import changed_fields
from archive.store import ARTICLE_CONTENT
from archive.web.site import NotKeptError, Shown, wants_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection
    from starlette.requests import Request

    from archive.history import VersionFacts
    from archive.query import ArticleFacts, CommentFacts
    from archive.web.site import Site

_DEEPEST = 12  # levels that are nested on the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A comment and how the page's lists open and close around it."""

    comment: CommentFacts
    answers: int  # below it, on all levels
    opens: bool  # a list of answers follows
    closes: int  # lists that end behind it


def article(site: Site, connection: Connection, request: Request) -> Shown:
    found = _found(connection, request)
    comments = query.thread(connection, found.id)
    captures = history.captures_of(connection, found.url)
    onward, before = query.onward(connection, found), query.beginnings(connection, found)
    claims = history.claims(connection, found.id)
    content = {
        "article": found,
        "onward": onward,
        "before": before,
        "thread": list(placed(comments)),
        "sources": list(_sources(found, claims)),
        "captures": captures,
        "version_count": len(history.article_versions(connection, found.id)),
        "changed": history.changed_comments(connection, found.id),
    }
    return Shown(
        template="article.html",
        title=found.title or "(no title)",
        content=content,
        as_json={
            "article": found,
            "continues": [{"id": x.id, "url": x.url} for x in onward],
            "begins": [{"id": x.id, "url": x.url} for x in before],
            "comments": site.shared(connection, comments) if wants_json(request) else [],
            "claims": claims,
            "captures": captures,
        },
    )


def versions(_site: Site, connection: Connection, request: Request) -> Shown:
    found = _found(connection, request)
    states = history.article_versions(connection, found.id)
    changes = _changes(states)
    comments = history.changed_comments(connection, found.id)
    return Shown(
        template="versions.html",
        title=f"Versions of {found.title or found.url}",
        content={
            "article": found,
            "first": states[0] if states else None,
            "changes": changes,
            "comments": {id_: _changes(of_one) for id_, of_one in comments.items()},
        },
        as_json={"article": found.id, "versions": states},
    )


def placed(comments: Sequence[CommentFacts]) -> Iterator[Placed]:
    """In thread order; what stands deeper than the page nests follows on its last level."""
    levels: list[int] = []
    for comment in comments:
        deepest = levels[-1] + 1 if levels else 1
        levels.append(min(comment.depth, deepest, _DEEPEST))
    for number, (comment, level) in enumerate(zip(comments, levels, strict=True)):
        following = levels[number + 1] if number + 1 < len(levels) else 1
        answers = 0
        for later in levels[number + 1 :]:
            if later <= level:
                break
            answers += 1
        yield Placed(
            comment=comment,
            answers=answers,
            opens=following > level,
            closes=max(0, level - following),
        )


def _found(connection: Connection, request: Request) -> ArticleFacts:
    id_ = request.path_params["id"]
    found = query.find_article(connection, id_)
    if found is None:
        raise NotKeptError(f"the archive holds no article {id_[:40]!r}")
    return found


def _sources(
    article: ArticleFacts, claims: Sequence[Mapping[str, str]]
) -> Iterator[tuple[str, str, list[Mapping[str, str]]]]:
    """(field, how it was read, what other places said)."""
    for field in ARTICLE_CONTENT:
        others = [claim for claim in claims if claim["field"] == field]
        if field in article.methods or others:
            yield field, article.methods.get(field, "not said"), others


def _changes(states: Sequence[VersionFacts]) -> list[dict[str, Any]]:
    """Between each two states, the latest first."""
    found = []
    for old, new in pairwise(states):
        vanished = bool(new.content.get("vanished"))
        back = bool(old.content.get("vanished"))
        fields = [] if vanished or back else list(changed_fields(old.content, new.content))
        found.append({"old": old, "new": new, "vanished": vanished, "back": back, "fields": fields})
    return found[::-1]
