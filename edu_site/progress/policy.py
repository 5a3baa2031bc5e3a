"""The disclosure policy as data: which groups are hidden, and where the borders of bands lie.

In: `data/disclosure.yml`. Out: a frozen `Policy` and the public borders of a group's bands. Borders depend on the size of
the group alone, never on its counts, so a band says that the count lies in it and nothing else.
"""

import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

from edu_site.model.record import record
from edu_site.places import delivered
from edu_site.problems import Problem
from edu_site.source.files import read_text
from edu_site.source.schema import to_record
from edu_site.source.yaml import read_yaml

ClassId = Literal["10-20", "21-40", "41-100", "101-300", "301+"]
LOWEST_MINIMUM = 5
NAME = "disclosure.yml"


@record
class SizeClass:
    """Bands of groups of `least` to `most` pupils, in percent points."""

    id: ClassId
    least: int
    most: int | None = None
    step: int
    end: int


@record
class PolicyRecord:
    id: Literal["disclosure"]
    version: str
    minimum_group: int
    enrolment_step: int
    fewest_counts: int
    widest_band: int
    split_cost: int
    classes: tuple[SizeClass, ...]


class Grid(NamedTuple):
    """Percents at which bands end, and how many of them are not above each whole percent."""

    percents: tuple[int, ...]
    up_to: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Borders:
    """Where bands end: a border is the first count of the band that begins at its percent; the first band begins at 0.

    The first band includes its upper border: nobody is told that it was not reached. `counts`: the borders of groups so small that
    some of the grid's would leave too few counts between them; those of larger groups are computed when they are asked for."""

    grid: Grid
    total: int
    least_width: int  # counts of an inner band, less one
    counts: tuple[int, ...] | None = None

    @property
    def percents(self) -> tuple[int, ...]:
        return self.grid.percents

    def first(self, place: int) -> int:
        """The border with this number, from 0."""
        if self.counts is not None:
            return self.counts[place]
        percent = self.grid.percents[place]
        return -(-percent * self.total // 100) if place else percent * self.total // 100 + 1

    def place(self, count: int) -> int:
        """How many borders are not above a count."""
        if self.counts is not None:
            return bisect_right(self.counts, count)
        if count >= self.total:
            return len(self.grid.percents)
        if count <= 0 or 100 * count == self.grid.percents[0] * self.total:
            return 0
        return self.grid.up_to[100 * count // self.total]

    def low(self, percent: int) -> int:
        """The lowest count a band that begins at `percent` can mean."""
        place = self.grid.up_to[percent] - 1
        if place >= 0 and self.grid.percents[place] == percent:
            return self.first(place)
        return -(-percent * self.total // 100)

    def high(self, percent: int) -> int:
        """The highest count a band that ends at `percent` can mean."""
        place = self.grid.up_to[percent] - 1
        if place >= 0 and self.grid.percents[place] == percent:
            return self.first(place) - 1
        return percent * self.total // 100

    def below(self, count: int) -> int:
        """The first count of the band it lies in, were all borders in place."""
        place = self.place(count)
        return self.first(place - 1) if place else 0

    def outward(self, low: int, high: int) -> tuple[int, int]:
        """The narrowest interval between borders that holds the counts from `low` to `high`."""
        percents, first, last = self.grid.percents, self.place(low), self.place(high)
        return (percents[first - 1] if first else 0), (percents[last] if last < len(percents) else 100)


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """One policy is one object: what was worked out for it is found again by its identity."""

    record: PolicyRecord
    digest: str

    def minimum(self, of_organisation: int) -> int:
        """The smallest group shown: an organisation may ask for more, never for less."""
        return max(self.record.minimum_group, of_organisation, LOWEST_MINIMUM)

    def size_class(self, size: int) -> SizeClass:
        """The class of a group; smaller groups than the first are hidden, and count as the first where they must."""
        found = self.record.classes[0]
        for one in self.record.classes:
            if size < one.least:
                break
            found = one
        return found

    def step(self, size: int, total: int | None = None) -> int:
        """Percent points of a band: of the size class, doubled until `fewest_counts` counts fit into it."""
        step, counts = self.size_class(size).step, 100 * self.record.fewest_counts
        factor = -(-counts // (step * (total or size))) if step * (total or size) < counts else 1
        return min(factor * step, -(-100 // step) * step)

    def borders(self, size: int, total: int) -> Borders:
        """The borders for a group of `size` pupils counted in `total` units (pupils, or pupil-lessons)."""
        return borders_of(self, size, total)

    def enrolment(self, size: int, minimum: int) -> int | None:
        """Learners rounded half up; None when the group is hidden."""
        step = self.record.enrolment_step
        return (2 * size + step) // (2 * step) * step if size >= minimum else None


@lru_cache(maxsize=1_000_000)
def borders_of(policy: Policy, size: int, total: int) -> Borders:
    one = policy.size_class(size)
    step, counts = one.step, 100 * policy.record.fewest_counts
    if step * total < counts:
        step = policy.step(size, total)
    return borders(total, step, one.end, policy.record.fewest_counts)


@lru_cache(maxsize=200_000)
def borders(total: int, step: int, end: int, fewest: int) -> Borders:
    """Borders at the multiples of `step` from `end` to 100 - `end`; those that would leave fewer than `fewest` counts go."""
    grid = grid_of(step, end)
    width = max(fewest, step * total // 100 - 1) - 1
    narrowest = min(end, *(after - before for before, after in pairwise(grid.percents)))
    if narrowest * total >= 100 * (fewest + 1):  # rounding takes less than one count from a band
        return Borders(grid, total, width)
    kept: list[tuple[int, int]] = []
    for percent in grid.percents:
        first = -(-percent * total // 100) if kept else percent * total // 100 + 1
        if first - (kept[-1][0] if kept else 0) >= fewest and total - first + 1 >= fewest:
            kept.append((first, percent))
    return Borders(gridded(tuple(percent for _count, percent in kept)), total, width, tuple(count for count, _percent in kept))


@cache
def grid_of(step: int, end: int) -> Grid:
    return gridded(tuple(sorted({end, 100 - end, *(p for p in range(0, 100, step) if end < p < 100 - end)})))


@cache
def gridded(percents: tuple[int, ...]) -> Grid:
    return Grid(percents, tuple(bisect_right(percents, percent) for percent in range(101)))


def read_policy(project: Path) -> tuple[Policy | None, tuple[Problem, ...]]:
    """The policy of a project, else the delivered one."""
    own = project / "data" / NAME
    root, path = (project, f"data/{NAME}") if own.is_file() else (delivered("data"), NAME)
    text = read_text(root, path)
    if isinstance(text, Problem):
        return None, (text,)
    node, problems = read_yaml(text, path)
    if node is None:
        return None, problems
    found, typed = to_record(node, PolicyRecord)
    if found is not None and found.minimum_group < LOWEST_MINIMUM:
        return None, (*problems, Problem(node.where, "O14"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return (Policy(found, digest) if found else None), (*problems, *typed)
