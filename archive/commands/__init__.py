"""A command a file: what its `run` asks for is what a user types. Here is what they share."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.errors import HcsmError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.engine import Connection
    from archive.query import ArticleFacts
    from archive.study import Study

StorageOption = Annotated[str | None, typer.Option(help="Folder or PostgreSQL URL of the archive.")]
ConfigOption = Annotated[Path | None, typer.Option(help="The study's hcsm.toml.")]
MOST = 1_000_000  # rows that may be asked for by number
JsonOption = Annotated[bool, typer.Option("--json", help="JSON, one object a line.")]


def study_of(config: Path | None, storage: str | None = None) -> Study:
    """The one that is named, or that of the folder in which the command is typed."""
    from archive.study import find_study

    return find_study(Path.cwd(), config=config, storage=storage)


@contextmanager
def reading(study: Study, *, is_stream: bool = False) -> Iterator[Connection]:
    """A connection that only reads. `is_stream`: everything, from end to end, once."""
    from archive.engine import READER_KIB, STREAM_KIB, opened

    kept = STREAM_KIB if is_stream else READER_KIB
    with (
        opened(study.storage, read_only=True, cache_kib=kept) as engine,
        engine.connect() as connection,
    ):
        yield connection


def echo_json(value: object) -> None:
    """A value or one of our records, on a line of its own."""
    said = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    typer.echo(json.dumps(said, ensure_ascii=False))


def article_of(connection: Connection, named: str) -> ArticleFacts:
    """By its URL or id; raises HcsmError."""
    from archive.query import find_article
    from archive.urls import normalise

    found = find_article(connection, normalise(named) or named)
    if found is None:
        raise HcsmError(f"no article {named!r} in the archive; hcsm search finds its URL")
    return found
