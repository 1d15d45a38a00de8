"""What each list of a blog last said exists, so that the next reading shows what has changed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from archive.records import Listed
from archive.schema import LISTED, SOURCES
from archive.statements import as_record, in_parts, put_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Row

    from archive.records import Listing
    from archive.statements import Shelf
    from archive.store import Sighting

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


def note(seen: Sighting, listing: Listing) -> Difference:
    """Keeps what a list says; returns what that changes."""
    return _Noting(seen, listing).difference()


def sources(shelf: Shelf) -> list[Source]:
    """All lists that a blog has offered, by URL."""
    counted = (
        select(LISTED.c.source, func.count().label("known"))
        .where(LISTED.c.blog_id == shelf.blog_id)
        .group_by(LISTED.c.source)
        .subquery()
    )
    rows = shelf.execute(
        select(SOURCES, func.coalesce(counted.c.known, 0).label("known"))
        .outerjoin(counted, counted.c.source == SOURCES.c.url)
        .where(SOURCES.c.blog_id == shelf.blog_id)
        .order_by(SOURCES.c.url)
    )
    return [as_record(Source, row) for row in rows]


def urls(shelf: Shelf, like: str) -> list[str]:
    """The lists whose URL is like that (SQL), by URL."""
    own = {"blog_id": shelf.blog_id, "like": like}
    return list(shelf.execute(_URLS_LIKE, own).scalars())


def dated(shelf: Shelf) -> set[str]:
    """The lists that another list (an index of sitemaps) names with the time of their change."""
    names = select(SOURCES.c.url).where(SOURCES.c.blog_id == shelf.blog_id)
    rows = shelf.execute(
        select(LISTED.c.key).where(
            LISTED.c.blog_id == shelf.blog_id, LISTED.c.stamp != "", LISTED.c.key.in_(names)
        )
    )
    return set(rows.scalars())


def doubt(shelf: Shelf, url: str) -> None:
    """The list does not answer any more: what it said is not taken for whole."""
    own = (SOURCES.c.blog_id == shelf.blog_id, SOURCES.c.url == url)
    shelf.execute(update(SOURCES).where(*own).values(whole_at=None))


def forget(shelf: Shelf, urls: Iterable[str]) -> None:
    """As if these lists had never been read."""
    for url in urls:
        for table, column in ((LISTED, LISTED.c.source), (SOURCES, SOURCES.c.url)):
            shelf.execute(delete(table).where(table.c.blog_id == shelf.blog_id, column == url))


class _Noting:
    """One reading of a list, or of a part of it."""

    def __init__(self, seen: Sighting, listing: Listing) -> None:
        self._seen, self._listing = seen, listing
        self._key = {"blog_id": seen.blog_id, "source": listing.source}
        self._own = (LISTED.c.blog_id == seen.blog_id, LISTED.c.source == listing.source)
        self._source = (SOURCES.c.blog_id == seen.blog_id, SOURCES.c.url == listing.source)

    def difference(self) -> Difference:
        items = self._listing.items
        before = self._seen.execute(select(SOURCES).where(*self._source)).first()
        if before is None:
            own = {"blog_id": self._seen.blog.id, "url": self._listing.source}
            values = {"crawl_id": self._seen.crawl_id, "parts_seen": "[]"}
            self._seen.execute(insert(SOURCES).values(**own, **values))
        known = self._known([x.key for x in items])
        new = tuple(x for x in items if x.key not in known)
        changed = tuple(x for x in items if x.key in known and _differs(x, known[x.key]))
        self._keep(new, changed)
        return Difference(
            new=new,
            changed=changed,
            gone=self._end(before) if self._listing.is_whole else (),
            moved=tuple((x.key, known[x.key].url) for x in changed if known[x.key].url != x.url),
            is_first=before is None,
            is_off=self._is_off(before, len(new)),
        )

    def _known(self, keys: list[str]) -> dict[str, Row[Any]]:
        found: dict[str, Row[Any]] = {}
        for some in in_parts(keys):
            listed = select(LISTED).where(*self._own, LISTED.c.key.in_(some))
            found |= {row.key: row for row in self._seen.execute(listed)}
        return found

    def _keep(self, new: tuple[Listed, ...], changed: tuple[Listed, ...]) -> None:
        crawl_id = {"crawl_id": self._seen.crawl_id}
        rows = {x.key: {**self._key, **crawl_id, **asdict(x)} for x in new}
        put_rows(self._seen.connection, LISTED, list(rows.values()))
        for x in changed:
            said = update(LISTED).where(*self._own, LISTED.c.key == x.key)
            self._seen.execute(said.values(url=x.url, stamp=x.stamp))
        for some in in_parts([x.key for x in self._listing.items]):
            shown = update(LISTED).where(*self._own, LISTED.c.key.in_(some))
            self._seen.execute(shown.values(**crawl_id))

    def _end(self, before: Row[Any] | None) -> tuple[Listed, ...]:
        """Counts this part; after the last one, what no part of this crawl has named is gone."""
        listing, crawl_id = self._listing, self._seen.crawl_id
        is_same = before is not None and before.crawl_id == crawl_id
        parts = {*(json.loads(before.parts_seen) if is_same and before else []), listing.part}
        values: dict[str, Any] = {"crawl_id": crawl_id, "parts_seen": json.dumps(sorted(parts))}
        gone: tuple[Listed, ...] = ()
        if parts >= set(range(1, listing.parts + 1)):
            unnamed = (*self._own, LISTED.c.crawl_id != crawl_id)
            rows = self._seen.execute(select(LISTED).where(*unnamed).order_by(LISTED.c.key))
            gone = tuple(as_record(Listed, row) for row in rows)
            self._seen.execute(delete(LISTED).where(*unnamed))
            values |= {"whole_at": self._seen.seen_at, "total": listing.total, "parts_seen": "[]"}
        self._seen.execute(update(SOURCES).where(*self._source).values(values))
        return gone

    def _is_off(self, before: Row[Any] | None, new: int) -> bool:
        """Of a window on a list whose total is stated: what is new must explain the difference.

        Compared with the total stated before, not with the items: WordPress counts comments, too,
        that it shows to nobody.
        """
        listing = self._listing
        if listing.is_whole or listing.total is None:
            return False
        if before is None or before.total is None or before.total + new != listing.total:
            return True
        stated = update(SOURCES).where(*self._source).values(total=listing.total)
        self._seen.execute(stated)
        return False


def _differs(listed: Listed, known: Row[Any]) -> bool:
    return (listed.stamp, listed.url) != (known.stamp, known.url)
