"""project.qdpx for NVivo, ATLAS.ti, MAXQDA and QualCoder (REFI-QDA 1.5): a source per article with
its comments beneath, and a case whose variables say what is known of it."""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZipFile

from archive.export.files import member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.export.columns import Column
    from archive.export.dataset import Dataset
    from archive.export.files import Drafts

_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<Project xmlns="urn:QDA-XML:project:1.0" '
    'name="HCSM archive" origin="HCSM archive">\n'
)
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
_NO_VARIABLE = frozenset({"title", "text", "markdown"})
_KINDS = {
    "integer": "Integer",
    "boolean": "Boolean",
}  # all else is Text: moments differ in precision


def export(dataset: Dataset, made: Drafts) -> None:
    count = 0
    with (
        ZipFile(made.path("project.qdpx"), "w") as archive,
        TemporaryFile("w+", encoding="utf-8") as cases,
        TemporaryFile("w+", encoding="utf-8") as sources,
    ):
        variables = [c for c in dataset.columns("articles") if c.name not in _NO_VARIABLE]
        for article, thread in _with_comments(dataset):
            guid = _guid(article["article_id"])
            archive.writestr(member(f"Sources/{guid}.txt"), _source(article, thread))
            name = quoteattr(_clean(article["title"] or article["url"]))
            cases.write(_case(article, variables, name, guid))
            path = f'plainTextPath="internal://{guid}.txt"'
            sources.write(f'<TextSource guid="{guid}" name={name} {path}/>\n')
            count += 1
        with archive.open(member("project.qde"), "w", force_zip64=True) as project:
            _write_project(project, variables, cases, sources)
    made.counted("project.qdpx", count)


def _with_comments(dataset: Dataset) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Both come in the order of the articles' ids, so that one pass joins them."""
    threads = groupby(dataset.rows("comments"), itemgetter("article_id"))
    ahead = next(threads, None)
    for article in dataset.rows("articles"):
        thread: list[dict[str, Any]] = []
        while ahead is not None and ahead[0] <= article["article_id"]:
            thread = sorted(ahead[1], key=itemgetter("position"))
            if ahead[0] != article["article_id"]:
                thread = []
            ahead = next(threads, None)
        yield article, thread


def _source(article: dict[str, Any], thread: list[dict[str, Any]]) -> str:
    parts = [article["title"] or "", article["text"] or ""]
    for comment in thread:
        head = ", ".join(x for x in (comment["author"], comment["published"]) if x)
        parts.append(f"{'> ' * comment['depth']}{head}\n{comment['text']}")
    return "\n\n".join(part for part in parts if part)


def _case(article: dict[str, Any], variables: list[Column], name: str, guid: str) -> str:
    values = "".join(_value(column, article[column.name]) for column in variables)
    case = _guid(f"case {article['article_id']}")
    return f'<Case guid="{case}" name={name}>{values}<SourceRef targetGUID="{guid}"/></Case>\n'


def _value(column: Column, value: Any) -> str:
    if value in (None, [], ""):
        return ""
    kind = _KINDS.get(column.type, "Text")
    text = "|".join(value) if isinstance(value, list) else str(value)
    said = escape(_clean(text.lower() if kind == "Boolean" else text))
    variable = f'<VariableRef targetGUID="{_guid(f"variable {column.name}")}"/>'
    return f"<VariableValue>{variable}<{kind}Value>{said}</{kind}Value></VariableValue>"


def _write_project(
    project: IO[bytes], variables: list[Column], cases: IO[str], sources: IO[str]
) -> None:
    project.write(_HEAD.encode())
    project.write(b"<Variables>\n")
    for column in variables:
        guid = _guid(f"variable {column.name}")
        kind, meaning = _KINDS.get(column.type, "Text"), escape(column.meaning)
        project.write(
            f'<Variable guid="{guid}" name="{column.name}" typeOfVariable="{kind}">'
            f"<Description>{meaning}</Description></Variable>\n".encode()
        )
    project.write(b"</Variables>\n")
    for name, spool in (("Cases", cases), ("Sources", sources)):
        spool.seek(0)
        project.write(f"<{name}>\n".encode())
        project.writelines(line.encode() for line in spool)
        project.write(f"</{name}>\n".encode())
    project.write(b"</Project>\n")


def _guid(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"hcsm {name}"))


def _clean(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
