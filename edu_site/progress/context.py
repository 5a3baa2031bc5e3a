"""What holds for all rows of a table: said by its preamble, by the sender, by the profile, in this order.

In: the preamble of a section, a job, a profile. Out: `Settled`: field -> value as in the tidy table. When the file says
another organisation, school year or term than the sender, that is a fault: somebody took the wrong file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edu_site.progress.cells import text_of
from edu_site.progress.faults import Fault
from edu_site.progress.job import Job
from edu_site.progress.layouts import Profile
from edu_site.progress.memos import Memos

Preamble = Mapping[str, tuple[Any, int, int]]  # field -> cell, row, column
TOLD_APART = ("school_year", "term", "class", "subject")
PARSED = ("organisation", "school_year", "term", "class", "grade", "language", "sex", "subject", "lessons")


@dataclass(frozen=True, slots=True)
class Settled:
    """`values` are parsed, `raw` are cells (a pupil's name above a table)."""

    values: dict[str, str]
    raw: dict[str, Any]
    faults: tuple[Fault, ...]


def settle(said: Preamble, job: Job, profile: Profile, memos: Memos) -> Settled:
    """The context of one table; the school year is remembered for its dates and for the file."""
    given: dict[str, str] = {"language": job.language} | {str(n): v for n, v in profile.constants.items()} | job.settings
    values: dict[str, str] = {}
    faults: list[Fault] = []
    for field in PARSED:
        told, sent = said.get(field), given.get(field, "")
        if told is not None:
            values |= parsed(field, told[0], memos, faults, told[1], told[2])
            if field in TOLD_APART and sent and field in values and values[field] != value_of(field, sent, memos):
                faults.append(Fault("I31", {"what": field}, told[1], told[2]))
        elif sent:
            values |= parsed(field, sent, memos, faults, 0, 0)
    if year := values.get("school_year"):
        if memos.school_year and memos.school_year != year:
            faults.append(Fault("I31", {"what": "school_year"}))
        memos.school_year = year
    return Settled(values, {field: cell for field, (cell, _, _) in said.items()}, tuple(faults))


def parsed(field: str, cell: Any, memos: Memos, faults: list[Fault], row: int, column: int) -> dict[str, str]:
    value = memos.of(field).parse(cell)
    if isinstance(value, Fault):
        faults.append(Fault(value.code, value.values, row, column))
        return {}
    return {field: value} if text_of(cell) else {}


def value_of(field: str, cell: Any, memos: Memos) -> str | Fault:
    return memos.of(field).parse(cell)
