"""Blocks that stand with an article and are not of it: buttons, and what leads on to others of the blog.

Told by form alone, in any language. A list of links to other sites is one of sources, and stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive.urls import normalise, same_site
from hcsm_scraper.extraction.dates import moment
from hcsm_scraper.extraction.titles import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from hcsm_scraper.extraction.blocks import Block
    from hcsm_scraper.extraction.metadata import Metadata

ONLY_LINKS = 0.9  # share of a block's letters
_BUTTON = 60  # letters
_LEAD, _LAST = 80, 120  # letters of a line that ends in a colon, over links and over nothing
# Where buttons of sharing lead, whatever a theme calls them
_SHARING = re.compile(
    r"//(?:\w+\.)?(?:facebook\.com/(?:sharer|share\.php|dialog/)|(?:twitter|x)\.com/(?:share|intent/tweet|home\?status)|"
    r"plus\.google\.com/share|linkedin\.com/share|pinterest\.\w+/pin/create|reddit\.com/submit|tumblr\.com/share|"
    r"xing\.com/(?:spi/shares|app/user)|flattr\.com/submit|api\.whatsapp\.com/send|t\.me/share|telegram\.me/share)"
)
_STOPS = tuple(".!?:…。！？：")  # of a sentence, or of what leads to the next line
# What stands below articles in so few words that nothing else tells it from their last line
_CLOSING = re.compile(
    r"(?:about the authors?|über (?:den autor|die autorin)|à propos de l.auteure?|sobre (?:el|la|o|a) autora?|"
    r"sull.autore|over de auteur|(?:(?:leave|post|add|write) a )?(?:comments?|reply)|kommentare?|commentaires?|"
    r"comentarios|comentários|commenti|reacties|share(?: (?:this|on)\b.{0,30})?|teilen|partager|compartir|"
    r"compartilhar|condividi|delen|(?:adver(?:t|tisements?)|anzeige|werbung|publicit[ée]|publicidad|pubblicità)|"
    r"back to top|nach oben|.{0,20}\bnewsletter (?:anmelden|abonnieren|bestellen)|"
    r"(?:subscribe|sign up).{0,20}\bnewsletter)\W*",
    re.IGNORECASE,
)
_STANDFIRST = 60  # letters: what tells when and by whom is shorter
_PROSE, _HEAD = 120, 300  # letters of a paragraph, and of all that may stand above it
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


def without_masthead(blocks: Sequence[Block], said: Metadata) -> list[Block]:
    """The blocks less what stands above the first paragraph and repeats the article's fields: the
    title's heading with all words above it, lines of a date or an author, and short ones that stand
    in the title's `header`."""
    end = letters = 0
    for block in blocks:
        letters += len(block.text)
        if len(block.text) > _PROSE or letters > _HEAD:
            break
        end += 1
    title = fold(said.title or "")
    start = next((at + 1 for at in range(end) if _is_title(blocks[at], title)), 0)
    pictures = [x for x in blocks[:start] if not x.text]
    header = _header_of(blocks[start - 1]) if start else None
    below = [x for x in blocks[start:end] if not (_repeats(x, said) or _is_of(header, x))]
    kept = [*pictures, *below, *blocks[end:]]
    return kept if any(block.text for block in kept) else list(blocks)


def _is_title(block: Block, title: str) -> bool:
    if block.kind != "h" or block.source is None or fold(block.text) != title:
        return False
    return block.source.tag == "h1" or _header_of(block) is not None


def _header_of(heading: Block) -> HtmlElement | None:
    """The `header` around an article's title."""
    around = () if heading.source is None else heading.source.iterancestors("header", "article")
    header = next(iter(around), None)
    return None if header is None or header.tag != "header" else header


def _is_of(header: HtmlElement | None, line: Block) -> bool:
    """Whether it is a line of the header that says when, by whom and about what; no standfirst."""
    if header is None or line.source is None or not line.text:
        return False
    own = len(line.text) * (1 - line.link_share)
    return own < _STANDFIRST and header in line.source.iterancestors()


def _repeats(line: Block, said: Metadata) -> bool:
    text = line.text
    if line.kind != "p" or not text or len(text) > _BUTTON or text.endswith(_STOPS):
        return False
    words = f" {fold(text)} "
    if any(f" {fold(name)} " in words for name in said.authors):
        return True
    found = moment(text, said.language)
    days = [x.iso[:10] for x in (said.published, said.modified) if x is not None]
    return found is not None and any(day.startswith(found.iso[:10]) for day in days)


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
    """Where only links to the own site follow, with what leads to them; or one line that leads to
    nothing, for what it led to has been cut. A picture is something."""
    end = len(blocks)
    is_over_nothing = True
    for at in range(len(blocks) - 1, -1, -1):
        if not blocks[at].text:
            is_over_nothing = is_over_nothing and not blocks[at].markdown
            continue
        leads_on = _leads_on(blocks[at], home) or bool(_CLOSING.fullmatch(blocks[at].text))
        is_over_links = end < len(blocks)
        longest = _LEAD if is_over_links else _LAST if is_over_nothing else 0
        if not leads_on and not _is_lead(blocks[at], longest):
            break
        end = at
        if not leads_on and not is_over_links:
            break
    return end


def _is_button(block: Block) -> bool:
    if len(block.text) >= _BUTTON or (block.text and block.link_share < ONLY_LINKS):
        return False
    if block.links and all(_SHARING.search(link.url) for link in block.links):
        return True
    is_paragraph = block.source is not None and block.source.tag == "p"
    return bool(block.text) and block.kind == "p" and not is_paragraph


def _leads_on(block: Block, home: str) -> bool:
    if block.link_share < ONLY_LINKS or not block.links or not block.text:
        return False
    return all(same_site(link.url, home) for link in block.links)


def _is_lead(block: Block, longest: int = _LEAD) -> bool:
    """A heading or a line over something: at the end of an article, over nothing."""
    if block.link_share >= 0.5 or not longest:
        return False
    is_line = len(block.text) < longest and block.text.rstrip().endswith((":", "："))
    return block.kind == "h" or is_line


def _words(blocks: Sequence[Block]) -> int:
    return sum(len(block.text.split()) for block in blocks)
