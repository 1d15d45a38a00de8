"""What the demo blog tells machines: RSS feeds of articles and comments, the sitemap, robots.txt."""

from __future__ import annotations

from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING

from hcsm_scraper.demo.content import BLOG, slug
from hcsm_scraper.demo.pages import Answer
from hcsm_scraper.demo.theme import address, names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from hcsm_scraper.demo.content import DemoArticle, DemoBlog, DemoComment

NEWEST = 10  # WordPress puts this many into a feed
RSS = "application/rss+xml; charset=UTF-8"
ROBOTS = f"""# If you are regularly crawling WordPress.com sites, please use our firehose to receive real-time push updates instead.

Sitemap: {BLOG}/sitemap.xml

User-agent: *
Disallow: /wp-admin/
Allow: /wp-admin/admin-ajax.php
Disallow: /wp-login.php
Disallow: /wp-signup.php
Disallow: /press-this.php
Disallow: /remote-login.php
Disallow: /activate/
Disallow: /cgi-bin/
Disallow: /mshots/v1/
Disallow: /next/
Disallow: /public.api/
Disallow: /staff-room/
"""


def feed_pages(blog: DemoBlog) -> Iterator[tuple[str, Answer]]:
    newest = blog.articles[0].modified
    yield "/robots.txt", Answer(body=ROBOTS, changed=newest, content_type="text/plain")
    yield "/sitemap.xml", _sitemap(blog)
    yield "/feed/", _feed(blog, blog.title, "/", blog.articles)
    for name in names(blog, "categories"):
        filed = [a for a in blog.articles if name in a.categories]
        path = f"/category/{slug(name)}/"
        yield f"{path}feed/", _feed(blog, f"{name} – {blog.title}", path, filed)
    everything = [(c, a) for a in blog.articles for c in a.comments]
    yield "/comments/feed/", _comment_feed(f"Comments for {blog.title}", "/", everything, newest)
    for article in blog.articles:
        said = [(comment, article) for comment in article.comments]
        title = f"Comments on: {article.title}"
        yield f"{article.path}feed/", _comment_feed(title, article.path, said, article.modified)


def _sitemap(blog: DemoBlog) -> Answer:
    urls = "".join(
        f"\t<url><loc>{address(a)}</loc><lastmod>{a.modified.isoformat()}</lastmod>"
        "<changefreq>monthly</changefreq></url>\n"
        for a in (*blog.statics, *blog.articles)
    )
    return Answer(
        body=f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{urls}\t<url><loc>{BLOG}/</loc><changefreq>daily</changefreq><priority>1.0</priority></url>
</urlset>
""",
        changed=blog.articles[0].modified,
        content_type="text/xml; charset=UTF-8",
    )


def _feed(blog: DemoBlog, title: str, path: str, articles: Sequence[DemoArticle]) -> Answer:
    items = "".join(_item(blog, article) for article in articles[:NEWEST])
    changed = max(article.modified for article in articles)
    return Answer(body=_channel(title, path, items, changed), changed=changed, content_type=RSS)


def _item(blog: DemoBlog, article: DemoArticle) -> str:
    labels = "".join(
        f"<category><![CDATA[{n}]]></category>" for n in article.categories + article.tags
    )
    return f"""<item>
<title>{escape(article.title)}</title>
<link>{address(article)}</link>
<comments>{address(article)}#comments</comments>
<dc:creator><![CDATA[{blog.authors[article.author]}]]></dc:creator>
<pubDate>{format_datetime(article.published)}</pubDate>
{labels}
<guid isPermaLink="false">{BLOG}/?p={article.id}</guid>
<description><![CDATA[{escape(article.excerpt)}]]></description>
<content:encoded><![CDATA[{"".join(article.parts)}]]></content:encoded>
<wfw:commentRss>{address(article)}feed/</wfw:commentRss>
<slash:comments>{len(article.comments)}</slash:comments>
</item>
"""


def _comment_feed(
    title: str, path: str, said: list[tuple[DemoComment, DemoArticle]], changed: datetime
) -> Answer:
    written = [pair for pair in said if not pair[0].pingback]
    written.sort(key=lambda pair: pair[0].published, reverse=True)
    items = "".join(_comment_item(comment, article) for comment, article in written[:NEWEST])
    changed = max([changed, *(comment.published for comment, _ in written)])
    return Answer(body=_channel(title, path, items, changed), changed=changed, content_type=RSS)


def _comment_item(comment: DemoComment, article: DemoArticle) -> str:
    parent = next((c for c in article.comments if c.id == comment.parent), None)
    answer = (
        f'<p>In reply to <a href="{address(article)}#comment-{parent.id}">{escape(parent.author)}</a>.</p>\n'
        if parent
        else ""
    )
    return f"""<item>
<title>Comment on {escape(article.title)} by {escape(comment.author)}</title>
<link>{address(article)}#comment-{comment.id}</link>
<dc:creator><![CDATA[{comment.author}]]></dc:creator>
<pubDate>{format_datetime(comment.published)}</pubDate>
<guid isPermaLink="false">{BLOG}/?p={article.id}#comment-{comment.id}</guid>
<content:encoded><![CDATA[{answer}{comment.text}]]></content:encoded>
</item>
"""


def _channel(title: str, path: str, items: str, changed: datetime) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:atom="http://www.w3.org/2005/Atom"
	xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
<channel>
<title>{escape(title)}</title>
<atom:link href="{BLOG}{path}feed/" rel="self" type="application/rss+xml" />
<link>{BLOG}{path}</link>
<lastBuildDate>{format_datetime(changed)}</lastBuildDate>
<language>en</language>
<generator>http://wordpress.com/</generator>
{items}</channel>
</rss>
"""
