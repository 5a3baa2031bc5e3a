"""How large every published group is, and how many of its records changed between two counts of the same term.

In: counts of organisations, before and after. Out: for an organisation and dimensions: totals and changes, summed from the
smallest groups. What one reads here is known where pupils' data are; it is used to widen bands, never published.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from edu_site.progress.counts import Counts
from edu_site.progress.groups import Dimensions, Family, Place


@dataclass(frozen=True, slots=True)
class Extent:
    """`total` in pupils or pupil-lessons, `roll` with those aside, `size` in pupils; `changes`: the fewest records changed."""

    total: int = 0
    roll: int = 0
    size: int = 0
    changes: int = 0

    def __add__(self, other: "Extent") -> "Extent":
        return Extent(self.total + other.total, self.roll + other.roll, self.size + other.size, self.changes + other.changes)


Extents = dict[tuple[str, Family, Dimensions], Extent]
NO_MARKS = (0, 0, 0, 0, 0)
NOT_MISSED = (0, 0, 0, 0, 0, 0)


def extents(own: Mapping[str, Counts], places: Mapping[str, Place], before: Mapping[str, Counts] | None = None) -> Extents:
    """Of every group a row can be about, up the tree. Without `before` nothing has changed."""
    found: Extents = {}
    for name in sorted({*own, *(before or {})}):
        for family, keys, extent in smallest(own.get(name, Counts()), None if before is None else before.get(name, Counts())):
            above: str | None = name
            while above is not None:
                for dimensions in keys:
                    key = (above, family, dimensions)
                    found[key] = found.get(key, Extent()) + extent
                above = places[above].parent
    return found


def smallest(now: Counts, before: Counts | None) -> Iterator[tuple[Family, tuple[Dimensions, ...], Extent]]:
    """The smallest groups of an organisation with the dimensions of every row they count in."""
    old = before or now
    for subject, sex in sorted({*now.marks, *old.marks}):
        row = now.marks.get((subject, sex), NO_MARKS)
        keys: list[Dimensions] = [("", None, "", ""), (subject, None, "", "")]
        keys += [("", None, "", sex), (subject, None, "", sex)] if sex else []
        changed = changes(row, old.marks.get((subject, sex), NO_MARKS))
        yield "marks", tuple(keys), Extent(sum(row[:4]), sum(row), sum(row[:4]), changed)
    for language, grade in sorted({*now.pupils, *old.pupils}):
        row = now.pupils.get((language, grade), NO_MARKS)
        changed = changes(row, old.pupils.get((language, grade), NO_MARKS))
        by: tuple[Dimensions, ...] = (
            ("", None, "", ""),
            ("", grade, "", ""),
            ("", None, language, ""),
            ("", grade, language, ""),
        )
        yield "pupils", by, Extent(sum(row[:4]), sum(row), sum(row[:4]), changed)
    for grade in sorted({*now.attendance, *old.attendance}):
        missed, was = now.attendance.get(grade, NOT_MISSED), old.attendance.get(grade, NOT_MISSED)
        changed = max(changes(missed[:4], was[:4]), abs(missed[4] - was[4]))
        lessons = sum(missed[:4])
        yield "attendance", (("", None, "", ""), ("", grade, "", "")), Extent(lessons, lessons, missed[5], changed)


def changes(now: Iterable[int], before: Iterable[int]) -> int:
    """The fewest records that can have changed: all that came, or all that went, whichever is more."""
    steps = [one - other for one, other in zip(now, before, strict=True)]
    return max(sum(step for step in steps if step > 0), sum(-step for step in steps if step < 0))
