"""What a republic of 20,000 organisations would take, from two measured sizes.

In: pairs of size and amount. Out: amounts on the straight line through the two largest sizes; what that assumes stands below the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass

REPUBLIC = 20_000  # organisations


@dataclass(frozen=True, slots=True)
class Line:
    """`start + each * size`; `each` is what one more organisation adds."""

    start: float
    each: float

    def at(self, size: int) -> float:
        return self.start + self.each * size


class TooFewSizes(Exception):
    """A slope needs two sizes."""


def line_through(amounts: Mapping[int, float]) -> Line:
    """The line through the two largest sizes. Raises TooFewSizes."""
    if len(amounts) < 2:
        raise TooFewSizes(str(sorted(amounts)))
    smaller, larger = sorted(amounts)[-2:]
    each = (amounts[larger] - amounts[smaller]) / (larger - smaller)
    return Line(amounts[larger] - each * larger, each)


def growth(amounts: Mapping[int, float]) -> float:
    """By how much of itself an amount grows from the second largest size to the largest: 0.1 is ten per cent. Raises TooFewSizes."""
    if len(amounts) < 2:
        raise TooFewSizes(str(sorted(amounts)))
    smaller, larger = sorted(amounts)[-2:]
    return amounts[larger] / amounts[smaller] - 1
