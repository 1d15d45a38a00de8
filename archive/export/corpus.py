"""Plain text for text software (LIWC, AntConc, Voyant, R): a file per article in `articles/`, its
comments in `comments/`, and `metadata.csv`, whose first column is the file's name."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from archive.export.csv import cells, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archive.export.dataset import Dataset
    from archive.export.files import Drafts

_NO_METADATA = frozenset({"text", "markdown"})


def export(dataset: Dataset, made: Drafts) -> None:
    """Nothing but what was written is in a text file: no title, no name, no date."""
    for article in dataset.rows("articles"):
        _write(made, f"articles/{article['article_id']}.txt", article["text"])
    for article_id, thread in groupby(dataset.rows("comments"), itemgetter("article_id")):
        ordered = sorted(thread, key=itemgetter("position"))
        said = "\n\n".join(comment["text"] for comment in ordered if comment["text"])
        _write(made, f"comments/{article_id}.txt", said)
    write_table(made, "metadata.csv", _metadata(dataset))


def _write(made: Drafts, name: str, text: str | None) -> None:
    if text:
        made.path(name, 1).write_text(text + "\n", encoding="utf-8", newline="\n")


def _metadata(dataset: Dataset) -> Iterator[Iterable[Sequence[Any]]]:
    names = [column.name for column in dataset.columns("articles")]
    kept = [n for n, name in enumerate(names) if name not in _NO_METADATA]
    yield [["file", *(names[n] for n in kept)]]
    for batch in dataset.batches("articles"):
        spelled = cells(dataset, "articles", batch)
        files = [f"{article_id}.txt" for article_id in batch[0]]
        yield zip(files, *(spelled[n] for n in kept), strict=True)
