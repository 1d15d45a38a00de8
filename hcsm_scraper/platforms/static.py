"""Static blogs (Hugo, Jekyll, Hexo, Eleventy and their like): the generator's name, and what their themes share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hcsm_scraper.platforms.platform import Platform

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from hcsm_scraper.document import Document


class Static(Platform):
    name = "static"
    generators = (
        "hugo", "jekyll", "hexo", "eleventy", "octopress", "pelican", "nikola", "zola", "gridsome", "gatsby",
        "astro", "vuepress", "docusaurus", "middleman", "publii", "bridgetown", "metalsmith", "lektor", "cobalt",
    )  # fmt: skip

    def body_element(self, document: Document) -> HtmlElement | None:
        found = super().body_element(document)
        if found is not None:
            return found
        return document.names.only(
            "post-content",
            "entry-content",
            "post-body",
            "article-content",
            "post__content",
            "markdown-body",
        )

    def article_element(self, document: Document) -> HtmlElement | None:
        articles = document.tree.findall(".//article")
        return articles[0] if len(articles) == 1 else None
