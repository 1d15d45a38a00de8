"""The completeness ledger: each article known to exist is kept, gone, left out or a gap."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, func, select

from archive import ledger
from archive.frontier import OUT_OF_SCOPE, State
from archive.records import LeadRole
from archive.schema import ARTICLES, CRAWLS, EVIDENCE, FRONTIER, GAPS, LISTED

if TYPE_CHECKING:
    from archive.ledger import Source
    from archive.statements import Shelf

FATES = "kept gone moved left_out out_of_scope no_article waiting gaps".split()
_FATES = {
    State.QUEUED: "waiting",
    State.REDIRECTED: "moved",
    State.SKIPPED: "left_out",
    State.DONE: "no_article",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Of one blog's articles. `known` is all that links, lists and the archive itself name."""

    known: int
    kept: int
    gone: int  # kept once, no longer there
    moved: int  # an address that leads to another one
    left_out: int  # on purpose, with a reason
    out_of_scope: int  # an article that is not of the study
    no_article: int  # a page was read and holds none
    waiting: int
    gaps: int
    reasons: dict[str, int]  # of what is out of scope
    stated: tuple[Source, ...]  # what the blog's lists say of themselves


def balance(shelf: Shelf) -> Balance:
    asked = select(FRONTIER.c.url, FRONTIER.c.state, FRONTIER.c.reason)
    states: dict[str, State] = {}
    refused: dict[str, str] = {}  # why an article is not of the study
    for row in shelf.execute(asked.where(FRONTIER.c.blog_id == shelf.blog_id)):
        states[row.url] = State(row.state)
        if row.state == State.SKIPPED and (row.reason or "").startswith(OUT_OF_SCOPE):
            refused[row.url] = row.reason
    articles = {
        row.url: row.vanished_at
        for row in shelf.execute(
            select(ARTICLES.c.url, ARTICLES.c.vanished_at).where(
                ARTICLES.c.blog_id == shelf.blog_id, ARTICLES.c.kind != "continuation"
            )
        )
    }
    shown = _shown(shelf)
    open_gaps = set(
        shelf.execute(
            select(GAPS.c.url).where(GAPS.c.blog_id == shelf.blog_id, GAPS.c.closed_at.is_(None))
        ).scalars()
    )
    fates: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    known = _known(shelf, set(states)) | set(articles) | set(refused)
    for url in known:
        if url in articles:
            fates["gone" if articles[url] else "kept"] += 1
        elif articles.get(shown.get(url, ""), "gone") is None:
            fates["kept"] += 1
        elif url in open_gaps or states.get(url) is State.GAP:
            fates["gaps"] += 1
        elif url in refused:
            fates["out_of_scope"] += 1
            reasons[refused[url]] += 1
        elif url in states:
            fates[_FATES[states[url]]] += 1
    return Balance(
        known=len(known),
        reasons=dict(sorted(reasons.items())),
        stated=tuple(ledger.sources(shelf)),
        **{name: fates[name] for name in FATES},
    )


def forget_passing(shelf: Shelf) -> None:
    """A gap that the crawl which met it has closed was none: one page came before another."""
    same = (CRAWLS.c.blog_id == shelf.blog_id, CRAWLS.c.started_at <= GAPS.c.opened_at)
    until = func.coalesce(CRAWLS.c.ended_at, GAPS.c.closed_at)
    within = exists(select(CRAWLS.c.id).where(*same, GAPS.c.closed_at <= until))
    own = (GAPS.c.blog_id == shelf.blog_id, GAPS.c.closed_at.is_not(None))
    shelf.execute(delete(GAPS).where(*own, within))


def given_up(shelf: Shelf) -> list[str]:
    """Where pages of a kind were given up because they brought no article."""
    own = (GAPS.c.blog_id == shelf.blog_id, GAPS.c.reason == "budget", GAPS.c.closed_at.is_(None))
    return list(shelf.execute(select(GAPS.c.url).where(*own)).scalars())


def is_empty(shelf: Shelf, url: str) -> bool:
    """Whether an article is kept under this URL, and no text of it."""
    found = shelf.execute(select(ARTICLES.c.markdown).where(ARTICLES.c.url == url)).first()
    return found is not None and not found.markdown


def gaps_of(shelf: Shelf, url: str) -> dict[str, str | None]:
    """Details of the open gaps of a URL, by reason."""
    own = (GAPS.c.blog_id == shelf.blog_id, GAPS.c.url == url, GAPS.c.closed_at.is_(None))
    rows = shelf.execute(select(GAPS.c.reason, GAPS.c.detail).where(*own))
    return {row.reason: row.detail for row in rows}


def _known(shelf: Shelf, asked: set[str]) -> set[str]:
    """What is expected to be an article: by a link, or by a list of which it is a thing."""
    roles = (LeadRole.ARTICLE,)
    linked = shelf.execute(
        select(FRONTIER.c.url).where(
            FRONTIER.c.blog_id == shelf.blog_id, FRONTIER.c.role.in_(roles)
        )
    ).scalars()
    lists = {source.url for source in ledger.sources(shelf)}
    listed = shelf.execute(
        select(LISTED.c.url).where(LISTED.c.blog_id == shelf.blog_id).distinct()
    ).scalars()
    return {*linked, *((set(listed) - lists) & asked)}


def _shown(shelf: Shelf) -> dict[str, str]:
    """The article that each page shows: a page's address need not be the article's."""
    rows = shelf.execute(
        select(EVIDENCE.c.source_url, EVIDENCE.c.article_url).where(
            EVIDENCE.c.blog_id == shelf.blog_id, EVIDENCE.c.route == "html"
        )
    )
    return {row.source_url: row.article_url for row in rows}
