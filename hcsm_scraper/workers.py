"""Work that may hang, die or grow, in a process of its own: one question at a time, over a socket.

What is asked, and who answers, others know. Nothing is lost with the process but its answer.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
import os
import pickle
import resource
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from archive.errors import HcsmError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import BufferedRWPair

START = "from hcsm_scraper.workers import serve; serve()"  # what the process runs
_HEAD = 8  # bytes that give the length of a message
_STOPS = (signal.SIGINT, signal.SIGTERM)
_TIMES_UP = (signal.SIGPROF, signal.SIGALRM)
_BY_THE_CLOCK = 4  # times the limit of processor time: a busy machine costs no page
_PR_SET_PDEATHSIG = 1
_LEAVE_SECONDS = 5.0  # to end by itself


class WorkerDiedError(Exception):
    """The process died over a question. `is_late`: it took longer than it may."""

    def __init__(self, exitcode: int) -> None:
        super().__init__(f"the reading process died (exit code {exitcode})")
        self.is_late = -exitcode in _TIMES_UP


def cause(died: WorkerDiedError, seconds: float) -> str:
    return f"reading took longer than {seconds:g} seconds" if died.is_late else str(died)


class Worker:
    """A process, when it is started. `make` ("module:name") is called there with what `start` is
    given; what it returns is called with each question, and may raise an HcsmError, which is raised
    here. The name alone, for what it stands for is not to be imported here. Started again while it
    runs, the same process makes another in place of the former, in a tenth of the time."""

    def __init__(self, make: str) -> None:
        self._make = make
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self.is_idle = True  # no answer is on its way

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    async def ask(self, *question: Any) -> Any:
        """Raises WorkerDiedError; then it may be started again."""
        return await self._told(False, question)

    async def _told(self, is_start: bool, question: tuple[Any, ...]) -> Any:
        self.is_idle = False
        answer, error, said = await self._asked((is_start, question))
        self.is_idle = True
        for record in said:
            logging.getLogger(record.name).handle(record)
        if error is not None:
            raise error
        return answer

    def close(self) -> None:
        """The process ends when its question is answered; it is not waited for for long."""
        if self._socket is None or self._process is None:
            return
        self._socket.close()
        try:
            self._process.wait(_LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = self._socket = None

    async def start(self, *arguments: Any) -> None:
        if not self.is_running:
            self.close()
            self._launch()
        await self._told(True, (self._make, *arguments))

    def _launch(self) -> None:
        self._socket, theirs = socket.socketpair()
        self._socket.setblocking(False)
        code = f"import sys; sys.path[:] = {sys.path!r}; {START}"
        # From its first moment it does not hear what a terminal or systemd tells the whole group.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
        try:
            with theirs:
                own = theirs.fileno()
                self._process = subprocess.Popen(  # noqa: S603 - our own code
                    [sys.executable, "-P", "-c", code, str(own), str(os.getpid())],
                    pass_fds=[own],
                    stdin=subprocess.DEVNULL,
                )
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    async def _asked(self, message: Any) -> tuple[Any, HcsmError | None, list[Any]]:
        if self._socket is None:
            raise WorkerDiedError(0)
        try:
            await asyncio.get_running_loop().sock_sendall(self._socket, _message(message))
            return pickle.loads(await self._received(self._socket))  # type: ignore[no-any-return] # noqa: S301 - of our own process
        except (OSError, EOFError) as died:
            raise WorkerDiedError(self._exitcode()) from died

    async def _received(self, source: socket.socket) -> bytes:
        loop = asyncio.get_running_loop()
        got = bytearray()
        while len(got) < _HEAD or len(got) < _HEAD + int.from_bytes(got[:_HEAD]):
            part = await loop.sock_recv(source, 1 << 16)
            if not part:
                raise EOFError
            got += part
        return bytes(got[_HEAD:])

    def _exitcode(self) -> int:
        assert self._process is not None
        self._process.kill()  # if it has died, it has its exit code already
        return self._process.wait()


def serve() -> None:
    """In the process: makes what answers, and asks it until who asks is gone."""
    stream = socket.socket(fileno=int(sys.argv[1])).makefile("rwb")
    _end_with(int(sys.argv[2]))
    said = _Said()
    logging.basicConfig(handlers=[said], level=logging.INFO)
    answers: Callable[..., Any] | None = None
    while (message := _message_from(stream)) is not None:
        is_start, question = message
        answer = error = None
        try:
            if is_start:
                answers = None  # let go before the next is made
                module, name = question[0].split(":")
                answers = getattr(import_module(module), name)(*question[1:])
            else:
                assert answers is not None
                answer = answers(*question)
        except HcsmError as raised:
            error = raised
        try:
            stream.write(_message((answer, error, said.taken())))
            stream.flush()
        except OSError:
            break  # who asks is gone
    os._exit(0)  # as quick as a kill, and as safe


def prepare(memory: int) -> None:
    """In the process: loads what reads, and limits what it may take (bytes of address space)."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if "hcsm_scraper.reading" in sys.modules:
        return
    gc.disable()  # while modules are loaded: all that they make stays
    import hcsm_scraper.reading  # noqa: F401, PLC0415 - only this process pays for the reader

    gc.freeze()
    gc.enable()


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """In the process, which dies if this takes more processor time, or far more by the clock."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, _BY_THE_CLOCK * seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


class _Said(logging.Handler):
    """What is logged goes along with the answer, to be logged where the user has said how."""

    def __init__(self) -> None:
        super().__init__()
        self._records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        record.msg, record.args = record.getMessage(), None
        record.exc_info = None
        self._records.append(record)

    def taken(self) -> list[logging.LogRecord]:
        taken, self._records = self._records, []
        return taken


def _message(content: Any) -> bytes:
    pickled = pickle.dumps(content, pickle.HIGHEST_PROTOCOL)
    return len(pickled).to_bytes(_HEAD) + pickled


def _message_from(stream: BufferedRWPair) -> tuple[bool, tuple[Any, ...]] | None:
    try:
        head = stream.read(_HEAD)
        content = stream.read(int.from_bytes(head))
    except OSError:
        return None
    if len(head) < _HEAD or len(content) < int.from_bytes(head):
        return None  # who asks is gone
    message: tuple[bool, tuple[Any, ...]] = pickle.loads(content)  # noqa: S301 - of our own parent
    return message


def _end_with(parent: int) -> None:
    """Never outlives its parent, not even for the page in hand."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
