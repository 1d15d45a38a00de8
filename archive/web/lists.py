"""Pages that list: the dashboard, a blog, runs, gaps and the codebook."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from archive import history, query
from archive.export.codebook import codebook_rows
from archive.export.selects import Selection
from archive.search import newest
from archive.search.facets import facets, narrowed
from archive.web.plots import bars
from archive.web.site import PER_PAGE, NotKeptError, Shown, numbered, page_number

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from starlette.requests import Request

    from archive.web.site import Site

_GAPS_PER_PAGE = 100
_LABELS = 24


def dashboard(_site: Site, connection: Connection, _request: Request) -> Shown:
    blogs = query.blogs(connection)
    reasons = Counter(gap.reason for gap in query.gaps(connection))
    months = {kind: history.per_month(connection, kind) for kind in ("article", "comment")}
    content = {
        "blogs": blogs,
        "totals": {
            "articles": sum(blog.articles for blog in blogs),
            "comments": sum(blog.comments for blog in blogs),
            "blogs": len(blogs),
            "open gaps": sum(blog.open_gaps for blog in blogs),
        },
        "reasons": dict(reasons.most_common()),
        "runs": history.crawls(connection, limit=6),
        "kinds": facets(connection, "", by=["kind"]),
        "newest": newest(connection, limit=6),
    }
    plots = {f"{kind}s": bars(counts, f"{kind}s") for kind, counts in months.items()}
    return Shown(
        template="dashboard.html",
        title="Overview",
        content={**content, "plots": plots},
        as_json={**content, "per_month": months},
    )


def blog(_site: Site, connection: Connection, request: Request) -> Shown:
    id_ = request.path_params["id"]
    found = next((blog for blog in query.blogs(connection) if blog.id == id_), None)
    if found is None:
        raise NotKeptError(f"the archive holds no blog {id_[:40]!r}")
    narrowing = f"blog:{found.id}"
    months = history.per_month(connection, blog_id=found.id)
    content = {
        "blog": found,
        "narrowing": narrowing,
        "labels": {
            name: facets(connection, narrowing, by=[name], most=_LABELS)
            for name in ("category", "tag")
        },
        "years": facets(connection, narrowing, by=["year"]),
        "runs": history.crawls(connection, blog_id=found.id, limit=10),
        "newest": newest(connection, narrowing, limit=10),
    }
    return Shown(
        template="blog.html",
        title=found.name or found.title or found.url,
        content={**content, "plot": bars(months, "articles"), "narrowed": narrowed},
        as_json={**content, "per_month": months},
    )


def runs(_site: Site, connection: Connection, request: Request) -> Shown:
    page = page_number(request)
    found = history.crawls(connection, limit=PER_PAGE + 1, offset=(page - 1) * PER_PAGE)
    content = {"runs": found[:PER_PAGE], "page": page, "has_more": len(found) > PER_PAGE}
    return Shown(template="runs.html", title="Runs", content=content, as_json=content)


def run(_site: Site, connection: Connection, request: Request) -> Shown:
    number = numbered(request, "run")
    found = history.crawl(connection, number)
    if found is None:
        raise NotKeptError(f"there was no run {number}")
    content = {"run": found, "answers": history.answers(connection, number)}
    return Shown(template="run.html", title=f"Run {number}", content=content, as_json=content)


def gaps(_site: Site, connection: Connection, request: Request) -> Shown:
    page, wanted = page_number(request), request.query_params.get("reason")
    start = (page - 1) * _GAPS_PER_PAGE
    reasons: Counter[str] = Counter()
    shown, place = [], 0
    for gap in query.gaps(connection):
        reasons[gap.reason] += 1
        if wanted in (None, "", gap.reason):
            if start <= place < start + _GAPS_PER_PAGE:
                shown.append(gap)
            place += 1
    content = {
        "gaps": shown,
        "reasons": dict(reasons.most_common()),
        "reason": wanted,
        "page": page,
        "has_more": place > start + _GAPS_PER_PAGE,
    }
    return Shown(template="gaps.html", title="Gaps", content=content, as_json=content)


def codebook(site: Site, connection: Connection, _request: Request) -> Shown:
    """What columns mean; what they hold, only an export counts."""
    header, *rows = codebook_rows(site.dataset(connection, Selection()))
    counted = ("n", "lowest", "highest")
    columns = [
        {name: cell for name, cell in zip(header, row, strict=True) if name not in counted}
        for row in rows
    ]
    files: dict[str, list[dict[str, str]]] = {}
    for column in columns:
        files.setdefault(column["file"], []).append(column)
    return Shown(
        template="codebook.html", title="Codebook", content={"files": files}, as_json=columns
    )
