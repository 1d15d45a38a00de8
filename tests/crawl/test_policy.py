"""How often a page is looked at that no list tells of."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from archive.evidence import Shown
from hcsm_scraper.budgets import pattern
from hcsm_scraper.revisits import Policy, is_due, next_try

TODAY = date(2026, 3, 4)
POLICY = Policy(sweep_days=7, young_days=14)


def page(number: int, *, asked: date, alive: str | None = "2014-01-01") -> Shown:
    url = f"http://blog.example/{number}/"
    return Shown(page_url=url, article_url=url, asked_at=asked.isoformat(), alive_at=alive)


@pytest.mark.parametrize("alive", ["2026-03-01T10:00:00+00:00", "2026-02-20"])
def test_a_young_article_is_looked_at_each_day(alive: str) -> None:
    asked_today = page(1, asked=TODAY, alive=alive)
    asked_yesterday = page(1, asked=TODAY - timedelta(days=1), alive=alive)

    assert not is_due(asked_today, TODAY, POLICY)
    assert is_due(asked_yesterday, TODAY, POLICY)


def test_old_articles_are_looked_at_once_in_the_days_of_a_sweep_and_not_all_at_once() -> None:
    asked = dict.fromkeys(range(700), TODAY)
    loads = []
    for day in (TODAY + timedelta(days=n) for n in range(1, 22)):
        due = [n for n, last in asked.items() if is_due(page(n, asked=last), day, POLICY)]
        asked |= dict.fromkeys(due, day)
        loads.append(len(due))

    assert sum(loads) == 3 * 700, "each three times in three weeks"
    assert max(loads) < 160, "about a hundred a day"


def test_a_crawl_after_a_long_pause_looks_at_everything() -> None:
    assert all(is_due(page(n, asked=date(2026, 1, 1)), TODAY, POLICY) for n in range(100))


@pytest.mark.parametrize(
    ("reason", "days"),
    [("network", 0), ("http-503", 0), ("robots-unreachable", 0), ("http-404", 7), ("robots", 7)],
)
def test_what_passes_is_tried_in_the_next_crawl_and_what_lasts_with_the_next_sweep(
    reason: str, days: int
) -> None:
    now = datetime.fromisoformat("2026-03-04T05:06:07+00:00")

    assert datetime.fromisoformat(next_try(reason, now, POLICY)) == now + timedelta(days=days)


def test_pages_are_alike_by_their_path_also_where_the_query_holds_it() -> None:
    home = "http://blog.example/"

    assert pattern(f"{home}?u=%2F2014%2F03%2Fsleep%2F") == pattern(f"{home}?u=%2F2013%2F02%2F")
    assert pattern(f"{home}?u=%2F2014%2F03%2Fsleep%2F") != pattern(f"{home}?u=%2Ftag%2Fsleep%2F")
    assert pattern(f"{home}calendar/7/?day=1") == pattern(f"{home}calendar/8/?day=2")
