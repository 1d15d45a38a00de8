"""An HTML element as blocks of clean text and Markdown, in reading order, with its links.

It writes what it is given: what is noise has been cut before.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.records import Link
from archive.text import visible
from archive.urls import normalise
from hcsm_scraper.extraction.blocks import (
    Block,
    as_cell,
    is_caption,
    is_layout,
    links_in,
    says_rights,
    table_rows,
)

if TYPE_CHECKING:
    from lxml.html import HtmlElement

SILENT = frozenset(
    "script style noscript template svg math iframe object embed canvas audio video select option textarea "
    "button input head meta link title nav map applet frameset source track datalist dialog".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section summary table tbody td tfoot th thead tr ul "
    "caption legend menu hgroup".split()
)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_MARKS = {"b": "**", "strong": "**", "em": "*", "i": "*", "del": "~~", "s": "~~", "strike": "~~"}
_SPACE = re.compile(r"[ \t\r\n\f\v\u0085\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_ESCAPE = re.compile(r"([\\`]|\*(?=\S)|(?<=\S)\*|(?<!\w)_|_(?!\w)|<(?=[a-zA-Z/!])|\](?=[(\[]))")
# A quick question before the slow one.
_IS_MARKED = re.compile(r"[\\`*_<\]]")
_LINE_START = re.compile(r"(?m)^(#{1,6}(?= )|[-+>](?= )|=+$|-+$|\d{1,9}(?=[.)] ))")
_LINE_STARTS = "#-+>=0123456789"
_BLANKS, _LINE_BREAK = re.compile(" {2,}"), re.compile(r"\s*\n\s*")
_MAX_DEPTH = 180  # deeper than any honest page; Python's own limit is 1000 frames


@dataclass(slots=True)
class _Line:
    """Inline content that is not yet a block."""

    text: list[str] = field(default_factory=list)
    markdown: list[str] = field(default_factory=list)
    linked: int = 0
    links: list[Link] = field(default_factory=list)


class Writer:
    """Writes elements as blocks; `base_url` makes their links absolute."""

    def __init__(self, base_url: str | None = None) -> None:
        self._base_url = base_url

    def blocks(self, element: HtmlElement) -> list[Block]:
        """The blocks of an element, its own tag included, its tail not."""
        return self._block(element, 0)

    def _children(self, element: HtmlElement, depth: int, kind: str = "p") -> list[Block]:
        """Children of a container: inline runs become blocks of `kind` between the block children."""
        out: list[Block] = []
        line = _Line()
        if (text := element.text) and not text.isspace():
            _say(line, text)
        for child in element:
            tag = child.tag
            if isinstance(tag, str) and tag not in SILENT:
                if _is_block(child):
                    if line.markdown:
                        _flush(line, out, kind, element)
                        line = _Line()
                    out.extend(self._block(child, depth + 1))
                else:
                    self._inline(child, line, depth + 1)
            if (text := child.tail) and (line.markdown or not text.isspace()):
                _say(line, text)
        if line.markdown:
            _flush(line, out, kind, element)
        return out

    def _block(self, element: HtmlElement, depth: int) -> list[Block]:
        tag = element.tag
        if not isinstance(tag, str) or tag in SILENT or depth > _MAX_DEPTH:
            return []
        if tag in _HEADINGS:
            return self._heading(element, depth)
        if tag == "pre":
            return _code(element)
        if tag == "blockquote":
            return _quoted(self._children(element, depth))
        if tag in ("ul", "ol", "menu"):
            return self._list(element, depth)
        if tag == "table" and not is_layout(element):
            return self._table(element, depth)
        if is_caption(element):
            return [x._replace(kind="caption") for x in self._children(element, depth)]
        return self._children(element, depth)

    def _heading(self, element: HtmlElement, depth: int) -> list[Block]:
        inner = self._children(element, depth)
        text = " ".join(b.text.replace("\n", " ") for b in inner)
        markdown = " ".join(b.markdown.replace("\n", " ") for b in inner).replace("**", "")
        if not text:
            return [b for b in inner if b.markdown]
        share = sum(b.link_share * len(b.text) for b in inner) / len(text)
        hashes = "#" * _HEADINGS[str(element.tag)]
        return [
            Block(
                kind="h",
                text=text,
                markdown=f"{hashes} {markdown.strip()}",
                link_share=share,
                source=element,
                links=links_in(inner),
            )
        ]

    def _list(self, element: HtmlElement, depth: int) -> list[Block]:
        out: list[Block] = []
        number = _start(element)
        for child in element:
            if not isinstance(child.tag, str) or child.tag in SILENT:
                continue
            inner = self._block(child, depth + 1)
            if not inner:
                continue
            mark = f"{number}. " if element.tag == "ol" else "- "
            number += 1
            out.extend(_item(inner, mark if child.tag == "li" else "", first=not out))
        return out

    def _table(self, element: HtmlElement, depth: int) -> list[Block]:
        out: list[Block] = []
        rows: list[tuple[list[Block], bool]] = []
        for row in element.iter("caption", "tr"):
            if row.tag == "caption":
                out.extend(self._block(row, depth + 1))
                continue
            cells = [
                as_cell(self._children(cell, depth + 2)) for cell in row if cell.tag in ("td", "th")
            ]
            if any(cell.text or cell.markdown for cell in cells):
                rows.append((cells, all(cell.tag == "th" for cell in row)))
        return out + table_rows(rows, element)

    def _inline(self, element: HtmlElement, line: _Line, depth: int) -> None:
        tag = element.tag
        if tag == "br":
            line.text.append("\n")
            line.markdown.append("\n")
        elif tag == "img":
            self._image(element, line)
        elif tag == "a":
            self._link(element, line, depth)
        elif tag in _MARKS:
            inner = self._inner(element, depth)
            _wrap(line, inner, _MARKS[str(tag)])
            line.links.extend(inner.links)
        elif tag in ("code", "kbd", "samp", "tt") and not len(element):
            inner = self._inner(element, depth)
            line.text.extend(inner.text)
            words = _SPACE.sub(" ", "".join(inner.text)).strip()
            line.markdown.append(
                f"`{words}`" if words and "`" not in words else "".join(inner.markdown)
            )
        else:
            self._write(element, line, depth)

    def _inner(self, element: HtmlElement, depth: int) -> _Line:
        line = _Line()
        self._write(element, line, depth)
        return line

    def _write(self, element: HtmlElement, line: _Line, depth: int) -> None:
        """What stands in an inline element, behind what is in the line."""
        if text := element.text:
            _say(line, text)
        for child in element:
            tag = child.tag
            if isinstance(tag, str) and tag not in SILENT and depth < _MAX_DEPTH:
                if tag in _BLOCKS:
                    _join_blocks(line, self._block(child, depth + 1))
                else:
                    self._inline(child, line, depth + 1)
            if text := child.tail:
                _say(line, text)

    def _link(self, element: HtmlElement, line: _Line, depth: int) -> None:
        inner = self._inner(element, depth)
        text, markdown = "".join(inner.text), "".join(inner.markdown)
        href = (element.get("href") or "").strip()
        url = None if not href or href.startswith("#") else normalise(href, self._base_url)
        line.text.append(text)
        line.linked += len(text.strip())
        words = _SPACE.sub(" ", text).strip()
        if url is None or not markdown.strip():
            line.markdown.append(markdown)
            if url is not None and not words:
                line.links.append(Link(url=url, text=""))
            return
        line.links.append(Link(url=url, text=unicodedata.normalize("NFC", words)))
        lead, body, tail = _edges(markdown)
        body = _LINE_BREAK.sub(" ", body) if "\n" in body else body
        line.markdown.append(f"{lead}[{body}]({url.replace('(', '%28').replace(')', '%29')}){tail}")

    def _image(self, element: HtmlElement, line: _Line) -> None:
        source = ""
        for name in ("data-orig-file", "data-src", "data-lazy-src", "src"):
            value = (element.get(name) or "").strip()
            if value and not value.startswith("data:"):
                source = value
                break
        url = normalise(source, self._base_url) if source else None
        if url is not None:
            alt = (
                _SPACE.sub(" ", element.get("alt") or "")
                .strip()
                .replace("]", "\\]")
                .replace("[", "\\[")
            )
            line.markdown.append(f"![{alt}]({url.replace('(', '%28').replace(')', '%29')})")


def _is_block(element: HtmlElement) -> bool:
    """A block tag, or an inline one that only wraps blocks (themes put <a> or <span> around <div>)."""
    if element.tag in _BLOCKS:
        return True
    if element.tag in ("a", "br", "img") or not len(element):
        return False
    return any(child.tag in _BLOCKS for child in element.iterdescendants())


def _say(line: _Line, text: str) -> None:
    if not text.isprintable() or "  " in text:  # no other text has these
        text = _SPACE.sub(" ", visible(text))
    line.text.append(text)
    line.markdown.append(_ESCAPE.sub(r"\\\1", text) if _IS_MARKED.search(text) else text)


def _flush(line: _Line, out: list[Block], kind: str, source: HtmlElement) -> None:
    raw, marked = "".join(line.text), "".join(line.markdown)
    text = _lines(raw)
    markdown = text if marked == raw else _lines(marked)
    if text or markdown:
        share = min(1.0, line.linked / (len(text) or 1)) if line.linked else 0.0
        if "\n" in markdown or markdown[:1] in _LINE_STARTS:
            markdown = _LINE_START.sub(r"\\\1", markdown).replace("\n", "  \n")
        out.append(
            Block(
                kind="caption" if says_rights(text) else kind,
                text=text,
                markdown=markdown,
                link_share=share,
                source=source,
                links=tuple(line.links),
            )
        )


def _lines(raw: str) -> str:
    if not raw or raw.isspace():
        return ""
    if "\n" not in raw:
        return (_BLANKS.sub(" ", raw) if "  " in raw else raw).strip()
    lines = (_BLANKS.sub(" ", piece) if "  " in piece else piece for piece in raw.split("\n"))
    return "\n".join(bare for piece in lines if (bare := piece.strip()))


def _edges(text: str) -> tuple[str, str, str]:
    body = text.strip()
    lead = " " if text[:1].isspace() else ""
    return lead, body, " " if text[-1:].isspace() and body else ""


def _wrap(line: _Line, inner: _Line, mark: str) -> None:
    lead, body, tail = _edges("".join(inner.markdown))
    line.text.extend(inner.text)
    line.linked += inner.linked
    plain = not body or mark in body or "\n" in body or body.startswith("![")
    line.markdown.append(f"{lead}{body}{tail}" if plain else f"{lead}{mark}{body}{mark}{tail}")


def _join_blocks(line: _Line, blocks: list[Block]) -> None:
    for block in blocks:
        line.links.extend(block.links)
        line.linked += round(block.link_share * len(block.text))
        line.text.append(f"\n{block.text}\n")
        line.markdown.append(f"\n{block.markdown}\n")


def _code(element: HtmlElement) -> list[Block]:
    for br in element.iter("br"):
        br.tail = "\n" + (br.tail or "")
    raw = element.text_content().replace("\r", "").replace("\u00a0", " ").strip("\n")
    if not raw.strip():
        return []
    fence = "```" if "```" not in raw else "~~~~"
    return [
        Block(
            kind="code",
            text=raw.rstrip(),
            markdown=f"{fence}\n{raw.rstrip()}\n{fence}",
            source=element,
        )
    ]


def _quoted(inner: list[Block]) -> list[Block]:
    out = []
    for number, block in enumerate(inner):
        markdown = "\n".join(f"> {row}".rstrip() for row in block.markdown.split("\n"))
        if number and not block.tight:
            markdown = f">\n{markdown}"
        kind = block.kind if block.kind in ("code", "table") else "quote"
        out.append(block._replace(kind=kind, markdown=markdown, tight=number > 0))
    return out


def _start(element: HtmlElement) -> int:
    value = element.get("start") or ""
    return int(value) if value.isdecimal() and len(value) < 6 else 1


def _item(inner: list[Block], mark: str, *, first: bool) -> list[Block]:
    """An item's blocks: the first carries the mark, the rest stand below it."""
    out = []
    indent = " " * len(mark)
    for number, block in enumerate(inner):
        rows = block.markdown.split("\n")
        head = (mark if number == 0 else indent) + rows[0]
        markdown = "\n".join([head, *(indent + row if row else row for row in rows[1:])])
        tight = not first if number == 0 else block.tight or block.kind == "li"
        kind = block.kind if block.kind in ("code", "table", "h") else "li"
        out.append(block._replace(kind=kind, markdown=markdown, tight=tight))
    return out
