"""Hits as CSV with the columns of an export, a row at a time; comment authors as in exports."""

from __future__ import annotations

import csv
from io import StringIO
from itertools import groupby, islice
from typing import TYPE_CHECKING

from starlette.responses import StreamingResponse

from archive import query
from archive.export.columns import FILES
from archive.export.csv import cell
from archive.search import hit_ids
from archive.search.grammar import parse
from archive.search.timed import limited

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection
    from starlette.requests import Request

    from archive.export.people import Hidden
    from archive.query import CommentFacts
    from archive.web.site import Site

SECONDS = 600.0  # a whole archive may be taken away
_PIECE = 65_536  # letters sent at a time: each costs a change of threads
_THREADS = 100  # articles in memory at a time, as ids; one thread of comments as text


def articles(site: Site, _connection: Connection, request: Request) -> StreamingResponse:
    asked = _checked(request)

    def rows(connection: Connection) -> Iterator[object]:
        ids = (id_ for id_, _ in hit_ids(connection, asked, "article"))
        while batch := list(islice(ids, _THREADS)):
            yield from query.articles(connection, ids=batch)

    return _csv(site, "articles", rows)


def comments(site: Site, _connection: Connection, request: Request) -> StreamingResponse:
    asked, hidden = _checked(request), site.hidden()

    def rows(connection: Connection) -> Iterator[object]:
        hits = groupby(hit_ids(connection, asked, "comment"), key=lambda pair: pair[0])
        threads = ((article_id, {id_ for _, id_ in pairs}) for article_id, pairs in hits)
        while batch := dict(islice(threads, _THREADS)):
            yield from _hits(connection, batch, hidden)

    return _csv(site, "comments", rows)


def _hits(
    connection: Connection, batch: dict[str, set[str]], hidden: Hidden | None
) -> Iterator[CommentFacts]:
    """Whole threads are read: a comment may greet whoever else is in it."""
    found = query.comments(connection, article_ids=list(batch))
    for article_id, of_one in groupby(found, key=lambda comment: comment.article_id):
        thread = list(of_one)
        if hidden is not None:
            thread = hidden.thread(thread)
        yield from (comment for comment in thread if comment.id in batch[article_id])


def _checked(request: Request) -> str:
    """The query, before the answer has begun: raises WrongUseError."""
    asked = request.query_params.get("q", "")
    if asked.strip():
        parse(asked)
    return asked


def _csv(
    site: Site, name: str, rows: Callable[[Connection], Iterator[object]]
) -> StreamingResponse:
    def pieces() -> Iterator[str]:
        columns = FILES[name]
        with limited(site.engine, SECONDS) as connection:
            written = StringIO()
            writer = csv.writer(written)
            writer.writerow(column.name for column in columns)
            for row in rows(connection):
                writer.writerow(cell(column.value(row), column.type) for column in columns)
                if written.tell() > _PIECE:
                    yield written.getvalue()
                    written.seek(0)
                    written.truncate()
            yield written.getvalue()

    disposition = f'attachment; filename="{name}.csv"'
    return StreamingResponse(
        pieces(), media_type="text/csv", headers={"Content-Disposition": disposition}
    )
