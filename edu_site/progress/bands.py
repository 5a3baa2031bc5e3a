"""Which interval is said about each group of a tree, from the leaves up.

In: a tree of groups with exact counts. Out: what is said of each (`Said`), and what can be known from all of it together.
A leaf's band lies between the borders of its size. For a group with published parts, borders are left out wherever a band
ending there would let anyone narrow a part (or the group itself) further than its own band: near what the parts say already.
Which borders are left out follows from what is published below and from sizes, never from the group's own count: the band
says that the count lies in it and nothing else, also to a reader who knows this program.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from edu_site.progress.groups import Group
from edu_site.progress.indicators import Interval, Shares
from edu_site.progress.policy import Borders, Policy
from edu_site.progress.regions import Region, everything, summed, tight

Span = tuple[int, int]  # counts, both ends included


@dataclass(frozen=True, slots=True)
class Said:
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
    found = silent(group, base, parts) if group.hidden else spoken(group, base, parts, policy)
    said[group] = found
    return found


def silent(group: Group, base: Region, parts: list[Said]) -> Said:
    """A hidden group: what its parts say is known, nothing more."""
    if group.own or not parts:
        return Said(base, (0, group.total), (0, group.aside[1]), None)
    return Said(base, spans(part.single for part in parts), spans(part.aside for part in parts), None)


def spoken(group: Group, base: Region, parts: list[Said], policy: Policy) -> Said:
    """Bands of a group's counts: x first, then y given what is said of x."""
    borders = policy.borders(group.size, group.total)
    x_wide = max((borders.least_width, *(part.region.x_high - part.region.x_low for part in parts)))
    y_wide = max((borders.least_width, *(part.region.y_high - part.region.y_low for part in parts)))
    gap_wide = max((borders.least_width, *(part.region.gap_high - part.region.gap_low for part in parts)))
    x = block(
        borders,
        group.x,
        (base.x_low, base.x_high),
        max(base.x_low + x_wide, base.y_low - base.gap_high + gap_wide),
        min(base.x_high - x_wide, base.y_high - base.gap_low - gap_wide),
    )
    y = block(
        borders,
        group.y,
        (max(base.y_low, x[0] + base.gap_low), min(base.y_high, x[1] + base.gap_high)),
        max(base.y_low + y_wide, x[0] + base.gap_low + gap_wide),
        min(base.y_high - y_wide, x[1] + base.gap_high - gap_wide),
    )
    region = base.within(tight(*x, *y, 0, group.total) or base) or base
    single, aside = others(group, region, parts, borders, policy)
    shares = Shares(
        p1=percents(borders, x if group.family == "attendance" else single),
        p2=percents(borders, single if group.family == "attendance" else x),
        p3=percents(borders, y),
        aside=aside_percents(group, aside, policy),
    )
    return Said(region, single, aside, shares)


def block(borders: Borders, count: int, known: Span, least: int, most: int) -> Span:
    """The band a count lies in, between borders from `least` + 1 to `most`, within what is `known` anyway."""
    first, last = bisect_right(borders.counts, least), bisect_right(borders.counts, most)
    place = bisect_right(borders.counts, count, first, max(first, last))
    low = borders.counts[place - 1] if place > first else known[0]
    high = borders.counts[place] - 1 if place < last else known[1]
    return low, high


def percents(borders: Borders, span: Span | None) -> Interval | None:
    """A span of counts as percents that are borders, outward."""
    return None if span is None else borders.outward(*span)


def others(group: Group, region: Region, parts: list[Said], borders: Borders, policy: Policy) -> tuple[Span, Span]:
    """The counts published for whole organisations; above them, sums of what is said below."""
    if not group.own:
        if group.parts and group.parts[0].organisation != group.organisation:
            single = spans(part.single for part in parts)
            return (single[0], min(single[1], top(group, region))), spans(part.aside for part in parts)
        return (0, top(group, region)), (0, group.aside[1])
    if group.family == "attendance":
        single = block(borders, group.single, (region.x_low, region.y_high), region.x_high, region.y_low)
        present = (group.total - region.y_high, group.total - region.y_low)
        return single, block(borders, group.aside[0], (0, present[1]), 0, present[0])
    single = block(borders, group.single, (0, region.x_high), 0, region.x_low)
    count, roll = group.aside
    return single, block(policy.borders(roll, roll), count, (0, roll), 0, roll)


def top(group: Group, region: Region) -> int:
    """The most the single count can be."""
    return region.y_high if group.family == "attendance" else region.x_high


def aside_percents(group: Group, span: Span, policy: Policy) -> Interval | None:
    count, of = group.aside
    size = group.size if group.family == "attendance" else of
    return policy.borders(size, of).outward(*span) if of and count <= of else None


def spans(parts: Iterable[Span]) -> Span:
    """The sums of a number of each."""
    pairs = list(parts)
    return sum(low for low, _ in pairs), sum(high for _, high in pairs)
