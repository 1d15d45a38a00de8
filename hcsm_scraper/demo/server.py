"""Serves the demo blog and its second host on free loopback ports, and remembers what was asked of them."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qs, urlsplit

from hcsm_scraper.demo.content import BLOG, MEDIUM, blog
from hcsm_scraper.demo.pages import Answer, blog_pages, medium_pages, not_found

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOPBACK = "127.0.0.1"
MOVED = 301


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came: `host` is "blog" or "medium"."""

    host: str
    target: str  # path and query
    agent: str
    status: int


@dataclass(slots=True, kw_only=True)
class DemoSite:
    blog_url: str
    medium_url: str
    asked: list[Asked] = field(default_factory=list)

    @property
    def addresses(self) -> tuple[str, str]:
        """Host and port of both, as `--allow-address` wants them."""
        return urlsplit(self.blog_url).netloc, urlsplit(self.medium_url).netloc

    def paths(self, host: str = "blog") -> list[str]:
        return [asked.target for asked in self.asked if asked.host == host]


@contextmanager
def demo_site() -> Iterator[DemoSite]:
    """Both servers, on any free ports, answering until the block ends."""
    blog_server, medium_server = (_Server((LOOPBACK, 0), _Handler) for _ in range(2))
    site = DemoSite(
        blog_url=f"http://{LOOPBACK}:{blog_server.server_port}/",
        # another name than the blog's, so that it is another host
        medium_url=f"http://localhost:{medium_server.server_port}/",
    )
    blog_server.set_up("blog", site, dict(blog_pages()))
    medium_server.set_up("medium", site, dict(medium_pages()))
    for article in (*blog().articles, *blog().statics):
        blog_server.short[str(article.id)] = article.path
    threads = [
        Thread(target=s.serve_forever, args=(0.02,), daemon=True)
        for s in (blog_server, medium_server)
    ]
    for thread in threads:
        thread.start()
    try:
        yield site
    finally:
        for server, thread in zip((blog_server, medium_server), threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def set_up(self, name: str, site: DemoSite, pages: dict[str, Answer]) -> None:
        self.name, self.site, self.pages = name, site, pages
        self.short: dict[str, str] = {}  # ?p=ID -> path

    def answer(self, target: str) -> Answer:
        parts = urlsplit(target)
        query = parse_qs(parts.query)
        if (short := query.get("p", [""])[0]) in self.short:
            return self._moved(self.short[short])
        if "share" in query:
            return self._moved("https://twitter.com/intent/tweet")
        if found := self.pages.get(parts.path):
            return found
        if parts.path + "/" in self.pages:
            return self._moved(parts.path + "/")
        return not_found()

    def _moved(self, to: str) -> Answer:
        location = to if to.startswith("http") else f"{BLOG}{to}"
        return Answer(body="", changed=blog().changed, status=MOVED, location=location)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""
    timeout = 30  # seconds an idle connection is kept

    def do_GET(self) -> None:
        self._send(with_body=True)

    def do_HEAD(self) -> None:
        self._send(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Nothing on the terminal: `DemoSite.asked` remembers."""

    def _send(self, *, with_body: bool) -> None:
        server = cast("_Server", self.server)
        answer = server.answer(self.path)
        content = self._addressed(answer.body).encode()
        etag = f'W/"{sha256(content).hexdigest()[:16]}"'
        status = 304 if answer.status == 200 and self._is_known(etag, answer) else answer.status
        server.site.asked.append(
            Asked(
                host=server.name,
                target=self.path,
                agent=self.headers.get("User-Agent", ""),
                status=status,
            )
        )
        self.send_response(status)
        self.send_header("Content-Type", answer.content_type)
        if answer.location:
            self.send_header("Location", self._addressed(answer.location))
        if answer.status == 200:
            self.send_header("ETag", etag)
            self.send_header(
                "Last-Modified", format_datetime(answer.changed.astimezone(UTC), usegmt=True)
            )
        if status != 304:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if with_body and status != 304:
            self.wfile.write(content)

    def _addressed(self, text: str) -> str:
        site = cast("_Server", self.server).site
        return text.replace(BLOG, site.blog_url.rstrip("/")).replace(
            MEDIUM, site.medium_url.rstrip("/")
        )

    def _is_known(self, etag: str, answer: Answer) -> bool:
        """Whether the asker holds this answer (RFC 9110, 13.2.2: If-None-Match goes first)."""
        if known := self.headers.get("If-None-Match"):
            return etag in known
        since = self.headers.get("If-Modified-Since")
        return since is not None and parsedate_to_datetime(since) >= answer.changed
