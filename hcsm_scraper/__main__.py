"""The `hcsm` command: every file in the two commands packages is one of its commands."""

from __future__ import annotations

import importlib
import pkgutil
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Annotated

import typer

from archive.errors import INTERRUPTED, HcsmError, WrongUseError

PACKAGES = ("archive.commands", "hcsm_scraper.commands")

app = typer.Typer(
    help="Archive healthcare blogs for research: articles, threaded comments, raw captures, CSV.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"hcsm {version('hcsm-scraper')}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


def add_commands() -> None:
    """A module's name is the command, its `run` what it does, its docstring the help."""
    for package in PACKAGES:
        found = importlib.import_module(package)
        for module in sorted(m.name for m in pkgutil.iter_modules(found.__path__)):
            command = importlib.import_module(f"{package}.{module}")
            app.command(name=module.replace("_", "-"))(command.run)


def main() -> None:
    """Exit codes: archive/errors.py and README. An error of the user's is one sentence."""
    for said in sys.argv[1:]:
        if not said.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in said):
            _end(f"{said!r} is not UTF-8", WrongUseError.exit_code)
    add_commands()
    code: object = 0
    try:
        code = app(standalone_mode=False)
    except HcsmError as error:
        _end(str(error), error.exit_code)
    except KeyboardInterrupt:
        _end("stopped; the same command goes on where this was", INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - a traceback is our bug: kept in a file
        if hasattr(error, "exit_code") and hasattr(error, "format_message"):
            _end(error.format_message(), 2)
        _end(f"{type(error).__name__}: {error}; please report {_kept_traceback()}", 1)
    sys.exit(code if isinstance(code, int) else 0)


def _end(sentence: str, code: int) -> None:
    print(f"hcsm: {sentence}", file=sys.stderr)
    sys.exit(code)


def _kept_traceback() -> str:
    with tempfile.NamedTemporaryFile("w", prefix="hcsm-", suffix=".txt", delete=False) as file:
        file.write(traceback.format_exc())
    return str(Path(file.name))


if __name__ == "__main__":
    main()
