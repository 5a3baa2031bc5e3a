"""Which organisation sends what: the exports of all organisations that teach, each in the dialect of its e-journal.

In: the organisations in tree order. Out: `Export` values, one after another: a file's path, its bytes, and how it is imported. The
bytes are the same every time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from edu_site.model.organisation import Organisation
from edu_site.progress.demonstration import tidy
from edu_site.progress.demonstration.school import FIRST_YEAR, LAST_YEAR, ClassYear, classes, numbers_taken, teaches


@dataclass(frozen=True, slots=True)
class Export:
    """`profile` is what `edu-site import --profile` is told; empty when the file says itself what it is."""

    organisation_id: str
    path: str
    profile: str
    data: bytes


def exports(organisations: Iterable[Organisation]) -> Iterator[Export]:
    """Every file of every organisation, organisation by organisation, year by year."""
    teaching = [organisation for organisation in organisations if teaches(organisation)]
    number = 1
    for place, organisation in enumerate(teaching):
        found = classes(organisation, place, number)
        number += numbers_taken(organisation)
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            yield from of_year(organisation, tuple(one for one in found if one.year == year))


def of_year(organisation: Organisation, found: tuple[ClassYear, ...]) -> Iterator[Export]:
    folder = f"{organisation.id}/{found[0].school_year}"
    yield Export(organisation.id, f"{folder}/marks.csv", "tidy_marks", tidy.marks_file(found))
    yield Export(organisation.id, f"{folder}/attendance.csv", "tidy_attendance", tidy.attendance_file(found))
