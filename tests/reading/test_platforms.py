"""Which platform a page is of: what it names as its maker, else the marks that it bears."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive.records import ArticleKind, PageKind
from hcsm_scraper.document import Document
from hcsm_scraper.platforms import claiming, platform_of
from hcsm_scraper.reading import read

WORDPRESS = '<meta name="generator" content="WordPress 6.4.3" />'


def document(head: str, body: str = "") -> Document:
    page = f"<html><head><title>Phones</title>{head}</head><body><p>Nobody answers.</p>{body}</body></html>"
    return Document(
        url="https://ward.example/2015/03/phones/",
        captured_at=datetime(2026, 1, 2, tzinfo=UTC),
        status=200,
        headers=(("Content-Type", "text/html"),),
        content=page.encode(),
    )


@pytest.mark.parametrize(
    ("name", "head", "body"),
    [
        (
            "wordpress",
            WORDPRESS,
            "<pre>&lt;meta content='blogger' name='generator'/&gt;</pre>",
        ),
        (
            "wordpress",
            WORDPRESS,
            "<p>Pages of Blogger load www.blogger.com/static/v1/widgets/.</p>",
        ),
        ("wordpress", WORDPRESS, "<p>Squarespace prints Static.SQUARESPACE_CONTEXT = {}.</p>"),
        ("wordpress", WORDPRESS, "<p>Drupal prints <code>Drupal.settings</code>.</p>"),
        ("wordpress", f'<meta name="generator" content="Elementor 3.21">{WORDPRESS}', ""),
        ("wordpress", '<meta name="generator" content="WordPress.com" />', ""),
        ("wordpress", '<link rel="stylesheet" href="/wp-includes/css/a.css">', ""),
        ("blogger", "<meta name='generator' content='Blogger' />", ""),
        ("blogger", "<link href='https://www.blogger.com/static/v1/widgets/1-css.css'/>", ""),
        ("drupal", '<meta name="Generator" content="Drupal 10 (https://www.drupal.org)" />', ""),
        ("ghost", '<script data-ghost="https://ward.example/"></script>', ""),
        (
            "static",
            '<meta name="generator" content="Jekyll v4.2.0">',
            '<div class="wp-block-image"><img src="https://s0.wp.com/a.png"></div>',
        ),
        (
            "static",
            '<meta name="generator" content="Astro v4.0">',
            '<script src="https://substackcdn.com/bundle/a.js"></script>',
        ),
        (
            None,
            '<meta name="generator" content="Movable Type 5.2">',
            '<img src="https://other.example/wp-content/uploads/a.jpg">',
        ),
    ],
)
def test_a_page_is_of_the_platform_that_made_it_and_of_no_other(name, head, body) -> None:
    page = document(head, body)

    assert [x.name for x in claiming(page)] == ([name] if name else [])
    assert platform_of(page).name == name


def test_squarespace_is_known_by_its_body_where_scripts_were_not_kept() -> None:
    classes = "view-item collection-type-blog-basic-grid sqs-seven-one"
    page = document("", "<p>WordPress prints sqs-seven-one.</p>")
    saved = replace(
        page, content=page.content.replace(b"<body>", f'<body class="{classes}">'.encode())
    )

    assert platform_of(page).name is None
    assert platform_of(saved).name == "squarespace"


def kind_of(body: str, url: str, head: str = "") -> PageKind:
    page = document(head)
    content = f"<html><head><title>Phones</title>{head}</head><body>{body}</body></html>"
    asked = replace(page, url=url, content=content.encode())
    return platform_of(asked).kind(asked)


PHOTO = "<h1>Ward 7 at night</h1><img src=a.jpg><p>Taken from the roof of the car park, a little after three.</p>"
LISTED = '{"@type": "BlogPosting", "headline": "Phones"}'


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (PageKind.ARTICLE, f"<article>{PHOTO}</article>"),
        (PageKind.ARTICLE, f"<main><article>{PHOTO}</article></main><p>Write to us.</p>"),
        (PageKind.OTHER, f"<div>{PHOTO}</div>"),
        (
            PageKind.OTHER,
            "<article><h1>Ward 7 at night, seen from the roof of the car park in the autumn</h1></article>",
        ),
        (PageKind.OTHER, f"<article>{PHOTO}</article>" * 2),
        (PageKind.ARTICLE, f"<pre>{'Nobody answers the phone on ward 7. ' * 9}</pre>"),
    ],
)
def test_one_article_with_some_words_is_an_article(kind: PageKind, body: str) -> None:
    assert kind_of(body, "https://ward.example/ward-7-at-night") is kind


@pytest.mark.parametrize(
    ("kind", "json_ld"),
    [
        (PageKind.ARTICLE, LISTED),
        (PageKind.ARTICLE, '{"@type": ["BlogPosting", "Article"]}'),
        (PageKind.ARTICLE, '{"@type": ["WebPage", "OpinionNewsArticle"]}'),
        (PageKind.ARTICLE, f'{{"@type": "Blog", "blogPost": {LISTED}}}'),
        (PageKind.ARTICLE, f'[{LISTED}, {{"@type": "WebPage", "relatedLink": {LISTED}}}]'),
        (PageKind.OTHER, f'{{"@type": "Blog", "blogPost": [{LISTED}, {LISTED}]}}'),
        (PageKind.OTHER, f'{{"@type": "ItemList", "itemListElement": [{LISTED}, {LISTED}]}}'),
        (PageKind.OTHER, '{"@type": "JobPosting", "title": "Nurse"}'),
    ],
)
def test_a_list_that_declares_its_articles_is_none(kind: PageKind, json_ld: str) -> None:
    head = f'<script type="application/ld+json">{json_ld}</script>'

    assert kind_of("<h1>Phones</h1>", "https://ward.example/phones", head) is kind


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (PageKind.ARTICLE, "p/phones?s=r"),
        (PageKind.INDEX, "?s=phones"),
        (PageKind.INDEX, "blog/?s=phones"),
        (PageKind.INDEX, "index.php?lang=en&s=phones"),
    ],
)
def test_an_address_that_says_who_shared_it_is_no_search(kind: PageKind, address: str) -> None:
    assert kind_of(f"<article>{PHOTO}</article>", f"https://ward.example/{address}") is kind


BEGINNING = "<p>Nobody answers the phone on ward 7, and we asked them why that is.</p>" * 4
LINKED = "".join(
    f"<h2><a href='/{name}/'>{name}</a></h2>{BEGINNING}" for name in ("noise", "bells")
)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (PageKind.INDEX, f"<h1>Of this week</h1>{LINKED}<p>© 2025 Ward Talk</p>"),
        (PageKind.ARTICLE, f"<h1>Phones</h1>{BEGINNING}<h2>Read next</h2>{LINKED}"),
        (PageKind.ARTICLE, f"<h1><a href='/phones/'>Phones</a></h1>{BEGINNING}{LINKED}"),
        (PageKind.ARTICLE, f"<article><h1>What we read</h1>{LINKED}</article>"),
    ],
)
def test_a_page_whose_text_stands_below_links_to_articles_is_a_list(
    kind: PageKind, body: str
) -> None:
    assert kind_of(body, "https://ward.example/phones/") is kind


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (PageKind.INDEX, "page2/"),  # Jekyll
        (PageKind.INDEX, "talk/page3/"),
        (PageKind.INDEX, "index2.html"),  # Pelican
        (PageKind.INDEX, "archives.html"),
        (PageKind.INDEX, "posts/"),  # Hugo
        (PageKind.INDEX, "tags/"),
        (PageKind.ARTICLE, "talk/phones/page2/"),
        (PageKind.ARTICLE, "talk/index.html"),
        (PageKind.ARTICLE, "talk/post/"),
    ],
)
def test_static_blogs_list_their_articles_at_addresses_of_their_own(
    kind: PageKind, address: str
) -> None:
    assert kind_of(f"<h1>Phones</h1>{BEGINNING}", f"https://ward.example/{address}") is kind


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (PageKind.ARTICLE, "index.php?/archives/3-Phones.html"),
        (PageKind.ARTICLE, "index.php?post/2014/05/03/phones"),
        (PageKind.ARTICLE, "index.php?article3/phones"),
        (PageKind.ARTICLE, "?u=/2014/05/03/phones/"),
        (PageKind.ARTICLE, "?post=3"),
        (PageKind.ARTICLE, "index.php?id=3"),
        (PageKind.INDEX, "index.php"),
        (PageKind.INDEX, "index.php?page2"),
        (PageKind.INDEX, "index.php?archive"),
        (PageKind.INDEX, "index.php?/archive/C1"),
        (PageKind.INDEX, "index.php?/archives/2014/05.html"),
        (PageKind.INDEX, "index.php?/archives/2014/05/C2/summary.html"),
        (PageKind.INDEX, "index.php?/categories/1-Wards"),
        (PageKind.INDEX, "index.php?category1/wards"),
        (PageKind.INDEX, "index.php?archives/2014"),
        (PageKind.INDEX, "index.php?tag/wards"),
        (PageKind.INDEX, "index.php?author002/ann-lee"),
        (PageKind.INDEX, "?u=/2014/05/"),
        (PageKind.INDEX, "?pg=2"),
        (PageKind.INDEX, "archive/2014-05"),
    ],
)
def test_where_no_address_is_rewritten_the_query_says_what_a_page_is(
    kind: PageKind, address: str
) -> None:
    assert kind_of(f"<article>{PHOTO}</article>", f"https://ward.example/{address}") is kind


@pytest.mark.parametrize(
    "address",
    ["archives/1234", "?q=node/12", "?e=12", "?title=phones&more=1", "?a-title-in-words"],
)
def test_an_article_that_says_so_is_one_at_any_address_with_a_name(address: str) -> None:
    head = '<meta property="og:type" content="article">'
    body = f"<article>{PHOTO}</article>"

    assert kind_of(body, f"https://ward.example/{address}", head) is PageKind.ARTICLE
    assert kind_of(body, "https://ward.example/", head) is PageKind.INDEX


@pytest.mark.parametrize(
    ("kind", "path", "below"),
    [
        (PageKind.INDEX, "/notes/", ("bed-1/", "bed-2/", "bed-3/")),
        (PageKind.ARTICLE, "/notes/", ("bed-1.png", "bed-2.png", "bed-3.png")),
        (PageKind.ARTICLE, "/notes/", ("bed-1/", "bed-2/", "bed-3/", "../")),
        (PageKind.ARTICLE, "/2015/03/beds/", ("2/", "3/", "feed/", "comment-page-2/")),
    ],
)
def test_a_page_that_leads_only_below_is_where_a_blog_begins(kind, path, below) -> None:
    links = "".join(f'<a href="{x}">{x}</a> ' for x in below)
    head = '<meta property="og:type" content="article">'
    body = f"<article>{PHOTO}</article>{links}"

    assert kind_of(body, f"https://ward.example{path}", head) is kind


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (ArticleKind.PAGE, "/about/"),
        (ArticleKind.PAGE, "/de/impressum.html"),
        (ArticleKind.PAGE, "/about-this-blog"),
        (ArticleKind.PAGE, "/pages/our-ward/"),
        (ArticleKind.ARTICLE, "/about-the-night-shift/"),
        (ArticleKind.ARTICLE, "/2015/03/contact/"),
        (ArticleKind.ARTICLE, "/pages/2015/03/04/phones/"),
        (ArticleKind.ARTICLE, "/blog/privacy/"),
        (ArticleKind.ARTICLE, "/page/2/"),
    ],
)
def test_a_static_page_is_told_by_its_address_where_no_mark_does(
    kind: ArticleKind, path: str
) -> None:
    asked = replace(document(""), url=f"https://ward.example{path}")

    assert platform_of(asked).article_kind(asked) is kind


def test_an_article_of_ghost_that_is_for_payers_alone_has_no_text() -> None:
    """Neither the invitation nor the beginning of another article, below it, is its own."""
    other = "A shift begins before the light does, and ends when the last of us has written down what she saw. "
    asked = document(
        '<meta name="generator" content="Ghost 6.65">',
        '<h1>Phones</h1><section class="gh-content"><section class="single-cta"><h2>This post is for paying subscribers '
        'only</h2><button data-portal="signup">Subscribe now</button></section></section>'
        f'<aside class="read-more"><article><h2>Shifts</h2><p>{other * 3}</p></article></aside>',
    )
    page = read(
        replace(asked, content=asked.content.replace(b"<body>", b"<body class='post-template'>"))
    )

    assert page.problem == "paywall: only the beginning is free"
    assert (page.evidence[0].title, page.evidence[0].text) == ("Phones", None)
