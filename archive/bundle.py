"""A dataset as reviewers and repositories want it: tables, codebook, datapackage.json, citation,
methods and checksums in one zip file. The same snapshot gives the same bytes.
"""

from __future__ import annotations

import csv
import html
import io
import json
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from archive.errors import StorageError
from archive.export import codebook, write
from archive.export.files import drafts, member
from archive.export.rights import HEADER, rights_rows
from archive.exports_log import sha256_of
from archive.methods import flow_of, methods_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.export.columns import Column
    from archive.export.dataset import Dataset
    from archive.methods import Description, Flow

_TYPES = {"integer": "integer", "boolean": "boolean"}
_KEYS = {"articles": "article_id", "comments": "comment_id", "blogs": "blog_id"}


def write_bundle(dataset: Dataset, file: Path, said: Description) -> dict[str, int]:
    """Returns the rows of each table. The file appears whole or not at all."""
    with TemporaryDirectory(prefix="hcsm-bundle-") as scratch, drafts(file.parent) as made:
        folder = Path(scratch)
        counts = write("csv", dataset, folder / "data")
        (folder / "data" / "codebook.csv").replace(folder / "codebook.csv")
        _write_rights(dataset, folder / "data" / "rights.csv")
        flow = flow_of(dataset, said.query)
        texts = {
            "codebook.html": _codebook_page(folder / "codebook.csv", said.title),
            "datapackage.json": _json(_package(dataset, folder / "data", said, flow)),
            "CITATION.cff": _citation(said, flow),
            "datacite.json": _json(_datacite(said, flow)),
            "methods.md": methods_text(said, flow),
        }
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        _write_sums(folder)
        with ZipFile(made.path(file.name), "w") as archive:
            for path in _files(folder):
                name = path.relative_to(folder).as_posix()
                with archive.open(member(name), "w") as entry, path.open("rb") as opened:
                    while chunk := opened.read(1 << 20):
                        entry.write(chunk)
    return {path.stem: rows for path, rows in counts.items() if path.stem != "codebook"}


def problems_of(file: Path) -> Iterator[str]:
    """What is wrong with a bundle, from the file alone. Raises StorageError if it is none."""
    try:
        with ZipFile(file) as archive:
            names = set(archive.namelist())
            if missing := {"SHA256SUMS", "datapackage.json"} - names:
                yield f"{min(missing)} is missing"
                return
            yield from _wrong_sums(archive, names)
            package = json.loads(archive.read("datapackage.json"))
            for resource in package["resources"]:
                if resource["path"] in names:
                    yield from _wrong_table(archive, resource)
                else:
                    yield f"{resource['path']} is missing"
    except (OSError, BadZipFile, ValueError, KeyError) as error:
        raise StorageError(f"{file} is no bundle: {error}") from error


def _wrong_sums(archive: ZipFile, names: set[str]) -> Iterator[str]:
    listed = set()
    for line in archive.read("SHA256SUMS").decode().splitlines():
        digest, _, name = line.partition("  ")
        listed.add(name)
        if name not in names:
            yield f"{name} is missing"
            continue
        with archive.open(name) as opened:
            if sha256(opened.read()).hexdigest() != digest:
                yield f"{name} is not what SHA256SUMS says"
    for name in sorted(names - listed - {"SHA256SUMS"}):
        yield f"{name} is not in SHA256SUMS"


def _wrong_table(archive: ZipFile, resource: dict[str, Any]) -> Iterator[str]:
    csv.field_size_limit(1 << 30)
    with archive.open(resource["path"]) as opened:
        rows = csv.reader(io.TextIOWrapper(opened, encoding="utf-8", newline=""))
        names = [field["name"] for field in resource["schema"]["fields"]]
        if next(rows, []) != names:
            yield f"{resource['path']} has other columns than datapackage.json says"
        count = sum(1 for _ in rows)
    if count != resource["rows"]:
        yield f"{resource['path']} has {count} rows, not {resource['rows']}"


def _write_rights(dataset: Dataset, file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(HEADER)
        writer.writerows(rights_rows(dataset.connection, dataset.selection))


def _package(dataset: Dataset, folder: Path, said: Description, flow: Flow) -> dict[str, Any]:
    """Data Package (datapackage.org), version 2."""
    resources = [
        _resource(folder, name, [_field(column) for column in dataset.columns(name)])
        for name in dataset.files
    ]
    rights = [{"name": name, "type": "string"} for name in HEADER]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"hcsm-{said.purpose}",
        "title": said.title,
        "description": f"Blog articles and comments, for {said.purpose} use; see methods.md.",
        "version": flow.snapshot[:10],
        "created": flow.snapshot,
        "resources": [*resources, _resource(folder, "rights", rights)],
    }


def _resource(folder: Path, name: str, fields: list[dict[str, Any]]) -> dict[str, Any]:
    path = folder / f"{name}.csv"
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8", newline="") as opened:
        rows = sum(1 for _ in csv.reader(opened)) - 1
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if name in _KEYS:
        schema["primaryKey"] = [_KEYS[name]]
    if name in ("comments", "links", "rights"):
        key = {"resource": "articles", "fields": ["article_id"]}
        schema["foreignKeys"] = [{"fields": ["article_id"], "reference": key}]
    return {
        "name": name,
        "type": "table",
        "path": f"data/{name}.csv",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256_of(path)}",
        "rows": rows,
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES.get(column.type, "string"),
        "description": f"{column.meaning} Empty: {column.missing}.",
    }
    if column.type == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    elif column.allowed:
        field["constraints"] = {"enum": column.allowed.split("|")}
    if column.example:
        field["example"] = column.example
    return field


def _citation(said: Description, flow: Flow) -> str:
    """Citation File Format 1.2.0; JSON strings are YAML strings."""
    return (
        "cff-version: 1.2.0\n"
        "message: If you use this dataset, please cite it as below.\n"
        "type: dataset\n"
        f"title: {json.dumps(said.title, ensure_ascii=False)}\n"
        f"authors:\n  - name: {json.dumps(said.title + ' (study team)', ensure_ascii=False)}\n"
        f"version: {json.dumps(flow.snapshot[:10])}\n"
        f"date-released: {flow.snapshot[:10]}\n"
    )


def _datacite(said: Description, flow: Flow) -> dict[str, Any]:
    """DataCite Metadata Schema 4.5, as its REST API takes it."""
    return {
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Blog articles and comments"},
        "titles": [{"title": said.title}],
        "creators": [{"name": f"{said.title} (study team)", "nameType": "Organizational"}],
        "publisher": {"name": said.title},
        "publicationYear": int(flow.snapshot[:4]),
        "dates": [{"date": f"{flow.first[:10]}/{flow.snapshot[:10]}", "dateType": "Collected"}],
        "version": flow.snapshot[:10],
        "formats": ["text/csv"],
        "descriptions": [
            {"description": "See methods.md.", "descriptionType": "Methods"},
        ],
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }


def _codebook_page(file: Path, title: str) -> str:
    with file.open(encoding="utf-8", newline="") as opened:
        header, *rows = csv.reader(opened)
    assert header == list(codebook.HEADER)

    def line(cells: list[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(x)}</{tag}>" for x in cells) + "</tr>\n"

    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Codebook: '
        f"{html.escape(title)}</title><style>body{{font:15px sans-serif}}td,th{{text-align:left;"
        "vertical-align:top;padding:.3em .6em;border-bottom:1px solid #ccc}</style></head><body>\n"
        f"<h1>Codebook: {html.escape(title)}</h1>\n<table>\n{line(header, 'th')}"
        f"{''.join(line(row, 'td') for row in rows)}</table></body></html>\n"
    )


def _write_sums(folder: Path) -> None:
    lines = [
        f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in _files(folder)
    ]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
