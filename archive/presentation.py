"""Archived text on a terminal: nothing in it may move the cursor or ring the bell."""

from __future__ import annotations

import re
import sys

# C0 and C1 controls, and those that reorder what follows (Unicode TR 9).
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def harmless(text: str | None, *, lines: bool = False) -> str:
    """One line, or several with `lines`; controls become a replacement character."""
    if text is None:
        return ""
    shown = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
    return shown if lines else " ".join(shown.split())


def shortened(text: str | None, width: int) -> str:
    shown = harmless(text)
    return shown if len(shown) <= width else shown[: width - 1] + "…"


def minute(moment: str | None) -> str:
    """A time of ours (ISO, UTC) as people read it."""
    return f"{moment[:16].replace('T', ' ')} UTC" if moment else ""


def counted(number: int, noun: str) -> str:
    """ "1 blog", "2 blogs"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def is_terminal() -> bool:
    return sys.stdout.isatty()
