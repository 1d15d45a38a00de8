"""A query is a tree, or one sentence that says where it stops being one."""

from __future__ import annotations

import pytest

from archive.errors import WrongUseError
from archive.search.grammar import (
    DEEPEST,
    LONGEST,
    And,
    Between,
    Is,
    Near,
    Not,
    Or,
    Words,
    parse,
)
from archive.search.saved import normalise


def word(*words: str, prefix: bool = False, field: str = "") -> Words:
    return Words(words, prefix, field)


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("vaccine", word("vaccine")),
        ("vaccine rumours", And((word("vaccine"), word("rumours")))),
        ("foo-bar", word("foo", "bar")),
        ("#HCSM, today", And((word("HCSM"), word("today")))),
        ("cats - dogs", And((word("cats"), word("dogs")))),
        ("“waiting room”", word("waiting", "room")),
        ("vaccin*", word("vaccin", prefix=True)),
        ('"heart fail"*', word("heart", "fail", prefix=True)),
        ("a OR b c", Or((word("a"), And((word("b"), word("c")))))),
        ("(a OR b) c", And((Or((word("a"), word("b"))), word("c")))),
        ("a AND NOT b", And((word("a"), Not(word("b"))))),
        ("-a", Not(word("a"))),
        ("and or not", And((word("and"), word("or"), word("not")))),
        ("NEAR(a b)", Near(word("a"), word("b"), 10)),
        (
            'title:NEAR("a b" c, 5)',
            Near(word("a", "b", field="title"), word("c", field="title"), 5),
        ),
        ("note: this 10:30", And((word("note"), word("this"), word("10", "30")))),
        ("http://x.example/a", word("http", "x", "example", "a")),
        ("Author:Reed", word("Reed", field="author")),
        ('tag:"Digital | Health"', Is("tag", "digital | health")),
        ("category:#HCSM*", Is("category", "#hcsm", prefix=True)),
        ("date:2015..2020", Between("date", "2015", "2020")),
        ("date:>2015", Not(Between("date", None, "2015"))),
        ("comments:>=5", Between("comments", "5", None)),
        ("truncated:yes", Is("truncated", "yes")),
    ],
)
def test_a_query_is_a_tree(query: str, tree: object) -> None:
    assert parse(query) == tree


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("a OR", "character 5: expected a word"),
        ("a OR OR b", "character 6: expected a word"),
        ("AND a", "character 1: expected a word"),
        ("(a b", "character 5: expected a closing bracket, found its end"),
        ("a) b", "character 2"),
        ('a "b c', 'character 3: expected a second " to end the phrase'),
        ("titel:x", "character 1: expected one of the fields title, body"),
        ("titel:x", "(title:?)"),
        ("title:(a b)", "character 7"),
        ("date:soon", "character 6: expected a day, month or year"),
        ("date:..", "character 8: expected a word"),
        ("comments:>x", "character 10: expected a number"),
        ("truncated:maybe", "character 11: expected yes or no"),
        ("kind:blog", "character 6: expected article, page, continuation"),
        ("NEAR(a b c, 5)", "character 10: expected a number of words, or a closing bracket"),
        ("NEAR(a b, 51)", "up to 50"),
        ("tag:NEAR(a b)", "expected a whole tag"),
        ('x "!!"', "character 3: expected letters or digits"),
        ("!!!", "'!!!' holds no word"),
        ("", "holds no word"),
        ("x" * (LONGEST + 1), f"allowed is {LONGEST}"),
        (
            "(" * (DEEPEST + 1) + "a",
            f"character {DEEPEST + 1}: expected at most {DEEPEST} brackets",
        ),
    ],
)
def test_a_mistake_says_where_and_what_was_expected(query: str, said: str) -> None:
    with pytest.raises(WrongUseError) as caught:
        parse(query)

    assert said in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A  b", "b AND a"),
        ("(a OR (b OR c))", "c OR b OR a"),
        ("NOT NOT a", '"A"'),
        ("NEAR(b a, 3)", "NEAR(a b, 3)"),
        ("date:2015", "date:2015..2015"),
        ("tag:X a a", 'a tag:"x"'),
    ],
)
def test_what_asks_the_same_is_spelled_the_same(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)
    assert normalise(normalise(one)) == normalise(one)


def test_what_asks_something_else_is_spelled_otherwise() -> None:
    queries = ['"a b"', "a b", "a OR b", "a NOT b", "a*", "title:a", "tag:a", "NEAR(a b, 1)"]

    assert len({normalise(query) for query in queries}) == len(queries)
