"""The attack of a reader who knows no sizes but the published classes of them.

In: what is said of one share by every organisation, the tree. Out: organisations of which the others leave less than their own
band says, for every choice of sizes within the classes: what is found here is open to anyone.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from edu_site.model.safe import Band, Cell, Suppressed
from edu_site.progress.groups import Place
from edu_site.progress.policy import Policy

WHOLE = (Fraction(0), Fraction(100))
Sizes = tuple[int, int | None]  # at least, at most; None: no limit


def opened(told: Mapping[str, Cell], places: Mapping[str, Place], policy: Policy) -> Iterator[str]:
    """Children narrowed by their parent and their sisters together."""
    children: dict[str, list[str]] = {}
    for name in sorted(told):
        if isinstance(told[name], Band | Suppressed) and places[name].parent in told:
            children.setdefault(places[name].parent or "", []).append(name)
    for parent, names in children.items():
        if not isinstance(told[parent], Band):
            continue
        above = ends(told[parent])
        sizes = {name: sizes_of(told[name], places[name], policy) for name in names}
        for name in names:
            others = [(ends(told[other]), sizes[other]) for other in names if other != name]
            own = ends(told[name])
            high = above[1] + at_most([(above[1] - other[0], size) for other, size in others], sizes[name])
            low = above[0] - at_most([(other[1] - above[0], size) for other, size in others], sizes[name])
            if high < own[1] or low > own[0]:
                yield name


def ends(cell: Cell) -> tuple[Fraction, Fraction]:
    return (Fraction(str(cell.low)), Fraction(str(cell.high))) if isinstance(cell, Band) else WHOLE


def sizes_of(cell: Cell, place: Place, policy: Policy) -> Sizes:
    """What is known of a group's size: its class, or that it is small; a band too wide to be told may be of any size."""
    if isinstance(cell, Band):
        one = next(size for size in policy.record.classes if size.id == cell.group)
        return max(1, one.least), one.most
    if isinstance(cell, Suppressed) and cell.reason == "small_group":
        return 1, policy.minimum(place.minimum) - 1
    return 1, None


def at_most(differences: list[tuple[Fraction, Sizes]], own: Sizes) -> Fraction:
    """The most the others can add, in percent points of the own group: sizes chosen against the attacker."""
    total = Fraction(0)
    for difference, (least, most) in differences:
        if difference > 0 and most is None:
            return Fraction(10**9)
        total += difference * (most or least if difference > 0 else least)
    if total >= 0:
        return total / own[0]
    return total / own[1] if own[1] else Fraction(0)
