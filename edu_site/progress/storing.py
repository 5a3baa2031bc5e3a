"""Marks that came as numbers (`tidy.Coded`) as a Parquet file of texts.

In: a folder with the tables of `CODED`, as lines. Out: sorted Parquet; the same tables always give the same bytes. All marks of a pupil
in some subjects are one number: those are sorted, then each is taken apart in the order of its subjects. Columns of few values are
lists of the engine, which it stores without comparing texts.
"""

from pathlib import Path

from edu_site.progress.engine import WORTH, Database, EngineError, connection, quoted
from edu_site.progress.tidy import Packing

CODED = {
    "groups": {
        "place": "BIGINT",
        "term": "VARCHAR",
        "grade": "TINYINT",
        "class": "VARCHAR",
        "language": "VARCHAR",
        "sex": "VARCHAR",
    },
    "pupils": {"place": "BIGINT", "pupil": "VARCHAR"},
    "subjects": {"place": "BIGINT", "subject": "VARCHAR"},
    "results": {"place": "BIGINT", "mark": "TINYINT", "scale": "VARCHAR", "state": "VARCHAR"},
    "cells": {"number": "BIGINT", "value": "BIGINT"},
}
MOST_KINDS = 1_000_000  # subjects with marks
LISTED = (
    ("groups", ("term", "class", "language", "sex")),
    ("subjects", ("subject",)),
    ("results", ("scale", "state")),
    ("owner", ("organisation", "school_year")),
)
KINDS = f"""
CREATE TEMP TABLE kinds AS
SELECT * EXCLUDE (place), {WORTH}, subjects.place * (1 << {{width}}) + (1 << ({{width}} - 1)) + results.place AS place
FROM subjects, results"""  # noqa: S608  (no text from outside)
DECODED = """
SELECT organisation, school_year, term, grade, class, language, sex, pupil, subject, mark, scale, state, worth
FROM (
  SELECT *, unnest(range({together})) AS digit
  FROM sorted
  JOIN pupils ON pupils.place = number // ({groups} * {blocks})
  JOIN groups ON groups.place = number // {blocks} % {groups}
  CROSS JOIN owner)
JOIN kinds ON kinds.place = ((number % {blocks}) * {together} + digit) * (1 << {width}) + ((value >> (digit * {width})) & ((1 << {width}) - 1))"""


def store_marks(folder: Path, organisation: str, school_year: str, part: Path) -> int:
    """Writes the Parquet file; returns its number of rows, a number that stands for nothing gives none. Raises ValueError, OSError."""
    with connection(folder, threads=1) as database:
        try:
            open_tables(database, folder)
            database.execute(
                "CREATE TEMP TABLE owner AS SELECT $1 AS organisation, $2 AS school_year", [organisation, school_year]
            )
            check_lists(database)
            list_values(database)
            database.execute("CREATE TEMP TABLE sorted AS SELECT * FROM cells ORDER BY number")
            database.execute(with_numbers(database, KINDS))
            database.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")  # joins as written keep the order
            database.execute(f"COPY ({with_numbers(database, DECODED)}) TO {quoted(part)} (FORMAT parquet, COMPRESSION zstd)")
        except EngineError as error:
            raise ValueError(
                f"the tables of marks do not fit: {type(error).__name__}"
            ) from None  # its text would repeat a line
        found = database.execute(f"SELECT count(*) FROM read_parquet({quoted(part)})").fetchone()  # noqa: S608
    return int(found[0]) if found else 0


def check_lists(database: Database) -> None:
    """Raises ValueError for lists with a place told twice, or so long that what is made of them would have no end: our reader makes none."""
    repeated = "SELECT place FROM {} GROUP BY place HAVING count(*) > 1"
    lists = " UNION ALL ".join(repeated.format(name) for name in CODED if name != "cells")
    kinds = "(SELECT count(*) FROM subjects) * (SELECT count(*) FROM results)"
    found = database.execute(f"SELECT {kinds} > {MOST_KINDS} OR EXISTS ({lists})").fetchone()
    if not found or found[0]:
        raise ValueError("the tables of marks do not fit: lists")


def with_numbers(database: Database, sql: str) -> str:
    """A statement with the figures of how the marks were packed, which follow from the lengths of the lists."""
    counts = ", ".join(f"(SELECT count(*) FROM {name})" for name in ("groups", "subjects", "results"))  # noqa: S608
    groups, subjects, results = database.execute(f"SELECT {counts}").fetchone() or (0, 0, 0)
    packing = Packing(subjects, results)
    return sql.format(groups=groups, width=packing.width, together=packing.together, blocks=packing.blocks)


def open_tables(database: Database, folder: Path) -> None:
    """The lists as tables; the cells, which are read once, as a view."""
    for name, columns in CODED.items():
        types = ", ".join(f"'{column}': '{type_}'" for column, type_ in columns.items())
        options = (
            f"header = false, auto_detect = false, delim = ',', quote = '', escape = '', nullstr = '', columns = {{{types}}}"
        )
        kind = "VIEW" if name == "cells" else "TABLE"
        database.execute(f"CREATE TEMP {kind} {name} AS SELECT * FROM read_csv({quoted(folder / f'{name}.csv')}, {options})")  # noqa: S608


def list_values(database: Database) -> None:
    """Columns of few values become lists of the engine."""
    for table, columns in LISTED:
        for column in columns:
            text = f"coalesce({column}, '')"
            database.execute(f"CREATE TYPE {column}_list AS ENUM (SELECT DISTINCT {text} FROM {table} ORDER BY 1)")  # noqa: S608
            database.execute(f"ALTER TABLE {table} ALTER {column} TYPE {column}_list USING {text}::{column}_list")
