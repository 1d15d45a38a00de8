"""Take a person, comment, article or blog out of the archive for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from archive.commands import ConfigOption, StorageOption, study_of

if TYPE_CHECKING:
    from hcsm_scraper.erasing import Loss


def run(
    ref: Annotated[
        str,
        typer.Argument(
            metavar="REF", help="A name, pseudonym, profile address, id, or URL of article or blog."
        ),
    ],
    reason: Annotated[str, typer.Option(help="Why; kept, so name nobody: 'request of 2 May'.")],
    dry_run: Annotated[bool, typer.Option(help="Only say what would go.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    storage: StorageOption = None,
    config: ConfigOption = None,
) -> int:
    """Erase from tables, full text, raw captures and free pages; later crawls leave it out.

    Says first what would go, and which earlier exports hold it; then asks.

    Example: hcsm erase "Ada Reader" --reason "request of 2 May 2026"
    """
    from datetime import UTC, datetime

    from hcsm_scraper.erasing import Erasing

    study = study_of(config, storage)
    erasing = Erasing(study, ref, reason)
    _tell(erasing.plan())
    if dry_run:
        return 0
    if not yes and not typer.confirm("Erase this for good?"):
        typer.echo("nothing was erased")
        return 0
    certificate = erasing.run(datetime.now(UTC), lambda name: typer.echo(f"  {name}", err=True))
    typer.echo(f"erased; certificate: {certificate}")
    return 0


def _tell(plan: Loss) -> None:
    typer.echo(f"{plan.kind}: {plan.articles} articles and {plan.comments} comments would go")
    for export in plan.exports:
        names = ", ".join(export["files"])
        typer.echo(f"  held by export {export['id']} of {export['made_at'][:16]} UTC: {names}")
