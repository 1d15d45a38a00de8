"""The archive: what is kept, how it is queried and exported. Needs no Scrapy, no trafilatura.

from archive import open_archive

with open_archive("hcsm-data") as archive:
    for article in archive.articles("vaccin* date:2013..", since="2014-01-01"):
        print(article.title, article.comment_count)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from archive.opened import Archive


def open_archive(storage: str | Path | None = None) -> Archive:
    """The archive in a folder or a database; without one, that of the `hcsm.toml` here or above.

    Raises HcsmError with one sentence if there is none.
    """
    from archive.opened import Archive  # noqa: PLC0415 - `import archive` stays light

    if storage is None:
        from pathlib import Path  # noqa: PLC0415

        from archive.study import find_study  # noqa: PLC0415

        storage = find_study(Path.cwd()).storage
    return Archive(str(storage))
