"""A connection that only reads, and whose questions end after some seconds."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from archive.engine import storage_error
from archive.errors import WrongUseError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

SECONDS = 60.0
_STEPS = 20_000  # of SQLite's machine between two looks at the clock: about a millisecond


@contextmanager
def limited(engine: Engine, seconds: float = SECONDS) -> Iterator[Connection]:
    """Raises WrongUseError if all questions together take longer; on PostgreSQL, if one does."""
    with engine.connect() as connection:
        sqlite = connection.connection.dbapi_connection if engine.dialect.name == "sqlite" else None
        end = time.monotonic() + seconds
        if sqlite is None:
            connection.execute(text("SET TRANSACTION READ ONLY"))
            connection.execute(text(f"SET LOCAL statement_timeout = {int(seconds * 1000)}"))
        else:
            sqlite.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
        try:
            yield connection
        except DBAPIError as error:
            if time.monotonic() > end or "statement timeout" in str(error.orig):
                raise WrongUseError(
                    f"the query took longer than {seconds:g} seconds: ask for rarer words, or add "
                    "a field such as date: or blog:"
                ) from error
            raise storage_error(error, str(engine.url)) from error
        finally:
            if sqlite is not None:
                sqlite.set_progress_handler(None, _STEPS)
