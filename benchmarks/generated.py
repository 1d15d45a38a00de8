"""An archive of generated articles and comments in the real schema, for benchmarks.

Words are drawn from 60,000 by Zipf's law, as in a real language: few are everywhere, most are rare.
"""

from __future__ import annotations

import json
import random
from itertools import accumulate
from typing import TYPE_CHECKING

from sqlalchemy import insert

from archive.engine import transaction
from archive.schema import ARTICLES, BLOGS, COMMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

VOCABULARY = 60_000
THREAD = 5  # of one article
SITES = 50
_SYLLABLES = [c + v for c in "bdfglmnprstvz" for v in ("a", "e", "i", "o", "u", "ar", "en")]
_BATCH = 1000


def words(count: int = VOCABULARY) -> list[str]:
    """The vocabulary, the most frequent first."""
    syllables = len(_SYLLABLES)
    return [
        _SYLLABLES[n % syllables]
        + _SYLLABLES[n // syllables % syllables]
        + _SYLLABLES[(n // syllables**2 + n) % syllables]
        for n in range(1, count + 1)
    ]


def fill(engine: Engine, articles: int, length: int = 800) -> None:
    """`articles` of about `length` words, each with THREAD comments of about 40 words."""
    with transaction(engine) as connection:
        connection.execute(insert(BLOGS), [_blog(n) for n in range(SITES)])
    source = random.Random(2009)
    vocabulary = words()
    weights = list(accumulate(1 / rank for rank in range(1, len(vocabulary) + 1)))

    def text(count: int) -> str:
        return " ".join(source.choices(vocabulary, cum_weights=weights, k=count))

    for start in range(0, articles, _BATCH):
        numbers = range(start, min(start + _BATCH, articles))
        rows = [
            _article(n, text(8), text(source.randint(length // 2, length * 3 // 2)))
            for n in numbers
        ]
        answers = [comment for row in rows for comment in _comments(row["id"], text)]
        with transaction(engine) as connection:
            connection.execute(insert(ARTICLES), rows)
            connection.execute(insert(COMMENTS), answers)


def _blog(number: int) -> dict[str, object]:
    url = f"https://blog{number}.example/"
    return {"id": f"b-{number:04}", "url": url, "title": f"Blog {number}", "platform": "wordpress"}


def _article(number: int, title: str, text: str) -> dict[str, object]:
    published = f"{2006 + number % 18}-{number % 12 + 1:02}-{number % 28 + 1:02}T08:00:00+00:00"
    tags = [f"tag {(number * step) % 211}" for step in (1, 7, 31)]
    return {
        "id": f"a-{number:016x}",
        "blog_id": f"b-{number % SITES:04}",
        "url": f"https://blog{number % SITES}.example/{number}/",
        "kind": "article",
        "title": title,
        "authors": json.dumps([f"Author {number % 300}"]),
        "published": published,
        "categories": json.dumps([f"Category {number % 20}"]),
        "tags": json.dumps(sorted(set(tags))),
        "language": "en",
        "text": text,
        "markdown": text,
        "word_count": len(text.split()),
        "comment_count": THREAD,
        "truncated": False,
        "methods": "{}",
        "claims": "[]",
        "digest": f"sha256:{number:064x}",
        "first_seen": published,
        "last_seen": published,
    }


def _comments(article_id: object, text: object) -> Iterator[dict[str, object]]:
    number = int(str(article_id).removeprefix("a-"), 16)
    for position in range(1, THREAD + 1):
        said = text(20 + position * 7)  # type: ignore[operator]
        yield {
            "id": f"c{str(article_id)[1:]}-{position}",
            "article_id": article_id,
            "key": str(position),
            "parent_state": "none",
            "depth": 1,
            "position": position,
            "author": f"Reader {number * position % 20011}",
            "published": "2015-03-05T10:00:00+00:00",
            "text": said,
            "markdown": said,
            "kind": "comment",
            "digest": "sha256:",
            "first_seen": "2026-01-01T00:00:00.000000+00:00",
            "last_seen": "2026-01-01T00:00:00.000000+00:00",
        }
