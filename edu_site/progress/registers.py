"""Attendance: out of a class register with a column for each lesson, or out of a table that is already summed up.

In: a `Part`. Out: counts added to the file's `AttendanceTable`: pupils on roll, lessons held, lessons missed by kind (DOMAIN,
progress and attendance). Possible pupil-lessons are lessons held times pupils on roll; being late is not missing.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from edu_site.progress.calendars import SchoolYear, school_year
from edu_site.progress.cells import date_of, text_of, wrong
from edu_site.progress.faults import Fault
from edu_site.progress.headers import Spread
from edu_site.progress.part import Part
from edu_site.progress.tidy import MISSED

Column = str | list[str]
FIRST_MONTH = 8  # a school year begins in August or later; earlier months belong to its second calendar year


def take_register(part: Part) -> None:
    """The marks of the term in their own column, and the attendance of every day with a lesson."""
    shared = part.common()
    lessons = [one for one in part.header.spread if lesson_day(one, part)]
    kinds = [part.read("mark", part.memos.absence, part.columns[one.index], one.index) for one in lessons]
    if part.raw("mark") is not None:
        part.put(shared, part.mark_column())
    if not part.extraction.failed and lessons:
        add_lessons(part, shared, list(zip(*kinds, strict=True)))


def lesson_day(one: Spread, part: Part) -> dt.date | None:
    """The day of a column; None for a column of a day that has not come and is empty. A day outside the term is a fault."""
    year = school_year(part.memos.school_year, part.memos.job.years)
    term = part.settled.values.get("term", "")
    day = day_of(one, part, year)
    place = (part.header.last + 1, one.index + 1, part.sheet.number)
    if isinstance(day, Fault):
        part.extraction.reject(Fault(day.code, day.values, *place))
        return None
    used = any(text_of(cell) for cell in part.columns[one.index])
    if day > part.memos.job.today and not used:
        return None
    if day > part.memos.job.today or not year.holds(day, term):
        part.extraction.reject(Fault("I21", {"value": day.isoformat(), "year": f"{year.id} {term}".strip()}, *place))
        return None
    return day


def day_of(one: Spread, part: Part, year: SchoolYear) -> dt.date | Fault:
    """The date a header means: written out, or a day under a month of this school year."""
    if "date" in one.dimensions:
        cell = one.dimensions["date"]
        return date_of(cell, part.memos.profile.dates, part.memos.epoch_1904)
    month, day = int(one.dimensions["month"]), int(one.dimensions["day"])
    try:
        return dt.date(int(year.id[:4]) + (month < FIRST_MONTH), month, day)
    except ValueError:
        return wrong("I20", f"{day}.{month}", formats="dd.mm.yyyy")


def add_lessons(part: Part, shared: dict[str, Column], rows: Sequence[tuple[str, ...]]) -> None:
    """Counts of one register, by sex: `rows` are the kinds of absence of each pupil in all lessons."""
    groups: dict[tuple[str, str, str, str], list[Counter[str]]] = {}
    columns = [as_list(shared[name], len(rows)) for name in ("term", "class", "language", "sex")]
    for row, group in zip(rows, zip(*columns, strict=True), strict=True):
        groups.setdefault(group, []).append(Counter(row))
    subject = shared["subject"]
    for group, pupils in groups.items():
        lessons = len(rows[0])
        counts = {name: sum(pupil[name] for pupil in pupils) for name in MISSED}
        counts |= {"roll": len(pupils), "lessons": lessons, "possible": lessons * len(pupils)}
        put(part, group, subject if isinstance(subject, str) else "", counts, part.header.first + 1)


def take_missed(part: Part) -> None:
    """The marks of all pupils, and what each of them missed in the term, told in columns of the same table."""
    shared = part.common()
    part.take_marks(shared)
    count = len(part.places)
    missed = [as_list(part.value(name), count) for name in MISSED]
    lessons = as_list(part.needed("lessons"), count)
    columns = [as_list(shared[name], count) for name in ("term", "class", "language", "sex")]
    if part.extraction.failed:
        return
    sums: dict[tuple[str, str, str, str], Counter[str]] = {}
    for group, held, *row in zip(zip(*columns, strict=True), lessons, *missed, strict=True):
        total = sums.setdefault(group, Counter())
        total.update({name: int(text or 0) for name, text in zip(MISSED, row, strict=True)})
        total.update(roll=1, possible=int(held))
        total["lessons"] = max(total["lessons"], int(held))
    for group, total in sums.items():
        counts = {name: total[name] for name in ("roll", "lessons", "possible", *MISSED)}
        put(part, group, "", counts, part.header.first + 1)


def put(part: Part, group: tuple[str, str, str, str], subject: str, counts: dict[str, int], row: int) -> None:
    place = f"{part.sheet.number}:{row}" if part.sheet.number else str(row)
    if other := part.extraction.attendance.add(group, subject, counts, place):
        part.extraction.reject(Fault("I18", {"other": other}, row, sheet=part.sheet.number))


def as_list(column: Column, count: int) -> list[str]:
    return [column] * count if isinstance(column, str) else column


# ---------------------------------------------------------------- tables that are summed up already


def take_attendance_row_by_row(part: Part) -> None:
    """Each row is a class (or its girls or boys) in a term."""
    count = len(part.places)
    label, language, sex = as_list(part.labels(), count), as_list(part.needed("language"), count), part.sexes()
    keys = (as_list(part.needed("term"), count), label, language, as_list(sex, count))
    subject = as_list(part.value("subject"), count)
    numbers = {name: as_list(part.value(name), count) for name in ("roll", "lessons", "possible", *MISSED)}
    for n, group in enumerate(zip(*keys, strict=True)):
        row = {name: column[n] for name, column in numbers.items()}
        if (part.sheet.number, part.places[n]) in part.extraction.bad_rows:
            continue
        counts, problem = counted(row)
        if problem:
            fault = Fault("I41", {"what": problem}, part.places[n], sheet=part.sheet.number)
            part.extraction.reject(fault)
        elif not part.extraction.failed:
            put(part, group, subject[n], counts, part.places[n])


def counted(row: dict[str, str]) -> tuple[dict[str, int], str]:
    """The counts of a row, and what contradicts itself in them, "" when nothing does."""
    if not row["roll"] or not (row["lessons"] or row["possible"]):
        return {}, "roll, lessons"
    counts = {name: int(text or 0) for name, text in row.items()}
    counts["possible"] = counts["possible"] if row["possible"] else counts["roll"] * counts["lessons"]
    missed = counts["illness"] + counts["excused"] + counts["unexcused"]
    if row["lessons"] and counts["possible"] > counts["roll"] * counts["lessons"]:
        return counts, "possible > roll × lessons"
    if missed > counts["possible"]:
        return counts, "illness + excused + unexcused > possible"
    if counts["late"] > counts["possible"] - missed:
        return counts, "late > possible − missed"
    return counts, ""
