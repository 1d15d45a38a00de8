"""An archive as a script opens it: streamed rows, frames where there are frames, light to import."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from basics import HCSM
from sqlalchemy import Engine

from archive import open_archive
from archive.errors import HcsmError, StorageError, WrongUseError

NOTEBOOK = Path(__file__).parents[2] / "examples" / "ask-an-archive.ipynb"


def test_rows_are_those_of_the_query(small_archive: Engine, storage: str) -> None:
    with open_archive(storage) as archive:
        assert [a.title for a in archive.articles("vaccines")] == ["Patients tweet"]
        assert [a.title for a in archive.articles("NOT vaccines", since="2015-01-01")] == []
        assert len(list(archive.articles())) == 3
        assert [c.key for c in archive.comments("pharmacist NOT readership")] == ["7"]
        assert len(list(archive.comments())) == 3
        assert [b.articles for b in archive.blogs()] == [3]
        assert archive.search("telehealth")[0].title == "The whole text"
        assert [(f.value, f.count) for f in archive.facets(by=["year"])] == [
            ("2012", 2),
            ("2015", 1),
        ]
        assert [line.word for line in archive.concordance("vaccin*")] == ["vaccines"]


def test_rows_can_be_read_again(small_archive: Engine, storage: str) -> None:
    with open_archive(storage) as archive:
        rows = archive.articles("kind:article")

        assert [a.id for a in rows] == [a.id for a in rows]


def test_a_mistake_is_one_sentence(small_archive: Engine, storage: str) -> None:
    with open_archive(storage) as archive:
        with pytest.raises(WrongUseError, match="character 5"):
            list(archive.articles("a OR"))
        with pytest.raises(WrongUseError, match="no query is saved as 'x'"):
            list(archive.articles(saved="x"))


def test_no_archive_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="there is no archive at"):
        open_archive(tmp_path)


def test_without_pandas_a_sentence_says_what_to_install(
    small_archive: Engine, storage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pandas", "pyarrow"):
        monkeypatch.setitem(sys.modules, name, None)
    with open_archive(storage) as archive:
        with pytest.raises(HcsmError, match="pip install pandas"):
            archive.articles().to_pandas()
        with pytest.raises(HcsmError, match="pip install pyarrow"):
            archive.comments().to_arrow()


def test_a_frame_has_a_column_for_each_field(small_archive: Engine, storage: str) -> None:
    with open_archive(storage) as archive:
        frame = archive.comments().to_pandas()
        table = archive.articles("vaccines").to_arrow()

    assert list(frame.columns[:3]) == ["id", "article_id", "article_url"]
    assert list(frame["key"]) == ["7", "8", "9"]
    assert table.column("title").to_pylist() == ["Patients tweet"]
    assert table.column("methods").to_pylist() == [[]]


def test_importing_the_archive_imports_no_database_and_no_crawler() -> None:
    code = (
        "import sys, archive\n"
        "heavy = {'sqlalchemy', 'lark', 'starlette', 'scrapy', 'trafilatura', 'lxml'}\n"
        "print(heavy & set(sys.modules))\n"
        "from archive import open_archive\n"
        "import archive.opened\n"
        "print({'scrapy', 'trafilatura', 'lxml', 'starlette', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["set()", "set()"]


def test_the_notebook_runs_on_the_demo(tmp_path: Path) -> None:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    demo = [*HCSM, "demo"]
    subprocess.run(demo, check=True, capture_output=True, cwd=tmp_path)
    script = "\n".join("".join(cell["source"]) for cell in cells)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    assert done.returncode == 0, done.stderr
    assert "Rounds and Replies" in done.stdout
    assert "[waiting]" in done.stdout
    assert all(cell["outputs"] == [] for cell in cells), "what a notebook printed is not kept"
