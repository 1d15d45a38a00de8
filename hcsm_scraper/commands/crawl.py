"""Crawl blogs into the archive, or go on where the last crawl stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def run(
    urls: Annotated[
        list[str] | None,
        typer.Argument(help="Home pages of blogs; without any, all blogs of hcsm.toml."),
    ] = None,
    storage: Annotated[
        str | None, typer.Option(help="Folder or PostgreSQL URL of the archive.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="The study's hcsm.toml.")] = None,
    delay: Annotated[
        float | None, typer.Option(min=0, help="Seconds between two requests to one host.")
    ] = None,
    max_pages: Annotated[
        int | None, typer.Option(min=1, help="Requests per blog in this run.")
    ] = None,
    allow_address: Annotated[
        list[str] | None,
        typer.Option(help="HOST:PORT on this machine or a private network that may be asked."),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Log each step.")] = False,
) -> int:
    """Crawl blogs: articles, comments, and where articles go on.

    Stopped or killed at any moment, the same command goes on where it was. A finished crawl is
    followed by one that asks for changes only.

    Example: hcsm crawl https://blog.example.org/ --delay 2
    """
    from archive.study import find_study
    from hcsm_scraper.crawling import crawl_blogs

    study = find_study(Path.cwd(), config=config, storage=storage)
    return crawl_blogs(
        study,
        urls or [],
        delay=delay,
        max_pages=max_pages,
        allow_addresses=allow_address or [],
        verbose=verbose,
        say=typer.echo,
    )
