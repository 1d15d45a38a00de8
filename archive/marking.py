"""Which tombstones an erasure leaves: of what is erased, and of words that were theirs alone."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from archive.export.persons import Persons
from archive.identities import spelled_address, words_of
from archive.schema import ARTICLES, BLOGS, COMMENTS, EVIDENCE
from archive.tombstones import windows

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from archive.erasure import Target
    from archive.tombstones import Tombstone, Tombstones


def stones_for(connection: Connection, target: Target, stones: Tombstones) -> set[Tombstone]:
    """The tombstones of what is erased, and of the words that are in nobody else's text."""
    found: set[Tombstone] = set()
    for blog_id in target.blog_ids if target.kind == "blog" else ():
        url = connection.execute(select(BLOGS.c.url).where(BLOGS.c.id == blog_id)).scalar_one()
        found.add(stones.blog(url))
    for url in target.article_urls.values():
        found |= {stones.article(url), *stones.words(words_of(spelled_address(url)))}
    holders = _holders(connection, target)
    for row in target.comments:
        found |= {stones.comment(x, row.key) for x in (row.blog_id, *holders[row.article_url])}
    if target.kind == "person":
        found |= _person_stones(connection, target, stones)
    erased = {row.id for row in target.comments}
    own = set[tuple[str, ...]]()
    for row in target.comments:
        own |= _own_windows(connection, row, erased)
    if target.article_urls:
        ids = list(target.article_urls)
        texts = select(ARTICLES.c.text).where(ARTICLES.c.id.in_(ids))
        for said in connection.execute(texts).scalars():
            own |= windows(said or "")
    for run in own:
        found |= stones.words(list(run))
    return found


def _holders(connection: Connection, target: Target) -> dict[str, set[str]]:
    """Blogs whose captures tell of an article: several may lead to one on another host."""
    urls = {row.article_url for row in target.comments}
    told = select(EVIDENCE.c.article_url, EVIDENCE.c.blog_id).distinct()
    found = defaultdict[str, set[str]](set)
    for url, blog_id in connection.execute(told.where(EVIDENCE.c.article_url.in_(urls))):
        found[url].add(blog_id)
    return found


def _person_stones(connection: Connection, target: Target, stones: Tombstones) -> set[Tombstone]:
    """Of the person, their address, and a name that only they bear and that is no common word."""
    found: set[Tombstone] = set()
    ids = {row.id for row in target.comments}
    persons = Persons(connection, with_authors=False)
    others = {
        " ".join(words_of(row.author))
        for row in connection.execute(select(COMMENTS.c.id, COMMENTS.c.author))
        if row.author and row.id not in ids
    }
    for row in target.comments:
        name = words_of(row.author or "")
        if row.author_url and not _is_given_by_others(connection, row.author_url, ids):
            found.add(stones.person(row.author, row.author_url))
            if not _is_kept(connection, row.author_url):
                found.add(stones.address(row.author_url))
                found |= stones.words(words_of(spelled_address(row.author_url)))
        if not name or " ".join(name) in others:
            continue
        found.add(stones.person(row.author, None))
        is_public = " ".join(name) not in persons.names  # an author of articles
        is_ordinary = all(len(x) < 3 or x in persons.vocabulary for x in name)
        if not is_public and not is_ordinary:
            found |= stones.words(name)
    return found


def _is_given_by_others(connection: Connection, url: str, ids: set[str]) -> bool:
    others = select(COMMENTS.c.id, COMMENTS.c.author_url).where(COMMENTS.c.author_url != "")
    given = (spelled_address(x.author_url) for x in connection.execute(others) if x.id not in ids)
    return spelled_address(url) in given


def _is_kept(connection: Connection, url: str) -> bool:
    """Whether a blog or an article of the archive is there: those who blog give their blog's."""
    spelled = spelled_address(url)
    kept = (*connection.execute(select(BLOGS.c.url)), *connection.execute(select(ARTICLES.c.url)))
    return any(f"{spelled_address(x)}/".startswith(f"{spelled}/") for (x,) in kept)


def _own_windows(connection: Connection, row: Row[Any], erased: set[str]) -> set[tuple[str, ...]]:
    """Runs of words that stood nowhere there before: a quotation is not of who quotes."""
    own = windows(row.text)
    if not own:
        return own
    article = select(ARTICLES.c.text).where(ARTICLES.c.id == row.article_id)
    own -= windows(connection.execute(article).scalar() or "")
    others = select(COMMENTS.c.id, COMMENTS.c.text).where(
        COMMENTS.c.article_id == row.article_id,
        func.coalesce(COMMENTS.c.published, "") < (row.published or ""),
    )
    for other in connection.execute(others):
        if other.id not in erased:
            own -= windows(other.text)
    return own
