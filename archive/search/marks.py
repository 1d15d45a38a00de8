"""Found words within a text, between two signs that no archived text needs."""

from __future__ import annotations

import re

START, END = "\x02", "\x03"
_APART = re.compile(f"{END}([\\s\\-]+){START}")


def pieces(text: str) -> list[tuple[bool, str]]:
    """(is found, text) in order; neighbours that were found are one piece."""
    joined = _APART.sub(r"\1", text)
    parts = re.split(f"{START}([^{END}]*){END}", joined)
    return [
        (bool(n % 2), part.replace(START, "").replace(END, ""))
        for n, part in enumerate(parts)
        if part
    ]


def bracketed(text: str) -> str:
    """What was found between [ and ], for readers that know no bold."""
    return "".join(f"[{part}]" if is_found else part for is_found, part in pieces(text))
