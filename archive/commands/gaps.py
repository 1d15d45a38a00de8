"""List what is known to exist and is not kept."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from archive.commands import ConfigOption, JsonOption, StorageOption, echo_json, reading, study_of


def run(
    every: Annotated[bool, typer.Option("--all", help="Closed gaps, too.")] = False,
    as_json: JsonOption = False,
    storage: StorageOption = None,
    config: ConfigOption = None,
) -> int:
    """List each missing thing with its reason, what was tried and when it is tried again.

    Example: hcsm gaps
    """
    from archive import query
    from archive.presentation import counted, harmless, minute

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
