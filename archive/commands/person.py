"""Show all that is held of one person."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from archive.errors import WrongUseError


def run(
    action: Annotated[str, typer.Argument(metavar="show", help="What to do: show.")],
    ref: Annotated[str, typer.Argument(metavar="REF", help="A name, pseudonym or address.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    storage: Annotated[
        str | None, typer.Option(help="Folder or PostgreSQL URL of the archive.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="The study's hcsm.toml.")] = None,
) -> int:
    """Show every comment of a person, as an answer to who asks what is held of them.

    Example: hcsm person show "Ada Reader"
    """
    from archive.engine import open_engine
    from archive.erasure import find_target
    from archive.identities import KEY_FILE, open_pseudonyms
    from archive.presentation import harmless
    from archive.study import find_study

    if action != "show":
        raise WrongUseError(f"{action!r} is nothing hcsm person does; allowed is show")
    study = find_study(Path.cwd(), config=config, storage=storage)
    engine = open_engine(study.storage, read_only="://" not in study.storage)
    folder = study.files_folder
    pseudonyms = open_pseudonyms(folder) if (folder / KEY_FILE).exists() else None
    with engine.connect() as connection:
        target = find_target(connection, ref, pseudonyms)
    engine.dispose()
    for row in target.comments:
        said = {
            "comment_id": row.id,
            "article_url": row.article_url,
            "author": row.author,
            "author_url": row.author_url,
            "published": row.published,
            "text": row.text,
            "permalink": row.permalink,
            "first_seen": row.first_seen,
        }
        if as_json:
            typer.echo(json.dumps(said, ensure_ascii=False))
        else:
            typer.echo(f"{row.id}  {harmless(row.author)}  {row.published or 'no date'}")
            typer.echo(f"    {row.article_url}\n    {harmless(row.text)}")
    if not as_json:
        typer.echo(f"{len(target.comments)} comments; hcsm erase takes them out for good")
    return 0
