"""Which platform a page is of: what it names as its maker, else the marks that it bears."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hcsm_scraper.document import Document
from hcsm_scraper.platforms import claiming, platform_of

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
