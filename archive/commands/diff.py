"""Show how an article and its thread have changed between two versions."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.errors import HcsmError, WrongUseError

if TYPE_CHECKING:
    from archive.history import CommentChange, VersionFacts

_MARKS = {"same": ("", ""), "cut": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}")}


def run(
    article: Annotated[str, typer.Argument(metavar="URL|ID", help="The article.")],
    old: Annotated[
        int | None, typer.Option("--from", min=1, help="Number of the older version.")
    ] = None,
    new: Annotated[
        int | None, typer.Option("--to", min=1, help="Number of the newer version.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    storage: Annotated[
        str | None, typer.Option(help="Folder or PostgreSQL URL of the archive.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="The study's hcsm.toml.")] = None,
) -> int:
    """Show what changed in an article, word by word, and in its thread of comments.

    Without numbers, the last two versions; [-what was taken out-] {+what was put in+}.

    Example: hcsm diff https://blog.example.org/2015/03/04/patients-tweet/
    """
    from archive import history, query
    from archive.engine import open_engine
    from archive.study import find_study
    from archive.urls import normalise

    study = find_study(Path.cwd(), config=config, storage=storage)
    engine = open_engine(study.storage, read_only="://" not in study.storage)
    with engine.connect() as connection:
        found = query.find_article(connection, normalise(article) or article)
        if found is None:
            raise HcsmError(f"no article {article!r} in the archive; hcsm search finds its URL")
        versions = history.article_versions(connection, found.id)
        before, after = _chosen(versions, old, new)
        until = None if after is versions[-1] else after.crawl_id
        thread = history.thread_changes(connection, found.id, before.crawl_id, until)
    engine.dispose()
    if as_json:
        changes = [asdict(change) for change in thread]
        said = {"from": asdict(before), "to": asdict(after), "thread": changes}
        typer.echo(json.dumps(said, ensure_ascii=False))
        return 0
    _show(found.url, len(versions), before, after)
    for change in thread:
        typer.echo(_comment(change))
    if before is after and not thread:
        typer.echo("nothing has changed since the first crawl")
    return 0


def _chosen(
    versions: list[VersionFacts], old: int | None, new: int | None
) -> tuple[VersionFacts, VersionFacts]:
    last = new or len(versions)
    first = old or max(1, last - 1)
    for name, number in (("--from", first), ("--to", last)):
        if not 1 <= number <= len(versions):
            raise WrongUseError(
                f"{name} is {number}; the article has versions 1 to {len(versions)}"
            )
    return versions[first - 1], versions[last - 1]


def _show(url: str, count: int, before: VersionFacts, after: VersionFacts) -> None:
    from archive.changes import changed_fields
    from archive.presentation import harmless

    typer.echo(f"{url}: {count} {'version' if count == 1 else 'versions'}")
    first, last = (f"{x.number} of {x.seen_at[:16]} UTC" for x in (before, after))
    typer.echo(f"  {first}" + (f" -> {last}" if before is not after else " and its thread since"))
    if after.content.get("vanished"):
        where = after.content.get("moved_to")
        typer.echo(f"  moved to {where}" if where else "  vanished")
        return
    fields = sorted(changed_fields(before.content, after.content), key=lambda x: x[0] == "text")
    for name, pieces in fields:
        typer.echo(f"  {name}: {harmless(_marked(pieces))}")


def _marked(pieces: list[tuple[str, str]]) -> str:
    """In the signs of wdiff: [-gone-] {+new+}."""
    said = ((_MARKS[kind], " ".join(text.split())) for kind, text in pieces)
    return " ".join(f"{begin}{text}{end}" for (begin, end), text in said if text)


def _comment(change: CommentChange) -> str:
    from archive.changes import words
    from archive.presentation import harmless

    shown = change.after or change.before or {}
    who = f"#{change.key} {harmless(shown.get('author')) or '(no name)'}"
    if change.before is None:
        return f"  comment new: {who}: {{+{harmless(shown.get('text'))}+}}"
    if change.after is None:
        return f"  comment vanished: {who}: [-{harmless(shown.get('text'))}-]"
    pieces = words(change.before.get("text") or "", change.after.get("text") or "")
    return f"  comment changed: {who}: {harmless(_marked(pieces))}"
