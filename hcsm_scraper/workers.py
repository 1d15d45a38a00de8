"""Reading in worker processes with limits: a hostile page costs one article, never the crawl."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import multiprocessing
import os
import resource
import signal
import sys
from concurrent.futures import TimeoutError as PoolTimeoutError
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessPool

from archive.records import Page, PageKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Any

    from hcsm_scraper.document import Document

READER_VERSION = "1"  # grows when the same bytes are read into other rows
Headers = tuple[tuple[str, str], ...]
_PAGES_PER_PROCESS = 2000  # then a fresh one: libxml2 keeps what it once took
_PR_SET_PDEATHSIG = 1


class Readers:
    """A pool of reading processes. `seconds` and `memory` (bytes) limit each page."""

    def __init__(self, *, processes: int, seconds: float, memory: int, max_content: int) -> None:
        self._seconds = seconds
        self._max_content = max_content
        self._pool = ProcessPool(
            max_workers=processes or max(1, (os.cpu_count() or 2) - 1),
            max_tasks=_PAGES_PER_PROCESS,
            initializer=_prepare,
            initargs=[memory],
            context=multiprocessing.get_context("spawn"),
        )

    async def read(
        self, *, url: str, captured_at: datetime, status: int, headers: Headers, payload: bytes
    ) -> Page:
        """The page; one of kind OTHER with a problem if reading it failed or took too long."""
        arguments = [url, captured_at, status, headers, payload, self._max_content]
        future = self._pool.schedule(_read, args=arguments, timeout=self._seconds)
        try:
            return await asyncio.wrap_future(future)
        except PoolTimeoutError:
            return unread(url, f"reading took longer than {self._seconds:g} seconds")
        except ProcessExpired as error:
            return unread(url, f"the reading process died (exit code {error.exitcode})")
        except MemoryError:
            return unread(url, "reading needs more memory than it may have")

    def close(self) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def unread(url: str, problem: str) -> Page:
    return Page(url=url, kind=PageKind.OTHER, problem=f"unreadable: {problem}")


def read_payload(
    url: str, captured_at: datetime, status: int, headers: Headers, payload: bytes, limit: int
) -> Page:
    """Undoes content codings and reads; the same in a crawl's worker and in `reread`."""
    from hcsm_scraper.document import (  # noqa: PLC0415 - only the workers pay for the reader
        Document,
        UnreadableContentError,
        content_of,
    )
    from hcsm_scraper.reading import read  # noqa: PLC0415

    try:
        content = content_of(headers, payload, limit)
    except UnreadableContentError as error:
        return unread(url, str(error))
    document = Document(
        url=url, captured_at=captured_at, status=status, headers=headers, content=content
    )
    return _guarded(read, document)


def _guarded(read: Callable[[Document], Page], document: Document) -> Page:
    """The one place that keeps a crawl alive: a fault of ours costs one page, and is named."""
    try:
        return read(document)
    except Exception as error:  # noqa: BLE001 - see above
        import traceback  # noqa: PLC0415

        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{os.path.basename(place.filename)}:{place.lineno}"  # noqa: PTH119
        return unread(document.url, f"{type(error).__name__} at {where}: {error}")


def _read(*arguments: Any) -> Page:
    return read_payload(*arguments)


def _prepare(memory: int) -> None:
    """In the worker: limits, no signals from the terminal, and never to outlive its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    gc.disable()  # while modules are loaded: all that they make stays
    import hcsm_scraper.reading  # noqa: F401, PLC0415 - warm

    gc.freeze()
    gc.enable()
