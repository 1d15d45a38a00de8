"""Write the archive as files for analysis."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.errors import WrongUseError

if TYPE_CHECKING:
    from collections.abc import Callable

_ROOMS = frozenset({"codebook", "columns", "people", "selection"})  # not formats


def run(
    format_: Annotated[str, typer.Argument(metavar="FORMAT", help="csv")],
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("hcsm-export"),
    query: Annotated[
        str | None, typer.Option(help="Only articles in which, or under which, these words occur.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Only articles published on this day or later: 2015-01-31.")
    ] = None,
    identities: Annotated[
        str | None, typer.Option(help="How comment authors are named: pseudonym or plain.")
    ] = None,
    storage: Annotated[
        str | None, typer.Option(help="Folder or PostgreSQL URL of the archive.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="The study's hcsm.toml.")] = None,
) -> int:
    """Write articles, comments, blogs, links and a codebook.

    People who commented appear under pseudonyms unless asked otherwise; the key stays in the
    study's folder.

    Example: hcsm export csv --out data --query vaccines --since 2015-01-01
    """
    from archive.engine import open_engine
    from archive.export.selection import Selection
    from archive.identities import Identities
    from archive.search import matching_articles
    from archive.study import find_study

    formats = _formats()
    if format_ not in formats:
        raise WrongUseError(f"format is {format_!r}; allowed is {', '.join(formats)}")
    study = find_study(Path.cwd(), config=config, storage=storage)
    chosen = identities or study.identities.default
    if chosen not in set(Identities):
        raise WrongUseError(f"--identities is {chosen!r}; allowed is {' or '.join(Identities)}")
    engine = open_engine(study.storage, read_only="://" not in study.storage)
    with engine.connect() as connection:
        selection = Selection(
            ids=matching_articles(connection, query) if query is not None else None,
            since=_day(since),
        )
        module = importlib.import_module(f"archive.export.{format_}")
        counts = module.export(
            connection,
            out,
            selection=selection,
            identities=Identities(chosen),
            key_folder=study.files_folder,
            progress=_progress(),
        )
    engine.dispose()
    for file, rows in counts.items():
        typer.echo(f"{file}: {rows} rows")
    return 0


def _formats() -> list[str]:
    found = importlib.import_module("archive.export")
    names = (module.name for module in pkgutil.iter_modules(found.__path__))
    return sorted(name for name in names if name not in _ROOMS)


def _day(since: str | None) -> str | None:
    if since is None:
        return None
    try:
        return date.fromisoformat(since).isoformat()
    except ValueError:
        raise WrongUseError(f"--since is {since!r}; allowed is a day such as 2015-01-31") from None


def _progress() -> Callable[[str, int], None]:
    import sys

    if not sys.stderr.isatty():
        return lambda _name, _rows: None
    return lambda name, rows: print(f"\r{name}: {rows} rows", end="", file=sys.stderr, flush=True)
