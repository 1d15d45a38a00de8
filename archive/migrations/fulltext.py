"""Full text and labels, kept up by the database in the transaction that changes a row.

Both sides cut words at the same signs, stem English by Porter's rules, fold case and accents and
keep stopwords: then they find the same rows. On SQLite each index is an FTS5 table of that name,
on PostgreSQL a generated column of the table it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class TextIndex:
    """One index over columns of a table; `column` is its name on PostgreSQL."""

    name: str
    table: str
    column: str
    columns: tuple[str, ...]


INDEXES = (
    TextIndex("articles_fts", "articles", "search", ("title", "text")),
    TextIndex("comments_fts", "comments", "search", ("text",)),
    TextIndex("article_authors_fts", "articles", "people", ("authors",)),
    TextIndex("comment_authors_fts", "comments", "people", ("author",)),
)
# A tsvector holds at most 1 MB (PostgreSQL manual, 12.11).
_LONGEST = 400_000
# Signs at which FTS5's unicode61 cuts and PostgreSQL's parser would read hosts, paths and numbers.
_SIGNS = '!"#$&()*+,-./:;<=>?@[]^_`{|}~\\'
# Between two columns, so that no phrase and no NEAR reaches over: a sign that nobody can ask for.
_GAP = " || '''·'':60'::tsvector || "
_LABELS = {"author": "authors", "category": "categories", "tag": "tags"}


def create(connection: Connection) -> None:
    """Makes the indexes of INDEXES; the tables are empty or full."""
    statements = _sqlite() if connection.dialect.name == "sqlite" else _postgresql(connection)
    for statement in statements:
        connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Takes away what an earlier revision made, so that `create` makes it anew."""
    if connection.dialect.name == "sqlite":
        for index in INDEXES:
            for event in ("insert", "delete", "update"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {index.name}_{event}")
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {index.name}")
        return
    for index in INDEXES:
        connection.exec_driver_sql(
            f"ALTER TABLE {index.table} DROP COLUMN IF EXISTS {index.column}"
        )
    connection.exec_driver_sql("DROP TEXT SEARCH CONFIGURATION IF EXISTS hcsm")
    connection.exec_driver_sql("DROP TEXT SEARCH DICTIONARY IF EXISTS hcsm_stem")


def create_labels(connection: Connection) -> None:
    """Fills the table `labels` and keeps it up: one row for each author, category and tag,
    whatever the case of its letters."""
    if connection.dialect.name == "sqlite":
        each = "json_each(articles.{column})"
        folded = "lower(value)"
    else:
        each = "jsonb_array_elements_text(articles.{column}::jsonb) AS value"
        folded = 'lower(value COLLATE "C")'
    rows = " UNION ".join(
        f"SELECT number, '{kind}', {folded}, min(value) FROM articles, "  # noqa: S608
        f"{each.format(column=column)} WHERE {{which}} GROUP BY number, {folded}"
        for kind, column in _LABELS.items()
    )
    insert = f"INSERT INTO labels (article_number, kind, folded, value) {rows}"
    connection.exec_driver_sql(insert.format(which="true"))
    for statement in _label_triggers(connection.dialect.name, insert):
        connection.exec_driver_sql(statement)


def _label_triggers(dialect: str, insert: str) -> list[str]:
    columns = ", ".join(_LABELS.values())
    changed = " OR ".join(f"old.{c} IS DISTINCT FROM new.{c}" for c in _LABELS.values())
    refresh = (
        "DELETE FROM labels WHERE article_number = new.number; "  # noqa: S608
        + insert.format(which="number = new.number")
        + ";"
    )
    inserted = "CREATE TRIGGER labels_insert AFTER INSERT ON articles"
    updated = f"CREATE TRIGGER labels_update AFTER UPDATE OF {columns} ON articles"
    if dialect == "sqlite":
        changed = changed.replace("IS DISTINCT FROM", "IS NOT")
        return [
            f"{inserted} BEGIN {refresh} END",
            f"{updated} WHEN {changed} BEGIN {refresh} END",
        ]
    body = f"BEGIN {refresh} RETURN NULL; END"
    run = "EXECUTE FUNCTION hcsm_labels()"
    return [
        f"CREATE FUNCTION hcsm_labels() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"{inserted} FOR EACH ROW {run}",
        f"{updated} FOR EACH ROW WHEN ({changed}) {run}",
    ]


def _sqlite() -> list[str]:
    statements = []
    for index in INDEXES:
        names = ", ".join(index.columns)
        new = ", ".join(f"new.{c}" for c in index.columns)
        old = ", ".join(f"old.{c}" for c in index.columns)
        changed = " OR ".join(f"old.{c} IS NOT new.{c}" for c in ("number", *index.columns))
        name, table = index.name, index.table
        # In double quotes datasette finds the index of a table (its utils.detect_fts): the text's.
        content = f'"{table}"' if index.column == "search" else f"'{table}'"
        remove = (
            f"INSERT INTO {name}({name}, rowid, {names}) "  # noqa: S608 - our own names
            f"VALUES ('delete', old.number, {old});"
        )
        insert = f"INSERT INTO {name}(rowid, {names}) VALUES (new.number, {new});"  # noqa: S608
        statements += [
            (
                f"CREATE VIRTUAL TABLE {name} USING fts5({names}, content={content}, "
                "content_rowid='number', tokenize='porter unicode61 remove_diacritics 2')"
            ),
            f"CREATE TRIGGER {name}_insert AFTER INSERT ON {table} BEGIN {insert} END",
            f"CREATE TRIGGER {name}_delete AFTER DELETE ON {table} BEGIN {remove} END",
            (
                f"CREATE TRIGGER {name}_update AFTER UPDATE OF {names}, number ON {table} "
                f"WHEN {changed} BEGIN {remove} {insert} END"
            ),
            f"INSERT INTO {name}({name}) VALUES ('rebuild')",  # noqa: S608
        ]
    return statements


def _postgresql(connection: Connection) -> list[str]:
    stems = "unaccent, hcsm_stem" if _has_unaccent(connection) else "hcsm_stem"
    statements = [
        "CREATE TEXT SEARCH DICTIONARY hcsm_stem (TEMPLATE = snowball, Language = porter)",
        "CREATE TEXT SEARCH CONFIGURATION hcsm (COPY = simple)",
        (
            "ALTER TEXT SEARCH CONFIGURATION hcsm ALTER MAPPING FOR asciiword, asciihword, "
            "hword_asciipart, word, hword, hword_part, numword, numhword, hword_numpart "
            f"WITH {stems}"
        ),
    ]
    for index in INDEXES:
        weights = "AB" if len(index.columns) > 1 else "B"
        parts = [
            f"setweight(to_tsvector('hcsm', {_words(c)}), '{w}')"
            for c, w in zip(index.columns, weights, strict=True)
        ]
        statements += [
            (
                f"ALTER TABLE {index.table} ADD COLUMN {index.column} tsvector "
                f"GENERATED ALWAYS AS ({_GAP.join(parts)}) STORED"
            ),
            (
                f"CREATE INDEX ix_{index.table}_{index.column} ON {index.table} "
                f"USING gin ({index.column})"
            ),
        ]
    return statements


def _words(column: str) -> str:
    """The column with blanks for signs; the two that drivers and SQL read otherwise as numbers."""
    text = f"left(coalesce({column}, ''), {_LONGEST})"
    signs = f"'{_SIGNS}' || chr(37) || chr(39)"
    return f"translate({text}, {signs}, repeat(' ', {len(_SIGNS) + 2}))"


def _has_unaccent(connection: Connection) -> bool:
    """Folds accents where the extension is there or may be made (it is a trusted one)."""
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415

    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS unaccent")
    except DBAPIError:
        return False
    return True
