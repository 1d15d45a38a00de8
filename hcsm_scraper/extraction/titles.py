"""The title of an article as its readers see it, without the site's name."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from archive.urls import normalise, route, same_site
from hcsm_scraper.extraction.declared import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from hcsm_scraper.extraction.declared import Declared
    from hcsm_scraper.extraction.places import Places

_NAMED = re.compile(
    r"(?:^|\s)(?:(?:entry|post|article|blog|single|page|story|content|hs-blog-post|blog-post|blog-item|td-post|wp-block-post|main)"
    r"[-_]{0,2}(?:title|heading|headline|header-title)|p-name|headline|title|posttitle|entrytitle|blogtitle)(?=$|\s)",
    re.IGNORECASE,
)
_SITE = re.compile(
    r"(?:^|[\s_-])(?:site|logo|brand|branding|blog-?(?:name|logo)|masthead|site-?title)(?=$|[\s_-])",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"\s+(?:[|–—·•»«:~/⋆★>‹›]|-{1,3}|:{1,2}|&raquo;)\s+|\s*[|»«]\s*|(?<=\w):\s+"
)
_WORDS = re.compile(r"\w+")
_NO_TITLES = frozenset(
    "menu|main menu|navigation|post navigation|search|search results|suche|share|comments|kommentare|"
    "leave a reply|archives|home|news|artikel|article|post|blog|our blog|the blog|the blog single|"
    "blog post|blog single|blog post single|blog detail|blog details|single post".split("|")
)
DATED = re.compile(  # what stands before a title, or a name
    r"\W*(?:[^\W\d]+\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}\.? ?[^\W\d]+\.? \d{4}|(?:\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}))\s*[|·•–—-]\s*"
)
_PART = re.compile(  # of an article, or of its comments
    r"(?:(?:comment-)?page[-/])?\d*(?:\.\w+)?/?|(?:index\.\w+|comments|amp|print|single-page)/?"
)
_DATED_FOLDER = re.compile(r"/(?:19|20)\d\d/\d\d?/(?:\d\d?/)?[^/]*[a-z][^/]*\Z", re.IGNORECASE)
_SHOWS = frozenset("a b big center div dt em font h3 h4 h5 h6 legend p span strong td th".split())
_IN_COMMON = 0.2  # share of words
_CUT = ("…", "...")
_SOLE = 0.3  # a page's only h1
_LEADS_HERE = 0.5
_ENOUGH = 0.65  # an h1 outside sidebars and the like that is not the site's name is enough


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    text: str
    method: str
    claims: tuple[tuple[str, str], ...]  # (method, value) of every source asked
    heading: HtmlElement | None = None  # where the page shows it


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Words only, in lower case, without accents: two spellings of one title fold alike."""
    if text.isascii():
        return " ".join(_WORDS.findall(text.lower()))
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(_WORDS.findall("".join(c for c in plain if not unicodedata.combining(c))))


def title_of(said: Declared, places: Places, url: str) -> Title | None:
    """The visible heading where it agrees with what is declared, else the declared one."""
    named = places.names.tagged("title")  # to ask the tree is to go through all of it
    page_title = clean(named[0].text_content()) if named else None
    headings = [
        (e, text)
        for e in places.marks.headings
        if (text := _own_link_text(e, url) or heading_text(e)) and len(text) < 400
    ]
    sites = _site_folds(said, url)
    sites |= {fold(text) for e, text in headings if _leads_home(e, url)} - {""}
    raw = list(_declared_titles(said, page_title))
    stripped = [(method, without_site(text, sites)) for method, text in raw]
    best = _best_heading(headings, [text for _, text in stripped], sites, places, url)
    if best is None or best[0].tag != "h1":
        names = {fold(x) for _, text in stripped for x in _beginnings(text)} - sites - {""}
        is_told = best is not None and any(name.startswith(fold(best[1])) for name in names)
        place = None if is_told else _shown_at(places, names, url)
        if place is not None and (shown := clean(place.text)):
            return Title(text=shown, method="css", claims=tuple(raw), heading=place)
    if best is not None:
        text = _without_kicker(
            best[0], without_site(best[1], sites), [text for _, text in stripped]
        )
        other = _of_another(text, [text for _, text in stripped], url)
        if other is not None:
            method = next(method for method, text in stripped if other in text)
            place = _shown_at(places, {fold(other)}, url)
            heading = best[0] if place is None else place
            return Title(text=other, method=method, claims=(*raw, ("css", text)), heading=heading)
        text = _uncut(text, [text for _, text in stripped])
        return Title(text=text, method="css", claims=(*raw, ("css", text)), heading=best[0])
    for method, text in stripped:
        if text and fold(text) not in sites:
            return Title(text=_first_segments(text), method=method, claims=tuple(raw))
    return None


def _shown_at(places: Places, names: set[str], url: str) -> HtmlElement | None:
    """Where a page shows its title in no heading: in a `legend`, a `div`, a cell."""
    longest: tuple[int, HtmlElement | None] = (0, None)
    for element in places.marks.elements:
        text = element.text if element.tag in _SHOWS else None
        if text and longest[0] < len(text) < 400 and fold(text) in names:
            if not places.is_elsewhere(element) and not _leads_home(element, url):
                longest = (len(text), element)
    return longest[1]


def _beginnings(title: str) -> list[str]:
    """The title and, of three words or more, what stands before a mark that may lead to the site."""
    pieces = _split(title)
    ends = [n for n in range(1, len(pieces)) if pieces[n - 1][1].strip() != ":"]
    shorter = ("".join(a + b for a, b in pieces[: n - 1]) + pieces[n - 1][0] for n in ends)
    return [title, *(text for text in shorter if len(text.split()) > 2)]


def _without_kicker(element: HtmlElement, heading: str, declared: list[str]) -> str:
    """A heading less the few words before it ("Opinion | …") that no declared title has, and the
    date around it."""
    dated = DATED.match(heading)
    if dated and heading[dated.end() :] and heading not in declared:
        return heading[dated.end() :]
    for text in declared:
        if text != heading and _is_glued(heading, text):
            return text
        lead, found, tail = heading.rpartition(text)
        inner = (clean(x.text_content()) for x in element.iterdescendants()) if lead else ()
        is_set_apart = lead.strip() in inner
        if not found or len(text.split()) <= (1 if is_set_apart else 3) or not lead:
            continue
        if not tail and len(lead.split()) < 6:
            if is_set_apart or re.search(r"[|:/–—•·]\s*$", lead):
                return text
        if tail and len(lead.split()) <= 2 and not re.sub(r"[\d\W]", "", tail):
            return text
    return heading


def _is_glued(heading: str, declared: str) -> bool:
    """Whether a style sheet sets words of the heading apart that its markup glues together."""
    shown, said = fold(heading), fold(declared)
    return len(shown) < len(said) and shown.replace(" ", "") == said.replace(" ", "")


def _uncut(heading: str, declared: list[str]) -> str:
    """The declared title, of which a theme shows the beginning: "Three things nurses wish …"."""
    if not heading.endswith(_CUT):
        return heading
    begun = fold(heading)
    wholes = sorted({x for title in declared for x in _beginnings(title)}, key=len)
    whole = next((x for x in wholes if fold(x).startswith(begun)), heading)
    return heading if whole.endswith(_CUT) or fold(whole) == begun else whole


def _of_another(heading: str, declared: list[str], url: str) -> str | None:
    """The declared title, where the heading has hardly a word of it and the address names it: the
    template's heading ("The Blog") then stands over all articles."""
    slug = unquote(route(url)).rstrip("/").rsplit("/", 1)[-1]
    named = {word for word in fold(re.sub(r"[-_+]", " ", slug)).split() if len(word) > 2}
    shown = set(fold(heading).split())
    site = {fold(heading), "blog archive", "blog archiv"}  # titles of WordPress before 2.7
    if site & {fold(text) for text in declared}:
        return None
    for text in (without_site(each, site) for each in declared):
        words = set(fold(text).split())
        is_another = len(words & shown) < _IN_COMMON * len(words | shown)
        if len(named) > 2 and named <= words and 2 * len(named & shown) < len(named):
            return _first_segments(text)
        if len(named) > 2 and is_another and 2 * len(named & words) > len(named):
            return None if 3 * len(named & shown) > len(named) else text
    return None


def _first_segments(title: str) -> str:
    """A declared title that no heading confirms, less its last segment: sites write their name there."""
    pieces = _split(title)
    if len(pieces) < 2 or not re.search(r"[|»«›•·–—]", pieces[-2][1]):
        return title
    return "".join(text + mark for text, mark in pieces[:-2]) + pieces[-2][0]


def _declared_titles(said: Declared, page_title: str | None) -> Iterator[tuple[str, str]]:
    for statement in said.statements:
        if statement.title and statement.method != "json-ld-page":
            yield statement.method, statement.title
    for name in ("og:title", "twitter:title", "dc.title", "title", "citation_title"):
        if content := said.meta(name):
            yield "meta", content
    if page_title:
        yield "title", page_title


def heading_text(element: HtmlElement) -> str | None:
    """What a heading shows: no scripts, no hidden anchors."""
    parts: list[str] = []
    for piece in element.iter():
        if not isinstance(piece.tag, str) or piece.tag in (
            "script",
            "style",
            "svg",
            "noscript",
            "button",
        ):
            if piece is not element and piece.tail:
                parts.append(piece.tail)
            continue
        if piece.text:
            parts.append(piece.text)
        if piece.tag in ("br", "p", "div"):
            parts.append(" ")
        if piece is not element and piece.tail:
            parts.append(piece.tail)
    return clean("".join(parts))


def without_site(title: str, sites: set[str]) -> str:
    """A title less the segments that are the site's name, at its end or its beginning."""
    pieces = _split(title)
    while len(pieces) > 1 and _is_site(pieces[-1][0], sites):
        pieces.pop()
    while len(pieces) > 1 and _is_site(pieces[0][0], sites):
        pieces.pop(0)
    return "".join(text + mark for text, mark in pieces[:-1]) + pieces[-1][0]


def _split(title: str) -> list[tuple[str, str]]:
    """(segment, separator behind it) …"""
    out, at = [], 0
    quotes = "«»" if "«" in title and "»" in title else ""
    for found in _SEPARATOR.finditer(title):
        if found.start() > at and not (quotes and found[0].strip() in quotes):
            out.append((title[at : found.start()], found[0]))
            at = found.end()
    out.append((title[at:], ""))
    return [piece for piece in out if piece[0].strip()] or [(title, "")]


def _is_site(segment: str, sites: set[str]) -> bool:
    name = fold(segment)
    return name in sites or name.replace(" ", "") in sites


def _site_folds(said: Declared, url: str) -> set[str]:
    """Folded names of the site: declared ones, and its host with and without its ending."""
    names = {fold(name) for name in said.site_names}
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    labels = host.split(".")
    names |= {fold(host), host, *(label for label in labels[:-1] if len(label) > 3)}
    names |= {name.replace(" ", "") for name in names}
    for name in list(names):
        for lead in ("the ", "blog "):
            names.add(name.removeprefix(lead))
        names.add(name.removesuffix(" blog"))
        names.add(f"{name} blog")
        names.add(f"the {name}")
    return names - {"", "the", "blog"}


def _best_heading(
    headings: list[tuple[HtmlElement, str]],
    declared: list[str],
    sites: set[str],
    places: Places,
    url: str,
) -> tuple[HtmlElement, str] | None:
    others = [fold(text) for text in declared if text]
    first = [fold(text) for element, text in headings if element.tag == "h1"]
    sole = first[0] if len(set(first)) == 1 else None
    best: tuple[HtmlElement, str] | None = None
    best_score = _ENOUGH
    for element, text in headings:
        name = fold(text)
        if not name or name in _NO_TITLES:
            continue
        score = _score(element, name, others, sites, url)
        score += _LEADS_HERE if _leads_to(element, url) else 0.0
        if name == sole:
            score += _SOLE
        elif score > best_score and places.is_elsewhere(element):
            score -= 1.2
        if score > best_score:
            best, best_score = (element, text), score
    return best


def _score(
    element: HtmlElement, name: str, declared: list[str], sites: set[str], url: str
) -> float:
    score = 1.5 * max((_likeness(name, other) for other in declared), default=0.0)
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    score += 0.7 if element.tag == "h1" else 0.0
    score += 0.5 if element.get("itemprop") or _NAMED.search(names) else 0.0
    if (
        name in sites
        or name.replace(" ", "") in sites
        or _SITE.search(names)
        or _leads_home(element, url)
    ):
        score -= 1.5
    return score


def _leads_home(heading: HtmlElement, url: str) -> bool:
    """Headings that link to a site's first page, or to the folder that the page stands in, show the
    site's name; an article's own leads from its parts to the first."""
    link = next(iter(heading.iter("a")), None)
    if link is None and (parent := heading.getparent()) is not None and parent.tag == "a":
        link = parent
    to = None if link is None else normalise(link.get("href") or "#", url)
    if link is None or to is None or link.text_content().split() != heading.text_content().split():
        return False
    folder, query = urlsplit(to).path.rstrip("/"), urlsplit(to).query
    folder = re.sub(r"/index\.(?:html|php)\Z", "", folder)
    if link.get("rel") == "home" or not (folder or query):
        return True
    inside = urlsplit(url).path.partition(f"{folder}/")
    is_above = same_site(to, url) and not inside[0] and not _PART.fullmatch(inside[2])
    return is_above and not query and not _DATED_FOLDER.search(folder)


def _leads_to(heading: HtmlElement, url: str) -> bool:
    """Themes link an article's title to the article, on its own page, too."""
    href = next((x.get("href") or "" for x in heading.iter("a")), "")
    return bool(href) and "#" not in href and normalise(href, url) == url


def _own_link_text(heading: HtmlElement, url: str) -> str | None:
    """What the link to the article says in a heading that has one to the site, too."""
    links = list(heading.iter("a"))
    own = [x for x in links if normalise(x.get("href") or "#", url) == url]
    return clean(own[0].text_content()) if len(links) > 1 and len(own) == 1 else None


def _likeness(one: str, other: str) -> float:
    """1 for the same words; nearly that if one begins or ends with the other; else the share of words in common."""
    if one == other:
        return 1.0
    a, b = one.split(), other.split()
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if len(short) >= 3 and (long[: len(short)] == short or long[-len(short) :] == short):
        return 0.9
    both = len(set(a) & set(b))
    return both / (len(set(a)) + len(set(b)) - both) if a and b else 0.0
