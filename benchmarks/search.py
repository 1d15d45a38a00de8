"""How quickly a query is answered, beside raw FTS5 (SQLite) or a raw tsquery (PostgreSQL).

    python benchmarks/search.py --articles 100000 --storage /tmp/hcsm-bench
    python benchmarks/search.py --articles 10000 --storage postgresql://user@host/empty_database

Generates the archive where it is not there yet (100,000 articles of about 800 words, 500,000
comments: a few minutes and 2.3 GB), asks the same questions of `archive.search` and of the database
itself in turn, and prints milliseconds (CPU time of this process on SQLite, wall clock on
PostgreSQL) and what an index costs.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING

from generated import fill, words
from sqlalchemy import func, select, text

from archive.engine import DATABASE, open_engine
from archive.schema import ARTICLES, COMMENTS
from archive.search import count, newest, search
from archive.search.facets import facets
from archive.search.timed import limited

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine

ROUNDS = 40
RAW_SQLITE = (
    "SELECT rowid, snippet({0}, -1, '[', ']', '…', 24) FROM {0} "
    "WHERE {0} MATCH :q ORDER BY rank LIMIT 20"
)
RAW_POSTGRESQL = (
    "SELECT number, ts_headline('hcsm', text, query) FROM (SELECT number, text, query "
    "FROM {0}, to_tsquery('hcsm', :q) query WHERE search @@ query "
    "ORDER BY ts_rank(search, query) DESC LIMIT 20) best"
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--storage", default="hcsm-bench")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = options.parse_args()
    engine = open_engine(chosen.storage)
    with engine.connect() as connection:
        kept = connection.execute(select(func.count()).select_from(ARTICLES)).scalar_one()
    if not kept:
        started = clock(engine)()
        fill(engine, chosen.articles)
        print(f"generated {chosen.articles} articles in {clock(engine)() - started:.0f} s")
    engine.dispose()
    reader = open_engine(chosen.storage, read_only="://" not in chosen.storage)
    with limited(reader, 3600) as connection:
        measure(connection, clock(reader), chosen.rounds)
        if reader.dialect.name == "postgresql":
            sizes(connection)
    if reader.dialect.name == "sqlite":
        upkeep(Path(chosen.storage))
    reader.dispose()


def clock(engine: Engine) -> Callable[[], float]:
    """SQLite works in this process; PostgreSQL in another, so that only the wall clock sees it."""
    return time.process_time if engine.dialect.name == "sqlite" else time.perf_counter


def measure(connection: Connection, now: Callable[[], float], rounds: int) -> None:
    source, vocabulary = random.Random(5), words()

    def middling() -> str:
        return vocabulary[source.randint(200, 3000)]

    def common() -> str:
        return vocabulary[source.randint(5, 60)]

    questions: dict[str, tuple[str, str, Callable[[], tuple[str, str]]]] = {
        "AND of two, articles, top 20 with snippets": (
            "article",
            "&",
            lambda: (middling(), middling()),
        ),
        "AND of two, comments": ("comment", "&", lambda: (middling(), middling())),
        "OR of two, articles": ("article", "|", lambda: (middling(), middling())),
        "OR of two common, articles": ("article", "|", lambda: (common(), common())),
        "OR of two common, comments": ("comment", "|", lambda: (common(), common())),
    }
    print(f"{'':48}{'here p50':>10}{'p95':>8}{'raw p50':>10}{'p95':>8}   ms")
    for name, (kind, sign, pair) in questions.items():
        here, raw = [], []
        for _ in range(rounds):
            left, right = pair()
            query = f"{left} {'OR ' if sign == '|' else ''}{right}"
            here.append(taken(now, lambda q=query, k=kind: search(connection, q, kinds=(k,))))
            raw.append(
                taken(now, lambda a=(left, sign, right), k=kind: asked_raw(connection, k, *a))
            )
        show(name, here, raw)
    query = f"{common()} OR {common()}"
    for name, ask in {
        "count, OR of two common, articles": lambda: count(connection, query, "article"),
        "newest 20 articles": lambda: newest(connection),
        "facets year, blog, tag over all": lambda: facets(
            connection, "", by=["year", "blog", "tag"]
        ),
        "facets year, blog, tag over an OR of common": lambda: facets(
            connection, query, by=["year", "blog", "tag"]
        ),
        "rare word with date, tag and blog": lambda: search(
            connection, f'{middling()} date:2010..2015 tag:"tag 7" blog:blog7.example'
        ),
    }.items():
        show(name, [taken(now, ask) for _ in range(max(5, rounds // 4))])


def asked_raw(connection: Connection, kind: str, left: str, sign: str, right: str) -> None:
    if connection.dialect.name == "sqlite":
        query = f'"{left}" {"OR" if sign == "|" else "AND"} "{right}"'
        sql = RAW_SQLITE.format(f"{kind}s_fts")
    else:
        query, sql = f"{left} {sign} {right}", RAW_POSTGRESQL.format(f"{kind}s")
    connection.execute(text(sql), {"q": query}).all()


def taken(now: Callable[[], float], ask: Callable[[], object]) -> float:
    started = now()
    ask()
    return (now() - started) * 1000


def show(name: str, here: list[float], raw: list[float] | None = None) -> None:
    line = f"{name:48}{middle(here):10.1f}{slowest(here):8.1f}"
    if raw:
        line += f"{middle(raw):10.1f}{slowest(raw):8.1f}"
    print(line, flush=True)


def middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def slowest(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def upkeep(folder: Path) -> None:
    """What the indexes weigh, and what they add to keeping 500 articles and their comments."""
    file = folder / DATABASE
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        for index in ("articles_fts", "comments_fts", "article_authors_fts", "comment_authors_fts"):
            (size,) = connection.execute(f"SELECT sum(length(block)) FROM {index}_data").fetchone()
            print(f"index {index}: {(size or 0) / 1e6:.0f} MB")
        print(f"whole file: {file.stat().st_size / 1e6:.0f} MB")
    spent = {}
    for name in ("with", "without", "with", "without"):  # the first two warm the disk's cache
        spent[name] = kept_in(folder / f"upkeep-{name}-{time.monotonic_ns()}", name == "with")
    ratio = spent["with"] / spent["without"]
    said = f"{spent['with']:.2f} s CPU, {ratio:.1f} x without indexes"
    print(f"keeping 500 articles, 2,500 comments: {said}")


def kept_in(folder: Path, with_indexes: bool) -> float:
    engine = open_engine(folder)
    if not with_indexes:
        with engine.begin() as connection:
            named = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (trigger,) in connection.execute(text(named)).all():
                connection.execute(text(f"DROP TRIGGER {trigger}"))
    started = time.process_time()
    fill(engine, 500)
    spent = time.process_time() - started
    engine.dispose()
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    return spent


def sizes(connection: Connection) -> None:
    for rows in (ARTICLES, COMMENTS):
        asked = (
            "SELECT pg_size_pretty(pg_relation_size(:index)), "
            "pg_size_pretty(pg_total_relation_size(:rows))"
        )
        index = f"ix_{rows.name}_search"
        found = connection.execute(text(asked), {"index": index, "rows": rows.name}).one()
        print(f"index {index}: {found[0]}; {rows.name} with all: {found[1]}")


if __name__ == "__main__":
    main()
