"""Every public column with its meaning: what exports write, and what the codebook explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "integer", "boolean", "list", "moment", "url", "id"]
_UNSAID = "the page does not say"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`missing`: what an empty cell says. `allowed`: a closed set of values, or ""."""

    name: str
    meaning: str
    type: Type
    missing: str
    allowed: str
    example: str


def _column(
    name: str,
    meaning: str,
    type_: Type = "text",
    *,
    missing: str = _UNSAID,
    allowed: str = "",
    example: str = "",
) -> Column:
    return Column(
        name=name, meaning=meaning, type=type_, missing=missing, allowed=allowed, example=example
    )


def _articles() -> tuple[Column, ...]:
    return (
        _column(
            "article_id",
            "Stable id of the article: a hash of its URL, the same in every run and database.",
            "id",
            missing="never empty",
            example="a-027762dff6e9e6bf",
        ),
        _column(
            "blog_id",
            "Stable id of the blog.",
            "id",
            missing="never empty",
            example="b-4fe3ddf137a24707",
        ),
        _column(
            "blog_url",
            "Home page of the blog.",
            "url",
            missing="never empty",
            example="https://blog.example.org/",
        ),
        _column(
            "kind",
            "What it is: an article; a static page such as About; the text elsewhere that a stub continues at.",
            missing="never empty",
            allowed="article|page|continuation",
            example="article",
        ),
        _column(
            "url",
            "Canonical URL of the article.",
            "url",
            missing="never empty",
            example="https://blog.example.org/2015/03/04/patients-tweet/",
        ),
        _column("title", "Title without the site's name.", example="Patients tweet"),
        _column(
            "authors",
            "Names of the authors, in the order of the byline.",
            "list",
            example="Marisol Reed, RN",
        ),
        _column(
            "published",
            "When it was published: UTC with +00:00 where the page gives a zone, else the blog's local time without one, or a day.",
            "moment",
            example="2015-03-04T23:22:05+00:00",
        ),
        _column(
            "published_precision",
            "How exact `published` is.",
            allowed="second|minute|day|month|year",
            example="second",
        ),
        _column(
            "modified",
            "When the page says it was last changed; spelled as `published`.",
            "moment",
            example="2015-03-05T08:00:00+00:00",
        ),
        _column(
            "categories",
            "Categories that the article is filed under.",
            "list",
            missing="none, or the page does not say",
            example="#HCSM|Digital Health",
        ),
        _column(
            "tags",
            "Tags of the article.",
            "list",
            missing="none, or the page does not say",
            example="twitter|nursing",
        ),
        _column("language", "Declared language (BCP 47).", example="en-US"),
        _column(
            "text",
            "The article's text, one paragraph a line, without comments, forms, sharing bars, related links and captions of pictures. Of a stub: the stub's own text.",
            missing="the text could not be read",
        ),
        _column(
            "markdown",
            "The same text as Markdown: headings, lists, quotes, tables, code, captions, links.",
            missing="the text could not be read",
        ),
        _column(
            "word_count",
            "Words in `text`, separated by white space.",
            "integer",
            missing="the text could not be read",
            example="512",
        ),
        _column(
            "lead_image",
            "Image that the page declares for the article.",
            "url",
            example="https://blog.example.org/lead.jpg",
        ),
        _column(
            "comment_count",
            "Comments kept and not vanished, pingbacks included: rows in comments.csv.",
            "integer",
            missing="never empty",
            example="12",
        ),
        _column(
            "comments_open",
            "Whether the page offers a form for a comment.",
            "boolean",
            allowed="true|false",
            example="true",
        ),
        _column(
            "comments_announced",
            "Number of comments that the page itself states.",
            "integer",
            example="14",
        ),
        _column(
            "continued_at",
            'Where the article goes on ("Continue reading this post on Medium").',
            "url",
            missing="it ends here",
            example="https://medium.com/@name/full-text-1a2b3c",
        ),
        _column(
            "continues_from",
            "Of a continuation: the stub that leads to it. Of an article: where it says it was first published.",
            "url",
            missing="nothing, or the page does not say",
            example="https://blog.example.org/2015/03/04/patients-tweet/",
        ),
        _column(
            "truncated",
            "Whether the text is known to be only a beginning: it goes on elsewhere, and that is not kept, or is for payers.",
            "boolean",
            missing="never empty",
            allowed="true|false",
            example="false",
        ),
        _column(
            "platform",
            "Blog software that the page was made with.",
            missing="not recognised",
            example="wordpress",
        ),
    )


def _comments() -> tuple[Column, ...]:
    return (
        _column(
            "comment_id",
            "Stable id of the comment: the article's hash and the platform's own number.",
            "id",
            missing="never empty",
            example="c-027762dff6e9e6bf-827",
        ),
        _column(
            "article_id",
            "The article it stands under.",
            "id",
            missing="never empty",
            example="a-027762dff6e9e6bf",
        ),
        _column("article_url", "URL of that article.", "url", missing="never empty"),
        _column(
            "parent_id",
            "The comment it answers. With `parent_state` unknown: the nearest comment shown above it.",
            "id",
            missing="it starts a thread, or the page cannot tell (see parent_state)",
            example="c-027762dff6e9e6bf-825",
        ),
        _column(
            "parent_state",
            "Whether the parent is known. `none`: it starts a thread. `unknown`: the page cannot tell, e.g. below the blog's nesting limit or on a blog without nesting.",
            missing="never empty",
            allowed="known|none|unknown",
            example="known",
        ),
        _column(
            "depth", "Level in the thread, from 1.", "integer", missing="never empty", example="2"
        ),
        _column(
            "position",
            "Place in the article's threads in reading order, from 1.",
            "integer",
            missing="never empty",
            example="7",
        ),
        _column(
            "kind",
            "A comment by a person, or a pingback: a machine's note that somebody linked here.",
            missing="never empty",
            allowed="comment|pingback",
            example="comment",
        ),
        _column(
            "author",
            "Who wrote it: a keyed pseudonym, or the name as shown with --identities plain.",
            missing="the page names nobody",
            example="P-4QX2K7M3ABCD",
        ),
        _column(
            "author_url",
            "Web address that the author gave; only with --identities plain.",
            "url",
            missing="none given, or left out for pseudonyms",
            example="https://reader.example/",
        ),
        _column(
            "by_article_author",
            "Whether the page marks it as written by the article's author.",
            "boolean",
            allowed="true|false",
            example="false",
        ),
        _column(
            "published",
            "When it was written; spelled as in articles.csv.",
            "moment",
            example="2015-03-05T10:00:00+00:00",
        ),
        _column(
            "published_precision",
            "How exact `published` is.",
            allowed="second|minute|day|month|year",
            example="minute",
        ),
        _column(
            "text",
            'The comment\'s text, without form, like line and "In reply to".',
            missing="an empty comment",
        ),
        _column("markdown", "The same text as Markdown.", missing="an empty comment"),
        _column(
            "permalink",
            "URL of the comment on its page.",
            "url",
            example="https://blog.example.org/2015/03/04/patients-tweet/#comment-827",
        ),
    )


def _blogs() -> tuple[Column, ...]:
    return (
        _column(
            "blog_id",
            "Stable id of the blog: a hash of its URL.",
            "id",
            missing="never empty",
        ),
        _column(
            "url", "Home page.", "url", missing="never empty", example="https://blog.example.org/"
        ),
        _column("name", "Name that the study gives it in hcsm.toml.", missing="none given"),
        _column("title", "Name that the blog gives itself."),
        _column("platform", "Blog software.", missing="not recognised", example="wordpress"),
        _column(
            "articles",
            "Articles, pages and continuations kept and not vanished.",
            "integer",
            missing="never empty",
        ),
        _column(
            "comments",
            "Comments and pingbacks kept and not vanished.",
            "integer",
            missing="never empty",
        ),
        _column(
            "open_gaps",
            "Things known to exist that are not kept: hcsm gaps lists them.",
            "integer",
            missing="never empty",
        ),
    )


def _links() -> tuple[Column, ...]:
    return (
        _column(
            "article_id",
            "The article whose text holds the link.",
            "id",
            missing="never empty",
        ),
        _column("article_url", "URL of that article.", "url", missing="never empty"),
        _column(
            "position",
            "Place among the links of the text, from 1.",
            "integer",
            missing="never empty",
        ),
        _column("url", "Where the link leads.", "url", missing="never empty"),
        _column("text", "The words that are linked.", missing="a picture or nothing is linked"),
    )


FILES: dict[str, tuple[Column, ...]] = {
    "articles": _articles(),
    "comments": _comments(),
    "blogs": _blogs(),
    "links": _links(),
}

VANISHED_AT = _column(
    "vanished_at",
    "When a crawl first found it gone; only with --include-vanished.",
    "moment",
    missing="it was there at the last crawl",
    example="2026-01-02T03:04:05.000000+00:00",
)
