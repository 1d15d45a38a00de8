"""What stands around every page of the demo blog: head, header, sidebar, footer.

The markup is that of a classic theme on WordPress.com: sharing, likes, follow bar and all.
"""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from hcsm_scraper.demo.content import BLOG, slug

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from hcsm_scraper.demo.content import DemoArticle, DemoBlog


def page(blog: DemoBlog, *, title: str, classes: str, head: str, main: str) -> str:
    """The whole HTML of one page; `main` is what its main column shows."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8" />
<meta name="viewport" content="width=device-width" />
<title>{escape(title)}</title>
<link rel="profile" href="http://gmpg.org/xfn/11" />
<link rel="pingback" href="{BLOG}/xmlrpc.php" />
<meta name='robots' content='max-image-preview:large' />
<link rel="alternate" type="application/rss+xml" title="{blog.title} &raquo; Feed" href="{BLOG}/feed/" />
<link rel="alternate" type="application/rss+xml" title="{blog.title} &raquo; Comments Feed" href="{BLOG}/comments/feed/" />
{head}
<link rel="EditURI" type="application/rsd+xml" title="RSD" href="{BLOG}/xmlrpc.php?rsd" />
<meta name="generator" content="WordPress.com" />
<link rel="search" type="application/opensearchdescription+xml" href="{BLOG}/osd.xml" title="{blog.title}" />
<meta name="application-name" content="{blog.title}" />
<style>.recentcomments a{{display:inline !important;padding:0 !important;margin:0 !important;}}</style>
<script>var actionbardata = {{"siteID":"31415926","siteName":"Rounds and Replies","isLoggedIn":false}};</script>
</head>
<body class="{classes} mp6 customizer-styles-applied highlander-enabled highlander-light">
<div id="page" class="hfeed site">
<a class="skip-link screen-reader-text" href="#content">Skip to content</a>
<header id="masthead" class="site-header" role="banner">
<div class="site-branding">
<h1 class="site-title"><a href="{BLOG}/" rel="home">{blog.title}</a></h1>
<h2 class="site-description">{blog.tagline}</h2>
</div>
<nav id="site-navigation" class="main-navigation" role="navigation">
<button class="menu-toggle" aria-controls="menu" aria-expanded="false">Menu</button>
<div class="menu"><ul><li class="page_item"><a href="{BLOG}/">Home</a></li>{_menu(blog)}</ul></div>
</nav>
</header>
<div id="content" class="site-content">
<div id="primary" class="content-area"><main id="main" class="site-main" role="main">
{main}
</main></div>
{_sidebar(blog)}
</div>
<footer id="colophon" class="site-footer" role="contentinfo"><div class="site-info">
<a href="https://wordpress.com/?ref=footer_blog" rel="nofollow">Blog at WordPress.com.</a>
</div></footer>
</div>
<div class="widget widget_eu_cookie_law_widget"><div class="hide-on-button" id="eu-cookie-law"><form method="post" id="eu-cookie-law-form"><input type="submit" value="Close and accept" class="accept" /></form>
Privacy &amp; Cookies: This site uses cookies. By continuing to use this website, you agree to their use. <br />
To find out more, including how to control cookies, see here: <a href="https://automattic.com/cookies/" rel="nofollow">Cookie Policy</a></div></div>
<div id="actionbar" class="actnbar-has-follow"><ul>
<li class="actnbar-btn actnbar-hidden"><a class="actnbar-action actnbar-actn-follow" href="#">Follow</a>
<div class="actnbar-popover tip tip-top-left actnbar-notice" id="follow-bubble"><form action="https://subscribe.wordpress.com" method="post"><p>Join 86 other followers</p><input type="email" name="email" placeholder="Enter your email address" /><button type="submit">Sign me up</button></form>
<p class="actnbar-login-nudge">Already have a WordPress.com account? <a href="https://wordpress.com/log-in">Log in now.</a></p></div></li>
<li class="actnbar-folded-follow"><a href="#">Report this content</a></li><li><a href="#">Collapse this bar</a></li>
</ul></div>
</body>
</html>
"""


def address(article: DemoArticle) -> str:
    return BLOG + article.path


def day(moment: datetime) -> str:
    return f"{moment:%B} {moment.day}, {moment.year}"


def clock(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}:{moment:%M} {'pm' if moment.hour > 11 else 'am'}"


def times(article: DemoArticle) -> str:
    published, modified = article.published, article.modified
    shown = f'<time class="entry-date published" datetime="{published.isoformat()}">{day(published)}</time>'
    if modified != published:
        shown += f'<time class="updated" datetime="{modified.isoformat()}">{day(modified)}</time>'
    return shown


def filed(article: DemoArticle) -> str:
    """The lines "Posted in" and "Tagged" below an article."""
    lines = ""
    if article.categories:
        links = _links("category", article.categories, "category tag")
        lines += f'<span class="cat-links">Posted in {links}</span>'
    if article.tags:
        lines += f'<span class="tags-links">Tagged {_links("tag", article.tags, "tag")}</span>'
    return lines


def months(blog: DemoBlog) -> list[tuple[datetime, list[DemoArticle]]]:
    """The blog's articles by month, newest first."""
    groups = groupby(blog.articles, key=lambda a: (a.published.year, a.published.month))
    lists = [list(articles) for _, articles in groups]
    return [(articles[0].published, articles) for articles in lists]


def names(blog: DemoBlog, kind: str) -> list[str]:
    """All `categories` or `tags` in use."""
    return sorted({name for article in blog.articles for name in getattr(article, kind)})


def _links(kind: str, named: Iterable[str], rel: str) -> str:
    return ", ".join(
        f'<a href="{BLOG}/{kind}/{slug(name)}/" rel="{rel}">{escape(name)}</a>' for name in named
    )


def _menu(blog: DemoBlog) -> str:
    return "".join(
        f'<li class="page_item page-item-{s.id}"><a href="{address(s)}">{escape(s.title)}</a></li>'
        for s in blog.statics
    )


def _sidebar(blog: DemoBlog) -> str:
    recent = "".join(
        f'<li><a href="{address(a)}">{escape(a.title)}</a></li>' for a in blog.articles[:5]
    )
    spoken = [(c, a) for a in blog.articles for c in a.comments]
    spoken.sort(key=lambda pair: pair[0].published, reverse=True)
    replies = "".join(
        f'<li class="recentcomments"><span class="comment-author-link">{escape(c.author)}</span> on '
        f'<a href="{address(a)}#comment-{c.id}">{escape(a.title)}</a></li>'
        for c, a in spoken[:5]
    )
    archive = "".join(
        f"<li><a href='{BLOG}/{first:%Y/%m}/'>{first:%B %Y}</a></li>" for first, _ in months(blog)
    )
    categories = "".join(
        f'<li class="cat-item"><a href="{BLOG}/category/{slug(name)}/">{escape(name)}</a></li>'
        for name in names(blog, "categories")
    )
    return f"""<div id="secondary" class="widget-area" role="complementary">
<aside id="search-2" class="widget widget_search"><form role="search" method="get" class="search-form" action="{BLOG}/"><label><span class="screen-reader-text">Search for:</span><input type="search" class="search-field" placeholder="Search &hellip;" value="" name="s" /></label><input type="submit" class="search-submit" value="Search" /></form></aside>
<aside id="recent-posts-2" class="widget widget_recent_entries"><h1 class="widget-title">Recent Posts</h1><ul>{recent}</ul></aside>
<aside id="recent-comments-2" class="widget widget_recent_comments"><h1 class="widget-title">Recent Comments</h1><ul id="recentcomments">{replies}</ul></aside>
<aside id="archives-2" class="widget widget_archive"><h1 class="widget-title">Archives</h1><ul>{archive}</ul></aside>
<aside id="categories-2" class="widget widget_categories"><h1 class="widget-title">Categories</h1><ul>{categories}</ul></aside>
<aside id="blog_subscription-2" class="widget widget_blog_subscription jetpack_subscription_widget"><h1 class="widget-title">Follow Blog via Email</h1><form action="https://subscribe.wordpress.com" method="post" accept-charset="utf-8"><p>Enter your email address to follow this blog and receive notifications of new posts by email.</p><p><input type="text" name="email" value="Enter your email address" /></p><p><input type="submit" value="Follow" /></p></form></aside>
<aside id="meta-2" class="widget widget_meta"><h1 class="widget-title">Meta</h1><ul><li><a href="https://wordpress.com/start">Register</a></li><li><a href="{BLOG}/wp-login.php">Log in</a></li><li><a href="{BLOG}/staff-room/">Staff room</a></li><li><a href="{BLOG}/feed/">Entries feed</a></li><li><a href="{BLOG}/comments/feed/">Comments feed</a></li><li><a href="https://wordpress.com/">WordPress.com</a></li></ul></aside>
</div>"""
