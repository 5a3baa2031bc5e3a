"""Borders of bands computed when they are asked for are those of the rule, taken one after the other."""

from bisect import bisect_right
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from edu_site.progress.policy import borders

GRIDS = ((20, 20), (40, 20), (10, 10), (5, 5), (1, 2), (2, 2), (1, 1), (3, 2))  # step and end, in percents


def rule(total: int, step: int, end: int, fewest: int) -> list[tuple[int, int]]:
    """(first count of the band above, percent) of every border that is kept."""
    kept: list[tuple[int, int]] = []
    for percent in sorted({end, 100 - end, *(p for p in range(0, 100, step) if end < p < 100 - end)}):
        first = -(-percent * total // 100) if kept else percent * total // 100 + 1
        if first - (kept[-1][0] if kept else 0) >= fewest and total - first + 1 >= fewest:
            kept.append((first, percent))
    return kept


@settings(max_examples=400, deadline=None)
@given(st.integers(1, 500) | st.integers(1, 400_000), st.sampled_from(GRIDS), st.integers(2, 4), st.data())
def test_borders_are_those_of_the_rule(total: int, grid: tuple[int, int], fewest: int, data: st.DataObject) -> None:
    kept, found = rule(total, *grid, fewest), borders(total, *grid, fewest)
    assert [(found.first(place), percent) for place, percent in enumerate(found.percents)] == kept
    firsts = [first for first, _percent in kept]
    near = data.draw(st.sampled_from(firsts or [0])) + data.draw(st.integers(-1, 1))
    for count in (near, data.draw(st.integers(0, total)), -1, total, total + 1, 1 << 60):
        place = bisect_right(firsts, count)
        assert found.place(count) == place
        assert found.below(count) == (firsts[place - 1] if place else 0)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 400_000), st.sampled_from(GRIDS))
def test_a_band_from_border_to_border_means_the_counts_between_them(total: int, grid: tuple[int, int]) -> None:
    kept, found = rule(total, *grid, 2), borders(total, *grid, 2)
    for (first, percent), (beyond, end) in pairwise(kept):
        assert (found.low(percent), found.high(end)) == (first, beyond - 1)
