"""No raw name, address or e-mail of a person behind a pseudonym leaves the archive, in any format."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pyarrow.parquet
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from sqlalchemy import Engine

from archive.export.people import Hidden
from archive.identities import Pseudonyms, words_of
from archive.records import Link

# name, address; the texts below mention them in many ways
PEOPLE = [
    ("Ada Reader", "http://ada.example/"),
    ("healthnut42", "https://www.facebook.com/healthnut.42"),
    ("C++ (dev) [x]*", None),
    ("Dr. Müller-Lüdenscheidt", "https://xn--mller-kva.example/über"),
    ("王小明", "http://wang.example/~ming?id=7"),
    ("snake_case_", "http://snake.example"),
    ("O'Brien, RN", None),
    ("İpek Yılmaz", None),
    ("Will", None),
    ("Nurse", None),
    ("J", None),
    ("🦋🌼", None),
]
MENTIONS = (
    "Dear {0}, thanks.\n{0}: I disagree. As {0} said, @{0} knows. Write to {1} or look at {2} ok?"
)
ORDINARY = "Will you ask a Nurse? The nurse will know. J is a letter."


FORMATS = ["csv", "excel", "jsonl", "parquet", "corpus", "qdpx"]


@pytest.fixture
def peopled_archive(archive: Engine, put, tweets, comment) -> Engine:
    comments = [
        comment(str(n), "I agree.", author=name, author_url=url)
        for n, (name, url) in enumerate(PEOPLE, 1)
    ]
    for n, (name, url) in enumerate(PEOPLE, 100):
        is_word = name in ("Will", "Nurse", "J")
        mention = "Dear {0}, thanks.\n@{0} knows. {1} {2}" if is_word else MENTIONS
        text = mention.format(name, f"mail{n}@people.example", url or "nowhere")
        answer = comment(str(n), text, author="Ada Reader", author_url=PEOPLE[0][1])
        comments.append(replace(answer, markdown=text.replace("case_", "case\\_")))
    comments.append(comment("200", ORDINARY, author="Bo Lee", author_url=None))
    thanks = " Thanks to healthnut42 and [Ada](http://ada.example/about)."
    put(
        archive,
        replace(
            tweets,
            text=tweets.text + thanks,
            markdown=tweets.text + thanks,
            links=(Link(url="http://ada.example/about", text="Ada Reader's page"),),
            comments=tuple(comments),
        ),
    )
    return archive


def words_of_files(folder: Path) -> str:
    said = []
    for file in sorted(folder.rglob("*")):
        if file.suffix == ".qdpx":
            with zipfile.ZipFile(file) as opened:
                said += [opened.read(name).decode("utf-8") for name in opened.namelist()]
        elif file.suffix == ".parquet":
            rows = pyarrow.parquet.read_table(file).to_pylist()
            said.append(repr(rows))
        elif file.is_file() and file.name != "codebook.csv":
            said.append(file.read_text("utf-8-sig"))
    return "\n".join(said)


@pytest.mark.parametrize("identities", ["pseudonym", "drop"])
@pytest.mark.parametrize("format_", FORMATS)
def test_nobody_is_named(
    peopled_archive: Engine, tmp_path: Path, export, format_: str, identities: str
) -> None:
    whole = words_of_files(export(peopled_archive, format_, tmp_path / "out", identities))

    assert "I agree" in whole or format_ == "corpus"
    for name, url in PEOPLE:
        if name not in ("Will", "Nurse", "J"):
            assert name not in whole, name
        assert f"@{name}" not in whole
        assert f"Dear {name}," not in whole
        assert url is None or url not in whole
    assert "people.example" not in whole
    assert "ada.example" not in whole
    assert "facebook.com/healthnut" not in whole


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=20))
@example("ΟΔΥΣΣΕΥΣ'Α")
@example("İİİ")
@example("(a+)+$")
def test_no_name_survives_whatever_it_is_made_of(name: str) -> None:
    words = words_of(name)
    assume(any(len(word) > 2 and not word.isdigit() for word in words))
    persons = SimpleNamespace(
        names={" ".join(words): (name, "name:x")}, addresses={}, vocabulary=frozenset()
    )
    hidden = Hidden(persons, Pseudonyms(b"k" * 32))

    for said in (f"As {name} said.", f"{name}, no.", f"(**{name}**)", f"'{name}'s letter"):
        assert name.strip() not in (hidden.text(said) or "")


def test_ordinary_words_stay_where_nobody_is_addressed(
    peopled_archive: Engine, tmp_path: Path, export
) -> None:
    assert ORDINARY in words_of_files(export(peopled_archive, "csv", tmp_path / "out", "pseudonym"))


def test_authors_of_articles_are_named(peopled_archive: Engine, tmp_path: Path, export) -> None:
    whole = words_of_files(export(peopled_archive, "csv", tmp_path / "out", "pseudonym"))

    assert "Marisol Reed, RN|Tobe Okafor" in whole
