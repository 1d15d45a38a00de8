"""The invariants that live with the values."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import Comment, Moment, ParentState, comment_id, identity


def comment(**changes: object) -> Comment:
    return Comment(
        **{
            "key": "7",
            "parent_key": None,
            "parent_state": ParentState.NONE,
            "depth": 1,
            "author": "Ada",
            "author_url": None,
            "by_article_author": False,
            "published": Moment("2015-03-04"),
            "text": "Yes.",
            "markdown": "Yes.",
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("iso", "precision", "has_zone"),
    [
        ("2015-03-04T23:22:05+00:00", "second", True),
        ("2015-03-04T18:22", "minute", False),
        ("2015-03-04", "day", False),
        ("2015-03", "month", False),
        ("2015", "year", False),
    ],
)
def test_a_moment_knows_how_exact_it_is(iso: str, precision: str, has_zone: bool) -> None:
    assert (Moment(iso).precision, Moment(iso).has_zone) == (precision, has_zone)


@pytest.mark.parametrize(
    "iso", ["", "15-03-04", "2015-03-04 18:22", "2015-03-04T18:22-05:00", "yesterday"]
)
def test_what_is_no_moment_is_refused_by_name(iso: str) -> None:
    with pytest.raises(ValueError, match=re.escape(repr(iso))):
        Moment(iso)


@pytest.mark.parametrize(
    "changes",
    [
        {"parent_key": "7", "parent_state": ParentState.KNOWN},
        {"depth": 0},
        {"parent_key": "6"},
        {"parent_state": ParentState.KNOWN},
    ],
)
def test_an_impossible_comment_cannot_be_made(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="comment 7"):
        comment(**changes)


def test_a_parent_may_be_named_and_still_be_unsure() -> None:
    assert comment(parent_key="6", parent_state=ParentState.UNKNOWN, depth=5).parent_key == "6"


def test_a_record_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        comment().text = "No."  # type: ignore[misc]


@given(st.lists(st.text(max_size=20), max_size=4))
def test_an_id_depends_on_nothing_but_the_names(names: list[str]) -> None:
    assert identity("a", *names) == identity("a", *names)
    assert re.fullmatch(r"a-[0-9a-f]{16}", identity("a", *names))


def test_a_comment_id_ends_in_the_platforms_own_number() -> None:
    assert comment_id("http://b.example/x/", "123").endswith("-123")
