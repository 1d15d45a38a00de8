"""Search articles and comments."""

from __future__ import annotations

import csv
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from archive.commands import MOST, ConfigOption, JsonOption, StorageOption, echo_json, study_of
from archive.errors import WrongUseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from archive.engine import Connection
    from archive.search import Hit

_WIDTH = 40  # letters on each side of a word in a concordance


def run(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="QUERY", help="What to find.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="Most hits of each kind.")] = 20,
    by: Annotated[
        str | None,
        typer.Option(help="Count instead: any of year,blog,tag,category,lang,kind."),
    ] = None,
    kwic: Annotated[
        bool, typer.Option("--kwic", help="Each place of the words, with its surroundings.")
    ] = False,
    save: Annotated[str | None, typer.Option(help="Keep the query under this name.")] = None,
    saved: Annotated[str | None, typer.Option(help="Ask a query kept under this name.")] = None,
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV on standard output.")] = False,
    storage: StorageOption = None,
    config: ConfigOption = None,
) -> int:
    """Find articles and comments, the best first.

    All words must occur, in any form: nurse finds nurses. "a phrase", AND OR NOT ( ), begin*,
    NEAR(a b, 5), title: body: comment: author: tag: category: blog: lang: kind:
    date:2015..2020 comments:>5 truncated:yes

    Example: hcsm search 'vaccin* (rumour OR myth) date:2013.. NOT tag:satire'
    """
    from archive.engine import opened
    from archive.search.saved import saved_query
    from archive.search.timed import limited

    study = study_of(config, storage)
    query = " ".join(words or [])
    if bool(query.strip()) == bool(saved):
        raise WrongUseError("name a query, or one that was kept: hcsm search --saved NAME")
    if save:
        _save(study.storage, save, query)
    with opened(study.storage, read_only=True) as engine, limited(engine) as connection:
        query = saved_query(connection, saved).query if saved else query
        if by:
            _counts(connection, query, by, as_json=as_json, as_csv=as_csv)
        elif kwic:
            _places(connection, query, as_json=as_json, as_csv=as_csv)
        else:
            _hits(connection, query, limit, as_json=as_json, as_csv=as_csv)
    return 0


def _save(storage: str, name: str, query: str) -> None:
    from datetime import UTC, datetime

    from archive.engine import opened, transaction
    from archive.search.saved import save

    with opened(storage) as engine, transaction(engine) as connection:
        kept = save(connection, name, query, datetime.now(UTC))
    typer.echo(f"kept as {name}: {kept.id} {kept.hash}", err=True)


def _hits(connection: Connection, query: str, limit: int, *, as_json: bool, as_csv: bool) -> None:
    from archive.presentation import counted, is_terminal
    from archive.search import count, search

    hits = search(connection, query, limit=limit)
    if as_json or as_csv:
        _write((_plain(hit) for hit in hits), as_json=as_json)
        return
    (_table if is_terminal() else _lines)(hits)
    articles, comments = (count(connection, query, kind) for kind in ("article", "comment"))
    typer.echo(f"{counted(articles, 'article')}, {counted(comments, 'comment')}")


def _counts(connection: Connection, query: str, by: str, *, as_json: bool, as_csv: bool) -> None:
    from archive.presentation import harmless
    from archive.search.facets import facets

    names = [name.strip() for name in by.split(",")]
    found = facets(connection, query, by=names)
    if as_json or as_csv:
        _write((asdict(facet) for facet in found), as_json=as_json)
        return
    for facet in found:
        typer.echo(f"{facet.count:8}  {facet.by}  {harmless(facet.value) or '(not known)'}")


def _places(connection: Connection, query: str, *, as_json: bool, as_csv: bool) -> None:
    from archive.presentation import harmless
    from archive.search.kwic import concordance

    lines = concordance(connection, query, width=_WIDTH)
    if as_json or as_csv:
        _write((asdict(line) for line in lines), as_json=as_json)
        return
    for line in lines:
        left, right = harmless(f"x{line.left}")[1:], harmless(line.right)
        typer.echo(f"{left:>{_WIDTH}}  {harmless(line.word)}  {right:<{_WIDTH}}  {line.id}")


def _write(rows: Iterable[Mapping[str, object]], *, as_json: bool) -> None:
    """A row at a time: a concordance may be longer than the memory."""
    from archive.export.csv import guarded

    writer = None
    for row in rows:
        if as_json:
            echo_json(row)
            continue
        if writer is None:
            writer = csv.writer(sys.stdout)
            writer.writerow(row)
        writer.writerow([guarded(v) if isinstance(v, str) else v for v in row.values()])


def _plain(hit: Hit) -> dict[str, object]:
    """Without the author of a comment: who may be named is the study's choice, in exports."""
    from archive.search import bracketed

    said = {**asdict(hit), "snippet": bracketed(hit.snippet)}
    said.pop("author")
    return said


def _table(hits: list[Hit]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from archive.presentation import harmless
    from archive.search import pieces

    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0))
    for name in ("kind", "date", "found"):
        table.add_column(name, no_wrap=name != "found")
    for hit in hits:
        found = Text(harmless(hit.title) or "(no title)", style="bold")
        found.append("\n", style="not bold")
        for is_found, part in pieces(hit.snippet):
            shown = harmless(f"x{part}x")[1:-1]
            found.append(shown, style="bold yellow" if is_found else "not bold")
        found.append(f"\n{harmless(hit.url)}", style="not bold dim")
        table.add_row(hit.kind, (hit.published or "")[:10], found)
    Console().print(table)


def _lines(hits: list[Hit]) -> None:
    from archive.presentation import harmless
    from archive.search import bracketed

    for hit in hits:
        typer.echo(f"{hit.kind}  {harmless(hit.title) or '(no title)'}")
        typer.echo(f"    {harmless(bracketed(hit.snippet))}")
        typer.echo(f"    {hit.url}")
