"""Hits as CSV: the columns, spelling and pseudonyms of an export, a batch at a time."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Literal

from starlette.responses import StreamingResponse

from archive.export.csv import table
from archive.export.selection import Selection
from archive.search import hit_ids
from archive.search.grammar import parse
from archive.search.timed import limited

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection
    from starlette.requests import Request

    from archive.search.homes import Kind
    from archive.web.site import Site

SECONDS = 600.0  # a whole archive may be taken away
_PIECE = 65_536  # letters sent at a time: each costs a change of threads


def articles(site: Site, _connection: Connection, request: Request) -> StreamingResponse:
    return _csv(site, "articles", _checked(request))


def comments(site: Site, _connection: Connection, request: Request) -> StreamingResponse:
    return _csv(site, "comments", _checked(request))


def _checked(request: Request) -> str:
    """The query, before the answer has begun: raises WrongUseError."""
    asked = request.query_params.get("q", "")
    if asked.strip():
        parse(asked)
    return asked


def _csv(site: Site, name: Literal["articles", "comments"], asked: str) -> StreamingResponse:
    def pieces() -> Iterator[str]:
        with limited(site.engine, SECONDS) as connection:
            written = StringIO()
            writer = csv.writer(written)
            for row in _rows(site, connection, name, asked):
                writer.writerow(row)
                if written.tell() > _PIECE:
                    yield written.getvalue()
                    written.seek(0)
                    written.truncate()
            yield written.getvalue()

    disposition = f'attachment; filename="{name}.csv"'
    return StreamingResponse(
        pieces(), media_type="text/csv", headers={"Content-Disposition": disposition}
    )


def _rows(
    site: Site, connection: Connection, name: Literal["articles", "comments"], asked: str
) -> Iterator[Sequence[object]]:
    """The header, then the row of each hit; its id stands first."""
    kind: Kind = "article" if name == "articles" else "comment"
    hits: dict[str, str] | None = None
    if asked.strip():
        hits = {id_: article_id for article_id, id_ in hit_ids(connection, asked, kind)}
    selection = Selection(ids=None if hits is None else sorted(set(hits.values())))
    lines = table(site.dataset(connection, selection), name)
    yield from next(lines)
    for batch in lines:
        yield from (row for row in batch if hits is None or row[0] in hits)
