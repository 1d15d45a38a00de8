"""Endless pages (calendars, facets, link farms): how long a crawl asks when no article comes of it.

A pattern of URLs is given up after so many pages in a row that brought no new article. What nothing
but a link names is counted; articles, feeds and sitemaps are always asked for.
"""

from __future__ import annotations

import re
from collections import Counter
from hashlib import blake2b
from typing import TYPE_CHECKING

from archive.records import LeadRole, PageKind
from archive.urls import route

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.frontier import Waiting
    from archive.records import Page

_LIMITED = (LeadRole.PAGE, LeadRole.ARCHIVE)


class Budgets:
    """Of one blog's crawl. `asked`: URLs that it has read before a kill, and whether they bore."""

    def __init__(self, most: int, asked: Iterable[tuple[str, bool]] = ()) -> None:
        self.most = most  # pages in a row; 0: no limit
        self._fruitless: Counter[str] = Counter()
        self._texts: set[bytes] = set()
        for url, is_fruit in asked:
            self._count(url, is_fruit=is_fruit)

    def is_spent(self, waiting: Waiting) -> bool:
        if not self.most or waiting.role not in _LIMITED:
            return False
        return self._fruitless[pattern(waiting.url)] >= self.most

    def count(self, waiting: Waiting, page: Page, new_articles: int) -> None:
        """`new_articles`: how many leads to articles the page added to the frontier."""
        self._count(waiting.url, is_fruit=self._is_new_text(page) or new_articles > 0)

    def _count(self, url: str, *, is_fruit: bool) -> None:
        like = pattern(url)
        self._fruitless[like] = 0 if is_fruit else self._fruitless[like] + 1

    def _is_new_text(self, page: Page) -> bool:
        """Whether an article's text is met first: "not found" pages and mirrors repeat one."""
        if page.kind is not PageKind.ARTICLE or not page.evidence:
            return False
        text = page.evidence[0].text or page.evidence[0].article_url
        digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        is_new = digest not in self._texts
        self._texts.add(digest)
        return is_new


def pattern(url: str) -> str:
    """What generated URLs have in common: the first segment of several, numbers as 0, a query."""
    segments = [x for x in route(url).split("/") if x]
    first = segments[0] if len(segments) > 1 else "*" * len(segments)
    return "/" + re.sub(r"\d+", "0", first) + ("?" if "?" in url else "")
