"""Rows of CSV and XLSX files: the only module that knows a reader of spreadsheets (python-calamine).

In: a path and limits. Out: `Sheet` values whose rows are lists of cells, streamed where the file allows. A fault that makes the
file unreadable is raised as `Refused`, with the row where it begins.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from edu_site.progress.archives import open_archive
from edu_site.progress.encodings import Encoding, Glance, detect, glance
from edu_site.progress.faults import Fault, Refused
from edu_site.progress.limits import Limits
from edu_site.progress.workbook import Flags, Workbook, inspect

OLE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
DELIMITERS = {",": ",", ";": ";", "tab": "\t", "|": "|"}
Row = Sequence[Any]


class Rows:
    """Rows of a sheet, taken some at a time; what the reader cannot read is told by `explain`."""

    def __init__(self, source: Iterator[Row], explain: Callable[[Exception], Fault], close: Callable[[], None] = lambda: None):
        self.source, self.explain, self.close = source, explain, close
        self.ahead: list[Row] = []

    def peek(self, count: int) -> list[Row]:
        """The first rows, which stay."""
        self.ahead = self.take(count)
        return list(self.ahead)

    def take(self, count: int | None = None) -> list[Row]:
        """The next rows, all of them without a count. Raises Refused."""
        ahead, self.ahead = self.ahead, []
        try:
            ahead.extend(islice(self.source, None if count is None else max(count - len(ahead), 0)))
        except (csv.Error, CalamineError, OSError, ValueError) as error:
            raise Refused(self.explain(error)) from None
        return ahead


@dataclass(frozen=True, slots=True)
class Text:
    """A text file in UTF-8. With `lines` it was only glanced at: it is plain, or else it has to be opened again."""

    path: Path
    delimiter: str
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """`number` counts from 1, 0 for a CSV file."""

    number: int
    rows: Rows
    flags: Flags = field(default_factory=Flags)
    epoch_1904: bool = False
    text: Text | None = None


def kind_of(path: Path) -> str:
    """ "csv", "xlsx" or "zip" by what the file begins with; the name must agree. Raises Refused."""
    with path.open("rb") as file:
        head = file.read(512)
    extension = path.suffix.lower().lstrip(".")
    if head.startswith(OLE):
        raise Refused(Fault("I26", {"what": ".xls, password"}))
    if head.startswith(ZIP):
        kind = "zip" if extension == "zip" else "xlsx"
    elif head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise Refused(Fault("I44", {"type": "HTML, XML", "extension": extension}))
    else:
        kind = "csv"
    if (kind == "csv") != (extension in ("csv", "txt", "tsv")):
        raise Refused(Fault("I44", {"type": kind, "extension": extension}))
    if extension in ("xlsm", "xlsb"):
        raise Refused(Fault("I26", {"what": extension}))
    return kind


# ---------------------------------------------------------------- CSV


def encoding_of(path: Path, asked: str) -> Encoding:
    """The encoding of a text file. Raises Refused."""
    with path.open("rb") as file:
        found = detect(file, "" if asked == "auto" else asked)
    if isinstance(found, Fault):
        raise Refused(found)
    return found


def glance_at(path: Path) -> Glance | None:
    with path.open("rb") as file:
        return glance(file)


def csv_head(path: Path, encoding: str, delimiter: str, limits: Limits, count: int) -> list[list[str]]:
    """The first rows, for finding out which delimiter is meant; an empty list when this one cannot be."""
    rows: list[list[str]] = []
    csv.field_size_limit(limits.cell)
    with path.open(encoding=encoding, newline="") as file:
        try:
            for row in csv.reader(file, delimiter=delimiter, strict=True):
                rows.append(row)
                if len(rows) == count:
                    break
        except csv.Error:
            return rows
    return rows


def csv_rows(path: Path, encoding: str, delimiter: str, limits: Limits) -> Rows:
    """All rows; a quote that is never closed is told at the row that opens it."""
    csv.field_size_limit(limits.cell)
    file = path.open(encoding=encoding, newline="")
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    return Rows(reader, lambda error: broken_row(path, encoding, delimiter, error), file.close)


def broken_row(path: Path, encoding: str, delimiter: str, error: Exception) -> Fault:
    """Reads again up to the row that cannot be read, to tell its number."""
    row = 1
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        begun = 0
        try:
            for _ in reader:
                row, begun = row + 1, reader.line_num
        except csv.Error:
            pass
        long_cell = "field limit" in str(error) and reader.line_num - begun <= 1
    return Fault("I10" if long_cell else "I09", {}, row)


# ---------------------------------------------------------------- XLSX


def sheets_of(path: Path, limits: Limits) -> tuple[list[Sheet], list[int]]:
    """Visible sheets of a workbook, and the numbers of hidden ones, which are not read. Raises Refused."""
    with open_archive(path, limits) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            raise Refused(Fault("I44", {"type": "zip", "extension": path.suffix.lower().lstrip(".")}))
        book = inspect(archive, limits)
    try:
        workbook = CalamineWorkbook.from_path(path)
    except (CalamineError, OSError, ValueError):
        raise Refused(Fault("I01", {"reason": "xlsx"})) from None
    hidden = [number for number, (_, visible, _) in enumerate(book.sheets, start=1) if not visible]
    return list(visible_sheets(workbook, book)), hidden


def visible_sheets(workbook: CalamineWorkbook, book: Workbook) -> Iterator[Sheet]:
    for number, (name, visible, flags) in enumerate(book.sheets, start=1):
        if visible:
            rows = chain.from_iterable(xlsx_rows(workbook, name))
            yield Sheet(number, Rows(rows, unreadable), flags, epoch_1904=book.epoch_1904)


def unreadable(_error: Exception) -> Fault:
    return Fault("I01", {"reason": "xlsx"})


def xlsx_rows(workbook: CalamineWorkbook, name: str) -> Iterator[Iterable[Row]]:
    """All rows from the first of the sheet on, read when asked for; empty columns at the left, left out by the reader, are put back."""
    sheet = workbook.get_sheet_by_name(name)
    if sheet.start is not None:
        empty = [""] * sheet.start[1]
        yield (empty + row for row in sheet.iter_rows()) if empty else sheet.iter_rows()
