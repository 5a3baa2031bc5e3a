"""Which organisation sends what: the exports of all organisations that teach, each in the dialect of its e-journal.

In: the organisations in tree order and the names of subjects. Out: `Export` values, one after another: a file's path, its bytes, and
how it is imported. The bytes are the same every time.

The rule: gymnasiums and lyceums send summary sheets (XLSX), ungraded and primary schools the tidy table, other schools by size: fewer
than 500 learners class registers (CSV in kz1048), fewer than 1,000 OneRoster, all larger ones the tidy table. Missed lessons come
in the registers, else in the tidy table of attendance.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from edu_site.model.organisation import Organisation, Texts
from edu_site.progress.demonstration.lessons import DAYS
from edu_site.progress.demonstration.register import date_of, register_file
from edu_site.progress.demonstration.roster import roster_file
from edu_site.progress.demonstration.school import (
    FIRST_YEAR,
    LAST_YEAR,
    QUARTERS,
    TERMS,
    ClassYear,
    classes,
    numbers_taken,
    teaches,
)
from edu_site.progress.demonstration.summary import summary_file
from edu_site.progress.demonstration.tidy import attendance_file, marks_file

BY_KIND = {"gymnasium": "summary", "lyceum": "summary", "ungraded_school": "tidy", "primary_school": "tidy"}
SMALL, MIDDLE = 500, 1000  # learners
RELEASED_AFTER = 10  # days


@dataclass(frozen=True, slots=True)
class Export:
    """`profile` is what `edu-site import --profile` is told; empty when the file says itself what it is."""

    organisation_id: str
    path: str
    profile: str
    data: bytes


def exports(organisations: Iterable[Organisation], subjects: Mapping[str, Texts]) -> Iterator[Export]:
    """Every file of every organisation, organisation by organisation, year by year."""
    teaching = [organisation for organisation in organisations if teaches(organisation)]
    number = 1
    for place, organisation in enumerate(teaching):
        found = classes(organisation, place, number)
        number += numbers_taken(organisation)
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            yield from of_year(organisation, tuple(one for one in found if one.year == year), subjects)


def releases() -> Iterator[tuple[str, dt.date]]:
    """Each release with its date: ten days after the last lesson, the year on the day of its fourth term."""
    for year, term in TERMS:
        date = date_of(year, term, DAYS[term] - 1) + dt.timedelta(days=RELEASED_AFTER)
        yield f"{year}-{year + 1}-{term}", date
        if term == QUARTERS[-1]:
            yield f"{year}-{year + 1}-Y", date


def dialect_of(organisation: Organisation) -> str:
    """ "tidy", "summary", "register" or "oneroster"."""
    learners = organisation.record.learners or 0
    by_size = "register" if learners < SMALL else "oneroster" if learners < MIDDLE else "tidy"
    return BY_KIND.get(organisation.record.kind, by_size)


def of_year(organisation: Organisation, found: tuple[ClassYear, ...], subjects: Mapping[str, Texts]) -> Iterator[Export]:
    """The files of one organisation and school year."""
    folder = f"{organisation.id}/{found[0].school_year}"
    kk, ru = ({key: texts.of(language) for key, texts in subjects.items()} for language in ("kk", "ru"))
    match dialect_of(organisation):
        case "summary":
            yield Export(organisation.id, f"{folder}/summary.xlsx", "summary-sheet", summary_file(found, ru))
        case "register":
            yield Export(organisation.id, f"{folder}/register.csv", "class-register", register_file(found, kk))
            return
        case "oneroster":
            yield Export(organisation.id, f"{folder}/oneroster.zip", "", roster_file(found, kk))
        case _:
            yield Export(organisation.id, f"{folder}/marks.csv", "tidy-marks", marks_file(found))
    yield Export(organisation.id, f"{folder}/attendance.csv", "tidy-attendance", attendance_file(found))
