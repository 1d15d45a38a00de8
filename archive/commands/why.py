"""Say where a value comes from, down to the bytes."""

from __future__ import annotations

from typing import Annotated

import typer

from archive.commands import (
    ConfigOption,
    JsonOption,
    StorageOption,
    article_of,
    echo_json,
    reading,
    study_of,
)


def run(
    article: Annotated[str, typer.Argument(metavar="URL|ID", help="The article.")],
    field: Annotated[str, typer.Option(help="Such as title, published, authors, text.")],
    as_json: JsonOption = False,
    storage: StorageOption = None,
    config: ConfigOption = None,
) -> int:
    """Show the winning evidence, what disagreed, and the WARC record, checked on the spot.

    Example: hcsm why https://blog.example.org/2015/03/04/patients-tweet/ --field published
    """
    from archive.presentation import shortened
    from archive.provenance import why

    study = study_of(config, storage)
    with reading(study) as connection:
        found = article_of(connection, article)
        said = why(connection, study.files_folder / "warc", found.id, field)
    if as_json:
        echo_json(said)
        return 0
    typer.echo(
        f"{said.field}: {shortened(str(said.value), 200)}  ({said.method or 'not said how'})"
    )
    for source in said.sources:
        verdict = "agrees" if source.value == said.value else f"says {source.value!r}"
        typer.echo(f"  {source.route} {source.url}: {shortened(verdict, 120)}")
        typer.echo(f"    {source.warc_file} at byte {source.warc_offset}, {source.digest}")
        typer.echo(f"    captured {source.captured_at[:19]} UTC; {source.check}")
    for claim in said.claims:
        typer.echo(f"  the page's {claim['method']} says {shortened(claim['value'], 120)!r}")
    return 0
