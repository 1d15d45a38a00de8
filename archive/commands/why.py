"""Say where a value comes from, down to the bytes."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from archive.errors import HcsmError


def run(
    article: Annotated[str, typer.Argument(metavar="URL|ID", help="The article.")],
    field: Annotated[str, typer.Option(help="Such as title, published, authors, text.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    storage: Annotated[
        str | None, typer.Option(help="Folder or PostgreSQL URL of the archive.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="The study's hcsm.toml.")] = None,
) -> int:
    """Show the winning evidence, what disagreed, and the WARC record, checked on the spot.

    Example: hcsm why https://blog.example.org/2015/03/04/patients-tweet/ --field published
    """
    from archive import query
    from archive.engine import open_engine
    from archive.presentation import shortened
    from archive.provenance import why
    from archive.study import find_study
    from archive.urls import normalise

    study = find_study(Path.cwd(), config=config, storage=storage)
    engine = open_engine(study.storage, read_only="://" not in study.storage)
    with engine.connect() as connection:
        found = query.find_article(connection, normalise(article) or article)
        if found is None:
            raise HcsmError(f"no article {article!r} in the archive; hcsm search finds its URL")
        said = why(connection, study.files_folder / "warc", found.id, field)
    engine.dispose()
    if as_json:
        typer.echo(json.dumps(asdict(said), ensure_ascii=False))
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
