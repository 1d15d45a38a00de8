"""Hits as CSV: the columns, spelling and pseudonyms of an export, a batch at a time. What is taken
is noted before its first row leaves."""

from __future__ import annotations

import csv
import logging
from datetime import UTC, datetime
from hashlib import sha256
from io import StringIO
from typing import TYPE_CHECKING, Literal

from starlette.responses import StreamingResponse

from archive.errors import HcsmError
from archive.export.csv import table
from archive.export.selects import Selection
from archive.exports_log import PATIENCE, HandedOut, note, note_files
from archive.search import hit_ids
from archive.search.grammar import parse
from archive.search.timed import limited

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection
    from starlette.requests import Request

    from archive.export.dataset import Dataset
    from archive.search.homes import Kind
    from archive.web.site import Site

    Name = Literal["articles", "comments"]

logger = logging.getLogger(__name__)
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


def _csv(site: Site, name: Name, asked: str) -> StreamingResponse:
    pieces = _pieces(site, name, asked)
    next(pieces)  # noted, or refused in a sentence, before the answer has begun
    disposition = f'attachment; filename="{name}.csv"'
    return StreamingResponse(
        pieces,
        media_type="text/csv",
        headers={"Content-Disposition": disposition},
    )


def _pieces(site: Site, name: Name, asked: str) -> Iterator[bytes]:
    """The first is empty: then it is noted."""
    file, digest = f"{name}.csv", sha256()
    with limited(site.engine, SECONDS) as connection:
        hits = _hits(connection, name, asked)
        selection = Selection(ids=None if hits is None else sorted(set(hits.values())))
        number = _note(site, file, asked, selection)
        yield b""
        for piece in _written(_rows(site.dataset(connection, selection), name, hits)):
            digest.update(piece)
            yield piece
    if site.log is not None and number is not None:
        try:
            note_files(site.log, number, {file: digest.hexdigest()})
        except HcsmError as error:  # it is noted that it was taken
            logger.warning("the digest of a download is not noted: %s", error)


def _note(site: Site, file: str, asked: str, selection: Selection) -> int | None:
    if site.log is None:
        return None
    said = HandedOut(
        format="csv from the page",
        query=asked.strip() or None,
        selection=selection,
        identities=str(site.identities),
        files={file: ""},
    )
    return note(site.log, datetime.now(UTC), said, patience=PATIENCE)


def _hits(connection: Connection, name: Name, asked: str) -> dict[str, str] | None:
    """Id of a hit -> id of its article; None: everything is asked for."""
    kind: Kind = "article" if name == "articles" else "comment"
    if not asked.strip():
        return None
    return {id_: article_id for article_id, id_ in hit_ids(connection, asked, kind)}


def _rows(
    dataset: Dataset, name: Name, hits: Mapping[str, str] | None
) -> Iterator[Sequence[object]]:
    """The header, then the row of each hit; its id stands first."""
    lines = table(dataset, name)
    yield from next(lines)
    for batch in lines:
        yield from (row for row in batch if hits is None or row[0] in hits)


def _written(rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    written = StringIO()
    writer = csv.writer(written)
    for row in rows:
        writer.writerow(row)
        if written.tell() > _PIECE:
            yield written.getvalue().encode()
            written.seek(0)
            written.truncate()
    yield written.getvalue().encode()
