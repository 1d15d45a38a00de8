"""List the blogs of the study and of the archive."""

from __future__ import annotations

import json
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
    """List the blogs that hcsm.toml names and those that the archive holds.

    Example: hcsm blogs
    """
    from archive import query
    from archive.engine import open_engine
    from archive.errors import StorageError
    from archive.presentation import harmless
    from archive.study import find_study

    study = find_study(Path.cwd(), config=config, storage=storage)
    named = {blog.url: blog.name for blog in study.blogs}
    try:
        engine = open_engine(study.storage, read_only="://" not in study.storage)
        with engine.connect() as connection:
            kept = {blog.url: blog for blog in query.blogs(connection)}
        engine.dispose()
    except StorageError:
        if not named:
            raise
        kept = {}  # a study that has not been crawled yet
    for url in sorted(named.keys() | kept.keys()):
        count = kept[url].articles if url in kept else 0
        name = named.get(url) or (kept[url].title if url in kept else None)
        if as_json:
            said = {"url": url, "name": name, "in_study": url in named, "articles": count}
            typer.echo(json.dumps(said, ensure_ascii=False))
        else:
            place = "" if url in named or not named else "  (not in hcsm.toml)"
            typer.echo(f"{url}  {harmless(name)}  {count} articles{place}")
    return 0
