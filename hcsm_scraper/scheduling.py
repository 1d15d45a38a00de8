"""Crawls when they are due, in the foreground, and what a schedule costs the blogs."""

from __future__ import annotations

import signal
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from archive import evidence, ledger, store
from archive.cron import next_time
from archive.engine import opened
from archive.errors import INTERRUPTED, HcsmError
from archive.schedules import due_times
from hcsm_scraper.discovery.rest import collection_of
from hcsm_scraper.increments import Round, lists_to_ask
from hcsm_scraper.revisits import policy_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from archive.engine import Connection
    from archive.schedules import Due
    from archive.study import Study
    from hcsm_scraper.revisits import Policy

PAUSE = timedelta(minutes=1)  # between two looks at what is due
OF_HOST = 1 + 1 / 7  # requests a day for robots.txt, and for tdmrep.json


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a blog is asked while nothing changes, in requests."""

    url: str
    schedule: str
    due: datetime | None
    is_known: bool  # by a first crawl; else the figures are 0
    lists: int  # in each crawl
    sweeps: float  # a day
    per_day: float


def crawl_when_due(
    load: Callable[[], Study], command: Sequence[str], folder: Path, say: Callable[[str], None]
) -> int:
    """Runs `command` each time that a blog is due, until SIGTERM or Ctrl-C. The study is loaded
    again before each look: it may have changed."""
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stopped.append(number))
    signal.signal(signal.SIGINT, lambda number, _: stopped.append(number))
    told = ""
    while not stopped:
        try:
            if any(x.is_now(datetime.now(UTC)) for x in _times(load())):
                _run(command, folder, stopped)
            first = min((x.at for x in _times(load()) if x.at is not None), default=None)
            said = f"next crawl is due {first:%Y-%m-%d %H:%M} UTC" if first else told
        except HcsmError as error:
            said = f"{error}; the next look is in a minute"
        if said != told and not stopped:
            say(said)
        told = said
        until = datetime.now(UTC) + PAUSE
        while not stopped and datetime.now(UTC) < until:
            time.sleep(0.5)
    return INTERRUPTED


def costs(study: Study) -> list[Cost]:
    """Of each blog of the study."""
    now = datetime.now(UTC)
    policy = policy_of(study)
    with opened(study.storage) as engine, engine.connect() as connection:
        return [
            _cost(connection, due, due.blog.schedule or study.schedule, policy, now)
            for due in due_times(connection, study)
        ]


def _cost(connection: Connection, due: Due, schedule: str, policy: Policy, now: datetime) -> Cost:
    round_ = Round(connection=connection, blog=due.blog.blog, now=now, policy=policy)
    sources = [
        (x, source)
        for source in ledger.sources(round_)
        if source.whole_at and (x := collection_of(source.url)) is not None
    ]
    kinds = {x.kind for x, _ in sources}
    sweeps = sum(-(-source.known // 100) for _, source in sources) / policy.sweep_days
    shown = evidence.shown(round_, but_listed={"posts", "comments"} <= kinds)
    sweeps += sum(1 / policy.every(x, now.date()) for x in shown)
    lists = len(lists_to_ask(round_))
    in_a_day = timedelta(days=1) / (
        next_time(schedule, next_time(schedule, now)) - next_time(schedule, now)
    )
    is_known = store.has_finished(round_)
    return Cost(
        url=round_.blog.url,
        schedule=schedule,
        due=None if due.is_now(now) else due.at,
        is_known=is_known,
        lists=lists if is_known else 0,
        sweeps=sweeps if is_known else 0,
        per_day=lists * in_a_day + sweeps + OF_HOST if is_known else 0,
    )


def _times(study: Study) -> list[Due]:
    with opened(study.storage) as engine, engine.connect() as connection:
        return due_times(connection, study)


def _run(command: Sequence[str], folder: Path, stopped: list[int]) -> None:
    """In a process of its own, as each run of Scrapy needs, and in a group of its own: told twice
    to stop, by a terminal and by us, it would drop the page in hand."""
    process = subprocess.Popen(command, cwd=folder, start_new_session=True)  # noqa: S603 - our own
    while process.poll() is None:
        try:
            process.wait(0.2)
        except subprocess.TimeoutExpired:
            if stopped:
                process.send_signal(signal.SIGTERM)
                process.wait()
