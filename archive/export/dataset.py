"""What an export writes, whatever its format: files, their columns, rows in batches of columns."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archive.export import selects
from archive.export.columns import FILES, VANISHED_AT
from archive.export.people import Hidden
from archive.export.persons import Persons
from archive.identities import Identities, open_pseudonyms
from archive.links import links_unknown_until
from archive.statements import in_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Select

    from archive.export.columns import Column
    from archive.export.selects import Selection
    from archive.identities import Pseudonyms

BATCH = 500  # rows in memory at a time
Columns = list["Sequence[Any]"]
Named = dict[str, "Sequence[Any]"]  # the same by name, in order
# Where people may be named; a file's other columns say nothing of them.
_PROSE = {
    "articles": ("title", "tags", "text", "markdown"),
    "comments": ("text", "markdown"),
    "links": ("url", "text"),
    "blogs": (),
}


@dataclass(slots=True, kw_only=True)
class Dataset:
    """`columns(file)` and `batches(file)` are all that a format needs.

    `is_public`: comment ids are hashed and permalinks left out, which would undo pseudonyms.
    `without_texts`: what was written is left out, that something was written stays.
    """

    connection: Connection
    selection: Selection
    hidden: Hidden | None = None
    pseudonyms: Pseudonyms | None = None
    hides_authors: bool = False
    is_public: bool = False
    without_texts: bool = False
    links_since: str | None = None  # links of the time asked for are not known: only those since
    progress: Callable[[str, int], None] = lambda _name, _rows: None
    seen: dict[str, list[Seen]] = field(default_factory=dict)  # per file and column, for codebooks

    @property
    def files(self) -> list[str]:
        return [name for name in FILES if name != "links" or self.links_since is None]

    def columns(self, name: str) -> tuple[Column, ...]:
        has_end = self.selection.include_vanished and name in ("articles", "comments")
        return (*FILES[name], VANISHED_AT) if has_end else FILES[name]

    def batches(self, name: str) -> Iterator[Columns]:
        """Up to BATCH rows as columns: lists as JSON text, booleans as true, false, 1 or 0."""
        seen = self.seen[name] = [Seen() for _ in self.columns(name)]
        types = [column.type for column in self.columns(name)]
        count = 0
        for columns in self._read(name):
            changed = self._shown(name, columns)
            for notice, type_, cells in zip(seen, types, changed, strict=True):
                notice.add(type_, cells)
            count += len(changed[0])
            self.progress(name, count)
            yield changed

    def rows(self, name: str) -> Iterator[dict[str, Any]]:
        """One by one, by name, lists and booleans as such: for formats of a file per row."""
        columns = self.columns(name)
        names = [column.name for column in columns]
        for batch in self.batches(name):
            for row in zip(*typed(columns, batch), strict=True):
                yield dict(zip(names, row, strict=True))

    def _read(self, name: str) -> Iterator[Columns]:
        for query in self._queries(name):
            with self.connection.execute(query, execution_options={"yield_per": BATCH}) as result:
                for rows in result.partitions():
                    yield list(zip(*rows, strict=True))

    def _queries(self, name: str) -> Iterator[Select[Any]]:
        """In byte order of the articles' ids, so that the whole stays sorted."""
        if name == "blogs":
            yield selects.blogs(self.selection).order_by("blog_id")
            return
        query, article_id = getattr(selects, name)(self.selection)
        order = ("article_id", "position") if name == "links" else (f"{name[:-1]}_id",)
        query = query.order_by(*order)
        if self.selection.ids is None:
            yield query
            return
        for some in in_parts(sorted(set(self.selection.ids))):
            yield query.where(article_id.in_(some))

    def _shown(self, name: str, columns: Columns) -> Columns:
        names = (column.name for column in self.columns(name))
        shown = dict(zip(names, columns, strict=True))
        if self.selection.as_of and name == "articles":
            shown["word_count"] = [None if x is None else len(x.split()) for x in shown["text"]]
        if self.hidden is not None:
            self._hide(name, shown, self.hidden)
        if name == "comments" and self.is_public:
            self._make_public(shown)
        if self.without_texts:
            nothing = [None] * len(columns[0])
            shown |= {column: nothing for column in ("text", "markdown") if column in shown}
        return list(shown.values())

    def _hide(self, name: str, shown: Named, hidden: Hidden) -> None:
        is_comment = name == "comments"
        before: Sequence[Any] = ()
        after: list[Any] = []
        for column in _PROSE[name]:
            if column == "markdown":  # mostly the text itself
                pairs = zip(shown[column], before, after, strict=True)
                shown[column] = [
                    new if cell == old else hidden.text(cell, is_comment=is_comment)
                    for cell, old, new in pairs
                ]
            else:
                before = shown[column]
                after = [hidden.text(cell, is_comment=is_comment) for cell in before]
                shown[column] = after
        if is_comment:
            by = (shown["author"], shown["author_url"], shown["kind"])
            shown["author"] = list(map(hidden.author, *by))
            shown["author_url"] = [None] * len(shown["author"])
            shown["permalink"] = [  # a profile's address may stand for a comment's, as on Medium
                link if not link or link.startswith(url) else hidden.text(link)
                for link, url in zip(shown["permalink"], shown["article_url"], strict=True)
            ]
        elif name == "articles" and self.hides_authors:
            shown["authors"] = [
                json.dumps([hidden.name(author) for author in json.loads(cell)])
                for cell in shown["authors"]
            ]

    def _make_public(self, shown: Named) -> None:
        assert self.pseudonyms is not None
        mark = self.pseudonyms.mark
        for column in ("comment_id", "parent_id"):
            ids = shown[column]
            shown[column] = [x and "c-" + mark(f"comment:{x}")[:16].lower() for x in ids]
        shown["permalink"] = [None] * len(shown["permalink"])


@dataclass(slots=True)
class Seen:
    """What a column held: cells that are not empty, and the range of numbers and moments."""

    count: int = 0
    lowest: Any = None
    highest: Any = None

    def add(self, type_: str, cells: Sequence[Any]) -> None:
        said = [cell for cell in cells if cell is not None] if None in cells else cells
        self.count += len(said)
        if said and type_ in ("integer", "moment"):
            low, high = min(said), max(said)
            self.lowest = low if self.lowest is None else min(self.lowest, low)
            self.highest = high if self.highest is None else max(self.highest, high)


def typed(columns: Sequence[Column], batch: Columns) -> Columns:
    """Lists as lists, booleans as booleans; the rest as it is."""
    return [
        [None if x is None else _TYPED[column.type](x) for x in cells]
        if column.type in _TYPED
        else cells
        for column, cells in zip(columns, batch, strict=True)
    ]


_TYPED: dict[str, Callable[[Any], Any]] = {"list": json.loads, "boolean": bool}


def open_dataset(
    connection: Connection,
    *,
    selection: Selection,
    identities: Identities,
    key_folder: Path,
    hides_authors: bool = False,
    is_public: bool = False,
    without_texts: bool = False,
) -> Dataset:
    """With the study's key where people are hidden or ids hashed; made where there is none."""
    pseudonyms, as_of = None, selection.as_of
    if identities is Identities.PSEUDONYM or is_public:
        pseudonyms = open_pseudonyms(key_folder)
    hidden = None
    if identities is not Identities.PLAIN:
        persons = Persons(connection, with_authors=hides_authors)
        is_dropped = identities is Identities.DROP
        hidden = Hidden(persons, None if is_dropped else pseudonyms)
    return Dataset(
        connection=connection,
        selection=selection,
        hidden=hidden,
        pseudonyms=pseudonyms,
        hides_authors=hides_authors,
        is_public=is_public,
        without_texts=without_texts,
        links_since=as_of and links_unknown_until(connection, as_of),
    )
