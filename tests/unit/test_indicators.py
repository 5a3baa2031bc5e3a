"""Indicators: the worked example, exactness, no data, and intervals that hold the value."""

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edu_site.progress.indicators import Definitions, Shares, interval_of, read_indicator, read_indicators, value_of

HOUSE = Path(__file__).resolve().parents[2]
FOUND, PROBLEMS = read_indicators(HOUSE)
assert FOUND is not None, PROBLEMS
DEFINITIONS: Definitions = FOUND
IDS = (
    "progress", "quality_marks", "quality_pupils", "mean_mark", "sou_assessed", "sou_roll", "share_5", "share_4", "share_3",
    "share_2", "attendance", "missed_illness", "missed_excused", "missed_unexcused", "late",
)  # fmt: skip
COUNT = st.integers(0, 400)
WORKED = (6, 10, 7, 2)


@pytest.mark.parametrize(
    ("indicator", "value"), [("progress", "92"), ("quality_marks", "64"), ("mean_mark", "3.80"), ("sou_assessed", "60.96")]
)
def test_the_worked_example(indicator: str, value: str) -> None:
    assert value_of(DEFINITIONS.indicators[indicator], WORKED) == Fraction(value)


def test_pupils_not_assessed_count_with_seven_when_the_roll_counts() -> None:
    assert value_of(DEFINITIONS.indicators["sou_roll"], WORKED, 5) == Fraction(1524 + 7 * 5, 30)
    assert value_of(DEFINITIONS.indicators["sou_assessed"], WORKED, 5) == Fraction("60.96")


def test_attendance_is_what_is_left_of_the_lessons_and_late_is_not_missed() -> None:
    missed = (3, 4, 13, 480)  # unexcused, excused, illness, present: 20 lessons of 25 pupils
    assert value_of(DEFINITIONS.indicators["attendance"], missed) == 96
    assert value_of(DEFINITIONS.indicators["missed_illness"], missed) == Fraction("2.6")


@pytest.mark.parametrize("indicator", sorted(DEFINITIONS.indicators))
def test_nothing_by_nothing_is_no_data(indicator: str) -> None:
    assert value_of(DEFINITIONS.indicators[indicator], (0, 0, 0, 0)) is None


def test_every_promised_indicator_is_defined_in_both_languages() -> None:
    assert set(IDS) <= set(DEFINITIONS.indicators)
    for one in DEFINITIONS.indicators.values():
        assert one.name.kk
        assert one.name.ru
        assert one.definition.kk
        assert one.definition.ru


def test_mark_level_and_pupil_level_have_different_names() -> None:
    marks, pupils = DEFINITIONS.indicators["quality_marks"], DEFINITIONS.indicators["quality_pupils"]
    assert marks.family != pupils.family
    assert marks.name != pupils.name


@given(st.tuples(COUNT, COUNT, COUNT, COUNT), COUNT)
def test_fast_equals_naive(counts: tuple[int, int, int, int], unknown: int) -> None:
    """Against lists of marks, added up and divided one by one."""
    marks = [5] * counts[0] + [4] * counts[1] + [3] * counts[2] + [2] * counts[3]
    simonov = {5: 100, 4: 64, 3: 36, 2: 16}
    values = DEFINITIONS.indicators
    if marks:
        assert value_of(values["progress"], counts) == Fraction(100 * sum(mark >= 3 for mark in marks), len(marks))
        assert value_of(values["quality_marks"], counts) == Fraction(100 * sum(mark >= 4 for mark in marks), len(marks))
        assert value_of(values["mean_mark"], counts) == Fraction(sum(marks), len(marks))
        assert value_of(values["sou_assessed"], counts) == Fraction(sum(simonov[mark] for mark in marks), len(marks))
    if marks or unknown:
        points = [simonov[mark] for mark in marks] + [7] * unknown
        assert value_of(values["sou_roll"], counts, unknown) == Fraction(sum(points), len(points))


@given(st.tuples(COUNT, COUNT, COUNT, COUNT), COUNT, st.integers(0, 12))
def test_an_interval_holds_the_value_and_closes_on_it(counts: tuple[int, int, int, int], unknown: int, slack: int) -> None:
    total, roll = sum(counts), sum(counts) + unknown
    if not total:
        return

    def around(count: int, of: int) -> tuple[int, int]:
        return max(0, 100 * count // of - slack), min(100, -(-100 * count // of) + slack)

    shares = Shares(
        around(counts[0], total), around(sum(counts[:2]), total), around(sum(counts[:3]), total), around(unknown, roll)
    )
    for indicator in DEFINITIONS.indicators.values():
        if indicator.family == "marks":
            exact, found = value_of(indicator, counts, unknown), interval_of(indicator, shares)
            assert found is not None
            assert exact is not None
            assert found[0] <= exact <= found[1]


def test_a_share_that_is_not_published_gives_no_figure() -> None:
    assert interval_of(DEFINITIONS.indicators["mean_mark"], Shares(None, (10, 20), (80, 90))) is None
    assert interval_of(DEFINITIONS.indicators["progress"], Shares(None, None, (80, 90))) == (80, 90)


def test_definitions_have_dates_of_validity() -> None:
    assert "progress" in {one.id for one in DEFINITIONS.valid(dt.date(2026, 6, 1))}
    assert DEFINITIONS.valid(dt.date(1999, 1, 1)) == ()


def test_a_definition_with_an_unknown_count_is_refused() -> None:
    text = (HOUSE / "data" / "indicators" / "progress.yml").read_text(encoding="utf-8").replace("n3: 100", "n6: 100")
    _found, problems = read_indicator(text, "progress.yml")
    assert [problem.code for problem in problems] == ["D01"]
    assert problems[0].where.line > 1
