"""What a killed crawl left: WARC files still open, records without a row, captures not yet read."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from archive import captures
from archive.errors import DamageError
from archive.warc import capture_of, forget_repair, read_record, repair, responses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from archive.captures import KeptCapture
    from archive.engine import Engine
    from archive.records import Capture
    from archive.warc import Exchange

logger = logging.getLogger(__name__)


class Unread:
    """Captures whose page a killed run of a crawl did not come to read, each taken once."""

    def __init__(self, folder: Path, kept: Iterable[KeptCapture]) -> None:
        self._folder = folder
        self._kept = {one.url: one for one in kept}
        self._read: dict[str, tuple[int, Exchange]] = {}

    def has(self, url: str) -> bool:
        """False, too, if the record cannot be read: then it is asked for again."""
        kept = self._kept.pop(url, None)
        if kept is not None:
            try:
                exchange = read_record(self._folder, kept.warc_file, kept.warc_offset)
            except DamageError as error:
                logger.warning("%s; it is asked for again: %s", error, url)
            else:
                self._read[url] = kept.id, exchange
        return url in self._read

    def take(self, url: str) -> tuple[int, Exchange] | None:
        """The capture's number, and what it holds."""
        return self._read.pop(url) if self.has(url) else None


def mend(folder: Path, blog_id: str, engine: Engine, put: Callable[[Capture], int]) -> None:
    """`put` keeps the row of a record of this blog that has none."""
    for path in repair(folder, blog_id):
        with engine.connect() as connection:
            named = captures.named_offsets(connection, path.name)
        lost = [x for x in responses(path) if x[0] not in named]
        for offset, length, exchange in lost:
            put(capture_of(exchange, path.name, offset, length))
        forget_repair(path)
