"""Bytes to a page, whatever they are: a hostile page costs one article, never the crawl."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from archive.codings import UnreadableContentError
from archive.records import Page, PageKind
from hcsm_scraper.workers import Worker, WorkerDiedError, cause, limited, prepare

if TYPE_CHECKING:
    from collections.abc import Callable

    from archive.warc import Exchange
    from hcsm_scraper.document import Document

_PAGES_PER_PROCESS = 2000  # then a fresh one: libxml2 keeps what it once took


class Reader:
    """In a worker process: `seconds` of processor time and `memory` (bytes) for each page."""

    def __init__(self, seconds: float, memory: int, max_content: int) -> None:
        self._seconds, self._max_content = seconds, max_content
        prepare(memory)

    def __call__(self, exchange: Exchange) -> Page:
        return read_within(self._seconds, exchange, self._max_content)


class ReadingProcess:
    """A reader in a process of its own."""

    def __init__(self, *, seconds: float, memory: int, max_content: int) -> None:
        self._seconds = seconds
        self._limits = (seconds, memory, max_content)
        self._worker = Worker("hcsm_scraper.pages:Reader")
        self._left = _PAGES_PER_PROCESS

    async def read(self, exchange: Exchange) -> Page:
        """The page; one of kind OTHER with a problem if reading it failed or took too long."""
        self._left -= 1
        if not self._left:
            self.close()
            self._left = _PAGES_PER_PROCESS
        problem = ""
        for _ in range(2):  # once more: it may have been killed from outside
            try:
                if not self._worker.is_running:
                    await self._worker.start(*self._limits)
                page: Page = await self._worker.ask(exchange)
            except WorkerDiedError as died:
                problem = cause(died, self._seconds)
                if died.is_late:
                    break
            else:
                return page
        return unread(exchange.url, problem)

    def close(self) -> None:
        self._worker.close()


def unread(url: str, problem: str) -> Page:
    return Page(url=url, kind=PageKind.OTHER, problem=f"unreadable: {problem}")


def read_within(seconds: float, exchange: Exchange, limit: int) -> Page:
    """In a worker process, which dies of what takes longer."""
    try:
        with limited(seconds):
            return read_exchange(exchange, limit)
    except MemoryError:
        return unread(exchange.url, "reading needs more memory than it may have")


def read_exchange(exchange: Exchange, limit: int) -> Page:
    """Undoes content codings and reads. `limit`: bytes of content."""
    from hcsm_scraper.document import document_of  # noqa: PLC0415 - only the worker process pays
    from hcsm_scraper.reading import read  # noqa: PLC0415 - for the reader

    if exchange.is_redacted and not exchange.payload and 200 <= exchange.status < 300:
        return unread(exchange.url, "what an erasure took is not to be told from the rest")
    try:
        document = document_of(exchange, limit)
    except UnreadableContentError as error:
        return unread(exchange.url, str(error))
    return _guarded(read, document)


def _guarded(read: Callable[[Document], Page], document: Document) -> Page:
    """The one place that keeps a crawl alive: a fault of ours costs one page, and is named."""
    try:
        return read(document)
    except Exception as error:  # noqa: BLE001 - see above
        import traceback  # noqa: PLC0415

        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        return unread(document.url, f"{type(error).__name__} at {where}: {error}")
