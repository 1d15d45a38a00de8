"""Show what each crawl has done."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from archive.reports import Run


def run(
    limit: Annotated[int, typer.Option(min=1, help="So many of the newest.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    storage: Annotated[
        str | None, typer.Option(help="Folder or PostgreSQL URL of the archive.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="The study's hcsm.toml.")] = None,
) -> int:
    """List crawls, newest first: requests, changes, gaps, and what to look at.

    Example: hcsm runs --limit 5
    """
    from archive import reports
    from archive.engine import open_engine
    from archive.study import find_study

    study = find_study(Path.cwd(), config=config, storage=storage)
    engine = open_engine(study.storage, read_only="://" not in study.storage)
    with engine.connect() as connection:
        found = reports.runs(connection, limit=limit)
    engine.dispose()
    for one in found:
        typer.echo(json.dumps(asdict(one)) if as_json else _lines(one))
    return 0


def _lines(one: Run) -> str:
    from archive.reports import in_words

    said = one.report
    head = f"{one.started_at[:16].replace('T', ' ')} UTC  {one.blog_url}  {one.mode}, {one.state}"
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
