"""CPU and memory of exports, as ratios to the sqlite3 shell's own CSV export of the same join.

Example: .venv/bin/python benchmarks/export.py --comments 1000000 --articles 100000 --passes 3
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from sqlalchemy import insert, text

from archive.engine import open_engine, transaction
from archive.records import Blog, comment_id, identity
from archive.schema import ARTICLES, BLOGS, COMMENTS

BLOG = Blog(url="https://blog.example/")
SHELL = """SELECT c.id, c.article_id, a.url,
  'c-' || substr(c.article_id, 3) || '-' || c.parent_key,
  c.parent_state, c.depth, c.position, c.kind, c.author, c.author_url, c.by_article_author,
  c.published, length(c.published), c.text, c.markdown, c.permalink
  FROM comments c JOIN articles a ON a.id = c.article_id
  WHERE c.vanished_at IS NULL AND a.vanished_at IS NULL ORDER BY c.id;
  SELECT a.id, a.blog_id, b.url, a.kind, a.url, a.title, a.authors, a.published,
  length(a.published), a.modified, a.categories, a.tags, a.language, a.text, a.markdown,
  a.word_count, a.lead_image, a.comment_count, a.comments_open, a.comments_announced,
  a.continued_at, a.continues_from, a.truncated, a.platform
  FROM articles a JOIN blogs b ON b.id = a.blog_id WHERE a.vanished_at IS NULL ORDER BY a.id;"""
WORDS = (
    "patients nurses hospital discharge letters vaccine study evidence question answer clinic "
    "hope will they the of and to a in that is was for on with as health talk doctor care trial"
).split()
ASIDES = ["Thanks {}, that helps.", "@{} I read it otherwise.", "As {} wrote above,", "Hi {}!\n"]


def make(folder: Path, articles: int, comments: int, persons: int) -> None:
    chance = random.Random(7)
    engine = open_engine(folder)
    names = [person(chance, number) for number in range(persons)]
    each = comments // articles
    with transaction(engine) as connection:
        for name in ("articles_fts_insert", "comments_fts_insert"):
            connection.execute(text(f"DROP TRIGGER {name}"))  # no export reads the full-text index
        connection.execute(insert(BLOGS).values(id=BLOG.id, url=BLOG.url))
        for start in range(0, articles, 1000):
            numbers = range(start, min(start + 1000, articles))
            rows = [article(chance, number, each) for number in numbers]
            connection.execute(insert(ARTICLES), rows)
            rows = [
                comment(chance, number, key, names) for number in numbers for key in range(each)
            ]
            connection.execute(insert(COMMENTS), rows)
    engine.dispose()


def person(chance: random.Random, number: int) -> tuple[str, str | None]:
    first = chance.choice(["Ada", "Will", "Bo", "Hope", "Chidi", "Marisol", "Ana", "Jörg"])
    name = chance.choice([f"{first} {number:x}son", f"{first.lower()}{number}", first])
    return name, f"https://home{number}.example/" if chance.random() < 0.3 else None


def prose(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count)) + "."


def url_of(number: int) -> str:
    return f"{BLOG.url}2015/03/04/article-{number}/"


def article(chance: random.Random, number: int, comments: int) -> dict[str, object]:
    body = prose(chance, 300)
    return {
        "id": identity("a", url_of(number)), "blog_id": BLOG.id, "url": url_of(number),
        "kind": "article", "title": prose(chance, 6), "authors": '["Maren Lindqvist"]',
        "published": "2015-03-04T23:22:05+00:00", "categories": '["#HCSM", "Health"]',
        "tags": '["nursing"]', "language": "en", "text": body, "markdown": body,
        "word_count": 300, "comments_open": True, "comments_announced": comments,
        "comment_count": comments, "truncated": False, "platform": "wordpress", "methods": "{}",
        "claims": "[]", "digest": "", "first_seen": "2026", "last_seen": "2026",
    }  # fmt: skip


def comment(
    chance: random.Random, number: int, key: int, names: list[tuple[str, str | None]]
) -> dict[str, object]:
    author, url = chance.choice(names)
    said = prose(chance, chance.randint(10, 60))
    if chance.random() < 0.3:
        said = chance.choice(ASIDES).format(chance.choice(names)[0]) + " " + said
    return {
        "id": comment_id(url_of(number), str(number * 1000 + key)),
        "article_id": identity("a", url_of(number)), "key": str(number * 1000 + key),
        "parent_key": str(number * 1000) if key else None,
        "parent_state": "known" if key else "none", "depth": 2 if key else 1, "position": key + 1,
        "author": author, "author_url": url, "by_article_author": False,
        "published": "2015-03-05T10:00:00+00:00", "text": said, "markdown": said,
        "kind": "comment", "permalink": f"{url_of(number)}#comment-{number * 1000 + key}",
        "digest": "", "first_seen": "2026", "last_seen": "2026",
    }  # fmt: skip


def measured(command: list[str], sink: str | None = None) -> tuple[float, float]:
    """(CPU seconds, peak MB) of a process."""
    with Path(sink or os.devnull).open("w") as out:
        process = subprocess.Popen(command, stdout=out)
        _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command} failed")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--articles", type=int, default=10_000)
    asked.add_argument("--comments", type=int, default=100_000)
    asked.add_argument("--persons", type=int, default=None, help="default: a tenth of the comments")
    asked.add_argument("--passes", type=int, default=3)
    asked.add_argument("--archive", type=Path, help="made there once and used again")
    said = asked.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as scratch:
        folder = said.archive or Path(scratch) / "archive"
        if not (folder / "archive.db").exists():
            make(folder, said.articles, said.comments, said.persons or said.comments // 10)
        database = str(folder / "archive.db")
        hcsm = [sys.executable, "-m", "hcsm_scraper", "export"]
        plain = ["--identities", "plain", "--storage", str(folder)]
        hidden = ["--identities", "pseudonym", "--storage", str(folder)]
        ways = {
            "sqlite3 shell": ["sqlite3", "-readonly", "-csv", database, SHELL],
            **{f"{x} plain": [*hcsm, x, "--out", f"{scratch}/{x}", *plain] for x in FORMATS},
            "csv pseudonyms": [*hcsm, "csv", "--out", f"{scratch}/hidden", *hidden],
        }
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for _ in range(said.passes):
            for name, command in ways.items():  # interleaved
                sink = f"{scratch}/shell.csv" if name == "sqlite3 shell" else None
                found[name].append(measured(command, sink))
    base = min(cpu for cpu, _ in found["sqlite3 shell"])
    for name, runs in found.items():
        cpu, memory = min(cpu for cpu, _ in runs), max(memory for _, memory in runs)
        print(f"{name:16} {cpu:8.2f} s CPU {cpu / base:6.2f} x {memory:6.0f} MB")


FORMATS = ("csv", "jsonl", "parquet")

if __name__ == "__main__":
    main()
