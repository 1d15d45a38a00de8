"""When a blog's next crawl is due: by the study's schedule and the times of its crawls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from archive import frontier
from archive.cron import next_time
from archive.schema import CRAWLS
from archive.statements import Shelf

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from archive.study import Study, StudyBlog


@dataclass(frozen=True, slots=True)
class Due:
    """A blog of the study, and when it is to be crawled next. `at` None: as soon as can be."""

    blog: StudyBlog
    at: datetime | None

    def is_now(self, now: datetime) -> bool:
        return self.at is None or self.at <= now


def due_times(connection: Connection, study: Study) -> list[Due]:
    """Of all blogs of the study, in its order."""
    return [Due(blog, _due_at(connection, study, blog)) for blog in study.blogs]


def has_been_crawled(shelf: Shelf, since: str) -> bool:
    """Whether a crawl has begun since then (ISO, UTC) and come to its end."""
    own = (CRAWLS.c.blog_id == shelf.blog_id, CRAWLS.c.ended_at.is_not(None))
    found = select(CRAWLS.c.id).where(*own, CRAWLS.c.started_at >= since).limit(1)
    return shelf.execute(found).first() is not None


def _due_at(connection: Connection, study: Study, blog: StudyBlog) -> datetime | None:
    last = connection.execute(
        select(CRAWLS.c.started_at, CRAWLS.c.ended_at)
        .where(CRAWLS.c.blog_id == blog.blog.id)
        .order_by(CRAWLS.c.id.desc())
        .limit(1)
    ).first()
    if last is None:
        return None
    if last.ended_at is None:  # stopped or killed: it goes on, unless the blog asked to wait
        later = frontier.next_time(Shelf(connection, blog.blog))
        return datetime.fromisoformat(later) if later else None
    return next_time(blog.schedule or study.schedule, datetime.fromisoformat(last.started_at))
