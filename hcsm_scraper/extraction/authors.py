"""Who wrote an article: names as a list, without bylines, roles and the software's "admin"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hcsm_scraper.extraction.declared import clean
from hcsm_scraper.extraction.marks import AUTHOR_PAGE, brief
from hcsm_scraper.extraction.titles import DATED, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from hcsm_scraper.extraction.declared import Declared
    from hcsm_scraper.extraction.places import Places

_BY = (
    r"(?:(?:originally\s+)?(?:posted|written|published|reviewed|created|submitted|contributed|story|article|words|text|guest\s+post|blog\s+post)\s+)?by"
    r"|posted|written|author|authors|autor|autorin|autoren|auteur|autore|von|verfasst von|eingestellt von|gepostet von|geschrieben von|veröffentlicht von|"
    r"par|écrit par|publié par|rédigé par|por|escrito por|publicado por|postado por|di|scritto da|pubblicato da|da|"
    r"door|geschreven door|geplaatst door|skrevet av|av|af|przez|autor wpisu|"
    r"автор|написала?|опубликовала?|بقلم|كتبه|作者|著者|投稿者|글쓴이|글|文"
)
_LEAD = re.compile(
    rf"^\s*(?:(?:view all posts by|posts? by|all posts by|all articles by|more from|zeige alle beiträge von|alle beiträge von|alles von|"
    rf"voir tous les articles de|ver todas las entradas de|ver todos os posts de|vedi tutti gli articoli di|{_BY})\b\s*[:：]?[\s|]*)+",
    re.IGNORECASE,
)
_AND = re.compile(
    r"\s*(?:[;|]|\s/\s|,?\s+(?:and|und|et|y|e|en|och|og)\s+|\s*&\s*|,)\s*", re.IGNORECASE
)
_SPOKEN_AND = re.compile(r"&|,")
_TAIL = re.compile(
    r"\s+(?:on|in|at|vor|(?:am|le|el|il|op|um)\s+(?:\w+\s+)?\d+|updated|published|posted|last updated|\d{1,2}[./]|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-zäé]*\.?\s+\d{1,4})\b.*$|\s*[|•·●–—(\[@].*$|\s+-\s+.*$|\s+,?\s*\d.*$|\s+(?:under|unter|gespeichert|filed|dans|en|within)\s.*$",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^(?:(?:on|in|at|de)(?: .*)?|.* (?:de|by)|no author|the author|wp ?admin|wordpress ?admin|edited by .*|.*reviewed by .*|fact[- ]checked.*|photo(?:graph)?s? .*by .*|guest (?:author|blogger|post)|admin(?:istrator|2|s)?|webmaster|author|autor|user|root|wordpress|wp ?admin|guest|gast|"
    r"log ?in|sign ?in|anonymous|anonym|unknown|by|none|null|undefined|super ?user|posted|published|updated|(?:january|february|march|july|september|october|november|december|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?|"
    r"(?-i:[A-Z]{2})|site ?admin|.*(?:@|\[at\]).*\.\w+|\d+ comments?|.*\d min.*|https?:.*|\W*|\d+|"
    r"about the author|view all posts.*|(?:more|all|other) (?:posts|articles|stories)|read more.*|(?:see|view|read) .*(?:bio|profile)|posts?|profile|(?:cat[eé]gor\w+|kategori\w*|rubri\w+|tags?|topics?|section|labels?|date)\s*:\s.*|website|home|contact|share|follow.*|name|test|last|last (?:updated|modified).*)$",
    re.IGNORECASE,
)
_METAS = ("author", "article:author_name", "dc.creator", "dcterms.creator", "citation_author", "parsely-author",
          "sailthru.author", "byl", "article:author", "book:author", "twitter:creator_name", "og:article:author", "og:author")  # fmt: skip
_WORDS_SAY_BY = re.compile(rf"^\W*(?:{_BY})\b", re.IGNORECASE)
_MARKED_TAIL = re.compile(
    r"\s*[|•·●].*$|\s+[-–—]\s.*$|\s+(?:on|updated|published|posted)\s.*$|\s+\d{1,2}[./ ].*$|"
    r"\s+(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d.*$",
    re.IGNORECASE,
)
_MONTHS_AND_NAMES = frozenset("jan january april may june august".split())
_ROLE = re.compile(
    r"(?:\A|.*[\s-])(?:attorney|expert|columnist|editor|writer|manager|director|reporter|correspondent|contributor|"
    r"specialist|officer|founder|redakteur(?:in)?|volontär(?:in)?)\Z|(?:head|director|vp|editor) of\b.*",
    re.IGNORECASE,
)
_ON_A_DAY = re.compile(
    rf"(?:(?:posted|published|written)\s+)?(?:on\s+)?{DATED.pattern}", re.IGNORECASE
)
_CREDIT = re.compile(r"photo(?:graph)?s? by\b", re.IGNORECASE)
_WITH = re.compile(r"\s*\(\s*(?:with|avec|mit|con|com|met)\s+([^()]+)\)", re.IGNORECASE)
# "By" of an element of its own, places and addresses behind the name
_GLUED = re.compile(
    r"^\s*[Bb]y(?=[A-Z])|\s*\([^()]*,[^()]*\)|\s*\([a-z]{2,4}\)\s*\Z|\s*[-–—(]*\s*https?://\S+"
)
_AROUND = " ,;:–—|｜•·\"'&"  # what stands around names
_TURNED = re.compile(r"\A([^\W\d_][\w'’-]+), ([^\W\d_a-z][^\W\d_A-Z][\w'’-]*)\Z")  # "Doe, Jane"
_MAX_NAME = 60
_MAX_WORDS = 7
_SPEAKS = frozenset("p span div small a em i li h3 h4 h5 img".split())
_BYLINE = 100  # letters
_NEAR = 40  # such elements below the title
_LOOKS_LIKE_NAME = re.compile(
    r"^[A-ZÀ-ÖØ-ÞŁŚŽČ][\w.'’-]*(?:\s+(?:de|la|van|von|der|den|da|di|du|le|bin|al|y|and|&|[A-ZÀ-ÖØ-ÞŁŚŽČ][\w.'’-]*)){1,6}\s*(?:[,|•·–—-].*)?$"
)
_MOST_BYLINES = 8
_TEXT_RANK = 3
_NEVER = frozenset(
    "body html head meta link main article form img script section ul ol nav style".split()
)
_NAME_CLASS = re.compile(
    r"(?:^|[\s_-])(?:fn|p-author|the-author|(?:author|auth|byline|writer|autor)(?:[-_]+box)?[-_]{0,2}(?:name|link)|byline__author)(?=$|\s)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authors:
    names: tuple[str, ...]
    method: str | None
    claims: tuple[tuple[str, str], ...]  # (method, names) of every source that answers


# How far a source is believed; several that agree add up.
_WEIGHTS = {
    "json-ld": 1.0,
    "h-entry": 1.0,
    "microdata": 0.9,
    "meta": 0.9,
    "author-page": 0.95,  # what a template puts into every page's head may be the site's author
    "rel-author": 0.85,
    "css": 0.8,
    "text": 0.6,
}
_STAFF = re.compile(r"(?<=...)(?:staff|team|editors|redaktion)\Z")
_COPYRIGHT = re.compile(r"copyright|©|\(c\)|all rights reserved|(?:19|20)\d{2}", re.IGNORECASE)
_LOGIN = 0.35  # one word where another source gives a whole name is the software's log-in name
_BRAND = 0.25  # the site's own name, believed only where no person is named


def authors_of(said: Declared, places: Places, url: str) -> Authors:
    """No names and no method when the page names nobody."""
    holders = [said.meta("copyright") or "", *said.site_names]
    sites = {fold(_COPYRIGHT.sub("", name)).replace(" ", "") for name in holders} - {""}
    host = (urlsplit(url).hostname or "").replace("-", "")
    answers = [
        (method, names)
        for method, raw, is_marked in _sources(said, places)
        if (names := names_in(raw, is_marked=is_marked))
    ]
    scores: dict[frozenset[str], float] = {}
    for method, names in answers:
        weight = _WEIGHTS[method]
        if all(_is_brand(fold(name).replace(" ", ""), sites, host) for name in names):
            weight *= _BRAND
        if all(" " not in name and name.isascii() for name in names) and any(
            " " in other for _, others in answers for other in others
        ):
            weight *= _LOGIN
        key = frozenset(fold(name) for name in names)
        scores[key] = scores.get(key, 0.0) + weight
    claims = tuple((method, "; ".join(names)) for method, names in answers)
    if not scores:
        return Authors(names=(), method=None, claims=claims)
    method, names = max(answers, key=lambda a: scores[frozenset(fold(name) for name in a[1])])
    return Authors(names=names, method=method, claims=claims)


def _is_brand(name: str, sites: set[str], host: str) -> bool:
    name = _STAFF.sub("", name)
    return name in sites or (len(name) > 4 and name in host)


def _sources(said: Declared, places: Places) -> Iterator[tuple[str, list[str], bool]]:
    for statement in said.statements:
        if statement.method != "json-ld-page" and statement.authors:
            yield statement.method, list(statement.authors), True
    yield from _shown(places)
    for name in _METAS:
        if contents := said.metas.get(name):
            yield "meta", [x for content in contents for x in _in_order(content, places)], True
            break
    label = said.meta("twitter:label1") or ""
    if _WORDS_SAY_BY.match(label) and (value := said.meta("twitter:data1")):
        yield "meta", [value], True


def _in_order(names: str, places: Places) -> Iterator[str]:
    """ "Doe, Jane" turned around, unless the page's text has both words and never "Jane Doe": they
    are two people then ("Anna, Bert")."""
    for name in names.split(";"):
        found = _TURNED.match(name.strip())
        turned = f"{found[2]} {found[1]}" if found else name
        shown = " ".join(places.names.elements[0].text_content().split()) if found else ""
        are_two = shown and all(word in shown for word in turned.split()) and turned not in shown
        yield from name.split(",") if are_two else [turned]


def _shown(places: Places) -> Iterator[tuple[str, list[str], bool]]:
    """Bylines near the article, the surest kind first, of one kind the nearest to the title."""
    ranked: list[tuple[int, int, HtmlElement, str]] = []
    for element in places.marks.bylines:
        rank = _rank(element)
        around = element.getparent() if element.tag == "aside" else element
        if rank is None or places.is_elsewhere(around):
            continue
        text = _byline(element)
        if text and len(text) < 200 and names_in([text], is_marked=rank < _TEXT_RANK):
            ranked.append((rank, places.distance(element), element, text))
    if not ranked:
        if text := _spoken(places):
            yield "text", [text], False
        return
    ranked.sort(key=lambda entry: entry[:2])
    rank, _, first, text = ranked[0]
    texts = [text]
    for other_rank, _, element, other in ranked[1:]:
        if other_rank == rank <= 2 and other not in texts and _are_neighbours(first, element):
            texts.append(other)
        if len(texts) == _MOST_BYLINES:
            break
    method = "rel-author" if rank == 0 else "css"
    if AUTHOR_PAGE.search(first.get("href") or ""):
        method = "author-page"
    yield method, texts, rank < _TEXT_RANK


def _are_neighbours(one: HtmlElement, other: HtmlElement) -> bool:
    """Names of one byline stand in one element, a step or two up."""
    above = list(one.iterancestors())[:2]
    return any(up in above for up in list(other.iterancestors())[:2])


def _byline(element: HtmlElement) -> str | None:
    """A byline's text, its blocks set apart so that a role below the name is not part of it."""
    parts: list[str] = []
    for piece in element.iter():
        if not isinstance(piece.tag, str) or piece.tag in (
            "script",
            "style",
            "svg",
            "noscript",
            "time",
        ):
            parts.append((piece.tail or "") if piece is not element else "")
            continue
        if piece.tag in ("div", "p", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6"):
            parts.append(" | ")
        parts.append(piece.text or "")
        if piece is not element:
            glued = not piece.tail and not len(piece) and piece.getnext() is not None
            parts.append(
                (" | " if glued or piece.tag in ("div", "p", "li") else "") + (piece.tail or "")
            )
    text = clean("".join(parts))
    return re.sub(r"^(?:\s*\|)+\s*|(?:\s*\|)+\s*$", "", text) if text else None


def _spoken(places: Places) -> str | None:
    """A short "By Jane Doe" just below the title that no class gives away, or a name beside a
    picture that has the same name."""
    if places.heading is None:
        return None
    behind = (e for e in places.marks.following(places.heading) if e.tag in _SPEAKS)
    face = None
    for element in islice(behind, _NEAR):
        if element.tag == "img":
            face = clean(element.get("alt"))
        if len(element) > 4 or brief(element, _BYLINE) is None:
            continue
        text = _byline(element)
        if not text or len(text) >= _BYLINE:
            continue
        bare = _LEAD.sub("", DATED.sub("", text))
        is_alone = text == face or (DATED.match(text) and "," not in text)
        if (is_alone or _WORDS_SAY_BY.match(text)) and _LOOKS_LIKE_NAME.match(bare):
            return text
    return None


def _rank(element: HtmlElement) -> int | None:
    """0: marked as author by the markup's own words; 1, 2: named so by a class or link; 3, 4: a byline as text."""
    if element.tag in _NEVER:
        return None
    if "author" in (element.get("rel") or "").split():
        return 0
    words = (element.get("class") or "").lower()
    if _NAME_CLASS.search(words) or "author" in (element.get("itemprop") or "").split():
        return 1
    if AUTHOR_PAGE.search(element.get("href") or ""):
        return 2
    if re.search(r"bio|desc|avatar|image|img|photo|comment|social|box|link-?to", words):
        return None
    if re.search(r"author|byline|autor|auteur|writer|vcard|posted-?by|contributor|credits", words):
        return 3
    if re.search(r"posted|meta|info|credit", words) and _WORDS_SAY_BY.match(
        (brief(element, 2 * _BYLINE) or "").strip()
    ):
        return 4
    return None


def names_in(texts: Iterable[str], *, is_marked: bool = True) -> tuple[str, ...]:
    """Names in byline texts: labels, dates and roles cut off, lists split.

    `is_marked`: the page marks the text as nothing but the name, so that "Ann Lee, RN (Boston)" stays whole.
    """
    out: dict[str, str] = {}
    for text in texts:
        for name in _one(text, is_marked=is_marked):
            out.setdefault(fold(name) or name, name)
    people = tuple(name for name in out.values() if not _ROLE.match(name))
    return people or tuple(out.values())


def _one(text: str, *, is_marked: bool) -> list[str]:
    text = clean(text) or ""
    text = _GLUED.sub("", _WITH.sub(r", \1", _LEAD.sub("", _ON_A_DAY.sub("", text))))
    text = (_MARKED_TAIL if is_marked else _TAIL).sub("", text).strip(_AROUND)
    if not text or len(text) > 3 * _MAX_NAME or _CREDIT.match(text):
        return []
    parts = [_LEAD.sub("", part).strip(f"-{_AROUND}") for part in _AND.split(text)]
    sizes = {min(len(part.split()), 2) for part in parts}
    is_list = sizes == {2} or (sizes == {1} and not _SPOKEN_AND.search(text))
    names = parts if is_list else [text]
    return [
        n
        for n in names
        if n
        and len(n) <= _MAX_NAME
        and not _NOBODY.match(n)
        and (is_marked or n.lower() not in _MONTHS_AND_NAMES)
        and len(n.split()) <= _MAX_WORDS
    ]
