"""One file from its bytes to tidy lines: kind, encoding, delimiter, profile, sheets. Runs in the process made for it.

In: a `Job`. Out: the lines of both tables and an `Answer`. A file with any error gives no lines at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from edu_site.codes import CODES, Severity
from edu_site.progress.extraction import Extraction
from edu_site.progress.faults import Fault, Refused
from edu_site.progress.headers import column_names, find_header
from edu_site.progress.job import Answer, Job
from edu_site.progress.layouts import Profile
from edu_site.progress.oneroster import read_oneroster
from edu_site.progress.readers import DELIMITERS, Row, Sheet, csv_head, csv_rows, encoding_of, kind_of, sheets_of
from edu_site.progress.roster_tables import is_roster
from edu_site.progress.sections import is_blank, opens
from edu_site.progress.sniffing import preview
from edu_site.progress.tidy import AttendanceTable, MarkTable
from edu_site.progress.vocabulary import Names, vocabulary_of

HEAD = 60
SEPARATOR_LINE = "sep="


@dataclass(slots=True)
class Tables:
    marks: MarkTable
    attendance: AttendanceTable


def read_file(job: Job) -> tuple[Answer, Tables]:
    """Everything of one file. Faults never leave as exceptions."""
    if job.sniff:
        return sniffed(job), Tables(MarkTable(), AttendanceTable())
    answer = Answer()
    tables = Tables(MarkTable(), AttendanceTable())
    faults: list[Fault] = []
    try:
        tables, faults = read_tables(job, answer)
    except Refused as refused:
        faults = list(refused.faults)
        counts = answer.counts
        counts.rejected = counts.read - counts.skipped - counts.blank
        counts.accepted = counts.repeated = 0
    close(answer, tables, faults, job)
    return answer, tables


def sniffed(job: Job) -> Answer:
    """What a first look at the file tells; nothing is taken from it."""
    answer = Answer()
    try:
        if is_roster(job.path):
            _marks, answer.faults = read_oneroster(job, answer)
            return answer
        kind = kind_of(job.path)
        sheets = workbook_sheets(job, answer) if kind == "xlsx" else text_sheets(job, answer)
        head, _rest = peeked(sheets)
        answer.counts.read = len(head)
        fitting = [
            name for name, profile in job.profiles.profiles.items() if kind in profile.formats and fits(head, profile, job)
        ]
        fitting.sort(key=lambda name: -explained(head, job.profiles.profiles[name], job))
        answer.profile = job.profile.id if job.profile else ", ".join(fitting)
        best = job.profile or (job.profiles.profiles[fitting[0]] if fitting else None)
        answer.preview, answer.proposal = preview(head, best, job, kind, answer.delimiter)
    except Refused as refused:
        answer.faults = list(refused.faults)
    answer.fault_count = len(answer.faults)
    return answer


def read_tables(job: Job, answer: Answer) -> tuple[Tables, list[Fault]]:
    if is_roster(job.path):
        marks, faults = read_oneroster(job, answer)
        return Tables(marks, AttendanceTable()), faults
    kind = kind_of(job.path)
    sheets = workbook_sheets(job, answer) if kind == "xlsx" else text_sheets(job, answer)
    profile, sheets = chosen(job, sheets, kind)
    answer.profile = profile.id
    words = vocabulary_of(profile, job.profiles.vocabulary, job.profiles.subjects)
    extraction = Extraction(job, profile, words)
    answer.counts = extraction.counts
    for sheet in sheets[:1] if profile.sheets.take == "first" else sheets:
        extraction.read(sheet)
    answer.school_year = extraction.memos.school_year
    faults = [*extraction.faults, *settled(extraction)]
    return Tables(extraction.marks, extraction.attendance), faults


def settled(extraction: Extraction) -> list[Fault]:
    """Contradictions and repetitions, after which every row is counted once."""
    counts, marks = extraction.counts, extraction.marks
    if extraction.failed:
        return []
    faults = marks.settle()
    wrong = {(fault.sheet, fault.row) for fault in faults if fault.code == "I18"}
    twice = {(fault.sheet, fault.row) for fault in faults if fault.code == "I17"}
    twice -= wrong | set(zip(marks.sheets, marks.rows, strict=True))
    counts.rejected += len(wrong)
    counts.repeated += len(twice)
    counts.accepted -= len(wrong) + len(twice)
    if not (len(marks) or extraction.attendance.groups or faults or extraction.faults):
        faults.append(Fault("I12"))
    if not extraction.memos.school_year:
        faults.append(Fault("I40", {"field": "school_year"}))
    return faults


def close(answer: Answer, tables: Tables, faults: list[Fault], job: Job) -> None:
    """The answer's figures; without a single error the tables are taken, with one they are not."""
    answer.fault_count = len(faults)
    order = sorted(
        faults, key=lambda fault: (CODES[fault.code].severity is not Severity.ERROR, fault.sheet, fault.row, fault.column)
    )
    answer.faults = order[: job.limits.problems]
    if not answer.counts.conserved:
        raise RuntimeError(f"rows are not conserved: {answer.counts}")
    if any(CODES[fault.code].severity is Severity.ERROR for fault in faults):
        tables.marks, tables.attendance = MarkTable(), AttendanceTable()
    answer.scope = sorted(tables.marks.scope() | tables.attendance.scope())
    answer.totals = tables.marks.totals()
    answer.marks, answer.attendance = len(tables.marks), len(tables.attendance.groups)
    columns = tables.marks.columns
    answer.pupils = sorted({f"{term} {pupil}" for term, pupil in zip(columns["term"], columns["pupil"], strict=True)})


# ---------------------------------------------------------------- sheets


def workbook_sheets(job: Job, answer: Answer) -> list[Sheet]:
    sheets, answer.hidden_sheets = sheets_of(job.path, job.limits)
    return sheets


def text_sheets(job: Job, answer: Answer) -> list[Sheet]:
    """The one sheet of a text file; its delimiter is the one with which some profile's header can be found."""
    if job.path.stat().st_size == 0:
        raise Refused(Fault("I12"))
    asked = job.encoding or (job.profile.encoding if job.profile else "auto")
    encoding = encoding_of(job.path, asked)
    answer.encoding, answer.encoding_how = encoding.name, encoding.how
    delimiter = delimiter_of(job, encoding.name)
    answer.delimiter = delimiter
    rows = csv_rows(job.path, encoding.name, DELIMITERS[delimiter], job.limits)
    return [Sheet(0, without_separator_line(rows), even=False)]


def without_separator_line(rows: Iterator[list[str]]) -> Iterator[Row]:
    """Some spreadsheets write `sep=;` above the table; it becomes a blank row, so that numbers stay right."""
    first = next(rows, None)
    if first is not None:
        yield [] if first and first[0].lower().startswith(SEPARATOR_LINE) else first
    yield from rows


def delimiter_of(job: Job, encoding: str) -> str:
    """The asked one, else the one that lets a header be found, else the one that cuts most cells."""
    asked = job.delimiter or (job.profile.delimiter if job.profile else "auto")
    if asked != "auto":
        return asked
    profiles = [job.profile] if job.profile else list(job.profiles.profiles.values())
    heads = {name: csv_head(job.path, encoding, sign, job.limits, HEAD) for name, sign in DELIMITERS.items()}
    for name, head in heads.items():
        if any(len(row) > 1 for row in head) and any(fits(head, profile, job) for profile in profiles):
            return name
    return max(heads, key=lambda name: sum(len(row) for row in heads[name]))


# ---------------------------------------------------------------- profiles


def fits(head: list[Row] | list[list[str]], profile: Profile, job: Job) -> bool:
    """Whether a sheet that begins so is laid out as the profile says."""
    words = vocabulary_of(profile, job.profiles.vocabulary, job.profiles.subjects)
    header = find_header(head, profile, column_names(profile), words)
    if header is None or (profile.spread and not header.spread):
        return False
    above = head[: header.first]
    if profile.section and not any(opens(row, Names([("section", profile.section)])) for row in above):
        return False
    return not profile.preamble or any(not is_blank(row) for row in above)


def chosen(job: Job, sheets: list[Sheet], kind: str) -> tuple[Profile, list[Sheet]]:
    """The asked profile, or the one that fits; when several do, the one that explains most columns. Raises Refused."""
    if job.profile is not None:
        return job.profile, sheets
    first, rest = peeked(sheets)
    found = sorted(
        ((explained(first, profile, job), profile.id) for profile in job.profiles.profiles.values()
         if kind in profile.formats and fits(first, profile, job)),
        reverse=True,
    )  # fmt: skip
    if not found:
        raise Refused(Fault("I34", {"profiles": ", ".join(sorted(job.profiles.profiles))}, widest_row(first)))
    if len(found) > 1 and found[0][0] == found[1][0]:
        raise Refused(Fault("I34", {"profiles": ", ".join(sorted(name for _, name in found))}))
    return job.profiles.profiles[found[0][1]], rest


def peeked(sheets: list[Sheet]) -> tuple[list[Row], list[Sheet]]:
    """The first rows of the first sheet that has any, and the sheets unharmed."""
    kept: list[Sheet] = []
    first: list[Row] = []
    for sheet in sheets:
        head = [row for _, row in zip(range(HEAD), sheet.rows, strict=False)] if not first else []
        first = first or head
        kept.append(Sheet(sheet.number, chained(head, sheet.rows), sheet.flags, sheet.even, sheet.epoch_1904))
    return first, kept


def chained(head: list[Row], rows: Iterator[Row]) -> Iterator[Row]:
    yield from head
    yield from rows


def explained(head: list[Row], profile: Profile, job: Job) -> int:
    """How many columns a profile knows."""
    words = vocabulary_of(profile, job.profiles.vocabulary, job.profiles.subjects)
    header = find_header(head, profile, column_names(profile), words)
    return len(header.fixed) + len(header.spread) - len(header.faults) if header else 0


def widest_row(head: list[Row]) -> int:
    """The row with most cells, which is probably the header."""
    widths = [sum(cell not in ("", None) for cell in row) for row in head]
    return widths.index(max(widths)) + 1 if widths else 0
