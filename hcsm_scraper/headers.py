"""Scrapy's headers as the records spell them: pairs of text, in order, repeated ones apart."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from scrapy.http import Headers, Response

if TYPE_CHECKING:
    from archive.warc import Exchange


def plain_headers(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (key.decode("latin-1"), value.decode("latin-1"))
        for key, values in headers.items()
        for value in values
    )


def response_of(kept: Exchange) -> Response:
    """An answer from the archive, as Scrapy would have had it from the wire."""
    headers = Headers()
    for name, value in kept.headers:
        headers.appendlist(name, value)
    return Response(kept.url, status=kept.status, headers=headers, body=kept.payload)


def retry_after(response: Response, now: datetime) -> float | None:
    """Seconds that the server asks for (RFC 9110, 10.2.3), or None."""
    said = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if said.isdigit():
        return float(said)
    try:
        moment = parsedate_to_datetime(said)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())
