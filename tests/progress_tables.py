"""Hand-made published figures for tests: what `edu-site protect` leaves behind, without any pupil."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from edu_site.model.safe import Band, Cell, Release, SafeRow, SafeTable, Suppressed
from edu_site.values import to_json

DIGEST = "5d1e" * 16


def band(low: float, high: float, group: Any = "101-300") -> Band:
    return Band(low=low, high=high, group=group)


def release(name: str = "2026-2027-Q1", date: str = "2026-11-02", **more: Any) -> Release:
    year, term = name[:9], name[10:12].rstrip("-")
    return Release(id=name, school_year=year, term=term, date=dt.date.fromisoformat(date), **more)  # type: ignore[arg-type]


def row(indicator: str, cell: Cell, term: Any = "Q1", **dimensions: Any) -> SafeRow:
    return SafeRow(indicator=indicator, term=term, cell=cell, **dimensions)


def table(organisation: str, rows: Iterable[SafeRow], one: Release | None = None, **more: Any) -> SafeTable:
    given: dict[str, Any] = {"enrolment": 120, "synthetic": True} | more
    return SafeTable(
        organisation=organisation,
        release=one or release(),
        rows=tuple(rows),
        policy_digest=DIGEST,
        rules_version="2026.11",
        source_digest=DIGEST,
        **given,
    )


def school_rows(term: Any = "Q1", shift: int = 0) -> tuple[SafeRow, ...]:
    """A school with everything pages can show: bands, a hidden subject, grades, languages, attendance."""
    return (
        row("progress", band(96 + shift, 97 + shift), term),
        row("quality_marks", band(58 + shift, 59 + shift), term),
        row("quality_pupils", band(30, 35, "41-100"), term),
        row("mean_mark", band(3.7, 3.8), term),
        row("attendance", band(95, 96), term),
        row("missed_illness", band(2, 3), term),
        row("missed_excused", band(0, 2), term),
        row("missed_unexcused", band(0, 2), term),
        row("share_5", band(20, 21), term),
        row("share_2", band(0, 2), term),
        row("progress", band(90, 95, "41-100"), term, subject="algebra"),
        row("quality_marks", band(45, 50, "41-100"), term, subject="algebra"),
        row("progress", Suppressed(reason="small_group"), term, subject="music"),
        row("quality_marks", Suppressed(reason="small_group"), term, subject="music"),
        row("quality_pupils", band(20, 40, "10-20"), term, grade=7),
        row("quality_pupils", Suppressed(reason="complement"), term, grade=8),
        row("attendance", band(80, 100, "10-20"), term, grade=7),
        row("quality_pupils", band(30, 40, "21-40"), term, language="kk"),
    )


def write_table(folder: Path, one: SafeTable) -> Path:
    """The file `protect` would write."""
    path = folder / one.release.id / f"{one.organisation}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(to_json(one) + b"\n")
    return path
