"""Crawl blogs into the archive, or go on where the last crawl stopped."""

from __future__ import annotations

import gc
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from archive.commands import ConfigOption, StorageOption, study_of
from hcsm_scraper.commands import AllowAddressOption, DelayOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from hcsm_scraper.plan import Progress


def run(
    urls: Annotated[
        list[str] | None,
        typer.Argument(help="Home pages of blogs; without any, all blogs of hcsm.toml."),
    ] = None,
    storage: StorageOption = None,
    config: ConfigOption = None,
    delay: DelayOption = None,
    max_pages: Annotated[
        int | None, typer.Option(min=1, help="Requests per blog in this run.")
    ] = None,
    allow_address: AllowAddressOption = None,
    full: Annotated[
        bool, typer.Option("--full", help="Look at everything again, not only at what has changed.")
    ] = False,
    due: Annotated[
        bool, typer.Option("--due", help="Only blogs of hcsm.toml whose schedule says so.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Log each step.")] = False,
) -> int:
    """Crawl blogs: articles, comments, and where articles go on.

    Stopped or killed at any moment, the same command goes on where it was. A finished crawl is
    followed by one that asks for changes only. A blog that another process crawls is skipped.

    Example: hcsm crawl https://blog.example.org/ --delay 2
    """
    gc.disable()  # while modules are loaded: all that they make stays
    from archive.presentation import is_terminal
    from hcsm_scraper.crawling import Wish, crawl_blogs

    gc.freeze()
    gc.enable()
    study = study_of(config, storage)
    wish = Wish(
        urls=urls or (),
        delay=delay,
        max_pages=max_pages,
        allow_addresses=allow_address or (),
        is_verbose=verbose,
        is_full=full,
        only_due=due,
    )
    if not is_terminal():
        return crawl_blogs(study, wish, typer.echo)
    from rich.live import Live

    began = monotonic()
    with Live(refresh_per_second=2) as live:
        return crawl_blogs(
            study,
            wish,
            lambda line: live.console.print(line, markup=False, highlight=False),
            lambda blogs: live.update(_table(blogs, monotonic() - began)),
        )


def _table(blogs: Sequence[Progress], seconds: float) -> Table:
    from rich.table import Table

    table = Table(box=None)
    for name in ("blog", "found", "kept", "changed", "gaps", "a minute", "left"):
        table.add_column(name, justify="left" if name == "blog" else "right")
    for blog in blogs:
        rate = blog.asked / seconds
        left = f"{blog.waiting / rate / 60:.0f} min" if rate else ""
        counts = (blog.known, blog.kept, blog.changed, blog.gaps)
        table.add_row(blog.url, *map(str, counts), f"{60 * rate:.0f}", left)
    return table
