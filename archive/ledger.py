"""What each list of a blog last said exists, so that the next reading shows what has changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from archive.records import Listed
from archive.schema import LISTED, SOURCES
from archive.statements import as_record, in_parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Row

    from archive.records import Listing

_URLS_LIKE = (
    select(SOURCES.c.url)
    .where(SOURCES.c.blog_id == bindparam("blog_id"), SOURCES.c.url.like(bindparam("like")))
    .order_by(SOURCES.c.url)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Between what a list says now and what it last said. `gone` comes with a whole's last part."""

    new: tuple[Listed, ...] = ()
    changed: tuple[Listed, ...] = ()
    gone: tuple[Listed, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()  # (key, the URL before) of what is changed
    is_first: bool = False  # nothing was known of the list
    is_off: bool = False  # the stated total is not what the known items make

    @property
    def fresh(self) -> tuple[Listed, ...]:
        return (*self.new, *self.changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A list of a blog: how much it holds, as it states and as is known; last read as a whole."""

    url: str
    total: int | None
    known: int
    whole_at: str | None  # ISO, UTC


def note(
    connection: Connection, blog_id: str, crawl_id: int, listing: Listing, now: str
) -> Difference:
    """Keeps what a list says; returns what that changes."""
    source = connection.execute(
        select(SOURCES).where(SOURCES.c.blog_id == blog_id, SOURCES.c.url == listing.source)
    ).first()
    if source is None:
        values = {"crawl_id": crawl_id, "parts_seen": "[]"}
        connection.execute(insert(SOURCES).values(blog_id=blog_id, url=listing.source, **values))
    known = _known(connection, blog_id, listing)
    new = tuple(x for x in listing.items if x.key not in known)
    changed = tuple(x for x in listing.items if x.key in known and _differs(x, known[x.key]))
    _keep(connection, blog_id, crawl_id, listing, new, changed)
    gone = _end(connection, blog_id, crawl_id, listing, source, now) if listing.is_whole else ()
    return Difference(
        new=new,
        changed=changed,
        gone=gone,
        moved=tuple((x.key, known[x.key].url) for x in changed if known[x.key].url != x.url),
        is_first=source is None,
        is_off=_is_off(connection, blog_id, listing, source, len(new)),
    )


def sources(connection: Connection, blog_id: str) -> list[Source]:
    """All lists that a blog has offered, by URL."""
    counted = (
        select(LISTED.c.source, func.count().label("known"))
        .where(LISTED.c.blog_id == blog_id)
        .group_by(LISTED.c.source)
        .subquery()
    )
    rows = connection.execute(
        select(SOURCES, func.coalesce(counted.c.known, 0).label("known"))
        .outerjoin(counted, counted.c.source == SOURCES.c.url)
        .where(SOURCES.c.blog_id == blog_id)
        .order_by(SOURCES.c.url)
    )
    return [as_record(Source, row) for row in rows]


def urls(connection: Connection, blog_id: str, like: str) -> list[str]:
    """The lists whose URL is like that (SQL), by URL."""
    own = {"blog_id": blog_id, "like": like}
    return list(connection.execute(_URLS_LIKE, own).scalars())


def dated(connection: Connection, blog_id: str) -> set[str]:
    """The lists that another list (an index of sitemaps) names with the time of their change."""
    names = select(SOURCES.c.url).where(SOURCES.c.blog_id == blog_id)
    rows = connection.execute(
        select(LISTED.c.key).where(
            LISTED.c.blog_id == blog_id, LISTED.c.stamp != "", LISTED.c.key.in_(names)
        )
    )
    return set(rows.scalars())


def doubt(connection: Connection, blog_id: str, url: str) -> None:
    """The list does not answer any more: what it said is not taken for whole."""
    own = (SOURCES.c.blog_id == blog_id, SOURCES.c.url == url)
    connection.execute(update(SOURCES).where(*own).values(whole_at=None))


def forget(connection: Connection, blog_id: str, urls: Iterable[str]) -> None:
    """As if these lists had never been read."""
    for url in urls:
        for table, column in ((LISTED, LISTED.c.source), (SOURCES, SOURCES.c.url)):
            connection.execute(delete(table).where(table.c.blog_id == blog_id, column == url))


def _known(connection: Connection, blog_id: str, listing: Listing) -> dict[str, Row[Any]]:
    keys = [x.key for x in listing.items]
    found: dict[str, Row[Any]] = {}
    for some in in_parts(keys):
        rows = connection.execute(
            select(LISTED).where(
                LISTED.c.blog_id == blog_id,
                LISTED.c.source == listing.source,
                LISTED.c.key.in_(some),
            )
        )
        found |= {row.key: row for row in rows}
    return found


def _differs(listed: Listed, known: Row[Any]) -> bool:
    return (listed.stamp, listed.url) != (known.stamp, known.url)


def _keep(
    connection: Connection,
    blog_id: str,
    crawl_id: int,
    listing: Listing,
    new: tuple[Listed, ...],
    changed: tuple[Listed, ...],
) -> None:
    key = {"blog_id": blog_id, "source": listing.source}
    if new:
        rows = [
            {**key, "key": x.key, "url": x.url, "stamp": x.stamp, "crawl_id": crawl_id}
            for x in {x.key: x for x in new}.values()
        ]
        connection.execute(insert(LISTED), rows)
    own = (LISTED.c.blog_id == blog_id, LISTED.c.source == listing.source)
    for x in changed:
        values = {"url": x.url, "stamp": x.stamp}
        connection.execute(update(LISTED).where(*own, LISTED.c.key == x.key).values(values))
    for some in in_parts([x.key for x in listing.items]):
        seen = LISTED.c.key.in_(some)
        connection.execute(update(LISTED).where(*own, seen).values(crawl_id=crawl_id))


def _end(
    connection: Connection,
    blog_id: str,
    crawl_id: int,
    listing: Listing,
    source: Row[Any] | None,
    now: str,
) -> tuple[Listed, ...]:
    """Counts this part; after the last one, what no part of this crawl has named is gone."""
    is_same = source is not None and source.crawl_id == crawl_id
    seen = {*(json.loads(source.parts_seen) if is_same and source else []), listing.part}
    values: dict[str, Any] = {"crawl_id": crawl_id, "parts_seen": json.dumps(sorted(seen))}
    gone: tuple[Listed, ...] = ()
    if seen >= set(range(1, listing.parts + 1)):
        own = (LISTED.c.blog_id == blog_id, LISTED.c.source == listing.source)
        rows = connection.execute(
            select(LISTED).where(*own, LISTED.c.crawl_id != crawl_id).order_by(LISTED.c.key)
        ).all()
        connection.execute(delete(LISTED).where(*own, LISTED.c.crawl_id != crawl_id))
        gone = tuple(as_record(Listed, row) for row in rows)
        values |= {"whole_at": now, "total": listing.total, "parts_seen": "[]"}
    where = (SOURCES.c.blog_id == blog_id, SOURCES.c.url == listing.source)
    connection.execute(update(SOURCES).where(*where).values(values))
    return gone


def _is_off(
    connection: Connection,
    blog_id: str,
    listing: Listing,
    source: Row[Any] | None,
    new: int,
) -> bool:
    """Of a window on a list whose total is stated: what is new must explain the difference.

    Compared with the total stated before, not with the items: WordPress counts comments, too, that
    it shows to nobody.
    """
    if listing.is_whole or listing.total is None:
        return False
    if source is None or source.total is None or source.total + new != listing.total:
        return True
    where = (SOURCES.c.blog_id == blog_id, SOURCES.c.url == listing.source)
    connection.execute(update(SOURCES).where(*where).values(total=listing.total))
    return False
