"""Opens the archive's database, SQLite in a folder or PostgreSQL by URL; migrations run on open."""

from __future__ import annotations

import fcntl
import sqlite3
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sqlalchemy import Connection as Connection  # noqa: PLC0414 - higher floors name the types
from sqlalchemy import Engine as Engine  # noqa: PLC0414
from sqlalchemy import create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from archive.errors import BusyError, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

DATABASE = "archive.db"
BUSY_SECONDS = 60
READER_KIB = 65_536  # of pages that a reader keeps; SQLite's own 2 MB make it read twice
STREAM_KIB = 8_192  # of one that reads everything once
MOST_BYTES = 100_000_000  # of one value that a reader makes or meets
_MIGRATIONS = Path(__file__).parent / "migrations"


def open_engine(
    storage: str | Path, *, read_only: bool = False, cache_kib: int = READER_KIB
) -> Engine:
    """Engine on a folder (SQLite, `archive.db` inside), a `.db` file or a PostgreSQL URL.
    `cache_kib`: of pages that a reader of SQLite keeps.

    An archive of an earlier version is brought to this version's schema, by readers too. Raises
    StorageError if it cannot be opened, made or changed.
    """
    url = str(storage)
    if "://" in url:
        engine = _postgresql(url)
    else:
        engine = _sqlite(_file(Path(storage)), cache_kib if read_only else None)
    try:
        if not read_only:
            migrate(engine)
        elif _is_older(engine):
            _upgrade(url, engine)
    except DBAPIError as error:
        raise storage_error(error, url) from error
    return engine


@contextmanager
def opened(
    storage: str | Path, *, read_only: bool = False, cache_kib: int = READER_KIB
) -> Iterator[Engine]:
    """As `open_engine`, for a while."""
    engine = open_engine(storage, read_only=read_only, cache_kib=cache_kib)
    try:
        yield engine
    finally:
        engine.dispose()


def is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


@contextmanager
def transaction(engine: Engine, *, patience: float | None = None) -> Iterator[Connection]:
    """One short write transaction; on SQLite under a lock file, for which it waits `patience`
    seconds before it raises BusyError (None: as long as it takes).

    SQLite before 3.51.3 can corrupt a WAL database when two connections write or checkpoint at the
    same instant: the lock may go when no supported platform ships an older one.
    """
    try:
        with _writers_lock(engine, patience), engine.connect() as connection:
            writing = connection.execution_options(is_writing=True)
            with writing.begin():
                yield writing
    except OperationalError as error:
        raise storage_error(error, str(engine.url)) from error


def migrate(engine: Engine) -> None:
    """Brings the schema to this version's; does nothing, quickly, if it is there."""
    if _current(engine) == _known()[-1]:
        return
    _refuse_newer(engine)
    from alembic import command  # noqa: PLC0415 - 0.3 s that an up-to-date archive does not need
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with transaction(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def storage_error(error: DBAPIError, where: str) -> StorageError:
    """One sentence for a database that cannot do what was asked."""
    cause = str(error.orig).strip().splitlines()[0] if error.orig else str(error)
    return StorageError(f"the database {make_url_safe(where)} cannot be used: {cause}")


def make_url_safe(where: str) -> str:
    """A storage as it may be shown: without the password."""
    if "://" not in where:
        return where
    try:
        return make_url(where).render_as_string(hide_password=True)
    except ArgumentError:
        return where.split("://", 1)[0] + "://…"


def _file(path: Path) -> Path:
    return path if path.suffix == ".db" else path / DATABASE


def _sqlite(file: Path, cache_kib: int | None) -> Engine:
    """`cache_kib`: None for a writer."""
    if cache_kib is not None:
        if not _is_there(file):
            raise StorageError(
                f"there is no archive at {file}: crawl a blog first, or name --storage"
            )
        _recover(file)
    else:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"the folder {file.parent} cannot be made: {error.strerror}"
            ) from error
    mode = "rwc" if cache_kib is None else "ro"
    quoted = str(file.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            f"file:{quoted}?mode={mode}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )

    engine = create_engine(f"sqlite:///{file}", creator=connect)
    prepare = _prepare_writer if cache_kib is None else partial(_prepare_reader, cache_kib)
    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _is_there(file: Path) -> bool:
    try:
        return file.exists()
    except OSError as error:  # too long a name, among others
        raise StorageError(f"{file} cannot be opened: {error.strerror}") from error


def _recover(file: Path) -> None:
    """A WAL left by a killed writer is recovered by a writable connection, before readers open."""
    try:
        with sqlite3.connect(file, timeout=BUSY_SECONDS) as connection:
            connection.execute("SELECT 1 FROM sqlite_master")
        connection.close()
    except sqlite3.OperationalError:
        return  # a read-only folder: there is nothing we could recover, and maybe no need to


def _prepare_writer(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _prepare_reader(cache_kib: int, connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA query_only = ON")
    connection.execute(f"PRAGMA cache_size = -{cache_kib}")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)


def _begin(connection: Connection) -> None:
    """sqlite3's own transaction control is off (isolation_level None): SQLAlchemy begins here."""
    writing = connection.get_execution_options().get("is_writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def _writers_lock(engine: Engine, patience: float | None) -> Iterator[None]:
    if not is_sqlite(engine):
        yield
        return
    file = Path(str(engine.url.database) + ".lock")
    try:
        handle = file.open("a")
    except OSError as error:
        raise StorageError(f"{file.parent} cannot be written: {error.strerror}") from error
    with handle:
        if patience is None:
            fcntl.flock(handle, fcntl.LOCK_EX)
        else:
            _lock_within(handle, patience)
        yield


def _lock_within(handle: IO[str], seconds: float) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > end:
                raise BusyError(
                    f"the archive is being written (by hcsm reread, or an update) for longer than "
                    f"{seconds:g} seconds: try again when that is done"
                ) from error
            time.sleep(0.05)


def _postgresql(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StorageError(f"{make_url_safe(url)!r} is no database URL") from error
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise StorageError(
            f"storage {make_url_safe(url)!r} is neither a folder nor postgresql://user@host/database"
        )
    try:
        return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise StorageError("PostgreSQL needs: pip install 'hcsm-scraper[postgres]'") from error


def _known() -> list[str]:
    return sorted(file.stem.split("_")[0] for file in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def _current(engine: Engine) -> str | None:
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _refuse_newer(engine: Engine) -> None:
    current = _current(engine)
    if current is not None and current not in _known():
        raise StorageError(
            f"the archive was written by a newer version (schema {current}): update hcsm-scraper"
        )


def _is_older(engine: Engine) -> bool:
    """Than this version. Raises StorageError for what is newer, or no archive."""
    current = _current(engine)
    _refuse_newer(engine)
    if current is None:
        raise StorageError(f"{make_url_safe(str(engine.url))} holds no archive: crawl a blog first")
    return current != _known()[-1]


def _upgrade(storage: str, reader: Engine) -> None:
    had = _current(reader)
    reader.dispose()
    try:
        open_engine(storage).dispose()
    except (StorageError, DBAPIError, OSError) as error:
        raise StorageError(
            f"the archive has schema {had}, this version needs {_known()[-1]} and may not write "
            "there: run `hcsm status` once where it may"
        ) from error
