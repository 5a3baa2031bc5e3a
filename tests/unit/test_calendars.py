"""School years: terms and breaks follow one another without a gap, and the demonstration has its lessons in terms."""

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest

from edu_site.model.progress import Calendar
from edu_site.progress.calendars import school_year
from edu_site.progress.demonstration.lessons import DAYS
from edu_site.progress.demonstration.register import STARTS, date_of
from edu_site.progress.profiles import read_calendars
from edu_site.source.record_files import read_record_file

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "data" / "calendar").glob("*.yml"))
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_day_of_a_year_is_in_one_term_or_one_break(path: Path) -> None:
    calendar, problems = read_record_file(path.parent, path.name, path.name, Calendar)
    assert problems == ()
    assert calendar is not None
    assert calendar.id == path.stem == f"{calendar.start.year}-{calendar.end.year}"
    assert [term.id for term in calendar.terms] == ["q1", "q2", "q3", "q4"]
    spans = sorted((one.start, one.end) for one in (*calendar.terms, *calendar.breaks))
    assert (spans[0][0], spans[-1][1]) == (calendar.start, calendar.end)
    assert all(end + DAY == start for (_, end), (start, _) in pairwise(spans))
    assert {term for half in calendar.half_years for term in half.terms} == {term.id for term in calendar.terms}


def test_the_demonstration_has_its_lessons_in_the_terms_of_the_calendars() -> None:
    years, _problems = read_calendars(ROOT)
    assert {f"{year}-{year + 1}" for year, _term in STARTS} <= set(years)
    for year, term in STARTS:
        days = [date_of(year, term, number) for number in range(DAYS[term])]
        assert {school_year(f"{year}-{year + 1}", years).term_of(day) for day in days} == {term}
        assert all(day.weekday() < 5 for day in days)
