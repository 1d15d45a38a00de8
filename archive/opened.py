"""An archive for a script or a notebook: typed rows, streamed; frames where installed."""

from __future__ import annotations

from dataclasses import asdict, fields
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from archive import query as rows
from archive.engine import open_engine
from archive.errors import HcsmError
from archive.search import hit_ids, search
from archive.search.facets import FACETS, Facet, facets
from archive.search.kwic import Line, concordance
from archive.search.saved import saved_query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd
    import pyarrow as pa
    from sqlalchemy import Connection, Engine

    from archive.query import ArticleFacts, BlogFacts, CommentFacts
    from archive.search import Hit

R = TypeVar("R")
_BATCH = 500  # ids asked for at a time


class Rows(Generic[R]):
    """Rows that are read while one iterates, and again each time one does."""

    def __init__(
        self, engine: Engine, kind: type[R], read: Callable[[Connection], Iterator[R]]
    ) -> None:
        self._engine = engine
        self._kind = kind
        self._read = read

    def __iter__(self) -> Iterator[R]:
        with self._engine.connect() as connection:
            yield from self._read(connection)

    def to_pandas(self) -> pd.DataFrame:
        """One column for each field; raises HcsmError without pandas."""
        try:
            import pandas as pd  # noqa: PLC0415
        except ModuleNotFoundError as error:
            raise HcsmError("to_pandas() needs pandas: pip install pandas") from error
        return pd.DataFrame((asdict(row) for row in self), columns=self._columns())  # type: ignore[call-overload]

    def to_arrow(self) -> pa.Table:
        """One column for each field, maps as lists of pairs; raises HcsmError without pyarrow."""
        try:
            import pyarrow as pa  # noqa: PLC0415
        except ModuleNotFoundError as error:
            raise HcsmError("to_arrow() needs pyarrow: pip install pyarrow") from error
        columns: dict[str, list[Any]] = {name: [] for name in self._columns()}
        for row in self:
            for name, values in columns.items():
                value = getattr(row, name)
                values.append(list(value.items()) if isinstance(value, dict) else value)
        return pa.table(columns)

    def _columns(self) -> list[str]:
        return [field.name for field in fields(self._kind)]  # type: ignore[arg-type]


class Archive:
    """`query` is what `hcsm search` takes; `saved` the name of a kept one. Reads only."""

    def __init__(self, storage: str) -> None:
        self._engine = open_engine(storage, read_only=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._engine.dispose()

    def blogs(self) -> Rows[BlogFacts]:
        return Rows(self._engine, rows.BlogFacts, lambda c: iter(rows.blogs(c)))

    def articles(
        self, query: str | None = None, *, since: str | None = None, saved: str | None = None
    ) -> Rows[ArticleFacts]:
        """The articles that are hits themselves. `since`: published on that ISO day or later."""

        def read(connection: Connection) -> Iterator[ArticleFacts]:
            asked = _asked(connection, query, saved)
            if asked is None:
                yield from rows.articles(connection, since=since)
                return
            for ids in _batches(id_ for id_, _ in hit_ids(connection, asked, "article")):
                yield from rows.articles(connection, ids=ids, since=since)

        return Rows(self._engine, rows.ArticleFacts, read)

    def comments(
        self, query: str | None = None, *, since: str | None = None, saved: str | None = None
    ) -> Rows[CommentFacts]:
        """The comments that are hits themselves, authors as shown. `since`: of their articles."""

        def read(connection: Connection) -> Iterator[CommentFacts]:
            asked = _asked(connection, query, saved)
            if asked is None:
                yield from rows.comments(connection, since=since)
                return
            for batch in _batches(hit_ids(connection, asked, "comment")):
                wanted = {id_ for _, id_ in batch}
                above = sorted({article_id for article_id, _ in batch})
                for comment in rows.comments(connection, article_ids=above, since=since):
                    if comment.id in wanted:
                        yield comment

        return Rows(self._engine, rows.CommentFacts, read)

    def search(self, query: str, *, limit: int = 20) -> list[Hit]:
        """The best hits of each kind, with snippets."""
        with self._engine.connect() as connection:
            return search(connection, query, limit=limit)

    def facets(self, query: str = "", *, by: Sequence[str] = FACETS) -> list[Facet]:
        """How many articles are hits, by year, blog, tag …"""
        with self._engine.connect() as connection:
            return facets(connection, query, by=by)

    def concordance(self, query: str, *, width: int = 40) -> Rows[Line]:
        """Every place of the words with what is left and right of them."""
        return Rows(self._engine, Line, lambda c: concordance(c, query, width=width))


def _asked(connection: Connection, query: str | None, saved: str | None) -> str | None:
    return saved_query(connection, saved).query if saved else query


def _batches(found: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(found, _BATCH)):
        yield batch
