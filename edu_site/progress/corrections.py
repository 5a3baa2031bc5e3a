"""A dated correction of a release: every band only grows, by as much as the records behind it changed.

In: the tables as published, the counts then and now. Out: tables of a new release. A corrected band is the published one widened
by the number of changed records on both sides: it follows from the published band and that number alone, so whoever knows which
records changed learns nothing new. A fresh band would tell, when it differs, that the count had crossed a border: with one
record changed, that is the exact count. A band that would grow too wide is hidden; organisations that were not in the release
get fresh bands.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor

from edu_site.model.safe import Band, Cell, Release, SafeRow, SafeTable, Suppressed, replace
from edu_site.progress.counts import Counts, up_the_tree
from edu_site.progress.disclosure import enrolment
from edu_site.progress.extents import Extent, extents
from edu_site.progress.groups import Place
from edu_site.progress.indicators import FINENESS, Definitions, Indicator
from edu_site.progress.policy import Policy
from edu_site.progress.speaking import row_order


def correct(
    published: Mapping[str, SafeTable],
    fresh: Mapping[str, SafeTable],
    counts: tuple[Mapping[str, Counts], Mapping[str, Counts]],
    places: Mapping[str, Place],
    policy: Policy,
    definitions: Definitions,
) -> tuple[SafeTable, ...]:
    """The tables of a correction. `fresh` are the tables `protect` makes of the counts now; `counts` are then and now."""
    then, now = counts
    old, new = extents(then, places), extents(now, places, then)
    above = up_the_tree(now, {name: place.parent for name, place in places.items()})
    tables = []
    for name in sorted(fresh):
        table = fresh[name]
        if name in published:
            minimum = policy.minimum(places[name].minimum)
            rows = []
            for row in {**keyed(published[name]), **keyed(table)}.values():
                indicator = definitions.indicators[row.indicator]
                key = (name, indicator.family, (row.subject, row.grade, row.language, row.sex))
                before = keyed(published[name]).get(key_of(row))
                cell = corrected(before, indicator, old.get(key, Extent()), new.get(key, Extent()), minimum, policy)
                rows.append(replace(row, cell=cell))
            rounded = policy.enrolment(enrolment(above[name]), minimum)
            table = replace(table, rows=tuple(sorted(rows, key=row_order)), enrolment=rounded)
        tables.append(table)
    return tuple(tables)


def keyed(table: SafeTable) -> dict[tuple[str, str, int | None, str, str], SafeRow]:
    return {key_of(row): row for row in table.rows}


def key_of(row: SafeRow) -> tuple[str, str, int | None, str, str]:
    return row.indicator, row.subject, row.grade, row.language, row.sex


def corrected(before: SafeRow | None, indicator: Indicator, old: Extent, new: Extent, minimum: int, policy: Policy) -> Cell:
    """A published cell after `new.changes` records changed; what was hidden stays hidden."""
    if before is None or not isinstance(before.cell, Band):
        return Suppressed(reason="policy") if before is None else before.cell
    if new.changes == 0 and old == new:
        return before.cell
    total, was = (new.roll, old.roll) if indicator.formula.over == "roll" else (new.total, old.total)
    if new.size < minimum or not total:
        return Suppressed(reason="small_group")
    weights = (*indicator.weights, *([indicator.aside] if indicator.aside else []))
    least, spread = min(weights), max(weights) - min(weights)
    low, high = widened(before.cell, least, spread, (was, total), new.changes)
    fineness = FINENESS[indicator.unit]
    low, high = Fraction(floor(low * fineness), fineness), Fraction(ceil(high * fineness), fineness)
    if high - low > Fraction(spread * policy.record.widest_band, 100):
        return Suppressed(reason="policy")
    return Band(low=float(low), high=float(high), group=before.cell.group)


def widened(band: Band, least: int, spread: int, totals: tuple[int, int], changes: int) -> tuple[Fraction, Fraction]:
    """The weighted mean when each changed record moves the sum by at most `spread`."""
    was, total = totals
    low, high = Fraction(str(band.low)) - least, Fraction(str(band.high)) - least
    first = max(Fraction(0), low * was - spread * changes) / total
    last = min(Fraction(spread * total), high * was + spread * changes) / total
    return least + first, least + last


def release_after(release: Release, published: Release) -> str:
    """What is wrong with a correction's release beside the one it corrects, "" when nothing is."""
    if release.date <= published.date:
        return "date"
    return "" if release.reason_kk and release.reason_ru else "reason"
