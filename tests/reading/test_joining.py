"""One article out of many captures, whatever the order they came in."""

from __future__ import annotations

from itertools import permutations

import pytest

from archive.records import (
    ArticleKind,
    Comment,
    Evidence,
    Link,
    Moment,
    ParentState,
    Route,
)
from hcsm_scraper.joining import join

URL = "http://blog.example/x/"


def evidence(**said: object) -> Evidence:
    return Evidence(**{"article_url": URL, "route": Route.HTML, **said})


def comment(key: str, parent: str | None = None, **said: object) -> Comment:
    return Comment(
        **{
            "key": key,
            "parent_key": parent,
            "parent_state": ParentState.KNOWN if parent else ParentState.NONE,
            "depth": 2 if parent else 1,
            "author": "Ada",
            "author_url": None,
            "by_article_author": None,
            "published": Moment(f"2015-03-0{key}"),
            "text": key,
            "markdown": key,
            **said,
        }
    )


def sorted_by_store(pages: tuple[Evidence, ...]) -> list[Evidence]:
    return sorted(pages, key=lambda x: (x.part, x.comment_page or 0))


def test_parts_become_one_text_in_their_order() -> None:
    pages = (
        evidence(part=1, title="X", text="one", links=(Link(url="http://a/", text=""),)),
        evidence(part=2, title="X", text="two"),
        evidence(part=3, title="X", text="three", links=(Link(url="http://c/", text=""),)),
    )
    for arrived in permutations(pages):
        article = join(sorted_by_store(arrived))

        assert article.text == "one\ntwo\nthree"
        assert [link.url for link in article.links] == ["http://a/", "http://c/"]


def test_comment_pages_add_comments_and_no_text() -> None:
    first = evidence(text="body", comments=(comment("1"), comment("2", "1")))
    second = evidence(comment_page=2, text="body", comments=(comment("3"),))

    article = join([second, first])

    assert article.text == "body"
    assert [c.key for c in article.comments] == ["1", "2", "3"]


def test_a_comment_seen_twice_is_one_comment_with_all_that_is_known_of_it() -> None:
    shown = comment("2", author_url=None, parent_state=ParentState.UNKNOWN, depth=1)
    told = comment("2", "1", author_url="http://ada.example/", text="other spelling")

    article = join([evidence(comments=(comment("1"), shown)), evidence(comments=(told,))])

    (_, found) = article.comments
    assert (found.author_url, found.text) == ("http://ada.example/", "2")
    assert (found.parent_key, found.parent_state, found.depth) == ("1", ParentState.KNOWN, 2)


def test_the_first_that_says_something_is_believed() -> None:
    article = join([evidence(title=None, tags=("a",)), evidence(title="X", tags=("b",))])

    assert (article.title, article.tags) == ("X", ("a",))


def test_a_followed_text_is_a_continuation() -> None:
    assert join([evidence(kind=ArticleKind.CONTINUATION)]).kind is ArticleKind.CONTINUATION


def test_without_evidence_there_is_no_article() -> None:
    with pytest.raises(ValueError, match="no evidence"):
        join([])


def test_the_order_in_which_evidence_comes_changes_nothing() -> None:
    pages = (
        evidence(part=1, title="X", text="one"),
        evidence(part=2, title="X", text="two"),
        evidence(comment_page=2, text="one", comments=(comment("2"),)),
        evidence(comment_page=1, text="one", comments=(comment("1"),)),
        evidence(route=Route.FEED, title="X!", text="one", key="12"),
    )

    assert len({repr(join(arrived)) for arrived in permutations(pages)}) == 1


def test_a_feed_tells_the_instant_of_a_local_time() -> None:
    shown = evidence(published=Moment("2015-03-04T18:22"), methods={"published": "stated"})
    fed = evidence(route=Route.FEED, published=Moment("2015-03-04T23:22:05+00:00"))

    article = join([fed, shown])

    assert article.published == Moment("2015-03-04T23:22:05+00:00")
    assert article.methods["published"] == "feed"


@pytest.mark.parametrize("other", ["2015-03-09T23:22:05+00:00", "2015-03-04"])
def test_a_moment_is_not_completed_by_another_one(other: str) -> None:
    shown = evidence(published=Moment("2015-03-04T18:22"))
    fed = evidence(route=Route.FEED, published=Moment(other))

    assert join([fed, shown]).published == Moment("2015-03-04T18:22")


def test_a_day_at_the_edge_of_a_zone_is_the_same_moment() -> None:
    shown = evidence(published=Moment("2015-03-04"))
    fed = evidence(route=Route.FEED, published=Moment("2015-03-05T03:00:00+00:00"))

    assert join([shown, fed]).published == Moment("2015-03-05T03:00:00+00:00")


LONG = " ".join(f"word{n}" for n in range(200))


def test_a_text_that_the_page_does_not_show_is_the_feeds() -> None:
    article = join([evidence(text=None), evidence(route=Route.FEED, text=LONG)])

    assert article.text == LONG
    assert article.methods["text"] == "feed"


def test_an_article_whose_text_is_all_kept_back_is_truncated() -> None:
    assert join([evidence(text=None, truncated=True)]).truncated


def test_a_page_that_shows_a_beginning_is_completed_by_the_feed() -> None:
    shown = evidence(text=" ".join(LONG.split()[:50]), truncated=True)

    article = join([shown, evidence(route=Route.FEED, text=LONG)])

    assert (article.text, article.truncated) == (LONG, False)


def test_a_line_that_a_plugin_adds_to_the_feed_is_no_text() -> None:
    added = f"{LONG}\nThe post Patients tweet appeared first on Rounds."

    article = join([evidence(text=LONG), evidence(route=Route.FEED, text=added)])

    assert article.text == LONG
