"""Show what the archive holds."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer


def run(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    storage: Annotated[
        str | None, typer.Option(help="Folder or PostgreSQL URL of the archive.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="The study's hcsm.toml.")] = None,
) -> int:
    """Show blogs, articles, comments, last crawls and open gaps.

    Example: hcsm status
    """
    from archive import query
    from archive.engine import make_url_safe, open_engine
    from archive.presentation import harmless
    from archive.study import find_study

    study = find_study(Path.cwd(), config=config, storage=storage)
    engine = open_engine(study.storage, read_only="://" not in study.storage)
    with engine.connect() as connection:
        blogs = query.blogs(connection)
    engine.dispose()
    where = make_url_safe(study.storage)
    if as_json:
        typer.echo(json.dumps({"storage": where, "blogs": [asdict(blog) for blog in blogs]}))
        return 0
    typer.echo(f"archive: {where}")
    for blog in blogs:
        last = (blog.last_crawl_at or "")[:16].replace("T", " ")
        typer.echo(
            f"{harmless(blog.name or blog.title or blog.url)}  {blog.url}\n"
            f"    {blog.articles} articles, {blog.comments} comments, {blog.open_gaps} open gaps; "
            f"last crawl {last} UTC ({blog.last_crawl_state})"
        )
    typer.echo(
        f"{len(blogs)} blogs, {sum(b.articles for b in blogs)} articles, "
        f"{sum(b.comments for b in blogs)} comments, {sum(b.open_gaps for b in blogs)} open gaps"
    )
    return 0
