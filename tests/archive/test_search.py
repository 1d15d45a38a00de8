"""Words find articles and comments, the same on both databases, and never reach their syntax."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from archive.engine import open_engine, transaction
from archive.errors import StorageError, WrongUseError
from archive.search import END, START, count, matching_articles, search
from archive.search.facets import FACETS, facets, narrowed
from archive.search.kwic import concordance
from archive.search.saved import save, saved_query
from archive.search.timed import limited

NOW = datetime(2026, 3, 4, tzinfo=UTC)


def titles(engine: Engine, words: str) -> list[tuple[str, str | None]]:
    with engine.connect() as connection:
        return [(hit.kind, hit.title) for hit in search(connection, words)]


def test_words_are_found_in_articles_and_comments(small_archive: Engine) -> None:
    assert titles(small_archive, "vaccines") == [("article", "Patients tweet")]
    assert titles(small_archive, "pharmacist") == [("comment", "Patients tweet")] * 2


def test_a_word_is_found_in_all_its_forms_and_every_word_must_occur(small_archive: Engine) -> None:
    assert titles(small_archive, "nurse question") == [("article", "Patients tweet")]
    assert titles(small_archive, "nurse telehealth") == []


def test_common_words_are_found_too(small_archive: Engine) -> None:
    assert ("article", "The whole text") in titles(small_archive, "the whole")


def test_what_was_found_is_marked_in_the_snippet(small_archive: Engine) -> None:
    with small_archive.connect() as connection:
        (hit,) = search(connection, "telehealth")

    assert f"{START}telehealth{END}" in hit.snippet


def test_articles_match_by_their_comments_too(small_archive: Engine) -> None:
    with small_archive.connect() as connection:
        assert len(matching_articles(connection, "pharmacist")) == 1


def test_no_sign_means_anything_to_the_database(small_archive: Engine) -> None:
    for words in ("#HCSM", "http://x", "a NEAR b", "x'y", "10%", "a\\b", "'; DROP TABLE x; --"):
        titles(small_archive, words)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    words=st.text(
        alphabet=st.one_of(
            st.sampled_from('ab "()*:-,.AND OR NOT NEAR(title:tag:date:comments:>5..'),
            st.characters(exclude_characters="\x00", exclude_categories=["Cs"]),
        ),
        max_size=40,
    )
)
def test_no_text_breaks_a_search(small_archive: Engine, words: str) -> None:
    """It finds, or it says in one sentence what is wrong; the database sees no mistake."""
    try:
        titles(small_archive, words)
        with small_archive.connect() as connection:
            count(connection, words, "article")
            matching_articles(connection, words)
    except WrongUseError as error:
        assert "\n" not in str(error) or "\n" in words  # noqa: PT017


BY_FIELD = [
    ("title:tweet", {"Patients tweet"}),
    ("title:vaccines", set()),
    ("body:vaccin*", {"Patients tweet"}),
    ('"answer questions"', {"Patients tweet"}),
    ('"questions answer"', set()),
    ("NEAR(nurses vaccines, 3)", {"Patients tweet"}),
    ("NEAR(vaccines nurses, 3)", {"Patients tweet"}),
    ("NEAR(nurses vaccines, 2)", set()),
    ("author:okafor", {"Patients tweet", "=HYPERLINK(1)", "The whole text"}),
    ('author:"tobe okafor" telehealth', {"The whole text"}),
    ("tag:TWITTER title:tweet", {"Patients tweet"}),
    ("tag:twit", set()),
    ("tag:twit* body:sunday", {"Patients tweet"}),
    ('category:"digital | health" whole', {"The whole text"}),
    ("category:#HCSM date:2012", {"=HYPERLINK(1)", "The whole text"}),
    ("date:2015-03-04", {"Patients tweet"}),
    ("date:2013..", {"Patients tweet"}),
    ("date:..2012-08", {"=HYPERLINK(1)", "The whole text"}),
    ("date:>2012", {"Patients tweet"}),
    ("date:<2015-03-04", {"=HYPERLINK(1)", "The whole text"}),
    ("comments:>2", {"Patients tweet"}),
    ("comments:0", {"=HYPERLINK(1)", "The whole text"}),
    ("comments:1..3", {"Patients tweet"}),
    ("comment:pharmacist", {"Patients tweet"}),
    ("kind:continuation", {"The whole text"}),
    ("kind:comment", set()),
    ("truncated:yes", set()),
    ("truncated:no telehealth", {"The whole text"}),
    ("blog:blog.example vaccines", {"Patients tweet"}),
    ("blog:http://blog.example/ NOT vaccines", {"=HYPERLINK(1)", "The whole text"}),
    ("lang:EN NOT (vaccines OR telehealth)", {"=HYPERLINK(1)"}),
    ("vaccines OR kind:continuation", {"Patients tweet", "The whole text"}),
    ("-vaccines -telehealth", {"=HYPERLINK(1)"}),
    ("sunday (tweet OR telehealth) NOT tag:nursing", {"Patients tweet"}),
]


def test_each_field_finds_articles(small_archive: Engine) -> None:
    with small_archive.connect() as connection:
        for query, found in BY_FIELD:
            hits = search(connection, query, kinds=("article",))

            assert {hit.title for hit in hits} == found, query
            assert count(connection, query, "article") == len(found), query


COMMENTS_BY_FIELD = [
    ("pharmacist", {"7", "8"}),
    ("comment:pharmacist NOT readership", {"7"}),
    ("author:bo", {"8"}),
    ("title:tweet body:vaccines", {"7", "8", "9"}),
    ("kind:pingback", {"9"}),
    ("kind:comment -said", {"8"}),
    ("date:2015-03-05 tag:twitter author:ada", {"7"}),
    ("pharmacist OR kind:pingback", {"7", "8", "9"}),
    ("title:telehealth", set()),
]


def test_each_field_finds_comments(small_archive: Engine) -> None:
    with small_archive.connect() as connection:
        for query, keys in COMMENTS_BY_FIELD:
            hits = search(connection, query, kinds=("comment",))

            assert {hit.id.rsplit("-", 1)[1] for hit in hits} == keys, query


def test_what_has_vanished_is_no_hit(small_archive: Engine) -> None:
    with transaction(small_archive) as connection:
        connection.execute(
            text("UPDATE articles SET vanished_at = '2026-02-03' WHERE title = 'Patients tweet'")
        )

    for query in ("vaccines", "pharmacist", "kind:comment", "NOT telehealth", "tag:twitter tweet"):
        assert "Patients tweet" not in {title for _, title in titles(small_archive, query)}
    with small_archive.connect() as connection:
        assert {f.value: f.count for f in facets(connection, "", by=["year"])} == {"2012": 2}


def test_a_changed_article_is_found_by_its_new_words_and_labels(small_archive: Engine) -> None:
    with transaction(small_archive) as connection:
        change = "UPDATE articles SET text = 'Midwives only.', tags = '[\"midwifery\"]' "
        connection.execute(text(change + "WHERE title = 'Patients tweet'"))

    assert titles(small_archive, "midwife*") == []
    assert [t for _, t in titles(small_archive, "midwives")] == ["Patients tweet"]
    assert [t for k, t in titles(small_archive, "tag:midwifery") if k == "article"] == [
        "Patients tweet"
    ]
    assert titles(small_archive, "vaccines") == []


def test_facets_count_and_lead_to_what_they_counted(small_archive: Engine) -> None:
    with small_archive.connect() as connection:
        for kind in ("article", "comment"):
            for query in ("", "NOT zebra", "tweet OR telehealth"):
                found = facets(connection, query, kind=kind)
                assert query != "NOT zebra" or {f.by for f in found} == set(FACETS)
                for facet in found:
                    asked = narrowed(query, facet.narrowing or "")
                    assert count(connection, asked, kind) == facet.count, (query, kind, facet)


def test_an_unknown_facet_is_one_sentence(small_archive: Engine) -> None:
    with small_archive.connect() as connection, pytest.raises(WrongUseError, match="'colour'"):
        facets(connection, "tweet", by=["colour"])


def test_a_concordance_shows_each_place_with_its_surroundings(small_archive: Engine) -> None:
    with small_archive.connect() as connection:
        lines = list(concordance(connection, "pharmacist", width=12))
        phrase = list(concordance(connection, '"answer questions"', width=8))

    assert [(line.left, line.word, line.right) for line in lines] == [
        ("My ", "pharmacist", " said so."),
        ("der, which ", "pharmacist", "? @Ada Reade"),
    ] or lines[1].left == "ader, which "
    assert [(line.left, line.word, line.right) for line in phrase] == [
        ("Nurses ", "answer questions", " about v")
    ]


def test_a_concordance_needs_a_word(small_archive: Engine) -> None:
    with small_archive.connect() as connection, pytest.raises(WrongUseError, match="no word"):
        list(concordance(connection, "kind:article"))


def test_queries_that_ask_the_same_have_the_same_id(small_archive: Engine) -> None:
    with transaction(small_archive) as connection:
        first = save(connection, "one", "Vaccines  AND (rumours OR Myths)", NOW)
        second = save(connection, "two", '(myths OR rumours) "vaccines"', NOW)
        third = save(connection, "three", "vaccines rumours myths", NOW)
        again = save(connection, "one", "vaccines rumours myths", NOW)

    assert (first.id, first.hash) == (second.id, second.hash)
    assert first.id.startswith("q-")
    assert third.id == again.id != first.id
    with small_archive.connect() as connection:
        assert saved_query(connection, "two").query == '(myths OR rumours) "vaccines"'
        with pytest.raises(WrongUseError, match="there are: one, three, two"):
            saved_query(connection, "four")


def test_a_query_that_takes_too_long_is_one_sentence(small_archive: Engine) -> None:
    endless = {
        "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n",
        "postgresql": "SELECT pg_sleep(60)",
    }[small_archive.dialect.name]

    with (
        pytest.raises(WrongUseError, match=r"took longer than 0\.2 seconds"),
        limited(small_archive, 0.2) as connection,
    ):
        connection.execute(text(endless))


def test_a_limited_connection_cannot_write(storage: str, small_archive: Engine) -> None:
    reader = open_engine(storage, read_only="://" not in storage)

    with pytest.raises(StorageError), limited(reader, 5) as connection:
        connection.execute(text("DELETE FROM links"))
    reader.dispose()


def test_a_reader_of_sqlite_meets_no_value_without_bounds(tmp_path: Path) -> None:
    open_engine(tmp_path).dispose()
    reader = open_engine(tmp_path, read_only=True)

    with pytest.raises(StorageError, match="too big"), limited(reader, 5) as connection:
        connection.execute(text("SELECT length(zeroblob(200000000))"))
    reader.dispose()


def test_an_older_archive_is_indexed_when_it_is_opened(
    storage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade = command.upgrade
    monkeypatch.setattr(command, "upgrade", lambda config, _: upgrade(config, "0001"))
    old = open_engine(storage)
    with transaction(old) as connection:
        connection.execute(text("INSERT INTO blogs (id, url) VALUES ('b-1', 'http://b.example/')"))
        values = {
            **dict.fromkeys(("id", "url", "kind", "digest", "first_seen", "last_seen"), "article"),
            **dict.fromkeys(("methods", "claims"), "{}"),
            "authors": '["Ada Reed"]',
            "tags": '["Nursing", "nursing"]',
            "categories": "[]",
            "text": "Vaccines are talked about.",
            "comment_count": 0,
            "truncated": False,
            "blog_id": "b-1",
        }
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        connection.execute(text(f"INSERT INTO articles ({names}) VALUES ({marks})"), values)
    old.dispose()
    monkeypatch.undo()
    opened = open_engine(storage)

    with opened.connect() as connection:
        for query in ("vaccine", "author:reed", "tag:nursing"):
            assert matching_articles(connection, query) == ["article"], query
        assert [f.count for f in facets(connection, "", by=["tag"])] == [1]
    opened.dispose()
