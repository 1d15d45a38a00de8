"""Which exports were made: format, selection, files with their digests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import file_digest
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from archive.schema import ExportRow, table_of
from archive.text import instant, keepable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

_TABLE = table_of(ExportRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeExport:
    id: int
    made_at: str
    format: str
    files: dict[str, str]


def put_export(
    connection: Connection,
    *,
    made_at: datetime,
    format_: str,
    query: str | None,
    ids: Collection[str] | None,
    selection: Mapping[str, object],
    files: Iterable[Path],
) -> None:
    digests = {file.name: sha256_of(file) for file in files}
    connection.execute(
        insert(_TABLE).values(
            made_at=instant(made_at),
            format=format_,
            query=keepable(query),
            selection=json.dumps(selection),
            article_ids=None if ids is None else json.dumps(sorted(ids)),
            files=json.dumps(digests, ensure_ascii=False),
        )
    )


def exports_with(
    connection: Connection, article_ids: Collection[str], first_seen: str
) -> list[MadeExport]:
    """Exports made since then that may hold one of these articles or what stands under it."""
    found = []
    query = select(_TABLE).where(_TABLE.c.made_at >= first_seen).order_by(_TABLE.c.id)
    for row in connection.execute(query):
        if row.article_ids is None or set(json.loads(row.article_ids)) & set(article_ids):
            found.append(
                MadeExport(
                    id=row.id,
                    made_at=row.made_at,
                    format=row.format,
                    files=json.loads(row.files),
                )
            )
    return found


def sha256_of(file: Path) -> str:
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()
