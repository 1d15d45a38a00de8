"""Every URL known to exist on a blog and what became of it: a crawl's queue and its ledger.

A row in flight is still queued, so that a killed crawl asks for it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, or_, select, update

from archive.records import LeadRole
from archive.schema import ARTICLES, CRAWLS, FRONTIER
from archive.statements import as_record, in_parts, put_rows, set_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import ColumnElement, Row

    from archive.records import Lead
    from archive.statements import Shelf

RANK: Mapping[LeadRole, int] = {role: rank for rank, role in enumerate(LeadRole)}
_OF_BLOG = FRONTIER.c.blog_id == bindparam("blog_id")
# How the reason begins where an article is not of the study.
OUT_OF_SCOPE = ("not filed under", "not tagged", "published before", "published after")


class State(StrEnum):
    QUEUED = "queued"
    DONE = "done"
    REDIRECTED = "redirected"
    GAP = "gap"  # known to exist, not kept: see the gaps table
    SKIPPED = "skipped"  # known and left out on purpose, with the reason


_NEXT = (
    select(FRONTIER)
    .where(
        _OF_BLOG,
        FRONTIER.c.state == State.QUEUED,
        or_(FRONTIER.c.not_before.is_(None), FRONTIER.c.not_before <= bindparam("now")),
        FRONTIER.c.url.not_in(bindparam("busy", expanding=True)),
    )
    .order_by(FRONTIER.c.rank, FRONTIER.c.depth, FRONTIER.c.url)
    .limit(1)
)
_RANKS = select(FRONTIER.c.url, FRONTIER.c.rank).where(
    _OF_BLOG, FRONTIER.c.url.in_(bindparam("urls", expanding=True))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A URL that waits to be asked for, or did."""

    url: str
    role: LeadRole
    route: str
    depth: int = 0
    tries: int = 0
    found_in: str | None = None
    lastmod: str | None = None
    asked_at: str | None = None  # when it was last settled (ISO, UTC)
    state: State = State.QUEUED
    reason: str | None = None  # of its state; while it is queued, of the state before

    @property
    def is_out_of_scope(self) -> bool:
        return (self.reason or "").startswith(OUT_OF_SCOPE)


def add(
    shelf: Shelf,
    leads: Iterable[Lead],
    *,
    found_in: str | None = None,
    depth: int = 0,
    left_out: Mapping[str, str] | None = None,
) -> int:
    """Adds what is new, as queued; returns how many. A surer role replaces a vaguer one; nothing
    that is settled is opened again. `left_out`: reasons by route; then new rows are skipped.
    """
    wanted: dict[str, Lead] = {}
    for lead in leads:
        if lead.url not in wanted or RANK[lead.role] < RANK[wanted[lead.url].role]:
            wanted[lead.url] = lead
    if not wanted:
        return 0
    known = _ranks(shelf, list(wanted))
    fresh = [lead for url, lead in wanted.items() if url not in known]
    if fresh:
        rows = [
            _row(shelf.blog_id, x, found_in, depth, (left_out or {}).get(x.route)) for x in fresh
        ]
        put_rows(shelf.connection, FRONTIER, rows)
    for url, rank in known.items():
        lead = wanted[url]
        if RANK[lead.role] < rank:
            surer = {"role": lead.role, "rank": RANK[lead.role], "route": lead.route}
            _set(shelf, url, surer)
    return len(fresh)


def next_waiting(shelf: Shelf, now: str, busy: Iterable[str] = ()) -> Waiting | None:
    """The next URL to ask for, or None. `busy` are those in flight."""
    own = {"blog_id": shelf.blog_id, "now": now, "busy": list(busy)}
    found = shelf.execute(_NEXT, own).first()
    return None if found is None else _waiting(found)


def is_queued(shelf: Shelf, waiting: Waiting) -> bool:
    """Whether the row still waits for the try that was handed out."""
    found = row(shelf, waiting.url)
    return found is not None and (found.state, found.tries) == (State.QUEUED, waiting.tries)


def row(shelf: Shelf, url: str) -> Waiting | None:
    """The row of a URL, whatever its state."""
    found = shelf.execute(
        select(FRONTIER).where(FRONTIER.c.blog_id == shelf.blog_id, FRONTIER.c.url == url)
    ).first()
    return None if found is None else _waiting(found)


def leads_back(shelf: Shelf, url: str, start: str, since: str) -> bool:
    """Whether redirects that were met `since` then (ISO, UTC) lead from `url` to `start`."""
    seen: set[str] = set()
    while url != start:
        found = row(shelf, url)
        is_moved = found is not None and found.state is State.REDIRECTED
        if found is None or not is_moved or (found.asked_at or "") < since or url in seen:
            return False
        seen.add(url)
        url = found.reason or ""
    return True


def continuations(shelf: Shelf) -> list[Waiting]:
    """Every continuation that the blog's stubs lead to, whatever became of it."""
    rows = shelf.execute(
        select(FRONTIER)
        .where(FRONTIER.c.blog_id == shelf.blog_id, FRONTIER.c.role == LeadRole.CONTINUATION)
        .order_by(FRONTIER.c.url)
    )
    return [_waiting(row) for row in rows]


def next_time(shelf: Shelf) -> str | None:
    """When the earliest delayed row may be asked for (ISO, UTC), or None if none waits."""
    moment: str | None = shelf.execute(
        select(func.min(func.coalesce(FRONTIER.c.not_before, ""))).where(
            FRONTIER.c.blog_id == shelf.blog_id, FRONTIER.c.state == State.QUEUED
        )
    ).scalar()
    return moment


def settle(
    shelf: Shelf,
    url: str,
    state: State,
    *,
    now: str,
    reason: str | None = None,
    capture_id: int | None = None,
) -> None:
    values: dict[str, object] = {
        "state": state,
        "reason": reason,
        "not_before": None,
        "asked_at": now,
    }
    if capture_id is not None:
        values["capture_id"] = capture_id
    _set(shelf, url, values)


def postpone(shelf: Shelf, url: str, not_before: str | None, reason: str) -> None:
    """One more try, not before that time (ISO, UTC)."""
    values = {"state": State.QUEUED, "not_before": not_before, "reason": reason}
    own = (FRONTIER.c.blog_id == shelf.blog_id, FRONTIER.c.url == url)
    shelf.execute(update(FRONTIER).where(*own).values(**values, tries=FRONTIER.c.tries + 1))


def postpone_all(shelf: Shelf, not_before: str) -> None:
    """Nothing of the blog is asked for before that time."""
    shelf.execute(
        update(FRONTIER)
        .where(FRONTIER.c.blog_id == shelf.blog_id, FRONTIER.c.state == State.QUEUED)
        .values(not_before=not_before)
    )


def reopen(shelf: Shelf) -> None:
    """Queues again, for a new crawl, all that was asked for before, but lists of REST."""
    _requeue(shelf, FRONTIER.c.state != State.SKIPPED, FRONTIER.c.role != LeadRole.REST)


def ask(
    shelf: Shelf,
    leads: Iterable[Lead],
    *,
    crawl_id: int,
    found_in: str | None = None,
    depth: int = 0,
) -> None:
    """Queues each, known or not, unless this crawl has asked for it already."""
    wanted = list(leads)
    add(shelf, wanted, found_in=found_in, depth=depth)
    ask_again(shelf, [lead.url for lead in wanted], crawl_id=crawl_id)


def ask_again(shelf: Shelf, urls: Iterable[str], *, crawl_id: int) -> None:
    """Queues those of the URLs that are known and that this crawl has not asked for already."""
    began = select(CRAWLS.c.started_at).where(CRAWLS.c.id == crawl_id).scalar_subquery()
    for some in in_parts(list(urls)):
        _requeue(
            shelf,
            FRONTIER.c.url.in_(some),
            FRONTIER.c.state != State.QUEUED,
            or_(FRONTIER.c.asked_at.is_(None), FRONTIER.c.asked_at < began),
        )


def take_in(shelf: Shelf, left_out: str, *, route: str) -> None:
    """Queues what was left out for its route, and gives it another."""
    own = (FRONTIER.c.blog_id == shelf.blog_id, FRONTIER.c.route == left_out)
    values = {"state": State.QUEUED, "reason": None, "route": route}
    shelf.execute(update(FRONTIER).where(*own, FRONTIER.c.state == State.SKIPPED).values(**values))


def states(shelf: Shelf, urls: Iterable[str]) -> list[State]:
    """Of those of the URLs that are known."""
    wanted = select(FRONTIER.c.state).where(
        FRONTIER.c.blog_id == shelf.blog_id, FRONTIER.c.url.in_(urls)
    )
    return [State(state) for state in shelf.execute(wanted).scalars()]


def settled(
    shelf: Shelf,
    roles: Iterable[LeadRole],
    states: Iterable[State] = (State.DONE, State.GAP, State.REDIRECTED),
) -> list[Waiting]:
    """What was asked for before, of these roles, by URL."""
    rows = shelf.execute(
        select(FRONTIER)
        .where(
            FRONTIER.c.blog_id == shelf.blog_id,
            FRONTIER.c.role.in_([str(role) for role in roles]),
            FRONTIER.c.state.in_([str(state) for state in states]),
            FRONTIER.c.asked_at.is_not(None),
        )
        .order_by(FRONTIER.c.url)
    )
    return [_waiting(row) for row in rows]


def asked(shelf: Shelf, crawl_id: int) -> list[tuple[str, bool]]:
    """What a crawl has read so far, in order, and whether it was an article or told of one."""
    began = select(CRAWLS.c.started_at).where(CRAWLS.c.id == crawl_id).scalar_subquery()
    own = FRONTIER.c.blog_id == shelf.blog_id
    tellers = select(FRONTIER.c.found_in).where(own, FRONTIER.c.role == LeadRole.ARTICLE).distinct()
    kept = select(ARTICLES.c.url).where(ARTICLES.c.blog_id == shelf.blog_id)
    fruit = {
        *shelf.execute(tellers).scalars(),
        *shelf.execute(kept).scalars(),
    }
    rows = shelf.execute(
        select(FRONTIER.c.url)
        .where(own, FRONTIER.c.asked_at >= began)
        .where(FRONTIER.c.state.in_((State.DONE, State.GAP, State.REDIRECTED)))
        .order_by(FRONTIER.c.asked_at)
    ).scalars()
    return [(url, url in fruit) for url in rows]


def counts(shelf: Shelf) -> dict[State, int]:
    rows = shelf.connection.execute(
        select(FRONTIER.c.state, func.count())
        .where(FRONTIER.c.blog_id == shelf.blog_id)
        .group_by("state")
    )
    return {State(state): number for state, number in rows}


def _waiting(row: Row[Any]) -> Waiting:
    return as_record(Waiting, row, role=LeadRole(row.role), state=State(row.state))


def _ranks(shelf: Shelf, urls: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in in_parts(urls):
        rows = shelf.execute(_RANKS, {"blog_id": shelf.blog_id, "urls": some})
        found.update((row.url, row.rank) for row in rows)
    return found


def _row(
    blog_id: str, lead: Lead, found_in: str | None, depth: int, left_out: str | None
) -> dict[str, object]:
    return {
        "blog_id": blog_id,
        "url": lead.url,
        "role": lead.role,
        "rank": RANK[lead.role],
        "depth": depth,
        "route": lead.route,
        "found_in": found_in,
        "lastmod": lead.lastmod,
        "state": State.SKIPPED if left_out else State.QUEUED,
        "reason": left_out,
        "tries": 0,
    }


def _requeue(shelf: Shelf, *where: ColumnElement[bool]) -> None:
    shelf.execute(
        update(FRONTIER)
        .where(FRONTIER.c.blog_id == shelf.blog_id, *where)
        .values(state=State.QUEUED, tries=0, not_before=None)
    )


def _set(shelf: Shelf, url: str, values: Mapping[str, object]) -> None:
    set_row(shelf.connection, FRONTIER, {"blog_id": shelf.blog_id, "url": url}, values)
