"""ARCHITECTURE.md's floors, read from the import statements: which room may know of which."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
LONGEST_FILE = 400  # lines

# The most specific name wins. Imports go to the same number or down; the tens digit is the
# floor of ARCHITECTURE.md.
FLOORS = {
    "archive": 22,  # open_archive, which scripts call; no room imports it
    **dict.fromkeys(
        [
            f"archive.{name}"
            for name in ("records", "records_json", "urls", "threads", "errors", "text")
        ],
        0,
    ),
    "archive.schema": 10,
    "archive.statements": 10,
    "archive.migrations": 10,
    "archive.engine": 11,
    **dict.fromkeys(
        [
            f"archive.{name}"
            for name in (
                *("store", "query", "frontier", "warc", "locks", "study", "captures"),
                *("evidence", "ledger", "balance", "history", "reports", "schedules", "cron"),
                *("generations", "anew", "links", "codings"),
            )
        ],
        12,
    ),
    **dict.fromkeys(
        [
            f"archive.{name}"
            for name in (
                *("export", "search", "identities", "presentation", "exports_log", "tombstones"),
                *(
                    "changes",
                    "erasure",
                    "marking",
                    "verification",
                    "provenance",
                    "sampling",
                    "bundle",
                    "methods",
                ),
            )
        ],
        20,
    ),
    "archive.opened": 21,
    "archive.web": 21,
    "archive.commands": 50,
    "hcsm_scraper": 0,
    "hcsm_scraper.demo": 1,  # a web server of our own, which knows nothing of the archive
    "hcsm_scraper.names": 30,
    "hcsm_scraper.document": 30,
    "hcsm_scraper.extraction": 31,
    "hcsm_scraper.platforms": 32,
    "hcsm_scraper.discovery": 32,
    "hcsm_scraper.reading": 33,
    "hcsm_scraper.joining": 33,
    "hcsm_scraper.commands": 51,
    "hcsm_scraper.__main__": 52,
}
CRAWL = 40  # every other module of hcsm_scraper

READERS = {"scrapy", "twisted", "trafilatura", "lxml", "bs4", "htmldate", "feedparser"}
OUTSIDE_WORLD = {
    *("scrapy", "twisted", "sqlalchemy", "alembic", "asyncio", "socket", "ssl", "sqlite3"),
    *("random", "secrets", "time", "subprocess", "threading", "multiprocessing", "tempfile"),
    *("urllib.request", "http.client", "requests", "aiohttp"),
}
IMPURE_CALLS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "os.getenv"}


@dataclass(frozen=True, kw_only=True)
class Import:
    module: str  # who imports
    name: str  # what, as a module of ours where it is one
    where: str  # file:line


def floor(module: str) -> int | None:
    """The floor of one of our modules; None for a module of archive that has no floor yet."""
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        name = ".".join(parts[:length])
        if name in FLOORS and (length > 1 or len(parts) == 1):
            return FLOORS[name]
    return CRAWL if parts[0] == "hcsm_scraper" else None


@cache
def files() -> dict[str, Path]:
    """Every product module's file, by its dotted name."""
    found = {}
    for package in ("archive", "hcsm_scraper"):
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = path
    return found


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(files()[module].read_text(encoding="utf-8"))


def where(module: str, node: ast.AST) -> str:
    return f"{files()[module].relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


@cache
def imports() -> tuple[Import, ...]:
    return tuple(
        Import(module=module, name=name, where=where(module, node))
        for module in files()
        for node in ast.walk(tree(module))
        for name in imported(node)
    )


def imported(node: ast.AST) -> list[str]:
    """`from archive import query` imports archive.query, `from archive.query import blogs` too."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom) or node.module is None:
        return []
    names = [f"{node.module}.{alias.name}" for alias in node.names]
    return sorted({name if name in files() else node.module for name in names})


def is_ours(name: str) -> bool:
    return name.partition(".")[0] in {"archive", "hcsm_scraper"}


def is_any_of(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def none_of(offenders: list[str]) -> None:
    assert not offenders, "\n" + "\n".join(sorted(offenders))


def test_every_module_of_archive_has_a_floor() -> None:
    none_of(
        [
            f"{files()[m]}: give it a floor here and in ARCHITECTURE.md"
            for m in files()
            if floor(m) is None
        ]
    )


def test_architecture_names_the_rooms_that_there_are() -> None:
    """In the list of floors: the modules and packages right below the two distributions."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    listed = text.split("## Floors", 1)[1].split("Pure means", 1)[0]
    rooms = {m.split(".")[1] for m in files() if m.count(".")} - {"__main__"}
    words = set(re.findall(r"[a-z_]+", listed))
    none_of([f"{room} is missing in ARCHITECTURE.md" for room in rooms - words])
    named = set(re.findall(r"[a-z_]+(?=/)", listed)) - {"archive", "hcsm_scraper", "tests"}
    none_of([f"{room} is in ARCHITECTURE.md only" for room in named - rooms])


def test_imports_go_down_only() -> None:
    none_of(
        [
            f"{i.where} {i.module} ({floor(i.module)}) imports {i.name} ({floor(i.name)})"
            for i in imports()
            if is_ours(i.name) and (floor(i.name) or 0) > (floor(i.module) or 0)
        ]
    )


def test_archive_knows_nothing_of_crawling_and_reading() -> None:
    none_of(
        [
            f"{i.where} {i.module} imports {i.name}"
            for i in imports()
            if i.module.startswith("archive") and is_any_of(i.name, READERS | {"hcsm_scraper"})
        ]
    )


def test_floor_0_needs_the_standard_library_only() -> None:
    none_of(
        [
            f"{i.where} {i.module} imports {i.name}"
            for i in imports()
            if floor(i.module) == 0
            and not is_ours(i.name)
            and i.name.partition(".")[0] not in sys.stdlib_module_names
        ]
    )


def test_reading_is_pure() -> None:
    reading = [module for module in files() if 30 <= (floor(module) or 0) < CRAWL]
    none_of(
        [
            f"{i.where} {i.module} imports {i.name}"
            for i in imports()
            if i.module in reading and is_any_of(i.name, OUTSIDE_WORLD)
        ]
        + [
            f"{where(module, node)} {module} asks {ast.unparse(node)}"
            for module in reading
            for node in ast.walk(tree(module))
            if isinstance(node, ast.Attribute)
            and (ast.unparse(node) in IMPURE_CALLS or ast.unparse(node) == "os.environ")
        ]
    )


def test_the_database_is_spoken_to_on_floors_1_and_2_only() -> None:
    none_of(
        [
            f"{i.where} {i.module} imports {i.name}"
            for i in imports()
            if is_any_of(i.name, {"sqlalchemy", "alembic", "sqlite3", "psycopg"})
            and not 10 <= (floor(i.module) or 0) < 30
            and not i.name.startswith("sqlalchemy.exc")
        ]
    )


def test_nothing_is_printed_outside_commands() -> None:
    none_of(
        [
            f"{where(module, node)} {module} prints"
            for module in files()
            if (floor(module) or 0) < 50
            for node in ast.walk(tree(module))
            if isinstance(node, ast.Call)
            and ast.unparse(node.func) in {"print", "sys.stdout.write"}
        ]
    )


def test_no_modules_import_each_other_in_a_circle() -> None:
    knows: dict[str, list[str]] = {module: [] for module in files()}
    for i in imports():
        if i.name in knows and i.name != i.module:
            knows[i.module].append(i.name)
    circle = first_circle(knows)
    assert circle is None, " -> ".join(circle or ())


def first_circle(knows: dict[str, list[str]]) -> list[str] | None:
    done: set[str] = set()

    def walk(module: str, way: list[str]) -> list[str] | None:
        if module in way:
            return [*way[way.index(module) :], module]
        if module in done:
            return None
        for known in knows[module]:
            if circle := walk(known, [*way, module]):
                return circle
        done.add(module)
        return None

    return next((circle for module in knows if (circle := walk(module, []))), None)


def test_what_asks_the_network_does_not_load_the_reader() -> None:
    """Each crawl would pay for it, and so would what runs beside it."""
    asked = "import sys, hcsm_scraper.crawling; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT
    )
    readers = {"bs4", "trafilatura", "hcsm_scraper.reading", "hcsm_scraper.document"}
    unused = {"sqlalchemy.orm", "alembic"}
    none_of(sorted((readers | unused) & set(done.stdout.split())))


def test_files_stay_small_enough_to_read() -> None:
    lengths = {
        path: len(path.read_text(encoding="utf-8").splitlines()) for path in files().values()
    }
    none_of([f"{p.relative_to(ROOT)}: {n} lines" for p, n in lengths.items() if n > LONGEST_FILE])


def test_no_file_is_named_after_nothing() -> None:
    grab_bags = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "base"}
    synonyms = {"post", "posts", "entry", "entries", "story", "stories"}
    none_of([m for m in files() if set(m.split(".")) & (grab_bags | synonyms)])


def test_a_circle_would_be_found() -> None:
    assert first_circle({"a": ["b"], "b": ["c"], "c": ["b"]}) == ["b", "c", "b"]
    assert first_circle({"a": ["b", "c"], "b": ["c"], "c": []}) is None


def test_a_floor_is_that_of_the_nearest_room() -> None:
    assert floor("hcsm_scraper.platforms.wordpress") == 32
    assert floor("hcsm_scraper.spiders.blog") == CRAWL
    assert floor("archive.export.csv") == 20
    assert floor("archive.something_new") is None
