"""Documents as a crawl fetches them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from hcsm_scraper.document import Document

Fetch = Callable[..., Document]


@pytest.fixture(scope="session")
def fetched() -> Fetch:
    def make(content: str | bytes, url: str, kind: str = "application/xml") -> Document:
        return Document(
            url=url,
            captured_at=datetime(2015, 3, 5, tzinfo=UTC),
            status=200,
            headers=(("Content-Type", f"{kind}; charset=UTF-8"),),
            content=content.encode() if isinstance(content, str) else content,
        )

    return make
