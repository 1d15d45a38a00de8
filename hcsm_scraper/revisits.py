"""When what was asked for is asked for again: pages by their age, gaps by their reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from archive.text import instant

if TYPE_CHECKING:
    from datetime import datetime

    from archive.evidence import Shown
    from archive.study import Study

# Gaps that pass by themselves: the next crawl tries again. Others are as lasting as a page.
PASSING = ("network", "robots-unreachable", "http-5", "http-429", "http-408", "http-425")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How often a page is asked again where no list tells of its changes: that of a young article
    each day. All in days."""

    sweep_days: int = 7  # the longest that a change may stay unseen
    young_days: int = 14  # an article with a sign of life in that time is young

    def every(self, shown: Shown, today: date) -> int:
        """Days between two visits of a page, by the article's last sign of life."""
        is_young = shown.alive_at is not None and _days(shown.alive_at, today) < self.young_days
        return 1 if is_young else self.sweep_days


def policy_of(study: Study) -> Policy:
    return Policy(sweep_days=study.revisit.sweep_days, young_days=study.revisit.young_days)


def is_due(shown: Shown, today: date, policy: Policy) -> bool:
    """Whether one of the page's days has come since it was last asked for."""
    return has_come(shown.page_url, shown.asked_at, today, policy.every(shown, today))


def next_try(reason: str, now: datetime, policy: Policy) -> str:
    """When a gap is tried again, at the earliest (ISO, UTC)."""
    is_passing = reason.startswith(PASSING)
    return instant(now if is_passing else now + timedelta(days=policy.sweep_days))


def has_come(url: str, asked_at: str | None, today: date, every: int) -> bool:
    """The days of a URL are `every` apart, and not those of all other URLs."""
    if asked_at is None:
        return True
    own = int.from_bytes(sha256(url.encode()).digest()[:4])
    latest = today.toordinal() - (today.toordinal() - own) % every
    return latest > date.fromisoformat(asked_at[:10]).toordinal()


def _days(iso: str, today: date) -> int:
    """From a moment of a page, however exact, to today."""
    padded = iso[:10] + "0000-01-01"[len(iso[:10]) :]
    return (today - date.fromisoformat(padded)).days
