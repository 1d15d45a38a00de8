"""When an article was published and changed: declared instants before text, never a comment's or a sidebar's date."""

from __future__ import annotations

import copy
import logging
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from hcsm_scraper.extraction.dates import moment, url_day
from hcsm_scraper.extraction.declared import clean
from hcsm_scraper.extraction.marks import brief
from hcsm_scraper.extraction.titles import DATED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lxml.html import HtmlElement

    from archive.records import Moment
    from hcsm_scraper.extraction.declared import Declared
    from hcsm_scraper.extraction.places import Places

logger = logging.getLogger(__name__)

_PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "datepublished", "date_published", "article:published",
    "publish_date", "publish-date", "published_date", "publication_date", "pubdate", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dc.date", "dcterms.date", "citation_publication_date", "citation_date", "parsely-pub-date",
    "sailthru.date", "og:published_time", "article.published", "cxenseparse:recs:publishtime", "published", "published_at",
    "published-date", "publishdate", "publication-date", "dc.created", "originalpublicationdate", "date",
)  # fmt: skip
_MODIFIED_METAS = (
    "article:modified_time", "og:updated_time", "article:updated_time", "datemodified", "last-modified", "dcterms.modified",
    "dc.date.modified", "revised", "lastmod",
)  # fmt: skip
_UPDATED = re.compile(
    r"updated?|modif|revised|edited|aktualisiert|geändert|mis à jour|actualizado|atualizado|aggiornato|bijgewerkt"
    r"|更新|修改|수정",
    re.IGNORECASE,
)
_NOT_ITS_OWN = re.compile(r"comment|copyright|event|birth|©|calendar|archive", re.IGNORECASE)
_WRITTEN_BY_MACHINE = re.compile(r"\s*\d{4}-\d")
_EITHER_WAY = re.compile(r"(?<!\d)\d{1,2} ?[./-] ?\d{1,2} ?[./-]")  # "01.07.19"
_MAX_TEXT = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    published: Moment | None
    modified: Moment | None
    methods: dict[str, str]
    claims: tuple[tuple[str, str, str], ...]  # (field, method, value as the page writes it)


def dates_of(
    said: Declared, places: Places, url: str, language: str | None, captured_at: datetime
) -> Dates:
    """The first source that gives an instant wins; all others that answer are claims."""
    published = list(_answers(_published(said, places, url), language))
    modified = list(_answers(_modified(said, places), language))
    if not published and (found := _found_by_htmldate(places, url, captured_at)):
        published = list(_answers(iter([("htmldate", found)]), language))
        if modified and published[0][2].iso[:10] == modified[0][2].iso[:10]:
            published = []  # it takes the day of the last change where no other is named
    claims = [("published", method, raw) for method, raw, _ in published]
    claims += [("modified", method, raw) for method, raw, _ in modified]
    first = _surest(published)
    last = modified[0] if modified else None
    methods = {}
    if first is not None:
        methods["published"] = first[0]
    if last is not None:
        methods["modified"] = last[0]
    return Dates(
        published=first[2] if first else None,
        modified=last[2] if last else None,
        methods=methods,
        claims=tuple(claims),
    )


def _answers(
    sources: Iterator[tuple[str, str]], language: str | None
) -> Iterator[tuple[str, str, Moment]]:
    for method, raw in sources:
        when = moment(raw, language)
        if when is not None and (method != "text" or len(when.iso) > 7):
            yield method, raw, when


def _surest(answers: list[tuple[str, str, Moment]]) -> tuple[str, str, Moment] | None:
    """The first answer; a later one that names the same day more precisely replaces it, or one that
    reads the same digits ("01.07.19") the other way round."""
    if not answers:
        return None
    first = answers[0]
    day = first[2].iso
    turned = f"{day[:4]}-{day[8:]}-{day[5:7]}" if _EITHER_WAY.search(first[1]) else None
    for other in answers[1:] if len(day) == 10 else ():
        said = other[2].iso
        if len(said) > 10 and said[:10] == day:
            return other
        if said[:10] == turned and not _EITHER_WAY.search(other[1]):
            return other
    return first


def _published(said: Declared, places: Places, url: str) -> Iterator[tuple[str, str]]:
    for statement in said.statements:
        if statement.published and _WRITTEN_BY_MACHINE.match(statement.published):
            yield statement.method, statement.published
    for name in _PUBLISHED_METAS:
        if content := said.meta(name):
            yield "meta", content
    yield from _shown_times(places, updated=False)
    texts = list(_shown_texts(places))
    of_changes = [x for x in texts if _UPDATED.search(x[1]) and not _PUBLISHED.search(x[1])]
    yield from (x for x in texts if x not in of_changes)
    for (
        statement
    ) in said.statements:  # "Jun 12, 2025" is a site builder's own field, not the author's
        if statement.published and not _WRITTEN_BY_MACHINE.match(statement.published):
            yield statement.method, statement.published
    if day := url_day(url):
        yield "url", day.iso
    yield from of_changes


def _modified(said: Declared, places: Places) -> Iterator[tuple[str, str]]:
    for statement in said.statements:
        if statement.modified:
            yield statement.method, statement.modified
    for name in _MODIFIED_METAS:
        if content := said.meta(name):
            yield "meta", content
    yield from _shown_times(places, updated=True)


def _shown_times(places: Places, *, updated: bool) -> Iterator[tuple[str, str]]:
    """<time datetime> near the title: "published" by class or microdata first, else the nearest."""
    ranked: list[tuple[int, int, str]] = []
    for element in places.marks.times:
        if (
            _is_update(element) is not updated
            or places.is_elsewhere(element)
            or places.is_with_another(element)
        ):
            continue
        raw = element.get("datetime") or element.get("title") or clean(element.text_content())
        if raw:
            words = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
            sure = "publish" in words or element.get("pubdate") is not None
            ranked.append((0 if sure else 1, places.distance(element), raw))
    for _, _, raw in sorted(ranked)[:3]:
        yield "time", raw


def _is_update(element: HtmlElement) -> bool:
    words = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
    if "publish" in words:
        return False
    if _UPDATED.search(words):
        return True
    parent = element.getparent()
    before = element.getprevious()
    said = (
        (parent.text or "" if before is None else before.tail or "") if parent is not None else ""
    )
    return bool(_UPDATED.search(said)) or (
        before is not None and _UPDATED.search((before.text or "")[-40:]) is not None
    )


def _shown_texts(places: Places) -> Iterator[tuple[str, str]]:
    """Dates as text, in elements named after dates and just around the title; "Published" before bare, before "Updated"."""
    named = [
        e
        for e in places.marks.dates
        if _may_hold_date(e) and not places.is_elsewhere(e) and not places.is_with_another(e)
    ]
    named.sort(key=places.distance)
    around: list[HtmlElement] = []
    if places.heading is not None:
        around = [
            *islice(places.marks.following(places.heading), 60),
            *(e for e in islice(places.marks.preceding(places.heading), 12) if e.tag != "head"),
        ]
    ranked: list[tuple[int, int, str]] = []
    candidates = (*named[:12], *around)
    if places.heading is not None:
        yield from _beside_title(places.heading)
    long: set[HtmlElement] = set()  # what holds them is, too, and is asked after them
    for number in reversed(range(len(candidates))):
        element = candidates[number]
        if len(element) >= 12 and element not in long:
            continue
        raw = None if element in long else brief(element, _MAX_TEXT)
        if raw is None:
            long.add(element.getparent())
            continue
        if not _DAY.search(raw) and "&" not in raw:
            continue
        text = clean(raw)
        if not text or len(text) > _MAX_TEXT or not _DAY.search(text) or _NOT_ITS_OWN.search(text):
            continue
        ranked.append((_rank(text, is_named=number < len(named[:12])), number, text))
    for _, _, text in sorted(ranked):
        yield "text", text


def _beside_title(heading: HtmlElement) -> Iterator[tuple[str, str]]:
    """The date that stands before the title in its heading, or as text just behind that."""
    dated = DATED.match(clean(heading.text_content()) or "")
    if dated:
        yield "text", dated[0]
    behind = clean(heading.tail)
    if behind and len(behind) <= _SHORT and _DAY.search(behind):
        yield "text", behind


_PUBLISHED = re.compile(
    r"publish|posted|veröffentlicht|publié|publicado|pubblicato|gepubliceerd|geplaatst|erstellt"
    r"|发[布表]|發[布表佈]|投稿|公開|게시",
    re.IGNORECASE,
)
_DAY = re.compile(r"\d")
_SHORT = 40  # letters: hardly more than the date itself


def _rank(text: str, *, is_named: bool) -> int:
    if _UPDATED.search(text):
        return 4 if not _PUBLISHED.search(text) else 3
    if _PUBLISHED.search(text):
        return 0
    if is_named:
        return 1 if len(text) <= _SHORT else 2
    return 2 if len(text) <= _SHORT else 5


def _may_hold_date(element: HtmlElement) -> bool:
    return element.tag not in (
        "body",
        "html",
        "script",
        "form",
        "article",
        "main",
        "img",
        "input",
        "table",
    )


def _found_by_htmldate(places: Places, url: str, captured_at: datetime) -> str | None:
    """What htmldate finds in the page's markup, asked only where nothing else answers.

    Not its search through all of the text: on 690 pages it gave one date right that nothing else
    gave, and ten to pages that name none.
    """
    from htmldate import find_date  # noqa: PLC0415 - brings dateparser along: 0.3 s

    tree = copy.deepcopy(places.names.elements[0])
    # caches write in a comment when they kept the page (WP Super Cache, W3 Total Cache)
    etree.strip_elements(tree, etree.Comment, with_tail=False)
    try:
        found = find_date(
            tree,
            url=url,
            original_date=True,
            extensive_search=False,
            max_date=captured_at.strftime("%Y-%m-%d"),
        )
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        logger.debug("htmldate failed: %s %s", error, url)
        return None
    # the first of January is what htmldate makes of a bare year, often the copyright's
    return found if found and not found.endswith("-01-01") else None
