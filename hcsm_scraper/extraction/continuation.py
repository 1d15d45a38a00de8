"""Where an article goes on ("Continue reading this post on Medium") and where it came from.

Looks for the sentence, not the host: blogs also link what they do not continue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.urls import normalise, same_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_PIECE = (
    r"(?:blog\s?-?posts?|posts?|articles?|stor(?:y|ies)|piece|essay|entry|text|interview|column|version|"
    r"write-?up|transcript|recap|thing|"
    r"(?:blog-?)?(?:artikels?|beitrags?|beitrages|beitr[aä]ge|textes|post|bericht|stuk|verhaal|tekst|blog)|"
    r"articles?|billets?|texte|suite|histoire|"
    r"art[ií]culos?|entradas?|textos?|publicaci[oó]n|historia|nota|relato|"
    r"artigos?|postagem|publicaç[aã]o|mat[eé]ria|hist[oó]ria|"
    r"articoli|articolo|testo|storia|racconto)"
)
_WHOLE = (
    r"(?:full|entire|complete|whole|rest|remainder|original|long|longer|unabridged|"
    r"ganze[nrs]?|vollst[aä]ndige[nrs]?|komplette[nrs]?|gesamte[nrs]?|rest|"
    r"complete?t?e?|int[eé]gral(?:e|it[eé])?|enti[eè]re?|reste|suite|"
    r"complet[oa]|enter[oa]|[ií]ntegr[oa]|resto|inteir[oa]|intero|"
    r"hele|volledige|complete|rest)"
)
_GO_ON = re.compile(
    r"(?:"
    # English
    r"\b(?:continue|continues|continued|keep|finish|carry on)\s+(?:on\s+)?(?:reading|to read)\b|"
    rf"\b(?:this|the|my|our)\s+{_PIECE}\s+(?:continues|goes on|is continued|carries on)\b|"
    r"\bcontinue[sd]?\s+(?:on|at|over (?:on|at))\b|"
    rf"\b(?:read|see|find|view)\s+(?:on\s+)?(?:all\s+)?(?:of\s+)?(?:the|this|my|our|it)?\s*{_WHOLE}\b|"
    rf"\b(?:the\s+)?(?:rest|remainder|second half|full (?:text|version))\s+of\s+(?:the|this|my|our|that)\s+{_PIECE}|"
    rf"\b{_WHOLE}\s+{_PIECE}\s*(?:is\s+)?(?:available|here|on|at|over|now|can be|→|»|:)|"
    r"\bread\s+(?:it all|on|more|the rest|everything)\s+(?:on|at|over (?:on|at)|here|via|»|→|:)|"
    # German
    r"\b(?:weiterlesen|weiter\s+lesen|lies\s+weiter|lesen\s+sie\s+weiter|liest\s+du\s+weiter|weiter\s+geht(?:'s|\s+es))\b|"
    rf"\b(?:lesen|lies|lest|findet|finden|gibt es|steht)\b[^.!?]{{0,40}}\b{_WHOLE}\s*{_PIECE}?|"
    rf"\b{_WHOLE}\s+{_PIECE}\b[^.!?]{{0,50}}\b(?:lesen|gibt es|findet|finden|steht|weiterlesen|nachlesen)\b|"
    r"\b(?:geht|fortsetzung|fortgesetzt)\b[^.!?]{0,25}\b(?:weiter|auf|bei|folgt)\b|"
    # French
    r"\b(?:lire|lisez|lis|retrouve[zr]?|d[eé]couvr(?:ez|ir)|voir)\s+(?:la\s+suite|le\s+reste|l['’]int[eé]gralit[eé]|"
    rf"(?:l['’]|le\s+|la\s+|ce\s+|cet\s+)?{_PIECE}\s+(?:complet|int[eé]gral|en entier|entier|dans son int[eé]gralit[eé]))|"
    r"\b(?:continue[zr]?|poursuivre|poursuivez)\s+(?:la|votre|ta|à)?\s*(?:lecture|lire)\b|"
    r"\bla\s+suite\s+(?:de\s+(?:cet|ce|l['’])[^.!?]{0,20})?\s*(?:est\s+)?(?:sur|chez|ici|à lire|:)|"
    # Spanish, Portuguese, Italian
    r"\b(?:seguir|sigue|siga|sigan|continuar|contin[uú]a|continue|continua|continuare|prosegui|prosegue|segui)\s+"
    r"(?:a\s+|con\s+la\s+|con\s+|a\s+la\s+|la\s+|leyendo|lendo)?\s*(?:leyendo|lendo|leggere|leitura|lectura|lettura|ler|leer)?\b"
    r"(?=\s*(?:en|no|na|em|su|sul|sulla|aqu[ií]|qui|→|»|:|este|esta|el|la|o|a|questo|l['’]))|"
    rf"\b(?:leer|lee|lea|lean|ler|leia|leiam|leggi|leggete|leggere|ver|veja)\s+(?:el|la|o|a|os|il|lo|l['’]|este|esta|questo)?\s*"
    rf"(?:{_PIECE}\s+{_WHOLE}|{_WHOLE}\s+(?:del?|do|da|dell?['’oa]?)?\s*(?:este|esta|el|la|questo)?\s*{_PIECE}?)|"
    rf"\b(?:el|o|il)\s+(?:resto|resto)\s+(?:del?|do|dell['’])\s*{_PIECE}|"
    rf"\b(?:el|o|l['’]|il)\s*{_PIECE}\s+(?:contin[uú]a|sigue|prosegue|completo\s+(?:est[aá]|en|no|su|è))|"
    # Dutch
    r"\b(?:lees|lezen|lezen\s+we)\s+(?:verder|door)\b|\bverder\s+lezen\b|"
    rf"\b(?:lees|lezen)\s+(?:hier\s+)?(?:het|de)\s+(?:{_WHOLE}\s*{_PIECE}|rest)"
    r")",
    re.IGNORECASE,
)
_CAME_FROM = re.compile(
    r"\b(?:(?:originally|first|previously)\s+(?:published|posted|appeared|written|ran)|"
    r"(?:was|were)\s+(?:first|originally)\s+\w+\s+(?:on|at|in|by)|(?:first|originally)\s+appeared|"
    r"(?:cross-?posted|reposted|republished|reblogged)\s+(?:from|with permission)|"
    r"(?:zuerst|urspr[uü]nglich|erstmals)\s+(?:erschienen|ver[oö]ffentlicht|publiziert)|"
    r"(?:erschien|erschienen|ver[oö]ffentlicht)\s+(?:zuerst|urspr[uü]nglich|erstmals)|"
    r"(?:initialement|d['’]abord|à l['’]origine)\s+(?:publi[eé]e?|paru)|(?:publi[eé]e?|paru)\s+(?:initialement|d['’]abord|à l['’]origine)|"
    r"(?:publicad[oa]|apareci[oó]|apareceu)\s+(?:originalmente|originariamente|inicialmente|primero|por primera vez|primeiro)|"
    r"(?:originalmente|originariamente|inicialmente)\s+publicad[oa]|"
    r"(?:pubblicat[oa]|apparso|apparsa)\s+(?:originariamente|originalmente|inizialmente|per la prima volta|prima)|"
    r"(?:originariamente|originalmente|inizialmente)\s+(?:pubblicat[oa]|appars[oa])|"
    r"(?:oorspronkelijk|eerder|eerst)\s+(?:verschenen|gepubliceerd|geplaatst)|(?:verscheen|gepubliceerd)\s+(?:oorspronkelijk|eerder|eerst))",
    re.IGNORECASE,
)
# A work that is cited is not this article.
_CITED = re.compile(
    r"\b(?:stud(?:y|ies|ie)|paper|report|guidelines?|abstract|review|survey|book|chapter|press release|policy|bill|"
    r"documentation|terms|disclaimer|comments?|previous|earlier|last (?:week|month|year)|other (?:posts|articles)|"
    r"[eé]tude|rapport|estudio|informe|estudo|relat[oó]rio|studio|rapporto|onderzoek|studien?|bericht der|"
    r"newsletter|follow (?:me|us)|subscribe|about|par[ta] [0-9i]+|series)\b",
    re.IGNORECASE,
)
_MORE = re.compile(r"#more-\d+\Z")
_PROFILE = re.compile(r"\A/(?:@[^/]+)?/?\Z")
_STOP = re.compile(r"(?<=[.!?])\s+")
_BARE = re.compile(r"https?://[^\s<>\"'）)]+")
_BLOCKS = (
    "p",
    "div",
    "li",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "td",
    "center",
    "figure",
    "section",
    "a",
    "span",
)
_LONGEST = 220  # letters of a sentence that sends the reader on


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """URLs are normalised. `excerpt_only`: the page shows the beginning of what is on the same site."""

    continued_at: str | None = None
    continues_from: str | None = None
    excerpt_only: bool = False
    sentence: str | None = None


def continuation_of(url: str, body: HtmlElement) -> Continuation:
    """What the article's body says of where it goes on. `url`: of the page."""
    onward = backward = sentence = None
    excerpt = False
    for said, target in _sentences(url, body):
        if _CAME_FROM.search(said):
            if not same_site(target, url) and not _is_front(target):
                backward = backward or target
            continue
        if not _GO_ON.search(said) or _CITED.search(_GO_ON.sub(" ", said, count=1)):
            continue
        if same_site(target, url):
            excerpt = True
        elif not _is_front(target):
            onward, sentence = target, said  # the last one: it stands at the end
    return Continuation(
        continued_at=onward, continues_from=backward, excerpt_only=excerpt, sentence=sentence
    )


def _sentences(url: str, body: HtmlElement) -> Iterator[tuple[str, str]]:
    """(the sentence around a link, where the link leads), in reading order."""
    for link in body.iter("a"):
        target = normalise(link.get("href") or "", url)
        if (
            target is None
            or next(link.iterancestors("blockquote", "nav", "cite"), None) is not None
        ):
            continue
        if _MORE.search(link.get("href") or ""):
            yield "continue reading", url
            continue
        yield _around(link), target
    for block in body.iter("p", "div", "li"):
        own = "".join([block.text or "", *(child.tail or "" for child in block)])
        for bare in _BARE.finditer(own):
            target = normalise(bare[0].rstrip(".,;:!?"), url)
            if target is not None:
                yield " ".join(own[: bare.start()].split())[-_LONGEST:] + " →", target


def _around(link: HtmlElement) -> str:
    """The link's own sentence; where the link is but a word or a picture, that before it too."""
    own = " ".join(link.text_content().split())
    own = own or " ".join(x.get("alt") or "" for x in link.iter("img"))
    own = own or link.get("title") or link.get("aria-label") or ""
    block = link
    for around in link.iterancestors(*_BLOCKS):
        text = " ".join(around.text_content().split())
        if len(text) > _LONGEST:
            break
        block = around
        if around.tag in ("p", "li", "h2", "h3", "h4"):
            break
    text = " ".join(block.text_content().split()) or own
    if len(text) <= _LONGEST and own in text:
        return _sentence_with(text, own)
    before = " ".join(_text_before(link).split())
    return f"{_STOP.split(before)[-1][-120:]} {own}".strip()


def _sentence_with(text: str, own: str) -> str:
    found = [x for x in _STOP.split(text) if own in x]
    if not found:
        return text
    words = found[-1]
    if len(words.split()) < 3:  # "Here." alone: the sentence before it says what is there
        return text
    return words


def _text_before(link: HtmlElement) -> str:
    parts: list[str] = []
    previous = link.getprevious()
    while previous is not None and len(parts) < 4:
        parts.insert(
            0,
            previous.text_content() + (previous.tail or "")
            if isinstance(previous.tag, str)
            else previous.tail or "",
        )
        previous = previous.getprevious()
    parent = link.getparent()
    return (parent.text or "" if parent is not None else "") + "".join(parts)


def _is_front(url: str) -> bool:
    """A home page or an author's profile holds no article's rest."""
    parts = urlsplit(url)
    return bool(_PROFILE.match(parts.path)) and not parts.query
