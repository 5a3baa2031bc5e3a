"""The class register of an e-journal: CSV in kz1048 with semicolons, a part for each class, subject and term.

In: the classes of an organisation in one year. Out: one file: above each part its preamble, then days under months, marks of lessons
and letters for those who were not there, the mark of the term in the last column, and the averages that journals add below.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from edu_site.progress.demonstration.lessons import DAYS, ILL, LATE, LEAVE, TRUANT, TermMarks, days_of, marks
from edu_site.progress.demonstration.people import Pupil
from edu_site.progress.demonstration.school import ClassYear

ENCODING, END = "kz1048", "\r\n"
STARTS = {
    (2024, "Q1"): dt.date(2024, 9, 2),
    (2024, "Q2"): dt.date(2024, 11, 4),
    (2024, "Q3"): dt.date(2025, 1, 9),
    (2024, "Q4"): dt.date(2025, 4, 1),
    (2025, "Q1"): dt.date(2025, 9, 1),
    (2025, "Q2"): dt.date(2025, 11, 3),
    (2025, "Q3"): dt.date(2026, 1, 8),
    (2025, "Q4"): dt.date(2026, 3, 30),
    (2026, "Q1"): dt.date(2026, 9, 1),
}
FRIDAY = 4
LAST_OF_MAY = 23  # a year has its last lesson before the 25th of May
EVERY = 8  # a subject's lesson stands in the file on every eighth day with lessons
MONTHS = {
    9: "Қыркүйек",
    10: "Қазан",
    11: "Қараша",
    12: "Желтоқсан",
    1: "Қаңтар",
    2: "Ақпан",
    3: "Наурыз",
    4: "Сәуір",
    5: "Мамыр",
}
TERM_NAMES = {"Q1": "1-тоқсан", "Q2": "2-тоқсан", "Q3": "3-тоқсан", "Q4": "4-тоқсан", "Y": "Жылдық"}
LETTERS = {ILL: "Б", LEAVE: "У", TRUANT: "Н", LATE: "О"}
SEXES = {"f": "қыз", "m": "ұл"}
LANGUAGES = {"kk": "қазақ", "ru": "орыс"}


def register_file(classes: Iterable[ClassYear], subjects: dict[str, str]) -> bytes:
    """`subjects`: key -> name as the journal writes it."""
    lines = [line for one in classes for table in marks(one) for line in parts(one, table, subjects)]
    return (END.join(lines) + END).encode(ENCODING)


def parts(one: ClassYear, table: TermMarks, subjects: dict[str, str]) -> Iterator[str]:
    """All subjects of a class in a term."""
    days = {pupil.number: days_of(one, pupil, table.term) for pupil in one.pupils} if table.term in DAYS else {}
    for place, subject in enumerate(table.subjects):
        held = range(place % EVERY, DAYS[table.term], EVERY) if days else range(0)
        width = 5 + len(held)
        for cells in (
            ("Оқу жылы", one.school_year),
            ("Сынып", f"{one.grade}{one.letter}"),
            ("Оқыту тілі", LANGUAGES[one.language]),
            ("Пән", subjects[subject]),
            ("Кезең", TERM_NAMES[table.term]),
            *header([date_of(one.year, table.term, day) for day in held]),
            *rows(one, table, place, days, held),
            ("Білім сапасы",),
        ):
            yield ";".join((*cells, *[""] * (width - len(cells))))


def date_of(year: int, term: str, day: int) -> dt.date:
    """The day with lessons number `day` of a term; there are none on Saturday and Sunday."""
    start = STARTS[(year, term)]
    weeks, rest = divmod(start.weekday() + day, FRIDAY + 1)
    date = start - dt.timedelta(days=start.weekday()) + dt.timedelta(weeks=weeks, days=rest)
    return min(date, dt.date(year + 1, 5, LAST_OF_MAY))


def header(dates: list[dt.date]) -> Iterator[tuple[str, ...]]:
    """Months over days; a month is named once, over its first day."""
    months = [MONTHS[day.month] if not n or dates[n - 1].month != day.month else "" for n, day in enumerate(dates)]
    yield ("№", "Аты-жөні", "ЖСН", "Жынысы", *months, "Тоқсан бағасы")
    yield ("", "", "", "", *(str(day.day) for day in dates), "")


def rows(one: ClassYear, table: TermMarks, place: int, days: dict[int, str], held: range) -> Iterator[tuple[str, ...]]:
    """A row for each pupil on roll: now and then the mark of a lesson, the letters of absence, the mark of the term."""
    number = 0
    for pupil, row in zip(one.pupils, table.rows, strict=True):
        if row is None:
            continue
        number += 1
        cells = (lesson(pupil, row[place], days[pupil.number][day], day) for day in held)
        yield (str(number), pupil.name, pupil.iin, SEXES[pupil.sex], *cells, row[place])


def lesson(pupil: Pupil, mark: str, day: str, number: int) -> str:
    if day in LETTERS:
        return LETTERS[day]
    return mark if mark.isdigit() and (pupil.number + number) % 5 == 0 else ""
