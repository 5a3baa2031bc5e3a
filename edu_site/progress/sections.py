"""A sheet taken apart into sections: what stands above a table (its preamble), its header, its rows, its footer.

In: rows and a profile. Out: `Section` values in order. A class register begins anew with every "Учебный год", a report by pupil
with every "Ученик"; a sheet without such labels is one section. What stands above the first section holds for all of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from edu_site.progress.cells import text_of
from edu_site.progress.faults import Fault, Refused
from edu_site.progress.headers import Header, column_names, find_header, missing_columns
from edu_site.progress.layouts import Profile
from edu_site.progress.vocabulary import Names, Vocabulary

Row = Sequence[Any]
Preamble = dict[str, tuple[Any, int, int]]  # field -> cell, row, column


@dataclass(frozen=True, slots=True)
class Section:
    """Indexes are of the sheet's rows. `context` is what the preamble says: field -> (cell, row, column)."""

    start: int
    header: Header
    context: Preamble
    body: range
    skipped: int  # rows that are not blank and hold no pupils: preamble, header, footer


def sections_of(rows: Sequence[Row], profile: Profile, words: Vocabulary) -> Iterator[Section]:
    """All sections of a sheet. Raises Refused when a section has no header."""
    names, labels = column_names(profile), Names([(column.field, column.names) for column in profile.preamble])
    opening = Names([("section", profile.section)])
    starts = [n for n, row in enumerate(rows) if opens(row, opening)] if profile.section else []
    shared = dict(preamble(rows[: starts[0]], 0, labels)) if starts else {}
    bounds = [*(starts or [0]), len(rows)]
    for start, end in pairwise(bounds):
        yield section_of(rows, start, end, profile, words, names, labels, shared)


def section_of(
    rows: Sequence[Row],
    start: int,
    end: int,
    profile: Profile,
    words: Vocabulary,
    names: Names,
    labels: Names,
    shared: Preamble,
) -> Section:
    part = rows[start : min(end, start + 80)]
    header = find_header(part, profile, names, words)
    if header is None:
        missing = ", ".join(missing_columns(part, profile, names)) or "?"
        raise Refused(Fault("I14", {"columns": missing}, start + 1))
    first, last = start + header.last + 1, footer_at(rows, start + header.last + 1, end, profile)
    context = shared | dict(preamble(part[: header.first], start, labels))
    outside = [*range(start, first), *range(last, end)]
    return Section(start, shifted(header, start), context, range(first, last), sum(not is_blank(rows[n]) for n in outside))


def shifted(header: Header, start: int) -> Header:
    """The header with its rows and faults counted from the beginning of the sheet."""
    faults = tuple(Fault(fault.code, fault.values, fault.row + start, fault.column) for fault in header.faults)
    return Header(
        header.first + start, header.last + start, header.width, header.fixed, header.spread, faults, header.lookalikes
    )


def is_blank(row: Row) -> bool:
    return not any(cell not in ("", None) and text_of(cell) for cell in row)


def first_text(row: Row) -> str:
    return next((text for cell in row if cell not in ("", None) and (text := text_of(cell))), "")


def opens(row: Row, names: Names) -> bool:
    text = first_text(row)
    return bool(text) and names.key(text.partition(":")[0]) is not None


def footer_at(rows: Sequence[Row], first: int, end: int, profile: Profile) -> int:
    """The index of the first row of the footer, or the end."""
    if not profile.footer:
        return end
    names = Names([("footer", profile.footer)])
    return next((n for n in range(first, end) if names.begins(first_text(rows[n]))), end)


def preamble(rows: Sequence[Row], start: int, labels: Names) -> Iterator[tuple[str, tuple[Any, int, int]]]:
    """`Label: value` in one cell, or a label and its value in the next filled cell to the right."""
    for number, row in enumerate(rows, start=start + 1):
        label: str | None = None
        for column, cell in enumerate(row, start=1):
            text = text_of(cell)
            if not text:
                continue
            before, colon, after = text.partition(":")
            key = labels.key(before)
            if key is not None and colon and after.strip():
                yield key, (after.strip(), number, column)
                label = None
            elif key is not None:
                label = key
            elif label is not None:
                yield label, (cell, number, column)
                label = None
