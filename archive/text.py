"""Text, times and digests as the database takes them."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from datetime import datetime

# Of an HTML element whose comment was erased from the bytes: its place in the thread stays.
ERASED_CLASS = "hcsm-erased"
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_UNKEEPABLE = re.compile(r"[\x00\ud800-\udfff]")
_DIGITS = 9  # more does not fit into every database's integers


def instant(moment: datetime) -> str:
    """A time of ours as the database spells it: ISO 8601, UTC, microseconds."""
    return moment.isoformat(timespec="microseconds")


def digest_of(content: bytes) -> str:
    """ "sha256:" + hex."""
    return "sha256:" + sha256(content).hexdigest()


def visible(text: str) -> str:
    """Without soft hyphens and spaces of no width."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


@overload
def keepable(value: str) -> str: ...
@overload
def keepable(value: None) -> None: ...
def keepable(value: str | None) -> str | None:
    """NFC, without NUL and lone surrogates."""
    return None if value is None else unicodedata.normalize("NFC", _UNKEEPABLE.sub("", value))


def without_controls(text: str) -> str:
    """Text without NUL, other control characters and lone surrogates: no tree may hold those."""
    return CONTROL.sub("", text)


def whole_number(said: str | None) -> int | None:
    """A number as pages count, in digits of any script; None for what is none, or too long."""
    return int(said) if said and len(said) <= _DIGITS and said.isdecimal() else None
