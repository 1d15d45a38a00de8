"""The words of the archive as values: the reader's results, the store's arguments.

There is no second model. Every record is frozen; `None` means "the page does not say".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class PageKind(StrEnum):
    """What one document turned out to be."""

    ARTICLE = "article"  # one article (or a part or comment page of one)
    INDEX = "index"  # a list of articles: home, category, date archive
    FEED = "feed"
    SITEMAP = "sitemap"
    LIST = "list"  # a list of a blog's REST interface
    REDIRECT = "redirect"
    OTHER = "other"  # nothing to keep: an attachment page, a search form, not HTML
    REFUSAL = "refusal"  # an answer that is not the asked-for page: 4xx, 5xx


class ArticleKind(StrEnum):
    """`continuation` was followed from a stub; `page` is a static page ("About")."""

    ARTICLE = "article"
    PAGE = "page"
    CONTINUATION = "continuation"


class Route(StrEnum):
    """Where evidence about an article came from. Ranked in `ROUTE_RANK`."""

    HTML = "html"
    REST = "rest"
    FEED = "feed"
    COMMENT_FEED = "comment_feed"


# HTML shows an article as the blog does; the other routes complete it.
ROUTE_RANK: Mapping[Route, int] = {route: rank for rank, route in enumerate(Route)}


class CommentKind(StrEnum):
    COMMENT = "comment"
    PINGBACK = "pingback"  # trackbacks too: a machine's note that somebody linked here


class ParentState(StrEnum):
    """`none`: it starts a thread. `unknown`: the page cannot tell.

    With `unknown`, `parent_key` is the nearest comment shown above it, if any: WordPress prints
    replies below its nesting limit on the last level (class-walker-comment.php).
    """

    KNOWN = "known"
    NONE = "none"
    UNKNOWN = "unknown"


class LeadRole(StrEnum):
    """What a URL is expected to be, in the order in which a crawl asks for them."""

    HOME = "home"
    SITEMAP = "sitemap"
    FEED = "feed"
    REST = "rest"  # a list of the blog's REST interface
    ARTICLE = "article"
    PART = "part"  # a later page of an article
    COMMENT_PAGE = "comment_page"
    CONTINUATION = "continuation"
    ARCHIVE = "archive"  # pagination, category and date archives
    PAGE = "page"  # any other page of the blog
    CONTINUATION_FEED = "continuation_feed"  # of an author whose article refused to be fetched


_ISO = re.compile(
    r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?(\+00:00)?)?)?)?\Z"
)  # year .. second; a zone only as UTC


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A point in time as a page tells it.

    `iso` is UTC with `+00:00` where the page gives a zone ("2015-03-04T23:22:05+00:00"), else the
    blog's local time without one ("2015-03-04T18:22"), down to a day, month or year.
    """

    iso: str

    def __post_init__(self) -> None:
        if not _ISO.match(self.iso):
            raise ValueError(f"not a moment: {self.iso!r}")

    @property
    def has_zone(self) -> bool:
        return self.iso.endswith("+00:00")

    @property
    def precision(self) -> str:
        """One of second, minute, day, month, year."""
        bare = self.iso.removesuffix("+00:00")
        return {19: "second", 16: "minute", 10: "day", 7: "month", 4: "year"}[len(bare)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blog:
    """A target we keep. `url` is its home, normalised; `name` is the study's name for it."""

    url: str
    name: str | None = None

    @property
    def id(self) -> str:
        return identity("b", self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One fetch as it was kept.

    `digest` is "sha256:" + hex of the payload as sent (still compressed). Without an answer
    `status` is None and `error` says why; then there is no WARC record of a response.
    """

    url: str
    captured_at: datetime  # aware UTC
    status: int | None
    headers: tuple[tuple[str, str], ...] = ()
    digest: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None
    warc_length: int | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link out of an article's body, in reading order. `text` is its anchor, "" if none."""

    url: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One source's answer for one field; those that lost are kept to show disagreement."""

    field: str
    method: str  # json-ld, meta, rest, feed, css, microdata, h-entry, heuristic …
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One comment as one route shows it. `key` is the platform's own id, as text."""

    key: str
    parent_key: str | None
    parent_state: ParentState
    depth: int  # from 1
    author: str | None
    author_url: str | None
    by_article_author: bool | None
    published: Moment | None
    text: str
    markdown: str
    kind: CommentKind = CommentKind.COMMENT
    permalink: str | None = None

    def __post_init__(self) -> None:
        if self.parent_key == self.key:
            raise ValueError(f"comment {self.key} answers itself")
        if self.depth < 1:
            raise ValueError(f"comment {self.key} has depth {self.depth}; depth starts at 1")
        if self.parent_state is ParentState.NONE and self.parent_key is not None:
            raise ValueError(f"comment {self.key} has parent {self.parent_key} and none")
        if self.parent_state is ParentState.KNOWN and self.parent_key is None:
            raise ValueError(f"comment {self.key} has a known parent that is not named")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFields:
    """What is said of an article, by one capture or by all. `methods` names, per field, the way the
    winner was read."""

    kind: ArticleKind = ArticleKind.ARTICLE
    key: str | None = None  # the platform's own id of the article ("123" of post-123)
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str | None = None  # BCP 47
    lead_image: str | None = None
    text: str | None = None
    markdown: str | None = None
    links: tuple[Link, ...] = ()
    comments_open: bool | None = None
    comments_announced: int | None = None
    continued_at: str | None = None  # where "Continue reading … on Medium" leads
    continues_from: str | None = None  # "Originally published on …"
    truncated: bool = False  # the page itself holds only the beginning
    comments: tuple[Comment, ...] = ()
    methods: Mapping[str, str] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    platform: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(ArticleFields):
    """What one capture says about one article. An article's later pages (`part` 2 …) and comment
    pages (`comment_page` 1 …) are evidence of the same `article_url`."""

    article_url: str  # canonical URL: normalised, no part, no comment page
    route: Route
    item_url: str | None = None  # of the one thing in a list; None: the document is of it alone
    part: int = 1
    parts: int | None = None  # as announced by the page's own pagination
    comment_page: int | None = None
    excerpt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A URL that one document says exists, and what it is expected to be."""

    url: str
    role: LeadRole
    route: str  # who told: link, next, sitemap, feed, redirect, continuation, seed
    lastmod: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One thing that a list names. `stamp` changes when it does, as far as the list tells."""

    key: str  # the platform's id, or the URL
    url: str  # of the article that it is, or belongs to
    stamp: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a list (REST, sitemap, feed) says exists. What a whole one does not name is gone."""

    source: str  # the list's URL without its paging
    items: tuple[Listed, ...]
    is_whole: bool  # all parts together name everything
    part: int = 1
    parts: int = 1
    total: int | None = None  # as the blog states it


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one document taught us."""

    url: str
    kind: PageKind
    evidence: tuple[Evidence, ...] = ()
    leads: tuple[Lead, ...] = ()
    platform: str | None = None
    blog_title: str | None = None
    problem: str | None = None  # reading failed or stopped early: one sentence
    is_partly_read: bool = False  # what the evidence lacks may stand there all the same
    listing: Listing | None = None
    rights: Mapping[str, str] = field(default_factory=dict)  # signal -> where or what is said


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(ArticleFields):
    """One article, joined from all its evidence. Comments are in thread order."""

    url: str

    @property
    def id(self) -> str:
        return identity("a", self.url)

    @property
    def word_count(self) -> int | None:
        return None if self.text is None else len(self.text.split())


def identity(prefix: str, *names: str) -> str:
    """A stable id: the prefix and 16 hex digits of SHA-256 over the names."""
    digest = sha256("\x1f".join(names).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{prefix}-{digest[:16]}"


def comment_id(article_url: str, key: str) -> str:
    """Stable id of a comment: ends in the platform's own id."""
    return f"{identity('c', article_url)}-{key}"
