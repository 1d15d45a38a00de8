"""One crawl per blog at a time, also across processes. A lock is freed when its holder dies."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from hashlib import sha256
from typing import IO, TYPE_CHECKING

from sqlalchemy import text

from archive.engine import is_sqlite
from archive.errors import BusyError, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine


@contextmanager
def blog_lock(engine: Engine, folder: Path, blog_id: str, blog_url: str) -> Iterator[None]:
    """Holds the blog for this process; raises BusyError if another live process has it."""
    taken = (
        _file_lock(folder, blog_id, blog_url)
        if is_sqlite(engine)
        else _session_lock(engine, blog_id, blog_url)
    )
    with taken:
        with keeper_lock(folder, blog_id):
            pass  # the keeper of a killed crawl is gone: nobody else writes
        yield


@contextmanager
def keeper_lock(folder: Path, blog_id: str) -> Iterator[None]:
    """For the process that writes for who holds the blog. Waits for the one before it to end, which
    it does as soon as its crawl has been killed."""
    with _opened(folder / "locks" / f"{blog_id}.keeper.lock") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def _file_lock(folder: Path, blog_id: str, blog_url: str) -> Iterator[None]:
    with _opened(folder / "locks" / f"{blog_id}.lock") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            handle.seek(0)
            holder = handle.read().strip() or "another process"
            raise BusyError(f"{blog_url} is being crawled by {holder}") from error
        handle.seek(0)
        handle.truncate()
        handle.write(f"process {os.getpid()}")
        handle.flush()
        yield


def _opened(file: Path) -> IO[str]:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return file.open("a+")
    except OSError as error:
        raise StorageError(f"{file} cannot be written: {error.strerror}") from error


@contextmanager
def _session_lock(engine: Engine, blog_id: str, blog_url: str) -> Iterator[None]:
    """A PostgreSQL advisory lock: gone with the session, however the process ends."""
    number = int.from_bytes(sha256(f"hcsm {blog_id}".encode()).digest()[:8], signed=True)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as session:
        if not session.execute(text("SELECT pg_try_advisory_lock(:n)"), {"n": number}).scalar():
            raise BusyError(f"{blog_url} is being crawled by another process")
        try:
            yield
        finally:
            session.execute(text("SELECT pg_advisory_unlock(:n)"), {"n": number})
