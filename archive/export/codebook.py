"""The codebook: every column of every file, generated from the columns and from what they held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.export.dataset import Seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.export.dataset import Dataset

HEADER = "file column meaning type format unit empty_means allowed n lowest highest example".split()
_FORMAT = {
    "text": "UTF-8; a leading apostrophe guards a cell that a spreadsheet would run as a formula",
    "integer": "decimal digits",
    "boolean": "true or false",
    "list": "items separated by | (a | within an item is written ¦)",
    "moment": "ISO 8601: UTC with +00:00, or local without a zone, or a day, month, year",
    "url": "absolute URL as the archive spells it",
    "id": "letters, digits and hyphens; the same on every run and database",
}
_UNIT = {"word_count": "words", "depth": "levels", "position": "places"}


def codebook_rows(dataset: Dataset) -> Iterator[list[str]]:
    """After the files: then it is known what their columns held."""
    yield HEADER
    for file in dataset.files:
        columns = dataset.columns(file)
        for column, seen in zip(
            columns, dataset.seen.get(file, [Seen()] * len(columns)), strict=True
        ):
            yield [
                f"{file}.csv",
                column.name,
                column.meaning,
                column.type,
                _FORMAT[column.type],
                _UNIT.get(column.name, "items" if column.type == "integer" else ""),
                column.missing,
                column.allowed,
                str(seen.count),
                "" if seen.lowest is None else str(seen.lowest),
                "" if seen.highest is None else str(seen.highest),
                column.example,
            ]
