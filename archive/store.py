"""What is kept, written in short transactions. Content is compared, never cleaned, here.

A version is the state of an article or comment as of one crawl, kept where it differs from the
crawl before: the order in which one crawl meets an article's pages leaves no trace.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, bindparam, case, delete, insert, select, update

from archive.links import put_links, restore_links
from archive.records import Blog, comment_id
from archive.schema import (
    ARTICLE_VERSIONS,
    ARTICLES,
    BLOGS,
    COMMENT_VERSIONS,
    COMMENTS,
    CRAWLS,
    GAPS,
)
from archive.statements import Shelf, put_new_row, put_row, put_rows, set_row
from archive.text import digest_of, instant, keepable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Table

    from archive.records import Article, Comment

_AT = (GAPS.c.blog_id == bindparam("own_blog"), GAPS.c.url == bindparam("own_url"))
_TRY_GAP = (
    update(GAPS)
    .where(*_AT, GAPS.c.reason == bindparam("own_reason"))
    .values(
        detail=bindparam("detail"),
        closed_at=None,
        next_try_at=bindparam("next_try_at"),
        tries=GAPS.c.tries
        + case((GAPS.c.next_try_at >= bindparam("met", type_=String), 0), else_=1),
    )
)
_CLOSE_GAPS = {
    of_comments: update(GAPS)
    .where(*_AT, GAPS.c.closed_at.is_(None))
    .where(GAPS.c.reason.like("comments-%") == of_comments, GAPS.c.reason != bindparam("but"))
    .values(closed_at=bindparam("now"), next_try_at=None)
    for of_comments in (True, False)
}
_BEGAN = select(CRAWLS.c.started_at).where(CRAWLS.c.id == bindparam("id"))
_OWNER = select(ARTICLES.c.blog_id).where(ARTICLES.c.id == bindparam("id"))
_THREAD = select(COMMENTS).where(COMMENTS.c.article_id == bindparam("id"))
_STATES = {
    ARTICLES: (ARTICLE_VERSIONS, "article_id"),
    COMMENTS: (COMMENT_VERSIONS, "comment_id"),
}
_LATEST_TWO = {
    versions: select(versions.c.crawl_id, versions.c.digest)
    .where(versions.c[owner] == bindparam("id"))
    .order_by(versions.c.crawl_id.desc())
    .limit(2)
    for versions, owner in _STATES.values()
}
# What a reader of the blog sees; the way it was read is not content.
ARTICLE_CONTENT = (
    "title authors published modified categories tags language lead_image text markdown "
    "comments_open continued_at continues_from"
).split()
COMMENT_CONTENT = "parent_key parent_state author author_url published text markdown kind".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting(Shelf):
    """When a crawl of a blog saw something, and in which capture."""

    crawl_id: int
    capture_id: int
    seen_at: str  # ISO, UTC

    @property
    def version(self) -> dict[str, Any]:
        """What a row of versions says of it."""
        return {
            "crawl_id": self.crawl_id,
            "capture_id": self.capture_id,
            "seen_at": self.seen_at,
        }


def put_blog(connection: Connection, blog: Blog) -> None:
    values = {"url": blog.url, "name": keepable(blog.name)}
    if set_row(connection, BLOGS, {"id": blog.id}, {k: v for k, v in values.items() if v}) == 0:
        put_row(connection, BLOGS, {"id": blog.id, **values})


def describe_blog(shelf: Shelf, *, title: str | None, platform: str | None) -> None:
    """What the blog says of itself, as its home page last did."""
    said = {"title": keepable(title), "platform": platform}
    set_row(shelf.connection, BLOGS, {"id": shelf.blog_id}, {k: v for k, v in said.items() if v})


def blogs(connection: Connection) -> list[Blog]:
    """All blogs, in byte order of their ids."""
    rows = connection.execute(select(BLOGS).order_by(BLOGS.c.id))
    return [Blog(url=row.url, name=row.name) for row in rows]


def start_crawl(
    connection: Connection, blog: Blog, now: datetime, reader_version: str
) -> tuple[int, bool]:
    """(crawl id, whether an unfinished crawl goes on)."""
    put_blog(connection, blog)
    unfinished = connection.execute(
        select(CRAWLS.c.id).where(CRAWLS.c.blog_id == blog.id, CRAWLS.c.ended_at.is_(None))
    ).scalar()
    if unfinished is not None:
        return int(unfinished), True
    made = connection.execute(
        insert(CRAWLS)
        .values(
            blog_id=blog.id,
            started_at=instant(now),
            state="running",
            mode="first",
            reader_version=reader_version,
            report="{}",
        )
        .returning(CRAWLS.c.id)
    )
    return int(made.scalar_one()), False


def has_finished(shelf: Shelf) -> bool:
    """Whether a crawl of the blog has come to its end."""
    done = select(CRAWLS.c.id).where(
        CRAWLS.c.blog_id == shelf.blog_id, CRAWLS.c.state == "finished"
    )
    return shelf.execute(done.limit(1)).first() is not None


def set_mode(connection: Connection, crawl_id: int, mode: str) -> None:
    set_row(connection, CRAWLS, {"id": crawl_id}, {"mode": mode})


def began(connection: Connection, crawl_id: int) -> str:
    """When a crawl did (ISO, UTC)."""
    started: str = connection.execute(_BEGAN, {"id": crawl_id}).scalar_one()
    return started


def end_crawl(
    connection: Connection, crawl_id: int, now: datetime, state: str, report: Mapping[str, object]
) -> None:
    """`state` interrupted leaves the crawl open: the next run goes on with it."""
    values = {"state": state, "report": json.dumps(report, sort_keys=True)}
    if state != "interrupted":
        values["ended_at"] = instant(now)
    set_row(connection, CRAWLS, {"id": crawl_id}, values)


def put_article(seen: Sighting, article: Article) -> bool:
    """The article's latest state, its comments and links; versions where content changed.

    False if it is another blog's, and stays as it is: what several blogs lead to is kept once, by
    the first of them, and their crawls do not take it from each other.
    """
    blog_id = seen.blog_id
    owner = seen.execute(_OWNER, {"id": article.id}).scalar()
    if owner not in (None, blog_id):
        return False
    values = _article_values(article)
    digest = content_digest(values, ARTICLE_CONTENT)
    values |= {"digest": digest, "last_seen": seen.seen_at, "vanished_at": None}
    if is_new := owner is None:
        own = {"id": article.id, "blog_id": blog_id, "first_seen": seen.seen_at}
        if not put_new_row(seen.connection, ARTICLES, {**own, **values}):
            return False
    else:
        set_row(seen.connection, ARTICLES, {"id": article.id}, values)
    content = {name: values[name] for name in ARTICLE_CONTENT}
    _put_version(seen, ARTICLES, article.id, digest, content, is_first=is_new)
    put_links(seen.connection, article, crawl_id=seen.crawl_id, seen_at=seen.seen_at)
    kept = {} if is_new else {x.id: x for x in seen.execute(_THREAD, {"id": article.id})}
    _put_comments(seen, article, kept)
    return True


def mark_vanished(seen: Sighting, url: str, *, moved_to: str | None = None) -> None:
    """An article that the blog keeps is no longer at its address, and neither is its thread."""
    is_own = (ARTICLES.c.blog_id == seen.blog_id, ARTICLES.c.url == url)
    id_: str | None = seen.execute(
        select(ARTICLES.c.id).where(*is_own, ARTICLES.c.vanished_at.is_(None))
    ).scalar()
    if id_ is None:
        return
    _vanish(seen, ARTICLES, id_, moved_to)
    restore_links(seen.connection, id_, seen.crawl_id)
    set_row(seen.connection, ARTICLES, {"id": id_}, {"comment_count": 0})
    for comment in seen.execute(_THREAD, {"id": id_}).all():
        if comment.vanished_at is None:
            _vanish(seen, COMMENTS, comment.id, moved_to)


def open_gap(
    shelf: Shelf,
    url: str,
    reason: str,
    *,
    detail: str | None,
    now: str,
    next_try_at: str | None = None,
    met: str | None = None,
) -> None:
    """One open gap per URL and reason; meeting it again counts a try, unless its next one is at
    `met` or later: then this crawl has met it already."""
    key = {"blog_id": shelf.blog_id, "url": url, "reason": reason}
    values = {"detail": keepable(detail), "next_try_at": next_try_at}
    own = {"own_blog": shelf.blog_id, "own_url": url, "own_reason": reason, "met": met}
    if shelf.execute(_TRY_GAP, {**own, **values}).rowcount == 0:
        put_row(shelf.connection, GAPS, {**key, **values, "opened_at": now, "tries": 1})


def due_gaps(shelf: Shelf, now: str) -> list[str]:
    """URLs of open gaps whose next try has come."""
    rows = shelf.execute(
        select(GAPS.c.url)
        .where(
            GAPS.c.blog_id == shelf.blog_id, GAPS.c.closed_at.is_(None), GAPS.c.next_try_at <= now
        )
        .order_by(GAPS.c.url)
    )
    return list(rows.scalars())


def has_article(connection: Connection, url: str) -> bool:
    """Whether an article is kept under this URL, vanished or not."""
    found = connection.execute(select(ARTICLES.c.id).where(ARTICLES.c.url == url)).first()
    return found is not None


def close_gaps(
    shelf: Shelf, url: str, now: str, *, of_comments: bool = False, but: str = ""
) -> int:
    """A page, or an article's comments, are kept now; returns how many gaps this closes. `but`: a
    reason that stays."""
    own = {"own_blog": shelf.blog_id, "own_url": url, "now": now, "but": but}
    return shelf.execute(_CLOSE_GAPS[of_comments], own).rowcount


def content_digest(values: Mapping[str, Any], names: Iterable[str]) -> str:
    """ "sha256:" + hex over the named values."""
    said = json.dumps([values[name] for name in names], ensure_ascii=False)
    return digest_of(said.encode())


def _article_values(article: Article) -> dict[str, Any]:
    return {
        "url": article.url,
        "kind": str(article.kind),
        "key": article.key,
        "title": keepable(article.title),
        "authors": _list(article.authors),
        "published": article.published.iso if article.published else None,
        "modified": article.modified.iso if article.modified else None,
        "categories": _list(article.categories),
        "tags": _list(article.tags),
        "language": article.language,
        "lead_image": keepable(article.lead_image),
        "text": keepable(article.text),
        "markdown": keepable(article.markdown),
        "word_count": article.word_count,
        "comments_open": article.comments_open,
        "comments_announced": article.comments_announced,
        "comment_count": len(article.comments),
        "continued_at": article.continued_at,
        "continues_from": article.continues_from,
        "truncated": article.truncated,
        "platform": article.platform,
        "methods": json.dumps(dict(article.methods), sort_keys=True),
        "claims": keepable(json.dumps([asdict(x) for x in article.claims], ensure_ascii=False)),
    }


def _comment_values(article: Article, comment: Comment, position: int) -> dict[str, Any]:
    values = {
        "article_id": article.id,
        "key": comment.key,
        "parent_key": comment.parent_key,
        "parent_state": str(comment.parent_state),
        "depth": comment.depth,
        "position": position,
        "author": keepable(comment.author),
        "author_url": keepable(comment.author_url),
        "by_article_author": comment.by_article_author,
        "published": comment.published.iso if comment.published else None,
        "text": keepable(comment.text),
        "markdown": keepable(comment.markdown),
        "kind": str(comment.kind),
        "permalink": comment.permalink,
    }
    return {**values, "digest": content_digest(values, COMMENT_CONTENT)}


def _list(values: Iterable[str]) -> str:
    return json.dumps([keepable(value) for value in values], ensure_ascii=False)


def _put_comments(seen: Sighting, article: Article, kept: dict[str, Any]) -> None:
    """`kept`: the rows of its comments as they are, by id."""
    new: list[dict[str, Any]] = []
    for position, comment in enumerate(article.comments, 1):
        id_ = comment_id(article.url, comment.key)
        values = _comment_values(article, comment, position)
        before = kept.pop(id_, None)
        if before is None:
            new.append({"id": id_, **values, "first_seen": seen.seen_at, "last_seen": seen.seen_at})
        elif before.vanished_at or any(getattr(before, k) != v for k, v in values.items()):
            values |= {"last_seen": seen.seen_at, "vanished_at": None}
            set_row(seen.connection, COMMENTS, {"id": id_}, values)
            content = {name: values[name] for name in COMMENT_CONTENT}
            _put_version(seen, COMMENTS, id_, values["digest"], content)
    put_rows(seen.connection, COMMENTS, new)
    put_rows(seen.connection, COMMENT_VERSIONS, [_first_version(x, seen) for x in new])
    for id_, before in kept.items():
        if before.vanished_at is None:
            _vanish(seen, COMMENTS, id_)


def _vanish(seen: Sighting, table: Table, id_: str, moved_to: str | None = None) -> None:
    """Marked, never deleted. The row says again what it said before this crawl, which may have met
    a part that was gone already."""
    versions, owner = _STATES[table]
    before = seen.execute(
        select(versions.c.content, versions.c.digest)
        .where(versions.c[owner] == id_, versions.c.crawl_id < seen.crawl_id)
        .where(versions.c.digest != "vanished")
        .order_by(versions.c.crawl_id.desc())
        .limit(1)
    ).first()
    said = {**json.loads(before.content), "digest": before.digest} if before else {}
    set_row(seen.connection, table, {"id": id_}, {**said, "vanished_at": seen.seen_at})
    content = {"vanished": True, **({"moved_to": moved_to} if moved_to else {})}
    _put_version(seen, table, id_, "vanished", content)


def _first_version(comment: Mapping[str, Any], seen: Sighting) -> dict[str, Any]:
    content = {name: comment[name] for name in COMMENT_CONTENT}
    own = {"comment_id": comment["id"], "digest": comment["digest"]}
    return {**seen.version, **own, "content": _as_json(content)}


def _put_version(
    seen: Sighting,
    table: Table,
    id_: str,
    digest: str,
    content: Mapping[str, Any],
    *,
    is_first: bool = False,
) -> None:
    """Replaces this crawl's version; keeps none if the crawl before left the same content."""
    versions, owner = _STATES[table]
    latest = () if is_first else seen.execute(_LATEST_TWO[versions], {"id": id_}).all()
    own = next((row for row in latest if row.crawl_id == seen.crawl_id), None)
    before = next((row for row in latest if row.crawl_id != seen.crawl_id), None)
    if own is not None and own.digest == digest:
        return
    if own is not None:
        seen.execute(
            delete(versions).where(versions.c[owner] == id_, versions.c.crawl_id == seen.crawl_id)
        )
    if before is not None and before.digest == digest:
        return
    said = {owner: id_, "digest": digest, "content": _as_json(content)}
    put_row(seen.connection, versions, {**seen.version, **said})


def _as_json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True)
