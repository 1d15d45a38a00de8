"""The text of an article as our own reading has it: what a platform or a theme's names hold, or where the prose is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hcsm_scraper.document import fragment_of
from hcsm_scraper.extraction import container, noise
from hcsm_scraper.extraction.blocks import links_in, markdown_of, text_of
from hcsm_scraper.extraction.furniture import without_furniture
from hcsm_scraper.extraction.markdown import Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from archive.records import Link
    from hcsm_scraper.extraction.blocks import Block

_PARAGRAPH = 100  # letters
_SEVERAL = 5
_TWICE = 0.35  # of the letters: a whole second copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Text: paragraphs separated by a newline, NFC. `method` names the candidate that won."""

    text: str
    markdown: str
    links: tuple[Link, ...]
    method: str


def blocks_of(
    tree: HtmlElement, url: str, article: HtmlElement | None = None
) -> tuple[list[Block], str, HtmlElement]:
    """Blocks of the article in `tree`, a private copy that this function may change; the method:
    platform, css or heuristic; and the element they were read from.

    `article` is the element of `tree` that a platform knows to hold the body, or None. Comments
    have been cut before.
    """
    if article is not None:
        noise.cut(article)
        return _read(article, url), "platform", article
    page = tree.find("body")
    page = tree if page is None else page
    counts = noise.cut_and_count(page)
    around = container.around_title(page, counts)
    around = page if around is None else around
    named = container.named_container(around, counts)
    if named is None and around is not page:
        named = container.named_container(page, counts)
    if named is not None:
        return _read(named, url), "css", named
    prose = container.prose_container(around, counts)
    return _read(prose, url), "heuristic", prose


def written(blocks: Sequence[Block], method: str) -> Body:
    return Body(
        text=text_of(blocks), markdown=markdown_of(blocks), links=links_in(blocks), method=method
    )


def with_standfirst(body: Body, above: Sequence[Block]) -> Body:
    """The body, begun with the lines above its container that it does not repeat."""
    if not body.text or not above or any(block.text in body.text for block in above):
        return body
    first = written(above, body.method)
    return Body(
        text=f"{first.text}\n{body.text}",
        markdown=f"{first.markdown}\n\n{body.markdown}",
        links=(*first.links, *body.links),
        method=body.method,
    )


def fragment_to_text(markup: str) -> tuple[str, str]:
    """(text, Markdown) of an HTML fragment: a comment's body, REST or feed content."""
    if not markup.strip():
        return "", ""
    tree = fragment_of(markup)
    noise.drop_dead(tree)
    blocks = Writer().blocks(tree)
    return text_of(blocks), markdown_of(blocks)


def _read(element: HtmlElement, url: str) -> list[Block]:
    return without_furniture(_once(Writer(url).blocks(element)), url)


def _once(blocks: list[Block]) -> list[Block]:
    """A text that stands on the page twice, as sent and as a script has drawn it, is read once."""
    known: set[str] = set()
    again: set[int] = set()
    for at, block in enumerate(blocks):
        if len(block.text) > _PARAGRAPH:
            if block.text in known:
                again.add(at)
            known.add(block.text)
    twice = sum(len(blocks[at].text) for at in again)
    if len(again) < _SEVERAL or twice <= _TWICE * sum(len(block.text) for block in blocks):
        return blocks
    return [block for at, block in enumerate(blocks) if at not in again]
