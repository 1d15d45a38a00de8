"""A real loopback server with scripted pages and a log, and the real command that crawls it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from basics import HCSM, hcsm

from archive.engine import open_engine, transaction

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
        # looked at this often whether it is to end
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

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

    def articles(self, *paths: str) -> None:
        """A home page that links to articles of some length."""
        links = "".join(f'<h2><a href="{path}">{path}</a></h2>' for path in paths)
        self.page("/", f"<html><body>{links}</body></html>")
        for path in paths:
            text = f"Of {path} there is much. " * 40
            self.page(path, f"<article><h1>{path}</h1><p>{text}</p></article>")

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


WORDS = "Nurses answer questions about discharge instructions on Twitter every Sunday evening. " * 4


@dataclass(frozen=True)
class Article:
    id: int
    slug: str
    text: str = WORDS
    modified: str = "2014-01-01T10:00:00"
    is_protected: bool = False


@dataclass(frozen=True)
class Comment:
    id: int
    article: int
    text: str
    parent: int = 0
    is_orphan: bool = False  # its parent was trashed: pages do not show it
    author: str = "Ann"


@dataclass
class WordPress:
    """Pages, REST lists, sitemap and feeds over one set of rows: change them between crawls."""

    Article = Article
    Comment = Comment
    WORDS = WORDS

    site: Site
    has_rest: bool = True
    is_rest_refused: bool = False  # it is declared all the same
    has_comment_feeds: bool = False
    has_sitemap: bool = True
    has_plain_links: bool = False
    has_lastmod: bool = False  # in its sitemap: WordPress 6.5 and later
    articles: dict[int, Article] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.site.pages = self

    def edit(self, id_: int, **changes: object) -> None:
        changes.setdefault("modified", "2015-05-05T05:05:05")
        self.articles[id_] = replace(self.articles[id_], **changes)

    def get(self, path: str, default: object) -> object:
        parts = urlsplit(path)
        query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        route = query.get("rest_route", parts.path.removeprefix("/wp-json"))
        if route.startswith("/wp/v2/") and self.is_rest_refused:
            return self._answer('{"code":"rest_disabled"}', 401, kind="application/json")
        if route.startswith("/wp/v2/") and self.has_rest:
            return self._list(route.split("/")[3], query)
        if parts.path in self.moved:
            return self._answer("", 301, Location=self.moved[parts.path])
        if parts.path == "/" and not query:
            return self._answer(self._home())
        if parts.path == "/wp-sitemap.xml" and self.has_sitemap:
            rows = "".join(
                f"<url><loc>{self._link(x)}</loc>"
                + (f"<lastmod>{x.modified}Z</lastmod></url>" if self.has_lastmod else "</url>")
                for x in self._public()
            )
            return self._answer(f"<urlset>{rows}</urlset>", kind="application/xml")
        if parts.path == "/robots.txt":
            lines = f"Sitemap: {self.site.url}wp-sitemap.xml" if self.has_sitemap else ""
            return self._answer(lines, kind="text/plain")
        if parts.path.startswith("/feed/"):
            feed = self._feed(query.get("orderby"), int(query.get("paged", "1")))
            return self._answer(feed, kind="application/atom+xml") if feed else default
        if self.has_comment_feeds and parts.path.endswith("/feed/atom/"):
            of = next(x for x in self._public() if parts.path == f"/{x.slug}/feed/atom/")
            return self._answer(self._comment_feed(of), kind="application/atom+xml")
        found = next((x for x in self._public() if parts.path == f"/{x.slug}/"), None)
        return self._answer(self._page(found)) if found else default

    def _public(self) -> list[Article]:
        return [self.articles[id_] for id_ in sorted(self.articles)]

    def _link(self, article: Article) -> str:
        return f"{self.site.url}{article.slug}/"

    def _answer(self, text: str, status: int = 200, kind: str = "", **headers: str) -> object:
        return self.site.Answer(
            text.encode(),
            status=status,
            headers={"Content-Type": kind or "text/html; charset=utf-8", **headers},
        )

    def _home(self) -> str:
        feed = '<link rel="alternate" type="application/rss+xml" href="/feed/">'
        links = "".join(f'<h2><a href="/{x.slug}/">{x.slug}</a></h2>' for x in self._public()[-3:])
        software = '<meta name="generator" content="WordPress 6.5">'
        head = software + self._rest() + feed
        return f'<html><head>{head}</head><body class="home blog">{links}</body></html>'

    def _rest(self) -> str:
        root = "?rest_route=/" if self.has_plain_links else "wp-json/"
        declared = f'<link rel="https://api.w.org/" href="{self.site.url}{root}">'
        return declared if self.has_rest else ""

    def _page(self, article: Article) -> str:
        password = '<form class="post-password-form"></form>' if article.is_protected else ""
        text = password or f"<p>{article.text}</p><p>{article.id} {WORDS}</p>"
        own = [x for x in self.comments.values() if x.article == article.id]
        feed = f'<link rel="alternate" type="application/rss+xml" href="/{article.slug}/feed/">'
        shown = "".join(
            f'<li id="comment-{x.id}" class="comment"><cite class="fn">{x.author}</cite>'
            f'<div class="comment-content"><p>{x.text}</p></div></li>'
            for x in own
            if not x.is_orphan
        )
        return (
            f'<html><head><title>{article.slug}</title><meta name="generator" '
            f'content="WordPress 6.5">{self._rest()}{feed if self.has_comment_feeds else ""}</head><body class="single postid-{article.id}">'
            f'<article class="post"><h1 class="entry-title">{article.slug}</h1>'
            f'<div class="entry-content">{text}</div></article><div id="comments">'
            f'<h2 class="comments-title">{len(own)} thoughts</h2>'
            f'<ol class="commentlist">{shown}</ol><p class="nocomments">Comments are closed.</p></div></body></html>'
        )

    def _feed(self, by: str | None, number: int) -> str:
        """Three entries, or "" behind the last ones."""
        newest = sorted(self._public(), key=lambda x: x.modified if by else "", reverse=bool(by))
        shown = newest[3 * number - 3 : 3 * number]
        entries = "".join(
            f'<entry><id>{self._link(x)}</id><link href="{self._link(x)}"/><title>{x.slug}</title>'
            f"<updated>{x.modified}Z</updated></entry>"
            for x in shown
        )
        return (
            shown
            and f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Notes</title>{entries}</feed>'
        )

    def _comment_feed(self, article: Article) -> str:
        entries = "".join(
            f"<entry><id>{self._link(article)}#comment-{x.id}</id><title>By: Ann</title>"
            f'<link href="{self._link(article)}#comment-{x.id}"/><author><name>{x.author}</name></author>'
            f"<updated>2014-02-02T10:00:00Z</updated><published>2014-02-02T10:00:00Z</published>"
            f'<content type="html">{x.text}</content></entry>'
            for x in self.comments.values()
            if x.article == article.id
        )
        return (
            '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0">'
            f"<title>Comments on: {article.slug}</title>{entries}</feed>"
        )

    def _list(self, kind: str, query: dict[str, str]) -> object:
        items = {"posts": self._public(), "comments": self._comments()}.get(kind, [])
        if "include" in query:
            items = [x for x in items if str(x.id) in query["include"].split(",")]
        if "post" in query:
            items = [x for x in items if str(x.article) == query["post"]]
        if query.get("orderby") == "modified":
            items = sorted(items, key=lambda x: x.modified)
        if query.get("order") == "desc":
            items = items[::-1]
        size, page = 2 if query.get("orderby") == "id" else 100, int(query.get("page", "1"))
        some = items[(page - 1) * size : page * size]
        makes = self._comment if kind == "comments" else self._article
        headers = {"X-WP-Total": str(len(items)), "X-WP-TotalPages": str(-(-len(items) // size))}
        said = json.dumps([makes(x) for x in some])
        return self._answer(said, kind="application/json; charset=UTF-8", **headers)

    def _comments(self) -> list[Comment]:
        return [self.comments[id_] for id_ in sorted(self.comments)]

    def _article(self, article: Article) -> dict[str, object]:
        shown = "" if article.is_protected else f"<p>{article.text}</p>"
        terms = [[{"taxonomy": "category", "name": "Tweet &amp; chats"}]]
        return {
            "id": article.id,
            "link": self._link(article),
            "date_gmt": "2014-01-01T10:00:00",
            "modified_gmt": article.modified,
            "status": "publish",
            "title": {"rendered": article.slug},
            "content": {"rendered": shown, "protected": article.is_protected},
            "_embedded": {"author": [{"name": "Ruth"}], "wp:term": terms},
        }

    def _comment(self, comment: Comment) -> dict[str, object]:
        link = self._link(self.articles[comment.article])
        return {
            "id": comment.id,
            "post": comment.article,
            "parent": comment.parent,
            "author_name": comment.author,
            "date_gmt": "2014-02-02T10:00:00",
            "content": {"rendered": f"<p>{comment.text}</p>"},
            "link": f"{link}#comment-{comment.id}",
            "status": "approved",
            "type": "comment",
        }


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
            [*HCSM, "crawl", site.url, "--storage", storage, "--delay", "0", *address, *options],
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            cwd=tmp_path,
        )
        return Run(done.returncode, done.stdout + done.stderr, storage)

    return run


@pytest.fixture
def blog(site: Site) -> WordPress:
    """Five articles, four comments; one of them answers what was trashed."""
    made = WordPress(site)
    made.articles = {n: Article(n, f"article-{n}") for n in range(1, 6)}
    made.comments = {
        11: Comment(11, 1, "First."),
        12: Comment(12, 1, "An answer.", parent=11),
        13: Comment(13, 2, "An answer to what was trashed.", parent=9, is_orphan=True),
        14: Comment(14, 3, "Third."),
    }
    return made


FOUND = (0, 3)  # done, or done with gaps
DYING = """
import os
from hcsm_scraper import session

def dying(*said, **named):
    if "{url}" in said or any(getattr(x, "url", None) == "{url}" for x in said):
        os.kill(os.getppid(), 9)
        os.kill(os.getpid(), 9)
    return whole(*said, **named)

whole, session.{step} = session.{step}, dying
"""
# The command itself, after some code, and with some that its keeper begins with.
COMMAND = """
from hcsm_scraper import __main__, crawling, scheduling, settings, workers

{first}
workers.START = {keeper!r} + workers.START
__main__.main()
"""


class Archive:
    """A study of blogs on loopback, whose commands may be killed."""

    def __init__(self, folder: Path, storage: str, *sites: object) -> None:
        folder.mkdir()
        self.folder, self.storage = folder, storage
        allowed = [f"127.0.0.1:{site.port}" for site in sites]
        tables = "".join(f'[[blog]]\nurl = "{site.url}"\n' for site in sites)
        (folder / "hcsm.toml").write_text(
            f'storage = "{storage}"\nallow_addresses = {allowed}\n[politeness]\ndelay = 0\n{tables}'
        )

    def set_politeness(self, line: str) -> None:
        file = self.folder / "hcsm.toml"
        file.write_text(file.read_text().replace("[politeness]", f"[politeness]\n{line}"))

    def run(self, *command: str, code: int | None = None) -> str:
        done = hcsm(*command, cwd=self.folder)
        expected = FOUND if code is None else (code,)
        assert done.returncode in expected, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def running(
        self, *command: str, first: str = "", keeper: str = ""
    ) -> Iterator[subprocess.Popen[str]]:
        """In a process group of its own, as a terminal starts it. `first`: code before the command;
        `keeper`: code that its keepers begin with."""
        code = COMMAND.format(first=first, keeper=keeper)
        with subprocess.Popen(
            [sys.executable, "-c", code, *command],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def until(self, holds: Callable[[], object]) -> None:
        deadline = time.monotonic() + 60
        while not holds():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def kill_at(self, step: str, url: str) -> None:
        """A crawl dies as it begins this step of its session with what has that URL."""
        with self.running("crawl", keeper=DYING.format(step=step, url=url)) as crawl:
            assert crawl.wait() == -signal.SIGKILL

    def is_killed(self, command: str, seconds: float) -> bool:
        """With all that it has started. False: it had come to its end before."""
        process = subprocess.Popen(
            [*HCSM, command],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            assert process.wait(seconds) in FOUND
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return True
        return False

    def exported(self, kind: str) -> dict[str, bytes]:
        self.run("export", kind, "--out", "out", "--identities", "plain")
        return {x.name: x.read_bytes() for x in sorted((self.folder / "out").glob(f"*.{kind}"))}

    def rows(self, question: str) -> list[tuple]:
        engine = open_engine(self.storage)
        with engine.connect() as connection:
            found = list(map(tuple, connection.exec_driver_sql(question)))
        engine.dispose()
        return found

    def write(self, statement: str) -> None:
        engine = open_engine(self.storage)
        with transaction(engine) as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def left_open(self) -> list[str]:
        return sorted(x.name for x in self.folder.parent.rglob("*.writing"))


@pytest.fixture
def study(tmp_path: Path) -> Callable[..., Archive]:
    """Makes one: its folder's name, its storage, the sites that it keeps."""
    return lambda name, storage, *sites: Archive(tmp_path / name, storage, *sites)
