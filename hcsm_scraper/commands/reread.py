"""Read all captures anew, from the WARC files, without network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from hcsm_scraper.rereading import Changes


def run(
    storage: Annotated[
        str | None, typer.Option(help="Folder or PostgreSQL URL of the archive.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="The study's hcsm.toml.")] = None,
) -> int:
    """Rebuild articles, comments and versions from the raw captures, without network.

    Worth it after an update: a better reader reads old captures, too. The same captures and the
    same reader give the same rows. Nothing is lost when it is interrupted.

    Example: hcsm reread
    """
    from archive.study import find_study
    from hcsm_scraper.rereading import reread_blogs

    reread_blogs(find_study(Path.cwd(), config=config, storage=storage), _say)
    return 0


def _say(url: str, changes: Changes) -> None:
    typer.echo(
        f"{url}: {changes.captures} captures read: {changes.articles} articles, "
        f"{changes.comments} comments; {changes.changed} rows changed, {changes.new} new, "
        f"{changes.gone} gone"
    )
