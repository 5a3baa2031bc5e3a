"""Exact counts of groups of pupils, and their sums up the organisation tree.

In: rows of the query engine. Out: `Counts`, one entry a group: integers only, so sums are associative and the order of
partitions, files and organisations never shows. Ratios are made at the very end; percentages are never averaged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import add
from typing import TypeVar

Marks = tuple[int, int, int, int, int]  # pupils (marks) 5, 4, 3, 2 and not assessed
Missed = tuple[int, int, int, int, int, int]  # pupil-lessons: unexcused, excused, illness, present; late among present; roll
K = TypeVar("K")
V = TypeVar("V", bound=tuple[int, ...])


@dataclass(slots=True)
class Counts:
    """Counts of one term. Keys: marks (subject, sex), pupils (language, grade) by lowest mark, attendance (grade)."""

    marks: dict[tuple[str, str], Marks] = field(default_factory=dict)
    pupils: dict[tuple[str, int], Marks] = field(default_factory=dict)
    attendance: dict[int, Missed] = field(default_factory=dict)

    def add(self, other: "Counts") -> None:
        """Adds another's counts: associative, in any order."""
        merge(self.marks, other.marks)
        merge(self.pupils, other.pupils)
        merge(self.attendance, other.attendance)


def merge(into: dict[K, V], other: Mapping[K, V]) -> None:
    for key, value in other.items():
        into[key] = tuple(map(add, into[key], value)) if key in into else value  # type: ignore[assignment]


def total(rows: Iterable[V]) -> V:
    """The sum by position; of nothing it is ()."""
    return tuple(map(sum, zip(*rows, strict=True)))  # type: ignore[return-value]


def of_organisations(
    marks: Iterable[Sequence[str | int]], pupils: Iterable[Sequence[str | int]], attendance: Iterable[Sequence[str | int]]
) -> dict[str, Counts]:
    """Organisation id -> counts, from the rows of the engine's three queries."""
    found: dict[str, Counts] = {}
    for organisation, subject, sex, *numbers in marks:
        merge(found.setdefault(str(organisation), Counts()).marks, {(str(subject), str(sex)): five(numbers)})
    for organisation, language, grade, *numbers in pupils:
        merge(found.setdefault(str(organisation), Counts()).pupils, {(str(language), int(grade)): five(numbers)})
    for organisation, grade, *numbers in attendance:
        a, b, c, d, e, f = map(int, numbers)
        merge(found.setdefault(str(organisation), Counts()).attendance, {int(grade): (a, b, c, d, e, f)})
    return found


def five(numbers: Sequence[str | int]) -> Marks:
    a, b, c, d, e = map(int, numbers)
    return a, b, c, d, e


def up_the_tree(own: Mapping[str, Counts], parents: Mapping[str, str | None]) -> dict[str, Counts]:
    """Counts of every organisation and of everything above it. `parents`: id -> parent, None at the root."""
    found: dict[str, Counts] = {}
    for name, parent in bottom_up(own, parents):
        if name in own:
            found.setdefault(name, Counts()).add(own[name])
        if parent is not None:
            found.setdefault(parent, Counts()).add(found[name])
    return found


def bottom_up(names: Iterable[str], parents: Mapping[str, str | None]) -> list[tuple[str, str | None]]:
    """These organisations and all above them with the one above, each after everything below it."""
    depth: dict[str, int] = {}

    def deep(name: str) -> int:
        if name not in depth:
            parent = parents.get(name)
            depth[name] = 0 if parent is None else deep(parent) + 1
        return depth[name]

    for name in names:
        deep(name)
    return [(name, parents.get(name)) for name in sorted(depth, key=lambda one: (-depth[one], one))]
