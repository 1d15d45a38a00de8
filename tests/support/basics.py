"""What many tests begin with: the command as a user types it, a comment, a capture that a crawl read."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from archive.captures import put_capture
from archive.records import Blog, Capture, Comment, Moment, ParentState
from archive.statements import Shelf
from archive.store import Sighting
from archive.text import instant

HCSM = [sys.executable, "-m", "hcsm_scraper"]


def hcsm(
    *arguments: str, cwd: Path, start: Sequence[str] = HCSM
) -> subprocess.CompletedProcess[str]:
    """However it ends."""
    return subprocess.run(
        [*start, *arguments], capture_output=True, text=True, check=False, cwd=cwd
    )


def comment(key: str, text: str, **changes: object) -> Comment:
    return Comment(
        **{
            "key": key,
            "parent_key": None,
            "parent_state": ParentState.NONE,
            "depth": 1,
            "author": "Ada Reader",
            "author_url": "http://ada.example/",
            "by_article_author": False,
            "published": Moment("2015-03-05T10:00:00+00:00"),
            "text": text,
            "markdown": text,
            "permalink": f"http://blog.example/tweets/#comment-{key}",
            **changes,
        }
    )


def seen(
    connection: Connection, blog: Blog, url: str, crawl_id: int, when: datetime, **changes: object
) -> Sighting:
    """In a capture of this URL."""
    capture = Capture(**{"url": url, "captured_at": when, "status": 200, **changes})
    return Sighting(
        connection=connection,
        blog=blog,
        crawl_id=crawl_id,
        capture_id=put_capture(Shelf(connection, blog), crawl_id, capture),
        seen_at=instant(when),
    )
