"""Show what each crawl has done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from archive.commands import (
    MOST,
    ConfigOption,
    JsonOption,
    StorageOption,
    echo_json,
    reading,
    study_of,
)

if TYPE_CHECKING:
    from archive.history import CrawlFacts


def run(
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="So many of the newest.")] = 20,
    as_json: JsonOption = False,
    storage: StorageOption = None,
    config: ConfigOption = None,
) -> int:
    """List crawls, newest first: requests, changes, gaps, and what to look at.

    Example: hcsm runs --limit 5
    """
    from archive import history

    with reading(study_of(config, storage)) as connection:
        found = history.crawls(connection, limit=limit)
    for one in found:
        if as_json:
            echo_json(one)
        else:
            typer.echo(_lines(one))
    return 0


def _lines(one: CrawlFacts) -> str:
    from archive.presentation import minute
    from archive.reports import in_words

    said = one.report
    head = f"{minute(one.started_at)}  {one.blog_url}  {one.mode}, {one.state}"
    if "articles" not in said:
        return head
    statuses = ", ".join(f"{count} x {status}" for status, count in said["by_status"].items())
    gaps = f"gaps: {said['gaps_opened']} opened, {said['gaps_closed']} closed"
    articles, comments = in_words(said["articles"]), in_words(said["comments"])
    lines = [
        head,
        f"    {said['requests']} requests ({statuses}), {said['bytes'] / 1000:,.0f} kB kept",
        f"    articles: {articles}; comments: {comments}; {gaps}",
        *(f"    look at: {sentence}" for sentence in said["look_at"]),
    ]
    return "\n".join(lines)
