"""Draw articles at random, the same ones each time, with empty sheets for coders."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archive.commands import MOST, ConfigOption, StorageOption, reading, study_of
from archive.commands.export import SavedOption, chosen_query, chosen_selection
from archive.errors import not_one_of


def run(
    query: Annotated[
        str | None, typer.Argument(metavar="QUERY", help="Words; without any, all articles.")
    ] = None,
    saved: SavedOption = None,
    n: Annotated[int, typer.Option("--n", min=1, max=MOST, help="How many articles.")] = 100,
    stratify: Annotated[
        str, typer.Option(help="blog, year, language, kind: each gets its share.")
    ] = "",
    seed: Annotated[int, typer.Option(help="Another number draws other articles.")] = 1,
    coders: Annotated[int, typer.Option(min=1, help="How many sheets.")] = 2,
    codes: Annotated[str, typer.Option(help="Columns for codes: stance,accuracy.")] = "code",
    out: Annotated[Path, typer.Option(help="Folder for the sheets.")] = Path("hcsm-sample"),
    storage: StorageOption = None,
    config: ConfigOption = None,
) -> int:
    """Draw a reproducible sample and write an empty sheet for each coder.

    Example: hcsm sample vaccines --n 300 --stratify blog,year --seed 7 --codes stance,accuracy
    """
    from archive import query as kept
    from archive.export.csv import guarded, write_table
    from archive.export.files import drafts
    from archive.sampling import STRATA, sample

    strata = [name.strip() for name in stratify.split(",") if name.strip()]
    if unknown := [name for name in strata if name not in STRATA]:
        raise not_one_of("--stratify", unknown[0], STRATA)
    with reading(study_of(config, storage)) as connection:
        query = chosen_query(connection, query, saved)
        ids = chosen_selection(connection, query=query, since=None, as_of=None).ids
        drawn = sample(kept.articles(connection, ids=ids), n, strata=strata, seed=seed)
        found = {x.id: x for x in kept.articles(connection, ids=[id_ for id_, _ in drawn])}
    columns = [name.strip() for name in codes.split(",") if name.strip()]
    sheet: list[list[str]] = [["article_id", "stratum", "url", "title", *columns, "note"]]
    for id_, stratum in drawn:
        title = guarded(found[id_].title or "")
        sheet.append([id_, stratum, found[id_].url, title, *[""] * len(columns), ""])
    with drafts(out) as made:
        for number in range(1, coders + 1):
            write_table(made, f"coder-{number}.csv", [sheet])
    for file, rows in made.counts.items():
        typer.echo(f"{file}: {rows} rows")
    return 0
