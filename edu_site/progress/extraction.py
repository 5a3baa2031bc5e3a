"""From sheets to tidy tables by a profile: the heart of an import.

In: a `Job`, its vocabulary, sheets. Out: filled `MarkTable` and `AttendanceTable`, counted rows, faults. Columns are worked on
whole, a cell text is parsed once however often it stands there; a row counts as one of accepted, rejected, skipped or blank.
"""

from collections.abc import Sequence
from typing import Any

from edu_site.progress.context import Preamble, Settled, settle
from edu_site.progress.faults import Fault, Refused
from edu_site.progress.headers import Header, column_names, find_header, missing_columns
from edu_site.progress.job import Counts, Job
from edu_site.progress.layouts import Profile
from edu_site.progress.memos import Memos
from edu_site.progress.part import Part
from edu_site.progress.readers import Sheet
from edu_site.progress.registers import take_attendance_row_by_row, take_missed, take_register
from edu_site.progress.sections import Row, first_text, is_blank, sections_of
from edu_site.progress.tidy import AttendanceTable, Coded, MarkTable
from edu_site.progress.vocabulary import Vocabulary
from edu_site.progress.workbook import Flags

CHUNK = 2_000  # rows turned into columns at once: they fit into the processor's cache
NO_FLAGS = Flags()
HEAD = 80


class Extraction:
    """One file being read."""

    def __init__(self, job: Job, profile: Profile, words: Vocabulary) -> None:
        self.job, self.profile, self.words = job, profile, words
        self.marks, self.attendance = MarkTable(), AttendanceTable()
        self.counts = Counts()
        self.faults: list[Fault] = []
        self.bad_rows: set[tuple[int, int]] = set()
        self.failed = False  # something of the file is wrong, so nothing of it is taken
        self.memos = Memos(job, profile, words)
        self.coded: Coded | None = None  # the marks, when the engine has read them

    # ------------------------------------------------------------ sheets

    def read(self, sheet: Sheet) -> None:
        """Everything of one sheet. Raises Refused for what makes the rest meaningless."""
        self.memos.epoch_1904 = sheet.epoch_1904
        try:
            if self.profile.section or self.profile.preamble or self.profile.spread or self.profile.footer:
                only_if_sure(sheet)
                self.read_sections(sheet, self.next_rows(sheet, None))
            else:
                self.read_stream(sheet)
        except Refused as refused:
            faults = (Fault(f.code, f.values, f.row, f.column, f.sheet or sheet.number) for f in refused.faults)
            raise Refused(*faults) from None

    def next_rows(self, sheet: Sheet, count: int | None) -> list[Row]:
        """The next rows, counted. Raises Refused for too many."""
        limit = self.job.limits.rows
        rows = sheet.rows.take(limit + 1 if count is None else count)
        self.counts.read += len(rows)
        if self.counts.read > limit:
            raise Refused(Fault("I13", {"limit": str(limit), "what": "rows"}))
        return rows

    def read_stream(self, sheet: Sheet) -> None:
        """A plain table: its header, then chunk after chunk."""
        head = self.next_rows(sheet, HEAD)
        header = find_header(head, self.profile, column_names(self.profile), self.words)
        if header is None:
            self.no_header(head, sheet)
            return
        self.note_header(header, sheet)
        above = head[: header.last + 1]
        self.counts.skipped += sum(not is_blank(row) for row in above)
        self.counts.blank += sum(is_blank(row) for row in above)
        settled = self.context({}, sheet)
        if self.take_plain(sheet, header, settled, head):
            return
        only_if_sure(sheet)
        number = header.last + 2
        chunk = head[header.last + 1 :] or self.next_rows(sheet, CHUNK)
        while chunk:
            self.take(sheet, header, settled, chunk, range(number, number + len(chunk)))
            number += len(chunk)
            chunk = self.next_rows(sheet, CHUNK)

    def take_plain(self, sheet: Sheet, header: Header, settled: Settled, head: list[Row]) -> bool:
        """Whether the engine has read the table (`progress.plain`); it is only started for long texts, for that takes a while."""
        if sheet.text is None or sheet.text.path.stat().st_size < self.job.limits.plain_bytes:
            return False
        from edu_site.progress.plain import take_plain

        if len(head[header.last]) != header.width or (coded := take_plain(self, sheet, header, settled)) is None:
            return False
        self.coded = coded
        self.counts.read += len(coded) - (len(head) - header.last - 1)
        self.counts.accepted += len(coded)
        return True

    def another(self) -> "Extraction":
        """An extraction of the same file with nothing read, for a trial."""
        trial = Extraction(self.job, self.profile, self.words)
        trial.memos.school_year = self.memos.school_year
        return trial

    def read_sections(self, sheet: Sheet, rows: list[Row]) -> None:
        """A sheet of parts, each with its own preamble and header."""
        if not any(not is_blank(row) for row in rows):
            self.counts.blank += len(rows)
            return
        taken, first = 0, None
        for section in sections_of(rows, self.profile, self.words):
            self.note_header(section.header, sheet)
            self.counts.skipped += section.skipped
            body = rows[section.body.start : section.body.stop]
            settled = self.context(section.context, sheet)
            self.take(sheet, section.header, settled, body, range(section.body.start + 1, section.body.stop + 1))
            taken += len(body) + section.skipped
            first = section.start if first is None else first
        above = sum(not is_blank(row) for row in rows[: first or 0])
        self.counts.skipped += above
        self.counts.blank += len(rows) - taken - above

    def no_header(self, head: list[Row], sheet: Sheet) -> None:
        if all(is_blank(row) for row in head):
            self.counts.blank += len(head)
            return
        missing = ", ".join(missing_columns(head, self.profile, column_names(self.profile))) or "?"
        raise Refused(Fault("I14", {"columns": missing}, 1, sheet=sheet.number))

    def note_header(self, header: Header, sheet: Sheet) -> None:
        """Faults of the header; the names that were found by look-alike letters."""
        if header.width > self.job.limits.columns:
            raise Refused(Fault("I13", {"limit": str(self.job.limits.columns), "what": "columns"}, header.first + 1))
        if header.faults:
            raise Refused(*header.faults)
        for index in header.lookalikes:
            self.tell(Fault("I16", {}, header.first + 1, index + 1, sheet.number))

    def context(self, said: Preamble, sheet: Sheet) -> Settled:
        """What holds for all rows of a table."""
        settled = settle(said, self.job, self.profile, self.memos)
        for fault in settled.faults:
            self.tell(Fault(fault.code, fault.values, fault.row, fault.column, sheet.number))
        self.failed = self.failed or bool(settled.faults)
        return settled

    # ------------------------------------------------------------ rows

    def take(self, sheet: Sheet, header: Header, settled: Settled, rows: Sequence[Row], numbers: range) -> None:
        """The rows of one table, or a chunk of them."""
        kept, places = self.without_others(sheet, header, rows, numbers)
        if not kept:
            return
        columns = list(zip(*kept, strict=False))
        if totals := self.totals_in(header, columns):
            self.counts.skipped += len(totals)
            kept = [row for n, row in enumerate(kept) if n not in totals]
            places = [place for n, place in enumerate(places) if n not in totals]
            columns = list(zip(*kept, strict=False))
        if not kept:
            return
        part = Part(self, sheet, header, settled, columns, places)
        self.check_flags(part)
        part.check_identity()
        if self.profile.makes == "attendance":
            take_attendance_row_by_row(part)
        elif self.profile.makes == "both" and {"date", "day"} & set(self.profile.spread):
            take_register(part)
        elif self.profile.makes == "both":
            take_missed(part)
        else:
            part.take_marks()
        wrong = sum((sheet.number, row) in self.bad_rows for row in places) if self.bad_rows else 0
        self.counts.rejected += wrong
        self.counts.accepted += len(kept) - wrong

    def without_others(
        self, sheet: Sheet, header: Header, rows: Sequence[Row], numbers: range
    ) -> tuple[list[Row], Sequence[int]]:
        """Rows of pupils and of sums: blank rows and rows of another width are counted and left out."""
        if set(map(len, rows)) == {header.width} and all(map(any, rows)):
            return list(rows), numbers
        kept: list[Row] = []
        places: list[int] = []
        for row, number in zip(rows, numbers, strict=True):
            if is_blank(row):
                self.counts.blank += 1
            elif fitted := self.fitted(row, header, sheet, number):
                kept.append(fitted)
                places.append(number)
        return kept, places

    def fitted(self, row: Row, header: Header, sheet: Sheet, number: int) -> Row | None:
        """The row in the width of the header. What is more must be empty; what is less is a row that was shifted."""
        if len(row) > header.width and not any(cell not in ("", None) for cell in row[header.width :]):
            row = row[: header.width]
        if len(row) == header.width:
            return row
        if (len(row) < header.width and sheet.number) or self.memos.is_total(first_text(row)):
            return [*row, *[""] * (header.width - len(row))][
                : header.width
            ]  # spreadsheets and sums leave out empty cells at the right
        self.reject(Fault("I11", {"found": str(len(row)), "wanted": str(header.width)}, number, sheet=sheet.number))
        self.counts.rejected += 1
        return None

    def totals_in(self, header: Header, columns: list[tuple[Any, ...]]) -> set[int]:
        """Indexes of rows that begin with a word such as "Итого", in the first column or that of the pupil: they are sums."""
        found: set[int] = set()
        for index in {0, *(header.fixed[name] for name in ("pupil", "name", "class") if name in header.fixed)}:
            sums = {cell for cell in set(columns[index]) if self.memos.totals[cell]}
            if sums:
                found.update(n for n, cell in enumerate(columns[index]) if cell in sums)
        return found

    # ------------------------------------------------------------ faults

    def tell(self, fault: Fault) -> None:
        self.faults.append(fault)

    def reject(self, fault: Fault) -> None:
        """A fault of a row: the row is rejected, and with it the file."""
        self.faults.append(fault)
        self.bad_rows.add((fault.sheet, fault.row))
        self.failed = True

    def check_flags(self, part: Part) -> None:
        """What the spreadsheet hides in the cells that are needed."""
        flags = part.sheet.flags
        if flags == NO_FLAGS:
            return
        places = set(part.places)
        used = {index + 1 for index in part.used_columns()}
        for (row, column), code in flags.cells.items():
            if row in places and column in used:
                self.reject(Fault(code, {}, row, column, part.sheet.number))
        for row in sorted(flags.hidden_rows & places):
            self.reject(Fault("I28", {"what": "row"}, row, sheet=part.sheet.number))
        self.failed = self.failed or bool(flags.hidden_columns & used)
        for column in sorted(flags.hidden_columns & used):
            self.tell(Fault("I28", {"what": "column"}, part.header.first + 1, column, part.sheet.number))
        for first_row, first_column, last_row, last_column in flags.merged:
            if places & set(range(first_row, last_row + 1)) and used & set(range(first_column, last_column + 1)):
                self.reject(Fault("I27", {}, first_row, first_column, part.sheet.number))


def only_if_sure(sheet: Sheet) -> None:
    """Raises Refused, with no fault, for a text of which nobody has looked whether all of it can be decoded."""
    if sheet.text is not None and sheet.text.lines:
        raise Refused
