"""Comment authors behind pseudonyms, also where other comments of the thread address them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.identities import Pseudonyms
    from archive.query import CommentFacts

_SHORTEST = 3  # letters of a name that is looked for in texts
_GREETING = r"(?:@|(?<![^\n])|\b(?:hi|hello|hey|dear|thanks|thank you|hallo|liebe[rs]?|danke|bonjour|merci|hola|gracias|olá|ciao|grazie|dag|beste),?\s+)"


class Hidden:
    """`thread` replaces names by pseudonyms and leaves out what would lead back to a person."""

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self._pseudonyms = pseudonyms

    def thread(self, comments: Sequence[CommentFacts]) -> list[CommentFacts]:
        names: dict[str, str] = {}
        for comment in comments:
            pseudonym = self._of(comment)
            if comment.author and pseudonym and len(comment.author) >= _SHORTEST:
                names.setdefault(comment.author.casefold(), pseudonym)
        addressed = _pattern(names)
        return [
            replace(
                comment,
                author=self._of(comment),
                author_url=None,
                text=_addressed(comment.text, addressed, names),
                markdown=_addressed(comment.markdown, addressed, names),
            )
            for comment in comments
        ]

    def _of(self, comment: CommentFacts) -> str | None:
        if comment.kind == "pingback":
            return comment.author  # a blog's title, not a person
        return self._pseudonyms.of(comment.author, comment.author_url)


def _pattern(names: dict[str, str]) -> re.Pattern[str] | None:
    if not names:
        return None
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(
        f"({_GREETING})({'|'.join(re.escape(name) for name in longest_first)})(?!\\w)",
        re.IGNORECASE,
    )


def _addressed(text: str, pattern: re.Pattern[str] | None, names: dict[str, str]) -> str:
    if pattern is None:
        return text
    return pattern.sub(lambda found: found[1] + names[found[2].casefold()], text)
