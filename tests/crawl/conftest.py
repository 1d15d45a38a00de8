"""A real loopback server with scripted pages and a log, and the real command that crawls it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    began: float
    ended: float = 0.0


@dataclass
class Answer:
    """`body` may be a function that writes to the connection itself."""

    body: bytes | Callable[[BaseHTTPRequestHandler], None] = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Site:
    """Pages by path; a page may be a function of the request."""

    Answer = Answer

    def __init__(self) -> None:
        self.pages: dict[str, Answer | Callable[[BaseHTTPRequestHandler], Answer]] = {}
        self.log: list[Asked] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                asked = Asked(self.path, dict(self.headers), time.monotonic())
                site.log.append(asked)
                found = site.pages.get(self.path, Answer(status=404, body=b"not here"))
                answer = found(self) if callable(found) else found
                if callable(answer.body):
                    answer.body(self)
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if "Content-Type" not in answer.headers:
                    self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                asked.ended = time.monotonic()  # before the last byte: then nobody can be ahead
                self.wfile.write(answer.body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.log]

    def page(self, path: str, html: str, **headers: str) -> None:
        self.pages[path] = Answer(html.encode(), headers=headers)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@pytest.fixture
def other_site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@dataclass
class Run:
    code: int
    output: str
    storage: Path


@pytest.fixture
def crawl(tmp_path: Path) -> Callable[..., Run]:
    """Runs `hcsm crawl` as a user does, on the pages that `site` serves."""

    def run(site: Site, *options: str, allow: bool = True, timeout: float = 60) -> Run:
        storage = tmp_path / "data"
        address = ["--allow-address", f"127.0.0.1:{site.port}"] if allow else []
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "hcsm_scraper",
                "crawl",
                site.url,
                "--storage",
                str(storage),
                "--delay",
                "0",
                *address,
                *options,
            ],
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            cwd=tmp_path,
        )
        return Run(done.returncode, done.stdout + done.stderr, storage)

    return run
