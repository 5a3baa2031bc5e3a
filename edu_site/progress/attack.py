"""The attack program: everything the published tables let an attacker conclude who knows the size of every group.

In: tables as they are (or would be) published, the groups and their sizes. Out: findings, none when the release is safe.
The counts in the groups are not looked at. What follows for each group is concluded by `hearing`; then every figure that is no
node is computed again from the nodes and may not say more than that. The strongest finding is told per group; no finding holds
a count.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import is_

from edu_site.model.safe import Band, Cell, SafeRow, SafeTable, Value
from edu_site.progress.bands import Said, Span
from edu_site.progress.counts import Counts, up_the_tree
from edu_site.progress.coupling import is_whole, learn_pupils, node, room_of
from edu_site.progress.disclosure import Figures, Settled, enrolment, gathered, rows_of
from edu_site.progress.groups import Group, Place
from edu_site.progress.hearing import Claims, Finding, Heard, Key, base_indicators, described, down, finding, key_of
from edu_site.progress.indicators import Definitions
from edu_site.progress.policy import Policy
from edu_site.progress.regions import Region
from edu_site.progress.speaking import speaker_of


@dataclass(frozen=True, slots=True)
class Target:
    """What is attacked, and by which rules it should have been made."""

    trees: tuple[Group, ...]
    own: Mapping[str, Counts]
    places: Mapping[str, Place]
    policy: Policy
    definitions: Definitions
    ruled: Mapping[Group, Said] = field(default_factory=dict)  # what was said when the tables were made


@dataclass(frozen=True, slots=True)
class Conclusions:
    """What was found, and all that was concluded on the way."""

    findings: tuple[Finding, ...]
    claims: Claims
    settled: Settled


def attack(tables: Iterable[SafeTable], target: Target) -> tuple[Finding, ...]:
    """All findings about one release."""
    return conclude(tables, target, Claims({}, {}, {}, {}, {}, []), Settled()).findings


def conclude(tables: Iterable[SafeTable], target: Target, claims: Claims, settled: Settled) -> Conclusions:
    """The same of a forest, of some groups of which the claims and what is heard may be settled already."""
    by_organisation = {table.organisation: table for table in tables}
    bases, room = base_indicators(target.definitions.indicators.values()), room_of(target.trees, target.policy)
    told = {identifier for identifier, _turned in bases.values()}
    cells = {
        name: {key_of(row): row.cell for row in table.rows if row.indicator in told} for name, table in by_organisation.items()
    }
    known, said = settled.known, dict(settled.said)
    heard = Heard(cells, bases, target.policy, room, claims, known)
    for tree in sorted(target.trees, key=lambda one: one.family != "pupils"):
        heard.up(tree)
        down(tree, claims.known[tree], claims)
        for group in tree.walk():
            judge(group, target.policy, claims)
        heard.say(tree, said)
        heard.check(tree, said, target.ruled)
        if tree.family == "pupils":
            learn_pupils(tree, claims.final, known)
    claims.findings += crossed(target.trees, claims)
    figures = gathered(target.trees, said, target.own, target.places, settled.pieces)
    claims.findings += compare(by_organisation, figures, target)
    concluded = Settled(said, known, {name: one.pieces for name, one in figures.items()})
    return Conclusions(tuple(sorted(set(claims.findings))), claims, concluded)


def crossed(trees: Iterable[Group], claims: Claims) -> Iterator[Finding]:
    """Pupils by their lowest mark of whom the marks of a subject tell more than their own bands."""
    groups = [group for tree in trees for group in tree.walk()]
    whole = {node(group): group for group in groups if is_whole(group)}
    for group in groups:
        limits, final = claims.limits[group], claims.final[group]
        for name, high, reach in (("quality", final.x_high, limits.x_reach), ("progress", final.y_high, limits.y_reach)):
            if high < reach:
                one = whole[node(group)]
                yield finding("D10" if one.hidden else "D11", one, name)


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


# ------------------------------------------------------------ figures that are no nodes


def compare(tables: Mapping[str, SafeTable], figures: Mapping[str, Figures], target: Target) -> list[Finding]:
    """Rows that say more than follows from the nodes, rows that do not belong into a table, enrolments that are not rounded."""
    findings: list[Finding] = []
    if not tables:
        return findings
    speaker = speaker_of(target.policy, target.definitions, next(iter(tables.values())).release)
    above = up_the_tree(target.own, {name: place.parent for name, place in target.places.items()})
    for name, table in sorted(tables.items()):
        if name not in figures:
            findings.append(Finding("D14", name, "", ""))
            continue
        minimum = target.policy.minimum(target.places[name].minimum)
        rows = rows_of(figures[name], above[name], speaker, minimum)
        if len(rows) != len(table.rows) or not all(map(is_, rows, table.rows)):
            expected = {key_of(row): row.cell for row in rows}
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
