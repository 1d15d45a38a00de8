"""The tables, the same on SQLite and PostgreSQL. A change here is a revision in `migrations/`.

Lists and maps are JSON text. Times of ours are ISO 8601 in UTC, to the microsecond, so that they
sort as text on both databases; ids and URLs sort in byte order on both.
Full text lives beside, kept up by the database itself: on SQLite FTS5 tables (rowid = `number`),
on PostgreSQL generated columns under the configuration `hcsm`; see `migrations/fulltext.py`.
"""

from __future__ import annotations

from typing import Annotated, cast

import sqlalchemy
from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Bytewise = Text().with_variant(Text(collation="C"), "postgresql")
Number = Annotated[
    int,
    mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    ),
]
Id = Annotated[str, mapped_column(Bytewise, primary_key=True)]
Line = Annotated[str, mapped_column(Bytewise)]
MaybeLine = Annotated[str | None, mapped_column(Bytewise)]
Prose = Annotated[str | None, mapped_column(Text)]
Json = Annotated[str, mapped_column(Text)]
_GONE = text("vanished_at IS NOT NULL")  # few rows: an index of all would be taken for the others


class Table(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class BlogRow(Table):
    __tablename__ = "blogs"
    id: Mapped[Id]
    url: Mapped[Line] = mapped_column(unique=True)
    name: Mapped[Prose]
    title: Mapped[Prose]  # as the blog calls itself
    platform: Mapped[MaybeLine]
    # null: links are known as of any time; else crawls before a migration kept only the latest,
    # and nobody has read the blog anew since
    links_since: Mapped[MaybeLine]


class CrawlRow(Table):
    """One run. It stays open (`ended_at` null) until it has finished, over kills and restarts."""

    __tablename__ = "crawls"
    id: Mapped[Number]
    blog_id: Mapped[Line] = mapped_column(ForeignKey("blogs.id"), index=True)
    started_at: Mapped[Line]
    ended_at: Mapped[MaybeLine]
    state: Mapped[Line]  # running, finished, interrupted
    mode: Mapped[Line]  # first, probe, sweep
    reader_version: Mapped[Line]
    report: Mapped[Json]


class CaptureRow(Table):
    __tablename__ = "captures"
    id: Mapped[Number]
    blog_id: Mapped[Line] = mapped_column(ForeignKey("blogs.id"))
    crawl_id: Mapped[int] = mapped_column(ForeignKey("crawls.id"))
    url: Mapped[Line]
    captured_at: Mapped[Line]
    status: Mapped[int | None]
    headers: Mapped[Json]
    digest: Mapped[MaybeLine]
    warc_file: Mapped[MaybeLine]
    warc_offset: Mapped[int | None] = mapped_column(BigInteger)
    warc_length: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[Prose]
    rights: Mapped[str | None] = mapped_column(Text)  # JSON: what it says about its use
    is_read: Mapped[bool]  # its page is stored; false after a kill between capture and page
    __table_args__ = (
        Index(None, "blog_id", "url", "id"),
        Index(None, "crawl_id"),
        UniqueConstraint("warc_file", "warc_offset"),
    )


class FrontierRow(Table):
    """Every URL known to exist on a blog, who told us, and what became of it."""

    __tablename__ = "frontier"
    blog_id: Mapped[Id] = mapped_column(ForeignKey("blogs.id"))
    url: Mapped[Id]
    role: Mapped[Line]
    rank: Mapped[int]  # of the role: the order in which a crawl asks
    depth: Mapped[int]
    route: Mapped[Line]
    found_in: Mapped[MaybeLine]
    lastmod: Mapped[MaybeLine]
    state: Mapped[Line]  # queued, done, redirected, gap, skipped
    reason: Mapped[Prose]
    tries: Mapped[int]
    not_before: Mapped[MaybeLine]
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    asked_at: Mapped[MaybeLine]  # when it was last settled
    __table_args__ = (Index(None, "blog_id", "state", "rank", "depth", "url"),)


class SourceRow(Table):
    """A list that a blog offers (REST, sitemap, feed), and what it last said of itself."""

    __tablename__ = "sources"
    blog_id: Mapped[Id] = mapped_column(ForeignKey("blogs.id"))
    url: Mapped[Id]
    total: Mapped[int | None]  # as the blog states it
    crawl_id: Mapped[int] = mapped_column(ForeignKey("crawls.id"))
    parts_seen: Mapped[Json]  # of a whole reading in that crawl
    whole_at: Mapped[MaybeLine]  # when all parts had last been read


class ListedRow(Table):
    """What a list last said of one thing that it names."""

    __tablename__ = "listed"
    blog_id: Mapped[Id] = mapped_column(ForeignKey("blogs.id"))
    source: Mapped[Id]
    key: Mapped[Id]
    url: Mapped[Line]
    stamp: Mapped[Line]
    crawl_id: Mapped[int] = mapped_column(ForeignKey("crawls.id"))
    __table_args__ = (Index(None, "blog_id", "url"),)


class EvidenceRow(Table):
    """What one capture says of one article; the newest per (article, route, source URL) counts."""

    __tablename__ = "evidence"
    id: Mapped[Number]
    blog_id: Mapped[Line] = mapped_column(ForeignKey("blogs.id"))
    capture_id: Mapped[int] = mapped_column(ForeignKey("captures.id"), index=True)
    source_url: Mapped[Line]
    article_url: Mapped[Line]
    route: Mapped[Line]
    payload: Mapped[Json]
    __table_args__ = (
        UniqueConstraint("blog_id", "article_url", "route", "source_url"),
        Index(None, "source_url"),
    )


class ArticleRow(Table):
    """The latest state of an article."""

    __tablename__ = "articles"
    number: Mapped[Number]  # full text needs a number that survives VACUUM
    id: Mapped[Line] = mapped_column(unique=True)
    blog_id: Mapped[Line] = mapped_column(ForeignKey("blogs.id"), index=True)
    url: Mapped[Line] = mapped_column(unique=True)
    kind: Mapped[Line]
    key: Mapped[MaybeLine]
    title: Mapped[Prose]
    authors: Mapped[Json]
    published: Mapped[MaybeLine] = mapped_column(index=True)
    modified: Mapped[MaybeLine]
    categories: Mapped[Json]
    tags: Mapped[Json]
    language: Mapped[MaybeLine]
    lead_image: Mapped[MaybeLine]
    text: Mapped[Prose]
    markdown: Mapped[Prose]
    word_count: Mapped[int | None]
    comments_open: Mapped[bool | None]
    comments_announced: Mapped[int | None]
    comment_count: Mapped[int]
    continued_at: Mapped[MaybeLine] = mapped_column(index=True)
    continues_from: Mapped[MaybeLine]
    truncated: Mapped[bool]
    platform: Mapped[MaybeLine]
    methods: Mapped[Json]
    claims: Mapped[Json]
    digest: Mapped[Line]  # of the content, see store.content_digest
    first_seen: Mapped[Line]
    last_seen: Mapped[Line]
    vanished_at: Mapped[MaybeLine]
    __table_args__ = (
        Index(None, "blog_id", "key"),
        # counts by what is not text, without a look at the rows
        Index(None, "language", "kind", "blog_id", "published"),
        Index(None, "vanished_at", sqlite_where=_GONE, postgresql_where=_GONE),
    )


class LabelRow(Table):
    """An author, category or tag of an article's latest state; kept up by the database itself."""

    __tablename__ = "labels"
    article_number: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("articles.number", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[Id]  # author, category, tag
    folded: Mapped[Id]  # A-Z in lower case
    value: Mapped[Line]
    __table_args__ = (
        Index(None, "kind", "folded", "article_number", "value"),
        {"sqlite_with_rowid": False},
    )


class SavedQueryRow(Table):
    __tablename__ = "saved_queries"
    name: Mapped[Id]
    id: Mapped[Line]  # of what it asks: the same in every archive
    query: Mapped[str] = mapped_column(Text)  # as it was typed
    normalised: Mapped[str] = mapped_column(Text)
    hash: Mapped[Line]
    saved_at: Mapped[Line]


class ArticleVersionRow(Table):
    """The state of an article as of one crawl, where it differs from the crawl before."""

    __tablename__ = "article_versions"
    id: Mapped[Number]
    article_id: Mapped[Line] = mapped_column(ForeignKey("articles.id"))
    crawl_id: Mapped[int] = mapped_column(ForeignKey("crawls.id"))
    capture_id: Mapped[int] = mapped_column(ForeignKey("captures.id"))
    seen_at: Mapped[Line]
    digest: Mapped[Line]
    content: Mapped[Json]
    __table_args__ = (UniqueConstraint("article_id", "crawl_id"),)


class CommentRow(Table):
    __tablename__ = "comments"
    number: Mapped[Number]
    id: Mapped[Line] = mapped_column(unique=True)
    article_id: Mapped[Line] = mapped_column(ForeignKey("articles.id"))
    key: Mapped[Line]
    parent_key: Mapped[MaybeLine]
    parent_state: Mapped[Line]
    depth: Mapped[int]
    position: Mapped[int]  # in thread order, from 1
    author: Mapped[Prose]
    author_url: Mapped[MaybeLine]
    by_article_author: Mapped[bool | None]
    published: Mapped[MaybeLine]
    text: Mapped[str] = mapped_column(Text)
    markdown: Mapped[str] = mapped_column(Text)
    kind: Mapped[Line]
    permalink: Mapped[MaybeLine]
    digest: Mapped[Line]
    first_seen: Mapped[Line]
    last_seen: Mapped[Line]
    vanished_at: Mapped[MaybeLine]
    __table_args__ = (
        UniqueConstraint("article_id", "key"),
        Index(None, "article_id", "position"),
        # counts by what is not text, without a look at the rows
        Index(None, "published", "kind", "article_id", "vanished_at"),
        Index(None, "vanished_at", sqlite_where=_GONE, postgresql_where=_GONE),
    )


class CommentVersionRow(Table):
    __tablename__ = "comment_versions"
    id: Mapped[Number]
    comment_id: Mapped[Line] = mapped_column(ForeignKey("comments.id"))
    crawl_id: Mapped[int] = mapped_column(ForeignKey("crawls.id"))
    capture_id: Mapped[int] = mapped_column(ForeignKey("captures.id"))
    seen_at: Mapped[Line]
    digest: Mapped[Line]
    content: Mapped[Json]  # {"vanished": true} when it was no longer there
    __table_args__ = (UniqueConstraint("comment_id", "crawl_id"),)


class LinkRow(Table):
    """Links out of the latest body of an article, in reading order."""

    __tablename__ = "links"
    article_id: Mapped[Id] = mapped_column(ForeignKey("articles.id"))
    position: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[Line] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(Text)


class FormerLinkRow(Table):
    """Links of an article as they were before a crawl changed them; nothing but a row at position 0
    if there were none."""

    __tablename__ = "former_links"
    article_id: Mapped[Id] = mapped_column(ForeignKey("articles.id"))
    crawl_id: Mapped[int] = mapped_column(
        ForeignKey("crawls.id"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[Line]
    text: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[Line]


class GapRow(Table):
    """Something known to exist that is not kept. Open while `closed_at` is null."""

    __tablename__ = "gaps"
    id: Mapped[Number]
    blog_id: Mapped[Line] = mapped_column(ForeignKey("blogs.id"))
    url: Mapped[Line]
    reason: Mapped[Line]
    detail: Mapped[Prose]
    opened_at: Mapped[Line]
    closed_at: Mapped[MaybeLine]
    tries: Mapped[int]
    next_try_at: Mapped[MaybeLine]
    __table_args__ = (UniqueConstraint("blog_id", "url", "reason"),)


class ExportRow(Table):
    """What was handed out: so that an erasure can name the copies that hold what it erased."""

    __tablename__ = "exports"
    id: Mapped[Number]
    made_at: Mapped[Line]
    format: Mapped[Line]
    query: Mapped[Prose]
    selection: Mapped[Json]  # since, as_of, include_vanished, identities
    article_ids: Mapped[str | None] = mapped_column(Text)  # JSON; null: all
    files: Mapped[Json]  # name -> SHA-256


class TombstoneRow(Table):
    """What must never be kept again, as marks under the key of the study's folder."""

    __tablename__ = "tombstones"
    mark: Mapped[Id]
    kind: Mapped[Line]  # archive.tombstones
    words: Mapped[int]  # how many words the mark was made of
    erasure_id: Mapped[int] = mapped_column(ForeignKey("erasures.id"))


class ErasureRow(Table):
    """A request for erasure and what it took away, without personal data."""

    __tablename__ = "erasures"
    id: Mapped[Number]
    kind: Mapped[Line]
    reason: Mapped[str] = mapped_column(Text)
    erased_at: Mapped[Line]
    report: Mapped[Json]


def _core(row: type[Table]) -> sqlalchemy.Table:
    """What statements are made of: rows of classes would cost two to four times as much."""
    return cast("sqlalchemy.Table", row.__table__)


BLOGS = _core(BlogRow)
CRAWLS = _core(CrawlRow)
CAPTURES = _core(CaptureRow)
FRONTIER = _core(FrontierRow)
SOURCES = _core(SourceRow)
LISTED = _core(ListedRow)
EVIDENCE = _core(EvidenceRow)
ARTICLES = _core(ArticleRow)
LABELS = _core(LabelRow)
SAVED_QUERIES = _core(SavedQueryRow)
ARTICLE_VERSIONS = _core(ArticleVersionRow)
COMMENTS = _core(CommentRow)
COMMENT_VERSIONS = _core(CommentVersionRow)
LINKS = _core(LinkRow)
FORMER_LINKS = _core(FormerLinkRow)
GAPS = _core(GapRow)
EXPORTS = _core(ExportRow)
TOMBSTONES = _core(TombstoneRow)
ERASURES = _core(ErasureRow)
