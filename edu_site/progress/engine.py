"""The query engine: tidy records in Parquet files, counted by group. The only module that knows DuckDB.

In: lines of comma-separated values of one import, or the Parquet files of many. Out: a Parquet file, or rows of exact integers.
Counting runs partition by partition; a partition holds whole organisations, because a pupil's lowest mark is known only when
all subjects are seen. Each partition spills to disk when it outgrows the memory it is given. Why DuckDB: decision 0005.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import duckdb

Kind = Literal["marks", "attendance"]
EngineError = duckdb.Error
Database = duckdb.DuckDBPyConnection
TYPES = {"str": "VARCHAR", "int8": "TINYINT", "int32": "INTEGER", "int64": "BIGINT"}
COLUMNS: dict[Kind, dict[str, str]] = {
    "marks": {
        "organisation": "str",
        "school_year": "str",
        "term": "str",
        "grade": "int8",
        "class": "str",
        "language": "str",
        "sex": "str",
        "pupil": "str",
        "subject": "str",
        "mark": "int8",
        "scale": "str",
        "state": "str",
    },
    "attendance": {
        "organisation": "str",
        "school_year": "str",
        "term": "str",
        "grade": "int8",
        "class": "str",
        "language": "str",
        "sex": "str",
        "roll": "int32",
        "lessons": "int32",
        "possible": "int64",
        "illness": "int64",
        "excused": "int64",
        "unexcused": "int64",
        "late": "int64",
    },
}
TERMS = ("Q1", "Q2", "Q3", "Q4", "Y")
MEMORY = "3GB"
THREADS = 2

# What a mark is worth: itself on the scale of 5, 0 when the pupil was not assessed, 1 for a failed pass-or-fail subject, nothing when it
# does not count. It is judged once, when it is written, and stands beside the columns of the mark.
WORTH = """(CASE WHEN state = 'not_assessed' THEN 0 WHEN state = 'failed' THEN 1
WHEN state = 'assessed' AND scale = '5' AND mark BETWEEN 2 AND 5 THEN mark END)::TINYINT AS worth"""
MARKS = """
SELECT term, organisation, subject, sex, count_if(worth = 5) AS fives, count_if(worth = 4) AS fours, count_if(worth = 3) AS threes,
  count_if(worth = 2) AS twos, count_if(worth = 0) AS unknown
FROM records GROUP BY ALL HAVING fives + fours + threes + twos + unknown > 0"""
# A pupil stands with the lowest mark; a failed pass-or-fail subject is a 2; one subject not assessed makes the pupil not assessed. What
# marks a pupil has in the year are ones in a number, six places a term: so a pupil is looked up once, not once a term.
PLACES = {term: 6 * number for number, term in enumerate(TERMS)}
ONE = " ".join(f"WHEN '{term}' THEN {1 << place}" for term, place in PLACES.items())
LOWEST = "[count_if({0} = 32), count_if({0} = 16), count_if({0} = 8), count_if({0} IN (2, 4)), count_if({0} = 1)]"
PUPILS = f"""
SELECT term, organisation, language, grade, found[1], found[2], found[3], found[4], found[5]
FROM (
  SELECT organisation, language, grade, unnest({list(PLACES)}) AS term, unnest([{", ".join(map(LOWEST.format, PLACES))}]) AS found
  FROM (
    SELECT organisation, language, grade, {", ".join(f"(ones >> {place} & 63) & -(ones >> {place} & 63) AS {term}" for term, place in PLACES.items())}
    FROM (
      SELECT organisation, language, grade, pupil, bit_or((CASE term {ONE} END)::BIGINT << worth) AS ones
      FROM records GROUP BY ALL)
    WHERE ones IS NOT NULL)
  GROUP BY organisation, language, grade)
WHERE list_sum(found) > 0"""  # noqa: S608  (no text from outside)
# A class's roll is told by each of its registers: it counts once.
ATTENDANCE = """
SELECT term, organisation, grade, sum(unexcused)::BIGINT, sum(excused)::BIGINT, sum(illness)::BIGINT,
  sum(possible - illness - excused - unexcused)::BIGINT, sum(late)::BIGINT, sum(roll)::BIGINT
FROM (
  SELECT term, organisation, grade, class, language, sex, max(roll) AS roll, sum(possible) AS possible, sum(illness) AS illness,
    sum(excused) AS excused, sum(unexcused) AS unexcused, sum(late) AS late
  FROM records GROUP BY ALL)
GROUP BY ALL"""
QUERIES: dict[str, tuple[Kind, str]] = {
    "marks": ("marks", MARKS),
    "pupils": ("marks", PUPILS),
    "attendance": ("attendance", ATTENDANCE),
}


def connection(scratch: Path | None = None, memory: str = MEMORY, threads: int = THREADS) -> duckdb.DuckDBPyConnection:
    """A database in memory that spills into `scratch`. It never loads an extension and never opens the network."""
    settings = {
        "threads": str(threads),
        "memory_limit": memory,
        "temp_directory": str(scratch) if scratch else "",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    database = duckdb.connect(config=dict(settings))
    database.execute("SET enable_progress_bar = false")  # it would write into the output of a command
    return database


def write_records(kind: Kind, lines: Iterable[str], path: Path) -> int:
    """One import as a Parquet file: all of it or nothing, the same lines always the same bytes. Returns the number of rows.

    `lines` are comma-separated values in the order of `COLUMNS[kind]`, without quotes, an empty field for no value; each text
    may hold several lines. Raises OSError; ValueError when a line does not fit the columns.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    text, part = path.with_suffix(".csv.part"), path.with_suffix(".parquet.part")
    try:
        with os.fdopen(os.open(text, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
        rows = convert(kind, text, part)
        part.replace(path)
    finally:
        text.unlink(missing_ok=True)
        part.unlink(missing_ok=True)
    return rows


def convert(kind: Kind, text: Path, part: Path) -> int:
    """Comma-separated values to sorted Parquet."""
    columns = ", ".join(f"'{name}': '{TYPES[type_]}'" for name, type_ in COLUMNS[kind].items())
    order = ", ".join(f'"{name}"' for name in COLUMNS[kind])
    read = (
        f"read_csv({quoted(text)}, header = false, delim = ',', quote = '', escape = '', nullstr = '', columns = {{{columns}}})"
    )
    filled = ", ".join(f'coalesce("{n}", \'\') AS "{n}"' if t == "str" else f'"{n}"' for n, t in COLUMNS[kind].items())
    judged = f", {WORTH}" if kind == "marks" else ""
    source = f"SELECT {filled}{judged} FROM {read} ORDER BY {order}"  # noqa: S608  (column names and paths of our own)
    with connection(part.parent) as database:
        try:
            database.execute(f"COPY ({source}) TO {quoted(part)} (FORMAT parquet, COMPRESSION zstd)")
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            raise ValueError(f"a line does not fit the columns of {kind}") from None  # the engine's text would repeat the line
        found = database.execute(f"SELECT count(*) FROM read_parquet({quoted(part)})").fetchone()  # noqa: S608
    return int(found[0]) if found else 0


def rows_of_text(path: Path, delimiter: str, columns: int, skip: int) -> str:
    """A source of all lines of a plain text file after the first `skip`: columns c0, c1, ... of texts, "" for nothing.

    There are no quotes. A line with more or fewer cells is an `EngineError` when it is read; an empty line is left out.
    """
    types = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(columns))
    options = f"header = false, skip = {skip}, auto_detect = false, strict_mode = true, buffer_size = 8388608, delim = {quoted(delimiter)}, quote = '', escape = ''"
    return f"read_csv({quoted(path)}, {options}, nullstr = '\x01', columns = {{{types}}})"


def quoted(text: Path | str) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def record_files(records: Path, kind: Kind, organisation: str, school_year: str) -> tuple[Path, ...]:
    """The Parquet files of an organisation's imports, in the order of their names."""
    return tuple(sorted((records / kind / organisation / school_year).glob("*.parquet")))


def wanted(school_year: str, terms: Sequence[str]) -> str:
    """The condition of a count. Bounds are held against what a file says of its columns, rows only where that does not decide."""
    bounds = f"school_year = {quoted(school_year)} AND term BETWEEN {quoted(min(terms))} AND {quoted(max(terms))}"
    between = {term for term in TERMS if min(terms) <= term <= max(terms)}
    listed = ", ".join(quoted(term) for term in sorted(terms))
    return bounds if between <= set(terms) else f"{bounds} AND term IN ({listed})"


def count(
    query: str,
    partitions: Iterable[Sequence[Path]],
    school_year: str,
    terms: Sequence[str],
    scratch: Path | None = None,
    memory: str = MEMORY,
) -> Iterator[tuple[str | int, ...]]:
    """The rows of one of `QUERIES`, each beginning with its term; exact integers, so partitions may come in any order."""
    statement = QUERIES[query][1]
    with connection(scratch, memory) as database:
        database.execute("SET preserve_insertion_order = false")
        for files in partitions:
            if not files:
                continue
            names = "[" + ", ".join(quoted(path) for path in files) + "]"
            source = f"SELECT * FROM read_parquet({names}) WHERE {wanted(school_year, terms)}"  # noqa: S608
            found = database.execute(f"WITH records AS ({source}) {statement}")
            while rows := found.fetchmany(10_000):
                yield from rows
