"""Show one article with its comments."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.errors import HcsmError

if TYPE_CHECKING:
    from archive.query import ArticleFacts, CommentFacts


def run(
    article: Annotated[str, typer.Argument(metavar="URL|ID", help="The article.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    storage: Annotated[
        str | None, typer.Option(help="Folder or PostgreSQL URL of the archive.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="The study's hcsm.toml.")] = None,
) -> int:
    """Show an article: its metadata, text and thread of comments.

    Example: hcsm show https://blog.example.org/2015/03/04/patients-tweet/
    """
    from archive import query
    from archive.engine import open_engine
    from archive.study import find_study
    from archive.urls import normalise

    study = find_study(Path.cwd(), config=config, storage=storage)
    engine = open_engine(study.storage, read_only="://" not in study.storage)
    with engine.connect() as connection:
        found = query.find_article(connection, normalise(article) or article)
        thread = query.thread(connection, found.id) if found else []
    engine.dispose()
    if found is None:
        raise HcsmError(f"no article {article!r} in the archive; hcsm search finds its URL")
    if as_json:
        said = {**asdict(found), "comments": [asdict(comment) for comment in thread]}
        typer.echo(json.dumps(said, ensure_ascii=False))
    else:
        _show(found, thread)
    return 0


def _show(article: ArticleFacts, thread: list[CommentFacts]) -> None:
    from archive.presentation import harmless

    typer.echo(harmless(article.title) or "(no title)")
    facts = {
        "url": article.url,
        "id": article.id,
        "kind": article.kind,
        "authors": ", ".join(article.authors),
        "published": article.published,
        "modified": article.modified,
        "categories": ", ".join(article.categories),
        "tags": ", ".join(article.tags),
        "language": article.language,
        "continued at": article.continued_at,
        "continues from": article.continues_from,
        "truncated": "yes, its end is not kept" if article.truncated else None,
        "vanished": article.vanished_at,
    }
    for name, value in facts.items():
        if value:
            typer.echo(f"  {name}: {harmless(value)}")
    typer.echo(f"\n{harmless(article.text, lines=True) or '(no text)'}\n")
    announced = article.comments_announced
    told = f", {announced} announced" if announced not in (None, len(thread)) else ""
    typer.echo(f"{len(thread)} comments{told}")
    for comment in thread:
        indent = "    " * min(comment.depth - 1, 8)
        gone = "  (vanished)" if comment.vanished_at else ""
        who = harmless(comment.author) or "(no name)"
        typer.echo(f"{indent}- {who}, {comment.published or 'no date'}  #{comment.key}{gone}")
        for line in harmless(comment.text, lines=True).split("\n"):
            typer.echo(f"{indent}  {line}")
