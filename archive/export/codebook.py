"""The codebook: every column of every file, generated from the columns themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.export.columns import FILES

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = ["file", "column", "meaning", "type", "format", "empty_means", "allowed", "example"]
_FORMAT = {
    "text": "UTF-8; a leading apostrophe guards a cell that a spreadsheet would run as a formula",
    "integer": "decimal digits",
    "boolean": "true or false",
    "list": "items separated by | (a | within an item is written ¦)",
    "moment": "ISO 8601: UTC with +00:00, or local without a zone, or a day, month, year",
    "url": "absolute URL as the archive spells it",
    "id": "letters, digits and hyphens; the same on every run and database",
}


def codebook_rows() -> Iterator[list[str]]:
    yield _HEADER
    for file, columns in FILES.items():
        for column in columns:
            yield [
                f"{file}.csv",
                column.name,
                column.meaning,
                column.type,
                _FORMAT[column.type],
                column.missing,
                column.allowed,
                column.example,
            ]
