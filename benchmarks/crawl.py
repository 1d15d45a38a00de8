"""What the whole way of a page costs, beside a bare Scrapy spider on the same pages.

    python benchmarks/crawl.py [--pages 1000] [--rounds 3]

Ours fetches, keeps WARC records, reads metadata, text and comments, stores and indexes; the spider
follows the same links and keeps nothing. Both crawl one generated blog on loopback by turns. What a
page costs in CPU time is printed with its ratio: in all, and in the crawling process alone.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from increments import Blog

SPIDER = """
import sys
import scrapy
from scrapy.crawler import CrawlerProcess

class Bare(scrapy.Spider):
    name = "bare"
    start_urls = [sys.argv[1]]

    def parse(self, response):
        for href in response.css("a::attr(href), loc::text").getall():
            yield response.follow(href, self.parse)
        yield {"title": response.css("title::text").get()}

    async def start(self):
        for path in ("", "sitemap-links"):
            yield scrapy.Request(sys.argv[1] + path)

quiet = {"LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False}
process = CrawlerProcess({**quiet, "CONCURRENT_REQUESTS_PER_DOMAIN": 1})
process.crawl(Bare)
process.start()
"""
# What a process spent itself, without the reading processes that it waited for.
OWN = """
import atexit, resource, runpy, sys
own = lambda: sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
atexit.register(lambda: open({out!r}, "w").write(str(own())))
sys.argv = ["hcsm", *sys.argv[1:]]
runpy.run_module("hcsm_scraper", run_name="__main__")
"""


class LinkedBlog(Blog):
    """With a page of links to all articles, for a spider that reads no sitemaps."""

    def answer(self, path: str) -> tuple[int, str, bytes, dict[str, str]]:
        if path == "/sitemap-links":
            links = "".join(f'<a href="/article-{n}/">x</a>' for n in range(1, self.articles + 1))
            return 200, "text/html; charset=utf-8", links.encode(), {}
        return super().answer(path)


def spent(command: list[str]) -> float:
    """CPU seconds of a command and of all processes that it waited for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ours(blog: Blog) -> tuple[float, float]:
    """(all, the crawling process alone)"""
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "own"
        address = f"127.0.0.1:{blog.server.server_port}"
        command = [sys.executable, "-c", OWN.format(out=str(own)), "crawl", blog.url]
        command += ["--storage", f"{folder}/data", "--delay", "0", "--allow-address", address]
        return spent(command), float(own.read_text())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    blog = LinkedBlog(asked.pages, has_rest=False)
    rows = []
    for _ in range(asked.rounds):
        bare = spent([sys.executable, "-c", SPIDER, blog.url])
        whole, own = ours(blog)
        rows.append((bare, whole, own))
        print(
            f"bare spider {1000 * bare / asked.pages:.1f} ms a page; ours "
            f"{1000 * whole / asked.pages:.1f} ms: {whole / bare:.2f} x; "
            f"the crawling process alone {1000 * own / asked.pages:.1f} ms: {own / bare:.2f} x"
        )
    for name, place in (("whole", 1), ("crawling process alone", 2)):
        print(f"{name}: median {statistics.median(row[place] / row[0] for row in rows):.2f} x")


if __name__ == "__main__":
    main()
