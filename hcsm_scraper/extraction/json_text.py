"""JSON as pages and blogs write it: one broken value in it costs no other."""

from __future__ import annotations

import json
import re

from archive.text import without_controls

_LONGEST = 18  # digits of what is counted with; a longer one is kept as it is written
# Escapes of letters that no text may hold
_UNKEEPABLE = re.compile(r"\\u(?:00[0-7]|[dD][89a-fA-F]|[fF]{3}[eEfF])")


def said_in(text: str, *, strict: bool = True) -> object:
    """What json.loads gives; raises ValueError for what is no JSON, or nests too deeply."""
    try:
        said = _decoder(strict=strict).decode(text)
        return _kept(said) if _UNKEEPABLE.search(text) else said
    except RecursionError:
        raise ValueError("nested too deeply") from None


def first_said(text: str, at: int, *, strict: bool = True) -> tuple[object, int]:
    """The value that begins at this place, and where it ends; raises ValueError as `said_in`."""
    try:
        said, end = _decoder(strict=strict).raw_decode(text, at)
        return _kept(said) if _UNKEEPABLE.search(text, at, end) else said, end
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _decoder(*, strict: bool) -> json.JSONDecoder:
    return json.JSONDecoder(strict=strict, parse_int=_number, parse_constant=lambda _: None)


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) <= _LONGEST else digits


def _kept(said: object) -> object:
    if isinstance(said, str):
        return without_controls(said)
    if isinstance(said, list):
        return [_kept(x) for x in said]
    return {key: _kept(x) for key, x in said.items()} if isinstance(said, dict) else said
