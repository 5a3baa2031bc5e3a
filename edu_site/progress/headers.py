"""Finding the header of a table by what it must say, never by its position, and what each column holds.

In: the first rows of a part of a sheet, a profile, its vocabulary. Out: `Header`: fixed columns by field, and spread columns with
the subject, term or day that their header names. Two columns for one field, an unknown subject among the subjects, and a required
column that is missing are faults.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from edu_site.progress.cells import Cell, text_of
from edu_site.progress.faults import Fault
from edu_site.progress.layouts import Dimension, Profile
from edu_site.progress.letters import masked
from edu_site.progress.vocabulary import Names, Vocabulary

HEADER_WITHIN = 40  # rows of a part among which its header is looked for
Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Spread:
    """A column that stands for a value of one or two dimensions: {"subject": "algebra", "term": "Q1"}."""

    index: int
    dimensions: dict[Dimension, str]


@dataclass(frozen=True, slots=True)
class Header:
    """`first` and `last` are indexes of rows; `fixed` is field -> index of column."""

    first: int
    last: int
    width: int
    fixed: dict[str, int]
    spread: tuple[Spread, ...]
    faults: tuple[Fault, ...]
    lookalikes: tuple[int, ...]  # indexes of columns whose name was only found because letters look alike


def column_names(profile: Profile) -> Names:
    return Names([(column.field, column.names) for column in profile.columns])


def find_header(rows: Sequence[Row], profile: Profile, names: Names, words: Vocabulary) -> Header | None:
    """The first rows that hold all required columns; None when no rows do."""
    required = {column.field for column in profile.columns if column.required and column.field != "ignore"}
    for first in range(min(len(rows), HEADER_WITHIN)):
        window = [padded(row, rows[first : first + profile.header_rows]) for row in rows[first : first + profile.header_rows]]
        if len(window) < profile.header_rows or not any(window[0]):
            continue
        said = {names.key(text_of(cell)) for row in window for cell in row if cell not in ("", None)}
        if required <= said and not begins_late(window, names):
            return resolve(first, window, profile, names, words)
    return None


def padded(row: Row, rows: Sequence[Row]) -> list[Any]:
    width = max(map(len, rows))
    return list(row) + [""] * (width - len(row))


def begins_late(window: list[list[Any]], names: Names) -> bool:
    """Whether the first row of several says nothing: the header begins below it."""
    if len(window) == 1:
        return False
    filled = [cell for cell in window[0] if cell not in ("", None)]
    return not any(names.key(text_of(cell)) for cell in filled)


def missing_columns(rows: Sequence[Row], profile: Profile, names: Names) -> list[str]:
    """Required fields that the likeliest header row does not name."""
    required = [column.field for column in profile.columns if column.required and column.field != "ignore"]
    best: set[str | None] = set()
    for row in rows[:HEADER_WITHIN]:
        said = {names.key(text_of(cell)) for cell in row if cell not in ("", None)} & set(required)
        best = max(best, said, key=len)
    return [field for field in required if field not in best]


def resolve(first: int, window: list[list[Any]], profile: Profile, names: Names, words: Vocabulary) -> Header:
    """What each column under these header rows holds."""
    width = last_filled(window) + 1
    fixed: dict[str, int] = {}
    lookalikes: list[int] = []
    faults: list[Fault] = []
    spread_columns: list[int] = []
    for index in range(width):
        key, alike = named(window, index, names)
        if key is None:
            spread_columns += [index]
        elif key != "ignore" and key in fixed:
            faults.append(Fault("I15", {"field": key}, first + 1, index + 1))
        elif key != "ignore":
            fixed[key] = index
            lookalikes += [index] if alike else []
    spread = tuple(spread_of(window, first, spread_columns, profile, words, faults)) if profile.spread else ()
    return Header(first, first + len(window) - 1, width, fixed, spread, tuple(faults), tuple(lookalikes))


def last_filled(window: list[list[Any]]) -> int:
    return max((index for row in window for index, cell in enumerate(row) if cell not in ("", None)), default=-1)


def named(window: list[list[Any]], index: int, names: Names) -> tuple[str | None, bool]:
    """The field that one of the header cells above a column names."""
    for row in window:
        text = text_of(row[index])
        if text:
            key, alike = names.find(text)
            if key is not None:
                return key, alike
    return None, False


def spread_of(
    window: list[list[Any]], first: int, columns: list[int], profile: Profile, words: Vocabulary, faults: list[Fault]
) -> Iterator[Spread]:
    """Spread columns with their dimensions; the upper of two header rows holds for the columns to its right, as merged cells do."""
    levels = window[-len(profile.spread) :]
    carried: dict[Dimension, Cell] = {}
    previous = -2
    for index in columns:
        cells = [row[index] for row in levels]
        if index != previous + 1:
            carried.clear()
        previous = index
        if not any(text_of(cell) for cell in cells):
            carried.clear()
            continue
        carried |= {dimension: cell for dimension, cell in zip(profile.spread, cells, strict=True) if text_of(cell)}
        found = {dimension: value_of(dimension, carried.get(dimension, ""), words) for dimension in profile.spread}
        wrong = next((dimension for dimension, value in found.items() if value is None), None)
        if wrong is None:
            yield Spread(index, {dimension: value or "" for dimension, value in found.items()})
        else:
            shown = masked(text_of(carried.get(wrong, "")))
            faults.append(Fault("I45", {"field": wrong, "value": shown}, first + 1, index + 1))


def value_of(dimension: Dimension, cell: Cell, words: Vocabulary) -> str | None:
    """The key a header cell means; dates and days are read later, with the school year."""
    text = text_of(cell)
    match dimension:
        case "subject":
            return words.subjects.key(text)
        case "term":
            return words.terms.key(text)
        case "month":
            return words.months.key(text)
        case "day":
            return str(int(text)) if text.isdecimal() and text.isascii() and 1 <= int(text[:3]) <= 31 else None
        case "date":
            return text or None
