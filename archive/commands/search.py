"""Search articles and comments."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from archive.search import Hit


def run(
    words: Annotated[list[str], typer.Argument(help="Words that must all occur.")],
    limit: Annotated[int, typer.Option(min=1, help="Most hits of each kind.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    storage: Annotated[
        str | None, typer.Option(help="Folder or PostgreSQL URL of the archive.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="The study's hcsm.toml.")] = None,
) -> int:
    """Find articles and comments in which all words occur, the best first.

    Words are found in all their forms: nurse finds nurses.

    Example: hcsm search vaccine rumours
    """
    from archive.engine import open_engine
    from archive.search import search
    from archive.study import find_study

    study = find_study(Path.cwd(), config=config, storage=storage)
    engine = open_engine(study.storage, read_only="://" not in study.storage)
    with engine.connect() as connection:
        hits = search(connection, " ".join(words), limit=limit)
    engine.dispose()
    if as_json:
        for hit in hits:
            typer.echo(json.dumps(_plain(hit), ensure_ascii=False))
    else:
        _show(hits)
    return 0


def _plain(hit: Hit) -> dict[str, object]:
    from archive.search import END, START

    said = asdict(hit)
    said["snippet"] = hit.snippet.replace(START, "[").replace(END, "]")
    return said


def _show(hits: list[Hit]) -> None:
    from archive.presentation import harmless, is_terminal
    from archive.search import END, START

    marks = ("\x1b[1m", "\x1b[0m") if is_terminal() else ("[", "]")
    for hit in hits:
        parts = hit.snippet.replace(END, START).split(START)
        shown = "".join(
            f"{marks[0]}{harmless(' ' + part + ' ').strip()}{marks[1]}" if odd % 2 else _kept(part)
            for odd, part in enumerate(parts)
        )
        typer.echo(f"{hit.kind}  {harmless(hit.title) or '(no title)'}")
        typer.echo(f"    {shown}")
        typer.echo(f"    {hit.url}")
    articles = sum(hit.kind == "article" for hit in hits)
    typer.echo(f"{articles} articles, {len(hits) - articles} comments")


def _kept(part: str) -> str:
    """Harmless, with the blanks at its ends."""
    from archive.presentation import harmless

    lead = " " if part[:1].isspace() else ""
    tail = " " if part[-1:].isspace() and part.strip() else ""
    return f"{lead}{harmless(part)}{tail}"
