"""Which element of a page holds the article's text: by what it is called, and by where the prose is."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# What themes call the element that holds the text alone.
_NAMES = re.compile(
    r"(?:^|\s)(?:"
    r"entry-content|post-body|e-content|available-content|blog-item-content|"
    r"wp-block-post-content|td-post-content|article__body|article-body|post-content|"
    r"post_content|postcontent|w-richtext|kg-post|gh-content|single-post-content|post__content|"
    r"article__content|article-content|story-body|blog-post-body|blog-post__body|"
    r"blog-post-content|post-body-container|entry__content|entry-body|entrytext|article_body|"
    r"articlebody|article-text|post-text|post-entry|blog-content|blog__content|"
    r"elementor-widget-theme-post-content|fl-post-content|hs-blog-post-body|blog-single-content|"
    r"storycontent|markup|text-post|post_body|content__body|content-body|richtext|rich-text|"
    r"prose|emessage"  # the last is uCoz's
    r")(?=$|\s)"
    # with a theme's own prefix, block__element of BEM, the hash of a style sheet's module
    r"|(?:^|[\s_-])(?:entry|post|article|single|singular|story)[_-]{0,2}(?:content|body|text)(?:__\w{5})?(?=$|\s)",
    re.IGNORECASE,
)

_PARAGRAPH = 100  # letters outside links
_SEVERAL = 3
_FAIR = 0.1  # of the letters of the largest part
_NEARLY = 0.8  # of the letters around the parts
_ROWS = 3  # elements around a part, within the one that holds all
_NAME = 7  # letters: less is no article's name
_LEAST, _ENOUGH = 400, 1000  # letters: more than a standfirst
_NOT_LITTLE = 0.15  # of the page's letters


def named_container(tree: HtmlElement, counts: dict[HtmlElement, int]) -> HtmlElement | None:
    """The element whose name says that it holds the text, if it holds a fair part of the prose."""
    best, most = None, 0.2 * counts.get(tree, 0)
    for element in tree.iter("div", "section", "article", "main", "td", "span"):
        letters = counts.get(element, 0)
        if letters < most or (best is not None and letters == most):
            continue
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if element.get("itemprop") in ("articleBody", "text") or _NAMES.search(names):
            best, most = element, letters
    return None if best is None else _with_others_alike(best, tree, counts)


def _with_others_alike(
    part: HtmlElement, tree: HtmlElement, counts: dict[HtmlElement, int]
) -> HtmlElement:
    """What holds the parts, where an article is written into several of one name."""
    name = part.get("class")
    for around in islice(part.iterancestors() if name else (), _ROWS):
        if around is not tree and tree not in around.iterancestors():
            break
        alike = [x for x in around.iter(str(part.tag)) if x.get("class") == name]
        told = sum(counts.get(x, 0) for x in alike)
        is_all = told > _NEARLY * counts.get(around, 0)
        if is_all and told - counts.get(part, 0) > _FAIR * told:
            return around
    return part


def around_title(tree: HtmlElement, counts: dict[HtmlElement, int]) -> HtmlElement | None:
    """The least that holds the heading which the page's title repeats, and prose with it; None if no
    heading is repeated."""
    heading = repeated_heading(tree)
    if heading is None:
        return None
    enough = max(_LEAST, min(_ENOUGH, _NOT_LITTLE * counts.get(tree, 0))) + counts.get(heading, 0)
    for around in heading.iterancestors():
        if counts.get(around, 0) >= enough:
            return _with_other_parts(around, counts)
    # a picture with a line below it: all of the page says less than an article
    for name in ("article", "main"):
        shown = list(tree.iter(name))
        title = heading if shown and shown[0] in heading.iterancestors() else None
        if len(shown) == 1 and counts.get(shown[0], 0) > counts.get(title, 0):
            return shown[0]
    return None


def _with_other_parts(part: HtmlElement, counts: dict[HtmlElement, int]) -> HtmlElement:
    """What holds all parts of the article, where this is one of several sections or of one name."""
    whole = part
    for here in (part, *part.iterancestors()):
        around = here.getparent()
        if here.tag in ("article", "main", "body") or around is None:
            break
        name = here.get("class")
        others = (x for x in around if x is not here and x.tag == here.tag)
        alike = (x for x in others if x.tag == "section" or (name and x.get("class") == name))
        if sum(counts.get(x, 0) for x in alike) > _FAIR * counts.get(here, 0):
            whole = around
    return whole


def repeated_heading(tree: HtmlElement) -> HtmlElement | None:
    """The heading which the page's title repeats: not that of a menu."""
    title = tree.getroottree().getroot().find(".//title")
    said = _folded(title)
    best, most = None, _NAME
    for heading in tree.iter("h1", "h2"):
        words = _folded(heading)
        is_menus = next(heading.iterancestors("nav", "aside"), None) is not None
        if len(words) > most and words in said and not is_menus:
            best, most = heading, len(words)
    return best


def _folded(element: HtmlElement | None) -> str:
    said = "" if element is None else element.text_content()
    return " ".join(re.findall(r"\w+", said.casefold()))


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
            "blockquote",
        ):
            return here
        if _is_one_of_several(inside, counts):
            return here
        here = inside


def _is_one_of_several(part: HtmlElement, counts: dict[HtmlElement, int]) -> bool:
    """Whether an article goes on beside this part: in paragraphs, or in more parts of that name."""
    others = [x for x in [*part.itersiblings(), *part.itersiblings(preceding=True)] if x in counts]
    if sum(x.tag == "p" and counts[x] > _PARAGRAPH for x in others) >= _SEVERAL:
        return True
    name = part.get("class")
    alike = sum(counts[x] for x in others if x.tag == part.tag and x.get("class") == name)
    return bool(name) and alike > _FAIR * counts.get(part, 0)
