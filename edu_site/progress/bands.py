"""Which interval is said about each group of a tree, from the leaves up.

In: a tree of groups with exact counts. Out: what is said of each (`Said`), and what can be known from all of it together.
A leaf's band lies between the borders of its size. For a group with published parts, borders are left out wherever a band
ending there would let anyone narrow a part (or the group itself) further than its own band: near what the parts say already.
Which borders are left out follows from what is published below and from sizes, never from the group's own count: the band
says that the count lies in it and nothing else, also to a reader who knows this program.
"""

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from edu_site.progress.groups import Group
from edu_site.progress.indicators import Interval, Shares
from edu_site.progress.policy import Borders, Policy
from edu_site.progress.regions import Region, everything, summed, tight

Span = tuple[int, int]  # counts, both ends included


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


def say_all(trees: Iterable[Group], policy: Policy) -> dict[Group, Said]:
    """What is said of every group of every tree."""
    said: dict[Group, Said] = {}
    for tree in trees:
        say(tree, policy, said)
    return said


def say(group: Group, policy: Policy, said: dict[Group, Said]) -> Said:
    """Parts first; then the group, given them."""
    parts = [say(part, policy, said) for part in group.parts]
    base = summed(part.region for part in parts) if parts else everything(group.total)
    found = (
        silent(group, base, parts)
        if group.hidden
        else spoken(group, Point(group.x, group.y, group.single, group.aside[0]), base, parts, policy)
    )
    said[group] = found
    return found


def silent(group: Group, base: Region, parts: list[Said]) -> Said:
    """A hidden group: what its parts say is known, nothing more."""
    if group.own or not parts:
        return Said(base, (0, group.total), (0, group.aside[1]), None)
    return Said(base, spans(part.single for part in parts), spans(part.aside for part in parts), None)


def spoken(group: Group, counts: Point, base: Region, parts: list[Said], policy: Policy) -> Said:
    """Bands of counts of a group: x first, then y given what is said of x."""
    borders = policy.borders(group.size, group.total)
    x_wide = max((borders.least_width, *(part.region.x_high - part.region.x_low for part in parts)))
    y_wide = max((borders.least_width, *(part.region.y_high - part.region.y_low for part in parts)))
    gap_wide = max((borders.least_width, *(part.region.gap_high - part.region.gap_low for part in parts)))
    free = (base.x_low, base.x_high)
    x = block(
        borders,
        counts.x,
        free,
        max(base.x_low + x_wide, base.y_low - base.gap_high + gap_wide),
        min(base.x_high - x_wide, base.y_high - base.gap_low - gap_wide),
    )
    p_x, x = told(borders, x, free, policy)
    free = (max(base.y_low, x[0] + base.gap_low), min(base.y_high, x[1] + base.gap_high))
    y = block(
        borders,
        counts.y,
        free,
        max(base.y_low + y_wide, x[0] + base.gap_low + gap_wide),
        min(base.y_high - y_wide, x[1] + base.gap_high - gap_wide),
    )
    p_y, y = told(borders, y, free, policy)
    region = base.within(tight(*x, *y, 0, group.total) or base) or base
    (p_single, single), (p_aside, aside) = others(group, counts, region, parts, borders, policy)
    p1, p2 = (p_x, p_single) if group.family == "attendance" else (p_single, p_x)
    return Said(region, single, aside, Shares(p1, p2, p_y, p_aside))


def told(borders: Borders, span: Span, free: Span, policy: Policy) -> tuple[Interval | None, Span]:
    """A band as percents that are borders, with what it says; one that is too wide is not told, and nothing builds on it."""
    first, last = borders.outward(*span)
    return ((first, last), span) if last - first <= policy.record.widest_band else (None, free)


def block(borders: Borders, count: int, known: Span, least: int, most: int) -> Span:
    """The band a count lies in, between borders from `least` + 1 to `most`, within what is `known` anyway."""
    first, last = bisect_right(borders.counts, least), bisect_right(borders.counts, most)
    place = bisect_right(borders.counts, count, first, max(first, last))
    low = borders.counts[place - 1] if place > first else known[0]
    high = borders.counts[place] - 1 if place < last else known[1]
    return low, high


Told = tuple[Interval | None, Span]


def others(
    group: Group, counts: Point, region: Region, parts: list[Said], borders: Borders, policy: Policy
) -> tuple[Told, Told]:
    """The counts published for whole organisations only; above them, sums of what is said below."""
    room = (region.x_low, region.y_high) if group.family == "attendance" else (0, region.x_high)
    of = group.aside[1]
    beside = policy.borders(max(group.size, 1), max(of, 1))
    free = (0, group.total - region.y_low if group.family == "attendance" else of)
    if group.own:
        inside = (region.x_high, region.y_low) if group.family == "attendance" else (0, region.x_low)
        present = group.total - region.y_high if group.family == "attendance" else of
        single = block(borders, counts.single, room, *inside)
        return told(borders, single, room, policy), told(beside, block(beside, counts.aside, free, 0, present), free, policy)
    if not group.parts or group.parts[0].organisation == group.organisation:
        return (None, room), (None, (0, of))
    together = common(spans(part.single for part in parts), room)
    aside = common(spans(part.aside for part in parts), free)
    return told(borders, together, together, policy), told(beside, aside, aside, policy)


def common(one: Span, other: Span) -> Span:
    """What lies in both."""
    return max(one[0], other[0]), min(one[1], other[1])


def spans(parts: Iterable[Span]) -> Span:
    """The sums of a number of each."""
    pairs = list(parts)
    return sum(low for low, _ in pairs), sum(high for _, high in pairs)
