"""articles.jsonl, comments.jsonl, blogs.jsonl, links.jsonl: a JSON object a line; codebook.csv."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from archive.export.dataset import typed

if TYPE_CHECKING:
    from archive.export.dataset import Dataset
    from archive.export.files import Drafts


def export(dataset: Dataset, made: Drafts) -> None:
    """Lists are arrays, what is not known is null."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for name in dataset.files:
        columns = dataset.columns(name)
        names, count = [column.name for column in columns], 0
        with made.path(f"{name}.jsonl").open("w", encoding="utf-8", newline="\n") as opened:
            for batch in dataset.batches(name):
                rows = zip(*typed(columns, batch), strict=True)
                opened.writelines(f"{encode(dict(zip(names, row, strict=True)))}\n" for row in rows)
                count += len(batch[0])
        made.counted(f"{name}.jsonl", count)
