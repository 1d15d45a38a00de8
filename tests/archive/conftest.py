"""A small archive to query and export: two articles, a stub and its continuation, a thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import basics
import pytest
from sqlalchemy import Engine

from archive import store
from archive.engine import transaction
from archive.export import write
from archive.export.dataset import open_dataset
from archive.export.selects import Selection
from archive.identities import Identities
from archive.records import (
    Article,
    ArticleKind,
    Blog,
    Comment,
    CommentKind,
    Link,
    Moment,
    ParentState,
)

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
BLOG = Blog(url="http://blog.example/")
ONWARD = "http://medium.example/@ada/full-text"


TWEETS = Article(
    url="http://blog.example/tweets/",
    key="1",
    title="Patients tweet",
    authors=("Marisol Reed, RN", "Tobe Okafor"),
    published=Moment("2015-03-04T23:22:05+00:00"),
    categories=("#HCSM", "Digital | Health"),
    tags=("twitter",),
    language="en",
    text="Nurses answer questions about vaccines.\nEvery Sunday.",
    markdown="**Nurses** answer questions about vaccines.\n\nEvery Sunday.",
    links=(Link(url="http://other.example/", text="questions"),),
    comments_open=True,
    comments_announced=3,
    platform="wordpress",
    comments=(
        basics.comment("7", "My pharmacist said so."),
        basics.comment(
            "8",
            "Ada Reader, which pharmacist? @Ada Reader told me, and Ada Readership is no name.",
            parent_key="7",
            parent_state=ParentState.KNOWN,
            depth=2,
            author="Bo",
            author_url=None,
        ),
        basics.comment(
            "9",
            "",
            kind=CommentKind.PINGBACK,
            author="Another blog",
            author_url="http://x.example/",
        ),
    ),
)
STUB = replace(
    TWEETS,
    url="http://blog.example/stub/",
    key="2",
    title="=HYPERLINK(1)",
    published=Moment("2012-08-08"),
    text="-1 is where it begins.",
    markdown="-1 is where it begins.",
    continued_at=ONWARD,
    comments=(),
    links=(),
)
FULL = replace(
    STUB,
    url=ONWARD,
    kind=ArticleKind.CONTINUATION,
    title="The whole text",
    text="The whole text about telehealth.",
    continued_at=None,
    continues_from=STUB.url,
)


def keep(engine: Engine, when: datetime, *articles: Article) -> None:
    """As one crawl found them."""
    with transaction(engine) as connection:
        crawl_id, _ = store.start_crawl(connection, BLOG, when, "1")
        for article in articles:
            seen = basics.seen(connection, BLOG, article.url, crawl_id, when)
            store.put_article(seen, article)
        store.end_crawl(connection, crawl_id, when, "finished", {})


@pytest.fixture
def small_archive(archive: Engine) -> Engine:
    keep(archive, NOW, TWEETS, STUB, FULL)
    return archive


@pytest.fixture
def export() -> Callable[..., Path]:
    """Writes one format into a folder, with the key beside it."""

    def run(
        engine: Engine, format_: str, out: Path, identities: str = "plain", **chosen: object
    ) -> Path:
        with engine.connect() as connection:
            made = open_dataset(
                connection,
                selection=Selection(**chosen),
                identities=Identities(identities),
                key_folder=out.parent / "keys",
            )
            write(format_, made, out)
        return out

    return run


@pytest.fixture
def put() -> Callable[..., None]:
    """Keeps an article as one crawl found it."""

    def run(engine: Engine, article: Article, when: datetime = NOW) -> None:
        keep(engine, when, article)

    return run


@pytest.fixture
def tweets() -> Article:
    return TWEETS


@pytest.fixture
def comment() -> Callable[..., Comment]:
    return basics.comment
