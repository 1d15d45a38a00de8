"""Tombstones of one person as `hcsm erase` makes them, and answers of servers to cut from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from archive.identities import spelled_address, words_of
from archive.tombstones import Tombstones, windows
from archive.warc import Exchange

NOBODY = Tombstones(b"k" * 32)


@pytest.fixture
def stones() -> Callable[..., Tombstones]:
    def made(name: str, url: str | None, *keys: str, texts: tuple[str, ...] = ()) -> Tombstones:
        found = {NOBODY.person(name, url), NOBODY.person(name, None), *NOBODY.words(words_of(name))}
        if url:
            found |= {NOBODY.address(url), *NOBODY.words(words_of(spelled_address(url)))}
        found |= {NOBODY.comment("b", key) for key in keys}
        for text in texts:
            for run in windows(text):
                found |= NOBODY.words(list(run))
        return NOBODY.plus(found)

    return made


@pytest.fixture
def answer() -> Callable[..., Exchange]:
    def made(url: str, payload: bytes, kind: str, **headers: str) -> Exchange:
        return Exchange(
            url=url,
            captured_at=datetime(2026, 1, 2, tzinfo=UTC),
            request_headers=(),
            status=200,
            headers=(("Content-Type", kind), *headers.items()),
            payload=payload,
        )

    return made
