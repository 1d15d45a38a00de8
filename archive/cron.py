"""Times that a schedule names: an interval ("12h") or a cron expression. Knows no clock."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from cronsim import CronSim, CronSimError

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def next_time(schedule: str, after: datetime) -> datetime:
    """The first time after that one. Cron's fields are in UTC. Raises ValueError."""
    if found := re.fullmatch(r"([1-9]\d{0,3})([mhdw])", schedule.strip()):
        return after + timedelta(**{_UNITS[found[2]]: int(found[1])})
    try:
        return next(CronSim(schedule, after))
    except (CronSimError, StopIteration) as error:
        raise ValueError(f"no interval and no cron expression: {schedule!r}") from error
