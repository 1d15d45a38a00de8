"""The demo blog's articles and comments as its authors wrote them, from `blog.toml` and `articles/`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

BLOG = "@BLOG@"  # stands for the blog's address until a page is sent
MEDIUM = "@MEDIUM@"

_BLOCK = re.compile(r"<(p|h\d|ul|ol|blockquote|table|figure|div|pre)\b")
_MORE = "<!--more-->"
_NEXT_PAGE = "<!--nextpage-->"
_THREADS = 6  # on one page of comments


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoComment:
    id: int
    parent: int | None
    author: str
    url: str
    published: datetime
    text: str  # HTML
    pingback: bool
    user: str  # the blog's own author who wrote it, "" for a visitor


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoArticle:
    """`parts` is the body's HTML, one string for each page of it; `lead` what index pages show."""

    id: int
    path: str
    title: str
    author: str  # key into `DemoBlog.authors`
    published: datetime
    modified: datetime
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    parts: tuple[str, ...]
    lead: str
    comments_open: bool
    comments: tuple[DemoComment, ...]
    is_static: bool

    @property
    def address(self) -> str:
        return BLOG + self.path

    @property
    def comment_pages(self) -> int:
        """At least 1."""
        return max(1, -(-len(self._roots) // _THREADS))

    def threads(self, number: int) -> tuple[DemoComment, ...]:
        """What the threads on that page of comments begin with."""
        return self._roots[(number - 1) * _THREADS : number * _THREADS]

    @property
    def _roots(self) -> tuple[DemoComment, ...]:
        return tuple(comment for comment in self.comments if comment.parent is None)

    @property
    def excerpt(self) -> str:
        """The first words, without markup."""
        words = re.sub(r"<[^>]+>", " ", self.lead).split()
        return " ".join(words[:40]) + " […]"

    @property
    def has_more(self) -> bool:
        return self.lead != self.parts[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoBlog:
    """`articles` newest first; `statics` are pages such as "About"; `remote` is the second host's."""

    title: str
    tagline: str
    authors: dict[str, str]
    articles: tuple[DemoArticle, ...]
    statics: tuple[DemoArticle, ...]
    remote: DemoArticle

    @property
    def changed(self) -> datetime:
        return self.articles[0].modified

    @property
    def said(self) -> list[Said]:
        """All comments with their articles, newest first."""
        pairs = [(comment, article) for article in self.articles for comment in article.comments]
        return sorted(pairs, key=lambda pair: pair[0].published, reverse=True)

    @property
    def months(self) -> list[datetime]:
        """In which articles were published, newest first."""
        return list({f"{a.published:%Y%m}": a.published for a in self.articles}.values())

    def labels(self, kind: str) -> list[str]:
        """All `categories` or `tags` in use."""
        return sorted({name for article in self.articles for name in getattr(article, kind)})

    def beside(self, article: DemoArticle) -> list[DemoArticle]:
        """Others in one of its categories."""
        own = set(article.categories)
        return [a for a in self.articles if a is not article and own & set(a.categories)]


Said = tuple[DemoComment, DemoArticle]


@cache
def blog() -> DemoBlog:
    said = tomllib.loads((files(__package__) / "blog.toml").read_text(encoding="utf-8"))
    sources = (f for f in (files(__package__) / "articles").iterdir() if f.name.endswith(".toml"))
    articles = [_article(tomllib.loads(f.read_text(encoding="utf-8"))) for f in sources]
    return DemoBlog(
        title=said["title"],
        tagline=said["tagline"],
        authors=said["authors"],
        articles=tuple(sorted(articles, key=lambda a: a.published, reverse=True)),
        statics=tuple(_article(page, is_static=True) for page in said["pages"]),
        remote=_article(said["remote"]),
    )


def slug(name: str) -> str:
    """A category's or tag's part of a URL, as WordPress makes it."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def paragraphs(text: str) -> str:
    """HTML of a text whose paragraphs are divided by empty lines; blocks are left as they are."""
    blocks = (block.strip() for block in re.split(r"\n\s*\n", text.strip()))
    return "\n".join(b if _BLOCK.match(b) else f"<p>{b}</p>" for b in blocks if b)


def _article(said: dict[str, Any], *, is_static: bool = False) -> DemoArticle:
    published: datetime = said["published"]
    path = said.get("path") or f"{published:/%Y/%m/%d}/{said['slug']}/"
    pages = said["body"].split(_NEXT_PAGE)
    return DemoArticle(
        id=said["id"],
        path=path,
        title=said["title"],
        author=said["author"],
        published=published,
        modified=said.get("modified", published),
        categories=tuple(said.get("categories", ())),
        tags=tuple(said.get("tags", ())),
        parts=tuple(paragraphs(page.replace(_MORE, "")) for page in pages),
        lead=paragraphs(pages[0].partition(_MORE)[0]),
        comments_open=said.get("comments_open", True),
        comments=tuple(
            sorted((_comment(c) for c in said.get("comments", ())), key=lambda c: c.published)
        ),
        is_static=is_static,
    )


def _comment(said: dict[str, Any]) -> DemoComment:
    return DemoComment(
        id=said["id"],
        parent=said.get("parent"),
        author=said["author"],
        url=said.get("url", ""),
        published=said["published"],
        text=paragraphs(said["text"]),
        pingback=said.get("pingback", False),
        user=said.get("user", ""),
    )
