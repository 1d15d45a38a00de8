"""Write the archive as files for analysis."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.commands import ConfigOption, StorageOption, reading, study_of
from archive.errors import StorageError, WrongUseError, not_one_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from archive.engine import Connection
    from archive.export.dataset import Dataset
    from archive.export.selects import Selection
    from archive.identities import Identities
    from archive.study import Study

QueryOption = Annotated[
    str | None, typer.Option(help="Only articles in which, or under which, these words occur.")
]
SavedOption = Annotated[
    str | None, typer.Option(help="A query kept under a name: hcsm search --save NAME.")
]
SinceOption = Annotated[
    str | None, typer.Option(help="Only articles published on this day or later: 2015-01-31.")
]
AsOfOption = Annotated[
    str | None, typer.Option(help="As the archive was at the end of this day (UTC).")
]
IdentitiesOption = Annotated[
    str | None, typer.Option(help="How comment authors are named: pseudonym, plain or drop.")
]


def run(
    format_: Annotated[
        str, typer.Argument(metavar="FORMAT", help="csv, excel, jsonl, parquet, corpus or qdpx")
    ],
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("hcsm-export"),
    query: QueryOption = None,
    saved: SavedOption = None,
    since: SinceOption = None,
    as_of: AsOfOption = None,
    include_vanished: Annotated[
        bool, typer.Option(help="Also what is no longer on the blog, with a column that says so.")
    ] = False,
    identities: IdentitiesOption = None,
    storage: StorageOption = None,
    config: ConfigOption = None,
) -> int:
    """Write articles, comments, blogs, links and a codebook.

    People who commented appear under pseudonyms unless asked otherwise; the key stays in the
    study's folder.

    Example: hcsm export csv --out data --query vaccines --since 2015-01-01
    """
    from archive.export import formats, write
    from archive.export.rights import left_out

    if format_ not in (known := formats()):
        raise not_one_of("format", format_, known)
    study = study_of(config, storage)
    chosen = chosen_identities(identities, study.identities.default)
    with reading(study, is_stream=True) as connection:
        query = chosen_query(connection, query, saved)
        selection = chosen_selection(
            connection,
            query=query,
            since=since,
            as_of=as_of,
            include_vanished=include_vanished,
            reserved=study.rights.not_exported,
        )
        for signal, number in left_out(connection, selection.reserved).items():
            typer.echo(f"{number} articles are left out: their pages say {signal}")
        dataset = chosen_dataset(connection, study, selection, chosen)
        counts = write(format_, dataset, out)
    for file, rows in counts.items():
        if file.parent == out:
            typer.echo(f"{file}: {rows} rows")
    remember(study.storage, format_, query, selection, chosen, list(counts))
    return 0


def chosen_dataset(
    connection: Connection,
    study: Study,
    selection: Selection,
    identities: Identities,
    **limits: bool,
) -> Dataset:
    """As the study names people; says it where no file of links is written."""
    from archive.export.dataset import open_dataset

    dataset = open_dataset(
        connection,
        selection=selection,
        identities=identities,
        key_folder=study.files_folder,
        hides_authors=study.identities.article_authors == "pseudonym",
        **limits,
    )
    dataset.progress = _progress()
    if dataset.links_since:
        typer.echo(
            "links are left out: of days before "
            f"{dataset.links_since[:10]} they are not known until hcsm reread has run once",
            err=True,
        )
    return dataset


def remember(
    storage: str,
    format_: str,
    query: str | None,
    selection: Selection,
    identities: Identities,
    files: list[Path],
) -> None:
    """What was handed out, so that an erasure can say which copies hold what it erased."""
    from datetime import UTC, datetime

    from archive.exports_log import HandedOut, note, sha256_of

    said = HandedOut(
        format=format_,
        query=query,
        selection=selection,
        identities=str(identities),
        files={file.name: sha256_of(file) for file in files},
    )
    try:
        note(storage, datetime.now(UTC), said)
    except StorageError as error:
        typer.echo(f"this export is not noted in the archive: {error}", err=True)


def chosen_identities(asked: str | None, default: str) -> Identities:
    from archive.identities import Identities

    chosen = asked or default
    if chosen not in set(Identities):
        raise not_one_of("--identities", chosen, Identities)
    return Identities(chosen)


def chosen_query(connection: Connection, query: str | None, saved: str | None) -> str | None:
    """As typed, or as it was kept under a name."""
    from archive.search.saved import saved_query

    if saved is None:
        return query
    if query is not None:
        raise WrongUseError("--query and --saved are two queries; take one of them")
    return saved_query(connection, saved).query


def chosen_selection(
    connection: Connection,
    *,
    query: str | None,
    since: str | None,
    as_of: str | None,
    include_vanished: bool = False,
    reserved: tuple[str, ...] = (),
) -> Selection:
    """The only door of exports to full text."""
    from archive.export.selects import Selection
    from archive.search import matching_articles

    until = day("--as-of", as_of)
    return Selection(
        ids=matching_articles(connection, query) if query is not None else None,
        since=day("--since", since),
        as_of=f"{until}T23:59:59.999999+00:00" if until else None,
        include_vanished=include_vanished,
        reserved=reserved,
    )


def day(option: str, said: str | None) -> str | None:
    if said is None:
        return None
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError:
        sentence = f"{option} is {said!r}; allowed is a day such as 2015-01-31"
        raise WrongUseError(sentence) from None


def _progress() -> Callable[[str, int], None]:
    import sys

    if not sys.stderr.isatty():
        return lambda _name, _rows: None
    return lambda name, rows: print(f"\r{name}: {rows} rows", end="", file=sys.stderr, flush=True)
