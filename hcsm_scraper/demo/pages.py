"""Every page of the demo blog and of its second host, by its path: what stands on them is content.py's,
how it is printed that of `templates/`: WordPress.com's classic markup, sharing, likes, follow bar and all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from hcsm_scraper.demo.content import BLOG, MEDIUM, blog, slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from hcsm_scraper.demo.content import DemoArticle, Said

PER_PAGE = 5  # articles on one page of a list
NEWEST = 10  # WordPress puts this many into a feed
ELSEWHERE = "/@ward.notes/a-night-shift-in-numbers-5d1e0c9a4b77"  # not ours
_TYPES = {
    ".html": "text/html; charset=UTF-8",
    ".xml": "text/xml; charset=UTF-8",
    ".txt": "text/plain",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server says to one path. `changed` becomes Last-Modified; addresses are still placeholders."""

    body: str
    changed: datetime
    content_type: str = _TYPES[".html"]
    status: int = 200
    location: str | None = None


def blog_pages() -> Iterator[tuple[str, Answer]]:
    articles = blog().articles
    for newer, article, older in zip(
        (None, *articles), articles, (*articles[1:], None), strict=False
    ):
        yield from _article_pages(article, older, newer)
    for static in blog().statics:
        yield from _article_pages(static, None, None)
    yield from _lists()
    yield from _feeds()
    yield "/wp-content/uploads/2014/08/replies.png", _chart()
    yield "/staff-room/", _rendered("staff_room.html", title="Staff room", classes="page")
    yield "/sitemap.xml", _rendered("sitemap.xml")
    yield "/robots.txt", _rendered("robots.txt")


def medium_pages() -> Iterator[tuple[str, Answer]]:
    article = blog().remote
    rules = "User-Agent: *\nDisallow: /m/\nDisallow: /me/\nDisallow: /search$\nAllow: /\n"
    yield (
        "/robots.txt",
        Answer(body=rules, changed=article.modified, content_type=_TYPES[".txt"]),
    )
    yield article.path, _rendered("medium.html", article.modified, article=article)
    other = (
        "<html><body><h1>A night shift in numbers</h1><p>Somebody else’s article.</p></body></html>"
    )
    yield ELSEWHERE, Answer(body=other, changed=article.modified)


def not_found() -> Answer:
    title = f"Page not found | {blog().title}"
    return _rendered("not_found.html", status=404, title=title, classes="error404")


def _article_pages(
    article: DemoArticle, older: DemoArticle | None, newer: DemoArticle | None
) -> Iterator[tuple[str, Answer]]:
    """Its parts, then its pages of comments; without a number, it shows the newest comments."""
    kind = (
        f"page page-id-{article.id}"
        if article.is_static
        else f"single single-post postid-{article.id} single-format-standard"
    )
    last = article.comment_pages
    shown = [("", 1, last)]
    shown += [(f"{part}/", part, last) for part in range(2, len(article.parts) + 1)]
    if last > 1:
        shown += [(f"comment-page-{number}/", 1, number) for number in range(1, last + 1)]
    for below, part, number in shown:
        path = article.path + below
        yield (
            path,
            _rendered(
                "article.html",
                max([article.modified, *(comment.published for comment in article.comments)]),
                title=f"{article.title} | {blog().title}",
                classes=kind,
                article=article,
                older=older,
                newer=newer,
                path=path,
                part=part,
                comment_page=number,
            ),
        )


def _lists() -> Iterator[tuple[str, Answer]]:
    articles = blog().articles
    yield from _list("/", "", articles, "home blog")
    for kind, word in (("categories", "category"), ("tags", "tag")):
        for name in blog().labels(kind):
            filed = [a for a in articles if name in getattr(a, kind)]
            heading = f"{word.capitalize()}: {name}"
            yield from _list(f"/{word}/{slug(name)}/", heading, filed, f"archive {word}")
    for unit, form, path in (("Month", "%B %Y", "/%Y/%m/"), ("Year", "%Y", "/%Y/")):
        of_time: dict[str, list[DemoArticle]] = {}
        for article in articles:
            of_time.setdefault(f"{article.published:{path}}", []).append(article)
        for where, written in of_time.items():
            heading = f"{unit}: {written[0].published:{form}}"
            yield from _list(where, heading, written, "archive date")
    for key, name in blog().authors.items():
        own = [a for a in articles if a.author == key]
        yield from _list(f"/author/{key}/", f"Author: {name}", own, f"archive author author-{key}")


def _list(
    path: str, heading: str, articles: Sequence[DemoArticle], classes: str
) -> Iterator[tuple[str, Answer]]:
    last = -(-len(articles) // PER_PAGE)
    paths = [None, path, *(f"{path}page/{number}/" for number in range(2, last + 1)), None]
    title = f"{heading} | {blog().title}" if heading else f"{blog().title} | {blog().tagline}"
    for number in range(1, last + 1):
        yield (
            str(paths[number]),
            _rendered(
                "list.html",
                max(a.modified for a in articles),
                title=title,
                classes=classes + (" paged" if number > 1 else ""),
                heading=heading,
                articles=articles[(number - 1) * PER_PAGE : number * PER_PAGE],
                path=paths[number],
                older=paths[number + 1],
                newer=paths[number - 1],
            ),
        )


def _feeds() -> Iterator[tuple[str, Answer]]:
    articles, title = blog().articles, blog().title
    yield _feed("/", title, articles=articles)
    for name in blog().labels("categories"):
        filed = [a for a in articles if name in a.categories]
        yield _feed(f"/category/{slug(name)}/", f"{name} – {title}", articles=filed)
    yield _feed("/comments/", f"Comments for {title}", said=blog().said, link="/")
    for article in articles:
        said = [(comment, article) for comment in article.comments[::-1]]
        heading = f"Comments on: {article.title}"
        yield _feed(article.path, heading, said=said, changed=article.modified)


def _feed(
    path: str,
    title: str,
    *,
    articles: Sequence[DemoArticle] = (),
    said: Sequence[Said] = (),
    link: str | None = None,
    changed: datetime | None = None,
) -> tuple[str, Answer]:
    """Of articles, or of comments, the newest first."""
    written = [pair for pair in said if not pair[0].pingback]
    times = [a.modified for a in articles] or [changed or blog().changed]
    answer = _rendered(
        "feed.xml",
        max([*times, *(comment.published for comment, _ in written)]),
        "application/rss+xml; charset=UTF-8",
        title=title,
        path=link or path,
        articles=articles[:NEWEST],
        said=written[:NEWEST],
    )
    return f"{path}feed/", answer


def _chart() -> Answer:
    bars = "".join(
        f'<rect x="{40 + 80 * place}" y="{300 - height}" width="60" height="{height}" fill="#357" />'
        for place, height in enumerate((260, 120, 80, 60, 90, 150, 40))
    )
    body = f'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="320">{bars}</svg>'
    return Answer(body=body, changed=blog().changed, content_type="image/svg+xml")


def _rendered(
    template: str,
    changed: datetime | None = None,
    content_type: str | None = None,
    *,
    status: int = 200,
    **shown: object,
) -> Answer:
    moment = changed or blog().changed
    return Answer(
        body=_templates().get_template(template).render(changed=moment, **shown),
        changed=moment,
        content_type=content_type or _TYPES[Path(template).suffix],
        status=status,
    )


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals.update(blog=blog(), home=BLOG, medium=MEDIUM, elsewhere=ELSEWHERE)
    made.filters.update(slug=slug, day=_day, clock=_clock, utc=_utc, mail=format_datetime)
    return made


def _day(moment: datetime) -> str:
    return f"{moment:%B} {moment.day}, {moment.year}"


def _clock(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}:{moment:%M} {'pm' if moment.hour > 11 else 'am'}"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
