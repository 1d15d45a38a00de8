"""Articles, comments and versions made anew from the WARC files, without network."""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive import anew, captures, frontier, store
from archive.balance import forget_passing
from archive.engine import opened, transaction
from archive.frontier import State
from archive.locks import blog_lock
from archive.statements import Shelf
from archive.text import instant
from archive.tombstones import load_tombstones
from archive.warc import read_record
from hcsm_scraper import settings
from hcsm_scraper.discovery.tdmrep import of_site
from hcsm_scraper.keeping import Occasion, keep, keep_content, settle_again
from hcsm_scraper.pages import ReadingProcess
from hcsm_scraper.revisits import policy_of
from hcsm_scraper.scope import reason_to_drop, reserved_by, with_reservation

if TYPE_CHECKING:
    from collections.abc import Callable

    from archive.engine import Engine
    from archive.frontier import Waiting
    from archive.records import Blog
    from archive.study import Study, StudyBlog


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What reading anew made of a blog's articles and comments: rows before and after."""

    captures: int
    articles: int
    comments: int
    changed: int
    new: int
    gone: int


def reread_blogs(study: Study, report: Callable[[str, Changes], None]) -> None:
    """Every blog of the archive, each in one transaction: killed in between, all is as before."""
    scopes = {blog.url: blog for blog in study.blogs}
    reader = ReadingProcess(
        seconds=settings.HCSM_READ_SECONDS,
        memory=settings.HCSM_READ_MEMORY,
        max_content=settings.HCSM_MAX_CONTENT,
    )
    with opened(study.storage) as engine, closing(reader):
        with engine.connect() as connection:
            blogs = store.blogs(connection)
        for blog in blogs:
            with blog_lock(engine, study.files_folder, blog.id, blog.url):
                report(blog.url, _reread(engine, study, blog, scopes.get(blog.url), reader))


def _reread(
    engine: Engine, study: Study, blog: Blog, scope: StudyBlog | None, reader: ReadingProcess
) -> Changes:
    with transaction(engine) as connection:
        shelf = Shelf(connection, blog)
        before = anew.digests(shelf)
        anew.forget(shelf)
        count = asyncio.run(_read_all(shelf, study, scope, reader))
        forget_passing(shelf)
        after = anew.digests(shelf)
    kept = before.keys() & after.keys()
    return Changes(
        captures=count,
        articles=sum(id_.startswith("a-") for id_ in after),
        comments=sum(id_.startswith("c-") for id_ in after),
        changed=sum(before[id_] != after[id_] for id_ in kept),
        new=len(after.keys() - before.keys()),
        gone=len(before.keys() - after.keys()),
    )


async def _read_all(
    shelf: Shelf, study: Study, scope: StudyBlog | None, reader: ReadingProcess
) -> int:
    """In the order of crawls and captures; returns how many captures were read."""
    count, policy = 0, policy_of(study)
    stones = load_tombstones(shelf.connection, study.files_folder)
    kept = captures.of_blog(shelf)
    last = {x.url: x.id for x in kept if x.status != 304}
    for capture in kept:
        waiting = frontier.row(shelf, capture.url)
        if waiting is None or capture.status == 304:
            continue
        folder = study.files_folder / "warc"
        exchange = read_record(folder, capture.warc_file, capture.warc_offset)
        exchange = replace(exchange, url=capture.url, captured_at=capture.captured_at)
        page = await reader.read(exchange)
        count += 1
        page = with_reservation(page, of_site(capture.rights))
        signals = (*study.rights.not_captured, *study.rights.not_kept)
        if reserved_by(page, signals):
            continue
        occasion = Occasion(
            connection=shelf.connection,
            blog=shelf.blog,
            crawl_id=capture.crawl_id,
            capture_id=capture.id,
            seen_at=instant(capture.captured_at),
            policy=policy,
        )
        page = stones.page(page, shelf.blog_id)
        is_last = last[capture.url] == capture.id
        if reason := reason_to_drop(page, waiting, scope):
            if is_last:
                _leave_out(occasion, waiting, reason)
        elif is_last and waiting.state is State.SKIPPED and waiting.is_out_of_scope:
            keep(occasion, waiting, page)  # of the study now, with all it leads to
        else:
            keep_content(occasion, waiting, page)
            if is_last:
                settle_again(occasion, waiting, page)
    return count


def _leave_out(occasion: Occasion, waiting: Waiting, reason: str) -> None:
    """Not of the study, or no longer: then nothing of it is missing."""
    if waiting.state is State.QUEUED:
        return
    url = waiting.url
    for of_comments in (False, True):
        store.close_gaps(occasion, url, occasion.seen_at, of_comments=of_comments)
    now = waiting.asked_at or occasion.seen_at
    frontier.settle(occasion, url, State.SKIPPED, now=now, reason=reason)
