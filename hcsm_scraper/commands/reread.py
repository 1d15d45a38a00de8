"""Read all captures anew, from the WARC files, without network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from archive.commands import ConfigOption, StorageOption, study_of

if TYPE_CHECKING:
    from hcsm_scraper.rereading import Changes


def run(storage: StorageOption = None, config: ConfigOption = None) -> int:
    """Rebuild articles, comments and versions from the raw captures, without network.

    Worth it after an update: a better reader reads old captures, too. The same captures and the
    same reader give the same rows. Nothing is lost when it is interrupted.

    Example: hcsm reread
    """
    from hcsm_scraper.rereading import reread_blogs

    reread_blogs(study_of(config, storage), _say)
    return 0


def _say(url: str, changes: Changes) -> None:
    typer.echo(
        f"{url}: {changes.captures} captures read: {changes.articles} articles, "
        f"{changes.comments} comments; {changes.changed} rows changed, {changes.new} new, "
        f"{changes.gone} gone"
    )
