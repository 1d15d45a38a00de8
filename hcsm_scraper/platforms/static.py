"""Static blogs (Hugo, Jekyll, Hexo, Eleventy and their like): the generator's name, and what their themes share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hcsm_scraper.extraction.named import only
from hcsm_scraper.platforms.platform import Platform

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_GENERATORS = (
    "hugo", "jekyll", "hexo", "eleventy", "octopress", "pelican", "nikola", "zola", "gridsome", "gatsby",
    "astro", "vuepress", "docusaurus", "middleman", "publii", "bridgetown", "metalsmith", "lektor", "cobalt",
)  # fmt: skip


class Static(Platform):
    name = "static"
    generators = _GENERATORS

    def body_element(self, tree: HtmlElement) -> HtmlElement | None:
        found = super().body_element(tree)
        if found is not None:
            return found
        return only(
            tree,
            "post-content",
            "entry-content",
            "post-body",
            "article-content",
            "post__content",
            "markdown-body",
        )

    def article_element(self, tree: HtmlElement) -> HtmlElement | None:
        articles = tree.findall(".//article")
        return articles[0] if len(articles) == 1 else None
