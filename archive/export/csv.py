"""articles.csv, comments.csv, blogs.csv, links.csv and codebook.csv.

RFC 4180, UTF-8; lists separated by |; rows in byte order of their ids; cells that a spreadsheet
would run as a formula begin with an apostrophe.
"""

from __future__ import annotations

import csv
import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archive.export.dataset import Columns, Dataset
    from archive.export.files import Drafts

_STARTS = "=+-@\t\r\n＝＋－＠"  # OWASP: CSV injection
_FORMULA = re.compile(f"'*[{re.escape(_STARTS)}]")
_GUARDED = frozenset("'" + _STARTS)
_TRUTH = {True: "true", False: "false", None: ""}
# Ids, URLs as the archive spells them and moments begin with a letter or digit.
_FREE = frozenset(
    "title text markdown author author_url name lead_image permalink language".split()
)


def export(dataset: Dataset, made: Drafts) -> None:
    for name in dataset.files:
        write_table(made, f"{name}.csv", table(dataset, name))


def table(dataset: Dataset, name: str) -> Iterator[Iterable[Sequence[Any]]]:
    """The header, then batches of rows as CSV spells them."""
    yield [[column.name for column in dataset.columns(name)]]
    for batch in dataset.batches(name):
        yield zip(*cells(dataset, name, batch), strict=True)


def write_table(made: Drafts, name: str, batches: Iterable[Iterable[Sequence[Any]]]) -> None:
    """The first row is the header."""
    with made.path(name).open("w", encoding=made.encoding, newline="") as opened:
        writer = csv.writer(opened)
        count = -1
        for batch in batches:
            rows = list(batch)
            writer.writerows(rows)
            count += len(rows)
        made.counted(name, count)


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + text if text[:1] in _GUARDED and _FORMULA.match(text) else text


def plain(text: str) -> str:
    """What a cell said before it was made safe for spreadsheets."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text[1:]) else text


def cells(dataset: Dataset, name: str, batch: Columns) -> Columns:
    """As CSV spells them, column by column."""
    return [
        _spelled(column.name, column.type, values)
        for column, values in zip(dataset.columns(name), batch, strict=True)
    ]


def _spelled(name: str, type_: str, values: Sequence[Any]) -> Sequence[Any]:
    if type_ == "list":
        return [_listed(value) for value in values]
    if type_ == "boolean":
        return [_TRUTH[value] for value in values]
    if name in _FREE:
        return [
            "'" + value if value and value[0] in _GUARDED and _FORMULA.match(value) else value
            for value in values
        ]
    return values


@lru_cache(4096)
def _listed(value: str) -> str:
    return guarded("|".join(item.replace("|", "¦") for item in json.loads(value)))
