"""The search page: the query as text, hits with what was found, facets as links."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING

from archive.errors import WrongUseError
from archive.export.selects import Selection
from archive.search import FIELDS, bracketed, count, newest, pieces
from archive.search import search as best
from archive.search.facets import facets, narrowed
from archive.search.homes import KINDS
from archive.search.saved import saved_queries
from archive.web.site import PER_PAGE, Shown, page_number, wants_json

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from starlette.requests import Request

    from archive.search import Hit
    from archive.search.facets import Facet
    from archive.search.homes import Kind
    from archive.web.site import Site

_VALUES = 12  # of one facet
_FACETS = ("year", "blog", "category", "tag", "lang", "kind")


def results(site: Site, connection: Connection, request: Request) -> Shown:
    asked = request.query_params.get("q", "").strip()
    kind: Kind = "comment" if request.query_params.get("in") == "comments" else "article"
    page = page_number(request)
    start, kinds = (page - 1) * PER_PAGE, (kind,)
    found = {"query": asked, "in": f"{kind}s", "page": page}
    try:
        ask = best if asked else newest
        hits = ask(connection, asked, limit=PER_PAGE, offset=start, kinds=kinds)
        counts = {f"{name}s": count(connection, asked, name) for name in KINDS}
        groups = _groups(facets(connection, asked, by=_FACETS, kind=kind))
        problem = None
    except WrongUseError as error:
        if wants_json(request):
            raise
        hits, counts, groups, problem = [], {"articles": 0, "comments": 0}, {}, str(error)
    return Shown(
        template="search.html",
        title=f"{asked} · Search" if asked else "Search",
        content={
            **found,
            "kind": kind,
            "hits": hits,
            "counts": counts,
            "facets": groups,
            "problem": problem,
            "has_more": counts[f"{kind}s"] > page * PER_PAGE,
            "pages": -(-counts[f"{kind}s"] // PER_PAGE),
            "narrowed": narrowed,
            "fields": FIELDS,
            "saved": saved_queries(connection),
        },
        as_json={
            **found,
            "counts": counts,
            "hits": _shared(site, connection, hits) if wants_json(request) else [],
            "facets": groups,
        },
    )


def _shared(site: Site, connection: Connection, hits: list[Hit]) -> list[dict[str, object]]:
    """JSON leaves the page: without authors of comments, and greeted ones under pseudonyms."""
    snippets = {hit.id: bracketed(hit.snippet) for hit in hits}
    if (hidden := site.dataset(connection, Selection()).hidden) is not None:
        for hit in hits:
            said = "".join(part for _, part in pieces(hit.snippet))
            snippets[hit.id] = hidden.text(said, is_comment=hit.kind == "comment") or ""
    shared = [{**asdict(hit), "snippet": snippets[hit.id]} for hit in hits]
    return [{name: value for name, value in hit.items() if name != "author"} for hit in shared]


def _groups(found: list[Facet]) -> dict[str, list[Facet]]:
    """The years all of them, the latest first; of the others the most frequent."""
    groups = {by: list(values) for by, values in groupby(found, key=lambda facet: facet.by)}
    return {
        by: list(reversed(values)) if by == "year" else values[:_VALUES]
        for by, values in groups.items()
    }
