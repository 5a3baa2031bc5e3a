"""One file from its bytes to tidy lines: kind, encoding, delimiter, profile, sheets. Runs in the process made for it.

In: a `Job`. Out: the lines of both tables and an `Answer`. A file with any error gives no lines at all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from edu_site.codes import CODES, Severity
from edu_site.progress.encodings import Encoding
from edu_site.progress.extraction import Extraction
from edu_site.progress.faults import Fault, Refused
from edu_site.progress.fitting import HEAD, Fitting, first_rows
from edu_site.progress.job import Answer, Job
from edu_site.progress.oneroster import read_oneroster
from edu_site.progress.readers import (
    DELIMITERS,
    Sheet,
    Text,
    csv_head,
    csv_rows,
    encoding_of,
    glance_at,
    kind_of,
    sheets_of,
)
from edu_site.progress.roster_tables import is_roster
from edu_site.progress.schools import read_district
from edu_site.progress.sniffing import preview
from edu_site.progress.tidy import AttendanceTable, Coded

SEPARATOR_LINE = "sep="


@dataclass(slots=True)
class Tables:
    """What one file holds, ready to leave the process that reads it."""

    marks: Coded = field(default_factory=Coded)
    attendance: AttendanceTable = field(default_factory=AttendanceTable)


def read_all(job: Job) -> list[tuple[Job, Answer, Tables]]:
    """What `read_file` gives; of an export of many organisations first what holds for all of it, then one by one."""
    if not job.members or job.sniff:
        return [(job, *read_file(job))]
    whole, parts = read_district(job)
    found = [(job, whole, Tables())]
    for member, (answer, marks, faults) in zip(job.members, parts, strict=True):
        tables = Tables(marks)
        close(answer, tables, faults, job)
        found.append((job.of(member), answer, tables))
    return found


def read_file(job: Job) -> tuple[Answer, Tables]:
    """Everything of one file. Faults never leave as exceptions."""
    if job.sniff:
        return sniffed(job), Tables()
    answer, tables = Answer(), Tables()
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
        look(job, answer)
    except Refused as refused:
        answer.faults = list(refused.faults)
    answer.fault_count = len(answer.faults)
    return answer


def look(job: Job, answer: Answer) -> None:
    if is_roster(job.path):
        if job.members:
            answer.faults = read_district(job)[0].faults
        else:
            _marks, answer.faults = read_oneroster(job, answer)
        return
    fitting, kind = Fitting(job), kind_of(job.path)
    with closing_all(opened(fitting, kind, answer)) as sheets:
        head = first_rows(sheets)
    answer.counts.read = answer.counts.skipped = len(head)
    found = [profile for _, profile in fitting.ranked(head, kind)]
    answer.profile = job.profile.id if job.profile else ", ".join(profile.id for profile in found)
    best = job.profile or next(iter(found), None)
    answer.preview, answer.proposal = preview(head, best, job, kind, answer.delimiter)


@contextmanager
def closing_all(sheets: list[Sheet]) -> Iterator[list[Sheet]]:
    try:
        yield sheets
    finally:
        for sheet in sheets:
            sheet.rows.close()


def opened(fitting: Fitting, kind: str, answer: Answer) -> list[Sheet]:
    """The visible sheets of a file."""
    job = fitting.job
    if kind == "csv":
        return text_of(fitting, answer)
    sheets, answer.hidden_sheets = sheets_of(job.path, job.limits)
    return sheets


def read_tables(job: Job, answer: Answer) -> tuple[Tables, list[Fault]]:
    if is_roster(job.path):
        marks, faults = read_oneroster(job, answer)
        return Tables(marks.coded()), faults
    fitting, kind = Fitting(job), kind_of(job.path)
    extraction = (quickly(fitting, answer) if kind == "csv" else None) or extracted(
        fitting, kind, opened(fitting, kind, answer), answer
    )
    answer.school_year = extraction.memos.school_year
    faults = [*extraction.faults, *settled(extraction)]
    return Tables(extraction.coded or extraction.marks.coded(), extraction.attendance), faults


def quickly(fitting: Fitting, answer: Answer) -> Extraction | None:
    """A long text that seems to be plain, by the engine (`progress.plain`); None when it has to be read from its beginning."""
    job = fitting.job
    if (
        job.path.stat().st_size < job.limits.plain_bytes
        or asked_encoding(job) != "auto"
        or (seen := glance_at(job.path)) is None
    ):
        return None
    trial = Answer()
    try:
        found = extracted(fitting, "csv", text_sheets(fitting, trial, seen.encoding, seen.lines), trial)
    except Refused:
        return None
    if found.coded is None:
        return None
    for name in ("encoding", "encoding_how", "delimiter", "profile", "counts"):
        setattr(answer, name, getattr(trial, name))
    return found


def extracted(fitting: Fitting, kind: str, opened: list[Sheet], answer: Answer) -> Extraction:
    """All that is in the sheets of a file. Raises Refused."""
    with closing_all(opened) as sheets:
        profile = fitting.chosen(sheets, kind)
        answer.profile = profile.id
        extraction = Extraction(fitting.job, profile, fitting.vocabulary(profile))
        answer.counts = extraction.counts
        for sheet in sheets[:1] if profile.sheets.take == "first" else sheets:
            extraction.read(sheet)
    return extraction


def settled(extraction: Extraction) -> list[Fault]:
    """Contradictions and repetitions, after which every row is counted once."""
    counts, marks = extraction.counts, extraction.marks
    if extraction.failed:
        return []
    faults = marks.settle()
    wrong = {(fault.sheet, fault.row) for fault in faults if fault.code == "I18"}
    twice = {(fault.sheet, fault.row) for fault in faults if fault.code == "I17"}
    twice -= wrong | (set(zip(marks.sheets, marks.rows, strict=True)) if twice else set())
    counts.rejected += len(wrong)
    counts.repeated += len(twice)
    counts.accepted -= len(wrong) + len(twice)
    if not (extraction.coded or len(marks) or extraction.attendance.groups or faults or extraction.faults):
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
        tables.marks, tables.attendance = Coded(), AttendanceTable()
    parts = tables.marks.parts
    answer.scope = sorted({*(f"marks {' '.join(part)}" for part in parts), *tables.attendance.scope()})
    for (term, label, _subject), count in sorted(parts.items()):
        answer.totals[f"{term} {label}"] = answer.totals.get(f"{term} {label}", 0) + count
    answer.marks, answer.attendance = len(tables.marks), len(tables.attendance.groups)
    answer.pupils = list(tables.marks.learners)


# ---------------------------------------------------------------- sheets


def asked_encoding(job: Job) -> str:
    return job.encoding or (job.profile.encoding if job.profile else "auto")


def text_of(fitting: Fitting, answer: Answer) -> list[Sheet]:
    """The one sheet of a text file, all of whose characters have been looked at. Raises Refused."""
    job = fitting.job
    if job.path.stat().st_size == 0:
        raise Refused(Fault("I12"))
    return text_sheets(fitting, answer, encoding_of(job.path, asked_encoding(job)))


def text_sheets(fitting: Fitting, answer: Answer, encoding: Encoding, lines: int = 0) -> list[Sheet]:
    """The one sheet of a text file; its delimiter is the one with which some profile's header can be found."""
    job = fitting.job
    answer.encoding, answer.encoding_how = encoding.name, encoding.how
    delimiter = delimiter_of(fitting, encoding.name)
    answer.delimiter = delimiter
    rows = csv_rows(job.path, encoding.name, DELIMITERS[delimiter], job.limits)
    first = rows.peek(1)
    if first and first[0] and first[0][0].lower().startswith(SEPARATOR_LINE):
        rows.ahead = [[]]  # some spreadsheets write `sep=;` above the table; a blank row keeps the numbers of rows right
    text = Text(job.path, DELIMITERS[delimiter], lines) if encoding.name.startswith("utf-8") else None
    return [Sheet(0, rows, text=text)]


def delimiter_of(fitting: Fitting, encoding: str) -> str:
    """The asked one, else the one that lets a header be found, else the one that cuts most cells."""
    job = fitting.job
    asked = job.delimiter or (job.profile.delimiter if job.profile else "auto")
    if asked != "auto":
        return asked
    profiles = [job.profile] if job.profile else list(job.profiles.profiles.values())
    heads = {name: csv_head(job.path, encoding, sign, job.limits, HEAD) for name, sign in DELIMITERS.items()}
    for name, head in heads.items():
        if any(len(row) > 1 for row in head) and any(fitting.fits(head, profile) for profile in profiles):
            return name
    return max(heads, key=lambda name: sum(len(row) for row in heads[name]))
