"""articles.parquet, comments.parquet and so on, typed, their columns described; codebook.csv."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.errors import WrongUseError
from archive.export.dataset import typed

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from archive.export.columns import Column
    from archive.export.dataset import Dataset
    from archive.export.files import Drafts


def export(dataset: Dataset, made: Drafts) -> None:
    """Integers, booleans and lists as such; moments stay text: they differ in precision."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ModuleNotFoundError:
        raise WrongUseError("parquet needs: pip install 'hcsm-scraper[parquet]'") from None
    for name in dataset.files:
        columns = dataset.columns(name)
        schema = pa.schema([_field(column) for column in columns])
        path = str(made.path(f"{name}.parquet"))
        again = [x for x in schema.names if x not in _SELDOM_TWICE]
        with pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=again) as writer:
            made.counted(f"{name}.parquet", _write(dataset, name, schema, writer))


def _write(dataset: Dataset, name: str, schema: pa.Schema, writer: pq.ParquetWriter) -> int:
    """Batches are gathered into row groups of some megabytes."""
    import pyarrow as pa  # noqa: PLC0415

    count, waiting, size = 0, [], 0
    for batch in dataset.batches(name):
        cells = typed(dataset.columns(name), batch)
        arrays = [pa.array(x, f.type) for x, f in zip(cells, schema, strict=True)]
        waiting.append(pa.record_batch(arrays, schema=schema))
        count += len(batch[0])
        size += waiting[-1].nbytes
        if size > _ROW_GROUP:
            writer.write_table(pa.Table.from_batches(waiting, schema))
            waiting, size = [], 0
    writer.write_table(pa.Table.from_batches(waiting, schema))
    return count


_ROW_GROUP = 8_000_000  # bytes
_SELDOM_TWICE = frozenset(("text", "markdown", "title", "comment_id", "parent_id", "permalink"))


def _field(column: Column) -> pa.Field:
    import pyarrow as pa  # noqa: PLC0415

    types = {
        "integer": pa.int64(),
        "boolean": pa.bool_(),
        "list": pa.list_(pa.string()),
    }
    return pa.field(
        column.name,
        types.get(column.type, pa.string()),
        nullable=column.missing != "never empty",
        metadata={"meaning": column.meaning, "empty_means": column.missing},
    )
