"""Every public column with its meaning: what exports write, and what the codebook explains."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

Type = Literal["text", "integer", "boolean", "list", "moment", "url", "id"]


@dataclass(frozen=True, slots=True)
class Column:
    """`missing`: what an empty cell says. `allowed`: a closed set of values, or ""."""

    name: str
    meaning: str
    type: Type = "text"
    missing: str = "the page does not say"
    allowed: str = ""
    example: str = ""


_filled = partial(Column, missing="never empty")


_ARTICLES = (
    _filled(
        "article_id",
        "Stable id of the article: a hash of its URL, the same in every run and database.",
        "id",
        example="a-027762dff6e9e6bf",
    ),
    _filled("blog_id", "Stable id of the blog.", "id", example="b-4fe3ddf137a24707"),
    _filled("blog_url", "Home page of the blog.", "url", example="https://blog.example.org/"),
    _filled(
        "kind",
        "What it is: an article; a static page such as About; the text elsewhere that a stub continues at.",
        allowed="article|page|continuation",
        example="article",
    ),
    _filled(
        "url",
        "Canonical URL of the article.",
        "url",
        example="https://blog.example.org/2015/03/04/patients-tweet/",
    ),
    Column("title", "Title without the site's name.", example="Patients tweet"),
    Column(
        "authors",
        "Names of the authors, in the order of the byline.",
        "list",
        example="Marisol Reed, RN",
    ),
    Column(
        "published",
        "When it was published: UTC with +00:00 where the page gives a zone, else the blog's local time without one, or a day.",
        "moment",
        example="2015-03-04T23:22:05+00:00",
    ),
    Column(
        "published_precision",
        "How exact `published` is.",
        allowed="second|minute|day|month|year",
        example="second",
    ),
    Column(
        "modified",
        "When the page says it was last changed; spelled as `published`.",
        "moment",
        example="2015-03-05T08:00:00+00:00",
    ),
    Column(
        "categories",
        "Categories that the article is filed under.",
        "list",
        missing="none, or the page does not say",
        example="#HCSM|Digital Health",
    ),
    Column(
        "tags",
        "Tags of the article.",
        "list",
        missing="none, or the page does not say",
        example="twitter|nursing",
    ),
    Column("language", "Declared language (BCP 47).", example="en-US"),
    Column(
        "text",
        "The article's text, one paragraph a line, without comments, forms, sharing bars, related links and captions of pictures. Of a stub: the stub's own text.",
        missing="the text could not be read",
    ),
    Column(
        "markdown",
        "The same text as Markdown: headings, lists, quotes, tables, code, captions, links.",
        missing="the text could not be read",
    ),
    Column(
        "word_count",
        "Words in `text`, separated by white space.",
        "integer",
        missing="the text could not be read",
        example="512",
    ),
    Column(
        "lead_image",
        "Image that the page declares for the article.",
        "url",
        example="https://blog.example.org/lead.jpg",
    ),
    _filled(
        "comment_count",
        "Comments kept and not vanished, pingbacks included: rows in comments.csv.",
        "integer",
        example="12",
    ),
    Column(
        "comments_open",
        "Whether the page offers a form for a comment.",
        "boolean",
        allowed="true|false",
        example="true",
    ),
    Column(
        "comments_announced",
        "Number of comments that the page itself states.",
        "integer",
        example="14",
    ),
    Column(
        "continued_at",
        'Where the article goes on ("Continue reading this post on Medium").',
        "url",
        missing="it ends here",
        example="https://medium.com/@name/full-text-1a2b3c",
    ),
    Column(
        "continues_from",
        "Of a continuation: the stub that leads to it. Of an article: where it says it was first published.",
        "url",
        missing="nothing, or the page does not say",
        example="https://blog.example.org/2015/03/04/patients-tweet/",
    ),
    _filled(
        "truncated",
        "Whether the text is known to be only a beginning: it goes on elsewhere, and that is not kept, or is for payers.",
        "boolean",
        allowed="true|false",
        example="false",
    ),
    Column(
        "platform",
        "Blog software that the page was made with.",
        missing="not recognised",
        example="wordpress",
    ),
)


_COMMENTS = (
    _filled(
        "comment_id",
        "Stable id of the comment: the article's hash and the platform's own number.",
        "id",
        example="c-027762dff6e9e6bf-827",
    ),
    _filled("article_id", "The article it stands under.", "id", example="a-027762dff6e9e6bf"),
    _filled("article_url", "URL of that article.", "url"),
    Column(
        "parent_id",
        "The comment it answers. With `parent_state` unknown: the nearest comment shown above it.",
        "id",
        missing="it starts a thread, or the page cannot tell (see parent_state)",
        example="c-027762dff6e9e6bf-825",
    ),
    _filled(
        "parent_state",
        "Whether the parent is known. `none`: it starts a thread. `unknown`: the page cannot tell, e.g. below the blog's nesting limit or on a blog without nesting.",
        allowed="known|none|unknown",
        example="known",
    ),
    _filled("depth", "Level in the thread, from 1.", "integer", example="2"),
    _filled(
        "position",
        "Place in the article's threads in reading order, from 1.",
        "integer",
        example="7",
    ),
    _filled(
        "kind",
        "A comment by a person, or a pingback: a machine's note that somebody linked here.",
        allowed="comment|pingback",
        example="comment",
    ),
    Column(
        "author",
        "Who wrote it: a keyed pseudonym, or the name as shown with --identities plain.",
        missing="the page names nobody",
        example="P-4QX2K7M3ABCD",
    ),
    Column(
        "author_url",
        "Web address that the author gave; only with --identities plain.",
        "url",
        missing="none given, or left out for pseudonyms",
        example="https://reader.example/",
    ),
    Column(
        "by_article_author",
        "Whether the page marks it as written by the article's author.",
        "boolean",
        allowed="true|false",
        example="false",
    ),
    Column(
        "published",
        "When it was written; spelled as in articles.csv.",
        "moment",
        example="2015-03-05T10:00:00+00:00",
    ),
    Column(
        "published_precision",
        "How exact `published` is.",
        allowed="second|minute|day|month|year",
        example="minute",
    ),
    Column(
        "text",
        'The comment\'s text, without form, like line and "In reply to".',
        missing="an empty comment",
    ),
    Column("markdown", "The same text as Markdown.", missing="an empty comment"),
    Column(
        "permalink",
        "URL of the comment on its page.",
        "url",
        example="https://blog.example.org/2015/03/04/patients-tweet/#comment-827",
    ),
)


_BLOGS = (
    _filled("blog_id", "Stable id of the blog: a hash of its URL.", "id"),
    _filled("url", "Home page.", "url", example="https://blog.example.org/"),
    Column("name", "Name that the study gives it in hcsm.toml.", missing="none given"),
    Column("title", "Name that the blog gives itself."),
    Column("platform", "Blog software.", missing="not recognised", example="wordpress"),
    _filled("articles", "Articles, pages and continuations kept and not vanished.", "integer"),
    _filled("comments", "Comments and pingbacks kept and not vanished.", "integer"),
    _filled(
        "open_gaps", "Things known to exist that are not kept: hcsm gaps lists them.", "integer"
    ),
)


_LINKS = (
    _filled("article_id", "The article whose text holds the link.", "id"),
    _filled("article_url", "URL of that article.", "url"),
    _filled("position", "Place among the links of the text, from 1.", "integer"),
    _filled("url", "Where the link leads.", "url"),
    Column("text", "The words that are linked.", missing="a picture or nothing is linked"),
)


FILES: dict[str, tuple[Column, ...]] = {
    "articles": _ARTICLES,
    "comments": _COMMENTS,
    "blogs": _BLOGS,
    "links": _LINKS,
}

VANISHED_AT = Column(
    "vanished_at",
    "When a crawl first found it gone; only with --include-vanished.",
    "moment",
    missing="it was there at the last crawl",
    example="2026-01-02T03:04:05.000000+00:00",
)
