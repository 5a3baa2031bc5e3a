"""How shares of a group become rows of a table: bands of every indicator, or the reason why there is none.

In: what is published of a group's shares, its size. Out: rows. Groups with the same shares and size class have the same figures, so each
is made once; the same row is the same object wherever it stands.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import compress, product
from typing import get_args

from edu_site.model.safe import Band, Cell, Reason, Release, SafeRow, Suppressed
from edu_site.progress.groups import Dimensions, Family
from edu_site.progress.indicators import PARTS, Definitions, Indicator, Interval, Measure, Shares, interval, measure_of
from edu_site.progress.policy import ClassId, Policy

WHOLE: Dimensions = ("", None, "", "")
SUPPRESSED: Mapping[Reason, Suppressed] = {reason: Suppressed(reason=reason) for reason in get_args(Reason)}


class Speaker:
    """Says figures of shares in one release."""

    def __init__(self, policy: Policy, indicators: tuple[Indicator, ...], release: Release) -> None:
        self.policy, self.indicators, self.term = policy, indicators, release.term
        self.widest = policy.record.widest_band
        self.measures: dict[tuple[Family, str], list[tuple[str, Measure, tuple[bool, ...]]]] = {}
        for indicator in indicators:
            measure = measure_of(indicator)
            for dimensions in indicator.by:
                told = (indicator.id, measure, needed(measure))
                self.measures.setdefault((indicator.family, dimensions), []).append(told)
        self.made: dict[tuple[str, ClassId, Reason, tuple[Interval | None, ...]], Cell] = {}
        self.kept: dict[tuple[str, Dimensions, int], SafeRow] = {}
        self.spoken: dict[tuple[Family, Dimensions, ClassId, Reason, Shares | None], tuple[SafeRow, ...]] = {}

    def rows(
        self, family: Family, dimensions: Dimensions, size: int, shares: Shares | None, reason: Reason
    ) -> tuple[SafeRow, ...]:
        """One for each indicator published by these dimensions, in the order of their ids.

        `reason` is told where nothing narrow enough can be said."""
        group = self.policy.size_class(size).id
        key = (family, dimensions, group, reason, shares)
        found = self.spoken.get(key)
        if found is None:
            found = self.spoken[key] = tuple(self.made_rows(family, dimensions, group, shares or Shares(), reason))
        return found

    def made_rows(
        self, family: Family, dimensions: Dimensions, group: ClassId, shares: Shares, reason: Reason
    ) -> list[SafeRow]:
        """The same; a share that is too wide is not used for any of them."""
        clear = [one if one and one[1] - one[0] <= self.widest else None for one in shares]
        rows = []
        for identifier, measure, wanted in self.measures.get((family, by(dimensions)), ()):
            used = tuple(compress(clear, wanted))
            key = (identifier, group, reason, used)
            cell = self.made.get(key)
            if cell is None:
                cell = self.made[key] = cell_of(measure, Shares(*clear), group, reason, self.widest)
            rows.append(self.known_row(identifier, dimensions, cell))
        return rows

    def known_row(self, indicator: str, dimensions: Dimensions, cell: Cell) -> SafeRow:
        """A row of a cell that is kept: made once."""
        key = (indicator, dimensions, id(cell))
        found = self.kept.get(key)
        if found is None:
            found = self.kept[key] = self.row(indicator, dimensions, cell)
        return found

    def row(self, indicator: str, dimensions: Dimensions, cell: Cell) -> SafeRow:
        subject, grade, language, sex = dimensions
        return SafeRow(indicator=indicator, term=self.term, cell=cell, subject=subject, grade=grade, language=language, sex=sex)


@lru_cache(maxsize=4)
def speaker_of(policy: Policy, definitions: Definitions, release: Release) -> Speaker:
    """One speaker a release: who protects and who attacks hear the same words for the same shares."""
    return Speaker(policy, definitions.valid(release.date), release)


def needed(measure: Measure) -> tuple[bool, ...]:
    """Which of the three cumulative shares and the share aside it is made of."""
    w1, w2, w3, w4 = measure.weights
    return w1 != w2, w2 != w3, w3 != w4, measure.over == "roll" or measure.aside != 0


def cell_of(measure: Measure, shares: Shares, group: ClassId, reason: Reason, widest: int) -> Cell:
    """A band, or hidden when it, or a share it is made of, would be wider than the policy's widest."""
    found = interval(measure, shares)
    if found is None:
        return SUPPRESSED[reason]
    low, high = found[0] * measure.fineness // PARTS, -(-found[1] * measure.fineness // PARTS)
    weights = (*measure.weights, measure.aside)
    if 100 * (high - low) > measure.fineness * (max(weights) - min(measure.weights)) * widest:
        return SUPPRESSED[reason]
    return Band(low=low / measure.fineness, high=high / measure.fineness, group=group)


def by(dimensions: Dimensions) -> str:
    """How a definition names these dimensions: "", "subject", "grade language", ..."""
    return BY[dimensions[0] != "", dimensions[1] is not None, dimensions[2] != "", dimensions[3] != ""]


BY = {
    named: " ".join(name for name, is_named in zip(("subject", "grade", "language", "sex"), named, strict=True) if is_named)
    for named in product((False, True), repeat=4)
}


def dimension_order(dimensions: Dimensions) -> tuple[str, int, str, str]:
    subject, grade, language, sex = dimensions
    return subject, -1 if grade is None else grade, language, sex


def row_order(row: SafeRow) -> tuple[str, int, str, str, str]:
    return *dimension_order((row.subject, row.grade, row.language, row.sex)), row.indicator
