"""When crawls are due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archive import frontier, store
from archive.cron import next_time
from archive.engine import transaction
from archive.errors import WrongUseError
from archive.records import Lead, LeadRole
from archive.schedules import due_times
from archive.statements import Shelf
from archive.study import parse_study

NOW = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
STUDY = """
schedule = "7d"
[[blog]]
url = "http://one.example/"
[[blog]]
url = "http://two.example/"
schedule = "30 4 * * 1"
"""


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("15m", "2026-03-04T05:21"),
        ("12h", "2026-03-04T17:06"),
        ("2d", "2026-03-06T05:06"),
        ("1w", "2026-03-11T05:06"),
        ("30 4 * * *", "2026-03-05T04:30"),
        ("*/20 5 * * *", "2026-03-04T05:20"),
        ("0 0 1 * *", "2026-04-01T00:00"),
    ],
)
def test_a_schedule_names_its_next_time(schedule: str, expected: str) -> None:
    assert next_time(schedule, NOW).isoformat()[:16] == expected


@pytest.mark.parametrize("schedule", ["daily", "0d", "61 * * * *", "* * *", ""])
def test_a_wrong_schedule_names_file_line_and_what_is_allowed(schedule: str) -> None:
    with pytest.raises(WrongUseError, match=r"line 1: schedule is .* allowed is an interval"):
        parse_study(f'schedule = "{schedule}"', Path("hcsm.toml"))


def test_a_blog_is_due_by_its_own_schedule_or_that_of_the_study(archive: Engine) -> None:
    study = parse_study(STUDY, Path("hcsm.toml"))
    for blog in study.blogs:
        _crawled(archive, blog.blog)

    with archive.connect() as connection:
        times = {x.blog.url: x.at for x in due_times(connection, study)}

    assert times == {
        "http://one.example/": NOW + timedelta(days=7),
        "http://two.example/": datetime(2026, 3, 9, 4, 30, tzinfo=UTC),
    }


def test_a_blog_that_was_never_crawled_is_due_at_once(archive: Engine) -> None:
    study = parse_study(STUDY, Path("hcsm.toml"))

    with archive.connect() as connection:
        assert all(x.is_now(NOW) for x in due_times(connection, study))


@pytest.mark.parametrize("later", [None, "2026-03-04T09:00:00.000000+00:00"])
def test_a_stopped_crawl_goes_on_when_the_blog_may_be_asked_again(
    archive: Engine, later: str | None
) -> None:
    study = parse_study(STUDY, Path("hcsm.toml"))
    blog = study.blogs[0].blog
    with transaction(archive) as connection:
        store.start_crawl(connection, blog, NOW, "1")
        frontier.add(
            Shelf(connection, blog), [Lead(url=blog.url, role=LeadRole.HOME, route="seed")]
        )
        if later:
            frontier.postpone(Shelf(connection, blog), blog.url, later, "http-429")

    with archive.connect() as connection:
        due = due_times(connection, study)[0]

    assert due.at == (datetime.fromisoformat(later) if later else None)
    assert due.is_now(NOW) is (later is None)


def _crawled(archive: Engine, blog: object) -> None:
    with transaction(archive) as connection:
        crawl_id, _ = store.start_crawl(connection, blog, NOW, "1")
        store.end_crawl(connection, crawl_id, NOW + timedelta(hours=1), "finished", {})
