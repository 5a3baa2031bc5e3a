"""The summary sheet of a class: a workbook with a sheet a class, subjects merged over their terms.

In: the classes of an organisation in one year. Out: an XLSX file. Marks are numbers, "н/а" and "осв." texts, as journals write them.
"""

from collections.abc import Iterable, Iterator

from edu_site.progress.demonstration.lessons import TermMarks, marks
from edu_site.progress.demonstration.school import ClassYear
from edu_site.progress.demonstration.sheets import Row, SheetData, column_name, workbook

TERM_NAMES = {"Q1": "1 четв.", "Q2": "2 четв.", "Q3": "3 четв.", "Q4": "4 четв.", "Y": "год"}
SEXES = {"f": "ж", "m": "м"}
LANGUAGES = {"kk": "казахский", "ru": "русский"}
FIRST = 4  # columns before the marks
HEADER_ROW = 6


def summary_file(classes: Iterable[ClassYear], subjects: dict[str, str]) -> bytes:
    return workbook([sheet for one in classes for sheet in sheet_of(one, tuple(marks(one)), subjects)])


def sheet_of(one: ClassYear, tables: tuple[TermMarks, ...], subjects: dict[str, str]) -> Iterator[SheetData]:
    """The sheet of a class; grade 1 has none."""
    if not tables:
        return
    taught, terms = tables[0].subjects, [TERM_NAMES[table.term] for table in tables]
    upper: list[str | int] = ["№", "ФИО", "ИИН", "Пол"]
    lower: list[str | int] = [""] * FIRST
    for subject in taught:
        upper += [subjects[subject], *[""] * (len(terms) - 1)]
        lower += terms
    rows: list[Row] = [
        ("Сводная ведомость учёта успеваемости",),
        (f"Учебный год: {one.school_year}",),
        (f"Класс: {one.grade}{one.letter}",),
        (f"Язык обучения: {LANGUAGES[one.language]}",),
        (),
        upper,
        lower,
        *pupil_rows(one, tables),
        ("Качество знаний",),
    ]
    merged = [f"{column_name(n)}{HEADER_ROW}:{column_name(n)}{HEADER_ROW + 1}" for n in range(FIRST)]
    if len(terms) > 1:
        starts = range(FIRST, FIRST + len(taught) * len(terms), len(terms))
        merged += [f"{column_name(n)}{HEADER_ROW}:{column_name(n + len(terms) - 1)}{HEADER_ROW}" for n in starts]
    yield SheetData(f"{one.grade}{one.letter}", tuple(rows), tuple(merged))


def pupil_rows(one: ClassYear, tables: tuple[TermMarks, ...]) -> Iterator[Row]:
    """Everybody who was in the class this year; a term in which a pupil was not is empty."""
    width = len(tables[0].subjects)
    for number, pupil in enumerate(one.pupils):
        columns = [table.rows[number] or ("",) * width for table in tables]
        cells = [value(row[place]) for place in range(width) for row in columns]
        yield (number + 1, pupil.name, pupil.iin, SEXES[pupil.sex], *cells)


def value(mark: str) -> str | int:
    return int(mark) if mark.isdigit() else mark
