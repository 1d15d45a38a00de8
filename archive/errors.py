"""What can go wrong in a way the user must know of: each error is one sentence and an exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

DONE, WITH_GAPS, INTERRUPTED = 0, 3, 5  # exit codes of no error; README lists all


class HcsmError(Exception):
    """A failure that the command line prints as one sentence, without a traceback."""

    exit_code = 1


class WrongUseError(HcsmError):
    """A mistake in an argument, a query or `hcsm.toml`."""

    exit_code = 2


def not_one_of(name: str, said: str, allowed: Iterable[str]) -> WrongUseError:
    """For a closed set of values."""
    return WrongUseError(f"{name} is {said!r}; allowed is one of {', '.join(allowed)}")


class BusyError(HcsmError):
    """Another process holds what this one needs, and is alive."""

    exit_code = 4


class StorageError(HcsmError):
    """The disk is full, the folder read-only, or the database cannot be reached."""

    exit_code = 6


class DamageError(HcsmError):
    """Kept bytes or rows are not what they were when they were written."""

    exit_code = 7
