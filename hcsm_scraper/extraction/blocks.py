"""Blocks of an article: its paragraphs, headings, items and rows, as clean text and as Markdown."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

    from archive.records import Link

# WordPress's img_caption_shortcode() and gallery_shortcode(), Blogger's, and what themes write
_CAPTION = re.compile(
    r"(?:^|\s)(?:(?:wp|tr|image|img|photo|picture|gallery|media|figure)-?)?caption(?:-text)?(?=$|\s)"
)
_RIGHTS = re.compile(r"(?:.*\| ?)?(?:copyright|credits?:?)? ?©", re.IGNORECASE)
_LINE = 300  # letters
_CAPTIONED = frozenset(("p", "div", "td", "dd"))


class Block(NamedTuple):
    """One paragraph, heading, item, row …; `link_share` is the share of its letters inside links."""

    kind: str  # p, h, li, quote, code, table, caption
    text: str
    markdown: str
    link_share: float = 0.0
    tight: bool = False  # follows the block before it without an empty line
    source: HtmlElement | None = None  # the element that holds it
    links: tuple[Link, ...] = ()


_IS_FORMED = re.compile(r"[\n|]")
_EMPTY = Block(kind="table", text="", markdown="")


def text_of(blocks: Iterable[Block]) -> str:
    """Blocks as running text: one line each, NFC. Captions stand in the Markdown alone, unless they
    are most of what there is."""
    said = [b for b in blocks if b.text]
    running = [b for b in said if b.kind != "caption"]
    if len(running) < len(said):
        is_most = 2 * sum(len(b.text) for b in running) < sum(len(b.text) for b in said)
        running = said if is_most else running
    return unicodedata.normalize("NFC", "\n".join(b.text for b in running))


def markdown_of(blocks: Sequence[Block]) -> str:
    """Blocks as Markdown (CommonMark with tables), NFC."""
    out: list[str] = []
    for block in blocks:
        if block.markdown:
            if out:
                out.append("\n" if block.tight else "\n\n")
            out.append(block.markdown)
    return unicodedata.normalize("NFC", "".join(out))


def links_in(blocks: Iterable[Block]) -> tuple[Link, ...]:
    return tuple(link for block in blocks for link in block.links)


def is_caption(element: HtmlElement) -> bool:
    """Whether this is what stands below a picture; a table's caption is of its text."""
    if element.tag == "figcaption":
        figure = element.getparent()
        return figure is None or figure.find(".//table") is None
    named = element.get("class") or ""
    return "caption" in named and element.tag in _CAPTIONED and bool(_CAPTION.search(named))


def says_rights(text: str) -> bool:
    """Whose a picture or the page is ("A ward at night | © A. Name"): a line of its own."""
    return len(text) < _LINE and "©" in text and bool(_RIGHTS.match(text))


def is_layout(table: HtmlElement) -> bool:
    """Tables that arrange a page instead of holding values: nested ones, single cells, long prose."""
    if table.find(".//table") is not None or table.get("role") == "presentation":
        return True
    widest = 0
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        widest = max(widest, len(cells))
        if any(len(cell.findall(".//p")) > 3 or cell.find(".//h2") is not None for cell in cells):
            return True
    return widest <= 1


def as_cell(inner: list[Block]) -> Block:
    if not inner:
        return _EMPTY
    if len(inner) == 1 and not _IS_FORMED.search(inner[0].text + inner[0].markdown):
        return inner[0]._replace(kind="table", source=None)
    text = " ".join(b.text.replace("\n", " ") for b in inner if b.text)
    markdown = " ".join(re.sub(r"\s*\n\s*", " ", b.markdown) for b in inner if b.markdown)
    share = sum(b.link_share * len(b.text) for b in inner) / (len(text) or 1)
    return Block(
        kind="table",
        text=text,
        markdown=markdown.replace("|", "\\|"),
        link_share=share,
        links=links_in(inner),
    )


def table_rows(rows: list[tuple[list[Block], bool]], table: HtmlElement) -> list[Block]:
    """A pipe table: the first row is its head, an empty one is written where the table has none."""
    if not rows:
        return []
    width = max(len(cells) for cells, _ in rows)
    rule = "|" + " --- |" * width
    out = []
    for number, (cells, is_head) in enumerate(rows):
        written = [cell.markdown for cell in cells] + [""] * (width - len(cells))
        markdown = "| " + " | ".join(written) + " |"
        if number == 0:
            markdown = f"{markdown}\n{rule}" if is_head else f"|{'  |' * width}\n{rule}\n{markdown}"
        text = "\t".join(cell.text for cell in cells if cell.text)
        share = sum(c.link_share * len(c.text) for c in cells) / (len(text) or 1)
        out.append(
            Block(
                kind="table",
                text=text,
                markdown=markdown,
                link_share=share,
                tight=number > 0,
                source=table,
                links=links_in(cells),
            )
        )
    return out
