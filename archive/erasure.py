"""Takes a person, comment, article or blog out of the database: rows, versions, evidence, and every
text that repeats what was theirs alone. The bytes are the business of the crawl's floor.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, or_, select, text, update

from archive import store
from archive.engine import is_sqlite, transaction
from archive.errors import HcsmError
from archive.identities import folded, spelled_address, words_of
from archive.links import forget_links
from archive.migrations.fulltext import INDEXES
from archive.records import ParentState
from archive.records_json import evidence_from_json, evidence_to_json
from archive.schema import (
    ARTICLE_VERSIONS,
    ARTICLES,
    BLOGS,
    CAPTURES,
    COMMENT_VERSIONS,
    COMMENTS,
    CRAWLS,
    ERASURES,
    EVIDENCE,
    EXPORTS,
    FORMER_LINKS,
    FRONTIER,
    GAPS,
    LINKS,
    LISTED,
    SOURCES,
)
from archive.statements import in_parts
from archive.urls import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import ColumnElement, Connection, Engine, Row, Table

    from archive.identities import Pseudonyms
    from archive.tombstones import Tombstones

_FEW = 3  # words that tell whose a line is
# Where words of an erased text or name may be repeated.
_REPEATING: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (BLOGS, ("title",)),
    (ARTICLES, ("title", "authors", "tags", "lead_image", "text", "markdown", "claims")),
    (ARTICLE_VERSIONS, ("content",)),
    (COMMENTS, ("author", "author_url", "text", "markdown", "permalink")),
    (COMMENT_VERSIONS, ("content",)),
    (EVIDENCE, ("payload",)),
    (LINKS, ("url", "text")),
    (FORMER_LINKS, ("url", "text")),
    (GAPS, ("detail",)),
    (FRONTIER, ("reason",)),
    (CAPTURES, ("headers", "error")),
    (EXPORTS, ("query",)),
)


@dataclass(slots=True, kw_only=True)
class Target:
    """What a reference stands for."""

    kind: str  # person, comment, article, blog
    blog_ids: set[str] = field(default_factory=set)
    article_urls: dict[str, str] = field(default_factory=dict)  # id -> URL, of erased articles
    comments: list[Row[Any]] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)  # ids of articles under which something stood
    first_seen: str = ""


def find_target(connection: Connection, ref: str, pseudonyms: Pseudonyms | None) -> Target:
    """By id, URL, name, address or pseudonym; raises HcsmError if nothing is held of it."""
    url = normalise(ref) if "://" in ref else None
    blog = connection.execute(select(BLOGS).where(or_(BLOGS.c.id == ref, BLOGS.c.url == url)))
    if row := blog.first():
        return _of_articles(connection, "blog", ARTICLES.c.blog_id == row.id, {row.id})
    is_article = or_(ARTICLES.c.id == ref, ARTICLES.c.url == url)
    if connection.execute(select(ARTICLES.c.id).where(is_article)).first():
        return _of_articles(connection, "article", is_article, set())
    if rows := connection.execute(_comments().where(COMMENTS.c.id == ref)).all():
        return _of_comments("comment", list(rows))
    found = [
        row
        for row in connection.execute(_comments().where(COMMENTS.c.kind == "comment"))
        if _is_person(row, ref, pseudonyms)
    ]
    if not found:
        raise HcsmError(f"nothing is held of {ref!r}: no blog, article, comment or commenter")
    return _of_comments("person", found)


def erase_rows(connection: Connection, target: Target, stones: Tombstones) -> dict[str, int]:
    """Rows and versions go, repeated words are replaced; returns how many of each."""
    report = {"articles": len(target.article_urls), "comments": len(target.comments)}
    ids = [row.id for row in target.comments]
    gone = connection.execute(
        delete(COMMENT_VERSIONS).where(COMMENT_VERSIONS.c.comment_id.in_(ids))
    )
    report["versions"] = gone.rowcount
    connection.execute(delete(COMMENTS).where(COMMENTS.c.id.in_(ids)))
    _orphan_answers(connection, target)
    is_theirs = _few_words_of(target)
    _forget_in_evidence(connection, target, stones, is_theirs)
    _forget_claims(connection, target, is_theirs)
    report["versions"] += _erase_articles(connection, target)
    for blog_id in target.blog_ids:
        _erase_blog(connection, blog_id)
    _forget_addresses(connection, stones)
    report["texts"] = sum(
        _replace(connection, table, columns, stones.without_words) for table, columns in _REPEATING
    )
    return report


def put_erasure(
    connection: Connection, *, kind: str, reason: str, now: str, report: dict[str, Any]
) -> int:
    made = connection.execute(
        insert(ERASURES)
        .values(kind=kind, reason=reason, erased_at=now, report=json.dumps(report))
        .returning(ERASURES.c.id)
    )
    return int(made.scalar_one())


def sweep(engine: Engine) -> None:
    """Free pages, the log of changes and the full-text index forget what was in them, too."""
    if not is_sqlite(engine):
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table, _ in _REPEATING:
                connection.execute(text(f"VACUUM FULL {table.name}"))
        return
    with transaction(engine) as connection:
        for name in (index.name for index in INDEXES):
            connection.execute(text(f"INSERT INTO {name}({name}) VALUES ('rebuild')"))  # noqa: S608
            connection.execute(text(f"INSERT INTO {name}({name}) VALUES ('optimize')"))  # noqa: S608
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("VACUUM")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _comments() -> Any:
    return select(COMMENTS, ARTICLES.c.blog_id, ARTICLES.c.url.label("article_url")).join(
        ARTICLES, ARTICLES.c.id == COMMENTS.c.article_id
    )


def _is_person(row: Row[Any], ref: str, pseudonyms: Pseudonyms | None) -> bool:
    if ref.startswith("P-"):
        return pseudonyms is not None and pseudonyms.of(row.author, row.author_url) == ref
    if row.author and " ".join(folded(row.author).split()) == " ".join(folded(ref).split()):
        return True
    return bool(row.author_url) and spelled_address(row.author_url) == spelled_address(ref)


def _of_comments(kind: str, rows: list[Row[Any]]) -> Target:
    return Target(
        kind=kind,
        comments=rows,
        touched={row.article_id for row in rows},
        first_seen=min(row.first_seen for row in rows),
    )


def _of_articles(connection: Connection, kind: str, where: Any, blog_ids: set[str]) -> Target:
    articles = connection.execute(select(ARTICLES).where(where)).all()
    ids = {row.id: row.url for row in articles}
    return Target(
        kind=kind,
        blog_ids=blog_ids,
        article_urls=ids,
        comments=list(connection.execute(_comments().where(where))),
        touched=set(ids),
        first_seen=min((row.first_seen for row in articles), default=""),
    )


def _orphan_answers(connection: Connection, target: Target) -> None:
    """Answers stay; whom they answer is no longer known."""
    orphan = {"parent_key": None, "parent_state": str(ParentState.UNKNOWN)}
    for article_id in target.touched - target.article_urls.keys():
        keys = [row.key for row in target.comments if row.article_id == article_id]
        where = COMMENTS.c.article_id == article_id, COMMENTS.c.parent_key.in_(keys)
        answers = list(connection.execute(select(COMMENTS.c.id).where(*where)).scalars())
        connection.execute(update(COMMENTS).where(COMMENTS.c.id.in_(answers)).values(**orphan))
        for id_ in answers:
            _renew_digest(connection, COMMENTS, [COMMENTS.c.id == id_])
        versions = select(COMMENT_VERSIONS).where(COMMENT_VERSIONS.c.comment_id.in_(answers))
        for version in connection.execute(versions).all():
            content = json.loads(version.content)
            if content.get("parent_key") in keys:
                said = json.dumps({**content, **orphan}, ensure_ascii=False, sort_keys=True)
                own = COMMENT_VERSIONS.c.id == version.id
                connection.execute(update(COMMENT_VERSIONS).where(own).values(content=said))
                _renew_digest(connection, COMMENT_VERSIONS, [own])
        count = select(func.count()).where(
            COMMENTS.c.article_id == article_id, COMMENTS.c.vanished_at.is_(None)
        )
        connection.execute(
            update(ARTICLES)
            .where(ARTICLES.c.id == article_id)
            .values(comment_count=count.scalar_subquery())
        )


def _forget_in_evidence(
    connection: Connection, target: Target, stones: Tombstones, is_theirs: Callable[[str], bool]
) -> None:
    urls = {row.article_url: row.blog_id for row in target.comments}
    rows = connection.execute(
        select(EVIDENCE.c.id, EVIDENCE.c.blog_id, EVIDENCE.c.payload).where(
            EVIDENCE.c.article_url.in_(list(urls))
        )
    ).all()
    for row in rows:
        evidence = evidence_from_json(row.payload)
        comments = stones.comments(evidence.comments, row.blog_id)
        claims = tuple(x for x in evidence.claims if not is_theirs(x.value))
        kept = replace(evidence, comments=comments, claims=claims)
        if kept != evidence:
            payload = evidence_to_json(kept)
            connection.execute(
                update(EVIDENCE).where(EVIDENCE.c.id == row.id).values(payload=payload)
            )


def _forget_claims(
    connection: Connection, target: Target, is_theirs: Callable[[str], bool]
) -> None:
    where = ARTICLES.c.id.in_(list(target.touched))
    for id_, said in connection.execute(
        select(ARTICLES.c.id, ARTICLES.c.claims).where(where)
    ).all():
        claims = json.loads(said)
        kept = [x for x in claims if not is_theirs(x["value"])]
        if kept != claims:
            written = json.dumps(kept, ensure_ascii=False)
            own = ARTICLES.c.id == id_
            connection.execute(update(ARTICLES).where(own).values(claims=written))


def _few_words_of(target: Target) -> Callable[[str], bool]:
    """Whether a line that a page was seen to say holds a few words of theirs."""
    said = [words_of(x) for row in target.comments for x in (row.author, row.text) if x]
    runs = {run for words in said for run in _runs(words, min(_FEW, len(words)))}

    def is_theirs(line: str) -> bool:
        words = words_of(line)
        return any(run in runs for n in range(1, _FEW + 1) for run in _runs(words, n))

    return is_theirs


def _runs(words: list[str], length: int) -> list[tuple[str, ...]]:
    return [tuple(words[n : n + length]) for n in range(len(words) - length + 1)] if length else []


def _erase_articles(connection: Connection, target: Target) -> int:
    ids, urls = list(target.article_urls), list(target.article_urls.values())
    if not ids:
        return 0
    versions = delete(ARTICLE_VERSIONS).where(ARTICLE_VERSIONS.c.article_id.in_(ids))
    count = connection.execute(versions).rowcount
    forget_links(connection, ids)
    connection.execute(delete(EVIDENCE).where(EVIDENCE.c.article_url.in_(urls)))
    connection.execute(delete(ARTICLES).where(ARTICLES.c.id.in_(ids)))
    connection.execute(delete(GAPS).where(GAPS.c.url.in_(urls)))
    connection.execute(
        delete(FRONTIER).where(or_(FRONTIER.c.url.in_(urls), FRONTIER.c.found_in.in_(urls)))
    )
    return count


def _forget_addresses(connection: Connection, stones: Tombstones) -> None:
    """A profile on the blog itself is a page that a crawl may have met."""
    for table in (FRONTIER, GAPS, CAPTURES):
        urls = connection.execute(select(table.c.url).distinct()).scalars()
        for some in in_parts([url for url in urls if stones.has_address(url)]):
            is_theirs = table.c.url.in_(some)
            if table is CAPTURES:  # others name it by its number
                gone = {"url": "erased:", "headers": "[]"}
                connection.execute(update(table).where(is_theirs).values(**gone))
            else:
                connection.execute(delete(table).where(is_theirs))


def _erase_blog(connection: Connection, blog_id: str) -> None:
    for table in (EVIDENCE, FRONTIER, GAPS, LISTED, SOURCES, CAPTURES, CRAWLS):
        connection.execute(delete(table).where(table.c.blog_id == blog_id))
    connection.execute(delete(BLOGS).where(BLOGS.c.id == blog_id))


def _replace(
    connection: Connection, table: Table, columns: Iterable[str], cleaned: Callable[[str], str]
) -> int:
    """Rewrites cells that repeat what was erased; returns how many."""
    keys, names = list(table.primary_key.columns), list(columns)
    found: list[tuple[tuple[Any, ...], dict[str, str]]] = []
    query = select(*keys, *(table.c[name] for name in names))
    with connection.execute(query, execution_options={"yield_per": 500}) as rows:
        for row in rows:
            cells = zip(names, row[len(keys) :], strict=True)
            changed = {x: new for x, cell in cells if cell and (new := cleaned(cell)) != cell}
            if changed:
                found.append((tuple(row[: len(keys)]), changed))
    for key, changed in found:
        where = [column == value for column, value in zip(keys, key, strict=True)]
        connection.execute(update(table).where(*where).values(**changed))
        _renew_digest(connection, table, where)
    return sum(len(changed) for _, changed in found)


def _renew_digest(connection: Connection, table: Table, where: list[ColumnElement[bool]]) -> None:
    """A digest is of the content as it is now: else the next crawl would take it for a change."""
    names = _CONTENT.get(table)
    if names is None:
        return
    row = connection.execute(select(table).where(*where)).mappings().one()
    said = json.loads(row["content"]) if "content" in row else dict(row)
    if row["digest"] != "vanished":
        digest = store.content_digest(said, names)
        connection.execute(update(table).where(*where).values(digest=digest))


_CONTENT = {
    ARTICLES: store.ARTICLE_CONTENT,
    ARTICLE_VERSIONS: store.ARTICLE_CONTENT,
    COMMENTS: store.COMMENT_CONTENT,
    COMMENT_VERSIONS: store.COMMENT_CONTENT,
}
