"""Which interval is said about each group of a tree, from the leaves up.

In: a tree of groups with exact counts. Out: what is said of each (`Said`), and what can be known from all of it together.
A leaf's band lies between the borders of its size. For a group with published parts, borders are left out wherever a band
ending there would let anyone narrow a part (or the group itself) further than its own band: near what the parts say already.
Which borders are left out follows from what is published below and from sizes, never from the group's own count: the band
says that the count lies in it and nothing else, also to a reader who knows this program.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from edu_site.progress.coupling import (
    FREE,
    Known,
    Limits,
    Terms,
    base_of,
    both,
    by_terms,
    in_turn,
    learn_marks,
    learn_pupils,
    of_part,
)
from edu_site.progress.groups import Family, Group
from edu_site.progress.indicators import Base, Bases, Interval, Shares
from edu_site.progress.policy import Borders, Policy
from edu_site.progress.regions import Region, summed, tight
from edu_site.progress.some_subject import Around, around_of, limits_of

Span = tuple[int, int]  # counts, both ends included
Span3 = tuple[int, int, int]


class Point(NamedTuple):
    """Counts of one group, as far as figures are made of them."""

    x: int
    y: int
    single: int
    aside: int


class Said(NamedTuple):
    """About one group: the region of its two counts as it can be known, spans of the others, and the percents published."""

    region: Region
    single: Span
    aside: Span
    shares: Shares | None  # None: hidden


@dataclass(frozen=True, slots=True)
class Speech:
    """What is said, as it is being said."""

    policy: Policy
    bases: Bases
    terms: Terms
    around: Around
    known: Known
    said: dict[Group, Said]


def say_all(
    trees: Iterable[Group], policy: Policy, bases: Bases, terms: Terms, said: Mapping[Group, Said], known: Known
) -> dict[Group, Said]:
    """What is said of every group of every tree: pupils first, then the marks that must fit to them. `said`: what is settled."""
    found = sorted(trees, key=lambda one: one.family != "pupils")
    speech = Speech(policy, bases, terms, around_of(found, policy), known, dict(said))
    for tree in found:
        say(tree, speech)
        if tree.family == "pupils":
            learn_pupils(tree, {group: speech.said[group].region for group in tree.walk()}, speech.known)
    return speech.said


def say(group: Group, speech: Speech) -> Said:
    """Parts first; then the group, given them."""
    if group in speech.said:
        return speech.said[group]
    if group.own:
        limits = limits_of(group, speech.known, speech.around, speech.policy, speech.terms)
        parts = say_parts(group, limits, speech)
    else:
        parts = [say(part, speech) for part in group.parts]
        limits = limits_of(group, speech.known, speech.around, speech.policy, speech.terms)
    speech.said[group] = found = say_one(group, parts, limits, speech)
    learn_marks(group, found.region, speech.known)
    return found


def say_parts(group: Group, limits: Limits, speech: Speech) -> list[Said]:
    """The parts of one organisation's group, one after the other: each leaves other figures and those before it alone."""
    untold = group.total
    told: list[Region] = []
    for part in in_turn(group.parts):
        untold -= part.total
        own = both(of_part(limits, told, untold), by_terms(part, speech.terms))
        below = say_parts(part, own, speech)
        speech.said[part] = found = say_one(part, below, own, speech)
        told.append(found.region)
    return [speech.said[part] for part in group.parts]


def say_one(group: Group, parts: list[Said], limits: Limits, speech: Speech) -> Said:
    """What is said of a group when its parts are said."""
    if group.hidden:
        return silent(group, base_below(group, parts, limits), parts)
    counts = Point(group.x, group.y, group.single, group.aside[0])
    return spoken(group, counts, parts, speech.policy, limits, speech.bases[group.family])


def base_below(group: Group, parts: list[Said], limits: Limits) -> Region:
    """What is known of a group before it is spoken of."""
    base = base_of(group.total, limits)
    return (summed(part.region for part in parts).within(base) or base) if parts else base


def silent(group: Group, base: Region, parts: list[Said]) -> Said:
    """A hidden group: what its parts say is known, nothing more."""
    if group.own or not parts:
        return Said(base, (0, group.total), (0, group.aside[1]), None)
    return Said(base, spans(part.single for part in parts), spans(part.aside for part in parts), None)


class Shape(NamedTuple):
    """All that a group is, but for its counts and what stands below it."""

    family: Family
    own: bool
    size: int
    total: int
    roll: int
    single_told: bool  # whether any indicator says them: what none says is not told
    aside_told: bool


def spoken(
    group: Group, counts: Point, parts: list[Said], policy: Policy, limits: Limits, bases: tuple[Base | None, ...]
) -> Said:
    """Bands of counts of a group, given its parts.

    What is said depends on nothing finer than the borders below each count, so it is worked out once for all groups alike."""
    borders = policy.borders(group.size, group.total)
    single = aside = 0  # told of whole organisations only
    if group.own:
        beside = policy.borders(max(group.size, 1), max(group.aside[1], 1))
        single, aside = borders.below(counts.single), beside.below(counts.aside)
    alike = Point(borders.below(counts.x), borders.below(counts.y), single, aside)
    third = bases[1 if group.family == "attendance" else 0]
    shape = Shape(group.family, group.own, group.size, group.total, group.aside[1], third is not None, bases[3] is not None)
    base = base_below(group, parts, limits)
    sums = None
    if parts and not group.own and group.parts[0].organisation != group.organisation:
        sums = spans([part.single for part in parts]), spans([part.aside for part in parts])
    return worked_out(policy, shape, alike, base, widest(parts), matter(limits, borders, base), sums)


def matter(limits: Limits, borders: Borders, base: Region) -> Limits:
    """The limits as far as they matter where bands end at borders; what is known at least is in the base already."""
    x_reach = max(limits.x_reach, limits.y_reach - base.gap_high)
    y_reach = max(limits.y_reach, limits.x_reach + base.gap_low)
    x = 0 if x_reach <= base.x_low + borders.least_width else borders.below(x_reach)
    y = 0 if y_reach <= base.y_low + borders.least_width else borders.below(y_reach)
    most, x_most, y_most = (
        FREE if one >= borders.total else borders.below(one)
        for one in (limits.most, min(limits.x_most, limits.y_most - base.gap_low), limits.y_most)
    )
    gap = FREE if limits.gap_most >= borders.total else limits.gap_most
    return Limits(x_reach=x, y_reach=y, gap_reach=limits.gap_reach, most=most, x_most=x_most, y_most=y_most, gap_most=gap)


@lru_cache(maxsize=300_000)
def worked_out(
    policy: Policy, shape: Shape, counts: Point, base: Region, wide: Span3, limits: Limits, sums: tuple[Span, Span] | None
) -> Said:
    """x first, then y given what is said of x. `wide`: the widest spans of the parts; `sums`: of the counts said below only."""
    borders = policy.borders(shape.size, shape.total)
    x_wide, y_wide, gap_wide = (max(borders.least_width, one) for one in wide)
    x_low, x_high, y_low, y_high, gap_low, gap_high = base
    p_x, x = band(
        borders,
        counts.x,
        (x_low, x_high),
        max(x_low + x_wide, y_low - gap_high + gap_wide, limits.x_reach, y_low - limits.gap_most),
        min(x_high - x_wide, y_high - gap_low - gap_wide, limits.most, limits.x_most, y_high - limits.gap_reach),
        policy,
    )
    p_y, y = band(
        borders,
        counts.y,
        (max(y_low, x[0] + gap_low), min(y_high, x[1] + gap_high)),
        max(y_low + y_wide, x[0] + gap_low + gap_wide, limits.y_reach, x[0] + limits.gap_reach),
        min(y_high - y_wide, x[1] + gap_high - gap_wide, limits.most, limits.y_most, x[1] + limits.gap_most),
        policy,
    )
    region = tight(*x, *y, gap_low, gap_high) or base
    (p_single, single), (p_aside, aside) = others(shape, counts, region, sums, borders, policy)
    p1, p2 = (p_x, p_single) if shape.family == "attendance" else (p_single, p_x)
    return Said(region, single, aside, Shares(p1, p2, p_y, p_aside))


def widest(parts: list[Said]) -> Span3:
    """The widest of the parts' spans of x, y and y - x."""
    if not parts:
        return 0, 0, 0
    spans = [
        (x_high - x_low, y_high - y_low, gap_high - gap_low) for (x_low, x_high, y_low, y_high, gap_low, gap_high), *_ in parts
    ]
    x_wide, y_wide, gap_wide = map(max, zip(*spans, strict=True))
    return x_wide, y_wide, gap_wide


def told(borders: Borders, span: Span, free: Span, policy: Policy) -> tuple[Interval | None, Span]:
    """A band as percents that are borders, with what it says; one that is too wide is not told, and nothing builds on it."""
    first, last = borders.outward(*span)
    return ((first, last), span) if last - first <= policy.record.widest_band else (None, free)


def band(borders: Borders, count: int, known: Span, least: int, most: int, policy: Policy) -> tuple[Interval | None, Span]:
    """The band a count lies in, between borders from `least` + 1 to `most`, within what is `known` anyway.

    When one of the possible bands is too wide to be told, none is: silence would say in which the count lies."""
    first, last = borders.place(least), borders.place(most)
    if first >= last:
        return told(borders, known, known, policy)
    lowest, highest = borders.outward(*known)
    widest_band, percents = policy.record.widest_band, borders.percents
    if percents[first] - lowest > widest_band or highest - percents[last - 1] > widest_band:
        return None, known
    place = min(max(borders.place(count), first), last)
    low, begin = (borders.first(place - 1), percents[place - 1]) if place > first else (known[0], lowest)
    high, end = (borders.first(place) - 1, percents[place]) if place < last else (known[1], highest)
    return (begin, end), (low, high)


Told = tuple[Interval | None, Span]


def others(
    shape: Shape, counts: Point, region: Region, sums: tuple[Span, Span] | None, borders: Borders, policy: Policy
) -> tuple[Told, Told]:
    """The counts published for whole organisations only; above them, sums of what is said below."""
    lessons, of = shape.family == "attendance", shape.roll
    room = (region.x_low, region.y_high) if lessons else (0, region.x_high)
    beside = policy.borders(max(shape.size, 1), max(of, 1))
    free = (0, shape.total - region.y_low if lessons else of)
    if shape.own:
        inside = (region.x_high, region.y_low) if lessons else (0, region.x_low)
        present = shape.total - region.y_high if lessons else of
        single: Told = (None, room)
        aside: Told = (None, free)
        if shape.single_told:
            single = band(borders, counts.single, room, *apart(borders, room, inside), policy)
        if shape.aside_told:
            aside = band(beside, counts.aside, free, *apart(beside, free, (0, present)), policy)
        return single, aside
    if sums is None:
        return (None, room), (None, free)
    together, beyond = common(sums[0], room), common(sums[1], free)
    return (
        told(borders, together, together, policy) if shape.single_told else (None, together),
        told(beside, beyond, beyond, policy) if shape.aside_told else (None, beyond),
    )


def apart(borders: Borders, room: Span, inside: Span) -> Span:
    """Between which borders end the bands of a count of which `room` is known: none is narrower than its size asks."""
    return max(inside[0], room[0] + borders.least_width), min(inside[1], room[1] - borders.least_width)


def common(one: Span, other: Span) -> Span:
    """What lies in both."""
    return max(one[0], other[0]), min(one[1], other[1])


def spans(parts: Iterable[Span]) -> Span:
    """The sums of a number of each."""
    first = last = 0
    for low, high in parts:
        first, last = first + low, last + high
    return first, last
