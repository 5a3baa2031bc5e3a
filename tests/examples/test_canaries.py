"""The whole way of the demonstration in small: exports, import, protection, sites. No pupil can be found at its end, and what is
published agrees with a count that knows nothing of the program.

Every organisation has a canary: a pupil whose name, number and row of marks exist nowhere else. Counted is with plain SQL over the
records.
"""

import csv
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from edu_site.progress.demonstration.exports import dialect_of, exports
from edu_site.progress.demonstration.lessons import CANARY_MARKS
from edu_site.progress.demonstration.people import CANARY_BEGINNINGS, CANARY_ENDINGS, Pupil
from edu_site.progress.demonstration.school import classes, numbers_taken, teaches
from edu_site.source.content import read_project
from tests.projects import ROOT, TODAY, new_project, organisation, school, tree

RELEASES = (("2025-2026-Q4", "2026-06-01"), ("2026-2027-Q1", "2026-11-02"))
NUMBERS = re.compile(rb"(?<!\d)\d{12}(?!\d)")
HASHES = re.compile(rb"[0-9a-f]{8,64}")


@dataclass(frozen=True, slots=True)
class Way:
    """`said` is everything the commands printed."""

    project: Path
    said: bytes
    pupils: tuple[Pupil, ...]

    @property
    def records(self) -> Path:
        return self.project / "private" / "records"

    @property
    def site(self) -> Path:
        return self.project / "site"

    def shared(self) -> Iterator[tuple[str, bytes]]:
        """All bytes that may leave the machine: sites, caches, published tables, what was printed."""
        yield "output of the commands", self.said
        for folder in ("site", "build", "data"):
            for path in sorted((self.project / folder).rglob("*")):
                yield path.as_posix(), path.name.encode()
                if path.is_file():
                    yield path.as_posix(), path.read_bytes()


def run(project: Path, *arguments: str) -> bytes:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "edu_site.cli", *arguments, "--today", TODAY.isoformat(), "--lang", "en"]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True)
    assert done.returncode == 0, (done.stdout + done.stderr).decode()[-3000:]
    return done.stdout + done.stderr


def small_country(folder: Path) -> Path:
    """A school for each dialect, small ones among them."""
    names = {
        "village": organisation("Ауыл", "Село", "organisation", "primary_school", "101010000", learners=9, demonstration=True),
        "register": school(1, learners=110, demonstration=True),
        "roster": school(2, learners=500, demonstration=True),
        "gymnasium": organisation(
            "Гимназия", "Гимназия", "organisation", "gymnasium", "101010000", learners=90, demonstration=True
        ),
    }
    return new_project(folder, tree() | {f"abai/semey/{name}/organisation.yml": text for name, text in names.items()})


@pytest.fixture(scope="module")
def way(tmp_path_factory: pytest.TempPathFactory) -> Way:
    project = small_country(tmp_path_factory.mktemp("canaries") / "project")
    said = run(project, "demonstrate", "private/exports")
    said += run(project, "import", "--list", "private/exports/imports.tsv", "--records", "private/records", "--totals")
    for name, date in RELEASES:
        said += run(project, "protect", "--release", name, "--date", date, "--records", "private/records")
    said += run(project, "build", "--workers", "2")
    return Way(project, said, tuple(pupils(project)))


def pupils(project: Path) -> Iterator[Pupil]:
    """Everybody in the exports."""
    teaching = [one for one in read_project(project, TODAY).tree.organisations.values() if teaches(one)]
    assert {dialect_of(one) for one in teaching} == {"tidy", "register", "oneroster", "summary"}
    number = 1
    for place, one in enumerate(teaching):
        yield from {pupil for found in classes(one, place, number) for pupil in found.pupils}
        number += numbers_taken(one)


def table(way: Way, kind: str) -> str:
    return f"read_parquet('{way.records.as_posix()}/{kind}/*/*/*.parquet')"


# ---------------------------------------------------------------- nobody can be found


def test_the_exports_hold_canaries(way: Way) -> None:
    canaries = [pupil for pupil in way.pupils if pupil.canary]
    assert len(canaries) == 4
    assert len({pupil.iin for pupil in way.pupils}) == len(way.pupils)
    village = (way.project / "private" / "exports" / "village" / "2025-2026" / "marks.csv").read_text(encoding="utf-8")
    assert any(pupil.iin in village for pupil in canaries)


def test_the_exports_are_the_same_every_time(way: Way) -> None:
    project = read_project(way.project, TODAY)
    for export in exports(project.tree.organisations.values(), project.registers.subjects):
        assert (way.project / "private" / "exports" / export.path).read_bytes() == export.data, export.path


def test_no_canary_and_no_name_is_in_anything_shared(way: Way) -> None:
    names = [pupil.name.encode() for pupil in way.pupils if pupil.canary]
    names += [part.encode() for part in (*CANARY_BEGINNINGS, *(ending.split()[-1] for ending in CANARY_ENDINGS))]
    names += [pupil.name.encode() for pupil in way.pupils[::37]]
    marks = [separator.join(CANARY_MARKS + CANARY_MARKS[:2]).encode() for separator in ("", ",", ", ", ";", "\t", '","')]
    for place, data in way.shared():
        found = [text.decode() for text in (*names, *marks) if text in data]
        assert not found, (place, found)


def test_no_number_of_a_pupil_is_in_anything_shared(way: Way) -> None:
    numbers = {pupil.iin.encode() for pupil in way.pupils}
    for place, data in way.shared():
        assert not numbers & set(NUMBERS.findall(data)), place


def test_no_keyed_hash_of_a_pupil_is_in_anything_shared(way: Way) -> None:
    hashes = {row[0].encode() for row in duckdb.sql(f"select distinct pupil from {table(way, 'marks')}").fetchall()}
    assert len(hashes) > 500
    for place, data in way.shared():
        assert not hashes & set(HASHES.findall(data)), place


def test_the_records_hold_no_name_and_no_number(way: Way) -> None:
    marks = duckdb.sql(f"select * from {table(way, 'marks')}")
    assert "name" not in marks.columns
    held = {row[0] for row in duckdb.sql(f"select distinct pupil from {table(way, 'marks')}").fetchall()}
    assert not held & {pupil.iin for pupil in way.pupils}
    assert not held & {pupil.name for pupil in way.pupils}


# ---------------------------------------------------------------- the same pages without exports


def test_the_pages_are_the_same_without_exports_and_records(way: Way, tmp_path: Path) -> None:
    project = small_country(tmp_path / "elsewhere")
    (project / "data").mkdir()
    subprocess.run(["cp", "-r", way.project / "data" / "progress", project / "data" / "progress"], check=True)
    run(project, "build", "--workers", "2")
    assert contents(project / "site") == contents(way.site)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


# ---------------------------------------------------------------- figures agree with plain SQL

MARK_SUMS = """
    select {key} as key, 100.0 * count(*) filter (mark >= 3) / count(*) as progress,
           100.0 * count(*) filter (mark >= 4) / count(*) as quality_marks, avg(mark) as mean_mark
    from {table} where state = 'assessed' and school_year = '2026-2027' and term = 'Q1' and {where} group by 1
"""
PUPIL_SUMS = """
    with each as (select organisation, pupil, min(mark) as lowest, any_value(grade) as grade from {table}
                  where state = 'assessed' and school_year = '2026-2027' and term = 'Q1' and {where} group by 1, 2)
    select 100.0 * count(*) filter (lowest >= 4) / count(*), 100.0 * count(*) filter (lowest >= 3) / count(*) from each
"""
LESSON_SUMS = """
    select 100.0 * (sum(possible) - sum(illness + excused + unexcused)) / sum(possible), 100.0 * sum(illness) / sum(possible)
    from {table} where school_year = '2026-2027' and term = 'Q1' and {where}
"""
ALL = "true"


def published(way: Way, organisation_id: str, name: str) -> list[dict[str, str]]:
    folder = "" if organisation_id == "republic" else f"org/{organisation_id}/"
    with (way.site / folder / "progress" / "data" / name).open(encoding="utf-8", newline="") as file:
        return [line for line in csv.DictReader(file) if line.get("school_year", "2026-2027") == "2026-2027"]


def holds(line: dict[str, str], value: float) -> bool:
    return float(line["low"]) - 1e-9 <= value <= float(line["high"]) + 1e-9


@pytest.mark.parametrize(
    ("organisation_id", "where"),
    [("roster", "organisation = 'roster'"), ("register", "organisation = 'register'"), ("gymnasium", "organisation = 'gymnasium'"),
     ("semey", ALL), ("abai", ALL), ("republic", ALL)],
)  # fmt: skip
def test_the_bands_of_the_whole_hold_the_true_value(way: Way, organisation_id: str, where: str) -> None:
    marks, lessons = table(way, "marks"), table(way, "attendance")
    true: dict[str, float] = {}
    _key, true["progress"], true["quality_marks"], true["mean_mark"] = one_row(MARK_SUMS, key="1", table=marks, where=where)
    true["quality_pupils"], true["progress_pupils"] = one_row(PUPIL_SUMS, table=marks, where=where)
    true["attendance"], _illness = one_row(LESSON_SUMS, table=lessons, where=where)
    lines = [line for line in published(way, organisation_id, "trend.csv") if line["term"] == "Q1"]
    checked = {line["indicator"] for line in lines if line["state"] == "band"}
    assert {"progress", "quality_marks", "mean_mark"} <= checked
    for line in lines:
        if line["state"] == "band":
            assert holds(line, true[line["indicator"]]), (line, true[line["indicator"]])


def one_row(sql: str, **values: str) -> tuple[float, ...]:
    (found,) = duckdb.sql(sql.format(**values)).fetchall()
    return tuple(map(float, found))


def test_the_bands_of_subjects_hold_the_true_values(way: Way) -> None:
    sql = MARK_SUMS.format(key="subject", table=table(way, "marks"), where="organisation = 'roster'")
    true = {
        row[0]: dict(zip(("progress", "quality_marks", "mean_mark"), row[1:], strict=True))
        for row in duckdb.sql(sql).fetchall()
    }
    lines = [line for line in published(way, "roster", "subjects.csv") if line["state"] == "band"]
    lines = [line for line in lines if line["indicator"] in ("progress", "quality_marks", "mean_mark")]
    assert len(lines) > 30
    assert [line for line in lines if not holds(line, float(true[line["subject"]][line["indicator"]]))] == []


def test_nine_pupils_of_a_village_are_hidden(way: Way) -> None:
    lines = [line for line in published(way, "village", "trend.csv") if line["term"] == "Q1"]
    assert lines
    assert {line["state"] for line in lines} <= {"suppressed", "not_available"}
