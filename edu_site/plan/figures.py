"""Questions to the published tables of one organisation: which figure holds for a term, which is the latest.

In: `SafeTable` values, oldest release first. Out: rows and cells. A correction takes the place of what it corrects; a figure
of a later release for the same term takes the place of an earlier one.
"""

from collections.abc import Iterable

from edu_site.model.progress import Headline
from edu_site.model.safe import Cell, SafeRow, SafeTable

TERMS = ("Q1", "Q2", "Q3", "Q4", "Y")
SIZE_CLASSES = (100, 300, 600, 1200)  # learners; the last class is open
Period = tuple[str, str]  # school year, term


def periods(tables: Iterable[SafeTable]) -> tuple[Period, ...]:
    """Every term with figures, in the order of time; a year stands after its fourth term."""
    found = {(table.release.school_year, row.term) for table in tables for row in table.rows}
    return tuple(sorted(found, key=lambda period: (period[0], TERMS.index(period[1]))))


def latest_period(tables: Iterable[SafeTable]) -> Period | None:
    """The last term; the year as a whole only when there is nothing else."""
    found = periods(tables)
    terms = tuple(period for period in found if period[1] != "Y") or found
    return terms[-1] if terms else None


def rows_of(tables: Iterable[SafeTable], period: Period) -> tuple[SafeRow, ...]:
    """The rows of a term, each as the last release that speaks of it has it."""
    found: dict[tuple[object, ...], SafeRow] = {}
    for table in tables:
        if table.release.school_year == period[0]:
            found |= {key_of(row): row for row in table.rows if row.term == period[1]}
    return tuple(found.values())


def key_of(row: SafeRow) -> tuple[object, ...]:
    return row.indicator, row.subject, row.grade, row.language, row.sex


def is_whole(row: SafeRow) -> bool:
    """Whether a row is about the whole organisation."""
    return not row.subject and row.grade is None and not row.language and not row.sex


def only(row: SafeRow, dimension: str) -> bool:
    """Whether a row is about one value of a dimension and all of the others."""
    given = {name for name in ("subject", "grade", "language", "sex") if getattr(row, name) not in ("", None)}
    return given == {dimension}


def cell_of(rows: Iterable[SafeRow], indicator: str) -> Cell | None:
    return next((row.cell for row in rows if row.indicator == indicator), None)


def headline_of(tables: tuple[SafeTable, ...]) -> Headline | None:
    """The figures of the last term of a whole organisation."""
    period = latest_period(tables)
    if period is None:
        return None
    last = [table for table in tables if table.release.school_year == period[0]][-1]
    return Headline(
        organisation_id=last.organisation,
        school_year=period[0],
        term=period[1],
        rows=tuple(row for row in rows_of(tables, period) if is_whole(row)),
        enrolment=last.enrolment,
        synthetic=any(table.synthetic for table in tables),
    )


def size_class(enrolment: int | None) -> str:
    """ "1-100", "101-300", ..., "1201+"; "" when the number of learners is hidden."""
    if enrolment is None:
        return ""
    lower = 1
    for upper in SIZE_CLASSES:
        if enrolment <= upper:
            return f"{lower}-{upper}"
        lower = upper + 1
    return f"{lower}+"
