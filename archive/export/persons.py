"""Who commented in the archive, by name and address, and which words its articles use."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select

from archive.identities import person_of, spelled_address, words_of
from archive.schema import ARTICLES, BLOGS, COMMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

_SAMPLE = 1000  # articles whose words count as ordinary
# Words of greetings and roles that people sign with, should the archive's articles hold few words.
_ORDINARY = frozenset(
    (
        "a i me you we the my your hope will may mark grace faith joy rose art bill frank grant "
        "jack pat rob sue guy dawn june april august summer autumn ray max gene rich dean drew "
        "chance angel rusty sandy honey robin holly ivy lily daisy iris penny ruby pearl amber "
        "nurse doctor doc dr patient patients mom mum dad mother father student anonymous anon "
        "guest reader admin editor author friend visitor user someone nobody one two crystal"
    ).split()
)


class Persons:
    """All who commented, vanished comments too. Authors of articles and pingbacks are not among
    them unless `with_authors`: an article's byline is public.

    `names`: words of a name -> (how it is spelled, the person; None if several bear it).
    `addresses`: address without scheme -> person.
    """

    def __init__(self, connection: Connection, *, with_authors: bool) -> None:
        self.vocabulary = _ORDINARY | _vocabulary(connection)
        self.names: dict[str, tuple[str, str | None]] = {}
        self.addresses: dict[str, str] = {}
        public = set[str]()
        for author in _authors(connection):
            if with_authors:
                self._name(author, person_of(author, None))
            else:
                public.add(_key(author))
        sites = [spelled_address(url) for url in connection.execute(select(BLOGS.c.url)).scalars()]
        query = (
            select(COMMENTS.c.author, COMMENTS.c.author_url, COMMENTS.c.by_article_author)
            .where(COMMENTS.c.kind == "comment", COMMENTS.c.author.is_not(None))
            .distinct()
        )
        with connection.execute(query, execution_options={"yield_per": 500}) as rows:
            for author, url, by_author in rows:
                if by_author and not with_authors:
                    public.add(_key(author))
                self._add(author, url, sites)
        for name in public:
            self.names.pop(name, None)

    def _add(self, author: str, url: str | None, sites: Iterable[str]) -> None:
        person = person_of(author, url)
        self._name(author, person)
        address = spelled_address(url) if url else ""
        if address and not any(address.startswith(site) for site in sites):
            self.addresses[address] = person

    def _name(self, name: str, person: str) -> None:
        spelling, known = self.names.setdefault(_key(name), (name, person))
        if known != person:
            self.names[_key(name)] = (spelling, None)


def _key(name: str) -> str:
    return " ".join(words_of(name)) or name


def _authors(connection: Connection) -> set[str]:
    rows = connection.execute(select(ARTICLES.c.authors).distinct()).scalars()
    return {author for row in rows for author in json.loads(row)}


def _vocabulary(connection: Connection) -> set[str]:
    """Words that more than one article writes in lower case."""
    texts = select(ARTICLES.c.text).order_by(ARTICLES.c.id).limit(_SAMPLE)
    once, often = set[str](), set[str]()
    for text in connection.execute(texts, execution_options={"yield_per": 50}).scalars():
        found = {x for x in words_of(text or "", fold=False) if x.islower() and x.isalpha()}
        often |= once & found
        once |= found
    return often
