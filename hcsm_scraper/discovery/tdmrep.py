"""What a host's `/.well-known/tdmrep.json` reserves (W3C TDM Reservation Protocol, 10 May 2024)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from archive.urls import normalise
from hcsm_scraper.extraction.json_text import said_in

if TYPE_CHECKING:
    from collections.abc import Mapping

PATH = "/.well-known/tdmrep.json"
FILE = "tdmrep.json"  # where a signal of it was said
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ASCII = "".join(map(chr, range(33, 127)))


@dataclass(frozen=True, slots=True)
class Rule:
    """Paths and what is said of them. `pieces`: of the pattern between its `*`."""

    pieces: tuple[str, ...]
    is_whole: bool  # it ends in `$`
    is_reserved: bool
    policy: str | None

    def matches(self, path: str) -> bool:
        """As RFC 9309 has it, 2.2.3; in one pass, whatever the pattern."""
        first, *others = self.pieces
        if not path.startswith(first):
            return False
        place = len(first)
        last = others.pop() if self.is_whole and others else None
        for piece in others:
            found = path.find(piece, place)
            if found < 0:
                return False
            place = found + len(piece)
        if last is not None:
            return path.endswith(last) and len(path) - len(last) >= place
        return not self.is_whole or place == len(path)


@dataclass(frozen=True, slots=True)
class Reservations:
    """The rules in the order of the file: the first that matches counts."""

    rules: tuple[Rule, ...] = ()

    def of(self, url: str) -> Mapping[str, str]:
        """Signals of a normalised URL as in `Page.rights`; none where nothing is reserved."""
        if not self.rules:
            return {}
        parts = urlsplit(url)
        path = _spelled((parts.path or "/") + ("?" + parts.query if parts.query else ""))
        path = path.replace("*", "%2A").replace("$", "%24")
        rule = next((x for x in self.rules if x.matches(path)), None)
        if rule is None or not rule.is_reserved:
            return {}
        return {"tdm-reservation": FILE, **({"tdm-policy": rule.policy} if rule.policy else {})}


def parse_tdmrep(text: str, url: str) -> Reservations:
    """Rules that are none are left out; what is no such file reserves nothing (section 5.1)."""
    try:
        said = said_in(text)
    except ValueError:
        return Reservations()
    rules = (_rule(one, url) for one in (said if isinstance(said, list) else [said]))
    return Reservations(tuple(rule for rule in rules if rule is not None))


def of_site(rights: Mapping[str, str]) -> Mapping[str, str]:
    """What of a capture's recorded signals its host's file said."""
    if rights.get("tdm-reservation") != FILE:
        return {}
    return {key: said for key, said in rights.items() if key.startswith("tdm-")}


def _rule(said: Any, url: str) -> Rule | None:
    if not isinstance(said, dict) or not isinstance(said.get("location"), str):
        return None
    value = said.get("tdm-reservation")
    if isinstance(value, bool) or str(value).strip() not in ("0", "1"):
        return None
    pattern = said["location"].strip()
    is_whole = pattern.endswith("$")
    pattern = pattern.removesuffix("$").replace("$", "%24")
    if not pattern.startswith(("/", "*")):
        pattern = "/" + pattern
    policy = said.get("tdm-policy")
    return Rule(
        pieces=tuple(_spelled(piece) for piece in pattern.split("*")),
        is_whole=is_whole,
        is_reserved=str(value).strip() == "1",
        policy=normalise(policy, url) if isinstance(policy, str) else None,
    )


def _spelled(path: str) -> str:
    """Escapes only where they are needed, so that two spellings of a path are one."""
    return _ESCAPE.sub(_unescaped, quote(path, safe=_ASCII))


def _unescaped(escape: re.Match[str]) -> str:
    letter = chr(int(escape[1], 16))
    return letter if letter in _UNRESERVED else escape[0].upper()
