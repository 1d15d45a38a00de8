"""Where one field of an article comes from: the winning evidence, what disagreed, and the bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from archive.errors import DamageError, not_one_of
from archive.records_json import evidence_from_json
from archive.schema import ARTICLES, CAPTURES, EVIDENCE
from archive.store import ARTICLE_CONTENT
from archive.text import digest_of
from archive.warc import read_record

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from archive.records import Evidence

FIELDS = (*(x for x in ARTICLE_CONTENT if x != "markdown"), "comments_announced")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One capture's answer. `method` None: it does not say how it was read."""

    value: Any
    method: str | None
    route: str
    url: str
    captured_at: str
    warc_file: str | None
    warc_offset: int | None
    digest: str | None
    check: str  # "the bytes are the ones kept", or what is wrong with them


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    field: str
    value: Any
    method: str | None
    sources: list[Source]  # that say anything; those that agree first
    claims: list[dict[str, str]]  # other answers on the same page


def why(connection: Connection, folder: Path, article_id: str, field: str) -> Why:
    """`folder`: of the WARC files. Raises WrongUseError for an unknown field."""
    if field not in FIELDS:
        raise not_one_of("--field", field, FIELDS)
    row = connection.execute(select(ARTICLES).where(ARTICLES.c.id == article_id)).mappings().one()
    value = row[field]
    if field in ("authors", "categories", "tags"):
        value = json.loads(value)
    found = connection.execute(
        select(EVIDENCE.c.payload, EVIDENCE.c.source_url, CAPTURES)
        .join(CAPTURES, CAPTURES.c.id == EVIDENCE.c.capture_id)
        .where(EVIDENCE.c.article_url == row["url"])
        .order_by(EVIDENCE.c.route, EVIDENCE.c.source_url)
    ).all()
    sources = [
        _source(capture, evidence, field, folder)
        for capture in found
        if _value(evidence := evidence_from_json(capture.payload), field) not in (None, [], "")
    ]
    sources.sort(key=lambda source: source.value != value)
    return Why(
        field=field,
        value=value,
        method=json.loads(row["methods"]).get(field),
        sources=sources,
        claims=[claim for claim in json.loads(row["claims"]) if claim["field"] == field],
    )


def _source(capture: Any, evidence: Evidence, field: str, folder: Path) -> Source:
    return Source(
        value=_value(evidence, field),
        method=evidence.methods.get(field),
        route=str(evidence.route),
        url=capture.source_url,
        captured_at=capture.captured_at,
        warc_file=capture.warc_file,
        warc_offset=capture.warc_offset,
        digest=capture.digest,
        check=_check(capture, folder),
    )


def _value(evidence: Evidence, field: str) -> Any:
    value = getattr(evidence, field)
    if isinstance(value, tuple):
        return list(value)
    return getattr(value, "iso", value)


def _check(capture: Any, folder: Path) -> str:
    if capture.warc_file is None:
        return "no bytes are kept"
    try:
        exchange = read_record(folder, capture.warc_file, capture.warc_offset)
    except DamageError as error:
        return str(error)
    if (digest_of(exchange.payload), exchange.url) != (capture.digest, capture.url):
        return "the record there is another one"
    return "the bytes are the ones kept" + (", less what was erased" * exchange.is_redacted)
