"""What a methods section has to say: blogs, dates, query, software, the flow."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from archive.schema import (
    ArticleRow,
    BlogRow,
    CaptureRow,
    CrawlRow,
    ErasureRow,
    FrontierRow,
    GapRow,
    table_of,
)
from archive.search.saved import hash_of

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

    from archive.export.dataset import Dataset

_BLOGS, _CRAWLS, _GAPS = table_of(BlogRow), table_of(CrawlRow), table_of(GapRow)
_FRONTIER, _CAPTURES = table_of(FrontierRow), table_of(CaptureRow)
_ARTICLES, _ERASURES = table_of(ArticleRow), table_of(ErasureRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a bundle says of itself."""

    title: str
    contact: str | None
    purpose: str  # public, coauthor or irb
    identities: str
    query: str | None
    software: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """From what is known to exist to what is in the dataset. Times are ISO, UTC."""

    blogs: list[tuple[str, str | None]]  # address, software
    crawls: int
    first: str
    snapshot: str  # the end of the last crawl: no clock is asked
    known: int
    skipped: int
    missing: int
    articles: int
    exported: dict[str, int]
    query: str | None
    hits: str | None  # SHA-256 over the ids of the hit list
    since: str | None
    as_of: str | None
    reserved: tuple[str, ...]
    gaps: dict[str, int]
    erasures: int
    methods: dict[str, dict[str, int]]  # field -> way it was read -> articles


def flow_of(dataset: Dataset, query: str | None) -> Flow:
    """After the tables were written: their counts are known then."""
    connection, selection = dataset.connection, dataset.selection
    crawls = connection.execute(select(_CRAWLS).order_by(_CRAWLS.c.id)).all()
    states = Counter(dict(_counted(connection, _FRONTIER.c.state)))
    blogs = select(_BLOGS.c.url, _BLOGS.c.platform).order_by(_BLOGS.c.url)
    ids = "\n".join(sorted(selection.ids)) if selection.ids is not None else None
    ends = [crawl.ended_at or crawl.started_at for crawl in crawls]
    return Flow(
        blogs=[(row.url, row.platform) for row in connection.execute(blogs)],
        crawls=len(crawls),
        first=min((crawl.started_at for crawl in crawls), default="1970-01-01"),
        snapshot=selection.as_of or max(ends, default="1970-01-01"),
        known=sum(states.values()),
        skipped=states["skipped"],
        missing=states["gap"] + states["queued"],
        articles=connection.execute(select(func.count()).select_from(_ARTICLES)).scalar_one(),
        exported={name: seen[0].count for name, seen in dataset.seen.items()},
        query=query,
        hits=None if ids is None else sha256(ids.encode()).hexdigest(),
        since=selection.since,
        as_of=selection.as_of,
        reserved=selection.reserved,
        gaps=dict(_counted(connection, _GAPS.c.reason, _GAPS.c.closed_at.is_(None))),
        erasures=connection.execute(select(func.count()).select_from(_ERASURES)).scalar_one(),
        methods=_methods(connection),
    )


def methods_text(said: Description, flow: Flow) -> str:
    exported = "\n".join(f"- {name}: {count} rows" for name, count in flow.exported.items())
    gaps = "\n".join(f"- {reason}: {count}" for reason, count in flow.gaps.items()) or "- none"
    blogs = "\n".join(
        f"- {url} ({platform or 'software not recognised'})" for url, platform in flow.blogs
    )
    read = "\n".join(
        f"- {field}: " + ", ".join(f"{way} {count}" for way, count in ways.items())
        for field, ways in flow.methods.items()
    )
    return f"""# Methods: {said.title}

Made by {said.software} for {said.purpose} use. State of {flow.as_of or flow.snapshot} (UTC).

## Blogs
{blogs}

{flow.crawls} crawls from {flow.first[:10]} to {flow.snapshot[:10]}. Every answer was kept as a WARC
record before it was read; robots.txt was obeyed, one request at a time.

## Selection
- query: {flow.query or "none, all articles"}
- hash of the query: {hash_of(flow.query) if flow.query else "does not apply"}
- SHA-256 of the list of articles found: {flow.hits or "does not apply"}
- published on or after: {flow.since or "any day"}
- left out because their pages say: {", ".join(flow.reserved) or "nothing is left out"}

## Flow
- addresses known: {flow.known}
- left out on purpose: {flow.skipped}
- missing: {flow.missing}
- articles, pages and continuations kept: {flow.articles}
- in this dataset:

{exported}

## Gaps, by reason
{gaps}

## How fields were read (articles)
{read}

## People
Comment authors: {said.identities}. Erasures carried out on this archive: {flow.erasures}.
"""


def _counted(
    connection: Connection, column: ColumnElement[str], *where: ColumnElement[bool]
) -> list[tuple[str, int]]:
    query = select(column, func.count()).where(*where).group_by(column).order_by(column)
    return [(row[0], row[1]) for row in connection.execute(query)]


def _methods(connection: Connection) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    query = select(_ARTICLES.c.methods, func.count()).group_by(_ARTICLES.c.methods)
    for methods, count in connection.execute(query):
        for field, way in json.loads(methods).items():
            found.setdefault(field, Counter())[way] += count
    return {field: dict(sorted(found[field].items())) for field in sorted(found)}
