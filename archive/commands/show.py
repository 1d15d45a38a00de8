"""Show one article with its comments."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from archive.commands import (
    ConfigOption,
    JsonOption,
    StorageOption,
    article_of,
    echo_json,
    reading,
    study_of,
)

if TYPE_CHECKING:
    from archive.query import ArticleFacts, CommentFacts


def run(
    article: Annotated[str, typer.Argument(metavar="URL|ID", help="The article.")],
    as_json: JsonOption = False,
    storage: StorageOption = None,
    config: ConfigOption = None,
) -> int:
    """Show an article: its metadata, text and thread of comments.

    Example: hcsm show https://blog.example.org/2015/03/04/patients-tweet/
    """
    from archive import query

    with reading(study_of(config, storage)) as connection:
        found = article_of(connection, article)
        thread = query.thread(connection, found.id)
    if as_json:
        echo_json({**asdict(found), "comments": [asdict(comment) for comment in thread]})
    else:
        _show(found, thread)
    return 0


def _show(article: ArticleFacts, thread: list[CommentFacts]) -> None:
    from archive.presentation import counted, harmless

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
    typer.echo(f"{counted(len(thread), 'comment')}{told}")
    for comment in thread:
        indent = "    " * min(comment.depth - 1, 8)
        gone = "  (vanished)" if comment.vanished_at else ""
        who = harmless(comment.author) or "(no name)"
        typer.echo(f"{indent}- {who}, {comment.published or 'no date'}  #{comment.key}{gone}")
        for line in harmless(comment.text, lines=True).split("\n"):
            typer.echo(f"{indent}  {line}")
