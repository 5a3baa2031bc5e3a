"""Attendance of a year from the tables of its terms, without a further look at the records.

In: the published tables of the four terms, the lessons of each term as weights. Out: rows of the year. Lessons of the terms add up
to those of the year, so a year counted afresh would be a sum over published parts, and could narrow them. An average of
published intervals cannot.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from edu_site.model.safe import Band, Cell, NotAvailable, SafeRow, SafeTable, Suppressed, replace
from edu_site.progress.extents import Extents
from edu_site.progress.indicators import Definitions
from edu_site.progress.policy import Policy

TERMS: tuple[Literal["Q1", "Q2", "Q3", "Q4"], ...] = ("Q1", "Q2", "Q3", "Q4")


def with_year(
    table: SafeTable, terms: Mapping[str, SafeTable], weights: Mapping[str, Extents], policy: Policy, rules: Definitions
) -> SafeTable:
    """The year's table with the attendance of its terms; not available unless all four are published."""
    if set(terms) != set(TERMS):
        return table
    kept = [row for row in table.rows if rules.indicators[row.indicator].family != "attendance"]
    rows = [*kept, *year_rows(table.organisation, terms, weights, policy, rules)]
    return replace(table, rows=tuple(sorted(rows, key=order)))


def order(row: SafeRow) -> tuple[str, int, str, str, str]:
    return row.subject, -1 if row.grade is None else row.grade, row.language, row.sex, row.indicator


def year_rows(
    name: str, terms: Mapping[str, SafeTable], weights: Mapping[str, Extents], policy: Policy, rules: Definitions
) -> Iterator[SafeRow]:
    """One row for each row of attendance that every term has."""
    by_term = {
        term: {(row.indicator, row.grade): row for row in table.rows if rules.indicators[row.indicator].family == "attendance"}
        for term, table in terms.items()
    }
    for indicator, grade in sorted(set.intersection(*(set(rows) for rows in by_term.values())), key=str):
        rows = [by_term[term][indicator, grade] for term in TERMS]
        lessons = [weights[term].get((name, "attendance", ("", grade, "", ""))) for term in TERMS]
        totals = [extent.total if extent else 0 for extent in lessons]
        yield replace(rows[-1], term="Y", cell=averaged([row.cell for row in rows], totals, policy))


def averaged(cells: Iterable[Cell], totals: list[int], policy: Policy) -> Cell:
    """The weighted mean of intervals; a hidden term hides the year."""
    pairs = [(cell, total) for cell, total in zip(cells, totals, strict=True) if total]
    hidden = next((cell for cell, _total in pairs if not isinstance(cell, Band)), None)
    bands = [(cell, total) for cell, total in pairs if isinstance(cell, Band)]
    if hidden is not None or not bands:
        return hidden or NotAvailable()
    over = sum(total for _band, total in bands)
    low = floor(sum(Fraction(str(band.low)) * total for band, total in bands) / over)
    high = ceil(sum(Fraction(str(band.high)) * total for band, total in bands) / over)
    if high - low > policy.record.widest_band:
        return Suppressed(reason="policy")
    largest = max((band.group for band, _total in bands), key=[one.id for one in policy.record.classes].index)
    return Band(low=float(low), high=float(high), group=largest)
