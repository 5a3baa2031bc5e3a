"""The attack program: everything the published tables let an attacker conclude who knows the size of every group.

In: tables as they are (or would be) published, the groups and their sizes. Out: findings, none when the release is safe.
The counts in the groups are not looked at. Bounds go up each tree as sums and down again as what the others leave (`regions`:
exact on trees, also for whole numbers); then every figure that is no node is computed again from the nodes and may not say
more than that. The strongest finding is told per group; no finding holds a count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil, floor

from edu_site.model.safe import Band, Cell, SafeRow, SafeTable, Value
from edu_site.progress.bands import Point, Said, Span, common, spans, spoken
from edu_site.progress.counts import Counts, up_the_tree
from edu_site.progress.disclosure import Dimensions, Speaker, enrolment, figures_of, gathered
from edu_site.progress.groups import Family, Group, Place
from edu_site.progress.indicators import Definitions, Indicator, Interval, Shares, is_base
from edu_site.progress.policy import Borders, Policy
from edu_site.progress.regions import Region, everything, summed, tight

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
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Target:
    """What is attacked, and by which rules it should have been made."""

    trees: tuple[Group, ...]
    own: Mapping[str, Counts]
    places: Mapping[str, Place]
    policy: Policy
    definitions: Definitions


def attack(tables: Iterable[SafeTable], target: Target) -> tuple[Finding, ...]:
    """All findings about one release."""
    by_organisation = {table.organisation: table for table in tables}
    cells = {name: {key_of(row): row.cell for row in table.rows} for name, table in by_organisation.items()}
    claims = Claims({}, {}, {}, {}, [])
    bases = base_indicators(target.definitions.indicators.values())
    for tree in target.trees:
        up(tree, cells, bases, target.policy, claims)
        down(tree, claims.known[tree], claims)
    for tree in target.trees:
        for group in tree.walk():
            judge(group, target.policy, claims)
    said: dict[Group, Said] = {}
    for tree in target.trees:
        heard(tree, claims, target.policy, said)
    claims.findings += compare(by_organisation, said, target)
    return tuple(sorted(set(claims.findings)))


def key_of(row: SafeRow) -> Key:
    return row.indicator, (row.subject, row.grade, row.language, row.sex)


Bases = dict[tuple[Family, str], tuple[str, bool]]


def base_indicators(indicators: Iterable[Indicator]) -> Bases:
    """(family, "p1" | "p2" | "p3" | "aside") -> the indicator that says this share, and whether it says 100 less it."""
    found: Bases = {}
    for indicator in sorted(indicators, key=lambda one: one.id):
        w1, w2, w3, w4 = indicator.weights
        if indicator.aside and not any(indicator.weights):
            found.setdefault((indicator.family, "aside"), (indicator.id, False))
        elif is_base(indicator):
            name = "p1" if w1 != w2 else "p2" if w2 != w3 else "p3"
            found.setdefault((indicator.family, name), (indicator.id, w1 < w4 or w3 < w4))
    return found


def shares_in(cells: Mapping[Key, Cell], bases: Bases, family: Family, dimensions: Dimensions) -> Shares:
    """The published intervals of the shares of a group, in whole percents."""
    p1, p2, p3, aside = (interval(cells, bases.get((family, name)), dimensions) for name in ("p1", "p2", "p3", "aside"))
    return Shares(p1, p2, p3, aside)


def interval(cells: Mapping[Key, Cell], base: tuple[str, bool] | None, dimensions: Dimensions) -> Interval | None:
    """One published interval; turned over when the indicator says what is left to 100."""
    cell = cells.get((base[0], dimensions)) if base else None
    if not isinstance(cell, Band) or base is None:
        return None
    low, high = ceil(cell.low), floor(cell.high)
    return (100 - high, 100 - low) if base[1] else (low, high)


# ------------------------------------------------------------ up and down


def up(group: Group, cells: Mapping[str, Mapping[Key, Cell]], bases: Bases, policy: Policy, claims: Claims) -> Region:
    """What is known of a group from its own bands and everything below it."""
    parts = [up(part, cells, bases, policy, claims) for part in group.parts]
    below = summed(parts) if parts else everything(group.total)
    own = cells.get(group.organisation, {})
    shares = claims.shares[group] = shares_in(own, bases, group.family, group.dimensions)
    x, y = (shares.p1 if group.family == "attendance" else shares.p2), shares.p3
    borders = policy.borders(max(group.size, 1), max(group.total, 1))
    said = tight(*counts(borders, x, group.total), *counts(borders, y, group.total), 0, group.total)
    known = below.within(said) if said else None
    if known is None:
        claims.findings.append(finding("D12", group, ""))
        known = below
    claims.below[group], claims.known[group] = below, known
    return known


def counts(borders: Borders, share: Interval | None, total: int) -> Span:
    """A published interval as counts: all that is possible when nothing is published."""
    if share is None or not total:
        return 0, total
    low = 0 if share[0] <= 0 else borders.low(share[0])
    return low, total if share[1] >= 100 else borders.high(share[1])


def down(group: Group, final: Region, claims: Claims) -> None:
    """What is left for each part when the whole and the other parts are known."""
    claims.final[group] = final
    together = summed(claims.known[part] for part in group.parts)
    for part in group.parts:
        known = claims.known[part]
        left = known.within(final.less(together.without(known)))
        if left is None:
            claims.findings.append(finding("D12", part, ""))
        down(part, left or known, claims)


# ------------------------------------------------------------ judgement


def judge(group: Group, policy: Policy, claims: Claims) -> None:
    """A hidden group must be as open as if nothing had been said; a band must stay as wide as its size asks, and be left whole."""
    below, known, final = claims.below[group], claims.known[group], claims.final[group]
    names = ("missed_unexcused", "attendance") if group.family == "attendance" else ("quality", "progress")
    width = policy.borders(group.size, group.total).least_width if not group.hidden else 0
    views = zip(names, flat(below), flat(known), flat(final), strict=True)
    for name, free, own, reached in views:
        if group.hidden and (own != free or reached != free):
            claims.findings.append(finding("D10", group, name))
        elif reached[1] - reached[0] < min(width, free[1] - free[0]) or reached != own:
            claims.findings.append(finding("D11", group, name))


def flat(region: Region) -> tuple[Span, Span]:
    return (region.x_low, region.x_high), (region.y_low, region.y_high)


def heard(group: Group, claims: Claims, policy: Policy, said: dict[Group, Said]) -> Said:
    """The group as one who reads the tables hears of it, parts first; counts beside the two of the region are judged here."""
    parts = [heard(part, claims, policy, said) for part in group.parts]
    shares, region = claims.shares[group], claims.known[group]
    borders = policy.borders(max(group.size, 1), max(group.total, 1))
    third = shares.p2 if group.family == "attendance" else shares.p1
    late = group.family == "attendance"
    room = (region.x_low, region.y_high) if late else (0, region.x_high)
    inside = (region.x_high, region.y_low) if late else (0, region.x_low)
    single = common(counts(borders, third, group.total), room)
    of = group.aside[1]
    beside = policy.borders(max(group.size, 1), max(of, 1))
    free = (0, group.total - region.y_low if late else of)
    aside = common(counts(beside, shares.aside, of), free)
    if group.parts and group.parts[0].organisation != group.organisation:
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
    if not group.hidden and not as_ruled(group, Said(region, single, aside, shares), parts, claims.below[group], policy):
        claims.findings.append(finding("D11", group, "border"))
    said[group] = Said(region, single, aside, None if group.hidden else shares)
    return said[group]


def as_ruled(group: Group, heard: Said, parts: list[Said], below: Region, policy: Policy) -> bool:
    """Whether the rule says these very bands, or narrower ones, for counts that agree with them: no border was chosen by hand."""
    x = heard.region.x_low
    counts = Point(x, max(heard.region.y_low, x + heard.region.gap_low), heard.single[0], heard.aside[0])
    ruled = spoken(group, counts, below, parts, policy).shares or Shares()
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


# ------------------------------------------------------------ figures that are no nodes


def compare(tables: Mapping[str, SafeTable], said: dict[Group, Said], target: Target) -> list[Finding]:
    """Rows that say more than follows from the nodes, rows that do not belong into a table, enrolments that are not rounded."""
    findings: list[Finding] = []
    if not tables:
        return findings
    day = next(iter(tables.values())).release.date
    speaker = Speaker(target.policy, target.definitions.valid(day))
    figures = gathered(target.trees, said, target.own, target.places)
    above = up_the_tree(target.own, {name: place.parent for name, place in target.places.items()})
    for name, table in sorted(tables.items()):
        if name not in figures:
            findings.append(Finding("D14", name, "", ""))
            continue
        minimum = target.policy.minimum(target.places[name].minimum)
        expected = dict(figures_of(figures[name], above[name], speaker, minimum))
        findings += [finding for row in table.rows if (finding := unfounded(name, row, expected))]
        if table.enrolment != target.policy.enrolment(enrolment(above[name]), minimum):
            findings.append(Finding("D15", name, "", ""))
    return findings


def unfounded(name: str, row: SafeRow, expected: Mapping[Key, Cell]) -> Finding | None:
    """A row that says more than it may, or that no table has."""
    key = key_of(row)
    cell = expected.get(key)
    if cell is not None and (cell is row.cell or says_no_more(row.cell, cell)):
        return None
    return Finding("D14" if cell is None else "D13", name, row.indicator, described("", key[1]).removeprefix(", "))


def says_no_more(cell: Cell, expected: Cell) -> bool:
    if isinstance(cell, Value):
        return False
    if not isinstance(cell, Band):
        return True
    return (
        isinstance(expected, Band) and cell.low <= expected.low and expected.high <= cell.high and cell.group == expected.group
    )
