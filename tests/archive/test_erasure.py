"""Erasure in the database alone, on both: what was theirs goes, what others wrote stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from archive import captures
from archive.engine import transaction
from archive.errors import HcsmError, StorageError
from archive.records import Blog, Claim, Link
from archive.statements import Shelf
from archive.study import Study
from archive.tombstones import Tombstones, load_tombstones, windows
from archive.verification import Checked, verify
from archive.warc import Exchange, WarcWriter, members
from hcsm_scraper.erasing import Erasing

NOW = datetime(2026, 5, 2, tzinfo=UTC)
TABLES = (
    "articles article_versions comments comment_versions evidence links former_links gaps frontier captures "
    "exports erasures tombstones blogs"
).split()


@pytest.fixture
def erase(archive: Engine, storage: str, tmp_path: Path) -> Callable[[str], Path]:
    def run(ref: str) -> Path:
        study = Study(storage=storage, folder=str(tmp_path / "data"))
        return Erasing(study, ref, "request of 2 May").run(NOW)

    return run


def all_cells(engine: Engine) -> str:
    with engine.connect() as connection:
        rows = [
            repr(tuple(row))
            for table in TABLES
            for row in connection.execute(text(f"SELECT * FROM {table}"))
        ]
    return "\n".join(rows)


def words_found(engine: Engine, table: str, word: str) -> int:
    match = (
        f"SELECT count(*) FROM {table}_fts WHERE {table}_fts MATCH :w"
        if engine.dialect.name == "sqlite"
        else f"SELECT count(*) FROM {table} WHERE search @@ plainto_tsquery('hcsm', :w)"
    )
    with engine.connect() as connection:
        return connection.execute(text(match), {"w": word}).scalar_one()


def words_of_former_links(engine: Engine) -> str:
    with engine.connect() as connection:
        return " ".join(connection.execute(text("SELECT text FROM former_links")).scalars())


def test_a_person_goes_from_every_table(archive: Engine, put, tweets, comment, erase) -> None:
    said = "My pharmacist told me to read the leaflet twice before lunch."
    quoting = f"Ada Reader is right: {said} Well said."
    comments = (
        comment("7", said),
        replace(tweets.comments[1], text=quoting, markdown=quoting, key="8", parent_key="7"),
        comment("9", "Will you all come?", author="Will", author_url=None),
    )
    theirs = Link(url="http://ada.example/about", text=said)
    put(archive, replace(tweets, comments=comments, links=(theirs,)))
    put(archive, replace(tweets, comments=comments, title="Changed"), NOW)

    certificate = erase("Ada Reader")

    cells = all_cells(archive)
    assert "[erased]" in words_of_former_links(archive)
    for theirs in ("Ada Reader", "ada.example", "leaflet", "pharmacist told"):
        assert theirs not in cells
    assert "[erased] is right: [erased]. Well said." in cells
    assert words_found(archive, "comments", "leaflet") == 0
    assert words_found(archive, "comments", "come") == 1
    assert "Ada" not in certificate.read_text()
    with archive.connect() as connection:
        rows = connection.execute(text("SELECT key, parent_key, parent_state FROM comments")).all()
        count = connection.execute(text("SELECT comment_count FROM articles")).scalar()
    assert sorted(rows) == [("8", None, "unknown"), ("9", None, "none")]
    assert count == 2


def test_an_ordinary_name_takes_no_words_with_it(
    archive: Engine, put, tweets, comment, erase
) -> None:
    put(
        archive,
        replace(
            tweets,
            comments=(
                comment("7", "First.", author="Will", author_url=None),
                comment("8", "Will you come? I will."),
            ),
        ),
    )
    erase("Will")

    assert "Will you come? I will." in all_cells(archive)


def test_a_name_that_two_people_bear_stays_with_the_other(
    archive: Engine, put, tweets, comment, erase
) -> None:
    put(
        archive,
        replace(
            tweets,
            comments=(
                comment("7", "Mine.", author_url="http://ada-one.example/"),
                comment("8", "Also mine.", author_url="http://ada-two.example/"),
            ),
        ),
    )
    erase("http://ada-one.example/")

    cells = all_cells(archive)
    assert "ada-one" not in cells
    assert "Ada Reader" in cells and "Also mine." in cells  # noqa: PT018


@pytest.mark.parametrize("ref", ["http://blog.example/", "http://blog.example/tweets/"])
def test_the_former_links_of_an_article_or_a_blog_go_with_it(
    archive: Engine, put, tweets, erase, ref: str
) -> None:
    tweets = replace(tweets, url="http://blog.example/tweets/")
    put(archive, tweets)
    put(archive, replace(tweets, links=(Link(url="http://new.example/", text="new"),)), NOW)
    put(archive, replace(tweets, links=()), NOW)
    assert words_of_former_links(archive) == "questions new"

    erase(ref)

    assert words_of_former_links(archive) == ""
    assert "http://new.example/" not in all_cells(archive)


def test_one_comment_goes_and_its_author_stays(archive: Engine, put, tweets, erase) -> None:
    put(archive, tweets)
    with archive.connect() as connection:
        found = "SELECT id FROM comments WHERE key = '7'"
        id_ = connection.execute(text(found)).scalar_one()
    erase(id_)

    assert "My pharmacist" not in all_cells(archive)
    with pytest.raises(HcsmError, match="nothing is held of"):
        erase(id_)


def test_bytes_of_others_keep_their_digests(
    archive: Engine, put, tweets, erase, tmp_path: Path
) -> None:
    put(archive, tweets)
    page = (
        '<html><body>{}<ol><li id="comment-5"><b class="fn">{}</b><p>Hi</p></li></ol></body></html>'
    )
    with (
        WarcWriter(tmp_path / "data" / "warc", "test") as writer,
        transaction(archive) as connection,
    ):
        crawl_id = connection.execute(text("SELECT id FROM crawls")).scalar_one()
        for number, name in enumerate(("Cy Ode", "Ada Reader", "Bo")):
            exchange = Exchange(
                url=f"http://blog.example/{number}",
                captured_at=NOW,
                request_headers=(("Host", "blog.example"),),
                status=200,
                headers=(("Content-Type", "text/html; charset=ISO-8859-1"),),
                payload=page.format("caf\xe9", name).encode("latin-1"),
            )
            captures.put_capture(
                Shelf(connection, Blog(url="http://blog.example/")),
                crawl_id,
                writer.append(exchange),
            )
    (old,) = (tmp_path / "data" / "warc").glob("*.warc.gz")
    before = [old.read_bytes()[at : at + length] for at, length in members(old)]

    erase("Ada Reader")

    (new,) = (tmp_path / "data" / "warc").glob("*.warc.gz")
    after = [new.read_bytes()[at : at + length] for at, length in members(new)]
    changed = [n for n, (one, two) in enumerate(zip(before, after, strict=True)) if one != two]
    assert changed == [3]  # warcinfo, then an answer and its request for each page
    assert list(verify(archive, new.parent, Checked())) == []


@pytest.mark.parametrize(
    "written",
    [
        "by Jos&eacute; O&#8217;Brien.",
        'by "Jos\\u00e9 O\\u2019Brien"',
        "by JOSÉ O’BRIEN!",
        "?name=José%20O%27Brien",
    ],
)
def test_words_are_found_however_they_are_written(written: str) -> None:
    stones = Tombstones(b"k" * 32)
    stones = stones.plus(stones.words(["josé", "o", "brien"]))

    left = stones.without_words(written)
    assert "[erased]" in left
    assert "brien" not in left.casefold()
    assert left.startswith(written[:3])


def test_longer_runs_are_cut_as_one() -> None:
    stones = Tombstones(b"k" * 32)
    said = "one two three four five six seven eight"
    stones = stones.plus(x for run in windows(said) for x in stones.words(list(run)))

    assert stones.without_words(f"He wrote: {said}. End") == "He wrote: [erased]. End"
    assert stones.without_words("one two three") == "one two three"


def test_without_its_key_no_tombstone_is_ignored(
    archive: Engine, put, tweets, erase, tmp_path: Path
) -> None:
    put(archive, tweets)
    erase("Ada Reader")
    (tmp_path / "data" / "erasure.key").unlink()

    with archive.connect() as connection, pytest.raises(StorageError, match="restore it"):
        load_tombstones(connection, tmp_path / "data")


def test_an_address_that_others_give_or_that_is_the_blog_s_stays(
    archive: Engine, storage: str, put, tweets, comment, erase, tmp_path: Path
) -> None:
    shared, own = "http://faces.example/", tweets.url.split("/", 3)
    home = "/".join([*own[:3], ""])
    put(
        archive,
        replace(
            tweets,
            comments=(
                comment("7", "Mine.", author="Ada Zwicknagel", author_url=shared),
                comment("8", "Theirs.", author="Bo Lee", author_url=shared),
                comment("9", "Mine again.", author="Ada Zwicknagel", author_url=home),
            ),
        ),
    )
    erase("Ada Zwicknagel")

    cells = all_cells(archive)
    assert "Zwicknagel" not in cells
    assert shared in cells
    assert tweets.url in cells
    with archive.connect() as connection:
        stones = load_tombstones(connection, tmp_path / "data")
    assert not stones.has_person("Bo Lee", shared)
    assert not stones.has_address(tweets.url)


def test_a_line_that_holds_a_few_words_of_theirs_is_forgotten(
    archive: Engine, put, tweets, comment, erase
) -> None:
    claims = tuple(
        Claim(field="published", method="text", value=said)
        for said in ("5 March, Umbrellas, and so", "6 March, kept")
    )
    short = comment("7", "Umbrellas!", author="Ada Reader", author_url=None)
    put(archive, replace(tweets, comments=(short,), claims=claims))
    erase("Ada Reader")

    cells = all_cells(archive)
    assert "Umbrellas" not in cells
    assert "6 March, kept" in cells
