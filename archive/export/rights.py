"""What the pages of articles say about their use, as they were last captured."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from archive.export.selects import articles, gives_signal
from archive.schema import ARTICLES, CAPTURES, EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from archive.export.selects import Selection

HEADER = ["article_id", "signal", "said_in"]


def left_out(connection: Connection, signals: Iterable[str]) -> dict[str, int]:
    """How many articles give each of these signals; none of them is exported."""
    counts = {
        signal: connection.execute(
            select(func.count()).select_from(ARTICLES).where(gives_signal(signal))
        ).scalar_one()
        for signal in signals
    }
    return {signal: number for signal, number in counts.items() if number}


def rights_rows(connection: Connection, selection: Selection) -> Iterator[tuple[str, str, str]]:
    """(article id, signal, where or what is said) of the articles that are exported, sorted."""
    exported, _ = articles(selection)
    wanted = None if selection.ids is None else set(selection.ids)
    query = (
        select(ARTICLES.c.id, CAPTURES.c.rights)
        .join(
            EVIDENCE,
            (EVIDENCE.c.blog_id == ARTICLES.c.blog_id) & (EVIDENCE.c.article_url == ARTICLES.c.url),
        )
        .join(CAPTURES, CAPTURES.c.id == EVIDENCE.c.capture_id)
        .where(CAPTURES.c.rights.is_not(None), CAPTURES.c.rights != "{}")
        .where(ARTICLES.c.id.in_(exported.with_only_columns(ARTICLES.c.id)))
        .distinct()
        .order_by(ARTICLES.c.id, CAPTURES.c.rights)
    )
    for article_id, rights in connection.execute(query):
        if wanted is not None and article_id not in wanted:
            continue
        for signal, said in sorted(json.loads(rights).items()):
            yield article_id, signal, said
