"""`hcsm.toml`: which blogs a study keeps, how politely, and where. Knows no crawl and no database.

A mistake is one sentence: file, line, key, what stands there, what is allowed.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self, get_args
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)

from archive.cron import next_time
from archive.errors import WrongUseError
from archive.records import Blog
from archive.urls import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

FILE_NAME = "hcsm.toml"
STORAGE_VARIABLE = "HCSM_STORAGE"  # a database URL with a password stays out of files
DEFAULT_FOLDER = "./hcsm-data"


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a key may hold, as the end of a sentence that begins with "allowed is"."""

    words: str


def _day(value: object) -> object:
    if isinstance(value, str):
        return date.fromisoformat(value)
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError("not a day")  # noqa: TRY004 - pydantic takes no TypeError
    return value


def _address(value: str) -> str:
    found = re.fullmatch(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s\[\]:/@]+):(\d{1,5})", value)
    if not found or not 1 <= int(found[1]) <= 65535:
        raise ValueError("not HOST:PORT")
    return value


def _contact(value: str) -> str:
    if not re.fullmatch(r"(https?://[!-~]+|[!-~]+@[!-~]+)", value):
        raise ValueError("not reachable")
    return value


def _blog_url(value: str) -> str:
    url = normalise(value)
    if url is None or "@" in urlsplit(value.strip()).netloc:
        raise ValueError("not a web address")
    return url


def _storage(value: str) -> str:
    scheme, is_url, rest = value.partition("://")
    if not value.strip() or "\0" in value:
        raise ValueError("empty")
    if is_url and not (re.fullmatch(r"postgres(ql(\+psycopg)?)?", scheme) and rest.strip("/")):
        raise ValueError("another database")
    return value


def _schedule(value: str) -> str:
    try:
        next_time(value, datetime(2000, 1, 1, tzinfo=UTC))
    except ValueError:
        raise ValueError(f"schedule is {_shown(value)}; allowed is {SCHEDULE}") from None
    return value


def _named(value: str) -> str:
    if not value.strip():
        raise ValueError("empty")
    return value


Name = Annotated[str, AfterValidator(_named)]
Names = Annotated[
    tuple[Name, ...], Field(strict=False), Allowed('a list of names such as ["#HCSM", "Health"]')
]
Day = Annotated[Annotated[date, BeforeValidator(_day)] | None, Allowed("a day such as 2015-01-31")]
BLOG_URL = 'an address such as "https://blog.example.org/"'
STORAGE = (
    'a folder such as "./hcsm-data" or a database such as "postgresql://user@host/name"'
    f" (with a password: in the variable {STORAGE_VARIABLE})"
)


SCHEDULE = 'an interval such as "12h" or "7d", or a cron expression in UTC such as "30 4 * * *"'


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, validate_default=True)


class StudyBlog(_Table):
    """One `[[blog]]`: a target and its scope. Empty `categories` and `tags` mean all of them."""

    url: Annotated[str, AfterValidator(_blog_url), Allowed(BLOG_URL)]
    name: Annotated[Name | None, Allowed("a name in quotes")] = None
    categories: Names = ()
    tags: Names = ()
    since: Day = None
    until: Day = None
    schedule: Annotated[Annotated[str, AfterValidator(_schedule)] | None, Allowed(SCHEDULE)] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"since ({self.since}) is later than until ({self.until})")
        return self

    @property
    def blog(self) -> Blog:
        return Blog(url=self.url, name=self.name)


class Politeness(_Table):
    """`[politeness]`: how much a crawl asks of one host."""

    delay: Annotated[
        float, Field(ge=0, le=3600, allow_inf_nan=False), Allowed("seconds from 0 to 3600")
    ] = 1.0
    max_pages: Annotated[
        int | None, Field(ge=1), Allowed("a whole number from 1 (pages per blog and crawl)")
    ] = None
    daily_requests: Annotated[
        int | None, Field(ge=1), Allowed("a whole number from 1 (requests per blog and day)")
    ] = None
    blogs_at_once: Annotated[int, Field(ge=1, le=200), Allowed("a number from 1 to 200")] = 8


class Revisit(_Table):
    """`[revisit]`: how soon a change must be found that no list of the blog can show."""

    sweep_days: Annotated[int, Field(ge=1, le=365), Allowed("days from 1 to 365")] = 7
    young_days: Annotated[int, Field(ge=0, le=3650), Allowed("days from 0 to 3650")] = 14


class Identities(_Table):
    """`[identities]`: how exports name the people who commented."""

    default: Annotated[
        Literal["plain", "pseudonym", "drop"], Allowed('"plain", "pseudonym" or "drop"')
    ] = "pseudonym"
    article_authors: Annotated[Literal["plain", "pseudonym"], Allowed('"plain" or "pseudonym"')] = (
        "plain"
    )


Signal = Literal[
    "noindex", "nofollow", "noarchive", "nosnippet", "noai", "noimageai", "none", "tdm-reservation"
]
Signals = Annotated[
    tuple[Signal, ...], Field(strict=False), Allowed(f"a list of {', '.join(get_args(Signal))}")
]


class Rights(_Table):
    """`[rights]`: pages with these signals are not captured, not kept as articles, not exported."""

    not_captured: Signals = ()
    not_kept: Signals = ()
    not_exported: Signals = ()


class Study(_Table):
    """The whole file. Relative folders in it are relative to the file."""

    name: Annotated[Name, Allowed("a name in quotes")] = "HCSM archive"
    contact: Annotated[
        Annotated[str, AfterValidator(_contact)] | None,
        Allowed("an e-mail or web address in quotes"),
    ] = None
    storage: Annotated[str, AfterValidator(_storage), Allowed(STORAGE)] = DEFAULT_FOLDER
    folder: Annotated[Name | None, Allowed("a folder in quotes")] = None
    allow_addresses: Annotated[
        tuple[Annotated[str, AfterValidator(_address)], ...],
        Field(strict=False),
        Allowed('a list of HOST:PORT such as ["127.0.0.1:8880"]'),
    ] = ()
    politeness: Annotated[Politeness, Allowed("a table [politeness]")] = Politeness()
    schedule: Annotated[str, AfterValidator(_schedule), Allowed(SCHEDULE)] = "1d"
    revisit: Annotated[Revisit, Allowed("a table [revisit]")] = Revisit()
    identities: Annotated[Identities, Allowed("a table [identities]")] = Identities()
    rights: Annotated[Rights, Allowed("a table [rights]")] = Rights()
    blogs: Annotated[
        tuple[StudyBlog, ...],
        Field(alias="blog", strict=False),
        Allowed("one table [[blog]] for each blog"),
    ] = ()
    _file: Path | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _blogs_once(self) -> Self:
        seen = set[str]()
        for blog in self.blogs:
            if blog.url in seen:
                raise ValueError(f"the blog {blog.url} is given twice")
            seen.add(blog.url)
        return self

    @property
    def file(self) -> Path | None:
        """The `hcsm.toml` it was read from; None for the defaults."""
        return self._file

    @property
    def files_folder(self) -> Path:
        """Where WARC files and keys live: the storage, unless that is a database or its file."""
        if self.folder or "://" in self.storage:
            return Path(self.folder or DEFAULT_FOLDER)
        return Path(self.storage).parent if self.storage.endswith(".db") else Path(self.storage)


def find_study(start: Path, *, config: Path | None = None, storage: str | None = None) -> Study:
    """The study of the folder `start`: `config`, else the nearest `hcsm.toml` there or above.

    Without any: the defaults. `storage` wins over the variable HCSM_STORAGE, which wins over the
    file. Raises WrongUseError.
    """
    start = start.absolute()
    file = config or next(
        (f for folder in (start, *start.parents) if (f := folder / FILE_NAME).is_file()), None
    )
    study = _read(file) if file else Study()
    where = study.file.parent if study.file else start
    chosen = storage or os.environ.get(STORAGE_VARIABLE)
    if chosen:
        study = study.model_copy(update={"storage": _chosen(chosen, storage is not None)})
    folder = study.folder or (DEFAULT_FOLDER if "://" in study.storage else None)
    return study.model_copy(
        update={
            "storage": _placed(study.storage, start if chosen else where),
            "folder": None if folder is None else _placed(folder, where),
        }
    )


def parse_study(text: str, file: Path) -> Study:
    """`file` only names the source in an error's sentence."""
    try:
        content = tomllib.loads(text)
    except ValueError as error:  # no TOML, or a number of more digits than Python reads
        raise WrongUseError(_broken(error, file)) from None
    except RecursionError:
        raise WrongUseError(f"{file}: values are nested too deeply.") from None
    try:
        study = Study.model_validate(content)
    except ValidationError as error:
        raise WrongUseError(_sentence(error.errors(include_url=False)[0], text, file)) from None
    except RecursionError:
        raise WrongUseError(f"{file}: values are nested too deeply.") from None
    study._file = file.absolute()  # noqa: SLF001  pydantic's way of a value that is no key
    return study


def _read(file: Path) -> Study:
    try:
        return parse_study(file.read_text(encoding="utf-8-sig"), file)
    except UnicodeDecodeError as error:
        raise WrongUseError(f"{file}: not UTF-8 (byte {error.start}); save it as UTF-8.") from None
    except OSError as error:
        raise WrongUseError(f"{file} cannot be read: {error.strerror}.") from None


def _chosen(storage: str, by_option: bool) -> str:
    try:
        return _storage(storage)
    except ValueError:
        what = "--storage" if by_option else STORAGE_VARIABLE
        raise WrongUseError(f"{what} is {_shown(storage)}; allowed is {STORAGE}.") from None


def _placed(folder: str, where: Path) -> str:
    if "://" in folder:
        return folder
    return os.path.normpath(where / Path(folder).expanduser())


def _broken(error: ValueError, file: Path) -> str:
    what, _, place = str(error).partition(" (at ")
    line = found[0] if (found := re.findall(r"line (\d+)", place)) else None
    return (
        f"{file}{f', line {line}' if line else ''}: not valid TOML: {what[:1].lower()}{what[1:]}."
    )


def _sentence(error: ErrorDetails, text: str, file: Path) -> str:
    path = error["loc"]
    line = _line(text, path)
    where = f"{file}, line {line}" if line else f"{file}"
    key = _key(path)
    if error["type"] == "extra_forbidden":
        return f"{where}: {key} is not a key{_nearest(path)}"
    if error["type"] == "value_error" and not _names(path)[1:]:
        return f"{where}: {error['msg'].removeprefix('Value error, ')}."
    if error["type"] == "missing":
        return f"{where}: {key} is missing; allowed is {_allowed(path)}."
    return f"{where}: {key} is {_shown(error['input'])}; allowed is {_allowed(path)}."


def _names(path: Sequence[str | int]) -> list[str]:
    return [part for part in path if isinstance(part, str)]


def _key(path: Sequence[str | int]) -> str:
    """blog[2].since for the path ("blog", 1, "since")."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).removeprefix(".")


_TABLES: dict[str, type[BaseModel]] = {
    "politeness": Politeness,
    "revisit": Revisit,
    "identities": Identities,
    "rights": Rights,
    "blog": StudyBlog,
}


def keys(table: str | None = None) -> dict[str, FieldInfo]:
    """The keys of one table of the file; of the top without `table`."""
    model = _TABLES[table] if table else Study
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _allowed(path: Sequence[str | int]) -> str:
    table, key = (None, *_names(path))[-2:]
    return next(m.words for m in keys(table)[str(key)].metadata if isinstance(m, Allowed))


def _nearest(path: Sequence[str | int]) -> str:
    """A guess at the key that was meant: misspelled, or in another table."""
    table, key = (None, *_names(path))[-2:]
    places = {name: other for other in (None, *_TABLES) for name in keys(other)}
    near = get_close_matches(str(key), keys(table), 1) or get_close_matches(str(key), places, 1)
    if not near:
        return f"; allowed are {', '.join(keys(table))}."
    if near[0] in keys(table):
        return f"; did you mean {near[0]}?"
    home = f"[{places[near[0]]}]" if places[near[0]] else "the top, before the first [table]"
    return f"; {near[0]} belongs under {home}."


def _line(text: str, path: Sequence[str | int]) -> int | None:
    """The line of the key, or of the table it is missing in; None if it cannot be told."""
    here: tuple[str | int, ...] = ()
    count = 0  # of [[tables]]
    found: dict[tuple[str | int, ...], int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if header := re.match(r"\s*(\[\[?)\s*[\"']?([\w-]+)", line):
            many = header[1] == "[["
            here = (header[2], count) if many else (header[2],)
            count += many
            found.setdefault(here, number)
        elif key := re.match(r"\s*[\"']?([\w-]+)[\"']?\s*[=.]", line):
            found.setdefault((*here, key[1]), number)
    return next(
        (found[p] for n in range(len(path), 0, -1) if (p := tuple(path[:n])) in found), None
    )


def _shown(value: object) -> str:
    """As it stands in the file, on one line, short, without a password."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        text = type(value).__name__
    text = re.sub(r"(://[^:/@\s]*):[^@\s]*@", r"\1:***@", text)
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return text if len(text) <= 80 else f"{text[:79]}…"
