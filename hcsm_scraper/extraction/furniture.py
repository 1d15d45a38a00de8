"""Blocks that stand with an article and are not of it: buttons, and what leads on to others behind it.

Told by form alone, in any language. A list of links to other sites is one of sources, and stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.urls import normalise, same_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hcsm_scraper.extraction.blocks import Block

ONLY_LINKS = 0.9  # share of a block's letters
_BUTTON = 60  # letters
_LEAD = 80  # letters of a line that ends in a colon
_MOST = 0.5  # of the words: what looks like furniture is the article then


def without_furniture(blocks: Sequence[Block], url: str) -> list[Block]:
    """The blocks less buttons, and less the links to the page's own site that close them."""
    kept = [block for block in blocks if not _is_button(block)]
    end = at = len(kept)
    home = normalise(url) or url
    while at:
        at -= 1
        if not kept[at].text:
            continue
        if not _leads_on(kept[at], home) and not _is_lead(kept[at]):
            break
        end = at
    del kept[end:]
    return kept if _words(kept) > _MOST * _words(blocks) else list(blocks)


def _is_button(block: Block) -> bool:
    if block.kind != "p" or block.link_share < ONLY_LINKS or not block.text:
        return False
    is_paragraph = block.source is not None and block.source.tag == "p"
    return not is_paragraph and len(block.text) < _BUTTON


def _leads_on(block: Block, home: str) -> bool:
    if block.link_share < ONLY_LINKS or not block.links:
        return False
    return all(same_site(link.url, home) for link in block.links)


def _is_lead(block: Block) -> bool:
    """A heading or a line over something: at the end of an article, over nothing."""
    if block.link_share >= 0.5:
        return False
    is_line = len(block.text) < _LEAD and block.text.rstrip().endswith((":", "："))
    return block.kind == "h" or is_line


def _words(blocks: Sequence[Block]) -> int:
    return sum(len(block.text.split()) for block in blocks)
