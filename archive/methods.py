"""What a methods section has to say: blogs, dates, query, software, the flow."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from archive import store
from archive.balance import FATES, balance
from archive.schema import ARTICLES, BLOGS, CRAWLS, ERASURES, GAPS
from archive.search.saved import hash_of
from archive.statements import Shelf

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from archive.export.dataset import Dataset


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
    known: int  # addresses of articles
    fates: dict[str, int]  # of those, as in archive.balance
    out_of_scope: dict[str, int]  # reason -> addresses
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
    crawls = connection.execute(select(CRAWLS).order_by(CRAWLS.c.id)).all()
    told = [balance(Shelf(connection, blog)) for blog in store.blogs(connection)]
    reasons = Counter[str]()
    for one in told:
        reasons.update(one.reasons)
    blogs = select(BLOGS.c.url, BLOGS.c.platform).order_by(BLOGS.c.url)
    ids = "\n".join(sorted(selection.ids)) if selection.ids is not None else None
    ends = [crawl.ended_at or crawl.started_at for crawl in crawls]
    return Flow(
        blogs=[(row.url, row.platform) for row in connection.execute(blogs)],
        crawls=len(crawls),
        first=min((crawl.started_at for crawl in crawls), default="1970-01-01"),
        snapshot=selection.as_of or max(ends, default="1970-01-01"),
        known=sum(one.known for one in told),
        fates={fate: sum(getattr(one, fate) for one in told) for fate in FATES},
        out_of_scope=dict(sorted(reasons.items())),
        articles=connection.execute(select(func.count()).select_from(ARTICLES)).scalar_one(),
        exported={name: seen[0].count for name, seen in dataset.seen.items()},
        query=query,
        hits=None if ids is None else sha256(ids.encode()).hexdigest(),
        since=selection.since,
        as_of=selection.as_of,
        reserved=selection.reserved,
        gaps=_gaps(connection),
        erasures=connection.execute(select(func.count()).select_from(ERASURES)).scalar_one(),
        methods=_methods(connection),
    )


def methods_text(said: Description, flow: Flow) -> str:
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
{_flow_text(flow)}

## Gaps, by reason
{gaps}

## How fields were read (articles)
{read}

## People
Comment authors: {said.identities}. Erasures carried out on this archive: {flow.erasures}.
"""


def _flow_text(flow: Flow) -> str:
    """Numbered steps: the first is the sum of the next three."""
    fates = flow.fates
    unread = {
        "missing, see the gaps below": fates["gaps"],
        "not asked for yet": fates["waiting"],
        "lead to another address": fates["moved"],
        "hold no article": fates["no_article"],
        "left out on purpose": fates["left_out"],
    }
    steps: tuple[tuple[str, Mapping[str, object]], ...] = (
        (f"addresses of articles known: {flow.known}", {}),
        (f"not kept: {sum(unread.values())}", unread),
        (f"outside of the study's scope: {fates['out_of_scope']}", flow.out_of_scope),
        (
            f"in scope and kept: {fates['kept'] + fates['gone']}",
            {"of them no longer on the blog": fates["gone"]},
        ),
        (f"articles and pages at these addresses, with continuations: {flow.articles}", {}),
        (
            "in this dataset, by the selection above:",
            {name: f"{count} rows" for name, count in flow.exported.items()},
        ),
    )
    lines = ["Steps 1 to 5 are of the whole archive, as it is now: 1 is the sum of 2, 3 and 4.\n"]
    for number, (step, parts) in enumerate(steps, 1):
        lines.append(f"{number}. {step}")
        lines += [f"   - {part}: {count}" for part, count in parts.items()]
    return "\n".join(lines)


def _gaps(connection: Connection) -> dict[str, int]:
    counted = select(GAPS.c.reason, func.count()).where(GAPS.c.closed_at.is_(None))
    rows = connection.execute(counted.group_by(GAPS.c.reason).order_by(GAPS.c.reason))
    return {reason: count for reason, count in rows}  # noqa: C416 - rows are no pairs to mypy


def _methods(connection: Connection) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    query = select(ARTICLES.c.methods, func.count()).group_by(ARTICLES.c.methods)
    for methods, count in connection.execute(query):
        for field, way in json.loads(methods).items():
            found.setdefault(field, Counter())[way] += count
    return {field: dict(sorted(found[field].items())) for field in sorted(found)}
