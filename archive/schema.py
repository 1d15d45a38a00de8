"""The tables, the same on SQLite and PostgreSQL. A change here is a revision in `migrations/`.

Lists and maps are JSON text. Times of ours are ISO 8601 in UTC, to the microsecond, so that they
sort as text on both databases; ids and URLs sort in byte order on both.
Full text lives beside, kept up by the database itself: on SQLite FTS5 tables (rowid = `number`),
on PostgreSQL generated columns under the configuration `hcsm`; see `migrations/fulltext.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.types import TypeEngine

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_BYTEWISE = Text().with_variant(Text(collation="C"), "postgresql")
_ROW_NUMBER = BigInteger().with_variant(Integer, "sqlite")
_GONE = text("vanished_at IS NOT NULL")  # few rows: an index of all would be taken for the others


def _kind(type_: TypeEngine[Any], **usual: Any) -> Callable[..., Column[Any]]:
    """Columns of a kind: not null, unless it says so."""

    def column(name: str, *of: ForeignKey, **options: Any) -> Column[Any]:
        return Column(name, type_, *of, **{"nullable": False, **usual, **options})

    return column


_key = _kind(_BYTEWISE, primary_key=True)
_row_number = _kind(_ROW_NUMBER, primary_key=True, autoincrement=True)
_number_of = _kind(_ROW_NUMBER)
_maybe_number_of = _kind(_ROW_NUMBER, nullable=True)
_line = _kind(_BYTEWISE)
_maybe_line = _kind(_BYTEWISE, nullable=True)
_prose = _kind(Text())
_maybe_prose = _kind(Text(), nullable=True)
_json = _kind(Text())
_maybe_json = _kind(Text(), nullable=True)
_whole = _kind(Integer())
_maybe_whole = _kind(Integer(), nullable=True)
_maybe_large = _kind(BigInteger(), nullable=True)
_large_key = _kind(BigInteger(), primary_key=True)
_truth = _kind(Boolean())
_maybe_truth = _kind(Boolean(), nullable=True)

BLOGS = Table(
    "blogs",
    METADATA,
    _key("id"),
    _line("url", unique=True),
    _maybe_prose("name"),
    _maybe_prose("title"),  # as the blog calls itself
    _maybe_line("platform"),
    # null: links are known as of any time; else crawls before a migration kept only the latest,
    # and nobody has read the blog anew since
    _maybe_line("links_since"),
)
# One run. It stays open (`ended_at` null) until it has finished, over kills and restarts.
CRAWLS = Table(
    "crawls",
    METADATA,
    _row_number("id"),
    _line("blog_id", ForeignKey("blogs.id"), index=True),
    _line("started_at"),
    _maybe_line("ended_at"),
    _line("state"),  # running, finished, interrupted
    _line("mode"),  # first, probe, sweep
    _line("reader_version"),
    _json("report"),
)
CAPTURES = Table(
    "captures",
    METADATA,
    _row_number("id"),
    _line("blog_id", ForeignKey("blogs.id")),
    _number_of("crawl_id", ForeignKey("crawls.id")),
    _line("url"),
    _line("captured_at"),
    _maybe_whole("status"),
    _json("headers"),
    _maybe_line("digest"),
    _maybe_line("warc_file"),
    _maybe_large("warc_offset"),
    _maybe_large("warc_length"),
    _maybe_prose("error"),
    _maybe_json("rights"),  # JSON: what it says about its use
    _truth("is_read"),  # its page is stored; false after a kill between capture and page
    Index(None, "blog_id", "url", "id"),
    Index(None, "crawl_id"),
    UniqueConstraint("warc_file", "warc_offset"),
)
# Every URL known to exist on a blog, who told us, and what became of it.
FRONTIER = Table(
    "frontier",
    METADATA,
    _key("blog_id", ForeignKey("blogs.id")),
    _key("url"),
    _line("role"),
    _whole("rank"),  # of the role: the order in which a crawl asks
    _whole("depth"),
    _line("route"),
    _maybe_line("found_in"),
    _maybe_line("lastmod"),
    _line("state"),  # queued, done, redirected, gap, skipped
    _maybe_prose("reason"),
    _whole("tries"),
    _maybe_line("not_before"),
    _maybe_number_of("capture_id", ForeignKey("captures.id")),
    _maybe_line("asked_at"),  # when it was last settled
    Index(None, "blog_id", "state", "rank", "depth", "url"),
)
# A list that a blog offers (REST, sitemap, feed), and what it last said of itself.
SOURCES = Table(
    "sources",
    METADATA,
    _key("blog_id", ForeignKey("blogs.id")),
    _key("url"),
    _maybe_whole("total"),  # as the blog states it
    _number_of("crawl_id", ForeignKey("crawls.id")),
    _json("parts_seen"),  # of a whole reading in that crawl
    _maybe_line("whole_at"),  # when all parts had last been read
)
# What a list last said of one thing that it names.
LISTED = Table(
    "listed",
    METADATA,
    _key("blog_id", ForeignKey("blogs.id")),
    _key("source"),
    _key("key"),
    _line("url"),
    _line("stamp"),
    _number_of("crawl_id", ForeignKey("crawls.id")),
    Index(None, "blog_id", "url"),
)
# What one capture says of one article; the newest per (article, route, source URL) counts.
EVIDENCE = Table(
    "evidence",
    METADATA,
    _row_number("id"),
    _line("blog_id", ForeignKey("blogs.id")),
    _number_of("capture_id", ForeignKey("captures.id"), index=True),
    _line("source_url"),
    _line("article_url"),
    _line("route"),
    _json("payload"),
    UniqueConstraint("blog_id", "article_url", "route", "source_url"),
    Index(None, "source_url"),
)
# The latest state of an article.
ARTICLES = Table(
    "articles",
    METADATA,
    _row_number("number"),  # full text needs a number that survives VACUUM
    _line("id", unique=True),
    _line("blog_id", ForeignKey("blogs.id"), index=True),
    _line("url", unique=True),
    _line("kind"),
    _maybe_line("key"),
    _maybe_prose("title"),
    _json("authors"),
    _maybe_line("published", index=True),
    _maybe_line("modified"),
    _json("categories"),
    _json("tags"),
    _maybe_line("language"),
    _maybe_line("lead_image"),
    _maybe_prose("text"),
    _maybe_prose("markdown"),
    _maybe_whole("word_count"),
    _maybe_truth("comments_open"),
    _maybe_whole("comments_announced"),
    _whole("comment_count"),
    _maybe_line("continued_at", index=True),
    _maybe_line("continues_from"),
    _truth("truncated"),
    _maybe_line("platform"),
    _json("methods"),
    _json("claims"),
    _line("digest"),  # of the content, see store.content_digest
    _line("first_seen"),
    _line("last_seen"),
    _maybe_line("vanished_at"),
    Index(None, "blog_id", "key"),
    # counts by what is not text, without a look at the rows
    Index(None, "language", "kind", "blog_id", "published"),
    Index(None, "vanished_at", sqlite_where=_GONE, postgresql_where=_GONE),
)
# An author, category or tag of an article's latest state; kept up by the database itself.
LABELS = Table(
    "labels",
    METADATA,
    _large_key("article_number", ForeignKey("articles.number", ondelete="CASCADE")),
    _key("kind"),  # author, category, tag
    _key("folded"),  # A-Z in lower case
    _line("value"),
    Index(None, "kind", "folded", "article_number", "value"),
    sqlite_with_rowid=False,
)
SAVED_QUERIES = Table(
    "saved_queries",
    METADATA,
    _key("name"),
    _line("id"),  # of what it asks: the same in every archive
    _prose("query"),  # as it was typed
    _prose("normalised"),
    _line("hash"),
    _line("saved_at"),
)
# The state of an article as of one crawl, where it differs from the crawl before.
ARTICLE_VERSIONS = Table(
    "article_versions",
    METADATA,
    _row_number("id"),
    _line("article_id", ForeignKey("articles.id")),
    _number_of("crawl_id", ForeignKey("crawls.id")),
    _number_of("capture_id", ForeignKey("captures.id")),
    _line("seen_at"),
    _line("digest"),
    _json("content"),
    UniqueConstraint("article_id", "crawl_id"),
)
COMMENTS = Table(
    "comments",
    METADATA,
    _row_number("number"),
    _line("id", unique=True),
    _line("article_id", ForeignKey("articles.id")),
    _line("key"),
    _maybe_line("parent_key"),
    _line("parent_state"),
    _whole("depth"),
    _whole("position"),  # in thread order, from 1
    _maybe_prose("author"),
    _maybe_line("author_url"),
    _maybe_truth("by_article_author"),
    _maybe_line("published"),
    _prose("text"),
    _prose("markdown"),
    _line("kind"),
    _maybe_line("permalink"),
    _line("digest"),
    _line("first_seen"),
    _line("last_seen"),
    _maybe_line("vanished_at"),
    UniqueConstraint("article_id", "key"),
    Index(None, "article_id", "position"),
    # counts by what is not text, without a look at the rows
    Index(None, "published", "kind", "article_id", "vanished_at"),
    Index(None, "vanished_at", sqlite_where=_GONE, postgresql_where=_GONE),
)
COMMENT_VERSIONS = Table(
    "comment_versions",
    METADATA,
    _row_number("id"),
    _line("comment_id", ForeignKey("comments.id")),
    _number_of("crawl_id", ForeignKey("crawls.id")),
    _number_of("capture_id", ForeignKey("captures.id")),
    _line("seen_at"),
    _line("digest"),
    _json("content"),  # {"vanished": true} when it was no longer there
    UniqueConstraint("comment_id", "crawl_id"),
)
# Links out of the latest body of an article, in reading order.
LINKS = Table(
    "links",
    METADATA,
    _key("article_id", ForeignKey("articles.id")),
    _whole("position", primary_key=True),
    _line("url", index=True),
    _prose("text"),
)
# Links of an article as they were before a crawl changed them; nothing but a row at position 0
# if there were none.
FORMER_LINKS = Table(
    "former_links",
    METADATA,
    _key("article_id", ForeignKey("articles.id")),
    _number_of("crawl_id", ForeignKey("crawls.id"), primary_key=True, autoincrement=False),
    _whole("position", primary_key=True),
    _line("url"),
    _prose("text"),
    _line("replaced_at"),
)
# Something known to exist that is not kept. Open while `closed_at` is null.
GAPS = Table(
    "gaps",
    METADATA,
    _row_number("id"),
    _line("blog_id", ForeignKey("blogs.id")),
    _line("url"),
    _line("reason"),
    _maybe_prose("detail"),
    _line("opened_at"),
    _maybe_line("closed_at"),
    _whole("tries"),
    _maybe_line("next_try_at"),
    UniqueConstraint("blog_id", "url", "reason"),
)
# What was handed out: so that an erasure can name the copies that hold what it erased.
EXPORTS = Table(
    "exports",
    METADATA,
    _row_number("id"),
    _line("made_at"),
    _line("format"),
    _maybe_prose("query"),
    _json("selection"),  # since, as_of, include_vanished, identities
    _maybe_json("article_ids"),  # JSON; null: all
    _json("files"),  # name -> SHA-256
)
# What must never be kept again, as marks under the key of the study's folder.
TOMBSTONES = Table(
    "tombstones",
    METADATA,
    _key("mark"),
    _line("kind"),  # archive.tombstones
    _whole("words"),  # how many words the mark was made of
    _number_of("erasure_id", ForeignKey("erasures.id")),
)
# A request for erasure and what it took away, without personal data.
ERASURES = Table(
    "erasures",
    METADATA,
    _row_number("id"),
    _line("kind"),
    _prose("reason"),
    _line("erased_at"),
    _json("report"),
)
