"""How an export is laid out, as values: columns and their names, what is spread over columns, words, scales.

A `Profile` is one layout of one e-journal, written in YAML (`progress.profiles` reads it); `Words` are code lists.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from edu_site.model.organisation import Texts
from edu_site.model.record import record

FieldName = Literal[
    "organisation", "school_year", "term", "date", "grade", "class", "language", "sex", "pupil", "name", "subject", "mark",
    "scale", "state", "roll", "lessons", "possible", "illness", "excused", "unexcused", "late", "ignore",
]  # fmt: skip
Dimension = Literal["subject", "term", "month", "day", "date"]
Term = Literal["Q1", "Q2", "Q3", "Q4", "Y"]
WordList = tuple[str, ...]


@record
class Band:
    """Values of a scale from `low` to `high`, both inclusive, are the mark `mark`."""

    low: float
    high: float
    mark: int


@record
class Scale:
    """A scale of marks. With `bands` its values become marks 2 to 5; `valid_from` and `valid_to` say for which school years."""

    id: str
    low: int
    high: int
    bands: tuple[Band, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@record
class Words:
    """Key -> the ways people write it. A pupil's mark cell holds a number of the scale or one of `states`."""

    terms: dict[Term, WordList] = field(default_factory=dict)
    sexes: dict[Literal["f", "m"], WordList] = field(default_factory=dict)
    languages: dict[Literal["kk", "ru"], WordList] = field(default_factory=dict)
    months: dict[str, WordList] = field(default_factory=dict)
    subjects: dict[str, WordList] = field(default_factory=dict)
    states: dict[Literal["assessed", "not_assessed", "exempt", "passed", "failed"], WordList] = field(default_factory=dict)
    absences: dict[Literal["illness", "excused", "unexcused", "late"], WordList] = field(default_factory=dict)
    totals: WordList = ()  # rows that begin so are sums, not pupils
    term_marks: WordList = ()  # OneRoster: line items or categories called so hold the mark of the term
    scales: tuple[Scale, ...] = ()


@record
class Column:
    """A column or a label of the preamble: the field it fills and the names it goes by."""

    field: FieldName
    names: WordList
    required: bool = True


@record
class Sheets:
    """Which sheets of a workbook are read; hidden ones never are."""

    take: Literal["all", "first"] = "all"


@record
class Profile:
    """One layout. Columns that repeat over a dimension (subjects side by side, days under months) are `spread`."""

    id: str
    title: Texts
    note: Texts | None = None
    makes: Literal["marks", "attendance", "both"] = "marks"
    formats: tuple[Literal["csv", "xlsx"], ...] = ("csv", "xlsx")
    encoding: Literal["auto", "utf-8", "utf-16", "kz1048", "cp1251", "ptcp154"] = "auto"
    delimiter: Literal["auto", ",", ";", "tab", "|"] = "auto"
    decimal: Literal["comma", "point"] = "comma"
    dates: tuple[Literal["dd.mm.yyyy", "yyyy-mm-dd", "dd/mm/yyyy", "mm/dd/yyyy"], ...] = ("dd.mm.yyyy", "yyyy-mm-dd")
    sheets: Sheets = Sheets()
    section: WordList = ()  # a row that begins with one of these labels begins a new part of the sheet
    preamble: tuple[Column, ...] = ()
    header_rows: int = 1
    columns: tuple[Column, ...]
    spread: tuple[Dimension, ...] = ()  # of the last rows of the header, from the top
    footer: WordList = ()  # the first row that begins so ends the part; what follows is not read
    pupil: Literal["column", "row"] = "column"  # "row": nameless data, each row is a pupil of its own
    scale: str = "5"
    daily_scale: str = ""  # of the marks of single lessons in a register, when they have another scale
    blank_mark: Literal["not_assessed", "skip"] = "not_assessed"
    constants: dict[FieldName, str] = field(default_factory=dict)
    words: Words = Words()


@dataclass(frozen=True, slots=True)
class Profiles:
    """What can be imported, and the words of all layouts."""

    profiles: dict[str, Profile]
    vocabulary: Words
    subjects: dict[str, Texts]
