"""Counting 200 million rows of marks: against a bare scan of the same files, DuckDB and Polars, one run.

In: a folder; when it is empty, 20 Parquet files (one a region, 10 million rows each) are made in it with the engine itself, in
the columns and the order of the records. Out: seconds, seconds of processors, peak memory of each step, each in a process of its
own. "scan" hashes every column, which an engine does once for each distinct value of a compressed column; "values" takes the
greatest value of every column. Polars is measured when it is installed; the program does not need it.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

REGIONS, SCHOOLS, PUPILS = 20, 393, 530
ROWS_A_SCHOOL = PUPILS * 12 * 4
SUBJECTS = (
    "kazakh", "kazakh_literature", "russian", "russian_literature", "english", "mathematics", "informatics", "geography",
    "history_kazakhstan", "physics", "chemistry", "biology",
)  # fmt: skip
COLUMNS = (
    "organisation", "school_year", "term", "grade", "class", "language", "sex", "pupil", "subject", "mark", "scale", "state", "worth",
)  # fmt: skip
STEPS = ("scan", "values", "marks", "pupils")
MAKE = """
COPY (
  WITH p AS (SELECT o, k, 2 + k % 10 AS grade, o * {pupils} + k AS id FROM range({schools}) t(o), range({pupils}) s(k)),
       s AS (SELECT unnest([{subjects}]) AS subject), q AS (SELECT unnest(['Q1', 'Q2', 'Q3', 'Q4']) AS term), m AS (
  SELECT 'school-{region:02d}-' || o AS organisation, '2025-2026' AS school_year, term, grade::TINYINT AS grade,
    grade || chr((65 + (k // 250) % 4)::INT) AS class, CASE WHEN o % 4 = 0 AND k % 2 = 0 THEN 'ru' ELSE 'kk' END AS language,
    CASE WHEN hash(id) % 2 = 0 THEN 'f' ELSE 'm' END AS sex, substr(md5(id::VARCHAR || 'r{region}'), 1, 16) AS pupil, subject,
    CASE WHEN hash(id, subject, term) % 100 < 2 THEN NULL ELSE (2 + (hash(id, subject, term, 1) % 100 >= 3)::INT
      + (hash(id, subject, term, 1) % 100 >= 40)::INT + (hash(id, subject, term, 1) % 100 >= 80)::INT)::TINYINT END AS mark,
    '5' AS scale, CASE WHEN hash(id, subject, term) % 100 < 2 THEN 'not_assessed' ELSE 'assessed' END AS state
  FROM p, q, s)
  SELECT *, {worth} FROM m ORDER BY organisation, pupil, term, grade, class, language, sex, subject) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"""


def aggregate(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    files = sorted(folder.glob("*.parquet")) or make(folder)
    size = sum(path.stat().st_size for path in files)
    rows = len(files) * SCHOOLS * ROWS_A_SCHOOL
    print(f"{rows:,} rows in {len(files)} files, {size / 1e6:,.0f} MB; 2 threads, 3 GB for the engine, the rest spills")
    engines = ["duckdb", *(["polars"] if installed("polars") else [])]
    for engine in engines:
        bare = cores = 0.0
        for step in STEPS:
            found = measured(engine, step, folder)
            bare, cores = bare or found["seconds"], cores or found["processor"]
            print(
                f"  {engine:7} {step:7} {found['seconds']:7.1f} s, {found['processor']:6.1f} s of processors, peak {found['memory']:6.0f} MiB, "
                f"{found['groups']:,} groups, {found['seconds'] / bare:.2f} x the scan, {found['processor'] / cores:.2f} x its processors",
                flush=True,
            )


def installed(name: str) -> bool:
    return subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True, check=False).returncode == 0


def make(folder: Path) -> list[Path]:
    from edu_site.progress.engine import WORTH, connection

    subjects = ", ".join(f"'{name}'" for name in SUBJECTS)
    for region in range(REGIONS):
        path = folder / f"region-{region:02d}.parquet"
        with connection(folder) as database:
            database.execute(
                MAKE.format(pupils=PUPILS, schools=SCHOOLS, subjects=subjects, region=region, path=path, worth=WORTH)
            )
    return sorted(folder.glob("*.parquet"))


def measured(engine: str, step: str, folder: Path) -> dict[str, float]:
    code = f"from benchmarks.disclosure.aggregate import run; run({engine!r}, {step!r}, {str(folder)!r})"
    environment = {**os.environ, "POLARS_MAX_THREADS": "2"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    return dict(json.loads(done.stdout))


def run(engine: str, step: str, folder: str) -> None:
    """One step in this process; prints what it took."""
    import resource

    engine_of = with_duckdb if engine == "duckdb" else with_polars
    started, before = time.perf_counter(), time.process_time()
    groups = engine_of(step, Path(folder))
    seconds, processor = time.perf_counter() - started, time.process_time() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "processor": processor, "memory": memory, "groups": groups}))


def with_duckdb(step: str, folder: Path) -> int:
    from edu_site.progress.engine import connection, count

    files = sorted(folder.glob("*.parquet"))
    if step in ("scan", "values"):
        read = "bit_xor(hash({}))" if step == "scan" else "max({})"
        columns = ", ".join(read.format(name) for name in COLUMNS)
        with connection(folder) as database:
            database.execute(f"SELECT {columns} FROM read_parquet('{folder}/*.parquet')").fetchall()
        return 1
    terms = ("Q1", "Q2", "Q3", "Q4")
    return sum(1 for _row in count(step, [[path] for path in files], "2025-2026", terms, folder))


def with_polars(step: str, folder: Path) -> int:
    import polars

    lazy = polars.scan_parquet(f"{folder}/*.parquet")
    if step in ("scan", "values"):
        columns = [polars.col(name).hash().max() if step == "scan" else polars.col(name).max() for name in COLUMNS]
        return lazy.select(columns).collect(engine="streaming").height
    marks = [(polars.col("mark") == mark).sum().alias(f"n{mark}") for mark in (5, 4, 3, 2)]
    unknown = (polars.col("state") == "not_assessed").sum().alias("u")
    if step == "marks":
        return lazy.group_by("term", "organisation", "subject", "sex").agg(*marks, unknown).collect(engine="streaming").height
    lowest = lazy.group_by("term", "organisation", "language", "grade", "pupil").agg(polars.col("mark").min())
    return lowest.group_by("term", "organisation", "language", "grade").agg(*marks).collect(engine="streaming").height
