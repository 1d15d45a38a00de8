"""Every page of the demo blog by its path: articles and their parts, static pages, lists, and what is not for robots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from html import escape
from typing import TYPE_CHECKING

from hcsm_scraper.demo.content import BLOG, slug
from hcsm_scraper.demo.discussion import discussion, pages
from hcsm_scraper.demo.theme import address, filed, months, names, page, times

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from hcsm_scraper.demo.content import DemoArticle, DemoBlog

PER_PAGE = 5  # articles on one page of a list
HTML = "text/html; charset=UTF-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server says to one path. `changed` becomes Last-Modified; addresses are still placeholders."""

    body: str
    changed: datetime
    content_type: str = HTML
    status: int = 200
    location: str | None = None


def blog_pages(blog: DemoBlog) -> Iterator[tuple[str, Answer]]:
    for index, article in enumerate(blog.articles):
        newer = blog.articles[index - 1] if index else None
        older = blog.articles[index + 1] if index + 1 < len(blog.articles) else None
        yield from _article_pages(blog, article, older, newer)
    for static in blog.statics:
        yield from _article_pages(blog, static, None, None)
    yield from _lists(blog)
    newest = blog.articles[0].modified
    yield "/wp-content/uploads/2014/08/replies.png", _chart(newest)
    closed = "<p>Rota swaps and draft replies. Not for the public, not for robots.</p>"
    yield (
        "/staff-room/",
        Answer(
            body=page(blog, title="Staff room", classes="page", head="", main=closed),
            changed=newest,
        ),
    )


def not_found(blog: DemoBlog) -> Answer:
    main = (
        '<section class="error-404 not-found"><header class="page-header"><h1 class="page-title">'
        "Oops! That page can&rsquo;t be found.</h1></header></section>"
    )
    title = f"Page not found | {blog.title}"
    return Answer(
        body=page(blog, title=title, classes="error404", head="", main=main),
        changed=blog.articles[0].modified,
        status=404,
    )


def _article_pages(
    blog: DemoBlog, article: DemoArticle, older: DemoArticle | None, newer: DemoArticle | None
) -> Iterator[tuple[str, Answer]]:
    for part in range(1, len(article.parts) + 1):
        path = article.path if part == 1 else f"{article.path}{part}/"
        yield path, _article_page(blog, article, older, newer, part=part)
    if pages(article) > 1:
        for number in range(1, pages(article) + 1):
            path = f"{article.path}comment-page-{number}/"
            yield path, _article_page(blog, article, older, newer, comment_page=number)


def _article_page(
    blog: DemoBlog,
    article: DemoArticle,
    older: DemoArticle | None,
    newer: DemoArticle | None,
    *,
    part: int = 1,
    comment_page: int | None = None,
) -> Answer:
    classes = (
        f"page page-id-{article.id}"
        if article.is_static
        else f"single single-post postid-{article.id} single-format-standard"
    )
    navigation = "" if article.is_static else _neighbours(older, newer)
    main = "\n".join(
        [
            _article(blog, article, part=part, heading=escape(article.title)),
            navigation,
            discussion(article, comment_page),
        ]
    )
    return Answer(
        body=page(
            blog,
            title=f"{article.title} | {blog.title}",
            classes=classes,
            head=_article_head(blog, article, older, newer, part=part, comment_page=comment_page),
            main=main,
        ),
        changed=max([article.modified, *(comment.published for comment in article.comments)]),
    )


def _article_head(
    blog: DemoBlog,
    article: DemoArticle,
    older: DemoArticle | None,
    newer: DemoArticle | None,
    *,
    part: int,
    comment_page: int | None,
) -> str:
    canonical = address(article)
    if part > 1:
        canonical += f"{part}/"
    if comment_page is not None:
        canonical += f"comment-page-{comment_page}/"
    published, modified = (
        m.astimezone(UTC).isoformat() for m in (article.published, article.modified)
    )
    neighbours = "".join(
        f"<link rel='{rel}' title='{escape(a.title)}' href='{address(a)}' />\n"
        for rel, a in (("prev", older), ("next", newer))
        if a
    )
    feed = (
        ""
        if article.is_static
        else f'<link rel="alternate" type="application/rss+xml" title="{blog.title} &raquo; {escape(article.title)} Comments Feed" href="{address(article)}feed/" />'
    )
    return f"""{feed}
{neighbours}<link rel="canonical" href="{canonical}" />
<link rel='shortlink' href='{BLOG}/?p={article.id}' />
<meta property="og:type" content="article" />
<meta property="og:title" content="{escape(article.title)}" />
<meta property="og:url" content="{address(article)}" />
<meta property="og:description" content="{escape(article.excerpt)}" />
<meta property="article:published_time" content="{published}" />
<meta property="article:modified_time" content="{modified}" />
<meta property="og:site_name" content="{blog.title}" />
<meta property="og:image" content="https://s0.wp.com/i/blank.jpg" />
<meta property="og:locale" content="en_US" />
<meta property="article:publisher" content="https://www.facebook.com/WordPresscom" />
<meta name="description" content="{escape(article.excerpt)}" />"""


def _article(blog: DemoBlog, article: DemoArticle, *, part: int = 1, heading: str) -> str:
    """One article's markup; `part` 0 is how a list shows it."""
    body = article.parts[part - 1] if part else article.lead
    if part == 0 and article.has_more:
        body += (
            f'\n<p> <a href="{address(article)}#more-{article.id}" class="more-link">Continue reading '
            f'<span class="screen-reader-text">&#8220;{escape(article.title)}&#8221;</span> '
            '<span class="meta-nav">&rarr;</span></a></p>'
        )
    author = blog.authors[article.author]
    meta = f"""<div class="entry-meta"><span class="posted-on">Posted on <a href="{address(article)}" rel="bookmark">{times(article)}</a></span><span class="byline"> by <span class="author vcard"><a class="url fn n" href="{BLOG}/author/{article.author}/">{author}</a></span></span></div>"""
    kind = "page" if article.is_static else "post"
    labels = [f"category-{slug(c)}" for c in article.categories] + [
        f"tag-{slug(t)}" for t in article.tags
    ]
    return f"""<article id="post-{article.id}" class="post-{article.id} {kind} type-{kind} status-publish format-standard hentry {" ".join(labels)}">
<header class="entry-header"><h1 class="entry-title">{heading}</h1>{"" if article.is_static else meta}</header>
<div class="entry-content">
{body}
{_page_links(article, part)}
{_flair(blog, article) if part else ""}
</div>
<footer class="entry-footer">{filed(article)}{_comments_link(article) if part == 0 else ""}</footer>
</article>"""


def _comments_link(article: DemoArticle) -> str:
    count = len(article.comments)
    if not count and not article.comments_open:
        return ""
    anchor, words = (
        ("#respond", "Leave a comment") if not count else ("#comments", f"{count} Comments")
    )
    if count == 1:
        words = "1 Comment"
    return f'<span class="comments-link"><a href="{address(article)}{anchor}">{words}</a></span>'


def _page_links(article: DemoArticle, part: int) -> str:
    if len(article.parts) == 1 or part == 0:
        return ""
    links = " ".join(
        f'<span class="post-page-numbers current">{number}</span>'
        if number == part
        else f'<a href="{address(article)}{"" if number == 1 else f"{number}/"}" class="post-page-numbers">{number}</a>'
        for number in range(1, len(article.parts) + 1)
    )
    return f'<div class="page-links">Pages: {links}</div>'


def _flair(blog: DemoBlog, article: DemoArticle) -> str:
    shares = "".join(
        f'<li class="share-{key}"><a rel="nofollow noopener noreferrer" data-shared="sharing-{key}-{article.id}" class="share-{key} sd-button share-icon" href="{address(article)}?share={key}&#038;nb=1" target="_blank" title="Click to share on {label}"><span>{label}</span></a></li>'
        for key, label in (("twitter", "Twitter"), ("facebook", "Facebook"), ("email", "Email"))
    )
    related = "".join(
        f'<p class="jp-relatedposts-post"><span class="jp-relatedposts-post-title"><a class="jp-relatedposts-post-a" href="{address(a)}?relatedposts_hit=1" rel="nofollow">{escape(a.title)}</a></span><span class="jp-relatedposts-post-date">{a.published:%B %d, %Y}</span><span class="jp-relatedposts-post-context">In "{escape(a.categories[0])}"</span></p>'
        for a in blog.articles
        if a is not article and set(a.categories) & set(article.categories)
    )
    return f"""<div id="jp-post-flair" class="sharedaddy sd-like-enabled sd-sharing-enabled">
<div class="sharedaddy sd-sharing-enabled"><div class="robots-nocontent sd-block sd-social sd-social-icon-text sd-sharing"><h3 class="sd-title">Share this:</h3><div class="sd-content"><ul>{shares}<li class="share-end"></li></ul></div></div></div>
<div class='sharedaddy sd-block sd-like jetpack-likes-widget-wrapper jetpack-likes-widget-unloaded' id='like-post-wrapper-31415926-{article.id}'><h3 class='sd-title'>Like this:</h3><div class='likes-widget-placeholder post-likes-widget-placeholder' style='height: 55px;'><span class='button'><span>Like</span></span> <span class="loading">Loading...</span></div><span class='sd-text-color'></span><a class='sd-link-color'></a></div>
<div id='jp-relatedposts' class='jp-relatedposts'><h3 class="jp-relatedposts-headline"><em>Related</em></h3><div class="jp-relatedposts-items jp-relatedposts-items-minimal">{related}</div></div>
</div>"""


def _neighbours(older: DemoArticle | None, newer: DemoArticle | None) -> str:
    links = ""
    if older:
        links += f'<div class="nav-previous"><a href="{address(older)}" rel="prev"><span class="meta-nav">&larr;</span> {escape(older.title)}</a></div>'
    if newer:
        links += f'<div class="nav-next"><a href="{address(newer)}" rel="next">{escape(newer.title)} <span class="meta-nav">&rarr;</span></a></div>'
    return f'<nav class="navigation post-navigation" role="navigation"><h2 class="screen-reader-text">Post navigation</h2><div class="nav-links">{links}</div></nav>'


def _lists(blog: DemoBlog) -> Iterator[tuple[str, Answer]]:
    yield from _list(blog, "/", "", blog.articles, "home blog")
    for kind, classes in (("categories", "archive category"), ("tags", "archive tag")):
        for name in names(blog, kind):
            articles = [a for a in blog.articles if name in getattr(a, kind)]
            path = f"/{'category' if kind == 'categories' else 'tag'}/{slug(name)}/"
            heading = f"{'Category' if kind == 'categories' else 'Tag'}: {name}"
            yield from _list(blog, path, heading, articles, classes)
    for first, articles in months(blog):
        yield from _list(
            blog, f"/{first:%Y/%m}/", f"Month: {first:%B %Y}", articles, "archive date"
        )
    for year in sorted({a.published.year for a in blog.articles}):
        of_year = [a for a in blog.articles if a.published.year == year]
        yield from _list(blog, f"/{year}/", f"Year: {year}", of_year, "archive date")
    for key, name in blog.authors.items():
        own = [a for a in blog.articles if a.author == key]
        yield from _list(
            blog, f"/author/{key}/", f"Author: {name}", own, f"archive author author-{key}"
        )


def _list(
    blog: DemoBlog, path: str, heading: str, articles: Sequence[DemoArticle], classes: str
) -> Iterator[tuple[str, Answer]]:
    last = -(-len(articles) // PER_PAGE)
    for number in range(1, last + 1):
        here, older, newer = (_list_path(path, n) for n in (number, number + 1, number - 1))
        head, links = f'<link rel="canonical" href="{BLOG}{here}" />\n', ""
        if number < last:
            head += f'<link rel="next" href="{BLOG}{older}" />\n'
            links += f'<div class="nav-previous"><a href="{BLOG}{older}">Older posts</a></div>'
        if number > 1:
            head += f'<link rel="prev" href="{BLOG}{newer}" />\n'
            links += f'<div class="nav-next"><a href="{BLOG}{newer}">Newer posts</a></div>'
        shown = articles[(number - 1) * PER_PAGE : number * PER_PAGE]
        main = "\n".join(
            _article(
                blog,
                a,
                part=0,
                heading=f'<a href="{address(a)}" rel="bookmark">{escape(a.title)}</a>',
            )
            for a in shown
        )
        if heading:
            main = f'<header class="page-header"><h1 class="page-title">{escape(heading)}</h1></header>\n{main}'
        if links:
            main += f'\n<nav class="navigation posts-navigation" role="navigation"><h2 class="screen-reader-text">Posts navigation</h2><div class="nav-links">{links}</div></nav>'
        yield (
            here,
            Answer(
                body=page(
                    blog,
                    title=f"{heading} | {blog.title}"
                    if heading
                    else f"{blog.title} | {blog.tagline}",
                    classes=classes + (" paged" if number > 1 else ""),
                    head=f'<meta property="og:type" content="website" />\n{head}',
                    main=main,
                ),
                changed=max(a.modified for a in articles),
            ),
        )


def _list_path(path: str, number: int) -> str:
    return path if number == 1 else f"{path}page/{number}/"


def _chart(changed: datetime) -> Answer:
    bars = "".join(
        f'<rect x="{40 + 80 * place}" y="{300 - height}" width="60" height="{height}" fill="#357" />'
        for place, height in enumerate((260, 120, 80, 60, 90, 150, 40))
    )
    body = f'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="320">{bars}</svg>'
    return Answer(body=body, changed=changed, content_type="image/svg+xml")
