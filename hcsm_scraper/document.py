"""A fetched page: URL, headers, bytes, decoded and parsed once. It does not know what a blog is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import dropwhile
from typing import TYPE_CHECKING

from bs4.dammit import EncodingDetector, UnicodeDammit
from lxml import etree, html

from archive.codings import content_of
from archive.text import CONTROL, without_controls
from hcsm_scraper.names import Names

if TYPE_CHECKING:
    from datetime import datetime

    from lxml.html import HtmlElement

    from archive.warc import Exchange

# Of elements in elements. markdown.py writes 180 levels, and leaves out what stands deeper.
MAX_DEPTH = 175
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (MAX_DEPTH + 1) + ")")
_EMPTY = "<html><head></head><body></body></html>"
# lxml.html's own parser asks Python for the class of every element, each time it is met.
# Without `huge_tree` libxml2 drops the rest of a page behind ten million letters in one place.
_PARSER = html.HTMLParser(encoding="utf-8", collect_ids=False, huge_tree=True)
_PARSER.set_element_class_lookup(
    etree.ElementDefaultClassLookup(element=html.HtmlElement, comment=html.HtmlComment)
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^>]*?(/?)>")
_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li td tr th".split()
)
_IN_HEAD = frozenset("base link meta noscript script style template title".split())
_NO_CHARACTERS = ("\ufffe", "\uffff")
_TEXT = 25  # letters to a control character, at least
_CONTROL_BYTES = bytes(code for code in range(128) if CONTROL.match(chr(code)))
# libxml2 2.14 stops at the first of these; browsers read on (HTML standard, "after body").
_END_OF_PAGE = re.compile(rb"</(?:[bB][oO][dD][yY]|[hH][tT][mM][lL])\s*>")
_XML = re.compile(rb"^\s*<\?xml[^>]*\?>")
_REFERENCE = re.compile(rb"&#(?:[xX]0*(?P<hex>[0-9a-fA-F]+)|0*(?P<decimal>[0-9]+));?")
_REFERENCES = re.compile(rb"&#(?:[xX][0-9a-fA-F]+|[0-9]+);?")


@dataclass(frozen=True, kw_only=True)
class Document:
    """One answer, content codings undone. `tree` is shared: to change it, take it (`taken()`)."""

    url: str  # normalised
    captured_at: datetime  # aware UTC
    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes

    def header(self, name: str) -> str | None:
        """First value of a header, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def content_type(self) -> str:
        """Media type in lower case without parameters, "" if not given."""
        return (self.header("content-type") or "").split(";")[0].strip().lower()

    @property
    def is_html(self) -> bool:
        if self.content_type in ("text/html", "application/xhtml+xml"):
            return True
        start = self.content[:1024].lstrip().lower()
        unsaid = self.content_type in ("", "text/plain", "application/octet-stream")
        return unsaid and (start.startswith(b"<!doctype html") or b"<html" in start)

    @cached_property
    def text(self) -> str:
        """The page as text. NUL, other control characters and lone surrogates are left out."""
        _, text, source = self._decoded
        # In UTF-8 there are no lone surrogates. Bytes are searched faster than text.
        is_clean = (
            source is not None
            and len(source) == len(source.translate(None, _CONTROL_BYTES))
            and not any(x in text for x in _NO_CHARACTERS)
        )
        return text if is_clean else without_controls(text)

    @property
    def is_text(self) -> bool:
        """Whether it is text at all: in a picture, or a page packed without saying so, every ninth
        byte is a control character. NUL stands in UTF-16 that says nothing of itself."""
        _, text, _ = self._decoded
        controls = len(text) - len(self.text)
        return not controls or (controls - text.count("\0")) * _TEXT <= len(text)

    @cached_property
    def _source(self) -> bytes:
        """`text` in UTF-8: what is parsed and searched, for that is faster with bytes."""
        _, text, source = self._decoded
        return source if source is not None and text is self.text else self.text.encode("utf-8")

    def has(self, *words: str) -> bool:
        """Whether any of these stands in `text`."""
        known = self._found
        for word in words:
            if word not in known:
                known[word] = word.encode() in self._source
            if known[word]:
                return True
        return False

    @cached_property
    def _found(self) -> dict[str, bool]:
        """What has been looked for in the text."""
        return {}

    @property
    def encoding(self) -> str:
        """BOM, then valid UTF-8 (nothing else looks like it), then what HTTP or the page says."""
        return self._decoded[0]

    @cached_property
    def _decoded(self) -> tuple[str, str, bytes | None]:
        """Encoding, text, and the content where it is UTF-8 without a mark."""
        content, encoding = EncodingDetector.strip_byte_order_mark(self.content)  # type: ignore[no-untyped-call]
        if not encoding:
            try:
                return "utf-8", content.decode("utf-8"), content
            except UnicodeDecodeError:
                encoding = _announced(content, self._charset)
        return str(encoding), content.decode(encoding, "replace"), None

    @cached_property
    def tree(self) -> HtmlElement:
        """Root element `html`; an empty page has an empty body."""
        if self.is_too_deep:
            return _lifted(self.text)
        return self._as_written

    @cached_property
    def _as_written(self) -> HtmlElement:
        return _parsed(self._source)

    @cached_property
    def is_too_deep(self) -> bool:
        """Whether elements nest deeper than the parser keeps."""
        return bool(_TOO_DEEP(self._as_written))

    @property
    def language(self) -> str | None:
        """As the page itself declares it."""
        tree = self.tree
        said = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
        return str(said) if said else None

    @cached_property
    def names(self) -> Names:
        """The elements of `tree` by what they are called."""
        return Names(self.tree, self.__dict__.get("_whole"))

    def taken(self) -> Document:
        """The same answer with this one's tree, to cut from: this one parses anew if it is asked
        again. Its `names` are of what is left when they are first asked for."""
        seen = replace(self)  # its cached answers are its own: `replace` copies fields alone
        seen.__dict__.update(tree=self.tree, _whole=self.names)
        for name in ("tree", "_as_written", "names"):
            self.__dict__.pop(name, None)
        return seen

    @property
    def _charset(self) -> str | None:
        found = re.search(
            r"charset\s*=\s*[\"']?([\w-]+)", self.header("content-type") or "", re.IGNORECASE
        )
        return found[1] if found else None


def fragment_of(markup: str) -> HtmlElement:
    """An element with what a comment or a feed writes as HTML, parsed as a page is."""
    text = without_controls(markup)
    tree = _parsed(f"<div>{text}</div>".encode())
    if _TOO_DEEP(tree):
        tree = _lifted(f"<div>{text}</div>")
    return tree.find("body")


def document_of(exchange: Exchange, limit: int) -> Document:
    """The answer of an exchange, with at most `limit` bytes of content. Raises
    UnreadableContentError."""
    return Document(
        url=exchange.url,
        captured_at=exchange.captured_at,
        status=exchange.status,
        headers=exchange.headers,
        content=content_of(exchange, limit),
    )


def _announced(content: bytes, announced: str | None) -> str:
    declared = EncodingDetector.find_declared_encoding(content, is_html=True)
    known = [
        name for name in (announced, declared) if name and name.lower() not in ("utf-8", "utf8")
    ]
    if not known and (announced or declared):
        return "utf-8"
    read = UnicodeDammit(content, known_definite_encodings=known, is_html=True)
    return read.original_encoding or "cp1252"


def _parsed(text: bytes) -> HtmlElement:
    """`text` in UTF-8, whatever it says of itself."""
    bare = _END_OF_PAGE.sub(b"", without_bad_references(_XML.sub(b"", text)))
    try:
        tree = html.document_fromstring(bare, parser=_PARSER, ensure_head_body=True)
    except etree.ParserError:  # nothing in it but white space or half a tag
        return html.document_fromstring(_EMPTY, parser=_PARSER)
    _begin_body(tree)
    return tree


def _begin_body(tree: HtmlElement) -> None:
    """What stands in no head begins the body (HTML standard, "in head"): where a page leaves <body>
    out, libxml2 opens it for the elements of HTML 4 alone."""
    head, body = tree.find("head"), tree.find("body")
    if head is None or body is None:
        return
    misplaced = list(dropwhile(lambda x: x.tag in _IN_HEAD or not isinstance(x.tag, str), head))
    if misplaced:
        misplaced[-1].tail = (misplaced[-1].tail or "") + (body.text or "")
        body.text = None
        body[:0] = misplaced


def without_bad_references(markup: bytes) -> bytes:
    """Markup without `&#0;` and the like, which name letters that no tree may hold."""
    if all(map(_is_keepable, set(_REFERENCES.findall(markup)))):
        return markup
    return _REFERENCE.sub(_unless_control, markup)


@lru_cache(maxsize=4096)
def _is_keepable(reference: bytes) -> bool:
    return _REFERENCE.sub(_unless_control, reference) == reference


def _unless_control(reference: re.Match[bytes]) -> bytes:
    """The reference, or nothing where it names a character that no tree may hold."""
    base = 16 if reference["hex"] else 10
    code = int((reference["hex"] or reference["decimal"])[:8], base)  # more is too many anyway
    return b"" if code > 0x10FFFF or CONTROL.match(chr(code)) else reference[0]


def _lifted(text: str) -> HtmlElement:
    """The same page with its deepest elements lifted, so that no text is lost."""
    tree = _parsed(b"")
    for most in (MAX_DEPTH, MAX_DEPTH // 2, MAX_DEPTH // 4):  # three levels of a table count as one
        tree = _parsed(_flattened(text, most).encode("utf-8"))
        if not _TOO_DEEP(tree):
            break
    return tree


def _flattened(text: str, most: int) -> str:
    """Without the tags beyond so many levels."""
    depth = 0

    def lifted(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[2].lower() in _VOID or tag[3]:
            return tag[0]
        before = depth
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        return tag[0] if max(before, depth) <= most else " "

    end = text.rfind(">") + 1  # no tag ends behind it: each would be looked for to the end
    return _TAG.sub(lifted, text[:end]) + text[end:]
