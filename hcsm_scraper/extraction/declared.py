"""What a page declares about itself: JSON-LD, microdata, h-entry and metas, read once per document.

It does not judge who is right; `metadata` does.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from archive.text import visible
from archive.urls import normalise
from hcsm_scraper.extraction.json_ld import Node, graph_of, types_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lxml.html import HtmlElement

    from hcsm_scraper.document import Document
    from hcsm_scraper.extraction.marks import Marks

_ARTICLE = re.compile(
    r"(?:Article|Posting|Report|Review|Recipe|HowTo|CreativeWork|PodcastEpisode|Episode)$"
)
_PAGE = re.compile(r"^(?:WebPage|ItemPage|AboutPage|FAQPage|QAPage|MedicalWebPage)$")
_BYLINE_DEPTH = 3  # elements above a name
_CARRIERS = {"meta": "content", "time": "datetime", "img": "src", "link": "href", "a": "href"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one source says about the article; dates and names as written, None or () if it is silent."""

    method: str  # json-ld, json-ld-page, microdata, h-entry
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    sections: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    language: str | None = None
    image: str | None = None
    excerpt: str | None = None
    body: str | None = None
    is_free: bool = True  # schema.org: isAccessibleForFree


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Declarations by source, each field in the order in which the page gives it.

    `metas` maps the lower-case name or property of a meta to its contents. `nodes` are the page's
    JSON-LD objects, with every @id that the page explains replaced. `statements` are about the
    page's own article, the surest source first.
    """

    metas: Mapping[str, tuple[str, ...]]
    nodes: tuple[Mapping[str, object], ...] = ()
    statements: tuple[Statement, ...] = ()
    site_names: tuple[str, ...] = ()

    def meta(self, *names: str) -> str | None:
        """The first non-empty content of these metas, in the order asked."""
        for name in names:
            for content in self.metas.get(name, ()):
                return content
        return None


def declared(document: Document, marks: Marks) -> Declared:
    """Everything the document declares; broken JSON-LD is mended where it can be, else left out."""
    names = document.names
    metas = _metas(names.tagged("meta"))
    scripts = (x for x in names.tagged("script") if "ld+json" in (x.get("type") or "").lower())
    nodes = graph_of(script.text or "" for script in scripts)
    mine = {document.url, *(u for m in ("og:url", "twitter:url") for u in metas.get(m, ()))}
    statements = [
        *_json_ld_statements(nodes, {_bare(url) for url in mine}),
        *_microdata(marks.items),
        *_h_entries(marks.entries),
    ]
    return Declared(
        metas=metas,
        nodes=tuple(nodes),
        statements=tuple(statements),
        site_names=tuple(_site_names(metas, nodes)),
    )


def clean(text: object) -> str | None:
    """One line of text without markup and entities, or None if nothing is left."""
    if not isinstance(text, str):
        return None
    if "&" in text:
        text = html.unescape(text)
        text = html.unescape(text) if "&" in text and ";" in text else text
    text = visible(text)
    if "<" in text and ">" in text:
        text = re.sub(r"</?[a-zA-Z][^<>]*>", " ", text)
    return " ".join(text.split()) or None


def _metas(metas: Iterable[HtmlElement]) -> dict[str, tuple[str, ...]]:
    out: dict[str, list[str]] = defaultdict(list)
    for meta in metas:
        content = clean(meta.get("content"))
        if content is None:
            continue
        for key in {meta.get("property"), meta.get("name")} - {None}:
            out[str(key).strip().lower()].append(content)
    return {name: tuple(said) for name, said in out.items()}


# --- JSON-LD ----------------------------------------------------------------------------------


def _json_ld_statements(nodes: list[Node], mine: set[str]) -> list[Statement]:
    articles = [n for n in nodes if any(_ARTICLE.search(t) for t in types_of(n))]
    pages = [n for n in nodes if any(_PAGE.search(t) for t in types_of(n))]
    ours = [n for n in articles if _urls_of(n) & mine]
    if not ours and len(articles) > 1:
        rich = [n for n in articles if n.get("datePublished") or n.get("author")]
        articles = rich[:1] or articles[:1]
    return [
        *(_from_json_ld(node, "json-ld") for node in (ours or articles)[:2]),
        *(_from_json_ld(node, "json-ld-page") for node in pages[:1]),
    ]


def _urls_of(node: Node) -> set[str]:
    found: set[str] = set()
    for key in ("@id", "url", "mainEntityOfPage"):
        value = node.get(key)
        for part in value if isinstance(value, list) else [value]:
            named = (part.get("@id") or part.get("url")) if isinstance(part, dict) else part
            if isinstance(named, str):
                found.add(_bare(named))
    return found


def _bare(url: str) -> str:
    """A URL for comparison only: no scheme, www, fragment, query or closing slash."""
    spelled = normalise(url) or url
    return re.sub(r"^https?://(?:www\.)?|[?#].*$", "", spelled).rstrip("/")


def _from_json_ld(node: Node, method: str) -> Statement:
    return Statement(
        method=method,
        title=clean(_first(node.get("headline"))) or clean(_first(node.get("name"))),
        authors=tuple(_names(node.get("author") or node.get("creator"))),
        published=clean(_first(node.get("datePublished")))
        or clean(_first(node.get("dateCreated"))),
        modified=clean(_first(node.get("dateModified"))),
        sections=tuple(_words(node.get("articleSection"))),
        keywords=tuple(_words(node.get("keywords"))),
        language=clean(_first(node.get("inLanguage"))),
        image=_image(node.get("image")) or _image(node.get("thumbnailUrl")),
        excerpt=clean(_first(node.get("description"))),
        body=_text(node.get("articleBody")),
        is_free=not str(node.get("isAccessibleForFree")).lower().endswith("false"),
    )


def _first(value: object) -> object:
    if isinstance(value, list):
        return value[0] if value else None
    if isinstance(value, dict):
        return value.get("@value") or value.get("name")
    return value


def _text(value: object) -> str | None:
    return html.unescape(value) if isinstance(value, str) and value.strip() else None


def _names(value: object) -> list[str]:
    out: list[str] = []
    for part in value if isinstance(value, list) else [value]:
        name: object = part
        if isinstance(part, dict):
            name = part.get("name") or _given_family(part)
            if isinstance(name, (list, dict)):
                out.extend(_names(name))
                continue
        words = clean(name)
        if words and words not in out:
            out.append(words)
    return out


def _given_family(person: Mapping[str, object]) -> str | None:
    given, family = clean(person.get("givenName")), clean(person.get("familyName"))
    return " ".join(filter(None, (given, family))) or None


def _words(value: object) -> list[str]:
    out: list[str] = []
    for part in value if isinstance(value, list) else [value]:
        text = clean(part.get("name") if isinstance(part, dict) else part)
        if text is None:
            continue
        pieces = (
            [text] if isinstance(value, list) and len(value) > 1 else re.split(r"\s*[,;|]\s*", text)
        )
        out.extend(piece for piece in pieces if piece and piece not in out)
    return out


def _image(value: object) -> str | None:
    value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id")
    value = value[0] if isinstance(value, list) and value else value
    return clean(value)


def _site_names(metas: Mapping[str, tuple[str, ...]], nodes: list[Node]) -> Iterator[str]:
    for key in ("og:site_name", "application-name", "apple-mobile-web-app-title"):
        yield from metas.get(key, ())
    for node in nodes:
        kinds = types_of(node)
        if "WebSite" in kinds or "Blog" in kinds or "Organization" in kinds:
            for key in ("name", "alternateName"):
                if name := clean(_first(node.get(key))):
                    yield name
        publisher = node.get("publisher")
        if isinstance(publisher, dict) and (name := clean(_first(publisher.get("name")))):
            yield name


# --- microdata and microformats -----------------------------------------------------------------


def _microdata(items: Iterable[HtmlElement]) -> list[Statement]:
    """The first schema.org article of the page (HTML Standard, section 5: microdata)."""
    scopes: dict[HtmlElement, dict[str, list[HtmlElement]]] = {}
    for item in items:
        scope = _scope(item)
        if scope is None or not _ARTICLE.search((scope.get("itemtype") or "").strip()):
            continue
        for name in item.get("itemprop", "").split():
            scopes.setdefault(scope, {}).setdefault(name, []).append(item)
    out = []
    for values in list(scopes.values())[:1]:
        out.append(
            Statement(
                method="microdata",
                title=_value(values, "headline") or _value(values, "name"),
                authors=tuple(_item_names(_of_one_byline(values.get("author", [])))),
                published=_value(values, "datePublished") or _value(values, "dateCreated"),
                modified=_value(values, "dateModified"),
                sections=tuple(_terms(values.get("articleSection", []))),
                keywords=tuple(w for x in _terms(values.get("keywords", [])) for w in _words(x)),
                image=_value(values, "image"),
                excerpt=_value(values, "description"),
            )
        )
    return out


def _scope(item: HtmlElement) -> HtmlElement | None:
    return next((up for up in item.iterancestors() if up.get("itemscope") is not None), None)


def _said(element: HtmlElement) -> str | None:
    """A property's value: its machine form (content, datetime, title) before what is shown."""
    value = element.get("content") or element.get(_CARRIERS.get(str(element.tag), "content"))
    if element.tag == "a" and element.get("content") is None:
        value = element.text_content()
    if element.tag == "abbr":
        value = element.get("title") or value
    return clean(value or element.text_content())


def _terms(elements: Iterable[HtmlElement]) -> Iterator[str]:
    """What each says, or the links in it, without the words around: "in <a>News</a>, <a>Views</a>"."""
    for element in elements:
        linked = [clean(x.text_content()) for x in element.iterdescendants("a")]
        yield from filter(None, linked or (_said(element),))


def _value(values: Mapping[str, list[HtmlElement]], name: str) -> str | None:
    return next(filter(None, (_said(element) for element in values.get(name, []))), None)


def _of_one_byline(items: list[HtmlElement]) -> list[HtmlElement]:
    """The first and those that stand with it: cards of other articles may stand in the item, too."""
    around = [up for item in items[:1] for up in islice(item.iterancestors(), _BYLINE_DEPTH)]
    return [
        x for x in items if any(up in around for up in islice(x.iterancestors(), _BYLINE_DEPTH))
    ]


def _item_names(items: Iterable[HtmlElement]) -> list[str]:
    out: list[str] = []
    for item in items:
        inner = next(
            (e for e in item.iterdescendants() if "name" in (e.get("itemprop") or "").split()), None
        )
        name = _said(item if inner is None else inner)
        if name and name not in out:
            out.append(name)
    return out


def _h_entries(marked: Iterable[HtmlElement]) -> list[Statement]:
    """The page's h-entry (microformats2), if it has exactly one outside others."""
    entries = [
        e for e in marked if not any("h-entry" in (u.get("class") or "") for u in e.iterancestors())
    ]
    if len(entries) != 1:
        return []
    named: dict[str, list[HtmlElement]] = {}
    for element in entries[0].iterdescendants():
        for word in (element.get("class") or "").split() if isinstance(element.tag, str) else ():
            if word in _MF2_PROPERTIES and not _in_other_item(element, entries[0]):
                named.setdefault(word, []).append(element)
    return [
        Statement(
            method="h-entry",
            title=_value(named, "p-name"),
            authors=tuple(filter(None, (_mf2_name(e) for e in named.get("p-author", [])))),
            published=_value(named, "dt-published"),
            modified=_value(named, "dt-updated"),
            keywords=tuple(filter(None, (_said(e) for e in named.get("p-category", [])))),
            excerpt=_value(named, "p-summary"),
        )
    ]


_MF2_PROPERTIES = frozenset("p-name p-author dt-published dt-updated p-category p-summary".split())


def _in_other_item(element: HtmlElement, entry: HtmlElement) -> bool:
    for up in element.iterancestors():
        if up is entry:
            return False
        if re.search(r"(?:^|\s)[hu]-(?:cite|card|comment)\b", up.get("class") or ""):
            return True
    return False


def _mf2_name(author: HtmlElement) -> str | None:
    inner = next(
        (e for e in author.iterdescendants() if "p-name" in (e.get("class") or "").split()), None
    )
    return _said(author if inner is None else inner)
