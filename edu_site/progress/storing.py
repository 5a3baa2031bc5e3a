"""Marks that came as numbers (`tidy.Coded`) as a Parquet file of texts.

In: a folder with the tables of `CODED`, as lines. Out: sorted Parquet; the same tables always give the same bytes. Millions of marks are
sorted as numbers, and columns of few values are lists of the engine, which it stores without comparing texts.
"""

from pathlib import Path

from edu_site.progress.engine import Database, EngineError, connection, quoted

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
    "kinds": {"place": "BIGINT", "subject": "VARCHAR", "mark": "TINYINT", "scale": "VARCHAR", "state": "VARCHAR"},
    "marks": {"number": "BIGINT"},
}
LISTED = (
    ("groups", ("term", "class", "language", "sex")),
    ("kinds", ("subject", "scale", "state")),
    ("owner", ("organisation", "school_year")),
)
DECODED = """
SELECT o.organisation, o.school_year, term, grade, class, language, sex, pupil, subject, mark, scale, state
FROM (SELECT number FROM marks ORDER BY number) CROSS JOIN
  (SELECT *, (SELECT count(*) FROM pupils) AS pupils, (SELECT count(*) FROM kinds) AS kinds FROM owner) AS o
JOIN groups ON groups.place = number // (o.pupils * o.kinds)
JOIN pupils ON pupils.place = number // o.kinds % o.pupils
JOIN kinds ON kinds.place = number % o.kinds"""


def store_marks(folder: Path, organisation: str, school_year: str, part: Path) -> int:
    """Writes the Parquet file; returns its number of rows, a number that stands for nothing gives none. Raises ValueError, OSError."""
    with connection(folder, threads=1) as database:
        try:
            open_tables(database, folder)
            database.execute(
                "CREATE TEMP TABLE owner AS SELECT $1 AS organisation, $2 AS school_year", [organisation, school_year]
            )
            list_values(database)
            database.execute(f"COPY ({DECODED}) TO {quoted(part)} (FORMAT parquet, COMPRESSION zstd)")
        except EngineError as error:
            raise ValueError(
                f"the tables of marks do not fit: {type(error).__name__}"
            ) from None  # its text would repeat a line
        found = database.execute(f"SELECT count(*) FROM read_parquet({quoted(part)})").fetchone()  # noqa: S608
    return int(found[0]) if found else 0


def open_tables(database: Database, folder: Path) -> None:
    """The lists as tables; the numbers, which are read once, as a view."""
    for name, columns in CODED.items():
        types = ", ".join(f"'{column}': '{type_}'" for column, type_ in columns.items())
        options = (
            f"header = false, auto_detect = false, delim = ',', quote = '', escape = '', nullstr = '', columns = {{{types}}}"
        )
        kind = "VIEW" if name == "marks" else "TABLE"
        database.execute(f"CREATE TEMP {kind} {name} AS SELECT * FROM read_csv({quoted(folder / f'{name}.csv')}, {options})")  # noqa: S608


def list_values(database: Database) -> None:
    """Columns of few values become lists of the engine."""
    for table, columns in LISTED:
        for column in columns:
            text = f"coalesce({column}, '')"
            database.execute(f"CREATE TYPE {column}_list AS ENUM (SELECT DISTINCT {text} FROM {table} ORDER BY 1)")  # noqa: S608
            database.execute(f"ALTER TABLE {table} ALTER {column} TYPE {column}_list USING {text}::{column}_list")
