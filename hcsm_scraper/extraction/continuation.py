"""Where an article goes on ("Continue reading this post on Medium") and where it came from.

Looks for the sentence, not the host: blogs also link what they do not continue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag, urlsplit

from archive.urls import normalise, same_site
from hcsm_scraper.extraction.container import named_container, prose_container
from hcsm_scraper.extraction.continuation_wordings import Says, Word, Wording, words_of, wordings_of
from hcsm_scraper.extraction.noise import letters_by_element
from hcsm_scraper.extraction.passages import Anchor, Passage, Sentence, passages_of, sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_SHORT = 45  # words of a paragraph that is there for its link
_TAIL = 130  # words that may follow: about the author, a disclaimer
_STUB = 300  # words of a page that may be but the beginning
_EXCERPT = 250
_MORE_LINK = re.compile(r"#more-\d+\Z")
_MORE_CLASS = re.compile(
    r"(?:^|\s)(?:more-link|read-?more[\w-]*|wp-block-post-excerpt__more-link)(?=\s|$)"
)
_PERSON = re.compile(
    r"/(?:@[^/]*|(?:in|company|author|authors|user|users|profile|people|u|channel|c)/[^/]+)/?\Z",
    re.IGNORECASE,
)
_NO_TEXT = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|css|js|zip|mp[34]|m4[av]|ogg|wav|mov|avi|webm|ics)\Z"
    r"|/(?:subscribe|login|log-in|signin|sign-in|signup|sign-up|register|newsletter|feed|about|followers|share"
    r"|sharer|sharer\.php|share-offsite|shareArticle|intent/\w+|wp-login\.php)/?\Z",
    re.IGNORECASE,
)
# What may stand between "… on" and the link: "our partner site", "the blog of".
_LEADS_TO_LINK = re.compile(
    r"(?:(?:[AHB:>Z(,]|^)[dDoPvwEiIQ]{0,4}|^[dDoXiQP]{0,2}|A[dDXwoPQ]{1,4})\Z"
)
_LINK_FIRST = re.compile(r"(?:^|[AFHfE:,>])[dDoPwi]{0,3}\Z")
_ORIGINS = (Says.ORIGIN, Says.PUBLISHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """URLs are normalised. `excerpt_only`: the rest of the article is on this site.

    `method` names the rule and `wording` the sentence by which the winner was found.
    """

    continued_at: str | None = None
    continues_from: str | None = None
    excerpt_only: bool = False
    method: str | None = None
    wording: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    says: Says
    url: str
    sentence: str
    is_own: bool  # on this page's site


def continuation_of(url: str, body: HtmlElement) -> Continuation:
    """What the article in `body` (its element, or a whole page) says of where it goes on.

    `url`: of the page.
    """
    article = _article(body)
    claims = list(_claims(url, article))
    onward = [c for c in claims if c.says not in _ORIGINS and not c.is_own]
    backward = [c for c in claims if c.says in _ORIGINS and not c.is_own]
    # The surest wording; of equals the last, for it stands at the end.
    best = min(reversed(onward), key=lambda c: list(Says).index(c.says), default=None)
    origin = min(backward, key=lambda c: list(Says).index(c.says), default=None)
    told = best or origin
    return Continuation(
        continued_at=best.url if best else None,
        continues_from=origin.url if origin else None,
        excerpt_only=any(c.is_own for c in claims if c.says not in _ORIGINS),
        method=told.says.value if told else None,
        wording=told.sentence if told else None,
    )


def _article(body: HtmlElement) -> HtmlElement:
    """The element with the article's prose, where the caller has only the page."""
    if body.tag not in ("html", "body"):
        return body
    page = body if body.tag == "body" else body.find("body")
    page = body if page is None else page
    counts = letters_by_element(page)
    return named_container(page, counts) or prose_container(page, counts)


def _claims(url: str, article: HtmlElement) -> Iterator[_Claim]:
    passages = passages_of(article)
    sizes = [len(p.text.split()) for p in passages]
    total = sum(sizes)
    before = 0
    for at, passage in enumerate(passages):
        after = total - before - sizes[at]
        for sentence in sentences_of(passage):
            for wording in wordings_of(words_of(sentence.text)):
                if not _may_stand_here(wording.says, at, before, after, sizes[at], sentence):
                    continue
                found = _link(wording, sentence, passages, at, url)
                if found is not None and (
                    claim := _claim(wording, found, sentence, url, article, before)
                ):
                    yield claim
                    break
        before += sizes[at]


def _may_stand_here(
    says: Says, at: int, before: int, after: int, size: int, sentence: Sentence
) -> bool:
    """A text is continued at its end, or a notice at its top says so."""
    is_own_paragraph = size <= _SHORT
    is_notice = before <= _SHORT and is_own_paragraph
    if says is Says.MORE:
        return is_own_paragraph and after <= _TAIL and before <= _STUB and at > 0
    if says is Says.PUBLISHED:
        return is_own_paragraph and (after <= _TAIL or is_notice)
    if says is Says.ORIGIN:
        return is_own_paragraph or after <= _TAIL or before <= _SHORT
    if says is Says.GO_ON and is_own_paragraph:
        return after <= 2 * _TAIL or is_notice
    return after <= _TAIL or is_notice


def _claim(
    wording: Wording, link: Anchor, sentence: Sentence, url: str, article: HtmlElement, before: int
) -> _Claim | None:
    target = normalise(link.href, url)
    if target is None or not _is_text(target):
        return None
    says = wording.says
    if same_site(target, normalise(url) or url):
        if says in _ORIGINS or not _is_same_article(link, target, url, article, before):
            return None
        return _Claim(says=says, url=target, sentence=sentence.text, is_own=True)
    if says is Says.MORE and not _names_place(link, sentence, target):
        return None
    return _Claim(says=says, url=target, sentence=sentence.text, is_own=False)


def _is_text(url: str) -> bool:
    """Not a home page, an author's profile, a picture or a form."""
    parts = urlsplit(url)
    if parts.path in ("", "/") and not parts.query:
        return False
    return not _PERSON.match(parts.path) and not _NO_TEXT.search(parts.path)


def _is_same_article(
    link: Anchor, target: str, url: str, article: HtmlElement, before: int
) -> bool:
    """Whether a link on this site leads to the article that `article` is the beginning of."""
    if target == normalise(urldefrag(url)[0]):
        return "#" not in link.href
    if _MORE_LINK.search(link.href) or _MORE_CLASS.search(link.element.get("class") or ""):
        return True
    return before <= _EXCERPT


def _names_place(link: Anchor, sentence: Sentence, target: str) -> bool:
    """Whether "more" is the link itself, or the link is called like the host it leads to."""
    words = [w for w in words_of(sentence.text) if link.start <= w.start - 0 and w.end <= link.end]
    if any(w.letter in "ZH>" or w.letter == "R" or w.letter == "M" for w in words):
        return True
    host = re.sub(r"[^a-z0-9]", "", unquote(urlsplit(target).hostname or ""))
    name = "".join(w.folded.replace("_", "") for w in words if w.letter not in "D")
    return len(name) > 2 and name.removesuffix("com") in host


def _link(
    wording: Wording, sentence: Sentence, passages: list[Passage], at: int, url: str
) -> Anchor | None:
    """The link that the wording speaks of: its own, the next, or the one before it."""
    words = words_of(sentence.text)
    inside = [(x, _span(words, x)) for x in sentence.anchors]
    for link, (first, last) in inside:
        if first < wording.last and last > wording.first:
            return link
    letters = "".join(w.letter for w in words)
    for link, (first, last) in inside:
        if first >= wording.last and _serves(letters, wording.last, first, last):
            return link
    for link, (first, last) in reversed(inside):
        if (
            last <= wording.first
            and wording.first - last <= 12
            and _LINK_FIRST.search(letters[:first])
        ):
            return link
    if inside:
        return None
    return _link_nearby(wording, words, sentence, passages, at)


def _serves(letters: str, behind: int, first: int, last: int) -> bool:
    between = letters[max(behind - 1, 0) : first]
    if first - behind > 25 or set(letters[first:last]) & set("SOU"):
        return False
    return bool(_LEADS_TO_LINK.search(between)) or bool(set(letters[first:last]) & set("HZ>"))


def _link_nearby(
    wording: Wording, words: tuple[Word, ...], sentence: Sentence, passages: list[Passage], at: int
) -> Anchor | None:
    """A sentence without a link speaks of the link that stands alone behind it, or of the one before."""
    if sentence.following is not None:
        return sentence.following
    if not sentence.is_last:
        return None
    if at + 1 < len(passages) and (link := passages[at + 1].only_link) is not None:
        is_list = (
            at + 2 < len(passages)
            and (other := passages[at + 2].only_link) is not None
            and other.href != link.href
        )
        ends = {"U", "O"} & {w.letter for w in words_of(passages[at + 1].text)}
        if not is_list and not ends and not passages[at + 1].is_item:
            return link
    if any(w.letter == "H" for w in words[wording.first :]) and sentence.preceding is not None:
        return sentence.preceding
    return None


def _span(words: tuple[Word, ...], link: Anchor) -> tuple[int, int]:
    """First word of a link and the one behind its last, counted in words."""
    inside = [n for n, w in enumerate(words) if w.start < link.end and w.end > link.start]
    if inside:
        return inside[0], inside[-1] + 1
    at = sum(w.end <= link.start for w in words)
    return at, at
