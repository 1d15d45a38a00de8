"""trafilatura's reading of the same page, asked where ours is in doubt, and which text the page bears out.

Measured on blog pages with their full text as truth (4-gram F1): ours alone 0.954, trafilatura alone
0.952, trafilatura asked everywhere 0.961. Asking in doubt only, on one page of eight, gives what
asking on one of four did: where our text ends in prose, it had nothing to add.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree
from trafilatura import bare_extraction
from trafilatura.xml import xmltotxt

from archive.records import Link
from archive.urls import normalise
from hcsm_scraper.extraction import noise
from hcsm_scraper.extraction.body import Body, written
from hcsm_scraper.extraction.furniture import without_furniture

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

    from hcsm_scraper.extraction.blocks import Block

LETTERS = 4  # at least, of a word and the blank behind it, on average
# It warns of tries that came to nothing; what we read without it tells of itself.
logging.getLogger("trafilatura").setLevel(logging.ERROR)

SHORT = 150  # words: of a stub, trafilatura loses half of the sentences
MUCH_LONGER = 3.0  # times the words: then the container was not the article's
AGREED = 0.95  # 4-gram F1: the same text, and ours keeps more of its form
ANOTHER = 0.1  # 4-gram F1: two different texts
TOO_LITTLE = 0.5  # of the container's words: lists and cards that trafilatura drops
PARAGRAPHS = 0.8  # of the letters in the page's <p>: a container with less may be one of several
MOST = 0.85  # of the letters of our paragraphs
HARDLY = 0.1  # of the page's letters
HALF = 0.5  # of them: a platform's container with less may be another's
PROSE = 120  # letters of a block that is a paragraph
LINKED = 0.3  # of a block's letters: then it leads on
A_FEW = 0.015  # of the letters: what stands behind the prose hardly weighs
_MAIN = frozenset(("main", "main-content", "content", "primary"))  # ids, of before <main>
_WORD = re.compile(r"\w+")
_MARKER = re.compile(r"^(?:- |\d+\. )", re.MULTILINE)
_ROW = re.compile(r"^\|(?P<cells>.*)\|\s*$", re.MULTILINE)


def settled(
    blocks: Sequence[Block],
    method: str,
    tree: HtmlElement,
    url: str,
    around: HtmlElement | None = None,
) -> Body:
    """Ours or trafilatura's. `tree`: the page without comments, a copy that may be changed.
    `around`: the element of `tree` that holds the article with all that is its own, if known."""
    ours = written(blocks, method)
    text = ours.text
    is_short = sum(1 for _ in islice(_WORD.finditer(text), SHORT)) < SHORT
    on_page = sum(len(p.text_content() if len(p) else p.text or "") for p in tree.iter("p"))
    if is_short and text:  # then only another text can be better
        is_doubtful = on_page >= max(LETTERS * SHORT, MUCH_LONGER * len(text))
    else:
        is_doubtful = not text or _is_doubtful(blocks, len(text), method, on_page)
    if not is_doubtful:
        return ours
    if method == "platform":  # else all of the page has been cut
        body = tree.find("body")
        noise.cut(tree if body is None else body)
    theirs = _read(tree)
    if theirs is None:
        return ours
    said = " ".join(theirs.itertext())
    if not is_short:
        ours = written(_up_to_the_last(blocks, said, url), method)
    if method == "heuristic" and _is_the_prose_of(said, blocks):
        return _written(theirs, url)
    # an empty container is no article's
    if is_short and blocks and around is not None and not _stands_in(around, said):
        return ours
    return _written(theirs, url) if _is_better(said, ours) else ours


def _is_doubtful(blocks: Sequence[Block], letters: int, method: str, on_page: int) -> bool:
    """`on_page`: letters in the page's <p>."""
    if letters < (HALF if method == "platform" else PARAGRAPHS) * on_page:
        return True
    if method == "css" or (method == "platform" and letters >= PARAGRAPHS * on_page):
        return False
    return not _ends_as_text(blocks, A_FEW * letters)  # it ends with what may be of the blog


def _ends_as_text(blocks: Sequence[Block], a_few: float) -> bool:
    """Whether the last block that says anything is prose, or an item, a quotation or a row that
    leads nowhere; paragraphs of a few letters in all may stand behind it."""
    for block in reversed(blocks):
        if not block.text:
            continue
        if block.link_share >= LINKED:
            return False
        if block.kind in ("li", "quote", "table") or _is_prose(block):
            return True
        a_few -= len(block.text)
        is_written = block.kind == "h" or (block.source is not None and block.source.tag == "p")
        if a_few < 0 or not is_written:
            return False
    return True


def _is_better(theirs: str, ours: Body) -> bool:
    """Whether the page bears out trafilatura's text rather than ours."""
    their_words, words = _WORD.findall(theirs), _WORD.findall(ours.text)
    if len(words) < SHORT:
        return len(their_words) > max(SHORT, MUCH_LONGER * len(words))
    runs, their_runs = list(_runs_in(words, 4)), list(_runs_in(their_words, 4))
    total = len(runs) + len(their_runs)
    if ours.method == "heuristic" and 2 * len(set(runs) & set(their_runs)) / total >= ANOTHER:
        return False  # as the slower count would say, which is never less
    both = (Counter(runs) & Counter(their_runs)).total()
    agreement = 2 * both / total
    if agreement < ANOTHER and both < TOO_LITTLE * len(their_runs):
        return True
    if ours.method == "heuristic" or agreement >= AGREED:
        return False
    if len(their_words) < TOO_LITTLE * len(words):
        return False
    # theirs may only add what stands around the text: its title, its byline
    return ours.method != "platform" or both < AGREED * len(runs)


def _stands_in(around: HtmlElement, theirs: str) -> bool:
    """A picture with a line below it is short; the long text beside it is the blog's. Builders of
    pages set the text beside an empty container, in the same `main`."""
    mains = (x for x in around.iterancestors() if x.tag == "main" or x.get("id") in _MAIN)
    around = next(mains, around)
    known = set(_runs_in(_WORD.findall(around.text_content().casefold()), 3))
    return _is_among(theirs, known)


def _is_the_prose_of(theirs: str, blocks: Sequence[Block]) -> bool:
    """Whether trafilatura's is the smaller part of our text and has all of its paragraphs: the rest
    is lists, links and headings of others."""
    their_words = _WORD.findall(theirs.casefold())
    if len(their_words) >= TOO_LITTLE * sum(len(_WORD.findall(block.text)) for block in blocks):
        return False
    known = set(_runs_in(their_words, 3))
    prose = [block.text for block in blocks if _is_prose(block)]
    shared = sum(len(text) for text in prose if _is_among(text, known))
    return min(shared, len(theirs)) >= MOST * sum(map(len, prose)) > 0


def _is_prose(block: Block) -> bool:
    return block.kind == "p" and len(block.text) > PROSE and block.link_share < LINKED


def _up_to_the_last(blocks: Sequence[Block], theirs: str, url: str) -> Sequence[Block]:
    """The blocks up to the last one that trafilatura has too, unless that is less than half of them."""
    known = set(_runs_in(_WORD.findall(theirs.casefold()), 3))
    end = len(blocks)
    while end and not _is_among(blocks[end - 1].text, known):
        end -= 1
    kept = sum(len(block.text) for block in blocks[:end])
    is_most = 2 * kept >= sum(len(block.text) for block in blocks)
    return without_furniture(blocks[:end] if is_most else blocks, url)


def _is_among(text: str, known: set[tuple[str, ...]]) -> bool:
    runs = set(_runs_in(_WORD.findall(text.casefold()), 3))
    return len(runs & known) * 2 > len(runs)


def _runs_in(words: Sequence[str], size: int) -> Iterable[tuple[str, ...]]:
    """Every run of `size` words, or the one of all words where there are fewer."""
    if len(words) < size:
        return [tuple(words)]
    return zip(*(words[at:] for at in range(size)), strict=False)


def _read(tree: HtmlElement) -> HtmlElement | None:
    """In the modes that pay: favor_recall costs 0.57 of the default's time and loses nothing; the
    extractors that it compares itself with find more only where it finds hardly anything. Links
    stay as they are written: they are made whole where it wins."""
    body = tree.find("body")  # the head may hold more than the page shows
    least = HARDLY * len((tree if body is None else body).text_content())
    theirs = _asked(tree, fast=True)
    if theirs is None or sum(map(len, theirs.itertext())) < least:
        theirs = _asked(tree, fast=False)
    return theirs


def _asked(tree: HtmlElement, *, fast: bool) -> HtmlElement | None:
    read = bare_extraction(
        tree,
        fast=fast,
        favor_recall=True,
        output_format="xml",  # only the tree: it is written out where it wins
        include_comments=False,
        include_formatting=True,
        include_links=True,
        with_metadata=False,
    )
    if read is None or isinstance(read, dict) or read.body is None or not read.raw_text:
        return None
    return read.body


def _written(body: HtmlElement, url: str) -> Body:
    links = tuple(_made_whole(body.iter("ref"), url))
    markdown = xmltotxt(body, include_formatting=True)
    etree.strip_tags(body, "ref")
    text = _MARKER.sub("", xmltotxt(body, include_formatting=False))
    text = _ROW.sub(lambda row: " ".join(row["cells"].replace("|", " ").split()), text)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return Body(
        text=unicodedata.normalize("NFC", "\n".join(line for line in lines if line)),
        markdown=unicodedata.normalize("NFC", markdown.strip()),
        links=links,
        method="trafilatura",
    )


def _made_whole(references: Iterable[HtmlElement], url: str) -> Iterable[Link]:
    for reference in references:
        if (target := normalise(reference.get("target") or "", url)) is not None:
            reference.set("target", target)
            yield Link(url=target, text=" ".join("".join(reference.itertext()).split()))
