"""What every page needs: the archive, the study's choices, and answers as page, JSON or refusal."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

from archive.errors import BusyError, HcsmError, StorageError, WrongUseError
from archive.export.dataset import Dataset, open_dataset
from archive.export.selects import Selection
from archive.identities import Identities
from archive.presentation import harmless
from archive.reports import in_words
from archive.search import pieces
from archive.search.facets import narrowing
from archive.search.timed import limited
from archive.text import whole_number
from archive.web.prose import REL, prose, web_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Engine
    from starlette.requests import Request

    from archive.query import CommentFacts

_FOLDER = Path(__file__).parent
PER_PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One archive, as it is served. `seconds`: how long the questions of one page may take;
    `log`: the storage that notes what is downloaded, None where nothing can be written."""

    engine: Engine
    name: str
    files_folder: Path
    identities: Identities = Identities.PSEUDONYM
    seconds: float = 20.0
    log: str | None = None

    def dataset(self, connection: Connection, selection: Selection) -> Dataset:
        """What leaves this machine: people as exports show them."""
        return open_dataset(
            connection,
            selection=selection,
            identities=self.identities,
            key_folder=self.files_folder,
        )

    def shared(self, connection: Connection, comments: list[CommentFacts]) -> list[CommentFacts]:
        """Comments as JSON, which leaves the page: as exports show them."""
        hidden = self.dataset(connection, Selection()).hidden if comments else None
        if hidden is None:
            return comments
        return [
            replace(
                comment,
                author=hidden.author(comment.author, comment.author_url, comment.kind),
                author_url=None,
                text=hidden.text(comment.text) or "",
                markdown=hidden.text(comment.markdown) or "",
            )
            for comment in comments
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page as its template and what it needs, and the same as JSON."""

    template: str
    title: str
    content: Mapping[str, Any]
    as_json: Any


class NotKeptError(HcsmError):
    """The address names nothing that the archive holds."""


class View(Protocol):
    """What makes one page: from the archive, within the time a page may take."""

    def __call__(
        self, site: Site, connection: Connection, request: Request, /
    ) -> Shown | Response: ...


def answer(site: Site, request: Request, view: View) -> Response:
    """The page, JSON if it was asked for, or one sentence for what went wrong."""
    try:
        with limited(site.engine, site.seconds) as connection:
            shown = view(site, connection, request)
    except NotKeptError as error:
        return _problem(site, request, str(error), 404)
    except WrongUseError as error:
        return _problem(site, request, str(error), 400)
    except (StorageError, BusyError) as error:
        return _problem(site, request, str(error), 503)
    except HcsmError as error:
        return _problem(site, request, str(error), 500)
    if isinstance(shown, Response):
        return shown
    if wants_json(request):
        return _json(shown.as_json)
    return HTMLResponse(_rendered(site, request, shown))


def wants_json(request: Request) -> bool:
    return bool(request.scope.get("wants_json")) or request.query_params.get("format") == "json"


def page_number(request: Request) -> int:
    said = request.query_params.get("page", "1")
    number = whole_number(said)
    if number is None or not 1 <= number <= 100_000:
        raise WrongUseError(f"page is {said[:20]!r}; allowed is a number from 1 to 100000")
    return number


def numbered(request: Request, what: str) -> int:
    """The number in the address of one of the archive's own things: a run, a capture."""
    said = request.path_params["number"]
    if (number := whole_number(said)) is None:
        raise NotKeptError(f"there is no {what} {said[:20]!r}")
    return number


def with_parameters(request: Request, **changes: object) -> str:
    """The address of the same page with these parameters; None takes one away."""
    said = {**request.query_params, **changes}
    kept = {name: str(value) for name, value in said.items() if value not in (None, "")}
    return f"{request.url.path}?{urlencode(kept)}"


def _problem(site: Site, request: Request, sentence: str, status: int) -> Response:
    if wants_json(request):
        return _json({"error": sentence}, status)
    shown = Shown(
        template="problem.html", title="Not shown", content={"sentence": sentence}, as_json=None
    )
    return HTMLResponse(_rendered(site, request, shown), status)


def _json(value: object, status: int = 200) -> Response:
    said = json.dumps(value, ensure_ascii=False, default=_plain)
    return Response(said.encode("utf-8", "replace"), status, media_type="application/json")


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} has no JSON")


def _rendered(site: Site, request: Request, shown: Shown) -> str:
    return (
        templates()
        .get_template(shown.template)
        .render(
            site=site,
            title=shown.title,
            path=request.url.path,
            asked=request.query_params.get("q", ""),
            json_address=with_parameters(request, format="json"),
            again=lambda **changes: with_parameters(request, **changes),
            **shown.content,
        )
    )


@cache
def templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        day=_day,
        minute=_minute,
        marked=_marked,
        harmless=harmless,
        number=_number,
        host=_host,
        in_words=in_words,
    )
    made.globals.update(
        prose=prose, web_address=web_address, rel=REL, urlencode=_quoted, narrowing=narrowing
    )
    return made


def _quoted(**parameters: object) -> str:
    return urlencode({name: str(value) for name, value in parameters.items()})


def _day(moment: str | None) -> str:
    return (moment or "")[:10]


def _minute(moment: str | None) -> str:
    return (moment or "")[:16].replace("T", " ")


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def _host(url: str | None) -> str:
    return (url or "").split("://", 1)[-1].split("/", 1)[0]


def _marked(snippet: str) -> Markup:
    """Only the marks are HTML."""
    shown = (
        Markup("<mark>{}</mark>").format(part) if is_found else escape(part)
        for is_found, part in pieces(snippet)
    )
    return Markup("").join(shown)
