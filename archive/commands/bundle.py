"""Write a dataset that reviewers accept, or check one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archive.commands import ConfigOption, StorageOption, reading, study_of
from archive.commands.export import (
    AsOfOption,
    IdentitiesOption,
    QueryOption,
    SavedOption,
    SinceOption,
    chosen_dataset,
    chosen_identities,
    chosen_query,
    chosen_selection,
    remember,
)
from archive.errors import DamageError, WrongUseError, not_one_of

_PURPOSES = ("public", "coauthor", "irb")


def run(
    action: Annotated[
        list[str] | None, typer.Argument(metavar="[verify FILE]", help="Check a bundle.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The zip file.")] = Path("hcsm-bundle.zip"),
    purpose: Annotated[
        str, typer.Option("--for", help="public, coauthor or irb (without texts).")
    ] = "coauthor",
    query: QueryOption = None,
    saved: SavedOption = None,
    since: SinceOption = None,
    as_of: AsOfOption = None,
    identities: IdentitiesOption = None,
    storage: StorageOption = None,
    config: ConfigOption = None,
) -> int:
    """Write tables, codebook, datapackage.json, citation, methods and checksums as one zip file.

    Public bundles hash comment ids and drop permalinks, which would undo pseudonyms. A check needs
    the file only.

    Example: hcsm bundle --for public --query vaccines --out vaccines.zip
    """
    if action:
        return _verify(action)
    from importlib.metadata import version

    from archive.bundle import write_bundle
    from archive.methods import Description

    if purpose not in _PURPOSES:
        raise not_one_of("--for", purpose, _PURPOSES)
    study = study_of(config, storage)
    chosen = chosen_identities(identities, study.identities.default)
    if purpose == "public" and chosen == "plain":
        raise WrongUseError("--for public names nobody: take --identities pseudonym or drop")
    with reading(study, is_stream=True) as connection:
        query = chosen_query(connection, query, saved)
        selection = chosen_selection(
            connection, query=query, since=since, as_of=as_of, reserved=study.rights.not_exported
        )
        limits = {"is_public": purpose != "coauthor", "without_texts": purpose == "irb"}
        dataset = chosen_dataset(connection, study, selection, chosen, **limits)
        said = Description(
            title=study.name,
            contact=study.contact,
            purpose=purpose,
            identities=str(chosen),
            query=query,
            software=f"HCSM archive {version('hcsm-scraper')}",
        )
        counts = write_bundle(dataset, out, said)
    for name, rows in counts.items():
        typer.echo(f"{name}: {rows} rows")
    typer.echo(f"{out} written; hcsm bundle verify {out} checks it anywhere")
    remember(study.storage, f"bundle for {purpose}", query, selection, chosen, [out])
    return 0


def _verify(action: list[str]) -> int:
    from archive.bundle import problems_of

    if len(action) != 2 or action[0] != "verify":
        raise WrongUseError(f"{' '.join(action)!r} is nothing hcsm bundle does; try: verify FILE")
    found = list(problems_of(Path(action[1])))
    for problem in found:
        typer.echo(problem)
    typer.echo("all is well" if not found else f"{len(found)} problems")
    return DamageError.exit_code if found else 0
