"""Categories and tags of an article, apart, as its page shows or declares them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

from archive.urls import host_key, normalise, route
from hcsm_scraper.extraction.declared import clean
from hcsm_scraper.extraction.marks import AUTHOR_PAGE, wrappers
from hcsm_scraper.extraction.titles import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

    from hcsm_scraper.extraction.declared import Declared
    from hcsm_scraper.extraction.places import Places

_CATEGORY_PLACE = re.compile(
    r"(?:^|[\s_-])(?:cat-?links?|categor(?:y|ies|ia|ie)|category-?(?:links?|list)|posted-in|taxonomy-category|cats?|kategorien?|p-category)(?=$|[\s_-])",
    re.IGNORECASE,
)
_TAG_PLACE = re.compile(
    r"(?:^|[\s_-])(?:tags?|tag-?(?:links?|list)|tags-?(?:links?|list|item)|tagged|taxonomy-post_tag|labels|keywords|topics?|schlagw[a-zö]+)(?=$|[\s_-])",
    re.IGNORECASE,
)
_CATEGORY_URL = re.compile(
    r"[/?](?:category|categories|kategorie|categoria|categorie|rubrik|cat)\d*(?:/|(?:\.html)?#)"
    r"|[?&](?:cat=|\w+=category&|(?:sort|category|cat(?:egory)?_?id)=\d)",
    re.IGNORECASE,
)
_TAG_URL = re.compile(
    r"[/?](?:tags?|tagged|schlagwort|etiqueta|label|topics?)(?:/|(?:\.html)?#)|[?&]tag=",
    re.IGNORECASE,
)
_NOT_TOPICS = re.compile(
    r"^(?:tags?:?|categor(?:y|ies):?|more|all|blog|posts?|edit|next|previous|.*\bcomments?\b.*|\d{1,3}|\d{5,}|»|→|…)$",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\s*\(\d+(?: \w+)?\)$")
_MAX_LENGTH = 60
_CROWD = 15  # links
_CARD, _CARD_LETTERS = 4, 600  # elements around a topic on the card of an article; all it says
_SENTENCE = 80  # letters beside the links of a line
_REGISTRIES = frozenset("co com org net ac edu gov gob ne or".split())  # amazon.co.uk


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    methods: dict[str, str]
    claims: tuple[tuple[str, str, str], ...]  # (field, method, value)


@dataclass(frozen=True, slots=True)
class _Term:
    """A topic as one link of the page shows it."""

    name: str
    slug: tuple[str, str]  # category or tag, last part of its address
    is_apart: bool
    is_told: bool  # by what it or the article is called
    has_rel: bool


def topics_of(said: Declared, places: Places, url: str) -> Topics:
    """What the page shows with the article; what it declares where it shows none."""
    shown_categories, shown_tags = _shown(places, url)
    declared_categories = _declared(said, sections=True)
    declared_tags = _declared(said, sections=False)
    shown_tags = _unadorned(shown_tags, {*declared_tags[0], *_keywords(said)})
    categories, by_category = (shown_categories, "css") if shown_categories else declared_categories
    tags: tuple[str, ...]
    tags, by_tag = (shown_tags, "css") if shown_tags else declared_tags
    known = {fold(name) for name in categories}
    if by_tag != "css":
        tags = tuple(tag for tag in tags if fold(tag) not in known)
    methods = {}
    if categories:
        methods["categories"] = by_category
    if tags:
        methods["tags"] = by_tag
    claims = [
        (field, method, "; ".join(values))
        for field, (values, method), winner in (
            ("categories", declared_categories, categories),
            ("tags", declared_tags, tags),
        )
        if values and set(map(fold, values)) != set(map(fold, winner))
    ]
    return Topics(
        categories=tuple(categories), tags=tuple(tags), methods=methods, claims=tuple(claims)
    )


def _shown(places: Places, url: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found: list[_Term] = []
    in_crowds = _crowds(places, url)
    slugs = places.slugs()
    for link in places.marks.topics:
        href = link.get("href") or ""
        kind = _kind(link) if _is_local(href, url) else None
        if kind is None:
            continue
        slug = (kind, _slug(href))
        if link in in_crowds and slug not in slugs:
            continue
        # a term that the article's own class names is its own wherever the page links to it
        is_apart = places.is_elsewhere(link)
        is_anothers = is_apart or places.is_with_another(link) or _is_on_card(link, places, url)
        if slug not in slugs and (is_anothers or _is_in_prose(link) or _is_counted(link)):
            continue
        name = _name(link)
        if name and len(name) <= _MAX_LENGTH and not _NOT_TOPICS.match(name):
            is_told = slug in slugs or _is_named(link)
            found.append(_Term(name, slug, is_apart, is_told, _has_rel(link)))
    if any(term.has_rel for term in found):  # what has no more than an address is in a menu then
        found = [term for term in found if term.has_rel or term.is_told]
    own = {term.slug for term in found if not term.is_apart}
    # menus have names of their own for a term that the article links, too
    found = [term for term in found if not term.is_apart or term.slug not in own]
    if slugs and any(term.slug in slugs for term in found):
        # post_class writes a term's number where its slug is no name for a class ("tag-5183" for /tag/2019/)
        found = [
            term for term in found if term.slug in slugs or not re.match(r"[a-z]", term.slug[1])
        ]
    categories = _unique(term.name for term in found if term.slug[0] == "category")
    return categories, _unique(term.name for term in found if term.slug[0] == "tag")


def _name(link: HtmlElement) -> str:
    """What a link shows, less the number of articles behind it."""
    said = clean(link.text_content()) or ""
    last = clean(next(link.iterchildren("*", reversed=True), link).text_content())
    if last is not None and last.isdecimal() and said != last:
        said = said.removesuffix(last)
    return _COUNT.sub("", said).strip(" ,;·•|")


def _is_counted(link: HtmlElement) -> bool:
    """Whether it is of the blog's list of all: "<a>Nights</a> (3)"."""
    return not _has_rel(link) and _COUNT.fullmatch(f" {(link.tail or '').strip()}") is not None


def _has_rel(link: HtmlElement) -> bool:
    return not {"tag", "category"}.isdisjoint((link.get("rel") or "").split())


def _unadorned(tags: tuple[str, ...], declared: set[str]) -> tuple[str, ...]:
    """Themes print "#" before every tag; before one of several it is part of its name, and before a
    sole one unless the page declares that without it."""
    bare = _unique(tag.lstrip("# ") for tag in tags)
    is_printed = len(tags) > 1 or any(
        fold(x) == fold(tag) and x != tag for tag in tags for x in declared
    )
    return bare if is_printed and all(tag.startswith("#") for tag in tags) else tags


def _is_on_card(link: HtmlElement, places: Places, url: str) -> bool:
    """Whether it stands above or below a heading that leads to another article."""
    if _has_rel(link):
        return False
    for around in islice(link.iterancestors(), _CARD):
        if places.surrounds(around):
            return False
        headings = list(around.iter("h2", "h3", "h4", "h5"))
        if headings:
            title = headings[0].find(".//a[@href]")
            href = None if title is None else title.get("href") or ""
            if href is None or len(headings) > 1 or len(around.text_content()) > _CARD_LETTERS:
                return False
            is_articles = _kind(title) is None and not AUTHOR_PAGE.search(href)
            return is_articles and normalise(href, url) not in (None, normalise(url))
    return False


def _is_local(href: str, url: str) -> bool:
    """Topics lead to the blog's own archives: an affiliate's ?tag= does not."""
    there, here = normalise(href, url), normalise(url)
    if there is None or here is None or there == here:
        return False
    one, other = host_key(there), host_key(here)
    return _owner(one) == _owner(other) or one in url


def _owner(host: str) -> list[str]:
    labels = host.split(".")
    return labels[-3:] if labels[-2:-1] and labels[-2] in _REGISTRIES else labels[-2:]


def _kind(link: HtmlElement) -> str | None:
    """What the link's own words say, then its address, then its wrappers."""
    rel = (link.get("rel") or "").split()
    href = link.get("href") or ""
    if "category" in rel:
        return "category"
    if _CATEGORY_URL.search(href):
        return "category"
    if _TAG_URL.search(href) or "/search/label/" in href:
        return "tag"
    for element in (link, *wrappers(link)):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if element.tag in ("article", "body", "main", "section") or "type-post" in names:
            break
        if "menu-item" in names:
            return None
        if _CATEGORY_PLACE.search(names):
            return None if _TAG_PLACE.search(names) and "tag" not in rel else "category"
        if _TAG_PLACE.search(names):
            return "tag"
    return "tag" if "tag" in rel else None


def _crowds(places: Places, url: str) -> set[HtmlElement]:
    """Links of lists that only their address gives away, too long for one article's own topics."""
    lists: dict[HtmlElement, list[HtmlElement]] = {}
    if len(places.marks.topics) <= _CROWD:
        return set()
    for link in places.marks.topics:
        if not link.get("rel") and not _is_named(link) and _is_local(link.get("href") or "", url):
            around = next(link.iterancestors("ul", "ol", "nav", "div"), None)
            outer = None if around is None else around.getparent()
            if outer is not None:
                lists.setdefault(outer, []).append(link)
    return {link for links in lists.values() if len(links) > _CROWD for link in links}


def _is_in_prose(link: HtmlElement) -> bool:
    """Whether a sentence of the text leads there: "more of my <a>recipes</a> of this summer"."""
    around = next(link.iterancestors("p", "li", "blockquote", "td"), None)
    if around is None or _has_rel(link) or _is_named(link):
        return False
    if around.tag == "td" and next(around.iter("p"), None) is not None:
        return False  # a layout's cell: its sentences stand in paragraphs
    links = sum(len(x.text_content()) for x in around.iter("a"))
    said = around.text_content()
    return len(said) - links > _SENTENCE


def _is_named(link: HtmlElement) -> bool:
    """Whether the link or what it stands in is named after topics."""
    around = (link, *list(link.iterancestors())[:3])
    said = (x.get("class") for x in around if x.tag not in ("article", "body", "main"))
    return any(words and _names_topics(words) for words in said)


@lru_cache(maxsize=4096)
def _names_topics(words: str) -> bool:
    return bool(_TAG_PLACE.search(words) or _CATEGORY_PLACE.search(words))


def _slug(href: str) -> str:
    path = route(href.partition("#")[0])
    return unquote(path.rstrip("/").rpartition("/")[2]).lower()


def _keywords(said: Declared) -> tuple[str, ...]:
    return _unique(re.split(r"\s*[,;]\s*", said.meta("keywords") or ""))


def _declared(said: Declared, *, sections: bool) -> tuple[tuple[str, ...], str]:
    for statement in said.statements:
        values = statement.sections if sections else statement.keywords
        if values and len(values) <= 30:  # longer lists are written for search engines
            return _unique(values), statement.method
    names = ("article:section",) if sections else ("article:tag", "og:article:tag")
    for name in names:
        if contents := said.metas.get(name):
            return _unique(
                part for value in contents for part in re.split(r"\s*[,;]\s*", value)
            ), "meta"
    return (), "meta"


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    out: dict[str, str] = {}
    for name in names:
        text = clean(name)
        if text and not _NOT_TOPICS.match(text):
            out.setdefault(fold(text) or text, text)
    return tuple(out.values())
