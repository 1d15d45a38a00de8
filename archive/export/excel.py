"""CSV that Excel opens by a double click: with a byte order mark, and cells above Excel's limit of
32,767 characters split into further columns (text, text_2 …)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.export.csv import cells, guarded, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archive.export.dataset import Dataset
    from archive.export.files import Drafts

LONGEST = 32_767  # UTF-16 units in a cell (Microsoft: Excel specifications and limits)
_LONG = frozenset({"text", "markdown"})


def export(dataset: Dataset, made: Drafts) -> None:
    """Every file is read twice: how many columns it needs is only known at its end."""
    made.encoding = "utf-8-sig"
    for name in dataset.files:
        write_table(made, f"{name}.csv", _table(dataset, name))


def pieces(text: str) -> list[str]:
    """The text in parts that each fit a cell, no character torn; each part safe from formulas."""
    if len(text) < LONGEST // 2:
        return [text]
    found, start, size = [], 0, 1  # 1: a guard's apostrophe
    for position, character in enumerate(text):
        units = 2 if character > "\uffff" else 1
        if size + units > LONGEST:
            found.append(text[start:position])
            start, size = position, 1
        size += units
    return [guarded(part) for part in [*found, text[start:]]]


def _table(dataset: Dataset, name: str) -> Iterator[Iterable[Sequence[Any]]]:
    columns = [column.name for column in dataset.columns(name)]
    widths = dict.fromkeys(_LONG & set(columns), 1)
    for batch in dataset.batches(name):
        for column in widths:
            said = (x for x in batch[columns.index(column)] if x and len(x) >= LONGEST // 2)
            widths[column] = max(widths[column], *(len(pieces(x)) for x in said), 1)
    yield [[x for column in columns for x in _names(column, widths.get(column, 1))]]
    for batch in dataset.batches(name):
        spelled = cells(dataset, name, batch)
        yield zip(
            *(
                part
                for column, values in zip(columns, spelled, strict=True)
                for part in _parts(values, widths.get(column, 1))
            ),
            strict=True,
        )


def _names(column: str, width: int) -> list[str]:
    return [column] + [f"{column}_{number}" for number in range(2, width + 1)]


def _parts(values: Sequence[Any], width: int) -> list[Sequence[Any]]:
    if width == 1:
        return [values]
    rows = [pieces(value) if value else [value] for value in values]
    return [[row[n] if n < len(row) else None for row in rows] for n in range(width)]
