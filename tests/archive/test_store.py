"""What is kept, versioned and found again, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import basics
import pytest
from alembic import command
from sqlalchemy import Connection, Engine, text

from archive import captures, query, store
from archive.engine import is_sqlite, open_engine, transaction
from archive.errors import StorageError
from archive.evidence import latest_evidence, put_evidence
from archive.history import article_versions, changed_comments
from archive.records import (
    Article,
    ArticleKind,
    Blog,
    Capture,
    Comment,
    Evidence,
    Link,
    Moment,
    ParentState,
    Route,
)
from archive.statements import Shelf
from archive.text import instant

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
BLOG = Blog(url="http://blog.example/")
URL = "http://blog.example/2015/03/04/patients-tweet/"


def comment(key: str, words: str = "Yes.", parent: str | None = None) -> Comment:
    return Comment(
        key=key,
        parent_key=parent,
        parent_state=ParentState.KNOWN if parent else ParentState.NONE,
        depth=2 if parent else 1,
        author="Ada",
        author_url=None,
        by_article_author=False,
        published=Moment("2015-03-05T10:00:00+00:00"),
        text=words,
        markdown=words,
    )


ARTICLE = Article(
    url=URL,
    key="12",
    title="Patients tweet",
    authors=("Marisol Reed, RN",),
    published=Moment("2015-03-04T23:22:05+00:00"),
    categories=("#HCSM",),
    language="en",
    text="Patients tweet about their nurses.",
    markdown="Patients *tweet* about their nurses.",
    links=(Link(url="http://other.example/", text="nurses"),),
    comments_open=True,
    comments_announced=2,
    platform="wordpress",
    comments=(comment("1"), comment("2", "No!", parent="1")),
)


def crawl(archive: Engine, blog: Blog = BLOG) -> int:
    with transaction(archive) as connection:
        return store.start_crawl(connection, blog, NOW, "1")[0]


def finish(archive: Engine, crawl_id: int) -> None:
    with transaction(archive) as connection:
        store.end_crawl(connection, crawl_id, NOW, "finished", {})


def keep(archive: Engine, article: Article, crawl_id: int) -> None:
    with transaction(archive) as connection:
        seen = basics.seen(connection, BLOG, article.url, crawl_id, NOW)
        store.put_article(seen, article)


def kept(archive: Engine) -> tuple[query.ArticleFacts, list[query.CommentFacts]]:
    with archive.connect() as connection:
        found = query.find_article(connection, URL)
        assert found is not None
        return found, query.thread(connection, found.id)


def count(archive: Engine, table: str) -> int:
    with archive.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


@pytest.mark.parametrize("met_first", ["its page", "the lists that no longer name it"])
def test_what_is_gone_says_what_it_last_said_whatever_a_crawl_meets_first(
    archive: Engine, met_first: str
) -> None:
    first = crawl(archive)
    keep(archive, ARTICLE, first)
    finish(archive, first)
    second = crawl(archive)
    if met_first != "its page":
        told = (replace(ARTICLE.comments[0], author=None),)
        keep(archive, replace(ARTICLE, authors=(), comments=told), second)
    with transaction(archive) as connection:
        gone = store.Sighting(
            connection=connection, blog=BLOG, crawl_id=second, capture_id=1, seen_at=instant(NOW)
        )
        store.mark_vanished(gone, URL, moved_to="http://blog.example/new/")

    article, thread = kept(archive)

    assert article.authors == ARTICLE.authors
    assert [(x.author, bool(x.vanished_at)) for x in thread] == [("Ada", True), ("Ada", True)]
    with archive.connect() as connection:
        states = [x.content.get("moved_to") for x in article_versions(connection, article.id)]
        changes = changed_comments(connection, article.id).values()
        assert states == [None, "http://blog.example/new/"]
        assert all(
            [bool(x.content.get("vanished")) for x in said] == [False, True] for said in changes
        )


def test_an_article_comes_back_as_it_was_kept(archive: Engine) -> None:
    keep(archive, ARTICLE, crawl(archive))

    article, thread = kept(archive)

    assert (article.title, article.authors) == ("Patients tweet", ("Marisol Reed, RN",))
    assert (article.published, article.categories) == ("2015-03-04T23:22:05+00:00", ("#HCSM",))
    assert [(c.key, c.position, c.text) for c in thread] == [("1", 1, "Yes."), ("2", 2, "No!")]
    assert thread[1].parent_id == thread[0].id


def test_keeping_an_article_twice_keeps_each_comment_once(archive: Engine) -> None:
    crawl_id = crawl(archive)
    keep(archive, ARTICLE, crawl_id)
    keep(archive, ARTICLE, crawl_id)

    assert len(kept(archive)[1]) == 2
    assert (count(archive, "article_versions"), count(archive, "comment_versions")) == (1, 2)


def test_an_unchanged_article_gets_no_version_in_the_next_crawl(archive: Engine) -> None:
    first = crawl(archive)
    keep(archive, ARTICLE, first)
    finish(archive, first)
    keep(archive, ARTICLE, crawl(archive))

    assert count(archive, "article_versions") == 1


def test_an_edit_becomes_a_version_and_the_old_one_stays(archive: Engine) -> None:
    first = crawl(archive)
    keep(archive, ARTICLE, first)
    finish(archive, first)
    keep(archive, replace(ARTICLE, text="Edited."), crawl(archive))

    assert kept(archive)[0].text == "Edited."
    assert count(archive, "article_versions") == 2


def test_what_one_crawl_sees_in_between_leaves_no_version(archive: Engine) -> None:
    first = crawl(archive)
    keep(archive, ARTICLE, first)
    finish(archive, first)
    second = crawl(archive)
    keep(archive, replace(ARTICLE, text="half of it"), second)
    keep(archive, ARTICLE, second)

    assert count(archive, "article_versions") == 1


def test_a_comment_that_is_gone_is_marked_and_never_deleted(archive: Engine) -> None:
    first = crawl(archive)
    keep(archive, ARTICLE, first)
    finish(archive, first)
    keep(archive, replace(ARTICLE, comments=(comment("1"),)), crawl(archive))

    gone = {c.key: c.vanished_at for c in kept(archive)[1]}
    assert gone == {"1": None, "2": instant(NOW)}
    with archive.connect() as connection:
        assert [c.key for c in query.comments(connection)] == ["1"]


def test_a_comment_that_comes_back_is_no_longer_vanished(archive: Engine) -> None:
    crawl_id = crawl(archive)
    for article in (ARTICLE, replace(ARTICLE, comments=(comment("1"),)), ARTICLE):
        keep(archive, article, crawl_id)

    assert [c.vanished_at for c in kept(archive)[1]] == [None, None]


def test_an_unfinished_crawl_goes_on_under_its_own_number(archive: Engine) -> None:
    first = crawl(archive)
    assert crawl(archive) == first

    finish(archive, first)
    assert crawl(archive) != first


def test_text_that_no_database_takes_is_kept_without_what_it_cannot_take(archive: Engine) -> None:
    keep(archive, replace(ARTICLE, title="A\x00B\ud800C e\u0301"), crawl(archive))

    assert kept(archive)[0].title == "ABC \u00e9"


def test_evidence_comes_back_in_an_order_that_arrival_does_not_change(archive: Engine) -> None:
    crawl_id = crawl(archive)
    pages = [
        Evidence(article_url=URL, route=Route.HTML, part=2, text="two"),
        Evidence(article_url=URL, route=Route.FEED, text="feed"),
        Evidence(article_url=URL, route=Route.HTML, part=1, text="one", comments=ARTICLE.comments),
    ]
    with transaction(archive) as connection:
        seen = basics.seen(connection, BLOG, URL, crawl_id, NOW)
        for number, page in enumerate(pages):
            put_evidence(seen, f"{URL}{number}", [page], replaces=True)
        found = latest_evidence(Shelf(connection, BLOG), URL)

    assert [evidence.text for evidence in found] == ["one", "two", "feed"]
    assert found[0] == pages[2]


def test_a_page_that_says_no_more_takes_its_evidence_back(archive: Engine) -> None:
    crawl_id = crawl(archive)
    with transaction(archive) as connection:
        seen = basics.seen(connection, BLOG, URL, crawl_id, NOW)
        evidence = Evidence(article_url=URL, route=Route.HTML, text="one")
        put_evidence(seen, URL, [evidence], replaces=True)
        touched = put_evidence(seen, URL, [], replaces=True)

        assert touched == {URL}
        assert latest_evidence(Shelf(connection, BLOG), URL) == []


def test_a_gap_is_open_once_and_closes(archive: Engine) -> None:
    crawl(archive)
    now = instant(NOW)
    with transaction(archive) as connection:
        for _ in range(3):
            store.open_gap(Shelf(connection, BLOG), URL, "robots", detail="forbidden", now=now)
        (gap,) = query.gaps(connection)
        assert (gap.reason, gap.tries, gap.blog_url) == ("robots", 3, BLOG.url)
        assert store.close_gaps(Shelf(connection, BLOG), URL, now) == 1
        assert list(query.gaps(connection)) == []


@pytest.mark.parametrize(("kept_url", "is_cut"), [(None, True), ("http://m.example/full", False)])
def test_a_stub_is_truncated_until_its_continuation_is_kept(
    archive: Engine, kept_url: str | None, is_cut: bool
) -> None:
    crawl_id = crawl(archive)
    keep(archive, replace(ARTICLE, continued_at="http://m.example/short"), crawl_id)
    if kept_url:
        onward = replace(
            ARTICLE, url=kept_url, kind=ArticleKind.CONTINUATION, continues_from=URL, comments=()
        )
        keep(archive, onward, crawl_id)

    assert kept(archive)[0].truncated is is_cut


def test_a_transaction_that_fails_leaves_nothing_behind(archive: Engine) -> None:
    crawl_id = crawl(archive)
    with pytest.raises(ZeroDivisionError), transaction(archive) as connection:
        capture = Capture(url=URL, captured_at=NOW, status=200)
        captures.put_capture(Shelf(connection, BLOG), crawl_id, capture)
        raise ZeroDivisionError

    assert count(archive, "captures") == 0


@pytest.fixture
def make_older(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes an archive as an earlier version did."""

    def make(storage: str) -> None:
        upgrade = command.upgrade
        with monkeypatch.context() as patched:
            patched.setattr(command, "upgrade", lambda config, _: upgrade(config, "0004"))
            open_engine(storage).dispose()

    return make


def test_who_reads_an_older_archive_brings_it_up_to_date(storage: str, make_older) -> None:
    make_older(storage)

    reader = open_engine(storage, read_only=True)
    with reader.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM former_links")).scalar() == 0
    reader.dispose()


def test_an_older_archive_that_may_not_be_written_is_refused_in_a_sentence(
    tmp_path: Path, make_older
) -> None:
    make_older(str(tmp_path))
    lock = tmp_path / "archive.db.lock"
    lock.unlink()
    lock.mkdir()  # for root, too, who may write everywhere else

    with pytest.raises(StorageError, match=r"schema 0004, this version needs .* may not write"):
        open_engine(tmp_path, read_only=True)


def test_of_two_blogs_that_lead_to_an_article_at_once_the_first_keeps_it(archive: Engine) -> None:
    other = Blog(url="http://other.example/")
    first, second = crawl(archive), crawl(archive, other)
    kept: list[bool] = []

    def put(connection: Connection, blog: Blog, crawl_id: int) -> None:
        seen = store.Sighting(
            connection=connection, blog=blog, crawl_id=crawl_id, capture_id=1, seen_at=instant(NOW)
        )
        kept.append(store.put_article(seen, ARTICLE))

    def later() -> None:
        with transaction(archive) as connection:
            put(connection, other, second)

    with transaction(archive) as connection:
        captures.put_capture(
            Shelf(connection, BLOG), first, Capture(url=URL, captured_at=NOW, status=200)
        )
    thread = Thread(target=later)
    with transaction(archive) as connection:
        put(connection, BLOG, first)
        thread.start()
        while not is_sqlite(archive) and not _somebody_waits(connection):
            pass
    thread.join()

    with archive.connect() as connection:
        assert [x.blog_url for x in query.articles(connection)] == [BLOG.url]
    assert kept == [True, False]


def _somebody_waits(connection: Connection) -> bool:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    return bool(connection.execute(waiting).scalar())
