"""The parsers of one file, one for each field, each asked once for each different cell.

In: a job, its profile and vocabulary. Out: `Memo` values by field. What a cell means depends on nothing but the cell and these.
"""

from typing import Any

from edu_site.progress.calendars import school_year, year_of
from edu_site.progress.cells import (
    MarkReader,
    Memo,
    PupilReader,
    class_of,
    count_of,
    date_of,
    grade_of,
    is_serial,
    key_of,
    sex_of_iin,
    text_of,
    wrong,
)
from edu_site.progress.faults import Fault, Refused
from edu_site.progress.job import Job
from edu_site.progress.layouts import Profile
from edu_site.progress.letters import folded
from edu_site.progress.vocabulary import Vocabulary

COUNTED = ("roll", "lessons", "possible", "illness", "excused", "unexcused", "late")
STATES = ("assessed", "not_assessed", "exempt", "passed", "failed")


class Memos:
    """`school_year` is settled while the file is read; dates are judged by it."""

    def __init__(self, job: Job, profile: Profile, words: Vocabulary) -> None:
        self.job, self.profile, self.words = job, profile, words
        self.epoch_1904 = False
        self.school_year = ""
        reader = PupilReader(job.secret, job.organisation)
        self.reader = reader
        self.pupil = Memo(reader)
        self.named_pupil = Memo(lambda pair: reader.name(*pair))
        self.sex_of_iin = Memo(sex_of_iin)
        self.totals = Memo(
            lambda cell: "total" if isinstance(cell, str) and is_word(cell) and words.totals.begins(cell) else ""
        )
        self.grade_and_class = Memo(same_grade)
        self.readers: dict[tuple[str, str], MarkReader] = {}
        self.mark = Memo(lambda cell: self.reader_of_scale(profile.scale)(cell))
        self.whole_mark = Memo(self.mark_of)
        self.term_of_date = Memo(self.term_of)
        self.absence = Memo(self.absence_of)
        self.fields: dict[str, Memo] = {}

    def of(self, field: str) -> Memo:
        """The memo of a field that has one parser."""
        if field not in self.fields:
            self.fields[field] = Memo(lambda cell: self.parse(field, cell))
        return self.fields[field]

    def parse(self, field: str, cell: Any) -> str | Fault:
        match field:
            case "class":
                return class_of(cell)
            case "grade":
                return grade_of(cell)
            case "sex":
                return key_of(cell, self.words.sexes, field) if text_of(cell) else ""
            case "language":
                return key_of(cell, self.words.languages, field)
            case "subject":
                return key_of(cell, self.words.subjects, field)
            case "term":
                return self.term(cell)
            case "school_year":
                return year_of(text_of(cell)) or wrong("I19", cell, field=field)
            case "organisation":
                return self.organisation(cell)
            case _ if field in COUNTED:
                return count_of(cell, field)
        return wrong("I19", cell, field=field)

    def term(self, cell: Any) -> str | Fault:
        """A term; what stands behind it in brackets does not matter."""
        key = self.words.terms.key(text_of(cell)) or self.words.terms.key(text_of(cell).partition("(")[0])
        return key or wrong("I19", cell, field="term")

    def organisation(self, cell: Any) -> str | Fault:
        """The organisation's own id or BIN; a file of another one is not taken."""
        names = {folded(name) for name in (self.job.organisation, *self.job.identifiers)}
        return self.job.organisation if folded(text_of(cell)) in names else Fault("I31", {"what": "organisation"})

    def reader_of_scale(self, name: str) -> MarkReader:
        """The marks of a scale as it is in the school year. Raises Refused when there is no such scale then."""
        key = (name, self.school_year)
        if key not in self.readers:
            scale = self.words.scale(*key)
            if scale is None:
                raise Refused(Fault("I19", {"value": name, "field": "scale"}))
            self.readers[key] = MarkReader(scale, self.words.states, self.profile.decimal == "comma")
        return self.readers[key]

    def mark_of(self, cells: tuple[Any, Any, Any]) -> str | Fault:
        """`mark,scale,state` of the three columns of the tidy table; they must agree."""
        mark, state, scale = cells
        name = text_of(scale) or self.profile.scale
        if self.words.scale(name, self.school_year) is None:
            return wrong("I19", scale, field="scale")
        read = self.mark[mark] if name == self.profile.scale else self.reader_of_scale(name)(mark)
        if isinstance(read, Fault):
            return read
        if fault := self.mark.faults.get(mark):
            return fault
        said = text_of(state)
        if not said:
            return read
        number, shown, found = read.split(",")
        if said not in STATES or (said == "assessed") != (found == "assessed") or (found not in (said, "not_assessed")):
            return wrong("I19", state, field="state")
        return f"{number},{shown},{said}"

    def pupil_of_row(self, sheet: int, row: int) -> str:
        """A pupil without a name or number: this row of this file."""
        return self.reader.hashed(f"row:{self.job.source_digest}:{sheet}:{row}")

    # ------------------------------------------------------------ days

    def is_total(self, text: str) -> bool:
        return bool(self.totals[text])

    def is_serial(self, cell: Any) -> bool:
        return is_serial(cell) is not None

    def term_of(self, cell: Any) -> str | Fault:
        """The term a date lies in; a date of another year, of a break or of the future is a fault."""
        day = date_of(cell, self.profile.dates, self.epoch_1904)
        if isinstance(day, Fault):
            return day
        year = school_year(self.school_year, self.job.years)
        term = year.term_of(day)
        if day > self.job.today or not year.holds(day) or not term:
            return wrong("I21", cell, year=self.school_year)
        return term

    def absence_of(self, cell: Any) -> str | Fault:
        """The kind of absence a journal's cell tells: "" for presence, with or without marks (`3/3`, `О 4`)."""
        text = text_of(cell)
        kind = ""
        for token in text.replace("/", " ").split():
            found = self.words.absences.key(token)
            if found is not None:
                kind = found
            elif isinstance(self.reader_of_scale(self.profile.daily_scale or self.profile.scale)(token), Fault):
                return wrong("I19", cell, field="mark")
        return kind


def is_word(cell: str) -> bool:
    """Whether a cell may call its row a sum: it is no number."""
    return bool(cell) and not cell.isdecimal()


def same_grade(pair: tuple[Any, Any]) -> str | Fault:
    """`grade,class` when both columns agree."""
    grade, label = grade_of(pair[0]), class_of(pair[1])
    if isinstance(label, Fault):
        return label
    if isinstance(grade, Fault) or grade.split(",")[0] != label.split(",")[0]:
        return wrong("I19", pair[0], field="grade")
    return label
