"""Show all that is held of one person."""

from __future__ import annotations

from typing import Annotated

import typer

from archive.commands import ConfigOption, JsonOption, StorageOption, echo_json, reading, study_of
from archive.errors import WrongUseError

_SAID = "article_url author author_url published text permalink first_seen".split()


def run(
    action: Annotated[str, typer.Argument(metavar="show", help="What to do: show.")],
    ref: Annotated[str, typer.Argument(metavar="REF", help="A name, pseudonym or address.")],
    as_json: JsonOption = False,
    storage: StorageOption = None,
    config: ConfigOption = None,
) -> int:
    """Show every comment of a person, as an answer to who asks what is held of them.

    Example: hcsm person show "Ada Reader"
    """
    from archive.erasure import find_target
    from archive.identities import known_pseudonyms
    from archive.presentation import harmless

    if action != "show":
        raise WrongUseError(f"{action!r} is nothing hcsm person does; allowed is show")
    study = study_of(config, storage)
    with reading(study) as connection:
        target = find_target(connection, ref, known_pseudonyms(study.files_folder))
    for row in target.comments:
        if as_json:
            echo_json({"comment_id": row.id, **{name: getattr(row, name) for name in _SAID}})
        else:
            typer.echo(f"{row.id}  {harmless(row.author)}  {row.published or 'no date'}")
            typer.echo(f"    {row.article_url}\n    {harmless(row.text)}")
    if not as_json:
        typer.echo(f"{len(target.comments)} comments; hcsm erase takes them out for good")
    return 0
