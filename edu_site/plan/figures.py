"""Questions to the published tables of one organisation: which figure holds for a term, which is the latest.

In: `SafeTable` values, oldest release first. Out: rows and cells. A correction takes the place of what it corrects; a figure
of a later release for the same term takes the place of an earlier one.
"""

from collections.abc import Iterable

from edu_site.model.organisation import Organisation
from edu_site.model.progress import Headline, Period, is_whole, latest_period
from edu_site.model.safe import Cell, SafeRow, SafeTable

DIMENSIONS = ("subject", "grade", "language", "sex")
SIZE_CLASSES = (100, 300, 600, 1200)  # learners; the last class is open


def rows_of(tables: Iterable[SafeTable], period: Period) -> tuple[SafeRow, ...]:
    """The rows of a term, each as the last release that speaks of it has it."""
    found: dict[tuple[object, ...], SafeRow] = {}
    for table in tables:
        if table.release.school_year == period[0]:
            found |= {key_of(row): row for row in table.rows if row.term == period[1]}
    return tuple(found.values())


def key_of(row: SafeRow) -> tuple[object, ...]:
    return row.indicator, row.subject, row.grade, row.language, row.sex


def only_dimension(row: SafeRow) -> str:
    """The one dimension a row is about; "" when it is about none or several."""
    given = (row.subject != "", row.grade is not None, row.language != "", row.sex != "")
    return DIMENSIONS[given.index(True)] if sum(given) == 1 else ""


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


PeerKey = tuple[str, ...]


def peer_key(organisation: Organisation, headline: Headline) -> PeerKey:
    """What organisations have in common that can be compared; one whose size is hidden is compared with nobody."""
    term = (headline.school_year, headline.term)
    if organisation.record.level != "organisation":
        return (organisation.record.level, *term)
    return (organisation.record.kind, size_class(headline.enrolment) or organisation.id, *term)


def peers(organisations: dict[str, Organisation], headlines: dict[str, Headline]) -> dict[PeerKey, tuple[Headline, ...]]:
    """All organisations with figures by what they have in common."""
    found: dict[PeerKey, list[Headline]] = {}
    for name, headline in sorted(headlines.items()):
        found.setdefault(peer_key(organisations[name], headline), []).append(headline)
    return {key: tuple(group) for key, group in found.items()}


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
