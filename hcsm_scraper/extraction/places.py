"""Where an element of a page stands: with the article, or elsewhere (comments, sidebar, other articles)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from hcsm_scraper.extraction.marks import Marks
from hcsm_scraper.names import without_numbers

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from hcsm_scraper.names import Names

_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:comment(?:s|list|-?list|-?area|-?body|-?content|-?author|-?meta)?|respond|disqus|replies|"
    r"komment[a-z]*|commentaires?|reacties|pingbacks?|trackbacks?|"
    r"side-?bar[a-z0-9]*|widget-?area|secondary|tertiary|tag-?cloud|"
    r"related[a-z]*|similar|recommended|recommendations?|recent|latest|popular|trending|featured-?posts?|more-(?:posts|articles|stories|from)|"
    r"read-?next|up-?next|also-like|next|previous|prev|nav|navi|navigation|navbar|menu|pagination|breadcrumbs?|"
    r"site-footer|colophon|footer-?(?:widgets?|menu|area|content|nav|posts|inner|wrapper|container|bottom|top)|yarpp[a-z-]*|jp-relatedposts|carousel|slider|swiper[a-z-]*|"
    r"teasers?|newsletter|popup|modal|cookie|megamenu|mega-menu|testimonials?|post-?grid|loop-grid|cards?-?(?:grid|list)|archive-list|tweets?|twitter-tweet)"
    r"(?=$|[\s_-])"
)
_OF_ARTICLE = re.compile(
    r"(?:^|[\s_-])(?:entry|post|article|story)[\s_-]{0,2}(?:foot|info|meta|data)"
)
_WIDGET = re.compile(
    r"widget|widgets|widget_[a-z_-]+|widget-(?:categories|tags|archives)|footer|posts|card|cards"
)
_SLUG_CLASS = re.compile(r"(?:^|\s)(category|tag)-(\S+)")
# "sticky-sidebar-parent", "has-sidebar": what stands beside a sidebar, or holds it
_SETTINGS = re.compile(
    r"(?:no|has|with|without)-.|.*sidebar-(?:relative|parent|enabled|left|right)"
)
_ROOTS = frozenset(("__next", "__nuxt", "___gatsby"))  # all of a page of Next.js, Nuxt, Gatsby
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Places:
    """Answers for one tree. What surrounds the article's heading and body is never elsewhere."""

    def __init__(self, names: Names, *hearts: HtmlElement | None) -> None:
        self.names = names
        self.heading: HtmlElement | None = None
        self._around: set[HtmlElement] = set()
        self._known: dict[HtmlElement, bool] = {}
        self.marks = Marks(names)
        for heart in hearts:
            self._exempt(heart)
        # post_class() marks each article of the page; on an article's own page there is one
        if len(self.marks.articles) == 1:
            self._exempt(self.marks.articles[0])

    def settle(self, heading: HtmlElement | None) -> None:
        """Tells which heading is the article's title."""
        self.heading = heading
        self._exempt(heading)
        self._known.clear()

    def distance(self, element: HtmlElement) -> int:
        """Elements between the title and this one, in reading order; those before it count threefold."""
        number = self.marks.numbers.get(element, 0)
        if self.heading is None:
            return number
        away = number - self.marks.numbers.get(self.heading, 0)
        return away if away >= 0 else -3 * away

    def is_with_another(self, element: HtmlElement) -> bool:
        """Whether the element stands in an `article` that is not the title's own, but a card of another one."""
        for up in element.iterancestors("article"):
            return up not in self._around and any(e.tag == "article" for e in self._around)
        return False

    def surrounds(self, element: HtmlElement) -> bool:
        """Whether it holds the article's heading, its body, or the one article of the page."""
        return element in self._around

    def slugs(self) -> set[tuple[str, str]]:
        """(category or tag, slug) that WordPress writes into the class of the article's element (post_class)."""
        found: set[tuple[str, str]] = set()
        for element in self._around:
            words = element.get("class") or ""
            if element.tag != "body" and ("hentry" in words or "type-post" in words):
                found |= {(kind, slug.lower()) for kind, slug in _SLUG_CLASS.findall(words)}
        return found

    def _exempt(self, heart: HtmlElement | None) -> None:
        if heart is not None:
            self._around |= {heart, *heart.iterancestors()}

    def is_elsewhere(self, element: HtmlElement) -> bool:
        """Whether the element stands in a part of the page that is not about its article."""
        trail: list[HtmlElement] = []
        answer = False
        here: HtmlElement | None = element
        while here is not None:
            if here in self._known:
                answer = self._known[here]
                break
            if here in self._around:
                break
            trail.append(here)
            if _names_elsewhere(here):
                answer = True
                break
            here = here.getparent()
        for passed in trail:
            self._known[passed] = answer
        return answer


def _names_elsewhere(element: HtmlElement) -> bool:
    if element.tag in ("html", "body", "main") or element.get("id") in _ROOTS:
        return False
    if element.tag in ("aside", "nav"):
        return True
    if element.get("role") in ("complementary", "navigation", "contentinfo"):
        return True
    for words in (element.get("class"), element.get("id")):
        if words and _say_elsewhere(words):
            return True
    if element.tag != "footer" or next(element.iterancestors("article", "main"), None) is not None:
        return False
    return not _OF_ARTICLE.search(f"{element.get('class') or ''} {element.get('id') or ''}".lower())


@lru_cache(maxsize=16384)
def _say_elsewhere(words: str) -> bool:
    return any(map(_says_elsewhere, without_numbers(words).split()))


@lru_cache(maxsize=16384)
def _says_elsewhere(name: str) -> bool:
    spaced = name if name.islower() else _CAMEL.sub("-", name).lower()
    if "-" in spaced and _SETTINGS.match(spaced):
        return False
    return bool(_WIDGET.fullmatch(spaced) or _ELSEWHERE.search(spaced))
