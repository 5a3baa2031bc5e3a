"""An open rating, recomputed from the values that were published with it.

In: a `Rating` and the cells of its table. Out: a `RatingResult`: score, place and interval of places for each organisation.
Normalisation, aggregation and the words for them follow the OECD/JRC Handbook on Constructing Composite Indicators (2008),
chapters 5 to 7. Missing data never counts as 0: the weights of the indicators that are there are scaled up, and an
organisation with less than half of the weight is not ranked. An excluded organisation takes no part, whatever the table
says. Equal rounded scores share a place ("1224"), and the interval of places always holds the place itself.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from statistics import fmean, pstdev

from edu_site.model.content import Rating
from edu_site.model.entries import TableData
from edu_site.model.plan import RatedPlan, RatingResult

WEIGHT_SHIFT = 0.25  # a weight is varied by a quarter
LOW_SHARE, HIGH_SHARE = 0.05, 0.95  # percentiles of the interval of places
MINIMUM_WEIGHT = 0.5  # share of the weights that must be present
FLOOR = 1.0  # of a normalised value in a geometric mean

Row = tuple[float | None, ...]  # one value per indicator


@dataclass(frozen=True, slots=True)
class Method:
    normalisation: str
    aggregation: str
    weights: tuple[float, ...]


def rate(item: Rating, table: TableData) -> RatingResult:
    """Scores 0 to 100, places from 1, and the 5th to 95th percentile of the places over all variants of the method."""
    columns = [table.header.index(indicator.id) for indicator in item.indicators]
    name_column, group_column = table.header.index("organisation"), table.header.index("peer_group")
    excluded = {exclusion.organisation for exclusion in item.excluded}
    rows = {row[name_column]: row for row in table.rows if row[name_column] not in excluded}
    values: dict[str, Row] = {name: tuple(float(row[c]) if row[c] else None for c in columns) for name, row in rows.items()}
    signs = tuple(1 if i.direction == "higher_is_better" else -1 for i in item.indicators)
    method = Method(item.normalisation, item.aggregation, tuple(i.weight for i in item.indicators))
    scores = score_all(values, signs, method)
    ranks = places(scores)
    seen = [places(score_all(values, signs, variant)) for variant in variants(method)]
    normal = normalised(values, signs, method.normalisation)
    rated = [
        RatedPlan(
            organisation_id=name,
            peer_group=rows[name][group_column],
            score=scores.get(name),
            place=ranks.get(name),
            low=interval(name, ranks, seen)[0],
            high=interval(name, ranks, seen)[1],
            values=values[name],
            contributions=normal[name],
        )
        for name in sorted(values, key=lambda name: (ranks.get(name, len(values) + 1), name))
    ]
    return RatingResult(rated=tuple(rated), variants=len(seen))


def variants(method: Method) -> Iterator[Method]:
    """The method itself, each weight a quarter up and down, each indicator left out, the other normalisation and
    aggregation."""
    yield method
    for place, weight in enumerate(method.weights):
        for factor in (1 - WEIGHT_SHIFT, 1 + WEIGHT_SHIFT, 0.0):
            if factor or len(method.weights) > 1:
                weights = (*method.weights[:place], weight * factor, *method.weights[place + 1 :])
                yield Method(method.normalisation, method.aggregation, weights)
    other = "z_score" if method.normalisation == "min_max" else "min_max"
    yield Method(other, method.aggregation, method.weights)
    other = "geometric" if method.aggregation == "arithmetic" else "arithmetic"
    yield Method(method.normalisation, other, method.weights)


def score_all(values: Mapping[str, Row], signs: tuple[int, ...], method: Method) -> dict[str, float]:
    """Scores rounded to one decimal, of those that have enough data."""
    found: dict[str, float] = {}
    for name, row in normalised(values, signs, method.normalisation).items():
        score = aggregated(row, method)
        if score is not None:
            found[name] = math.floor(score * 10 + 0.5) / 10
    return found


def normalised(values: Mapping[str, Row], signs: tuple[int, ...], normalisation: str) -> dict[str, Row]:
    """Every value on a scale on which more is better and 50 is the middle."""
    scales: list[Callable[[float], float]] = []
    for place, sign in enumerate(signs):
        column = [value * sign for row in values.values() if (value := row[place]) is not None]
        scales.append(min_max(column) if normalisation == "min_max" else z_score(column))
    return {
        name: tuple(
            None if value is None else scale(value * sign) for value, sign, scale in zip(row, signs, scales, strict=True)
        )
        for name, row in values.items()
    }


def min_max(column: list[float]) -> Callable[[float], float]:
    low, high = (min(column), max(column)) if column else (0.0, 0.0)
    return lambda value: 50.0 if high == low else 100 * (value - low) / (high - low)


def z_score(column: list[float]) -> Callable[[float], float]:
    mean, spread = (fmean(column), pstdev(column)) if column else (0.0, 0.0)
    return lambda value: 50.0 if spread == 0 else 50 + 20 * (value - mean) / spread


def aggregated(row: Row, method: Method) -> float | None:
    """The weighted mean of what is there; None when too little is."""
    present = [(value, weight) for value, weight in zip(row, method.weights, strict=True) if value is not None]
    total = sum(weight for _value, weight in present)
    if total < MINIMUM_WEIGHT * sum(method.weights) or total == 0:
        return None
    if method.aggregation == "arithmetic":
        return sum(value * weight for value, weight in present) / total
    return math.exp(sum(math.log(max(value, FLOOR)) * weight for value, weight in present) / total)


def places(scores: Mapping[str, float]) -> dict[str, int]:
    """Standard competition ranking: equal scores share a place, the next ones are passed over."""
    return {name: 1 + sum(other > score for other in scores.values()) for name, score in scores.items()}


def interval(name: str, ranks: Mapping[str, int], seen: list[dict[str, int]]) -> tuple[int, int] | tuple[None, None]:
    """Lowest and highest place over the variants, without the outermost twentieths; none for who has no place."""
    if name not in ranks:
        return None, None
    found = [variant[name] for variant in seen if name in variant]
    return min(ranks[name], percentile(found, LOW_SHARE)), max(ranks[name], percentile(found, HIGH_SHARE))


def percentile(ranks: list[int], share: float) -> int:
    """Nearest-rank percentile."""
    return sorted(ranks)[max(0, math.ceil(share * len(ranks)) - 1)]
