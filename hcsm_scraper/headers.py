"""What Scrapy has asked and got, as the records spell it. Headers are pairs of text, in order,
repeated ones apart."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.text import whole_number
from archive.urls import normalise
from archive.warc import Exchange

if TYPE_CHECKING:
    from scrapy.http import Headers, Response

Pairs = tuple[tuple[str, str], ...]


def plain_headers(headers: Headers) -> Pairs:
    return tuple(
        (key.decode("latin-1"), value.decode("latin-1"))
        for key, values in headers.items()
        for value in values
    )


def exchange_of(response: Response) -> Exchange:
    """As it has just been answered."""
    request = response.request
    assert request is not None
    url = normalise(request.url) or request.url
    return Exchange(
        url=url,
        captured_at=datetime.now(UTC),
        request_headers=(("Host", urlsplit(url).netloc), *plain_headers(request.headers)),
        status=response.status,
        headers=plain_headers(response.headers),
        payload=response.body,
    )


def sentence(exception: BaseException) -> str:
    said = " ".join(str(exception).split())
    return f"{type(exception).__name__}: {said}" if said else type(exception).__name__


def retry_after(headers: Pairs, now: datetime) -> float | None:
    """Seconds that the server asks for (RFC 9110, 10.2.3), or None."""
    said = next((value.strip() for name, value in headers if name.lower() == "retry-after"), "")
    if (seconds := whole_number(said)) is not None:
        return float(seconds)
    try:
        moment = parsedate_to_datetime(said)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (aware - now).total_seconds())
    except (ValueError, OverflowError):  # no date, or none of this calendar's
        return None
