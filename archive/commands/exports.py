"""List what was handed out."""

from __future__ import annotations

import typer

from archive.commands import ConfigOption, JsonOption, StorageOption, echo_json, reading, study_of


def run(
    as_json: JsonOption = False, storage: StorageOption = None, config: ConfigOption = None
) -> int:
    """List exports, bundles and CSV taken from the page, oldest first, with their digests.

    Example: hcsm exports
    """
    from archive.exports_log import exports
    from archive.presentation import harmless, minute

    with reading(study_of(config, storage)) as connection:
        made = exports(connection)
    for one in made:
        if as_json:
            echo_json(one)
            continue
        about = f": {harmless(one.query)}" if one.query else ""
        typer.echo(f"{one.id}  {minute(one.made_at)}  {one.format}{about}")
        for name, digest in one.files.items():
            typer.echo(f"    {harmless(name)}  {digest or 'not taken to its end'}")
    return 0
