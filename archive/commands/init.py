"""Begin a study: a folder with a commented hcsm.toml."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archive.errors import StorageError, WrongUseError


def run(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the study.")] = Path(),
) -> int:
    """Write a commented hcsm.toml into a folder; an existing one is never touched.

    Example: hcsm init my-study
    """
    from importlib.resources import files

    from archive.study import FILE_NAME

    template = (files("archive.commands") / FILE_NAME).read_text(encoding="utf-8")
    file = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as opened:
            opened.write(template)
    except FileExistsError:
        raise WrongUseError(f"{file} is there already; edit it, or name another folder") from None
    except OSError as error:
        raise StorageError(f"{file} cannot be written: {error.strerror}") from error
    typer.echo(f"{file} written: add your contact and your blogs, then run hcsm crawl there")
    return 0
