"""The rows of one table, read column by column into the tidy table of marks.

In: rows of equal width, their header, what the preamble settles. Out: marks added to the file's table; cells that are wrong are
told with row and column. Fields come from a column, else from the header above it, else from what holds for the whole table.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from edu_site.progress.cells import BAD, Memo
from edu_site.progress.context import Settled
from edu_site.progress.faults import Fault, Refused
from edu_site.progress.headers import Header
from edu_site.progress.readers import Sheet

if TYPE_CHECKING:
    from edu_site.progress.extraction import Extraction


class Part:
    """The rows of one table with everything that is known about them."""

    def __init__(
        self,
        extraction: "Extraction",
        sheet: Sheet,
        header: Header,
        settled: Settled,
        columns: list[tuple[Any, ...]],
        places: Sequence[int],
    ) -> None:
        self.extraction, self.sheet, self.header, self.settled = extraction, sheet, header, settled
        self.columns, self.places = columns, places
        self.memos = extraction.memos

    def used_columns(self) -> set[int]:
        return {*self.header.fixed.values(), *(one.index for one in self.header.spread)}

    def raw(self, field: str) -> tuple[Any, ...] | None:
        """The cells of a field's column, None when the table has no such column."""
        index = self.header.fixed.get(field)
        return None if index is None else self.columns[index]

    def read(self, field: str, memo: Memo, cells: Iterable[Any], index: int | None = None) -> list[str]:
        """Cells as values; rows with a fault are rejected. `index` is the column a fault is shown in."""
        values = list(map(memo.__getitem__, cells))
        if memo.faults and BAD in values:
            column = (self.header.fixed.get(field, -1) if index is None else index) + 1
            cells = list(cells)
            for cell, value, row in zip(cells, values, self.places, strict=True):
                if value == BAD:
                    fault = memo.faults[cell]
                    self.extraction.reject(Fault(fault.code, fault.values, row, column, self.sheet.number))
        return values

    def value(self, field: str) -> str | list[str]:
        """A field as a column, or as the one value the preamble, the settings or the profile give it."""
        raw = self.raw(field)
        return self.settled.values.get(field, "") if raw is None else self.read(field, self.memos.of(field), raw)

    # ------------------------------------------------------------ marks

    def common(self) -> dict[str, str | list[str]]:
        """The columns every mark of a row shares."""
        label = self.labels()
        pupil = self.pupils(label)
        return {
            "class": label,
            "language": self.needed("language"),
            "sex": self.sexes(),
            "pupil": pupil,
            "subject": self.value("subject"),
            "term": self.terms(),
        }

    def needed(self, field: str) -> str | list[str]:
        """A field without which no record can be made."""
        value = self.value(field)
        if value == "":
            raise Refused(Fault("I40", {"field": field}, self.header.first + 1, sheet=self.sheet.number))
        return value

    def labels(self) -> str | list[str]:
        """`grade,class`; a table with both columns must not contradict itself."""
        grade, label = self.raw("grade"), self.raw("class")
        if grade is not None and label is not None:
            return self.read("class", self.memos.grade_and_class, zip(grade, label, strict=True))
        if label is not None or self.settled.values.get("class"):
            return self.value("class")
        return self.needed("grade")

    def pupils(self, label: str | list[str]) -> list[str]:
        """Keyed hashes; a pupil who is only known by name is known in the class."""
        if self.extraction.profile.pupil == "row":
            return [self.memos.pupil_of_row(self.sheet.number, row) for row in self.places]
        raw = self.raw("pupil")
        if raw is not None:
            return self.read("pupil", self.memos.pupil, raw)
        if (number := self.settled.raw.get("pupil")) is not None:
            return self.read("pupil", self.memos.pupil, (number,) * len(self.places))
        names = self.raw("name") or (self.settled.raw.get("name"),) * len(self.places)
        labels = [label] * len(names) if isinstance(label, str) else label
        return self.read("name", self.memos.named_pupil, list(zip(labels, names, strict=True)))

    def sexes(self) -> str | list[str]:
        """The column, else what an IIN tells, else unknown."""
        raw, pupils = self.raw("sex"), self.raw("pupil")
        if raw is None and pupils is not None and not self.settled.values.get("sex"):
            return list(map(self.memos.sex_of_iin.__getitem__, pupils))
        return self.value("sex")

    def terms(self) -> str | list[str]:
        """The term, or the one in which a date lies."""
        raw = self.raw("date")
        if raw is None or self.raw("term") is not None:
            return self.value("term")
        serial = next((n for n, cell in enumerate(raw) if self.memos.is_serial(cell)), None)
        if serial is not None:
            place = self.header.fixed["date"] + 1
            self.extraction.tell(Fault("I39", {}, self.places[serial], place, self.sheet.number))
        return self.read("date", self.memos.term_of_date, raw)

    def check_identity(self) -> None:
        """Columns that must say the same in every row: the organisation and the school year."""
        for field in ("organisation", "school_year"):
            raw = self.raw(field)
            values = set() if raw is None else set(self.read(field, self.memos.of(field), raw)) - {BAD}
            if field == "school_year" and values:
                known = self.memos.school_year
                self.memos.school_year = known or min(values)
                if values != {self.memos.school_year}:
                    raise Refused(Fault("I31", {"what": field}, self.header.first + 1, self.header.fixed[field] + 1))

    def take_marks(self, shared: dict[str, str | list[str]] | None = None) -> None:
        """The marks of all rows: of one column, or of each column that stands for a subject or a term."""
        shared = shared or self.common()
        if not self.header.spread:
            self.put(shared, self.mark_column())
            return
        for one in self.header.spread:
            marks = self.read("mark", self.memos.mark, self.columns[one.index], one.index)
            known = {str(name): value for name, value in one.dimensions.items()}
            self.put({**shared, **known}, marks, self.answered(shared["class"], self.columns[one.index]))

    def mark_column(self) -> list[str]:
        """`mark,scale,state` of the mark column, with the columns of state and scale when the table has them."""
        mark, state, scale = self.raw("mark"), self.raw("state"), self.raw("scale")
        if mark is None:
            raise Refused(Fault("I14", {"columns": "mark"}, self.header.first + 1, sheet=self.sheet.number))
        if state is None and scale is None:
            return self.read("mark", self.memos.mark, mark)
        empty = ("",) * len(mark)
        return self.read("mark", self.memos.whole_mark, list(zip(mark, state or empty, scale or empty, strict=True)))

    def answered(self, labels: str | list[str], cells: Sequence[Any]) -> list[int] | None:
        """Indexes of the rows that count in a column, None for all: a class in which every cell is empty does not learn this."""
        filled = [n for n, cell in enumerate(cells) if cell not in ("", None)]
        if self.extraction.profile.blank_mark == "skip":
            return filled
        if isinstance(labels, str):
            return None if filled else []
        learning = {labels[n] for n in filled}
        return None if len(filled) == len(cells) else [n for n, label in enumerate(labels) if label in learning]

    def put(self, shared: dict[str, str | list[str]], marks: list[str], kept: Sequence[int] | None = None) -> None:
        """Adds marks to the table, unless something of the file was already wrong: then nothing of it is taken."""
        if self.extraction.failed:
            return
        for field in ("subject", "term"):
            if shared[field] == "":
                raise Refused(Fault("I40", {"field": field}, self.header.first + 1, sheet=self.sheet.number))
        columns: dict[str, Sequence[str]] = {**shared, "mark": marks}
        rows: Sequence[int] = self.places
        if kept is not None and len(kept) != len(marks):
            columns = {n: (c if isinstance(c, str) else [c[k] for k in kept]) for n, c in columns.items()}
            rows = [self.places[k] for k in kept]
        self.extraction.marks.add(columns, rows, self.sheet.number)
