"""What one crawl has done, told by the rows it has left, over kills and restarts."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from archive.schema import (
    ARTICLE_VERSIONS,
    ARTICLES,
    CAPTURES,
    COMMENT_VERSIONS,
    COMMENTS,
    CRAWLS,
    GAPS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import ColumnElement, Connection, Table

    from archive.statements import Shelf

_READ = {"authors": "author", "published": "date", "text": "text"}
_FEW = 5  # articles: of fewer, a share says nothing
_DRIFT = 0.3  # more articles without a field than in the blog's own past, as a share
_MANY_GONE = 0.1


def report_of(shelf: Shelf, crawl_id: int) -> dict[str, Any]:
    """Requests by status, bytes, changes, gaps, what the articles read lack, drift, what is kept
    now, and what a person should look at."""
    statuses = shelf.connection.execute(
        select(CAPTURES.c.status, func.count(), func.sum(CAPTURES.c.warc_length))
        .where(CAPTURES.c.crawl_id == crawl_id)
        .group_by(CAPTURES.c.status)
    ).all()
    by_status = {str(status or "no answer"): count for status, count, _ in statuses}
    articles = _changes(shelf.connection, ARTICLE_VERSIONS, "article_id", crawl_id)
    fresh, past = _read(shelf, crawl_id)
    drift = _drift(fresh, past)
    opened, closed = _gaps(shelf, crawl_id)
    said: dict[str, Any] = {
        "requests": sum(by_status.values()),
        "by_status": dict(sorted(by_status.items())),
        "bytes": int(sum(size or 0 for _, _, size in statuses)),
        "articles": articles,
        "comments": _changes(shelf.connection, COMMENT_VERSIONS, "comment_id", crawl_id),
        "gaps_opened": opened,
        "gaps_closed": closed,
        "read": dict(fresh),
        "drift": drift,
        "kept": _kept(shelf),
    }
    said["look_at"] = [*drift, *_worries(said)]
    return said


def in_words(counts: Mapping[str, int]) -> str:
    """ "3 new, 1 changed", or "no change"."""
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "no change"


def changed_in(connection: Connection, crawl_id: int) -> int:
    """How many articles and comments are other than before this crawl."""
    return sum(
        connection.execute(
            select(func.count()).select_from(table).where(table.c.crawl_id == crawl_id)
        ).scalar_one()
        for table in (ARTICLE_VERSIONS, COMMENT_VERSIONS)
    )


def _changes(connection: Connection, versions: Table, owner: str, crawl_id: int) -> dict[str, int]:
    """How many are new, changed, vanished or moved; what moved here from elsewhere is not new."""
    own = connection.execute(
        select(versions.c[owner], versions.c.content).where(versions.c.crawl_id == crawl_id)
    ).all()
    touched = select(versions.c[owner]).where(versions.c.crawl_id == crawl_id)
    earlier = select(versions.c[owner]).where(
        versions.c.crawl_id < crawl_id, versions.c[owner].in_(touched)
    )
    known = set(connection.execute(earlier).scalars())
    counts: Counter[str] = Counter(new=0, changed=0, vanished=0, moved=0)
    for id_, content in own:
        said = json.loads(content)
        if said.get("vanished"):
            counts["moved" if said.get("moved_to") else "vanished"] += 1
        else:
            counts["changed" if id_ in known else "new"] += 1
    counts["new"] = max(0, counts["new"] - counts["moved"])
    return dict(counts)


def _read(shelf: Shelf, crawl_id: int) -> tuple[Counter[str], Counter[str]]:
    """Of the articles that this crawl read anew, and of those read before: how many, and how many
    without author, date, text. The past is looked at only where there is enough to compare."""
    fresh = _lacking(shelf, ARTICLE_VERSIONS.c.crawl_id == crawl_id)
    if fresh["articles"] < _FEW:
        return fresh, Counter()
    return fresh, _lacking(shelf, ARTICLE_VERSIONS.c.crawl_id < crawl_id)


def _lacking(shelf: Shelf, which: ColumnElement[bool]) -> Counter[str]:
    rows = shelf.execute(
        select(ARTICLE_VERSIONS.c.content)
        .join(ARTICLES, ARTICLES.c.id == ARTICLE_VERSIONS.c.article_id)
        .where(ARTICLES.c.blog_id == shelf.blog_id, which),
        execution_options={"yield_per": 200},
    )
    found = Counter(dict.fromkeys(("articles", *_READ.values()), 0))
    for said in map(json.loads, rows.scalars()):
        if not said.get("vanished"):
            found["articles"] += 1
            found.update(word for name, word in _READ.items() if said.get(name) in (None, "", "[]"))
    return found


def _drift(fresh: Counter[str], past: Counter[str]) -> list[str]:
    """Where the articles that this crawl read anew lack what the blog's articles used to have."""
    if min(fresh["articles"], past["articles"]) < _FEW:
        return []
    found = []
    for word in _READ.values():
        now, before = (x[word] / x["articles"] for x in (fresh, past))
        if now > before + _DRIFT:
            found.append(f"{now:.0%} of the articles read have no {word}, {before:.0%} before")
    return found


def _gaps(shelf: Shelf, crawl_id: int) -> tuple[int, int]:
    began = select(CRAWLS.c.started_at).where(CRAWLS.c.id == crawl_id).scalar_subquery()
    counts = [
        shelf.execute(
            select(func.count()).where(GAPS.c.blog_id == shelf.blog_id, column >= began)
        ).scalar_one()
        for column in (GAPS.c.opened_at, GAPS.c.closed_at)
    ]
    return int(counts[0]), int(counts[1])


def _kept(shelf: Shelf) -> dict[str, int]:
    own = (ARTICLES.c.blog_id == shelf.blog_id, ARTICLES.c.vanished_at.is_(None))
    articles = select(func.count()).select_from(ARTICLES).where(*own)
    comments = (
        select(func.count())
        .select_from(COMMENTS.join(ARTICLES, ARTICLES.c.id == COMMENTS.c.article_id))
        .where(*own, COMMENTS.c.vanished_at.is_(None))
    )
    gaps = select(func.count()).where(GAPS.c.blog_id == shelf.blog_id, GAPS.c.closed_at.is_(None))
    counted = {"articles": articles, "comments": comments, "gaps": gaps}
    return {name: shelf.execute(query).scalar_one() for name, query in counted.items()}


def _worries(said: dict[str, Any]) -> Iterable[str]:
    kept = said["kept"]["articles"]
    gone = said["articles"]["vanished"] + said["articles"]["moved"]
    if gone >= _FEW and gone > _MANY_GONE * (kept + gone):
        yield f"{gone} of {kept + gone} articles vanished or moved in one crawl"
    failed = sum(
        count for status, count in said["by_status"].items() if status[0] in "5n" or status == "429"
    )
    if failed > 0.2 * max(1, said["requests"]):
        yield f"{failed} of {said['requests']} requests failed"
    if not kept:
        yield "no article is kept"
