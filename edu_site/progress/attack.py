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
from edu_site.progress.bands import Said
from edu_site.progress.counts import Counts, up_the_tree
from edu_site.progress.coupling import Terms, base_of, by_pupils, by_terms, is_whole, learn_pupils, node
from edu_site.progress.disclosure import Figures, Pieces, Protected, Settled, enrolment, gathered, is_part, rows_of
from edu_site.progress.groups import Group, Place
from edu_site.progress.hearing import Claims, Finding, Heard, Key, cells_of, described, down, finding, key_of
from edu_site.progress.indicators import Definitions
from edu_site.progress.policy import Policy
from edu_site.progress.some_subject import around_of
from edu_site.progress.speaking import speaker_of


@dataclass(frozen=True, slots=True)
class Target:
    """What is attacked, and by which rules it should have been made."""

    trees: tuple[Group, ...]
    own: Mapping[str, Counts]
    places: Mapping[str, Place]
    policy: Policy
    definitions: Definitions
    terms: Terms = field(default_factory=dict)  # of a year: what its terms have published
    made: Protected | None = None  # what was said when the tables were made, and what followed from it


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
    cells = {name: cells_of(table.rows) for name, table in by_organisation.items()}
    known, said = settled.known, dict(settled.said)
    heard = Heard(
        cells, target.definitions.bases, target.policy, around_of(target.trees, target.policy), target.terms, claims, known
    )
    for tree in sorted(target.trees, key=lambda one: one.family != "pupils"):
        heard.up(tree)
        down(tree, claims.known[tree], claims)
        for group in tree.walk():
            judge(group, target.policy, claims)
        heard.say(tree, said)
        if tree.family == "pupils":
            learn_pupils(tree, claims.final, known)
    claims.findings += crossed(target.trees, heard)
    if target.terms:
        claims.findings += opened_terms(target, claims)
    if target.made and told_as_made(said, settled.pieces, target.made.settled):
        rows, pieces = target.made.rows, target.made.settled.pieces
    else:
        for tree in target.trees:
            heard.check(tree, said, target.made.said if target.made else {})
        figures = gathered(target.trees, said, target.own, target.places, settled.pieces)
        rows, pieces = follow(by_organisation, figures, target), {name: one.pieces for name, one in figures.items()}
    claims.findings += compare(by_organisation, rows, target)
    return Conclusions(tuple(sorted(set(claims.findings))), claims, Settled(said, known, pieces))


def told_as_made(said: Mapping[Group, Said], settled: Mapping[str, Pieces], made: Settled) -> bool:
    """Whether one who reads the tables hears of every group what the rule said of its true counts: then every band is one the rule
    says, and what follows from them is what followed from them when the tables were made."""
    return said == made.said and all(
        pieces[key] == made.pieces[name].get(key) for name, pieces in settled.items() for key in pieces if is_part(key)
    )


def crossed(trees: Iterable[Group], heard: Heard) -> Iterator[Finding]:
    """Pupils by their lowest mark of whom the marks of a subject tell more than their own bands, and subjects of which these and the
    others do."""
    groups = [group for tree in trees for group in tree.walk()]
    whole = {node(group): group for group in groups if is_whole(group)}
    for group in groups:
        limits, final = heard.claims.limits[group], heard.claims.final[group]
        if heard.terms:  # by the pupils alone
            limits = by_pupils(group, heard.coupled, heard.around.room, heard.policy)
        free, below = base_of(group.total, limits), heard.claims.below[group]
        bounds = (
            ("quality", final.x_high, min(limits.x_reach, free.x_high), max(limits.x_most, below.x_low), final.x_low),
            ("progress", final.y_high, min(limits.y_reach, free.y_high), max(limits.y_most, below.y_low), final.y_low),
            ("progress", final.gap_high, min(limits.gap_reach, below.gap_high), 0, 0),
        )
        for name, high, reach, most, low in bounds:
            if high < reach or low > most:
                one = whole[node(group)]
                yield finding("D10" if one.hidden else "D11", one, name)


def opened_terms(target: Target, claims: Claims) -> Iterator[Finding]:
    """Groups of a year whose bands tell more of one of its terms than that term has published."""
    for group in (group for tree in target.trees for group in tree.walk()):
        limits, final = by_terms(group, target.terms), claims.final[group]
        free = base_of(group.total, claims.limits[group])
        bounds = (
            ("quality", min(limits.x_reach, free.x_high), final.x_high, final.x_low, max(limits.x_most, free.x_low)),
            ("progress", min(limits.y_reach, free.y_high), final.y_high, final.y_low, max(limits.y_most, free.y_low)),
        )
        for name, reach, high, low, most in bounds:
            if high < reach or low > most:
                yield finding("D11", group, name)


# ------------------------------------------------------------ judgement


def judge(group: Group, policy: Policy, claims: Claims) -> None:
    """A hidden group must be as open as if nothing had been said; a band must stay as wide as its size asks, and be left whole."""
    below, known, final = claims.below[group], claims.known[group], claims.final[group]
    names = ("missed_unexcused", "attendance") if group.family == "attendance" else ("quality", "progress")
    hidden = group.hidden
    width = 0 if hidden else policy.borders(group.size, group.total).least_width
    for name, low, high in ((names[0], 0, 1), (names[1], 2, 3)):  # of a region: x, then y
        reached = final[high] - final[low]
        changed = final[low] != known[low] or final[high] != known[high]
        if hidden and (changed or known[low] != below[low] or known[high] != below[high]):
            claims.findings.append(finding("D10", group, name))
        elif changed or reached < min(width, below[high] - below[low]):
            claims.findings.append(finding("D11", group, name))


# ------------------------------------------------------------ figures that are no nodes


def follow(tables: Mapping[str, SafeTable], figures: Mapping[str, Figures], target: Target) -> dict[str, tuple[SafeRow, ...]]:
    """The rows that follow from the nodes."""
    speaker = speaker_of(target.policy, target.definitions, next(iter(tables.values())).release)
    counts = counts_above(target)
    minimum = {name: target.policy.minimum(place.minimum) for name, place in target.places.items()}
    return {name: rows_of(figures[name], counts[name], speaker, minimum[name]) for name in tables if name in figures}


def compare(tables: Mapping[str, SafeTable], rows: Mapping[str, tuple[SafeRow, ...]], target: Target) -> list[Finding]:
    """Rows that say more than follows from the nodes, rows that do not belong into a table, enrolments that are not rounded."""
    findings: list[Finding] = []
    above = counts_above(target)
    for name, table in sorted(tables.items()):
        if name not in rows:
            findings.append(Finding("D14", name, "", ""))
            continue
        if len(rows[name]) != len(table.rows) or not all(map(is_, rows[name], table.rows)):
            expected = {key_of(row): row.cell for row in rows[name]}
            findings += [finding for row in table.rows if (finding := unfounded(name, row, expected))]
        minimum = target.policy.minimum(target.places[name].minimum)
        if table.enrolment != target.policy.enrolment(enrolment(above[name]), minimum):
            findings.append(Finding("D15", name, "", ""))
    return findings


def counts_above(target: Target) -> dict[str, Counts]:
    return up_the_tree(target.own, {name: place.parent for name, place in target.places.items()})


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
