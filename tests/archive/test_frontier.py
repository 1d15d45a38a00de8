"""The queue and ledger of a crawl."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from archive import frontier, store
from archive.engine import transaction
from archive.frontier import State
from archive.records import Blog, Lead, LeadRole
from archive.statements import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

BLOG = Blog(url="http://blog.example/")
NOW = "2026-01-02T03:04:05.000000+00:00"
LATER = "2026-01-02T04:00:00.000000+00:00"


@pytest.fixture
def shelf(archive: Engine) -> Iterator[Shelf]:
    with transaction(archive) as made:
        store.start_crawl(made, BLOG, datetime(2026, 1, 2, tzinfo=UTC), "1")
        yield Shelf(made, BLOG)


def lead(path: str, role: LeadRole = LeadRole.PAGE, **more: str) -> Lead:
    return Lead(url=BLOG.url + path, role=role, route="link", **more)


def drain(shelf: Shelf) -> list[str]:
    found = []
    while (row := frontier.next_waiting(shelf, NOW)) is not None:
        found.append(row.url.removeprefix(BLOG.url))
        frontier.settle(shelf, row.url, State.DONE, now="2026-01-01")
    return found


def test_surer_roles_are_asked_first_then_nearer_pages_then_in_byte_order(shelf) -> None:
    frontier.add(shelf, [lead("far")], depth=3)
    frontier.add(shelf, [lead("b"), lead("a"), lead("Z")], depth=1)
    frontier.add(shelf, [lead("x", LeadRole.ARTICLE)], depth=9)
    frontier.add(shelf, [lead("archive", LeadRole.ARCHIVE)])

    assert drain(shelf) == ["x", "archive", "Z", "a", "b", "far"]


def test_a_url_is_known_once_and_what_is_settled_stays_settled(shelf) -> None:
    assert frontier.add(shelf, [lead("a"), lead("a")]) == 1
    drain(shelf)

    assert frontier.add(shelf, [lead("a")]) == 0
    assert drain(shelf) == []


def test_a_surer_role_replaces_a_vaguer_one_and_not_the_reverse(shelf) -> None:
    frontier.add(shelf, [lead("a")])
    frontier.add(shelf, [lead("a", LeadRole.ARTICLE)])
    frontier.add(shelf, [lead("a")])

    found = frontier.row(shelf, BLOG.url + "a")
    assert found is not None
    assert found.role is LeadRole.ARTICLE


def test_what_is_in_flight_is_still_queued_and_not_given_out_twice(shelf) -> None:
    frontier.add(shelf, [lead("a"), lead("b")])
    first = frontier.next_waiting(shelf, NOW)
    assert first is not None

    second = frontier.next_waiting(shelf, NOW, busy=[first.url])

    assert second is not None
    assert second.url != first.url
    assert frontier.counts(shelf) == {State.QUEUED: 2}


def test_what_is_postponed_waits_and_counts_its_tries(shelf) -> None:
    frontier.add(shelf, [lead("a")])
    frontier.postpone(shelf, BLOG.url + "a", LATER, "http-503")

    assert frontier.next_waiting(shelf, NOW) is None
    assert frontier.next_time(shelf) == LATER
    found = frontier.next_waiting(shelf, LATER)
    assert found is not None
    assert found.tries == 1


def test_what_is_left_out_has_its_reason_and_a_new_crawl_leaves_it_out_again(shelf) -> None:
    frontier.add(shelf, [lead("t")], left_out={"link": "tag archives"})
    frontier.add(shelf, [lead("a", LeadRole.ARTICLE)])
    drain(shelf)
    frontier.reopen(shelf)

    assert drain(shelf) == ["a"]
    assert frontier.counts(shelf) == {State.DONE: 1, State.SKIPPED: 1}
