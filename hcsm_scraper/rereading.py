"""Articles, comments and versions made anew from the WARC files, without network."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from archive import frontier
from archive.engine import open_engine, transaction
from archive.locks import blog_lock
from archive.records import Blog
from archive.schema import (
    ArticleRow,
    ArticleVersionRow,
    BlogRow,
    CaptureRow,
    CommentRow,
    CommentVersionRow,
    EvidenceRow,
    LinkRow,
    table_of,
)
from archive.warc import read_record
from hcsm_scraper import settings
from hcsm_scraper.keeping import Occasion, keep_content
from hcsm_scraper.scope import reason_to_drop
from hcsm_scraper.workers import Readers

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine

    from archive.study import Study, StudyBlog

_ARTICLES, _COMMENTS, _CAPTURES = table_of(ArticleRow), table_of(CommentRow), table_of(CaptureRow)
_EVIDENCE, _BLOGS = table_of(EvidenceRow), table_of(BlogRow)
_OF_ARTICLES = (table_of(LinkRow), table_of(ArticleVersionRow))


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
    engine = open_engine(study.storage)
    scopes = {blog.url: blog for blog in study.blogs}
    readers = Readers(
        processes=settings.HCSM_READERS,
        seconds=settings.HCSM_READ_SECONDS,
        memory=settings.HCSM_READ_MEMORY,
        max_content=settings.HCSM_MAX_CONTENT,
    )
    try:
        with engine.connect() as connection:
            blogs = connection.execute(select(_BLOGS).order_by(_BLOGS.c.id)).all()
        for row in blogs:
            blog = Blog(url=row.url, name=row.name)
            with blog_lock(engine, study.files_folder, blog.id, blog.url):
                report(blog.url, _reread(engine, study, blog, scopes.get(blog.url), readers))
    finally:
        readers.close()
        engine.dispose()


def _reread(
    engine: Engine, study: Study, blog: Blog, scope: StudyBlog | None, readers: Readers
) -> Changes:
    with transaction(engine) as connection:
        before = _digests(connection, blog.id)
        _forget(connection, blog.id)
        captures = asyncio.run(_read_all(connection, study, blog, scope, readers))
        after = _digests(connection, blog.id)
    kept = before.keys() & after.keys()
    return Changes(
        captures=captures,
        articles=sum(id_.startswith("a-") for id_ in after),
        comments=sum(id_.startswith("c-") for id_ in after),
        changed=sum(before[id_] != after[id_] for id_ in kept),
        new=len(after.keys() - before.keys()),
        gone=len(before.keys() - after.keys()),
    )


async def _read_all(
    connection: Connection, study: Study, blog: Blog, scope: StudyBlog | None, readers: Readers
) -> int:
    """In the order of crawls and captures; returns how many captures were read."""
    rows = connection.execute(
        select(_CAPTURES)
        .where(_CAPTURES.c.blog_id == blog.id, _CAPTURES.c.warc_file.is_not(None))
        .order_by(_CAPTURES.c.crawl_id, _CAPTURES.c.id)
    ).all()
    count = 0
    for row in rows:
        waiting = frontier.row(connection, blog.id, row.url)
        if waiting is None or row.status == 304:
            continue
        exchange = read_record(study.files_folder / "warc", row.warc_file, row.warc_offset)
        page = await readers.read(
            url=row.url,
            captured_at=datetime.fromisoformat(row.captured_at),
            status=exchange.status,
            headers=exchange.headers,
            payload=exchange.payload,
        )
        count += 1
        if reason_to_drop(page, waiting, scope) is None:
            occasion = Occasion(
                blog=blog, crawl_id=row.crawl_id, capture_id=row.id, seen_at=row.captured_at
            )
            keep_content(connection, occasion, waiting, page)
    return count


def _digests(connection: Connection, blog_id: str) -> dict[str, str]:
    articles = connection.execute(
        select(_ARTICLES.c.id, _ARTICLES.c.digest).where(_ARTICLES.c.blog_id == blog_id)
    )
    found = {row.id: row.digest for row in articles}
    comments = connection.execute(
        select(_COMMENTS.c.id, _COMMENTS.c.digest)
        .join(_ARTICLES, _ARTICLES.c.id == _COMMENTS.c.article_id)
        .where(_ARTICLES.c.blog_id == blog_id)
    )
    return found | {row.id: row.digest for row in comments}


def _forget(connection: Connection, blog_id: str) -> None:
    articles = select(_ARTICLES.c.id).where(_ARTICLES.c.blog_id == blog_id)
    comments = select(_COMMENTS.c.id).where(_COMMENTS.c.article_id.in_(articles))
    versions = table_of(CommentVersionRow)
    connection.execute(delete(versions).where(versions.c.comment_id.in_(comments)))
    connection.execute(delete(_COMMENTS).where(_COMMENTS.c.article_id.in_(articles)))
    for table in _OF_ARTICLES:
        connection.execute(delete(table).where(table.c.article_id.in_(articles)))
    connection.execute(delete(_ARTICLES).where(_ARTICLES.c.blog_id == blog_id))
    connection.execute(delete(_EVIDENCE).where(_EVIDENCE.c.blog_id == blog_id))
