"""articles.csv, comments.csv, blogs.csv, links.csv and codebook.csv.

RFC 4180, UTF-8; lists separated by |; rows in byte order of their ids; cells that a spreadsheet
would run as a formula begin with an apostrophe.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Generator
from itertools import groupby
from typing import TYPE_CHECKING

from archive import query
from archive.errors import StorageError
from archive.export.codebook import codebook_rows
from archive.export.columns import FILES
from archive.export.people import Hidden
from archive.identities import Identities, open_pseudonyms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from archive.export.columns import Cell
    from archive.export.selection import Selection
    from archive.query import CommentFacts

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_TEXT = frozenset("text list url id moment".split())


def export(
    connection: Connection,
    out: Path,
    *,
    selection: Selection,
    identities: Identities,
    key_folder: Path,
    progress: Callable[[str, int], None] = lambda _name, _rows: None,
) -> dict[Path, int]:
    """Writes the files, whole or not at all; returns each with its number of rows."""
    hidden = Hidden(open_pseudonyms(key_folder)) if identities is Identities.PSEUDONYM else None
    rows: dict[str, Iterable[object]] = {
        "articles": query.articles(connection, ids=selection.ids, since=selection.since),
        "comments": _comments(connection, selection, hidden),
        "blogs": query.blogs(connection),
        "links": query.links(connection, article_ids=selection.ids, since=selection.since),
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        return _written(out, rows, progress)
    except OSError as error:
        raise StorageError(f"{out} cannot be written: {error.strerror or error}") from error


def cell(value: Cell, type_: str = "text") -> str:
    """One cell's text, before quoting."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        value = "|".join(item.replace("|", "¦") for item in value)
    guarded = type_ in _TEXT and _FORMULA.match(value)
    return "'" + value if guarded else value


def plain(text: str) -> str:
    """What a cell said before it was made safe for spreadsheets."""
    return text[1:] if re.match(r"'+[=+\-@\t\r]", text) else text


def _written(
    out: Path, rows: dict[str, Iterable[object]], progress: Callable[[str, int], None]
) -> dict[Path, int]:
    drafts: dict[Path, Path] = {}
    counts: dict[Path, int] = {}
    try:
        for name, found in rows.items():
            file = out / f"{name}.csv"
            drafts[file] = file.with_suffix(".csv.partial")
            counts[file] = _write(drafts[file], _lines(name, found, progress))
        file = out / "codebook.csv"
        drafts[file] = file.with_suffix(".csv.partial")
        counts[file] = _write(drafts[file], codebook_rows())
        for file, draft in drafts.items():
            draft.replace(file)
    finally:
        for found in rows.values():
            if isinstance(found, Generator):
                found.close()  # and with it the database's cursor
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
    return counts


def _lines(
    name: str, rows: Iterable[object], progress: Callable[[str, int], None]
) -> Iterator[list[str]]:
    columns = FILES[name]
    yield [column.name for column in columns]
    readers = [(column.value, column.type) for column in columns]
    for number, row in enumerate(rows, 1):
        yield [cell(value(row), type_) for value, type_ in readers]
        if number % 1000 == 0:
            progress(name, number)


def _write(file: Path, lines: Iterable[list[str]]) -> int:
    """Returns the rows below the header."""
    count = -1
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        for line in lines:
            writer.writerow(line)
            count += 1
    return count


def _comments(
    connection: Connection, selection: Selection, hidden: Hidden | None
) -> Iterator[CommentFacts]:
    """A thread at a time: a comment may greet whoever else is in it."""
    found = query.comments(connection, article_ids=selection.ids, since=selection.since)
    if hidden is None:
        yield from found
        return
    for _, thread in groupby(found, key=lambda comment: comment.article_id):
        yield from hidden.thread(list(thread))
