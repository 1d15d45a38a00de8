"""A new generation of a WARC file: some records changed or left out, all others byte for byte.

The old file stays until the database names the new one; its CDXJ is written with it.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from warcio.archiveiterator import ArchiveIterator

from archive import warc
from archive.text import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from warcio.recordloader import ArcWarcRecord

    from archive.warc import Exchange

_GENERATION = re.compile(r"(?:\.g(\d+))?\.warc\.gz\Z")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record is now; `digest` of its payload if it was changed."""

    offset: int
    length: int
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Generation:
    """`places`: by the record's offset in the old file; None if it was left out."""

    old: Path
    new: Path
    places: dict[int, Place | None]

    @property
    def changed(self) -> int:
        return sum(place is None or place.digest is not None for place in self.places.values())


def rewrite(path: Path, changed: Callable[[int, Exchange], Exchange | None]) -> Generation | None:
    """`changed(offset, exchange)` gives back what it got, another, or None to leave it out.

    None if nothing was to be changed: then no file was written.
    """
    if not any(
        changed(offset, exchange) is not exchange for offset, _, exchange in warc.responses(path)
    ):
        return None
    new = path.with_name(_next_name(path.name))
    places: dict[int, Place | None] = {}
    lines: list[str] = []
    is_left_out = False
    with path.open("rb") as source, new.open("wb") as target:
        for offset, length in warc.members(path):
            source.seek(offset)
            member = source.read(length)
            record = next(iter(ArchiveIterator(BytesIO(member))))
            if record.rec_type == "request":
                if not is_left_out:
                    target.write(member)
                continue
            is_left_out = False
            if record.rec_type in ("response", "revisit"):
                member, place = _member(record, member, (offset, target.tell()), changed)
                places[offset] = place
                is_left_out = place is None
                if place is not None:
                    lines.append(warc.cdxj_line(member, new.name, place.offset))
            target.write(member)
        target.flush()
        os.fsync(target.fileno())
    warc.write_index(new, lines)
    return Generation(path, new, places)


def forget(path: Path) -> None:
    """Deletes a file that no row names any more, its index and what was cut from its end."""
    for file in (path, warc.index_of(path), *path.parent.glob(f"{path.name}.torn-*")):
        file.unlink(missing_ok=True)


def is_superseded(path: Path) -> bool:
    """There is a newer generation: an erasure was stopped before it could delete this one."""
    return path.with_name(_next_name(path.name)).exists()


def forget_superseded(folder: Path, named: Collection[str]) -> None:
    """`named`: files that rows still name. What is newer and named by none was not yet switched to,
    and is written anew."""
    for path in sorted(folder.glob("*.warc.gz")):
        if is_superseded(path) and path.name not in named:
            forget(path)


def _member(
    record: ArcWarcRecord,
    member: bytes,
    offsets: tuple[int, int],  # in the old file, in the new one
    changed: Callable[[int, Exchange], Exchange | None],
) -> tuple[bytes, Place | None]:
    exchange = warc.exchange_of(record)
    old, offset = offsets
    kept = changed(old, exchange)
    if kept is None:
        return b"", None
    if kept is exchange:
        return member, Place(offset, len(member))
    written = warc.redacted_member(kept, record.rec_headers.get_header("WARC-Record-ID"))
    return written, Place(offset, len(written), digest_of(kept.payload))


def _next_name(name: str) -> str:
    found = _GENERATION.search(name)
    assert found is not None
    return f"{name[: found.start()]}.g{int(found[1] or 1) + 1}.warc.gz"
