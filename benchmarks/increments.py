"""What crawling a blog again costs: requests, bytes and memory, on a generated blog on loopback.

    python benchmarks/increments.py [--articles 5000] [--rest]

Prints the requests of the first crawl, of one with nothing changed, of one after three changes and
of a full one, beside those of a conditional sweep; and the peak memory beside that at a tenth.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

WORDS = "Nurses answer questions about discharge instructions on Twitter every Sunday evening. "


class Blog:
    """So many articles with a comment each; `edited` are those changed since."""

    def __init__(self, articles: int, *, has_rest: bool) -> None:
        self.articles = articles
        self.has_rest = has_rest
        self.edited: set[int] = set()
        self.requests = 0
        self.bytes = 0
        blog = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, kind, body, headers = blog.answer(self.path)
                if status == 200 and headers.get("ETag") == self.headers.get("If-None-Match", ""):
                    status, body = 304, b""
                blog.requests += 1
                blog.bytes += len(body)
                self.send_response(status)
                for name, value in {**headers, "Content-Type": kind}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def answer(self, path: str) -> tuple[int, str, bytes, dict[str, str]]:
        parts = urlsplit(path)
        if found := re.fullmatch(r"/article-(\d+)/", parts.path):
            number = int(found[1])
            tag = f'"{number}-{number in self.edited}"'
            return 200, "text/html; charset=utf-8", self._page(number).encode(), {"ETag": tag}
        if parts.path == "/":
            return 200, "text/html; charset=utf-8", self._home().encode(), {}
        if parts.path == "/sitemap.xml":
            return 200, "application/xml", self._sitemap().encode(), {}
        if parts.path == "/robots.txt":
            return 200, "text/plain", f"Sitemap: {self.url}sitemap.xml\n".encode(), {}
        if self.has_rest and parts.path.startswith("/wp-json/wp/v2/"):
            return self._rest(parts.path.rsplit("/", 1)[-1], parse_qs(parts.query))
        return 404, "text/plain", b"not here", {}

    def _page(self, number: int) -> str:
        more = "<p>Edited since.</p>" if number in self.edited else ""
        return (
            f'<html lang="en"><head><title>Article {number}</title>'
            '<meta name="generator" content="WordPress 6.5"></head>'
            f'<body class="single postid-{number}"><article id="post-{number}" class="post">'
            f'<h1 class="entry-title">Article {number}</h1><div class="entry-content">'
            f"<p>{number} {WORDS * 5}</p><p>{WORDS * 4}{number}</p>{more}</div></article>"
            f'<ol class="commentlist"><li id="comment-{number}" class="comment">'
            '<cite class="fn">Ann</cite><div class="comment-content">'
            f"<p>Thanks, {number}.</p></div></li></ol></body></html>"
        )

    def _home(self) -> str:
        rest = f'<link rel="https://api.w.org/" href="{self.url}wp-json/">' if self.has_rest else ""
        newest = range(self.articles, max(0, self.articles - 10), -1)
        links = "".join(f'<h2><a href="/article-{n}/">Article {n}</a></h2>' for n in newest)
        return f'<html><head>{rest}</head><body class="home blog">{links}</body></html>'

    def _sitemap(self) -> str:
        rows = "".join(
            f"<url><loc>{self.url}article-{n}/</loc><lastmod>{self._modified(n)}Z</lastmod></url>"
            for n in range(1, self.articles + 1)
        )
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'

    def _modified(self, number: int) -> str:
        year = 2024 if number in self.edited else 2014
        return f"{year}-01-{number % 28 + 1:02}T10:00:00"

    def _rest(
        self, kind: str, query: dict[str, list[str]]
    ) -> tuple[int, str, bytes, dict[str, str]]:
        numbers = list(range(1, self.articles + 1)) if kind != "pages" else []
        if "include" in query:
            numbers = [int(n) for n in query["include"][0].split(",")]
        elif query.get("orderby") == ["modified"]:
            numbers.sort(key=lambda n: (self._modified(n), n), reverse=True)
        elif query.get("order") == ["desc"]:
            numbers.reverse()
        page = int(query.get("page", ["1"])[0])
        some = numbers[(page - 1) * 100 : page * 100]
        makes = self._comment_item if kind == "comments" else self._article_item
        body = json.dumps([makes(n) for n in some]).encode()
        pages = str(-(-len(numbers) // 100))
        totals = {"X-WP-Total": str(len(numbers)), "X-WP-TotalPages": pages}
        return 200, "application/json; charset=UTF-8", body, totals

    def _article_item(self, number: int) -> dict[str, object]:
        return {
            "id": number,
            "link": f"{self.url}article-{number}/",
            "date_gmt": f"2014-01-{number % 28 + 1:02}T10:00:00",
            "modified_gmt": self._modified(number),
            "status": "publish",
            "title": {"rendered": f"Article {number}"},
            "content": {"rendered": f"<p>{number} {WORDS * 5}</p>", "protected": False},
        }

    def _comment_item(self, number: int) -> dict[str, object]:
        return {
            "id": number,
            "post": number,
            "parent": 0,
            "author_name": "Ann",
            "date_gmt": f"2014-02-{number % 28 + 1:02}T10:00:00",
            "content": {"rendered": f"<p>Thanks, {number}.</p>"},
            "link": f"{self.url}article-{number}/#comment-{number}",
            "status": "approved",
            "type": "comment",
        }


def crawl(blog: Blog, storage: Path, *options: str) -> tuple[int, int]:
    """(requests, bytes) of one crawl."""
    requests, sent = blog.requests, blog.bytes
    address = f"127.0.0.1:{blog.server.server_port}"
    command = [sys.executable, "-m", "hcsm_scraper", "crawl", blog.url, "--storage", str(storage)]
    command += ["--delay", "0", "--allow-address", address, *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return blog.requests - requests, blog.bytes - sent


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=5000)
    options.add_argument("--rest", action="store_true")
    asked = options.parse_args()
    peaks = []
    for articles in (asked.articles // 10, asked.articles):
        with tempfile.TemporaryDirectory() as folder:
            blog = Blog(articles, has_rest=asked.rest)
            runs = {"first crawl": crawl(blog, Path(folder))}
            # kilobytes: the largest of the processes so far, and so of the larger blog
            peaks.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
            runs["nothing changed"] = crawl(blog, Path(folder))
            blog.edited = {1, 2, articles // 2}
            runs["three edited"] = crawl(blog, Path(folder))
            runs["--full"] = crawl(blog, Path(folder), "--full")
            blog.server.shutdown()
        for name, (requests, sent) in runs.items():
            ratio = requests / (articles + 3)
            print(
                f"{articles} articles, {name}: {requests} requests, {sent / 1e6:.1f} MB, "
                f"{ratio:.4f} of a conditional sweep's requests"
            )
    print(f"peak memory: {peaks[1] / 1024:.0f} MB, {peaks[1] / peaks[0]:.2f} x that at a tenth")


if __name__ == "__main__":
    main()
