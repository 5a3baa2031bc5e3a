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
from edu_site.model.safe import Band, Release, Suppressed
from edu_site.progress.attack import Target, attack
from edu_site.progress.counts import Counts
from edu_site.progress.counts import total as sums
from edu_site.progress.disclosure import Source, protect
from edu_site.progress.indicators import read_indicators
from edu_site.progress.policy import read_policy
from tests.disclosure.worlds import RELEASE, later

HOUSE = Path(__file__).resolve().parents[2]
TERMS = ("Q1", "Q2", "Q3", "Q4")


def main() -> None:
    if sys.argv[1:2] == ["aggregate"]:
        aggregate(Path(sys.argv[2]))
        return
    disclosure(int(sys.argv[1]) if len(sys.argv) > 1 else SCHOOLS)


def disclosure(schools: int) -> None:
    """One release a term, on one core: seconds for the tables and for the attack, and what the tables look like."""
    policy, _ = read_policy(HOUSE)
    definitions, _ = read_indicators(HOUSE)
    assert policy is not None
    assert definitions is not None
    tree = places(schools)
    for only_subjects in (True, False):
        total = 0.0
        for number, term in enumerate(TERMS):
            own = nation(number, schools)
            own = {name: subjects_only(counts) for name, counts in own.items()} if only_subjects else own
            release: Release = later(RELEASE, f"2025-2026-{term}")
            gc.collect()
            gc.freeze()
            gc.disable()  # as the command does: the tables hold no cycles
            started = time.process_time()
            protected = protect(own, tree, policy, definitions, Source(release, {}))
            made = time.process_time()
            findings = attack(protected.tables, Target(protected.trees, own, tree, policy, definitions))
            done = time.process_time()
            gc.enable()
            total += done - started
            cells = Counter(cell_kind(row.cell) for table in protected.tables for row in table.rows)
            groups = sum(1 for root in protected.trees for _ in root.walk())
            print(
                f"{term}: {groups:,} groups, tables {made - started:.1f} s, attack {done - made:.1f} s, findings {len(findings)}, {dict(cells)}"
            )
            if number == 0 and not only_subjects:
                report_widths(protected.tables, definitions)
        what = (
            "marks by subject"
            if only_subjects
            else "marks by subject and sex, pupils by grade and language, attendance by grade"
        )
        print(f"{schools} schools x 12 subjects x 4 terms, {what}: {total:.1f} s of one core")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


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
