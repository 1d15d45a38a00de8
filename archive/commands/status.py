"""Show what the archive holds."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from archive.commands import ConfigOption, JsonOption, StorageOption, echo_json, reading, study_of

if TYPE_CHECKING:
    from archive.balance import Balance
    from archive.query import BlogFacts


def run(
    as_json: JsonOption = False, storage: StorageOption = None, config: ConfigOption = None
) -> int:
    """Show blogs, articles, comments, last crawls and open gaps.

    Example: hcsm status
    """
    from archive import query
    from archive.balance import balance
    from archive.engine import make_url_safe
    from archive.presentation import counted, harmless, minute
    from archive.records import Blog
    from archive.statements import Shelf

    study = study_of(config, storage)
    with reading(study) as connection:
        blogs = query.blogs(connection)
        ledgers = {blog.id: balance(Shelf(connection, Blog(url=blog.url))) for blog in blogs}
    where = make_url_safe(study.storage)
    if as_json:
        said = [{**asdict(blog), "ledger": asdict(ledgers[blog.id])} for blog in blogs]
        echo_json({"storage": where, "blogs": said})
        return 0
    typer.echo(f"archive: {where}")
    for blog in blogs:
        typer.echo(
            f"{harmless(blog.name or blog.title or blog.url)}  {blog.url}\n"
            f"    {_held([blog])}; "
            f"last crawl {minute(blog.last_crawl_at)} ({blog.last_crawl_state})"
        )
        typer.echo(_ledger(ledgers[blog.id]))
    typer.echo(f"{counted(len(blogs), 'blog')}, {_held(blogs)}")
    return 0


def _held(blogs: list[BlogFacts]) -> str:
    from archive.presentation import counted

    counts = {
        "article": sum(x.articles for x in blogs),
        "comment": sum(x.comments for x in blogs),
        "open gap": sum(x.open_gaps for x in blogs),
    }
    return ", ".join(counted(number, noun) for noun, number in counts.items())


def _ledger(told: Balance) -> str:
    parts = {
        "kept": told.kept,
        "gaps": told.gaps,
        "gone since": told.gone,
        "moved": told.moved,
        "left out on purpose": told.left_out,
        "outside of the study's scope": told.out_of_scope,
        "without an article": told.no_article,
        "waiting": told.waiting,
    }
    sum_ = ", ".join(f"{count} {name}" for name, count in parts.items() if count)
    lists = [f"{x.url} {x.total}" for x in told.stated if x.total is not None]
    stated = f"\n    its own lists say: {', '.join(lists)}" if lists else ""
    known = f"{told.known} {'address' if told.known == 1 else 'addresses'} of articles"
    return f"    {known} known: {sum_ or 'none'}{stated}"
