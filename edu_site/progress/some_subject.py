"""What all subjects of an organisation together say of its pupils by their lowest mark, and the other way round.

Who stands with a 3 or lower has that mark in some subject: pupils below 4 are at most all marks below 4, and so it is below 3 and for the
3s alone. In: what is known of the pupils and of the subjects told before. Out: `Limits` of the subject told next: it leaves open what
those told after it cannot, so mostly the last ones have anything to leave. With one or two subjects nothing is said of them that the
pupils do not say (decision 0006, point 10).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from edu_site.progress.coupling import (
    FREE,
    NOTHING,
    Known,
    Limits,
    Node,
    Pupils,
    Terms,
    both,
    by_pupils,
    by_terms,
    is_whole,
    node,
    room_of,
)
from edu_site.progress.groups import MANY_SUBJECTS, Fits, Group
from edu_site.progress.policy import Policy
from edu_site.progress.regions import Region

Span = tuple[int, int]  # at least, at most
Subject = tuple[int, int, int]  # its marks, who surely takes it, the span it must keep


class Sums(NamedTuple):
    """All subjects of an organisation, their marks together, the widest span, and which low marks of pupils are in some subject."""

    subjects: tuple[Subject, ...]
    total: int
    widest: int
    true: Fits


class Around(NamedTuple):
    """What limits need to know of all groups of an organisation together: by sizes, and whether their counts are of the same pupils."""

    room: dict[Node, int]
    sums: dict[Node, Sums]


def limits_of(group: Group, known: Known, around: Around, policy: Policy, terms: Terms) -> Limits:
    """Of all pupils of an organisation, of a subject's group, and of any group of a year."""
    within = both(by_pupils(group, known, around.room, policy), by_lowest(group, known, around))
    found = both(within, by_terms(group, terms)) if terms else within
    if found is NOTHING:
        return found
    y_high = min(group.total, found.y_high)
    found = found._replace(gap_high=y_high - found.x_low)
    return found._replace(gap_most=y_high - min(found.x_reach, found.x_high, y_high)) if found.x_reach else found


def by_lowest(group: Group, known: Known, around: Around) -> Limits:
    """Of all pupils of an organisation and of a subject: who stands with a 3 or lower has that mark in some subject."""
    sums = around.sums.get(node(group))
    if sums is None:
        return NOTHING
    if is_whole(group):
        reach = max(0, group.total - sums.total + sums.widest)
        return NOTHING._replace(x_reach=reach, y_reach=reach)
    pupils = known.pupils.get(node(group))
    if pupils is None or group.family != "marks" or group.sex:
        return NOTHING
    found = kept_open(group, pupils, sums, known)
    return found._replace(most=-1) if len(sums.subjects) < MANY_SUBJECTS else found


def kept_open(group: Group, pupils: Pupils, sums: Sums, known: Known) -> Limits:
    """What a subject must leave open, given the pupils and the subjects told before it; those told after it can be as low as the pupils
    allow, so only the last ones have anything to leave."""
    told = [low_spans(one.total, one.region) for one in known.subjects.get(node(group), ())]
    later, own = sums.subjects[len(told) + 1 :], low_spans(pupils.total, pupils.region)
    if leave_enough(later[-MANY_SUBJECTS:], own, sums.widest):
        return NOTHING
    kept = max((wide for _size, _sure, wide in later), default=0)
    x, y, gap = (
        asked(own[kind], [one[kind] for one in told], low_marks(later, own[most][1]), kept) if true else (0, 0)
        for kind, most, true in zip((0, 1, 2), (0, 1, 0), sums.true, strict=True)
    )
    if max(x[1], y[1], gap[1]) <= 0:
        return NOTHING
    return NOTHING._replace(
        gap_low=max(0, gap[0]),
        gap_reach=max(0, gap[1]),
        x_most=group.total - x[1] if x[1] > 0 else FREE,
        y_most=group.total - y[1] if y[1] > 0 else FREE,
        x_high=group.total - x[0] if x[0] > 0 else FREE,
        y_high=group.total - y[0] if y[0] > 0 else FREE,
    )


def low_spans(total: int, region: Region) -> tuple[Span, Span, Span]:
    """How many of a group can be below 4, below 3, and between: at least, at most."""
    x_low, x_high, y_low, y_high, gap_low, gap_high = region
    return (total - x_high, total - x_low), (total - y_high, total - y_low), (gap_low, gap_high)


def leave_enough(later: Sequence[Subject], pupils: tuple[Span, Span, Span], wide: int) -> bool:
    """Whether these subjects alone can hold all low marks of the pupils, and leave any subject its span: the common case."""
    return all(low_marks(later, most) >= max(most, least + wide) for least, most in pupils[:2])


def low_marks(later: Iterable[Subject], pupils: int) -> int:
    """How many low marks subjects can have together when so many pupils have one."""
    return sum(
        size - max(0, sure - pupils) for size, sure, _wide in later
    )  # a pupil without any has none in those he surely takes


def asked(pupils: Span, told: Sequence[Span], later: int, kept: int) -> Span:
    """How many of a kind of marks are in a subject for certain, and up to how many must be possible, so that nothing is narrowed:
    neither the pupils nor a subject told before it. `pupils`, `told`: at least, at most; `kept`: the span of those told after it."""
    elsewhere = later + sum(high for _low, high in told)
    wide = max((high - low for low, high in told), default=0)
    return pupils[0] - elsewhere, max(pupils[1], pupils[0] + max(wide, kept)) - elsewhere


def around_of(trees: Sequence[Group], policy: Policy) -> Around:
    return Around(room_of(trees, policy), sums_of(trees, policy))


def sums_of(trees: Iterable[Group], policy: Policy) -> dict[Node, Sums]:
    """Of every organisation whose pupils' lowest marks are in some subject, in the order of the trees."""
    marks: dict[Node, list[Group]] = {}
    pupils: list[Group] = []
    for group in (group for tree in trees if tree.family != "attendance" for group in tree.walk()):
        if group.family == "marks" and not group.sex:
            marks.setdefault(node(group), []).append(group)
        elif any(group.lowest):
            pupils.append(group)
    return {node(group): summed_up(group, marks[node(group)], policy) for group in pupils}


def summed_up(pupils: Group, subjects: list[Group], policy: Policy) -> Sums:
    wide = [one.total if one.hidden else policy.borders(one.size, one.total).least_width for one in subjects]
    told = tuple((one.total, one.sure, width) for one, width in zip(subjects, wide, strict=True))
    return Sums(told, sum(one.total for one in subjects), max(wide), pupils.lowest)
