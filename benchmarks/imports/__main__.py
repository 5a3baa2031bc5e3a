"""`python -m benchmarks.imports [ROWS]`: rows a second of CSV and XLSX, against bare readers of the same file.

Each is measured in turn, three times, the best of each is shown: the bare reader (`csv.reader`, `python-calamine`) that makes a Python
list of each row and drops it; for CSV also DuckDB, which keeps all cells as texts in a table of its own; reading into tidy tables in
the same process; the whole import: digest, copy, a process of its own, sorted Parquet; and for CSV the whole import when no row goes
the fast road.
"""

import csv
import datetime as dt
import gc
import resource
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from python_calamine import CalamineWorkbook

from benchmarks.imports.files import write_csv, write_xlsx
from edu_site.progress.engine import connection, rows_of_text
from edu_site.progress.importing import import_file
from edu_site.progress.job import Job
from edu_site.progress.layouts import Profiles
from edu_site.progress.limits import Limits
from edu_site.progress.profiles import read_profiles
from edu_site.progress.reading import read_file
from edu_site.progress.records import Records

RUNS = 3
ROWS = 1_600_000
XLSX_SHARE = 4  # a workbook of a quarter of the rows


@cache
def all_profiles() -> Profiles:
    """Read once, as a command does for all its files."""
    profiles, _problems = read_profiles(Path())
    return profiles


def job(path: Path) -> Job:
    profiles = all_profiles()
    return Job(
        path, "school", profiles.profiles["tidy-marks"], profiles, {}, "", {}, dt.date(2026, 11, 24), b"0" * 32, "", Limits()
    )


def bare_csv(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file, delimiter=";", strict=True))


def bare_engine(path: Path) -> int:
    """The engine's own reader: all columns as texts, on one thread."""
    with connection(threads=1) as database:
        database.execute(f"CREATE TEMP TABLE raw AS SELECT * FROM {rows_of_text(path, ';', 8, 0)}")
        (rows,) = database.execute("SELECT count(*) FROM raw").fetchone() or (0,)
    return int(rows)


def bare_xlsx(path: Path) -> int:
    return sum(1 for _ in CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows())


def read(path: Path) -> int:
    answer, _tables = read_file(job(path))
    assert not answer.faults, answer.faults
    return answer.counts.read


def whole(path: Path) -> int:
    with tempfile.TemporaryDirectory() as folder:
        done = import_file(job(path), Records(Path(folder)), "", False)
    assert done.taken, done.problems
    return done.answer.counts.read


def whole_carefully(path: Path) -> int:
    """The same with every row read by the careful road, as in a file with one wrong row."""
    careful = replace(job(path), limits=Limits(plain_bytes=1 << 40))
    with tempfile.TemporaryDirectory() as folder:
        done = import_file(careful, Records(Path(folder)), "", False)
    assert done.taken, done.problems
    return done.answer.counts.read


def best(work: Callable[[Path], int], path: Path) -> float:
    """Rows in a second of processor time, children included, the best of some runs: other work on the machine does not count."""
    speeds = []
    for _ in range(RUNS):
        begun = processor_seconds()
        rows = work(path)
        speeds.append(rows / (processor_seconds() - begun))
        gc.collect()
    return max(speeds)


def processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    gc.disable()  # as in the process that reads files
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        text = write_csv(Path(folder) / "export.csv", count)
        book = write_xlsx(Path(folder) / "export.xlsx", count // XLSX_SHARE)
        for path, bare in ((text, {"csv.reader": bare_csv, "DuckDB": bare_engine}), (book, {"python-calamine": bare_xlsx})):
            works = {**bare, "to tidy tables": read, "whole import": whole}
            works |= {"careful road": whole_carefully} if path is text else {}
            speeds = {name: best(work, path) for name, work in works.items()}
            size = path.stat().st_size / 1e6
            print(f"{path.suffix[1:]}: {count if path is text else count // XLSX_SHARE} rows, {size:.0f} MB")
            for name, speed in speeds.items():
                ratios = ", ".join(f"{speeds[other] / speed:.2f} x {other}" for other in bare)
                print(f"  {name:15} {speed:>10,.0f} rows/s   {1e6 / speed:6.3f} µs a row   time: {ratios}")


if __name__ == "__main__":
    main()
