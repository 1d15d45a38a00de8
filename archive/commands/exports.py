"""List what was handed out."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer


def run(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    storage: Annotated[
        str | None, typer.Option(help="Folder or PostgreSQL URL of the archive.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="The study's hcsm.toml.")] = None,
) -> int:
    """List exports, bundles and CSV taken from the page, oldest first, with their digests.

    Example: hcsm exports
    """
    from archive.engine import open_engine
    from archive.exports_log import exports
    from archive.presentation import harmless
    from archive.study import find_study

    study = find_study(Path.cwd(), config=config, storage=storage)
    engine = open_engine(study.storage, read_only="://" not in study.storage)
    with engine.connect() as connection:
        made = exports(connection)
    engine.dispose()
    for one in made:
        if as_json:
            typer.echo(json.dumps(asdict(one), ensure_ascii=False))
            continue
        about = f": {harmless(one.query)}" if one.query else ""
        typer.echo(f"{one.id}  {one.made_at[:16].replace('T', ' ')} UTC  {one.format}{about}")
        for name, digest in one.files.items():
            typer.echo(f"    {harmless(name)}  {digest or 'not taken to its end'}")
    return 0
