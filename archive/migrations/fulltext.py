"""Full text, kept up by the database in the transaction that changes a row.

Both sides stem English, fold case and accents, and keep stopwords: then they find the same rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

INDEXED = {"articles": ("title", "text"), "comments": ("text",)}
# A tsvector holds at most 1 MB (PostgreSQL manual, 12.11).
_LONGEST = 400_000


def create(connection: Connection) -> None:
    """Makes the indexes for the tables in INDEXED; the tables are empty or full."""
    statements = _sqlite() if connection.dialect.name == "sqlite" else _postgresql(connection)
    for statement in statements:
        connection.exec_driver_sql(statement)


def _sqlite() -> list[str]:
    statements = []
    for table, columns in INDEXED.items():
        names = ", ".join(columns)
        new = ", ".join(f"new.{c}" for c in columns)
        old = ", ".join(f"old.{c}" for c in columns)
        remove = (
            f"INSERT INTO {table}_fts({table}_fts, rowid, {names}) "  # noqa: S608 - our own names
            f"VALUES ('delete', old.number, {old});"
        )
        insert = (
            f"INSERT INTO {table}_fts(rowid, {names}) "  # noqa: S608
            f"VALUES (new.number, {new});"
        )
        statements += [
            (
                f"CREATE VIRTUAL TABLE {table}_fts USING fts5({names}, content='{table}', "
                "content_rowid='number', tokenize='porter unicode61 remove_diacritics 2')"
            ),
            f"CREATE TRIGGER {table}_fts_insert AFTER INSERT ON {table} BEGIN {insert} END",
            f"CREATE TRIGGER {table}_fts_delete AFTER DELETE ON {table} BEGIN {remove} END",
            (
                f"CREATE TRIGGER {table}_fts_update AFTER UPDATE OF {names}, number ON {table} "
                f"BEGIN {remove} {insert} END"
            ),
            f"INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild')",  # noqa: S608
        ]
    return statements


def _postgresql(connection: Connection) -> list[str]:
    stems = "unaccent, hcsm_stem" if _has_unaccent(connection) else "hcsm_stem"
    statements = [
        "CREATE TEXT SEARCH DICTIONARY hcsm_stem (TEMPLATE = snowball, Language = english)",
        "CREATE TEXT SEARCH CONFIGURATION hcsm (COPY = simple)",
        (
            "ALTER TEXT SEARCH CONFIGURATION hcsm ALTER MAPPING FOR asciiword, asciihword, "
            "hword_asciipart, word, hword, hword_part, numword, numhword, hword_numpart "
            f"WITH {stems}"
        ),
    ]
    for table, columns in INDEXED.items():
        weights = "AB" if len(columns) > 1 else "B"
        parts = [
            f"setweight(to_tsvector('hcsm', left(coalesce({c}, ''), {_LONGEST})), '{w}')"
            for c, w in zip(columns, weights, strict=True)
        ]
        statements += [
            (
                f"ALTER TABLE {table} ADD COLUMN search tsvector "
                f"GENERATED ALWAYS AS ({' || '.join(parts)}) STORED"
            ),
            f"CREATE INDEX ix_{table}_search ON {table} USING gin (search)",
        ]
    return statements


def _has_unaccent(connection: Connection) -> bool:
    """Folds accents where the extension is there or may be made (it is a trusted one)."""
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415

    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS unaccent")
    except DBAPIError:
        return False
    return True
