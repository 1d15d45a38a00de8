"""Reproducible samples: who is drawn depends on the seed and the ids, not on any order of rows."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from archive.query import ArticleFacts

STRATA: dict[str, Callable[[ArticleFacts], str]] = {
    "blog": lambda article: article.blog_url,
    "year": lambda article: (article.published or "")[:4] or "undated",
    "language": lambda article: article.language or "unknown",
    "kind": lambda article: article.kind,
}


def sample(
    articles: Iterable[ArticleFacts], count: int, *, strata: Iterable[str], seed: int
) -> list[tuple[str, str]]:
    """(article id, stratum), sorted; each stratum gets its share, rounded by largest remainder."""
    parts = [STRATA[name] for name in strata]
    groups: dict[str, list[str]] = {}
    for article in articles:
        groups.setdefault(" / ".join(part(article) for part in parts), []).append(article.id)
    total = sum(map(len, groups.values()))
    wanted = min(count, total)
    shares = {name: wanted * len(ids) / total for name, ids in groups.items()}
    numbers = {name: int(share) for name, share in shares.items()}
    by_rest = sorted(shares, key=lambda name: (numbers[name] - shares[name], name))
    for name in by_rest[: wanted - sum(numbers.values())]:
        numbers[name] += 1
    drawn = [
        (id_, name)
        for name, ids in groups.items()
        for id_ in sorted(ids, key=lambda id_: _lot(seed, id_))[: numbers[name]]
    ]
    return sorted(drawn)


def _lot(seed: int, article_id: str) -> str:
    return sha256(f"{seed} {article_id}".encode()).hexdigest()
