"""What the pupils by their lowest mark say of the marks of each subject, and the other way round.

A pupil "on 4 and 5" has a 4 or a 5 in every subject he takes. So of an organisation's pupils on 4 and 5 (x) at most those who do not
take a subject can be missing among its marks 4 and 5, and the same holds of 3, 4 and 5 (y): subject >= pupils - outside. This is
the only thing the two counts have in common that is always true. In: what is known of the pupils. Out: `Limits` of what may be
said of a group. Why pupils are said first, and why this is enough: docs/decisions/0006.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from edu_site.progress.groups import Group
from edu_site.progress.policy import Policy
from edu_site.progress.regions import Region, everything, tight


class Limits(NamedTuple):
    """Of a group's two counts: what they are at least, as other figures say; what its bands must reach up to, or they would narrow
    others; above which no band of it may begin, or it would open others."""

    x_low: int
    y_low: int
    x_reach: int
    y_reach: int
    most: int


NOTHING = Limits(0, 0, 0, 0, 1 << 60)
Excess = tuple[int, int, int, int]  # at least: x over x, y over y, y over the pupils' x, x over the pupils' y
Node = tuple[str, bool]  # an organisation; its own group, or the sum of what is below it


@dataclass(frozen=True, slots=True)
class Pupils:
    """All pupils of an organisation: how many, what is known of them, and up to where the parts alone leave them."""

    total: int
    region: Region
    beneath: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known so far, by organisation: of the pupils, and by how much at least a subject's counts exceed theirs."""

    pupils: dict[Node, Pupils] = field(default_factory=dict)
    excess: dict[Group, Excess] = field(default_factory=dict)


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


def limits_of(group: Group, known: Known, room: Mapping[Node, int], policy: Policy) -> Limits:
    """Of all pupils of an organisation, and of a subject's group. `room`: see `room_of`."""
    if group.family == "pupils":
        return Limits(0, 0, 0, 0, group.total - room.get(node(group), 0)) if is_whole(group) else NOTHING
    pupils = known.pupils.get(node(group)) if group.family == "marks" and not group.sex else None
    if pupils is None:
        return NOTHING
    xx, yy, yx, xy = excess(group, pupils, known)
    x_low, x_high, y_low, y_high, _gap, _most = pupils.region
    x, y = max(0, x_low + xx, y_low + xy), max(0, y_low + yy, x_low + yx)
    wide = policy.borders(group.size, group.total).least_width if y else 0
    x_reach = max(min(x + wide, group.total), x_high + xx, y_high + xy)
    return Limits(x, y, x_reach, max(min(y + wide, group.total), y_high + yy, x_high + yx), NOTHING.most)


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
    return (tight(limits.x_low, total, limits.y_low, total, 0, total) or region) if limits.y_low else region


def in_turn(parts: Iterable[Group]) -> list[Group]:
    """Parts as they are said one after the other: hidden ones first, they leave the least room."""
    return sorted(parts, key=lambda part: not part.hidden)


def of_part(limits: Limits, told: Sequence[Region], untold: int) -> Limits:
    """Of the next part, when regions are said of those before it and so many pupils are in those after it.

    It must leave the sum as high as the pupils may be, and no part before it higher than that part's own band."""
    if limits is NOTHING:
        return NOTHING
    x = y = untold
    x_wide = y_wide = below = 0
    for x_low, x_high, y_low, y_high, _gap, _most in told:
        x, y, below = x + x_high, y + y_high, below + y_low
        x_wide, y_wide = max(x_wide, x_high - x_low), max(y_wide, y_high - y_low)
    return Limits(
        max(0, limits.x_low - x),
        max(0, limits.y_low - y),
        max(0, limits.x_reach - x, limits.x_low - x + x_wide if told else 0),
        max(0, limits.y_reach - y, limits.y_low - y + y_wide if told else 0),
        limits.most - below,
    )
