"""A release worked out region by region, in as many processes as there are: the same tables as in one piece, to the byte.

In: counts, rules, a way to spread jobs. Out: tables as files, what the attack found, numbers of groups. Below the root nothing
depends on what lies beside it: each organisation directly below a root is a shard that is protected and attacked apart. What is said of
their own groups is all the root needs. When anything at all is found, everything is attacked again in one piece, for the full account.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from edu_site.progress.attack import Conclusions, Target, attack, conclude
from edu_site.progress.counts import Counts, up_the_tree
from edu_site.progress.coupling import Known, node
from edu_site.progress.disclosure import Protected, Rules, Settled, Source, protect, spoken_tables
from edu_site.progress.groups import Group, Place, grown
from edu_site.progress.hearing import Claims, Finding
from edu_site.progress.tables import to_bytes

Job, Result = TypeVar("Job"), TypeVar("Result")
Spread = Callable[[Callable[[str], "Shard"], Sequence[str]], Iterable["Shard"]]


@dataclass(frozen=True, slots=True)
class Shard:
    """Everything below one organisation, and what is known of its own groups in the order of its trees."""

    name: str
    files: Mapping[str, bytes]
    findings: tuple[Finding, ...]
    groups: int
    hidden: int
    counts: Counts
    roots: tuple[Group, ...]  # without what stands below them
    made: Settled
    claims: Claims
    heard: Settled


@dataclass(frozen=True, slots=True)
class Worked:
    """A release before it is written."""

    files: Mapping[str, bytes]  # organisation -> its table as it is written, in the order of their names
    findings: tuple[Finding, ...]
    groups: int
    hidden: int


def work(own: Mapping[str, Counts], rules: Rules, source: Source, spread: Spread | None = None) -> Worked:
    """Protects and attacks; shard by shard when there is a way to spread them and more than one shard."""
    names = shards_of(own, rules.places) if spread else ()
    if spread is None or len(names) < 2:
        return in_one_piece(own, rules, source)
    found = tuple(spread(lambda name: shard(name, own, rules, source), names))
    top, concluded = summit(sorted(found, key=lambda one: one.name), rules, source)
    if concluded.findings or any(one.findings for one in found):
        return in_one_piece(own, rules, source)
    files = written(top)
    for one in found:
        files.update(one.files)
    groups = [group for tree in top.trees for group in tree.walk() if group not in concluded.settled.said or group.parts]
    return Worked(
        {name: files[name] for name in sorted(files)},
        (),
        len(groups) + sum(one.groups for one in found),
        sum(group.hidden for group in groups) + sum(one.hidden for one in found),
    )


def in_one_piece(own: Mapping[str, Counts], rules: Rules, source: Source) -> Worked:
    protected = protect(own, rules, source)
    findings = attack(
        protected.tables, Target(protected.trees, own, rules.places, rules.policy, rules.definitions, rules.terms, protected)
    )
    groups = [group for tree in protected.trees for group in tree.walk()]
    return Worked(written(protected), findings, len(groups), sum(group.hidden for group in groups))


def written(protected: Protected) -> dict[str, bytes]:
    return {table.organisation: to_bytes(table) for table in protected.tables}


def shards_of(own: Mapping[str, Counts], places: Mapping[str, Place]) -> tuple[str, ...]:
    """The organisations directly below a root, those with most below them first; none when a root has counts of its own."""
    sizes: dict[str, int] = {}
    for name in own:
        below, above = name, places[name].parent
        if above is None:
            return ()
        while (parent := places[above].parent) is not None:
            below, above = above, parent
        sizes[below] = sizes.get(below, 0) + 1
    return tuple(sorted(sizes, key=lambda one: (-sizes[one], one)))


def below(name: str, own: Mapping[str, Counts], places: Mapping[str, Place]) -> tuple[dict[str, Counts], dict[str, Place]]:
    """The counts at and below an organisation, in a tree it is the root of."""
    found: dict[str, Counts] = {}
    tree = {name: Place(None, places[name].minimum)}
    for one, counts in own.items():
        path, above = [one], places[one].parent
        while path[-1] != name and above is not None:
            path.append(above)
            above = places[above].parent
        if path[-1] == name:
            found[one] = counts
            tree |= {step: places[step] for step in path if step != name}
    return found, tree


def shard(name: str, own: Mapping[str, Counts], rules: Rules, source: Source) -> Shard:
    """One organisation and everything below it, protected and attacked."""
    part, places = below(name, own, rules.places)
    protected = protect(part, replace(rules, places=places), source)
    target = Target(protected.trees, part, places, rules.policy, rules.definitions, rules.terms, protected)
    concluded = conclude(protected.tables, target, Claims({}, {}, {}, {}, {}, []), Settled())
    groups = [group for tree in protected.trees for group in tree.walk()]
    claims = concluded.claims
    return Shard(
        name,
        written(protected),
        concluded.findings,
        len(groups),
        sum(group.hidden for group in groups),
        up_the_tree(part, {one: place.parent for one, place in places.items()})[name],
        *cut(name, protected, claims, concluded.settled),
    )


def cut(name: str, protected: Protected, claims: Claims, heard: Settled) -> tuple[tuple[Group, ...], Settled, Claims, Settled]:
    """What is known of the first groups of a forest, without anything below them."""
    pairs = [(tree, replace(tree, parts=[])) for tree in protected.trees]

    def kept(settled: Settled) -> Settled:
        pupils, excess = settled.known.pupils, settled.known.excess
        known = Known(
            {node(tree): pupils[node(tree)] for tree, _new in pairs if node(tree) in pupils},
            {new: excess[tree] for tree, new in pairs if tree in excess},
        )
        return Settled({new: settled.said[tree] for tree, new in pairs}, known, {name: settled.pieces[name]})

    few = Claims(
        {new: claims.shares[tree] for tree, new in pairs},
        {new: claims.known[tree] for tree, new in pairs},
        {new: claims.below[tree] for tree, new in pairs},
        {},
        {new: claims.limits[tree] for tree, new in pairs},
        [],
    )
    return tuple(new for _tree, new in pairs), kept(protected.settled), few, kept(heard)


def summit(shards: Sequence[Shard], rules: Rules, source: Source) -> tuple[Protected, Conclusions]:
    """The roots above all shards."""
    own = {one.name: one.counts for one in shards}
    by_tree: dict[tuple[int, str], dict[str, Group]] = {}
    for one in shards:
        for group in one.roots:
            by_tree.setdefault((FAMILIES.index(group.family), group.subject), {})[one.name] = group
    minimum = {name: Place(place.parent, rules.policy.minimum(place.minimum)) for name, place in rules.places.items()}
    trees = tuple(tree for key in sorted(by_tree) for tree in grown(by_tree[key], minimum))
    protected = spoken_tables(trees, own, rules, source, joined(one.made for one in shards))
    claims = Claims({}, {}, {}, {}, {}, [])
    for one in shards:
        claims.shares.update(one.claims.shares)
        claims.known.update(one.claims.known)
        claims.below.update(one.claims.below)
        claims.limits.update(one.claims.limits)
    target = Target(trees, own, rules.places, rules.policy, rules.definitions, rules.terms, protected)
    return protected, conclude(protected.tables, target, claims, joined(one.heard for one in shards))


FAMILIES = ("marks", "pupils", "attendance")


def joined(settled: Iterable[Settled]) -> Settled:
    found = Settled()
    for one in settled:
        found.said.update(one.said)
        found.known.pupils.update(one.known.pupils)
        found.known.excess.update(one.known.excess)
        found.pieces.update(one.pieces)
    return found
