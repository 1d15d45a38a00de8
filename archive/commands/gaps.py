"""List what is known to exist and is not kept."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer


def run(
    every: Annotated[bool, typer.Option("--all", help="Closed gaps, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    storage: Annotated[
        str | None, typer.Option(help="Folder or PostgreSQL URL of the archive.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="The study's hcsm.toml.")] = None,
) -> int:
    """List each missing thing with its reason, what was tried and when it is tried again.

    Example: hcsm gaps
    """
    from archive import query
    from archive.engine import open_engine
    from archive.presentation import harmless
    from archive.study import find_study

    study = find_study(Path.cwd(), config=config, storage=storage)
    engine = open_engine(study.storage, read_only="://" not in study.storage)
    reasons: Counter[str] = Counter()
    with engine.connect() as connection:
        for gap in query.gaps(connection, open_only=not every):
            reasons[gap.reason] += 1
            if as_json:
                typer.echo(json.dumps(asdict(gap), ensure_ascii=False))
            else:
                later = f", again after {gap.next_try_at[:16]} UTC" if gap.next_try_at else ""
                tries = f"{gap.tries} {'try' if gap.tries == 1 else 'tries'}{later}"
                typer.echo(f"{gap.reason}  {gap.url}\n    {harmless(gap.detail)} ({tries})")
    engine.dispose()
    if not as_json:
        by_reason = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
        typer.echo(f"{sum(reasons.values())} gaps" + (f": {by_reason}" if by_reason else ""))
    return 0
