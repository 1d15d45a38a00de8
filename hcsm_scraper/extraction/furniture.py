"""Blocks that stand with an article and are not of it: buttons, and what leads on to others of the blog.

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
    """The blocks less buttons, and less links to the page's own site below a line that leads to
    them ("Read more:") or behind all else."""
    home = normalise(url) or url
    kept: list[Block] = []
    at = 0
    while at < len(blocks):
        end = _end_of_links(blocks, at, home)
        lead = _lead_of(kept) if end > at else None
        if lead is not None:
            del kept[lead:]
        else:
            end = max(end, at + 1)
            kept.extend(block for block in blocks[at:end] if not _is_button(block))
        at = end
    del kept[_end_of_text(kept, home) :]
    is_most = len(kept) == len(blocks) or _words(kept) > _MOST * _words(blocks)
    return kept if is_most else list(blocks)


def _end_of_links(blocks: Sequence[Block], start: int, home: str) -> int:
    """Where the run of links to the own site ends that begins at `start`; `start` if none does."""
    if not _leads_on(blocks[start], home):
        return start
    end = start + 1
    while end < len(blocks) and (not blocks[end].text or _leads_on(blocks[end], home)):
        end += 1
    return end


def _lead_of(kept: Sequence[Block]) -> int | None:
    """Where the line is that leads to what comes next, if the last text is one."""
    for at in range(len(kept) - 1, -1, -1):
        if kept[at].text:
            return at if _is_lead(kept[at]) else None
    return None


def _end_of_text(blocks: Sequence[Block], home: str) -> int:
    """Where only links to the own site follow, with what leads to them."""
    end = len(blocks)
    for at in range(len(blocks) - 1, -1, -1):
        if not blocks[at].text:
            continue
        is_lead = end < len(blocks) and _is_lead(blocks[at])
        if not _leads_on(blocks[at], home) and not is_lead:
            break
        end = at
    return end


def _is_button(block: Block) -> bool:
    if block.kind != "p" or block.link_share < ONLY_LINKS or not block.text:
        return False
    is_paragraph = block.source is not None and block.source.tag == "p"
    return not is_paragraph and len(block.text) < _BUTTON


def _leads_on(block: Block, home: str) -> bool:
    if block.link_share < ONLY_LINKS or not block.links or not block.text:
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
