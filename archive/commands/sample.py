"""Draw articles at random, the same ones each time, with empty sheets for coders."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated

import typer

from archive.errors import StorageError, WrongUseError


def run(
    query: Annotated[
        str | None, typer.Argument(metavar="QUERY", help="Words; without any, all articles.")
    ] = None,
    saved: Annotated[
        str | None, typer.Option(help="A query kept under a name: hcsm search --save NAME.")
    ] = None,
    n: Annotated[int, typer.Option("--n", min=1, help="How many articles.")] = 100,
    stratify: Annotated[
        str, typer.Option(help="blog, year, language, kind: each gets its share.")
    ] = "",
    seed: Annotated[int, typer.Option(help="Another number draws other articles.")] = 1,
    coders: Annotated[int, typer.Option(min=1, help="How many sheets.")] = 2,
    codes: Annotated[str, typer.Option(help="Columns for codes: stance,accuracy.")] = "code",
    out: Annotated[Path, typer.Option(help="Folder for the sheets.")] = Path("hcsm-sample"),
    storage: Annotated[
        str | None, typer.Option(help="Folder or PostgreSQL URL of the archive.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="The study's hcsm.toml.")] = None,
) -> int:
    """Draw a reproducible sample and write an empty sheet for each coder.

    Example: hcsm sample vaccines --n 300 --stratify blog,year --seed 7 --codes stance,accuracy
    """
    from archive import query as rows
    from archive.commands.export import chosen_query, chosen_selection
    from archive.engine import open_engine
    from archive.export.csv import guarded
    from archive.sampling import STRATA, sample
    from archive.study import find_study

    strata = [name.strip() for name in stratify.split(",") if name.strip()]
    if unknown := [name for name in strata if name not in STRATA]:
        raise WrongUseError(f"--stratify is {unknown[0]!r}; allowed is one of {', '.join(STRATA)}")
    study = find_study(Path.cwd(), config=config, storage=storage)
    engine = open_engine(study.storage, read_only="://" not in study.storage)
    with engine.connect() as connection:
        query = chosen_query(connection, query, saved)
        ids = chosen_selection(connection, query=query, since=None, as_of=None).ids
        drawn = sample(rows.articles(connection, ids=ids), n, strata=strata, seed=seed)
        found = {x.id: x for x in rows.articles(connection, ids=[id_ for id_, _ in drawn])}
    engine.dispose()
    columns = [name.strip() for name in codes.split(",") if name.strip()]
    try:
        out.mkdir(parents=True, exist_ok=True)
        for number in range(1, coders + 1):
            file = out / f"coder-{number}.csv"
            with file.open("w", encoding="utf-8", newline="") as opened:
                writer = csv.writer(opened)
                writer.writerow(["article_id", "stratum", "url", "title", *columns, "note"])
                for id_, stratum in drawn:
                    title = guarded(found[id_].title or "")
                    writer.writerow([id_, stratum, found[id_].url, title, *[""] * len(columns), ""])
            typer.echo(f"{file}: {len(drawn)} rows")
    except OSError as error:
        raise StorageError(f"{out} cannot be written: {error.strerror}") from error
    return 0
