"""Files that appear whole or not at all."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipInfo

from archive.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Drafts:
    """Files under another name until all of them are written. `encoding`: of tables."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.encoding = "utf-8"
        self.counts: dict[Path, int] = {}  # rows in each file, by its final name
        self._drafts: dict[Path, Path] = {}

    def path(self, name: str, rows: int = 0) -> Path:
        """Where to write the file that will be called `name`."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(file.name + ".partial")
        self._drafts[file], self.counts[file] = draft, rows
        return draft

    def counted(self, name: str, rows: int) -> None:
        self.counts[self.folder / name] = rows

    def keep(self) -> None:
        for file, draft in self._drafts.items():
            draft.replace(file)
        self._drafts.clear()

    def drop(self) -> None:
        for draft in self._drafts.values():
            draft.unlink(missing_ok=True)


@contextmanager
def drafts(folder: Path) -> Iterator[Drafts]:
    """Raises StorageError if the folder cannot be written."""
    made = Drafts(folder)
    try:
        yield made
        made.keep()
    except OSError as error:
        raise StorageError(f"{folder} cannot be written: {error.strerror or error}") from error
    finally:
        made.drop()


def member(name: str) -> ZipInfo:
    """An entry of a zip file that is the same whenever it is written."""
    found = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    found.compress_type = ZIP_DEFLATED
    found.external_attr = 0o644 << 16
    return found
