"""Words find articles and comments, the same on both databases, and never reach their syntax."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from archive.errors import WrongUseError
from archive.search import END, START, matching_articles, search


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


@pytest.mark.parametrize(
    "words", ["#HCSM", "foo-bar", 'a"b', "AND", "col:x", "(", "*", "a NEAR b", "x'y", "%", "\\"]
)
def test_no_sign_means_anything_to_the_database(small_archive: Engine, words: str) -> None:
    try:
        titles(small_archive, words)
    except WrongUseError as error:
        assert repr(words) in str(error)  # noqa: PT017


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    words=st.text(
        alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40
    )
)
def test_no_text_breaks_a_search(small_archive: Engine, words: str) -> None:
    try:
        titles(small_archive, words)
    except WrongUseError:
        assert not any(letter.isalnum() or letter == "_" for letter in words)
