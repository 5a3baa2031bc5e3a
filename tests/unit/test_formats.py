"""Dates, numbers, plurals and sizes as each language writes them."""

import datetime as dt

import pytest

from edu_site.language import Speech, words
from edu_site.render.views.pieces import grades_text, moment
from edu_site.source.schema import KAZAKHSTAN


def plain(text: str) -> str:
    """Without the spaces at which no line may break."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


MORNING = dt.datetime(2026, 11, 2, 10, 5, tzinfo=KAZAKHSTAN)


@pytest.mark.parametrize(
    ("language", "date", "time"),
    [("kk", "2026 ж. 2 қараша", "2026 ж. 2 қараша, 10:05"), ("ru", "2 ноября 2026 г.", "2 ноября 2026 г., 10:05")],
)
def test_a_date_in_words(language: Speech, date: str, time: str) -> None:
    assert plain(words(language).date(MORNING)) == date
    assert plain(words(language).moment(MORNING)) == time


def test_midnight_is_a_date() -> None:
    midnight = MORNING.replace(hour=0, minute=0)
    assert plain(moment(midnight, words("ru")).text) == "2 ноября 2026 г."
    assert moment(midnight, words("ru")).iso == "2026-11-02T00:00+05:00"
    assert plain(moment(MORNING, words("ru")).text) == "2 ноября 2026 г., 10:05"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "1 организация"),
        (2, "2 организации"),
        (5, "5 организаций"),
        (11, "11 организаций"),
        (21, "21 организация"),
        (102, "102 организации"),
    ],
)
def test_russian_has_three_forms(number: int, text: str) -> None:
    assert words("ru").plural("{n} organisation", "{n} organisations", number) == text


@pytest.mark.parametrize("number", [1, 2, 5, 21])
def test_kazakh_nouns_stay_in_the_singular_after_a_number(number: int) -> None:
    one, many = (words("kk").plural("{n} organisation", "{n} organisations", n) for n in (1, number))
    assert many == one.replace("1", str(number), 1)


def test_english_has_two_forms() -> None:
    say = words("en").plural
    assert [say("{n} page", "{n} pages", n) for n in (0, 1, 2, 21)] == ["0 pages", "1 page", "2 pages", "21 pages"]


def test_numbers_have_the_languages_comma_and_grouping() -> None:
    assert plain(words("ru").number(1204.5)) == "1 204,5"
    assert plain(words("kk").number(1204.5)) == "1 204,5"
    assert words("en").number(1204.5) == "1,204.5"


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1 KB"), (250_000, "244 KB"), (1_048_576, "1 MB"), (2_700_000, "2.6 MB")],
)
def test_sizes_come_in_the_unit_a_reader_expects(size: int, text: str) -> None:
    assert words("en").size(size) == text


def test_the_units_are_translated() -> None:
    assert words("kk").size(2_700_000) == "2,6 МБ"
    assert words("ru").size(250_000) == "244 КБ"


@pytest.mark.parametrize(
    ("grades", "text"),
    [((), ""), ((7,), "7"), ((5, 6, 7), "5–7"), ((9, 5, 6, 7), "5–7, 9"), ((1, 3, 5), "1, 3, 5"), ((10, 11, 11), "10–11")],
)
def test_grades_in_a_row_are_a_range(grades: tuple[int, ...], text: str) -> None:
    assert grades_text(grades, words("en")).removeprefix("Grades ").removeprefix("Grade ") == text
