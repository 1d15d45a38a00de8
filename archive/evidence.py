"""What captures say of articles: the newest counts per article, route and place of its reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, delete, func, select, update

from archive.records import ROUTE_RANK, Route
from archive.records_json import evidence_from_json, evidence_to_json
from archive.schema import ARTICLES, COMMENTS, EVIDENCE, FRONTIER
from archive.statements import in_parts, put_row, set_row
from archive.text import keepable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.records import Evidence
    from archive.statements import Shelf
    from archive.store import Sighting

_OF_BLOG = EVIDENCE.c.blog_id == bindparam("blog_id")
_OF_SOURCE = select(EVIDENCE).where(_OF_BLOG, EVIDENCE.c.source_url == bindparam("source_url"))
_OF_ARTICLE = select(EVIDENCE.c.payload, EVIDENCE.c.source_url).where(
    _OF_BLOG, EVIDENCE.c.article_url == bindparam("article_url")
)
_ELSEWHERE = (
    select(ARTICLES.c.url)
    .where(
        ARTICLES.c.blog_id == bindparam("blog_id"),
        ARTICLES.c.key == bindparam("key"),
        ARTICLES.c.url != bindparam("article_url"),
        ARTICLES.c.vanished_at.is_(None),
        ARTICLES.c.kind != "continuation",
    )
    .order_by(ARTICLES.c.url)
)


def put_evidence(
    seen: Sighting,
    source_url: str,
    evidence: Iterable[Evidence],
    *,
    replaces: bool,
    only_changes: bool = False,
) -> set[str]:
    """Keeps what a capture of `source_url` says; returns the URLs of all articles it touches.

    `replaces`: what the source said before and says no more is forgotten (a page). A feed that no
    longer lists an article takes nothing back. `only_changes`: what it said before touches nothing.
    """
    fresh = {(x.article_url, str(x.route)): x for x in evidence}
    touched: set[str] = set()
    of_source = {"blog_id": seen.blog_id, "source_url": source_url}
    rows = seen.execute(_OF_SOURCE, of_source)
    known = {(row.article_url, row.route): row for row in rows}
    for key, row in known.items():
        if replaces and key not in fresh:
            seen.execute(delete(EVIDENCE).where(EVIDENCE.c.id == row.id))
            touched.add(key[0])
    for key, said in fresh.items():
        values = {"capture_id": seen.capture_id, "payload": keepable(evidence_to_json(said))}
        if key not in known:
            own = {"article_url": key[0], "route": key[1]}
            put_row(seen.connection, EVIDENCE, {**of_source, **own, **values})
        elif only_changes and known[key].payload == values["payload"]:
            continue
        else:
            set_row(seen.connection, EVIDENCE, {"id": known[key].id}, values)
        touched.add(key[0])
    return touched


def said_at(shelf: Shelf, source_url: str) -> list[Evidence]:
    """What this address said last."""
    own = {"blog_id": shelf.blog_id, "source_url": source_url}
    return [evidence_from_json(row.payload) for row in shelf.execute(_OF_SOURCE, own)]


def put_item(seen: Sighting, item: Evidence) -> set[str]:
    """Keeps what a list says of one thing, if that is new; returns URLs of touched articles."""
    assert item.item_url is not None
    return put_evidence(seen, item.item_url, [item], replaces=True, only_changes=True)


def latest_evidence(shelf: Shelf, article_url: str) -> list[Evidence]:
    """All that the latest captures say of an article, in an order that arrival does not change."""
    rows = shelf.execute(_OF_ARTICLE, {"blog_id": shelf.blog_id, "article_url": article_url})
    said = [(evidence_from_json(row.payload), row.source_url) for row in rows]
    said.sort(key=lambda x: (ROUTE_RANK[x[0].route], x[0].part, x[0].comment_page or 0, x[1]))
    return [evidence for evidence, _ in said]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page that shows an article, when it was last asked for, and the article's last sign of life
    as the blog tells it: published, modified or commented on (ISO)."""

    page_url: str
    article_url: str
    asked_at: str | None
    alive_at: str | None


def shown(shelf: Shelf, *, but_listed: bool = False) -> list[Shown]:
    """All pages that show articles, by URL. `but_listed`: not those that REST lists, too."""
    last_comment = (
        select(COMMENTS.c.article_id, func.max(COMMENTS.c.published).label("at"))
        .group_by(COMMENTS.c.article_id)
        .subquery()
    )
    rows = (
        select(
            EVIDENCE.c.source_url,
            EVIDENCE.c.article_url,
            FRONTIER.c.asked_at,
            ARTICLES.c.published,
            ARTICLES.c.modified,
            last_comment.c.at,
        )
        .join(ARTICLES, ARTICLES.c.url == EVIDENCE.c.article_url)
        .join(
            FRONTIER,
            and_(
                FRONTIER.c.blog_id == EVIDENCE.c.blog_id,
                FRONTIER.c.url == EVIDENCE.c.source_url,
            ),
        )
        .outerjoin(last_comment, last_comment.c.article_id == ARTICLES.c.id)
        .where(EVIDENCE.c.blog_id == shelf.blog_id, EVIDENCE.c.route == Route.HTML)
        .order_by(EVIDENCE.c.source_url)
    )
    if but_listed:
        own = (EVIDENCE.c.blog_id == shelf.blog_id, EVIDENCE.c.route == Route.REST)
        listed = select(EVIDENCE.c.article_url).where(*own)
        rows = rows.where(EVIDENCE.c.article_url.not_in(listed))
    return [
        Shown(
            page_url=x.source_url,
            article_url=x.article_url,
            asked_at=x.asked_at,
            alive_at=max((y for y in (x.published, x.modified, x.at) if y), default=None),
        )
        for x in shelf.execute(rows)
    ]


def pages_of(shelf: Shelf, article_urls: Iterable[str]) -> list[str]:
    """The pages that show these articles, their parts and comment pages included, by URL."""
    found: set[str] = set()
    for some in in_parts(list(article_urls)):
        rows = shelf.execute(
            select(EVIDENCE.c.source_url).where(
                EVIDENCE.c.blog_id == shelf.blog_id,
                EVIDENCE.c.article_url.in_(some),
                EVIDENCE.c.route == Route.HTML,
            )
        )
        found.update(rows.scalars())
    return sorted(found)


def urls_of_keys(shelf: Shelf, keys: Iterable[str]) -> dict[str, str]:
    """The URLs that articles with these ids of the platform are kept by; at most 500 ids."""
    rows = shelf.execute(
        select(ARTICLES.c.key, ARTICLES.c.url)
        .where(
            ARTICLES.c.blog_id == shelf.blog_id,
            ARTICLES.c.key.in_(sorted(set(keys))[:500]),
            ARTICLES.c.kind != "continuation",
            ARTICLES.c.vanished_at.is_(None),
        )
        .order_by(ARTICLES.c.url.desc())
    )
    return {row.key: row.url for row in rows}


def other_urls(shelf: Shelf, key: str, article_url: str) -> list[str]:
    """Where else an article with this id of the platform is kept: it may have moved."""
    own = {"blog_id": shelf.blog_id, "key": key, "article_url": article_url}
    return list(shelf.execute(_ELSEWHERE, own).scalars())


def gather(shelf: Shelf, item_urls: list[str], article_url: str) -> None:
    """What lists say of one of these items, and of its comments, is of the article at this URL."""
    elsewhere = (
        select(EVIDENCE.c.article_url)
        .where(EVIDENCE.c.blog_id == shelf.blog_id, EVIDENCE.c.source_url.in_(item_urls))
        .where(EVIDENCE.c.article_url != article_url)
    )
    for url in sorted(set(shelf.execute(elsewhere).scalars())):
        shelf.execute(
            update(EVIDENCE)
            .where(
                EVIDENCE.c.blog_id == shelf.blog_id,
                EVIDENCE.c.article_url == url,
                EVIDENCE.c.route.in_((Route.REST, Route.COMMENT_FEED)),
            )
            .values(article_url=article_url)
        )
