"""What is computed: indicators as definitions in `data/indicators/*.yml`, over a fixed vocabulary of counts.

An indicator is a weighted sum of counts over a sum of counts. From exact counts it is an exact fraction (`value_of`). From
intervals of the cumulative shares p1 <= p2 <= p3 it is an interval (`interval_of`): with q = p/100 the sum of weights
w1..w4 over the categories is w4 + (w3 - w4) q3 + (w2 - w3) q2 + (w1 - w2) q1, so each end is reached at ends of the shares.
0/0 is None, "no data", never 0. Formulas: DOMAIN, "progress and attendance"; SOU after V. P. Simonov.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal, NamedTuple

from edu_site.model.organisation import Texts
from edu_site.model.record import record
from edu_site.places import delivered
from edu_site.problems import Problem, Where
from edu_site.source.files import read_text
from edu_site.source.schema import locate, to_record
from edu_site.source.yaml import read_yaml

Interval = tuple[int, int]  # whole percents, both ends closed
CATEGORIES = {
    "marks": ("n5", "n4", "n3", "n2"),
    "pupils": ("n5", "n4", "n3", "n2"),
    "attendance": ("unexcused", "excused", "illness", "present"),
}
ASIDE = {"marks": "u", "pupils": "u", "attendance": "late"}
FINENESS = {"percent": 1, "mark": 100}  # published ends: whole percents, hundredths of a mark
PARTS = 10_000


@record
class Formula:
    """`weights` of counts, over the sum of: all assessed (n5..n2), the roll (n5..n2, u), or the pupil-lessons."""

    weights: Mapping[str, int]
    over: Literal["assessed", "roll", "lessons"]


@record
class Indicator:
    id: str
    version: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    family: Literal["marks", "pupils", "attendance"]
    unit: Literal["percent", "mark"]
    direction: Literal["higher", "lower", "none"]
    decimals: int
    formula: Formula
    by: tuple[str, ...]  # what it is published by: "", "subject", "grade", ... ("": the whole organisation)
    name: Texts
    definition: Texts

    @property
    def weights(self) -> tuple[int, int, int, int]:
        """Of the four categories, in their cumulative order."""
        a, b, c, d = (self.formula.weights.get(name, 0) for name in CATEGORIES[self.family])
        return a, b, c, d

    @property
    def aside(self) -> int:
        """The weight of the count with its own total: not assessed, late."""
        return self.formula.weights.get(ASIDE[self.family], 0)


class Shares(NamedTuple):
    """Intervals of the three cumulative shares and of the share aside; None: not published for this group."""

    p1: Interval | None = None
    p2: Interval | None = None
    p3: Interval | None = None
    aside: Interval | None = None


def value_of(indicator: Indicator, counts: tuple[int, int, int, int], aside: int = 0) -> Fraction | None:
    """The exact value from counts of the four categories (pupils, marks or pupil-lessons); None for 0/0."""
    over = sum(counts) + (aside if indicator.formula.over == "roll" else 0)
    summed = sum(weight * count for weight, count in zip(indicator.weights, counts, strict=True)) + indicator.aside * aside
    return Fraction(summed, over) if over else None


def interval_of(indicator: Indicator, shares: Shares) -> tuple[Fraction, Fraction] | None:
    """Between which values it lies when the shares lie in their intervals; None when a share it needs is not published."""
    found = interval(measure_of(indicator), shares)
    return None if found is None else (Fraction(found[0], PARTS), Fraction(found[1], PARTS))


class Measure(NamedTuple):
    """What an indicator computes, for the many times it is computed."""

    weights: tuple[int, int, int, int]
    aside: int
    over: str
    fineness: int  # published ends are rounded outward to so many parts of a unit


def measure_of(indicator: Indicator) -> Measure:
    return Measure(indicator.weights, indicator.aside, indicator.formula.over, FINENESS[indicator.unit])


def interval(measure: Measure, shares: Shares) -> tuple[int, int] | None:
    """The same in whole ten-thousandths: percents of percents are whole there, so nothing is rounded."""
    if measure.over == "lessons" and measure.aside:
        return None if shares.aside is None else (100 * measure.aside * shares.aside[0], 100 * measure.aside * shares.aside[1])
    found = weighted(measure.weights, shares)
    if found is None:
        return None
    if measure.over != "roll":
        return 100 * found[0], 100 * found[1]
    if shares.aside is None:
        return None
    corners = [value * (100 - share) + 100 * measure.aside * share for value in found for share in shares.aside]
    return min(corners), max(corners)


def weighted(weights: tuple[int, int, int, int], shares: Shares) -> tuple[int, int] | None:
    """The weighted sum over the categories in hundredths, within the least and the greatest weight."""
    w1, w2, w3, w4 = weights
    low = high = 100 * w4
    for factor, share in ((w1 - w2, shares.p1), (w2 - w3, shares.p2), (w3 - w4, shares.p3)):
        if factor:
            if share is None:
                return None
            first, last = (share[0], share[1]) if factor > 0 else (share[1], share[0])
            low, high = low + factor * first, high + factor * last
    return max(low, 100 * min(weights)), min(high, 100 * max(weights))


def is_base(indicator: Indicator) -> bool:
    """Whether it says one share itself (progress: p3) and not something derived from several."""
    w1, w2, w3, w4 = indicator.weights
    return (
        sum(bool(step) for step in (w1 - w2, w2 - w3, w3 - w4)) == 1
        and indicator.formula.over != "roll"
        and not indicator.aside
    )


SHARES = Shares._fields
Base = tuple[str, bool]  # the indicator that says a share itself, and whether it says 100 less it
Bases = Mapping[str, tuple[Base | None, ...]]  # family -> of each of its shares; None: no indicator says it, so it is not told


def bases_of(indicators: Iterable[Indicator]) -> Bases:
    """The indicator that says each share of a family; the first by id where there are several."""
    found: dict[tuple[str, str], Base] = {}
    for indicator in sorted(indicators, key=lambda one: one.id):
        w1, w2, w3, w4 = indicator.weights
        if indicator.aside and not any(indicator.weights):
            found.setdefault((indicator.family, "aside"), (indicator.id, False))
        elif is_base(indicator):
            name = "p1" if w1 != w2 else "p2" if w2 != w3 else "p3"
            found.setdefault((indicator.family, name), (indicator.id, w1 < w4 or w3 < w4))
    return {family: tuple(found.get((family, name)) for name in SHARES) for family in CATEGORIES}


@dataclass(frozen=True, slots=True, eq=False)
class Definitions:
    """All indicators by id, and the version of the whole: the latest of theirs with the digest of all files."""

    indicators: dict[str, Indicator]
    version: str

    @property
    def bases(self) -> Bases:
        return bases_of(self.indicators.values())

    def valid(self, day: dt.date) -> tuple[Indicator, ...]:
        """Those in force on a day, in the order of their ids."""
        found = (self.indicators[name] for name in sorted(self.indicators))
        return tuple(one for one in found if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to))


def read_indicators(project: Path) -> tuple[Definitions | None, tuple[Problem, ...]]:
    """The definitions of a project, else the delivered ones."""
    own = (project / "data" / "indicators").is_dir()
    root, below = (project, "data/indicators") if own else (delivered("data"), "indicators")
    problems: list[Problem] = []
    indicators: dict[str, Indicator] = {}
    digest = hashlib.sha256()
    for file in sorted((root / below).glob("*.yml")):
        text = read_text(root, f"{below}/{file.name}")
        if isinstance(text, Problem):
            problems.append(text)
            continue
        digest.update(file.name.encode() + b"\0" + text.encode() + b"\0")
        found, told = read_indicator(text, f"{below}/{file.name}")
        problems += told
        indicators |= {found.id: found} if found else {}
    version = max((one.version for one in indicators.values()), default="")
    return (None if problems else Definitions(indicators, f"{version}+{digest.hexdigest()[:12]}")), tuple(problems)


def read_indicator(text: str, path: str) -> tuple[Indicator | None, tuple[Problem, ...]]:
    """One definition; counts it names must exist."""
    node, problems = read_yaml(text, path)
    if node is None:
        return None, problems
    found, typed = to_record(node, Indicator)
    problems = (*problems, *typed)
    if found is None:
        return None, problems
    known = {*CATEGORIES[found.family], ASIDE[found.family]}
    unknown = sorted(set(found.formula.weights) - known)
    where = locate(node, ("formula", "weights"), key=False) if unknown else Where(path)
    told = [Problem(where, "D01", {"value": name, "allowed": ", ".join(sorted(known))}) for name in unknown]
    return found, (*problems, *told)
