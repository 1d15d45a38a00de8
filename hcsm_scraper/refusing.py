"""What a study forbids itself to capture: decided in memory, before a byte is written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archive.codings import UnreadableContentError
from hcsm_scraper.document import document_of
from hcsm_scraper.extraction.rights import rights_of, with_site

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from archive.warc import Exchange
    from hcsm_scraper.document import Document

_OF_BODY = frozenset({"content-encoding", "content-length", "etag", "last-modified", "digest"})


def refusal(
    exchange: Exchange, reserved: Mapping[str, str], not_captured: Collection[str], limit: int
) -> tuple[str, Mapping[str, str]] | None:
    """The sentence for the gap, and all signals; None: it may be captured. `reserved`: what the
    host's tdmrep.json says of the address; `limit`: bytes of the content."""
    said = with_site(rights_of(_read(exchange, limit)), reserved)
    signal = next((x for x in not_captured if x in said), None)
    return None if signal is None else (f"{said[signal]} says {signal}", said)


def without_body(exchange: Exchange) -> Exchange:
    """That there was such an answer: a redirect or an error is not what is reserved."""
    headers = tuple(x for x in exchange.headers if x[0].lower() not in _OF_BODY)
    return replace(exchange, headers=headers, payload=b"", is_redacted=True)


def _read(exchange: Exchange, limit: int) -> Document:
    """Without the content where it is no page, or where nobody can read it."""
    try:
        page = document_of(exchange, limit)
    except UnreadableContentError:
        page = document_of(without_body(exchange), limit)
    return page if page.is_html else replace(page, content=b"")
