"""The forest of groups figures are published about, with their exact counts.

In: counts of organisations, the organisation tree. Out: one tree a family (and subject): republic, region, district,
organisation, and below it the groups that partition it: sexes of a subject, grades of the pupils, languages where there
are two. Each count of pupils stands in one tree only; every other figure is derived from published ones, so there are no
crossings for an attacker to solve.

Whether an organisation is split is decided by sizes alone (`may_split`): a split that would cost its parent's figure too
much precision, or leave a small group open to subtraction, is not made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from edu_site.progress.counts import Counts, Marks, Missed, total
from edu_site.progress.policy import Policy

Family = Literal["marks", "pupils", "attendance"]
Dimensions = tuple[str, int | None, str, str]  # subject, grade, language, sex
Fits = tuple[bool, bool, bool]
NOTHING_FITS: Fits = (False, False, False)
MANY_SUBJECTS = 3  # with fewer, a subject is nearly what the pupils by their lowest mark are, and nothing else is said of it
MANY_PARTS = 3  # the widths of a partition's bands together, against the widest of them


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation as the forest needs it: what stands above it, and the smallest group it shows."""

    parent: str | None
    minimum: int


@dataclass(slots=True, eq=False)
class Group:
    """Pupils with something in common. `chain` are cumulative counts of `total`: c1 <= c2 <= c3.

    marks, pupils: pupils with 5; with 4 or 5; with 3, 4 or 5. attendance: pupil-lessons missed unexcused; unexcused or
    excused; missed at all. `aside` is a count with its own total: not assessed of those on roll; late of lessons."""

    organisation: str
    family: Family
    size: int  # pupils
    total: int
    chain: tuple[int, int, int]
    minimum: int
    subject: str = ""
    grade: int | None = None
    language: str = ""
    sex: str = ""
    aside: tuple[int, int] = (0, 0)
    own: bool = False  # the whole of one organisation: what stands at this level only is published here
    sure: int = 0  # of a subject: pupils assessed in all their subjects who at least must have a mark in it (`coupling`)
    lowest: Fits = NOTHING_FITS  # of all pupils of an organisation: `in_some_subject`
    parts: "list[Group]" = field(default_factory=list)

    @property
    def hidden(self) -> bool:
        return self.size < self.minimum or self.total == 0

    @property
    def x(self) -> int:
        """The inner count of the two that are published at every level."""
        return self.chain[0] if self.family == "attendance" else self.chain[1]

    @property
    def y(self) -> int:
        return self.chain[2]

    @property
    def single(self) -> int:
        """The count published for whole organisations only."""
        return self.chain[1] if self.family == "attendance" else self.chain[0]

    @property
    def dimensions(self) -> Dimensions:
        return self.subject, self.grade, self.language, self.sex

    def walk(self) -> "list[Group]":
        """This group and all below it."""
        found = [self]
        for group in found:
            found.extend(group.parts)
        return found


def of_marks(organisation: str, family: Family, minimum: int, marks: Marks) -> Group:
    five, four, three, two, unknown = marks
    assessed = five + four + three + two
    chain = (five, five + four, five + four + three)
    return Group(organisation, family, assessed, assessed, chain, minimum, aside=(unknown, assessed + unknown))


def of_missed(organisation: str, minimum: int, missed: Missed) -> Group:
    unexcused, excused, illness, present, late, roll = missed
    lessons = unexcused + excused + illness + present
    chain = (unexcused, unexcused + excused, unexcused + excused + illness)
    return Group(organisation, "attendance", roll, lessons, chain, minimum, aside=(late, lessons))


def may_split(whole: Group, parts: list[Group], policy: Policy) -> bool:
    """Whether a partition is published: by sizes only, so that the answer says nothing about counts."""
    if len(parts) < 2 or whole.hidden:
        return False
    widths = [part.size * (100 if part.hidden else policy.step(part.size)) for part in parts]
    cost = max(policy.step(whole.size), policy.record.split_cost)
    return sum(widths) >= MANY_PARTS * max(widths) or sum(widths) <= whole.size * cost


def split(whole: Group, parts: list[Group], policy: Policy) -> bool:
    """Makes the partition when it may be made."""
    allowed = may_split(whole, parts, policy)
    whole.parts = parts if allowed else []
    return allowed


def subjects_of(organisation: str, counts: Counts, minimum: int, policy: Policy) -> dict[str, Group]:
    """Subject -> the organisation's marks, split by sex where the groups allow and the pupils' lowest marks are not those of one or two
    subjects."""
    found = {}
    pupils = total(counts.pupils.values()) if counts.pupils else None
    subjects = sorted({subject for subject, _sex in counts.marks})
    whole_only = len(subjects) < MANY_SUBJECTS and any(in_some_subject(counts))
    for subject in subjects:
        by_sex = {sex: marks for (name, sex), marks in counts.marks.items() if name == subject}
        whole = of_marks(organisation, "marks", minimum, total(by_sex.values()))
        whole.subject, whole.own = subject, True
        parts = []
        for sex in sorted(by_sex):
            part = of_marks(organisation, "marks", minimum, by_sex[sex])
            part.subject, part.sex = subject, sex
            parts += [part] if part.total else []
        if all(part.sex for part in parts) and not whole_only:
            split(whole, parts, policy)
        whole.sure = sure(whole, pupils)
        found[subject] = whole
    return found


def sure(subject: Group, pupils: Marks | None) -> int:
    """How many of the pupils assessed in all their subjects take this one, at the fewest.

    0 when the counts are not of the same pupils: more marks than pupils, more not assessed in the subject than in any, more on 4
    and 5 than such marks and pupils without the subject."""
    if pupils is None or subject.aside[1] > sum(pupils) or subject.aside[0] > pupils[4]:
        return 0
    five, four, three, two, unknown = pupils
    least = max(0, subject.aside[1] - unknown)
    outside = five + four + three + two - least
    return least if five + four <= subject.x + outside and five + four + three <= subject.y + outside else 0


def in_some_subject(counts: Counts) -> Fits:
    """Whether there are as many marks below 4, below 3 and of 3 as pupils whose lowest mark is such: each has it in some subject.

    Else they are not of the same pupils, or some failed a subject that is told nowhere, and nothing follows."""
    if not counts.marks or not counts.pupils:
        return NOTHING_FITS
    pupils, marks = total(counts.pupils.values()), total(counts.marks.values())
    if sum(pupils[:4]) > sum(marks[:4]):
        return NOTHING_FITS
    return pupils[2] + pupils[3] <= marks[2] + marks[3], pupils[3] <= marks[3], pupils[2] <= marks[2]


def pupils_of(organisation: str, counts: Counts, minimum: int, policy: Policy) -> Group:
    """The organisation's pupils by their lowest mark: languages where there are two and they allow it, then grades."""
    whole = of_marks(organisation, "pupils", minimum, total(counts.pupils.values()))
    whole.own, whole.lowest = True, in_some_subject(counts)
    languages = sorted({language for language, _grade in counts.pupils})
    by_language = [grades_of(organisation, counts, minimum, (language,), policy) for language in languages]
    if not split(whole, [group for group in by_language if group.total], policy):
        whole.parts = grades_of(organisation, counts, minimum, tuple(languages), policy, whole).parts
    return whole


def grades_of(
    organisation: str, counts: Counts, minimum: int, languages: tuple[str, ...], policy: Policy, whole: Group | None = None
) -> Group:
    """Pupils of these languages, split by grade where the groups allow."""
    chosen = {key: marks for key, marks in counts.pupils.items() if key[0] in languages}
    group = of_marks(organisation, "pupils", minimum, total(chosen.values()))
    group.language = languages[0] if whole is None else ""
    parts = []
    for grade in sorted({grade for _language, grade in chosen}):
        part = of_marks(organisation, "pupils", minimum, total(marks for key, marks in chosen.items() if key[1] == grade))
        part.language, part.grade = group.language, grade
        parts += [part] if part.total else []
    split(group, parts, policy)
    return group


def attendance_of(organisation: str, counts: Counts, minimum: int, policy: Policy) -> Group:
    whole = of_missed(organisation, minimum, total(counts.attendance.values()))
    whole.own = True
    parts = []
    for grade in sorted(counts.attendance):
        part = of_missed(organisation, minimum, counts.attendance[grade])
        part.grade = grade
        parts += [part] if part.total else []
    split(whole, parts, policy)
    return whole


def above(name: str, parts: list[Group], minimum: int) -> Group:
    """The group an organisation of a higher level is: the sum of what stands below it."""
    first = parts[0]
    a, b, c = total(part.chain for part in parts)
    aside, of = total(part.aside for part in parts)
    size, count = sum(part.size for part in parts), sum(part.total for part in parts)
    found = Group(name, first.family, size, count, (a, b, c), minimum, subject=first.subject, aside=(aside, of), parts=parts)
    found.sure = sum(part.sure for part in parts)
    below_4, below_3, three = (all(one) for one in zip(*(part.lowest for part in parts), strict=True))
    found.lowest = below_4, below_3, three
    return found


def grown(leaves: dict[str, Group], places: Mapping[str, Place]) -> tuple[Group, ...]:
    """The trees over the organisations that have such a group: parents hold their children in the order of their ids."""
    children: dict[str | None, set[str]] = {}
    for name in leaves:
        while name not in children.setdefault(parent := places[name].parent, set()):
            children[parent].add(name)
            if parent is None:
                break
            name = parent

    def built(name: str) -> Group:
        below = [built(child) for child in sorted(children.get(name, ()))]
        own = [leaves[name]] if name in leaves else []
        return own[0] if own and not below else above(name, own + below, places[name].minimum)

    return tuple(built(name) for name in sorted(children.get(None, ())))


def forest(own: Mapping[str, Counts], places: Mapping[str, Place], policy: Policy) -> tuple[Group, ...]:
    """All trees of one term."""
    minimum = {name: policy.minimum(place.minimum) for name, place in places.items()}
    placed = {name: Place(place.parent, minimum[name]) for name, place in places.items()}
    by_subject: dict[str, dict[str, Group]] = {}
    pupils: dict[str, Group] = {}
    attendance: dict[str, Group] = {}
    for name in sorted(own):
        for subject, group in subjects_of(name, own[name], minimum[name], policy).items():
            by_subject.setdefault(subject, {})[name] = group
        if own[name].pupils:
            pupils[name] = pupils_of(name, own[name], minimum[name], policy)
        if own[name].attendance:
            attendance[name] = attendance_of(name, own[name], minimum[name], policy)
    forests = [*(by_subject[subject] for subject in sorted(by_subject)), pupils, attendance]
    return tuple(tree for leaves in forests for tree in grown(leaves, placed))
