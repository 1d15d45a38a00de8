"""Threads come out in one order, whatever order they went in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from archive.records import Comment, Moment, ParentState
from archive.threads import in_thread_order

if TYPE_CHECKING:
    import random


def comment(key: int, parent: int | None = None, day: int = 1, depth: int = 1) -> Comment:
    return Comment(
        key=str(key),
        parent_key=None if parent is None else str(parent),
        parent_state=ParentState.NONE if parent is None else ParentState.KNOWN,
        depth=depth,
        author=None,
        author_url=None,
        by_article_author=None,
        published=Moment(f"2015-03-{day:02}"),
        text="",
        markdown="",
    )


def keys(*comments: Comment) -> list[str]:
    return [c.key for c in in_thread_order(comments)]


def test_answers_follow_what_they_answer() -> None:
    assert keys(comment(1), comment(2, day=2), comment(3, parent=1, day=3)) == ["1", "3", "2"]


def test_depth_is_counted_from_the_parents() -> None:
    ordered = in_thread_order([comment(3, 2), comment(2, 1), comment(1)])

    assert [(c.key, c.depth) for c in ordered] == [("1", 1), ("2", 2), ("3", 3)]


def test_ids_decide_where_times_are_equal() -> None:
    assert keys(comment(10), comment(9), comment(100)) == ["9", "10", "100"]


def test_an_answer_to_what_is_not_kept_stays_and_keeps_its_depth() -> None:
    (orphan,) = in_thread_order([comment(5, parent=4, depth=2)])

    assert (orphan.parent_key, orphan.depth) == ("4", 2)


def test_a_circle_is_cut_at_its_oldest_comment() -> None:
    ordered = in_thread_order([comment(1, 3), comment(2, 1), comment(3, 2), comment(4)])

    assert sorted(c.key for c in ordered) == ["1", "2", "3", "4"]
    assert next(c for c in ordered if c.key == "1").parent_state is ParentState.UNKNOWN


def test_a_thread_five_thousand_answers_deep_is_no_problem() -> None:
    ordered = in_thread_order([comment(n, n - 1 or None) for n in range(1, 5001)])

    assert ordered[-1].depth == 5000


@given(st.lists(st.integers(0, 30), max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_arrival_leaves_no_trace(parents: list[int], shuffle: random.Random) -> None:
    comments = [
        comment(key, parent if parent and parent != key else None)
        for key, parent in enumerate(parents, 1)
    ]
    shuffled = comments[:]
    shuffle.shuffle(shuffled)

    assert in_thread_order(comments) == in_thread_order(shuffled)
    assert len(in_thread_order(comments)) == len(comments)
