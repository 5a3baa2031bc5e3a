"""What can be known about two counts of one group: an exact region of the plane.

A group's counts `x` <= `y` (pupils on 4 and 5; pupils on 3, 4 and 5) are bounded in three directions: x, y and y - x. In two
dimensions such regions are closed under intersection and Minkowski sum, with bounds that simply add (their normal fan
is unimodular, so this holds for whole numbers as for reals). That makes the attack on a tree of groups exact: a sum on the way
up, an intersection on the way down, and nothing that a linear or integer program could add. Three counts would not do: the sums
of such bodies have faces in other directions, which is why the third count of a family is published at one level only.
"""

from collections.abc import Iterable
from typing import NamedTuple


class Region(NamedTuple):
    """All whole (x, y) within the bounds; counts of pupils or pupil-lessons. Tight: every bound is reached."""

    x_low: int
    x_high: int
    y_low: int
    y_high: int
    gap_low: int
    gap_high: int

    def __add__(self, other: "Region") -> "Region":  # type: ignore[override]
        """The sums of a point of each (Minkowski)."""
        return Region(
            self.x_low + other.x_low,
            self.x_high + other.x_high,
            self.y_low + other.y_low,
            self.y_high + other.y_high,
            self.gap_low + other.gap_low,
            self.gap_high + other.gap_high,
        )

    def without(self, part: "Region") -> "Region":
        """The bounds of the other summands; only of a sum that `part` was added to."""
        return Region(
            self.x_low - part.x_low,
            self.x_high - part.x_high,
            self.y_low - part.y_low,
            self.y_high - part.y_high,
            self.gap_low - part.gap_low,
            self.gap_high - part.gap_high,
        )

    def less(self, other: "Region") -> "Region":
        """What is left for one summand when the sum lies in this region and the others in `other`."""
        return Region(
            self.x_low - other.x_high,
            self.x_high - other.x_low,
            self.y_low - other.y_high,
            self.y_high - other.y_low,
            self.gap_low - other.gap_high,
            self.gap_high - other.gap_low,
        )

    def within(self, other: "Region") -> "Region | None":
        """The points in both, tight; None when there are none."""
        return tight(
            max(self.x_low, other.x_low),
            min(self.x_high, other.x_high),
            max(self.y_low, other.y_low),
            min(self.y_high, other.y_high),
            max(self.gap_low, other.gap_low),
            min(self.gap_high, other.gap_high),
        )

    def holds(self, x: int, y: int) -> bool:
        return self.x_low <= x <= self.x_high and self.y_low <= y <= self.y_high and self.gap_low <= y - x <= self.gap_high


def tight(x_low: int, x_high: int, y_low: int, y_high: int, gap_low: int, gap_high: int) -> Region | None:
    """The shortest paths between 0, x and y: three nodes, so one step over the third is enough."""
    over_x, over_y, over_gap = y_low - gap_high, x_low + gap_low, y_low - x_high  # written out: asked millions of times
    under_x, under_y, under_gap = y_high - gap_low, x_high + gap_high, y_high - x_low
    x_low, x_high = max(x_low, over_x), min(x_high, under_x)
    y_low, y_high = max(y_low, over_y), min(y_high, under_y)
    gap_low, gap_high = max(gap_low, over_gap), min(gap_high, under_gap)
    if x_low > x_high or y_low > y_high or gap_low > gap_high:
        return None
    return Region(x_low, x_high, y_low, y_high, gap_low, gap_high)


NOTHING = Region(0, 0, 0, 0, 0, 0)


def everything(total: int) -> Region:
    """0 <= x <= y <= total: what is known of a group of which nothing is said."""
    return Region(0, total, 0, total, 0, total)


def summed(parts: Iterable[Region]) -> Region:
    found = tuple(parts)
    return Region._make(map(sum, zip(*found, strict=True))) if found else NOTHING
