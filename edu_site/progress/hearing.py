"""The tables as an attacker hears them: what they say of every group of a tree, and what follows for the others.

In: the cells of the tables, the groups and their sizes. Out: `Claims`: regions of counts and findings. Bounds go up each tree as sums
and down again as what the others leave (`regions`: exact on trees, also for whole numbers). The pupils by their lowest mark
are heard first: they bound the marks of each subject (`coupling`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil, floor

from edu_site.model.safe import Band, Cell, SafeRow
from edu_site.progress.bands import Point, Said, Span, common, spans, spoken
from edu_site.progress.coupling import (
    Known,
    Limits,
    Terms,
    base_of,
    both,
    by_terms,
    in_turn,
    learn_marks,
    of_part,
)
from edu_site.progress.groups import Dimensions, Group
from edu_site.progress.indicators import Base, Bases, Interval, Shares
from edu_site.progress.policy import Borders, Policy
from edu_site.progress.regions import Region, everything, summed, tight
from edu_site.progress.some_subject import Around, limits_of

Key = tuple[str, Dimensions]  # indicator, dimensions


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A group of which more can be known than its own band says. `code`: D10 to D15."""

    code: str
    organisation: str
    indicator: str
    group: str  # "subject algebra, sex f"


@dataclass(slots=True)
class Claims:
    """What the tables say of the groups, as counts."""

    shares: dict[Group, Shares]
    known: dict[Group, Region]  # from the group's own bands and everything below
    below: dict[Group, Region]  # from everything below alone
    final: dict[Group, Region]  # from everything
    limits: dict[Group, Limits]  # of what may be said
    findings: list[Finding]


def key_of(row: SafeRow) -> Key:
    return row.indicator, (row.subject, row.grade, row.language, row.sex)


Cells = dict[Dimensions, dict[str, Cell]]  # of one table: dimensions -> indicator -> cell


def cells_of(rows: Iterable[SafeRow]) -> Cells:
    """What a table says of each group."""
    found: Cells = {}
    for row in rows:
        dimensions = row.subject, row.grade, row.language, row.sex
        if dimensions not in found:
            found[dimensions] = {}
        found[dimensions][row.indicator] = row.cell
    return found


def shares_in(cells: Mapping[str, Cell], bases: tuple[Base | None, ...]) -> Shares:
    """The published intervals of the shares of a group, in whole percents."""
    return Shares(*[base and interval(cells.get(base[0]), turned=base[1]) for base in bases])


def interval(cell: Cell | None, *, turned: bool) -> Interval | None:
    """One published interval; turned over when the indicator says what is left to 100."""
    if type(cell) is not Band:
        return None
    low, high = ceil(cell.low), floor(cell.high)
    return (100 - high, 100 - low) if turned else (low, high)


# ------------------------------------------------------------ up and down


NO_CELLS: Cells = {}
NO_CELL: dict[str, Cell] = {}


@dataclass(frozen=True, slots=True)
class Heard:
    """The tables as they are read, and what has been concluded from them."""

    cells: Mapping[str, Cells]
    bases: Bases
    policy: Policy
    around: Around
    terms: Terms
    claims: Claims
    coupled: Known

    def up(self, group: Group) -> Region:
        """What is known of a group from its own bands, everything below it, and the pupils' figures."""
        claims = self.claims
        if group in claims.known:  # settled
            return claims.known[group]
        parts = [self.up(part) for part in group.parts]
        limits = claims.limits[group] = limits_of(group, self.coupled, self.around, self.policy, self.terms)
        base = base_of(group.total, limits)
        if parts and group.own and base != everything(group.total):
            lean(group.parts, base, base, claims)
            parts = [claims.known[part] for part in group.parts]
        below = self.agreed(summed(parts), base, group) if parts else base
        told = self.cells.get(group.organisation, NO_CELLS).get(group.dimensions, NO_CELL)
        shares = claims.shares[group] = shares_in(told, self.bases[group.family])
        x, y = (shares.p1 if group.family == "attendance" else shares.p2), shares.p3
        claims.below[group] = known = below
        if x or y:
            borders = self.policy.borders(max(group.size, 1), max(group.total, 1))
            known = self.met(below, (*counts(borders, x, group.total), *counts(borders, y, group.total)), group)
        claims.known[group] = known
        learn_marks(group, known, self.coupled)
        return known

    def agreed(self, one: Region, other: Region, group: Group) -> Region:
        """What two regions leave together; when they contradict each other the tables are wrong."""
        found = one.within(other)
        if found is None:
            self.claims.findings.append(finding("D12", group, ""))
        return found or one

    def met(self, one: Region, spans: tuple[int, ...], group: Group) -> Region:
        """A region and what else is known of x and y; when they contradict each other the tables are wrong."""
        x_low, x_high, y_low, y_high, gap_low, gap_high = one
        low, high, first, last = spans
        found = tight(
            max(x_low, low),
            min(x_high, high),
            max(y_low, first),
            min(y_high, last),
            gap_low,
            gap_high,
        )
        if found is None:
            self.claims.findings.append(finding("D12", group, ""))
        return found or one

    def say(self, group: Group, said: dict[Group, Said]) -> Said:
        """The group as one who reads the tables hears of it, parts first; counts beside the two of the region are judged here."""
        if group in said:  # settled
            return said[group]
        parts = [self.say(part, said) for part in group.parts]
        said[group] = found = heard(group, parts, self.claims, self.policy)
        return found

    def check(self, tree: Group, said: Mapping[Group, Said], ruled: Mapping[Group, Said]) -> None:
        """Whether every band is one the rule says. `ruled`: what it said of the true counts; what is heard otherwise is worked out."""
        for group in tree.walk():
            if is_part(group) or group not in self.claims.limits:
                continue
            if any(said[one] != ruled.get(one) for one in (group.walk() if group.own else (group,))):
                self.rule(group, said, self.claims.limits[group])

    def rule(self, group: Group, said: Mapping[Group, Said], limits: Limits) -> None:
        """The same of a group, and of what stands below it in one organisation."""
        untold = group.total
        told: list[Region] = []
        for part in in_turn(group.parts) if group.own or is_part(group) else ():
            untold -= part.total
            self.rule(part, said, both(of_part(limits, told, untold), by_terms(part, self.terms)))
            told.append(said[part].region)
        parts = [said[part] for part in group.parts]
        if not group.hidden and not as_ruled(group, said[group], parts, limits, self.policy, self.bases[group.family]):
            self.claims.findings.append(finding("D11", group, "border"))


def is_part(group: Group) -> bool:
    """Whether it is a part of one organisation's group."""
    return bool(group.sex or group.language) or group.grade is not None


def counts(borders: Borders, share: Interval | None, total: int) -> Span:
    """A published interval as counts: all that is possible when nothing is published."""
    if share is None or not total:
        return 0, total
    low = 0 if share[0] <= 0 else borders.low(share[0])
    return low, total if share[1] >= 100 else borders.high(share[1])


def lean(parts: list[Group], base: Region, told: Region, claims: Claims) -> None:
    """What other figures alone leave for each part of one organisation's group; `told`: they and the bands of what stands beside it."""
    known, below = summed(claims.known[part] for part in parts), summed(claims.below[part] for part in parts)
    for part in parts:
        own, free = claims.known[part], claims.below[part]
        left, beside = base.less(below.without(free)), told.less(known.without(own))
        claims.below[part] = free.within(left) or free
        claims.known[part] = own.within(beside) or own
        if part.parts:
            lean(part.parts, left, beside, claims)


def down(group: Group, final: Region, claims: Claims) -> None:
    """What is left for each part when the whole and the other parts are known."""
    claims.final[group] = final
    if not group.parts:
        return
    together = summed([claims.known[part] for part in group.parts])
    for part in group.parts:
        known = claims.known[part]
        left = known if untouched(known, together, final) else known.within(final.less(together.without(known)))
        if left is None:
            claims.findings.append(finding("D12", part, ""))
        down(part, left or known, claims)


def untouched(part: Region, together: Region, whole: Region) -> bool:
    """Whether the whole and the other parts say nothing new of a part: the common case, told without a look at gaps between them."""
    return not any(
        whole[n] - together[n + 1] + part[n + 1] > part[n] or whole[n + 1] - together[n] + part[n] < part[n + 1]
        for n in (0, 2, 4)
    )


def heard(group: Group, parts: list[Said], claims: Claims, policy: Policy) -> Said:
    """What the tables say of one group, beside the two counts of its region."""
    shares, region = claims.shares[group], claims.known[group]
    third = shares.p2 if group.family == "attendance" else shares.p1
    late, of = group.family == "attendance", group.aside[1]
    room = (region.x_low, region.y_high) if late else (0, region.x_high)
    free = (0, group.total - region.y_low if late else of)
    above = bool(group.parts) and group.parts[0].organisation != group.organisation
    if third is None and shares.aside is None and not above:
        return Said(region, room, free, None if group.hidden else shares)
    inside = (region.x_high, region.y_low) if late else (0, region.x_low)
    borders = policy.borders(max(group.size, 1), max(group.total, 1))
    single = common(counts(borders, third, group.total), room)
    beside = policy.borders(max(group.size, 1), max(of, 1))
    aside = common(counts(beside, shares.aside, of), free)
    if above:
        together = common(spans(part.single for part in parts), room)
        beyond = common(spans(part.aside for part in parts), free)
        if not holds(single, together) or not holds(aside, beyond):
            claims.findings.append(finding("D13", group, "single"))
        single, aside = together, beyond
    elif not group.hidden:
        present = (0, group.total - region.y_high if late else of)
        if third is not None and not fits(single, room, inside, borders):
            claims.findings.append(finding("D11", group, "single"))
        if shares.aside is not None and not fits(aside, free, present, beside):
            claims.findings.append(finding("D11", group, "aside"))
    return Said(region, single, aside, None if group.hidden else shares)


def as_ruled(
    group: Group, heard: Said, parts: list[Said], limits: Limits, policy: Policy, bases: tuple[Base | None, ...]
) -> bool:
    """Whether the rule says these very bands, or narrower ones, for counts that agree with them: no border was chosen by hand."""
    x = heard.region.x_low
    counts = Point(x, max(heard.region.y_low, x + heard.region.gap_low), heard.single[0], heard.aside[0])
    ruled = spoken(group, counts, parts, policy, limits, bases).shares or Shares()
    said = heard.shares or Shares()
    return said == ruled or all(
        one is None or (other is not None and holds(one, other)) for one, other in zip(said, ruled, strict=True)
    )


def holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def fits(single: Span, room: Span, inside: Span, borders: Borders) -> bool:
    """Whether the count between two others narrows neither them nor itself: it begins at or before where they may all be."""
    low, high = max(single[0], room[0]), min(single[1], room[1])
    return (
        low <= max(inside[1], room[0])
        and high >= min(inside[0], room[1])
        and high - low >= min(borders.least_width, room[1] - room[0])
    )


def finding(code: str, group: Group, indicator: str) -> Finding:
    return Finding(code, group.organisation, indicator, described(group.family, group.dimensions))


def described(family: str, dimensions: Dimensions) -> str:
    named = zip(("subject", "grade", "language", "sex"), dimensions, strict=True)
    return ", ".join([family, *(f"{name} {value}" for name, value in named if value not in ("", None))])
