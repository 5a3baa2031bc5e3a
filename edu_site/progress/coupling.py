"""What the pupils by their lowest mark say of the marks of each subject, and the other way round.

A pupil "on 4 and 5" has a 4 or a 5 in every subject he takes. So of an organisation's pupils on 4 and 5 (x) at most those who do not
take a subject can be missing among its marks 4 and 5, and the same holds of 3, 4 and 5 (y): subject >= pupils - outside. This is
the only thing the two counts have in common that is always true. In: what is known of the pupils. Out: `Limits` of what may be
said of a group. Why pupils are said first, and why this is enough: docs/decisions/0006.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from edu_site.progress.groups import Dimensions, Group
from edu_site.progress.policy import Policy
from edu_site.progress.regions import Region, everything, tight

FREE = 1 << 60  # more than any count


class Limits(NamedTuple):
    """Of a group's two counts: what they are at least, as other figures say; what its bands must reach up to, or they would narrow
    others; above which no band of it may begin, or it would open others; the same of each count; what they are at most."""

    x_low: int = 0
    y_low: int = 0
    gap_low: int = 0  # of y - x
    x_reach: int = 0
    y_reach: int = 0
    gap_reach: int = 0
    most: int = FREE
    x_most: int = FREE
    y_most: int = FREE
    gap_most: int = FREE
    x_high: int = FREE
    y_high: int = FREE
    gap_high: int = FREE


NOTHING = Limits()


def both(one: Limits, other: Limits) -> Limits:
    """What two limits say together."""
    if one is NOTHING or other is NOTHING:
        return other if one is NOTHING else one
    return Limits(*map(max, one[:6], other[:6]), *map(min, one[6:], other[6:]))


Excess = tuple[int, int, int, int]  # at least: x over x, y over y, y over the pupils' x, x over the pupils' y
Node = tuple[str, bool]  # an organisation; its own group, or the sum of what is below it


@dataclass(frozen=True, slots=True)
class Pupils:
    """All pupils of an organisation: how many, what is known of them, and up to where the parts alone leave them."""

    total: int
    region: Region
    beneath: tuple[int, int]


class Told(NamedTuple):
    """A group in one term: how many pupils it had, and what is known of them."""

    total: int
    region: Region


FOUR = 4  # terms of a year
Terms = Mapping[tuple[str, bool, str, Dimensions], tuple[Told, ...]]  # node, family, dimensions -> the terms of a year


@dataclass(frozen=True, slots=True)
class Known:
    """What is known so far, by organisation: of the pupils, and by how much at least a subject's counts exceed theirs."""

    pupils: dict[Node, Pupils] = field(default_factory=dict)
    excess: dict[Group, Excess] = field(default_factory=dict)
    subjects: dict[Node, list[Told]] = field(default_factory=dict)


def node(group: Group) -> Node:
    return group.organisation, group.own


def is_whole(group: Group) -> bool:
    """All pupils of an organisation by their lowest mark."""
    return group.family == "pupils" and group.grade is None and not group.language


def learn_pupils(tree: Group, regions: Mapping[Group, Region], known: Known) -> None:
    """Takes up what is known of the pupils of every organisation of their tree."""
    for group in tree.walk():
        if is_whole(group) and node(group) not in known.pupils:
            own = regions[group]
            parts = [regions[part] for part in group.parts if is_whole(part)]
            beneath = (sum(one.x_high for one in parts), sum(one.y_high for one in parts))
            known.pupils[node(group)] = Pupils(group.total, own, beneath if parts else (own.x_high, own.y_high))


def learn_marks(group: Group, region: Region, known: Known) -> None:
    """Takes up by how much a subject's counts exceed the pupils' at least."""
    if group.family != "marks" or group.sex:
        return
    known.subjects.setdefault(node(group), []).append(Told(group.total, region))
    found = known.pupils.get(node(group))
    if found is None:
        known.excess[group] = region.x_low, region.y_low, region.y_low, region.x_low
        return
    pupils, (xx, yy, yx, xy) = found.region, excess(group, found, known)
    known.excess[group] = (
        max(xx, region.x_low - pupils.x_high),
        max(yy, region.y_low - pupils.y_high),
        max(yx, region.y_low - pupils.x_high),
        max(xy, region.x_low - pupils.y_high),
    )


def excess(group: Group, pupils: Pupils, known: Known) -> Excess:
    """The same before anything is said of the group: from those outside the subject, or from the organisations below."""
    if group.own:
        inside = group.sure - pupils.total
        return inside, inside, inside, inside - pupils.region.gap_high
    xx, yy = -pupils.beneath[0], -pupils.beneath[1]
    yx, xy = xx, yy
    for part in group.parts:
        below = known.pupils.get(node(part))
        x, y = (below.region.x_high, below.region.y_high) if below else (0, 0)
        more = known.excess[part]
        xx, yy, yx, xy = xx + more[0] + x, yy + more[1] + y, yx + more[2] + x, xy + more[3] + y
    return xx, yy, yx, xy


def by_pupils(group: Group, known: Known, room: Mapping[Node, int], policy: Policy) -> Limits:
    """Of all pupils of an organisation and of a subject, by what they say of each other. `room`: see `room_of`."""
    if group.family == "pupils":
        return NOTHING._replace(most=group.total - room.get(node(group), 0)) if is_whole(group) else NOTHING
    pupils = known.pupils.get(node(group)) if group.family == "marks" and not group.sex else None
    if pupils is None:
        return NOTHING
    xx, yy, yx, xy = excess(group, pupils, known)
    x_low, x_high, y_low, y_high, _gap, _most = pupils.region
    x, y = max(0, x_low + xx, y_low + xy), max(0, y_low + yy, x_low + yx)
    wide = policy.borders(group.size, group.total).least_width if y else 0
    x_reach = max(min(x + wide, group.total), x_high + xx, y_high + xy)
    y_reach = max(min(y + wide, group.total), y_high + yy, x_high + yx)
    return NOTHING._replace(x_low=x, y_low=y, x_reach=x_reach, y_reach=y_reach)


def by_terms(group: Group, terms: Terms) -> Limits:
    """Of a group of a year, by what is said of it in the four terms: who is below a mark in the year was below it in some term.

    Who has a mark or a better one in the year had it in some term, too; of pupils by their lowest mark this does not follow. The pupils
    are taken for the same as far as sizes allow: `outside` is the fewest who cannot have been there in all terms. Counts that contradict
    this are not of the same pupils, and nothing follows from them."""
    found = terms.get((*node(group), group.family, group.dimensions), ()) if terms else ()
    if len(found) < FOUR:
        return NOTHING
    total = group.total
    outside = max(0, *(total - one.total for one in found))
    x_below, y_below = (sum(one.total - one.region[place] for one in found) + outside for place in (0, 2))
    x_above, y_above = (sum(one.region[place] for one in found) + outside for place in (1, 3))
    x_wide, y_wide = (max(one.region[place + 1] - one.region[place] for one in found) for place in (0, 2))
    if group.family == "pupils":
        x_above = y_above = FREE
    if total - group.x > x_below or total - group.y > y_below or group.x > x_above or group.y > y_above:
        return NOTHING
    return Limits(
        x_low=max(0, total - x_below),
        y_low=max(0, total - y_below),
        x_reach=total - x_below + x_wide,
        y_reach=total - y_below + y_wide,
        x_most=x_above - x_wide,
        y_most=y_above - y_wide,
        x_high=x_above,
        y_high=y_above,
    )


def room_of(trees: Iterable[Group], policy: Policy) -> dict[Node, int]:
    """How many of an organisation's pupils must be left open, so that no subject is known better than its own size allows."""
    found: dict[Node, int] = {}
    for tree in trees:
        if tree.family == "marks":
            for group in tree.walk():
                if group.sure and not group.sex:
                    parts = group.walk() if group.own else (group,)
                    wide = max(one.total if one.hidden else policy.borders(one.size, one.total).least_width for one in parts)
                    found[node(group)] = max(found.get(node(group), 0), wide + group.sure - group.total)
    return found


def base_of(total: int, limits: Limits) -> Region:
    """What is known of a group before anything is said of it or its parts."""
    region = everything(total)
    if limits is NOTHING:
        return region
    x_high, y_high = min(total, limits.x_high), min(total, limits.y_high)
    if not (limits.x_low or limits.y_low or limits.gap_low) and x_high == y_high == total <= limits.gap_high:
        return region
    return tight(limits.x_low, x_high, limits.y_low, y_high, limits.gap_low, min(total, limits.gap_high)) or region


def in_turn(parts: Iterable[Group]) -> list[Group]:
    """Parts as they are said one after the other: hidden ones first, they leave the least room."""
    return sorted(parts, key=lambda part: not part.hidden)


def of_part(limits: Limits, told: Sequence[Region], untold: int) -> Limits:
    """Of the next part, when regions are said of those before it and so many pupils are in those after it.

    It must leave the sum as high as the pupils may be, and no part before it higher than that part's own band."""
    if limits is NOTHING:
        return NOTHING
    x = y = untold
    x_wide = y_wide = x_least = y_least = 0
    for x_low, x_high, y_low, y_high, _gap, _most in told:
        x, y, x_least, y_least = x + x_high, y + y_high, x_least + x_low, y_least + y_low
        x_wide, y_wide = max(x_wide, x_high - x_low), max(y_wide, y_high - y_low)
    gap, gap_least = untold + sum(one.gap_high for one in told), sum(one.gap_low for one in told)
    gap_wide = max((one.gap_high - one.gap_low for one in told), default=0)
    return Limits(
        x_low=max(0, limits.x_low - x),
        y_low=max(0, limits.y_low - y),
        gap_low=max(0, limits.gap_low - gap),
        x_reach=max(0, limits.x_reach - x, limits.x_low - x + x_wide if told else 0),
        y_reach=max(0, limits.y_reach - y, limits.y_low - y + y_wide if told else 0),
        gap_reach=max(0, limits.gap_reach - gap, limits.gap_low - gap + gap_wide if told else 0),
        most=limits.most - y_least,
        x_most=min(limits.x_most - x_least, limits.x_high - x_least - x_wide if told else FREE),
        y_most=min(limits.y_most - y_least, limits.y_high - y_least - y_wide if told else FREE),
        gap_most=min(limits.gap_most - gap_least, limits.gap_high - gap_least - gap_wide if told else FREE),
        x_high=limits.x_high - x_least,
        y_high=limits.y_high - y_least,
        gap_high=limits.gap_high - gap_least,
    )
