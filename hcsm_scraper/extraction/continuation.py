"""Where an article goes on ("Continue reading this post on Medium") and where it came from.

Looks for the sentence, not the host: blogs also link what they do not continue.
"""

from __future__ import annotations

import itertools
import re
from collections import deque
from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from archive.urls import normalise, same_site
from hcsm_scraper.extraction.continuation_naming import Naming, naming_of
from hcsm_scraper.extraction.continuation_odds import Standing, is_told, odds
from hcsm_scraper.extraction.continuation_targets import is_text
from hcsm_scraper.extraction.continuation_words import words_of
from hcsm_scraper.extraction.passages import Passage, passages_of, sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

LIKELY = 0.6  # log odds
_PER_DOUBLING = 2.9  # more, of a text twice as long: it is seldom but a beginning
_STUB = 250  # words of a page that may be but the beginning
_PROSE = 12  # words of a passage that is more than a label
_LONGEST_LIST = 30
_LABEL = 60  # letters of a line over a list
_SHORT = 45  # words before a notice at the top
_TAIL = 130  # words that may follow: about the author, a disclaimer
_MOST_LINKS = 3  # of a passage
_MOST = 40  # links that are weighed: the last
_MORE_LINK = re.compile(r"#more-\d+\Z")
_NOTHING_NAMED = Naming((), frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """URLs are normalised. `excerpt_only`: the rest of the article is on this site.

    `wording`: the sentence by which `continued_at` was found.
    """

    continued_at: str | None = None
    continues_from: str | None = None
    excerpt_only: bool = False
    wording: str | None = None


def continuation_of(
    url: str, body: HtmlElement, title: str | None = None, canonical: str | None = None
) -> Continuation:
    """What the article in `body` (its element, or a whole page) says of where it goes on.

    `url`: of the page; `title`: of the article; `canonical`: the URL it declares as its own.
    """
    onward, origin, is_excerpt = None, None, False
    most = first = 0.0
    for it, is_own in deque(_weighed(url, body, title, canonical), _MOST):
        found = odds(it)
        surplus = found.onward - least_odds(it)
        if surplus >= 0 and found.onward >= found.origin and is_told(it):
            if is_own:
                is_excerpt = True
            elif surplus >= most:  # of equals the last
                onward, most = it, surplus
        elif not is_own and found.origin > LIKELY + first:
            origin, first = it, found.origin - LIKELY
    return Continuation(
        continued_at=onward.target if onward else None,
        continues_from=origin.target if origin else None,
        excerpt_only=is_excerpt,
        wording=onward.sentence.text.strip() if onward else None,
    )


def links_of(
    url: str, body: HtmlElement, *, title: str | None = None, canonical: str | None = None
) -> Iterator[Standing]:
    """Each link to another site's text that is weighed: to learn from."""
    return (it for it, is_own in _weighed(url, body, title, canonical) if not is_own)


def least_odds(it: Standing) -> float:
    """Log odds that a link needs."""
    return LIKELY + _PER_DOUBLING * max(0.0, log2(max(it.before + it.after, 1) / _STUB))


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


def _weighed(
    url: str, body: HtmlElement, title: str | None, canonical: str | None
) -> Iterator[tuple[Standing, bool]]:
    """Each link behind which the text may go on, and whether that is on this site."""
    passages = passages_of(body)
    sizes = [passage.text.count(" ") + 1 for passage in passages]
    prose = [size if size >= _PROSE else 0 for size in sizes]
    total, before = sum(prose), 0
    own = normalise(url) or url
    naming = naming_of(own, title, canonical) if total <= _STUB else _NOTHING_NAMED
    for at, passage in enumerate(passages):
        after = total - before - prose[at]
        targets: dict[str, str | None] = {}
        is_title = passage.text.strip() == title  # "Read more poems", linked to itself
        if not is_title and _may_hold_it(passages, at, before, after):
            targets = {x.href: _target(x.href, own, before) for x in passage.anchors}
        if any(targets.values()):
            sentences = list(sentences_of(passage))
            for n, sentence in enumerate(sentences):
                for link in sentence.anchors:
                    target = targets[link.href]
                    if target is None:
                        continue
                    is_own = same_site(target, own)
                    yield (
                        Standing(
                            passages=passages,
                            at=at,
                            sentences=sentences,
                            number=n,
                            link=link,
                            before=before,
                            after=after,
                            target=target,
                            naming=_NOTHING_NAMED if is_own else naming,
                        ),
                        is_own,
                    )
        before += prose[at]


def _may_hold_it(passages: list[Passage], at: int, before: int, after: int) -> bool:
    """A text is continued at its end, or a notice at its top says so."""
    passage = passages[at]
    if not 0 < len(passage.anchors) <= _MOST_LINKS or (after > _TAIL and before > _SHORT):
        return False
    return not (passage.is_item and _is_of_others(passages, at))


def _is_of_others(passages: list[Passage], at: int) -> bool:
    """Whether the line over a list names other articles: "Related posts", "Lees ook"."""
    above = (passages[n] for n in range(at - 1, max(at - _LONGEST_LIST, -1), -1))
    over = next((x for x in above if not x.is_item), None)
    if over is None or len(over.text) >= _LABEL:
        return False
    said = {meaning for word in words_of(over.text) for meaning in word.meanings}
    return said >= {"another", "articles"} or "also" in said


def _target(href: str, own: str, before: int) -> str | None:
    """Where the text may go on that stands on the page `own`, if that is behind this link."""
    target = normalise(href, own)
    if target is None or not is_text(target):
        return None
    if same_site(target, own) and not _is_same_article(href, target, own, before):
        return None
    return target


def _is_same_article(href: str, target: str, own: str, before: int) -> bool:
    """Whether a link on this site leads to the article that stands here with its beginning.

    On a list of articles that is an article below its address, or WordPress's `#more-123`.
    """
    if before > _STUB:
        return False
    page = normalise(urldefrag(own)[0]) or own
    if target == page:
        return "#" not in href
    behind = urlsplit(target).path.removeprefix(urlsplit(page).path.rstrip("/") + "/")
    is_below = behind != urlsplit(target).path and not behind.strip("/").isdigit()
    return is_below or bool(_MORE_LINK.search(href))
