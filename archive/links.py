"""The links of articles, now and as they were: no part of a version's content.

Former links are the state before the crawl that changed them, as a version is the state after one:
what one crawl meets in between leaves no trace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, exists, func, select, union_all

from archive.schema import ARTICLE_VERSIONS, BLOGS, FORMER_LINKS, LINKS
from archive.statements import put_rows
from archive.text import keepable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Subquery

    from archive.records import Article

Said = list[tuple[str, str]]  # address and text, in reading order
_OWN = LINKS.c.article_id == bindparam("id")
_NOW = select(LINKS.c.url, LINKS.c.text).where(_OWN).order_by(LINKS.c.position)
_FORGET = delete(LINKS).where(_OWN)
_OF_CRAWL = (
    FORMER_LINKS.c.article_id == bindparam("id"),
    FORMER_LINKS.c.crawl_id == bindparam("crawl_id"),
)
_BEFORE = (
    select(FORMER_LINKS.c.position, FORMER_LINKS.c.url, FORMER_LINKS.c.text)
    .where(*_OF_CRAWL)
    .order_by(FORMER_LINKS.c.position)
)
_FORGET_BEFORE = delete(FORMER_LINKS).where(*_OF_CRAWL)
_WAS_KEPT = (
    select(ARTICLE_VERSIONS.c.id)
    .where(
        ARTICLE_VERSIONS.c.article_id == bindparam("id"),
        ARTICLE_VERSIONS.c.crawl_id < bindparam("crawl_id"),
    )
    .limit(1)
)


def put_links(connection: Connection, article: Article, *, crawl_id: int, seen_at: str) -> None:
    """As a crawl has found them at that time (ISO, UTC)."""
    said = [(link.url, keepable(link.text)) for link in article.links]
    own = {"id": article.id, "crawl_id": crawl_id}
    now: Said = [(row.url, row.text) for row in connection.execute(_NOW, own)]
    if now == said:
        return
    before = _take(connection, own)
    if before is None and connection.execute(_WAS_KEPT, own).first() is not None:
        before = now
    if before is not None and before != said:
        nothing = {"article_id": article.id, "position": 0, "url": "", "text": ""}
        at = {"crawl_id": crawl_id, "replaced_at": seen_at}
        rows = _rows(article.id, before) or [nothing]
        put_rows(connection, FORMER_LINKS, [{**row, **at} for row in rows])
    _replace(connection, article.id, said)


def restore_links(connection: Connection, article_id: str, crawl_id: int) -> None:
    """As they were before this crawl, which has found the article gone."""
    before = _take(connection, {"id": article_id, "crawl_id": crawl_id})
    if before is not None:
        _replace(connection, article_id, before)


def forget_links(connection: Connection, article_ids: Any) -> None:
    """Of these articles (ids, or a SELECT of them), at any time."""
    for table in (LINKS, FORMER_LINKS):
        connection.execute(delete(table).where(table.c.article_id.in_(article_ids)))


def links_as_of(moment: str) -> Subquery:
    """article_id, position, url, text as crawls until then left them: the earliest state that was
    replaced later, or the present one."""
    later, names = FORMER_LINKS.alias(), ("article_id", "position", "url", "text")
    is_later = later.c.replaced_at > moment
    unchanged = ~exists().where(later.c.article_id == LINKS.c.article_id, is_later)
    first = select(func.min(later.c.crawl_id)).where(
        later.c.article_id == FORMER_LINKS.c.article_id, is_later
    )
    return union_all(
        select(*(LINKS.c[name] for name in names)).where(unchanged),
        select(*(FORMER_LINKS.c[name] for name in names)).where(
            FORMER_LINKS.c.position > 0, FORMER_LINKS.c.crawl_id == first.scalar_subquery()
        ),
    ).subquery("links_then")


def links_unknown_until(connection: Connection, moment: str) -> str | None:
    """Since when the links of all blogs are known, if that is later than `moment`."""
    column = BLOGS.c.links_since
    found: str | None = connection.execute(select(func.max(column)).where(column > moment)).scalar()
    return found


def _take(connection: Connection, own: Mapping[str, object]) -> Said | None:
    """The links before this crawl, which are its former ones no more; None if it changed none."""
    rows = connection.execute(_BEFORE, own).all()
    if not rows:
        return None
    connection.execute(_FORGET_BEFORE, own)
    return [(row.url, row.text) for row in rows if row.position > 0]


def _replace(connection: Connection, article_id: str, said: Said) -> None:
    connection.execute(_FORGET, {"id": article_id})
    put_rows(connection, LINKS, _rows(article_id, said))


def _rows(article_id: str, said: Said) -> list[dict[str, Any]]:
    return [
        {"article_id": article_id, "position": n, "url": url, "text": text}
        for n, (url, text) in enumerate(said, 1)
    ]
