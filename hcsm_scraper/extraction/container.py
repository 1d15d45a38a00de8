"""Which element of a page holds the article's text: by what it is called, and by where the prose is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# What themes call the element that holds the text alone, the surest names first.
_NAMES = tuple(
    re.compile(rf"(?:^|\s)(?:{names})(?=$|\s)", re.IGNORECASE)
    for names in (
        r"entry-content|post-body|e-content|available-content|blog-item-content|wp-block-post-content|"
        r"td-post-content|article__body|article-body|post-content|post_content|postcontent|w-richtext|"
        r"kg-post|gh-content|single-post-content|post__content|article__content|article-content|story-body|"
        r"blog-post-body|blog-post__body|blog-post-content|post-body-container|entry__content|entry-body|entrytext|"
        r"article_body|articlebody|article-text|post-text|post-entry|blog-content|blog__content|"
        r"elementor-widget-theme-post-content|fl-post-content|hs-blog-post-body|blog-single-content|storycontent|"
        r"markup|text-post|post_body|content__body|content-body|richtext|rich-text|prose",
        r"entry|post|hentry|blog-post|article|single-post|single|main-content|content-area|content|story|type-post",
    )
)


def named_container(tree: HtmlElement, counts: dict[HtmlElement, int]) -> HtmlElement | None:
    """The element whose name says that it holds the text, if it holds a fair part of the prose."""
    total = counts.get(tree, 0)
    best: HtmlElement | None = None
    for pattern in _NAMES[:1]:
        for element in tree.iter("div", "section", "article", "main", "td", "span"):
            if element.get("itemprop") in ("articleBody", "text") or pattern.search(
                f"{element.get('class') or ''} {element.get('id') or ''}"
            ):
                if best is None or counts.get(element, 0) > counts.get(best, 0):
                    best = element
        if best is not None and counts.get(best, 0) >= 0.2 * total:
            return best
    return None


def prose_container(
    tree: HtmlElement, counts: dict[HtmlElement, int], share: float = 0.7
) -> HtmlElement:
    """The deepest element that still holds most of what its parent holds."""
    here = tree
    while True:
        inside = max(here, key=lambda child: counts.get(child, 0), default=None)
        if inside is None or not isinstance(inside.tag, str):
            return here
        if counts.get(inside, 0) < share * counts.get(here, 0) or inside.tag in (
            "p",
            "ul",
            "ol",
            "table",
        ):
            return here
        here = inside
