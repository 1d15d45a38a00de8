"""Plain words to hits in articles and comments: FTS5 on SQLite, tsvector on PostgreSQL.

All words must occur. Nothing that a user writes reaches the database's own query language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from archive.errors import WrongUseError

if TYPE_CHECKING:
    from sqlalchemy import Connection

START, END = "\x02", "\x03"  # around each word found, in a snippet
_WORD = re.compile(r"\w+")
_NEWEST = 5000  # PostgreSQL has no ranked index: only so many matches are ranked

_SQLITE = {
    "article": """
        SELECT a.id AS id, a.id AS article_id, a.url AS url, a.title AS title,
               snippet(articles_fts, -1, :s, :e, '…', 24) AS snippet,
               -bm25(articles_fts, 5.0, 1.0) AS score
        FROM articles_fts JOIN articles a ON a.number = articles_fts.rowid
        WHERE articles_fts MATCH :q AND a.vanished_at IS NULL
        ORDER BY score DESC, a.id LIMIT :n""",
    "comment": """
        SELECT c.id AS id, a.id AS article_id, coalesce(c.permalink, a.url) AS url,
               a.title AS title,
               snippet(comments_fts, 0, :s, :e, '…', 24) AS snippet,
               -bm25(comments_fts) AS score
        FROM comments_fts JOIN comments c ON c.number = comments_fts.rowid
        JOIN articles a ON a.id = c.article_id
        WHERE comments_fts MATCH :q AND c.vanished_at IS NULL AND a.vanished_at IS NULL
        ORDER BY score DESC, c.id LIMIT :n""",
}
_HEADLINE = "'StartSel=' || :s || ', StopSel=' || :e || ', MaxFragments=1, MaxWords=24, MinWords=8'"
_POSTGRESQL = {
    "article": f"""
        SELECT id, id AS article_id, url, title, score,
               ts_headline('hcsm', coalesce(body, title, ''), {{q}}, {_HEADLINE}) AS snippet
        FROM (SELECT id, url, title, text AS body, ts_rank(search, {{q}}) AS score
              FROM (SELECT * FROM articles WHERE search @@ {{q}} AND vanished_at IS NULL
                    ORDER BY published DESC NULLS LAST LIMIT {_NEWEST}) newest
              ORDER BY score DESC, id LIMIT :n) best ORDER BY score DESC, id""",
    "comment": f"""
        SELECT id, article_id, url, title, score,
               ts_headline('hcsm', body, {{q}}, {_HEADLINE}) AS snippet
        FROM (SELECT c.id, a.id AS article_id, coalesce(c.permalink, a.url) AS url, a.title,
                     c.text AS body, ts_rank(c.search, {{q}}) AS score
              FROM comments c JOIN articles a ON a.id = c.article_id
              WHERE c.search @@ {{q}} AND c.vanished_at IS NULL AND a.vanished_at IS NULL
              ORDER BY score DESC, c.id LIMIT :n) best ORDER BY score DESC, id""",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """`snippet` marks the words found by START and END."""

    kind: str  # article or comment
    id: str
    article_id: str
    url: str
    title: str | None
    snippet: str
    score: float


def search(connection: Connection, words: str, *, limit: int = 20) -> list[Hit]:
    """The best hits, articles and comments together; raises WrongUseError without a word."""
    phrases = phrases_of(words)
    found = []
    for kind in ("article", "comment"):
        for row in _rows(connection, kind, phrases, limit):
            found.append(
                Hit(
                    kind=kind,
                    id=row.id,
                    article_id=row.article_id,
                    url=row.url,
                    title=row.title,
                    snippet=" ".join(row.snippet.split()),
                    score=float(row.score),
                )
            )
    found.sort(key=lambda hit: (hit.kind, -hit.score, hit.id))
    return found


def matching_articles(connection: Connection, words: str) -> list[str]:
    """Ids of all articles in which, or under which, the words occur; in byte order."""
    phrases = phrases_of(words)
    every = 2**31 - 1
    if connection.dialect.name == "sqlite":
        ids = {
            row.article_id
            for kind in ("article", "comment")
            for row in _rows(connection, kind, phrases, every)
        }
        return sorted(ids)
    q, values = _tsquery(phrases)
    rows = connection.execute(
        text(
            f"SELECT id FROM articles WHERE search @@ {q} AND vanished_at IS NULL UNION "
            f"SELECT article_id FROM comments WHERE search @@ {q} AND vanished_at IS NULL"
        ),
        values,
    )
    return sorted(row.id for row in rows)


def phrases_of(words: str) -> list[str]:
    """Each blank-separated word as the words within it: "foo-bar" is found as "foo bar"."""
    phrases = [" ".join(_WORD.findall(part)) for part in words.split()]
    kept = [phrase for phrase in phrases if phrase]
    if not kept:
        raise WrongUseError(f"{words!r} holds no word to search for")
    return kept


def _rows(connection: Connection, kind: str, phrases: list[str], limit: int) -> list[Any]:
    marks = {"s": START, "e": END, "n": limit}
    if connection.dialect.name == "sqlite":
        q = " AND ".join(f'"{phrase}"' for phrase in phrases)
        return list(connection.execute(text(_SQLITE[kind]), {"q": q, **marks}))
    q, values = _tsquery(phrases)
    return list(connection.execute(text(_POSTGRESQL[kind].format(q=q)), {**values, **marks}))


def _tsquery(phrases: list[str]) -> tuple[str, dict[str, str]]:
    parts = [f"phraseto_tsquery('hcsm', :p{n})" for n in range(len(phrases))]
    return f"({' && '.join(parts)})", {f"p{n}": phrase for n, phrase in enumerate(phrases)}
