"""School years and their terms: progress is grouped by these dates, never by calendar months.

`SchoolYear` values come from `data/calendar/*.yml` (`progress.profiles`); a year without a file has only its first and last
possible day.
"""

import datetime as dt
import re
from dataclasses import dataclass

YEAR = re.compile(
    r"(20\d\d)\s*[-–—/]\s*(?:20)?(\d\d)(?!\d)(?:\s*(?:уч\.?|учебный|оқу)\s*(?:год|жылы|г\.?|ж\.?)?)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """`terms`: "Q1" -> first and last day; empty when no calendar tells them."""

    id: str
    start: dt.date
    end: dt.date
    terms: dict[str, tuple[dt.date, dt.date]]

    def term_of(self, day: dt.date) -> str:
        """The term a day lies in, "" for a break or another year."""
        return next((term for term, (start, end) in self.terms.items() if start <= day <= end), "")

    def holds(self, day: dt.date, term: str = "") -> bool:
        """Whether a day lies in the year, and in the term when there is one and its dates are known."""
        start, end = self.terms.get(term, (self.start, self.end))
        return start <= day <= end


def year_of(text: str) -> str | None:
    """ "2025-2026" for the ways people write it; None for anything else."""
    found = YEAR.fullmatch(text.strip())
    return f"{found[1]}-{int(found[1]) + 1}" if found and (int(found[1]) + 1) % 100 == int(found[2]) else None


def school_year(name: str, years: dict[str, SchoolYear]) -> SchoolYear:
    """A year of the calendars, or one whose terms are not known."""
    first = int(name[:4])
    return years.get(name) or SchoolYear(name, dt.date(first, 8, 15), dt.date(first + 1, 8, 14), {})
