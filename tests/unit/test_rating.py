"""A rating recomputed by hand, and its manners: ties, gaps, exclusions, intervals."""

import datetime as dt

from edu_site.model.content import Rating
from edu_site.model.entries import TableData
from edu_site.model.organisation import Texts
from edu_site.model.parts import Exclusion, Indicator, Period
from edu_site.model.plan import RatedPlan
from edu_site.plan.rating import places, rate

TEXT = Texts(kk="А", ru="Б")


def indicator(name: str, weight: float = 1, *, less: bool = False) -> Indicator:
    direction = "lower_is_better" if less else "higher_is_better"
    return Indicator(
        id=name, title=TEXT, definition=TEXT, unit=TEXT, source=TEXT, direction=direction, weight=weight, rationale=TEXT
    )


def rating(*indicators: Indicator, excluded: tuple[str, ...] = (), **more: str) -> Rating:
    return Rating(
        id="r",
        published=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
        period=Period(start=dt.date(2025, 9, 1), end=dt.date(2026, 5, 31)),
        indicators=indicators,
        file="r.csv",
        excluded=tuple(Exclusion(organisation=name, reason=TEXT) for name in excluded),
        **more,  # type: ignore[arg-type]
    )


def rated(item: Rating, *rows: tuple[str, ...]) -> dict[str, RatedPlan]:
    header = ("organisation", "peer_group", *(one.id for one in item.indicators))
    table = TableData(file="r.csv", header=header, rows=tuple((row[0], "city", *row[1:]) for row in rows))
    return {one.organisation_id: one for one in rate(item, table).rated}


def test_the_worked_example() -> None:
    """Books 10, 20, 40 per pupil (weight 3) and days of repair 4, 2, 6 (weight 1, the less the better).

    Min-max: books 0, 33.3, 100; repair 50, 100, 0. Means: (3*0+50)/4 = 12.5; (3*33.3+100)/4 = 50; (3*100+0)/4 = 75.
    """
    found = rated(
        rating(indicator("books", 3), indicator("repair", 1, less=True)), ("a", "10", "4"), ("b", "20", "2"), ("c", "40", "6")
    )
    assert {name: one.score for name, one in found.items()} == {"c": 75.0, "b": 50.0, "a": 12.5}
    assert {name: one.place for name, one in found.items()} == {"c": 1, "b": 2, "a": 3}
    assert list(found) == ["c", "b", "a"]
    assert found["b"].contributions == (100 / 3, 100.0)
    assert found["b"].values == (20.0, 2.0)


def test_the_interval_of_the_worked_example() -> None:
    """Nine variants. Without books, b (100) is first, a (50) second, c (0) last; the other eight keep c, b, a, but for the
    geometric mean, where the floor of 1 for a nought brings b (43.9) before c (31.6)."""
    found = rated(
        rating(indicator("books", 3), indicator("repair", 1, less=True)), ("a", "10", "4"), ("b", "20", "2"), ("c", "40", "6")
    )
    assert {name: (one.low, one.high) for name, one in found.items()} == {"c": (1, 3), "b": (1, 2), "a": (2, 3)}


def test_the_interval_holds_the_place_even_where_every_variant_differs() -> None:
    """x and y differ by less than a shown decimal: the method itself ties them at place 2, each of the 26 other variants does not."""
    x = (58, 37, 57, 15, 68, 34, 30, 15)
    rows = (("low", *["0"] * 8), ("top", *["100"] * 8), ("x", *map(str, x)), ("y", *(f"{value + 0.09:.2f}" for value in x)))
    found = rated(rating(*(indicator(f"i{place}") for place in range(8))), *rows)["x"]
    assert (found.place, found.low, found.high) == (2, 2, 3)


def test_equal_scores_share_a_place_and_the_next_is_passed_over() -> None:
    assert places({"a": 90.0, "b": 80.0, "c": 80.0, "d": 70.0}) == {"a": 1, "b": 2, "c": 2, "d": 4}
    found = rated(rating(indicator("books")), ("a", "4"), ("b", "3"), ("c", "3"), ("d", "1"))
    assert [one.place for one in found.values()] == [1, 2, 2, 4]


def test_scores_are_compared_as_they_are_shown() -> None:
    found = rated(rating(indicator("books")), ("a", "100000"), ("b", "50001"), ("c", "50000"), ("d", "0"))
    assert (found["b"].score, found["c"].score) == (50.0, 50.0)
    assert found["b"].place == found["c"].place == 2


def test_missing_data_is_not_nought_the_other_weights_grow() -> None:
    item = rating(indicator("books", 3), indicator("repair", 1))
    found = rated(item, ("a", "10", ""), ("b", "5", "4"), ("c", "0", "8"))
    assert found["a"].score == 100.0
    assert found["a"].values == (10.0, None)


def test_with_less_than_half_of_the_weight_there_is_no_place() -> None:
    item = rating(indicator("books", 3), indicator("repair", 1))
    found = rated(item, ("a", "", "9"), ("b", "5", "4"), ("c", "0", "8"))
    assert (found["a"].score, found["a"].place, found["a"].low, found["a"].high) == (None, None, None, None)
    assert list(found)[-1] == "a"
    assert found["b"].place == 1


def test_an_excluded_organisation_takes_no_part_whatever_the_table_says() -> None:
    found = rated(rating(indicator("books"), excluded=("a",)), ("a", "1000"), ("b", "2"), ("c", "1"))
    assert list(found) == ["b", "c"]
    assert found["b"].score == 100.0


def test_where_all_are_equal_all_stand_in_the_middle() -> None:
    found = rated(rating(indicator("books")), ("a", "7"), ("b", "7"))
    assert [(one.score, one.place, one.low, one.high) for one in found.values()] == [(50.0, 1, 1, 1)] * 2


def test_standard_scores_are_centred_on_fifty() -> None:
    found = rated(rating(indicator("books"), normalisation="z_score"), ("a", "1"), ("b", "2"), ("c", "3"))
    assert [one.score for one in found.values()] == [74.5, 50.0, 25.5]  # 50 + 20 * 1 / sqrt(2/3) = 74.49


def test_the_geometric_mean_punishes_a_weak_side() -> None:
    rows = (("even", "50", "50"), ("uneven", "100", "0"), ("weak", "0", "100"), ("strong", "100", "100"))
    arithmetic = rated(rating(indicator("x"), indicator("y")), *rows)
    geometric = rated(rating(indicator("x"), indicator("y"), aggregation="geometric"), *rows)
    assert arithmetic["even"].score == arithmetic["uneven"].score == 50.0
    assert geometric["even"].score == 50.0
    assert geometric["uneven"].score == 10.0  # sqrt(100 * 1)
