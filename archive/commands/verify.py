"""Check that everything kept is as it was when it was written."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from archive.commands import ConfigOption, JsonOption, StorageOption, echo_json, study_of
from archive.errors import DamageError


def run(
    as_json: JsonOption = False,
    mend: Annotated[
        bool, typer.Option("--mend", help="First write full text and CDXJ anew.")
    ] = False,
    storage: StorageOption = None,
    config: ConfigOption = None,
) -> int:
    """Check digests, database, full text, captures, CDXJ and counts; exit code 7 on damage.

    Example: hcsm verify
    """
    import sys

    from archive.engine import open_engine, opened
    from archive.verification import Checked, verify
    from archive.verification import mend as write_anew

    study = study_of(config, storage)
    open_engine(study.storage, read_only=True).dispose()  # an archive must be there already
    folder = study.files_folder / "warc"
    checked, count = Checked(), 0
    is_watched = sys.stderr.isatty()

    def say(name: str) -> None:
        if is_watched:
            typer.echo(f"  {name}", err=True)

    with opened(study.storage) as engine:
        if mend:
            write_anew(engine, folder)
        for found in verify(engine, folder, checked, say):
            count += 1
            if as_json:
                echo_json(found)
            else:
                typer.echo(f"{found.check}: {found.where}: {found.problem}\n    {found.hint}")
    if as_json:
        echo_json({**asdict(checked), "findings": count})
    else:
        said = "all is well" if not count else f"{count} findings"
        typer.echo(
            f"{checked.files} WARC files, {checked.records} records, {checked.rows} rows: {said}"
        )
    return DamageError.exit_code if count else 0
