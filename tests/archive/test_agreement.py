"""Two hundred generated queries on real English find the same on SQLite and on PostgreSQL.

The texts are the docstrings of the standard library: prose full of names, paths, signs and numbers.
"""

from __future__ import annotations

import importlib
import inspect
import random
import secrets
import warnings
from datetime import UTC, datetime
from statistics import mean
from typing import TYPE_CHECKING

import basics
import pytest
from sqlalchemy import Engine, create_engine, text

from archive import store
from archive.engine import open_engine, transaction
from archive.records import Article, Blog, Comment, Moment, ParentState
from archive.search import hit_ids
from archive.search.grammar import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 1, 2, tzinfo=UTC)
BLOG = Blog(url="http://docstrings.example/")
TEXTS = 900
MODULES = "argparse asyncio collections concurrent.futures ctypes datetime decimal difflib email.message fractions http.client http.server inspect ipaddress logging mailbox math multiprocessing.pool os pathlib pickle random re shutil smtplib socket sqlite3 statistics string struct subprocess tarfile tempfile textwrap threading tokenize unittest urllib.request uuid weakref xml.dom.minidom zipfile"


def docstrings() -> list[str]:
    found: dict[str, None] = {}
    for name in MODULES.split():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                module = importlib.import_module(name)
        except ImportError:
            continue
        holders = [module, *(x for _, x in inspect.getmembers(module, inspect.isclass))]
        for holder in holders:
            for _, member in inspect.getmembers(holder):
                said = inspect.getdoc(member) if callable(member) else None
                if said and len(said) > 80:
                    found[said] = None
    return sorted(found)[:: max(1, len(found) // TEXTS)][:TEXTS]


def made(number: int, said: str, answer: str) -> Article:
    url = f"{BLOG.url}{number}/"
    title, _, body = said.partition("\n")
    comment = Comment(
        key="1",
        parent_key=None,
        parent_state=ParentState.NONE,
        depth=1,
        author=f"Reader {number % 7}",
        author_url=None,
        by_article_author=None,
        published=Moment(f"{2010 + number % 9}-05-06"),
        text=answer,
        markdown=answer,
    )
    return Article(
        url=url,
        title=title,
        authors=(f"Ada Number{number % 11}",),
        published=Moment(f"{2009 + number % 9}-{number % 12 + 1:02}-03T04:05:06+00:00"),
        categories=("Ärzte",) if number % 5 else ("#HCSM",),
        tags=(f"tag {number % 13}",),
        language="en",
        text=body or title,
        markdown=body or title,
        truncated=number % 4 == 0,
        comments=(comment,) * (number % 3 != 0),
    )


def fill(engine: Engine, texts: list[str]) -> None:
    with transaction(engine) as connection:
        crawl_id, _ = store.start_crawl(connection, BLOG, NOW, "1")
        seen = basics.seen(connection, BLOG, BLOG.url, crawl_id, NOW)
        for number, said in enumerate(texts):
            article = made(number, said, texts[-1 - number])
            store.put_article(seen, article)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return docstrings()


@pytest.fixture(scope="module")
def both(
    texts: list[str], postgresql_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, Engine]]:
    """The same archive on SQLite and on PostgreSQL."""
    folder: Path = tmp_path_factory.mktemp("agreement")
    name = f"hcsm_{secrets.token_hex(6)}"
    admin = create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engines = open_engine(folder), open_engine(postgresql_url.rsplit("/", 1)[0] + f"/{name}")
    for engine in engines:
        fill(engine, texts)
    yield engines
    for engine in engines:
        engine.dispose()
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


def queries(texts: list[str], count: int = 200) -> list[str]:
    """Every kind in turn, with words as often as they occur in the texts."""
    source = random.Random(7)
    spoken = [word for said in texts for word in words_of(said)]

    def word() -> str:
        return source.choice(spoken).lower().replace("near", "nearby")

    def phrase() -> str:
        found = words_of(source.choice(texts))
        start = source.randrange(max(1, len(found) - 3))
        return f'"{" ".join(found[start : start + source.randint(2, 3)])}"'

    kinds = [
        word,
        lambda: f"{word()} {word()}",
        lambda: f"{word()} OR {word()}",
        phrase,
        lambda: f"{word()} NOT {word()}",
        lambda: f"NOT {word()}",
        lambda: f"{word()[: source.randint(2, 5)]}*",
        lambda: f"NEAR({word()} {word()}, {source.randint(1, 9)})",
        lambda: f"title:{word()} ({word()} OR {word()})",
        lambda: f"body:{word()} -title:{word()}",
        lambda: f"comment:{word()} {word()}",
        lambda: f"author:number{source.randint(0, 10)} {word()}",
        lambda: f'tag:"tag {source.randint(0, 12)}" OR {phrase()}',
        lambda: f"category:#hcsm date:2011..{source.randint(2012, 2016)} {word()}",
        lambda: f"{word()} truncated:{source.choice(('yes', 'no'))} comments:>0",
        lambda: f"({word()} OR (kind:comment NOT {word()})) lang:en blog:docstrings.example",
    ]
    return [kinds[n % len(kinds)]() for n in range(count)]


def hits(engine: Engine, query: str) -> set[str]:
    with engine.connect() as connection:
        return {
            id_ for kind in ("article", "comment") for _, id_ in hit_ids(connection, query, kind)
        }


def test_generated_queries_find_the_same_on_sqlite_and_postgresql(
    both: tuple[Engine, Engine], texts: list[str]
) -> None:
    sqlite, postgresql = both
    scores, some = {}, 0
    for query in queries(texts):
        left, right = hits(sqlite, query), hits(postgresql, query)
        scores[query] = len(left & right) / len(left | right) if left | right else 1.0
        some += bool(left)
    worst = sorted(scores.items(), key=lambda pair: pair[1])[:10]

    assert len(texts) >= TEXTS // 2
    assert some > 120, "most queries should find something, or the figure says nothing"
    assert mean(scores.values()) >= 0.97, worst


def test_where_the_databases_differ_is_known(both: tuple[Engine, Engine]) -> None:
    """Porter's rules as PostgreSQL has them cut the s of two letters, too; FTS5 leaves such words.

    And a word is near itself on SQLite, while PostgreSQL wants it twice.
    """
    sqlite, postgresql = both

    assert hits(postgresql, "as") == hits(postgresql, "a as")
    assert hits(sqlite, "as") != hits(sqlite, "a as")
    assert hits(sqlite, "NEAR(the the, 7)") == hits(sqlite, "the")
    assert hits(postgresql, "NEAR(the the, 7)") < hits(postgresql, "the")


@pytest.mark.parametrize("query", ['"p Finds"', "NEAR(p Finds, 9)"])
def test_no_phrase_reaches_from_the_title_into_the_text(
    both: tuple[Engine, Engine], query: str
) -> None:
    sqlite, postgresql = both

    assert hits(sqlite, query) == hits(postgresql, query)
