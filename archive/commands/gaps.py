"""List what is known to exist and is not kept."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from archive.commands import ConfigOption, JsonOption, StorageOption, echo_json, reading, study_of

if TYPE_CHECKING:
    from pathlib import Path


def run(
    every: Annotated[bool, typer.Option("--all", help="Closed gaps, too.")] = False,
    left_out: Annotated[
        bool,
        typer.Option("--left-out", help="Instead: what is left out, moved, or holds no article."),
    ] = False,
    as_json: JsonOption = False,
    storage: StorageOption = None,
    config: ConfigOption = None,
) -> int:
    """List each missing thing with its reason, what was tried and when it is tried again.

    Example: hcsm gaps
    """
    from archive import query
    from archive.presentation import counted, harmless, minute

    if left_out:
        return _left_out(config, storage, as_json=as_json)
    reasons: Counter[str] = Counter()
    with reading(study_of(config, storage)) as connection:
        for gap in query.gaps(connection, open_only=not every):
            reasons[gap.reason] += 1
            if as_json:
                echo_json(gap)
            else:
                later = f", again after {minute(gap.next_try_at)}" if gap.next_try_at else ""
                tries = f"{gap.tries} {'try' if gap.tries == 1 else 'tries'}{later}"
                typer.echo(f"{gap.reason}  {gap.url}\n    {harmless(gap.detail)} ({tries})")
    if not as_json:
        by_reason = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
        typer.echo(counted(reasons.total(), "gap") + (f": {by_reason}" if by_reason else ""))
    return 0


def _left_out(config: Path | None, storage: str | None, *, as_json: bool) -> int:
    from archive import query
    from archive.presentation import harmless

    number = 0
    with reading(study_of(config, storage)) as connection:
        for one in query.left_out(connection):
            number += 1
            if as_json:
                echo_json(one)
            else:
                typer.echo(f"{one.url}\n    {harmless(one.reason)}")
    if not as_json:
        typer.echo(f"{number} left out")
    return 0
