"""The addresses of the web page. All are for reading; each page is JSON too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from archive.web import article, downloads, lists, raw, search
from archive.web.guard import Guard
from archive.web.site import NotKeptError, View, answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

    from archive.web.site import Shown, Site

VIEWS: dict[str, View] = {
    "/": lists.dashboard,
    "/search": search.results,
    "/articles/{id}": article.article,
    "/articles/{id}/versions": article.versions,
    "/blogs/{id}": lists.blog,
    "/runs": lists.runs,
    "/runs/{number}": lists.run,
    "/gaps": lists.gaps,
    "/codebook": lists.codebook,
    "/captures/{number}/record.warc.gz": raw.record,
    "/captures/{number}/view": raw.view,
    "/downloads/articles.csv": downloads.articles,
    "/downloads/comments.csv": downloads.comments,
}


def make_app(site: Site, *, hosts: Iterable[str] = ()) -> ASGIApp:
    """`hosts`: names besides the loopback ones under which the page may be asked for."""
    routes = [Route(path, _endpoint(site, view), methods=["GET"]) for path, view in VIEWS.items()]
    static = StaticFiles(directory=Path(__file__).parent / "static")
    nowhere = _endpoint(site, _nowhere)
    app = Starlette(
        routes=[*routes, Mount("/static", static), Route("/{path:path}", nowhere, methods=["GET"])]
    )
    return Guard(app, hosts)


def _endpoint(site: Site, view: View) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        return answer(site, request, view)

    return endpoint


def _nowhere(_site: Site, _connection: Connection, request: Request) -> Shown:
    raise NotKeptError(f"there is no page {request.url.path[:80]!r}")
