"""`python -m benchmarks.disclosure`: protecting and attacking the figures of a whole country; with a folder, counting its marks.

python -m benchmarks.disclosure                     disclosure and audit, 7,859 schools x 12 subjects x 4 terms
python -m benchmarks.disclosure aggregate FOLDER    200 million rows of marks in FOLDER, made there when it is empty
"""

import gc
import resource
import sys
import time
from collections import Counter
from pathlib import Path

from benchmarks.disclosure.aggregate import aggregate
from benchmarks.disclosure.nation import SCHOOLS, nation, places
from edu_site.commands.processes import in_processes
from edu_site.model.safe import Band, Suppressed
from edu_site.progress.counts import Counts
from edu_site.progress.counts import total as sums
from edu_site.progress.disclosure import Rules, Source
from edu_site.progress.indicators import read_indicators
from edu_site.progress.policy import read_policy
from edu_site.progress.shards import work
from edu_site.progress.tables import from_bytes
from tests.disclosure.worlds import RELEASE, later

HOUSE = Path(__file__).resolve().parents[2]
TERMS = ("Q1", "Q2", "Q3", "Q4")


def main() -> None:
    if sys.argv[1:2] == ["aggregate"]:
        aggregate(Path(sys.argv[2]))
        return
    disclosure(int(sys.argv[1]) if len(sys.argv) > 1 else SCHOOLS)


def disclosure(schools: int) -> None:
    """One release a term, region by region in processes: seconds for tables and attack, and what the tables look like."""
    policy, _ = read_policy(HOUSE)
    definitions, _ = read_indicators(HOUSE)
    assert policy is not None
    assert definitions is not None
    rules = Rules(policy, definitions, places(schools))
    for only_subjects in (True, False):
        total = cores = 0.0
        for number, term in enumerate(TERMS):
            own = nation(number, schools)
            own = {name: subjects_only(counts) for name, counts in own.items()} if only_subjects else own
            source = Source(later(RELEASE, f"2025-2026-{term}"), {})
            gc.collect()
            gc.freeze()
            gc.disable()  # as the command does: the tables hold no cycles
            started, before = time.perf_counter(), processor()
            worked = work(own, rules, source, in_processes)
            taken, used = time.perf_counter() - started, processor() - before
            gc.enable()
            total, cores = total + taken, cores + used
            cells = Counter(cell_kind(row.cell) for table in map(from_bytes, worked.files.values()) for row in table.rows)
            print(
                f"{term}: {worked.groups:,} groups, tables and attack {taken:.1f} s, {used:.1f} s of processors, "
                f"findings {len(worked.findings)}, {dict(cells)}"
            )
            if number == 0 and not only_subjects:
                report_widths(map(from_bytes, worked.files.values()), definitions)
        what = (
            "marks by subject"
            if only_subjects
            else "marks by subject and sex, pupils by grade and language, attendance by grade"
        )
        print(f"{schools} schools x 12 subjects x 4 terms, {what}: {total:.1f} s, {cores:.1f} s of processors")
    own_memory, children = (resource.getrusage(who).ru_maxrss / 1024 for who in WHO)
    print(f"peak {own_memory:.0f} MiB, of a process {children:.0f} MiB")


WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def processor() -> float:
    """Seconds of all processors so far, of this process and those it waited for."""
    return sum(found.ru_utime + found.ru_stime for found in map(resource.getrusage, WHO))


def subjects_only(counts: Counts) -> Counts:
    """Marks by subject alone."""
    names = {subject for subject, _sex in counts.marks}
    return Counts(
        marks={
            (name, ""): sums(row for (subject, _sex), row in counts.marks.items() if subject == name) for name in sorted(names)
        }
    )


def cell_kind(cell: object) -> str:
    return cell.reason if isinstance(cell, Suppressed) else "band" if isinstance(cell, Band) else "empty"


def report_widths(tables: object, definitions: object) -> None:
    """Median width of the main figures by level: what protection costs the reader."""
    widths: dict[tuple[str, str], list[float]] = {}
    hidden: Counter[tuple[str, str]] = Counter()
    for table in tables:  # type: ignore[attr-defined]
        level = table.organisation.partition("-")[0]
        for row in table.rows:
            if (
                row.grade is None
                and not row.language
                and not row.sex
                and row.indicator in ("quality_marks", "progress", "quality_pupils", "attendance")
            ):
                key = (level, ("by subject, " if row.subject else "whole, ") + row.indicator)
                if isinstance(row.cell, Band):
                    widths.setdefault(key, []).append(row.cell.high - row.cell.low)
                else:
                    hidden[key] += 1
    for key in sorted(widths):
        found = sorted(widths[key])
        share = 100 * hidden[key] / (hidden[key] + len(found))
        print(
            f"  {key[0]:9} {key[1]:28} median {found[len(found) // 2]:5.1f} points, 90 % at most {found[len(found) * 9 // 10]:5.1f}, hidden {share:.1f} %"
        )


if __name__ == "__main__":
    main()
