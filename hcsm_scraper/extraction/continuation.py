"""Where an article goes on ("Continue reading this post on Medium") and where it came from.

Looks for the sentence, not the host: blogs also link what they do not continue.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from archive.urls import normalise, same_site
from hcsm_scraper.extraction.continuation_odds import UNLIKELY, Standing, is_likely, may_stand, odds
from hcsm_scraper.extraction.continuation_targets import is_text, letters_of_host
from hcsm_scraper.extraction.continuation_wordings import (
    Says,
    Word,
    Wording,
    may_say,
    wordings_of,
    words_of,
)
from hcsm_scraper.extraction.passages import Anchor, Passage, Sentence, passages_of, sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_PROSE = 12  # words of a passage that is more than a label
_LONGEST_LIST = 30
_LABEL = 60  # letters of a line over a list
_SHORT = 45  # words of a paragraph that is there for its link
_TAIL = 130  # words that may follow: about the author, a disclaimer
_STUB = 300  # words of a page that may be but the beginning
_EXCERPT = 250
_NEAR = 8  # words between a wording and the end of its sentence
_FAR = 25
_SHORTENER = 7  # letters of wp.me, bit.ly, lnkd.in
_MORE_LINK = re.compile(r"#more-\d+\Z")
# What may stand between "… on" and the link: "our partner site", "the blog of".
_LEADS_TO_LINK = re.compile(
    r"(?:(?:[AtFHBc:>Z(,]|^)[dDoPvwEiIQ]{0,4}|^[dDoXiQP]{0,2}|A[dDXwoPQ]{1,4})\Z"
)
_BY = re.compile(r"[bf][DX]{0,2}\Z")
_LINK_FIRST = re.compile(r"(?:^|[AtFHfE:,>])[dDoPwi]{0,3}\Z")
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
class _Place:
    """Where a passage stands: words of prose before and after it, words in it."""

    before: int
    size: int
    after: int


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
    claims = list(_claims(url, passages_of(body)))
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


def links_of(url: str, body: HtmlElement) -> Iterator[tuple[str, Standing]]:
    """Each link to another site's text that may be where the article goes on: to learn from."""
    passages = passages_of(body)
    for at, place in enumerate(_places(passages)):
        if passages[at].anchors and _may_be_said(passages, at):
            sentences = list(sentences_of(passages[at]))
            for n in range(len(sentences)):
                yield from _standings(url, passages, at, place, sentences, n)


def drop_pointer(body: HtmlElement, url: str, onward: Continuation) -> None:
    """Takes "Continue reading … on Medium" out of `body` where it is a line of its own: it is no text."""
    wording = _bare(onward.wording or "")
    if onward.continued_at is None or not wording:
        return
    for link in body.iter("a"):
        if normalise(link.get("href") or "", url) == onward.continued_at:
            around = [link, *itertools.takewhile(lambda x: x is not body, link.iterancestors())]
            lines = [x for x in around if _bare(x.text_content()) == wording]
            if lines:
                lines[-1].drop_tree()
                return


def _bare(text: str) -> str:
    return " ".join(text.split()).strip(" .…:»›>→↗")


def _claims(url: str, passages: list[Passage]) -> Iterator[_Claim]:
    places: list[_Place] = []
    for at, passage in enumerate(passages):
        onward = passages[at + 1].only_link if at + 1 < len(passages) else None
        if not (passage.anchors or onward) or not _may_be_said(passages, at):
            continue
        if passage.is_item and _is_of_others(passages, at):
            continue
        places = places or _places(passages)
        sentences = list(sentences_of(passage))
        for n, sentence in enumerate(sentences):
            place = places[at]
            stands = _standings(url, passages, at, place, sentences, n)
            is_near = sentence.is_near_link or (sentence.is_last and onward)
            worded = None
            if is_near and may_say(sentence.text):
                worded = next(_claims_of(sentence, passages, at, place, url), None)
            if worded is None:
                if may_stand(place.size, place.before, place.after + sentence.words_after):
                    yield from _likely(stands, sentence)
            elif worded.says in _ORIGINS or not _is_unlikely(worded, stands):
                yield worded


def _may_be_said(passages: list[Passage], at: int) -> bool:
    """Whether a passage has the words, or is a link behind one that has them."""
    if may_say(passages[at].text):
        return True
    return bool(at and passages[at].anchors) and may_say(passages[at - 1].text)


def _standings(
    url: str,
    passages: list[Passage],
    at: int,
    place: _Place,
    sentences: list[Sentence],
    number: int,
) -> Iterator[tuple[str, Standing]]:
    """Each link to another site's text in a sentence: its URL, and where it stands."""
    own = normalise(url) or url
    for link in sentences[number].anchors:
        target = normalise(link.href, url)
        if target is None or not is_text(target) or same_site(target, own):
            continue
        yield (
            target,
            Standing(
                passages=passages,
                at=at,
                sentences=sentences,
                number=number,
                link=link,
                before=place.before,
                after=place.after,
                host=letters_of_host(target),
            ),
        )


def _likely(stands: Iterator[tuple[str, Standing]], sentence: Sentence) -> Iterator[_Claim]:
    """The likeliest link of a sentence that no wording fits."""
    found = [(odds(x), target) for target, x in stands if is_likely(x)]
    if found:
        target = max(found)[1]
        yield _Claim(says=Says.LIKELY, url=target, sentence=sentence.text.strip(), is_own=False)


def _is_unlikely(claim: _Claim, stands: Iterator[tuple[str, Standing]]) -> bool:
    return any(target == claim.url and odds(x) < UNLIKELY for target, x in stands)


def _claims_of(
    sentence: Sentence, passages: list[Passage], at: int, place: _Place, url: str
) -> Iterator[_Claim]:
    """The surest claim of one sentence."""
    for wording in wordings_of(words_of(sentence.text)):
        if not _may_stand_here(wording.says, place, sentence):
            continue
        link = _link(wording, sentence, passages, at)
        if link is not None and (claim := _claim(wording, link, sentence, url, place)) is not None:
            yield claim
            return


def _is_of_others(passages: list[Passage], at: int) -> bool:
    """Whether the line over a list names other articles: "Related posts", "Lees ook"."""
    before = (passages[n] for n in range(at - 1, max(at - _LONGEST_LIST, -1), -1))
    over = next((x for x in before if not x.is_item), None)
    said = {w.letter for w in words_of(over.text)} if over and len(over.text) < _LABEL else set()
    return said >= {"Q", "O"} or "Y" in said


def _places(passages: list[Passage]) -> list[_Place]:
    sizes = [len(passage.text.split()) for passage in passages]
    prose = [size if size >= _PROSE else 0 for size in sizes]
    left, out = sum(prose), []
    before = 0
    for size, own in zip(sizes, prose, strict=True):
        left -= own
        out.append(_Place(before=before, size=size, after=left))
        before += own
    return out


def _may_stand_here(says: Says, place: _Place, sentence: Sentence) -> bool:
    """A text is continued at its end, or a notice at its top says so."""
    is_alone = place.size <= _SHORT
    is_notice = is_alone and place.before <= _SHORT
    if says is Says.MORE:
        return is_alone and place.after <= _SHORT and 0 < place.before <= _STUB
    if says is Says.PUBLISHED:
        return is_alone and (place.after <= _TAIL or is_notice)
    if says is Says.ORIGIN:
        return is_alone or place.after <= _TAIL or place.before <= _SHORT
    if says is Says.GO_ON and is_alone:
        return place.after <= 2 * _TAIL or is_notice
    if says is Says.WHOLE and not is_alone:
        return place.after + sentence.words_after <= _SHORT
    return place.after <= _TAIL or is_notice


def _claim(
    wording: Wording, link: Anchor, sentence: Sentence, url: str, place: _Place
) -> _Claim | None:
    target = normalise(link.href, url)
    if target is None or not is_text(target):
        return None
    says = wording.says
    is_own = same_site(target, normalise(url) or url)
    if is_own and (says in _ORIGINS or not _is_same_article(link, target, url, place)):
        return None
    if says is Says.MORE and not is_own and not _names_place(link, sentence, target):
        return None
    return _Claim(says=says, url=target, sentence=sentence.text.strip(), is_own=is_own)


def _is_same_article(link: Anchor, target: str, url: str, place: _Place) -> bool:
    """Whether a link on this site leads to the article that stands here with its beginning.

    On a list of articles that is an article below its address, or WordPress's `#more-123`.
    """
    page = normalise(urldefrag(url)[0]) or url
    if place.before > _EXCERPT:
        return False
    if target == page:
        return "#" not in link.href
    behind = urlsplit(target).path.removeprefix(urlsplit(page).path.rstrip("/") + "/")
    is_below = behind != urlsplit(target).path and not behind.strip("/").isdigit()
    return is_below or bool(_MORE_LINK.search(link.href))


def _names_place(link: Anchor, sentence: Sentence, target: str) -> bool:
    """Whether "more" is the link itself, or the link is called like the host it leads to."""
    host = letters_of_host(target)
    if link not in sentence.anchors:
        return any(len(w.folded) > 3 and w.folded in host for w in words_of(sentence.after))
    said = words_of(sentence.text)
    for more, on, what in zip(said, said[1:], said[2:], strict=False):  # not "more on vaccines"
        if more.letter == "M" and on.folded == "on" and what.letter == "X":
            if sentence.text[what.start].islower() and what.folded not in host:
                return False
    words = [w for w in said if link.start <= w.start and w.end <= link.end]
    if any(w.letter in "ZH>RM" for w in words):
        return True
    if len(host) <= _SHORTENER:
        return True
    name = "".join(w.folded.replace("_", "") for w in words if w.letter != "D")
    return len(name) > 2 and name.removesuffix("com") in host


def _link(wording: Wording, sentence: Sentence, passages: list[Passage], at: int) -> Anchor | None:
    """The link that the wording speaks of: its own, the next, or the one before it."""
    words = words_of(sentence.text)
    inside = [(x, _span(words, x)) for x in sentence.anchors]
    for link, (first, last) in inside:
        if first < wording.last and last > wording.first:
            return link
    letters = "".join(w.letter for w in words)
    for link, (first, last) in inside:
        named = sentence.text[link.start : link.end]
        if re.search("Q[PvO]", letters[first:last]) and "blog" not in named.lower():
            continue  # "weiter zum nächsten Beitrag"
        is_name = _is_name(named)
        if first >= wording.last and _serves(wording, letters, first, last, is_name=is_name):
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


def _serves(wording: Wording, letters: str, first: int, last: int, *, is_name: bool) -> bool:
    """Whether a link behind a wording is where it leads: "… on", "… at our partner site"."""
    name = set(letters[first:last])
    if first - wording.last > _FAR or (name & set("SOU") and not is_name):
        return False
    between = letters[max(wording.last - 1, 0) : first]
    if wording.says is Says.ORIGIN and _BY.search(between):
        return True
    return bool(_LEADS_TO_LINK.search(between) or name & set("HZ>"))


def _is_name(text: str) -> bool:
    """ "Healthcare IT News" is a place, whatever its words mean."""
    words = [word for word in text.split() if len(word) > 3 or word.isupper()]
    return len(words) > 1 and all(word[0].isupper() for word in words)


def _link_nearby(
    wording: Wording, words: tuple[Word, ...], sentence: Sentence, passages: list[Passage], at: int
) -> Anchor | None:
    """A sentence without a link speaks of the link that stands behind it, or of the one before."""
    if len(words) - wording.last > _NEAR and words[-1].letter not in "AtH:>":
        return None
    if wording.says in _ORIGINS and words[-1].letter not in "A:>oc":
        return None
    if sentence.following is not None:
        return sentence.following if _only_points(sentence.after) else None
    if sentence.is_last and at + 1 < len(passages) and not passages[at + 1].is_item:
        link = passages[at + 1].only_link
        other = passages[at + 2].only_link if at + 2 < len(passages) else None
        is_list = other is not None and link is not None and other.href != link.href
        if link is not None and not is_list and _only_points(passages[at + 1].text):
            return link
    if any(w.letter == "H" for w in words[wording.first :]):
        return sentence.preceding
    return None


def _only_points(text: str) -> bool:
    """Whether a passage or sentence with a link has no other business than that link."""
    return not {w.letter for w in words_of(text)} & set("UOSKYQ")


def _span(words: tuple[Word, ...], link: Anchor) -> tuple[int, int]:
    """First word of a link and the one behind its last, counted in words."""
    inside = [n for n, w in enumerate(words) if w.start < link.end and w.end > link.start]
    if inside:
        return inside[0], inside[-1] + 1
    at = sum(w.end <= link.start for w in words)
    return at, at
