"""Show how an article and its thread have changed between two versions."""

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
from archive.errors import WrongUseError

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
    as_json: JsonOption = False,
    storage: StorageOption = None,
    config: ConfigOption = None,
) -> int:
    """Show what changed in an article, word by word, and in its thread of comments.

    Without numbers, the last two versions; [-what was taken out-] {+what was put in+}.

    Example: hcsm diff https://blog.example.org/2015/03/04/patients-tweet/
    """
    from archive import history

    with reading(study_of(config, storage)) as connection:
        found = article_of(connection, article)
        versions = history.article_versions(connection, found.id)
        before, after = _chosen(versions, old, new)
        until = None if after is versions[-1] else after.crawl_id
        thread = history.thread_changes(connection, found.id, before.crawl_id, until)
    if as_json:
        changes = [asdict(change) for change in thread]
        echo_json({"from": asdict(before), "to": asdict(after), "thread": changes})
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
    from archive.presentation import harmless, minute

    typer.echo(f"{url}: {count} {'version' if count == 1 else 'versions'}")
    first, last = (f"{x.number} of {minute(x.seen_at)}" for x in (before, after))
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
