"""List the blogs of the study and of the archive."""

from __future__ import annotations

import typer

from archive.commands import ConfigOption, JsonOption, StorageOption, echo_json, reading, study_of
from archive.errors import StorageError


def run(
    as_json: JsonOption = False, storage: StorageOption = None, config: ConfigOption = None
) -> int:
    """List the blogs that hcsm.toml names and those that the archive holds.

    Example: hcsm blogs
    """
    from archive import query
    from archive.presentation import counted, harmless

    study = study_of(config, storage)
    named = {blog.url: blog.name for blog in study.blogs}
    try:
        with reading(study) as connection:
            kept = {blog.url: blog for blog in query.blogs(connection)}
    except StorageError:
        if not named:
            raise
        kept = {}  # a study that has not been crawled yet
    for url in sorted(named.keys() | kept.keys()):
        count = kept[url].articles if url in kept else 0
        name = named.get(url) or (kept[url].title if url in kept else None)
        if as_json:
            echo_json({"url": url, "name": name, "in_study": url in named, "articles": count})
        else:
            place = "" if url in named or not named else "  (not in hcsm.toml)"
            typer.echo(f"{url}  {harmless(name)}  {counted(count, 'article')}{place}")
    return 0
