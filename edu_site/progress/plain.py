"""The fast road for a long plain table of marks: the engine reads the text, the careful road reads each different row once.

In: a text without quotes, its header, what holds for all rows. Out: `Coded` marks, or None when anything is out of the ordinary: a
row of another width, a cell that is wrong, a repetition, a row of sums, a pupil spelt in two ways. Nothing is told and nothing
counted then; the careful road (`extraction`), which stays the reference, reads the file from its beginning.

What a mark can be in a subject is some hundred different texts, and a sample of the file has nearly all of them: each gets its place
in a number (`tidy.Packing`), by the same parsers as ever. The engine then reads the file once and adds up these numbers for each
pupil and class as they are spelt. A digit that is there twice shows, for a sum is then no longer what its parts have in common. The
different pupils and classes go through the parsers afterwards.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, cycle, islice
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from edu_site.progress.context import Settled
from edu_site.progress.encodings import NO_QUOTES, plain_lines
from edu_site.progress.engine import Database, EngineError, connection, rows_of_text
from edu_site.progress.faults import Refused
from edu_site.progress.headers import Header
from edu_site.progress.readers import Sheet, Text
from edu_site.progress.tidy import (
    LINES_AT_ONCE,
    MARK_COLUMNS,
    Coded,
    Packing,
    in_order_of_groups,
    in_order_of_results,
    places,
)

if TYPE_CHECKING:
    from edu_site.progress.extraction import Extraction

MEMORY = "600MB"  # of the process's gibibyte
SAMPLES, SAMPLE = 64, 8 << 10  # pieces of the file that are looked at before it is read, bytes of each
MANY = 5_000  # subjects with marks
FEW, FEW_AT_LEAST = 0.25, 1_000  # different rows without the pupil, of all rows
RESULT = ("mark", "state", "scale")  # fields of a mark; besides them and the subject all are of a pupil
Cells = tuple[str, ...]


def take_plain(extraction: "Extraction", sheet: Sheet, header: Header, settled: Settled) -> Coded | None:
    """The marks of a whole text file, when it is plain."""
    profile = extraction.profile
    sexless = "sex" not in header.fixed and not settled.values.get("sex")
    if extraction.failed or profile.pupil == "row" or profile.makes != "marks" or sexless or sheet.text is None:
        return None
    if not {"pupil", "mark"} <= header.fixed.keys() or 0 not in header.fixed.values():
        return None  # the first column may call a row a sum
    above = header.last + 1
    lines = sheet.text.lines or lines_of(sheet.text.path)
    if lines <= above or lines > extraction.job.limits.rows:
        return None
    try:
        with connection(memory=MEMORY, threads=1) as database:
            return Reading(extraction, sheet, header, settled, database).take(sheet.text, lines - above)
    except (EngineError, Refused):
        return None


def lines_of(path: Path) -> int:
    with path.open("rb") as file:
        return plain_lines(file, NO_QUOTES)


def sampled(path: Path, above: int) -> Iterable[str]:
    """Lines from all over a text in UTF-8, without the first `above` ones; all lines of a short text."""
    with path.open("rb") as file:
        for _ in range(above):
            file.readline()
        begin, size = file.tell(), path.stat().st_size
        step = max((size - begin) // SAMPLES, SAMPLE)
        for start in range(begin, size, step):
            file.seek(start - (start > begin))
            if start > begin:
                file.readline()  # the rest of a line that begins before
            for line in file.readlines(SAMPLE):
                yield line.decode().rstrip("\r\n")


def parts_of(rows: list[list[str]], columns: list[int]) -> set[Cells]:
    """The different cells of some columns."""
    return (
        {tuple(row) for row in map(itemgetter(*columns), rows)}
        if len(columns) > 1
        else {tuple(row[n] for n in columns) for row in rows}
    )


def listed(columns: Iterable[int]) -> str:
    return ", ".join(f"c{n}" for n in columns)


@dataclass(frozen=True, slots=True)
class Read:
    """What the parsers say of different rows: the groups of `owns`, subject and result of `lessons`, in their order."""

    groups: tuple[str, ...]
    lessons: tuple[tuple[str, str], ...]
    school_year: str


class Reading:
    """One plain table in the engine. `lesson` and `own` are columns of a mark and of a pupil, besides the one that says who it is."""

    def __init__(self, extraction: "Extraction", sheet: Sheet, header: Header, settled: Settled, database: Database) -> None:
        self.extraction, self.sheet, self.header, self.settled = extraction, sheet, header, settled
        self.execute, fixed = database.execute, header.fixed
        self.pupil, self.limit = fixed["pupil"], extraction.job.limits.cell
        self.subject = [fixed["subject"]] if "subject" in fixed else []
        self.result = [fixed[field] for field in RESULT if field in fixed]
        self.lesson = [*self.subject, *self.result]
        self.own = sorted({*fixed.values()} - {*self.lesson, self.pupil})
        self.others = sorted({*range(header.width)} - {*fixed.values()})

    def take(self, text: Text, rows: int) -> Coded | None:
        """The marks of `rows` rows, when every one of them is as it should be."""
        above = self.header.last + 1
        source = rows_of_text(text.path, text.delimiter, self.header.width, above)
        sample = [cells for line in sampled(text.path, above) if len(cells := line.split(text.delimiter)) == self.header.width]
        if not sample or not self.own:
            return None
        subjects, results, owns = (parts_of(sample, columns) for columns in (self.subject, self.result, self.own))
        lessons = {
            subject + result for subject in subjects for result in results
        }  # a rare mark need not be seen in each subject
        if len(lessons) > MANY:
            return None
        pupil = sample[0][self.pupil]
        first = self.read(owns, lessons, pupil)
        if first is None:
            return None
        if self.add_up(source, lessons, first) < rows:
            missed = self.missed(source)
            lessons |= missed
            first = self.read(owns, lessons, pupil) if missed else None
            if first is None or self.add_up(source, lessons, first) != rows:
                return None
        owns = {*self.different(self.own)}
        if len(owns) > max(rows * FEW, FEW_AT_LEAST):
            return None
        found, pupils = self.read(owns, lessons, pupil), self.pupils()
        if found is None or found.lessons != first.lessons or pupils is None:
            return None
        return self.coded(owns, found, pupils)

    def read(self, owns: set[Cells], lessons: set[Cells], pupil: str) -> Read | None:
        """The different parts of rows, in order, read together as rows of one pupil; None unless all of them are taken without a word."""
        count = max(len(owns), len(lessons))
        rows = [[""] * self.header.width for _ in range(count)]
        for row, own, lesson in zip(rows, cycle(sorted(owns)), cycle(sorted(lessons)), strict=False):
            row[self.pupil] = pupil
            for n, cell in chain(zip(self.own, own, strict=True), zip(self.lesson, lesson, strict=True)):
                row[n] = cell
        if any(len(cell) > self.limit for row in rows for cell in row):
            return None
        trial = self.extraction.another()
        trial.take(self.sheet, self.header, self.settled, rows, range(1, count + 1))
        if trial.faults or trial.counts.accepted != count:
            return None
        term, label, language, sex, _pupil, subject, mark = (trial.marks.columns[name] for name in MARK_COLUMNS)
        groups = islice(map(",".join, zip(term, label, language, sex, strict=True)), len(owns))
        return Read(tuple(groups), tuple(islice(zip(subject, mark, strict=True), len(lessons))), trial.memos.school_year)

    def add_up(self, source: str, lessons: set[Cells], read: Read) -> int:
        """Makes the table of the marks of each pupil and class as they are spelt; how many rows are in it. Raises Refused for a wrong one."""
        self.subjects = tuple(sorted({subject for subject, _ in read.lessons}))
        self.results = tuple(sorted({result for _, result in read.lessons}, key=in_order_of_results))
        self.packing = packing = Packing(len(self.subjects), len(self.results))
        subject_at, result_at = places(self.subjects), places(self.results)
        packed = [packing.mark(subject_at[subject], result_at[result]) for subject, result in read.lessons]
        self.keep(
            "lessons", self.lesson, sorted(lessons), block=[block for block, _ in packed], value=[one for _, one in packed]
        )
        lengths = "".join(f", max(length(c{n})) AS c{n}" for n in self.others)
        self.execute(
            f"CREATE OR REPLACE TEMP TABLE cells AS SELECT c{self.pupil}, {listed(self.own)}, block, sum(value) AS total, "  # noqa: S608
            f"bit_or(value) AS value{lengths} FROM {source} JOIN lessons USING ({listed(self.lesson)}) GROUP BY ALL"
        )
        longest = "".join(f" AND max(c{n}) <= {self.limit}" for n in self.others)
        marks = f"sum(bit_count(value & {packing.ones}))"
        found = self.execute(f"SELECT {marks}, bool_and(total = value){longest} FROM cells").fetchone()  # noqa: S608
        if not found or not found[1]:
            raise Refused
        return int(found[0])

    def keep(self, name: str, columns: list[int], rows: list[Cells], **numbers: list[int]) -> None:
        """A table of texts, as they are spelt, and what they stand for."""
        given = {f"c{n}": "VARCHAR" for n in columns} | dict.fromkeys(numbers, "BIGINT")
        lists = ", ".join(f"unnest(${n}::{type_}[]) AS {one}" for n, (one, type_) in enumerate(given.items(), start=1))
        self.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {lists}",
            [*map(list, zip(*rows, strict=True)), *numbers.values()],
        )

    def missed(self, source: str) -> set[Cells]:
        """What the sample did not have."""
        keys = listed(self.lesson)
        return {*self.execute(f"SELECT DISTINCT {keys} FROM {source} ANTI JOIN lessons USING ({keys})").fetchall()}  # noqa: S608

    def different(self, columns: list[int]) -> list[Cells]:
        return self.execute(f"SELECT DISTINCT {listed(columns)} FROM cells").fetchall()  # noqa: S608

    def pupils(self) -> dict[str, str] | None:
        """The pupils of all different cells, None when one is no pupil or two are the same one."""
        memos = self.extraction.memos
        cells = [cell for (cell,) in self.different([self.pupil])]
        if max(map(len, cells)) > self.limit or any(memos.totals[cell] for cell in cells if not cell.isdecimal()):
            return None
        pupils = {cell: memos.pupil[cell] for cell in cells}
        return None if memos.pupil.faults or len(set(pupils.values())) < len(pupils) else pupils

    def coded(self, owns: set[Cells], read: Read, pupils: dict[str, str]) -> Coded | None:
        """Every mark as part of a number, None when a pupil has two marks of a subject and term."""
        packing, everyone = self.packing, sorted(pupils.values())
        groups = sorted(set(read.groups), key=in_order_of_groups)
        terms = sorted({group.partition(",")[0] for group in groups})
        group_at, person_at, term_at = places(groups), places(everyone), places(terms)
        of_term = [term_at[group.partition(",")[0]] for group in read.groups]
        self.keep("owns", self.own, sorted(owns), team=[group_at[group] for group in read.groups], term=of_term)
        self.keep("persons", [self.pupil], [(cell,) for cell in pupils], person=[person_at[one] for one in pupils.values()])
        number = f"(person * {len(groups)} + team) * {packing.blocks} + block AS number, team, term, person, block"
        self.execute(
            f"CREATE TEMP TABLE packed AS SELECT {number}, value FROM cells "  # noqa: S608
            f"JOIN owns USING ({listed(self.own)}) JOIN persons USING (c{self.pupil})"
        )
        ones = f"value & {packing.ones}"
        if self.execute(f"SELECT 1 FROM packed GROUP BY term, person, block HAVING sum({ones}) <> bit_or({ones})").fetchone():  # noqa: S608
            return None
        if len(groups) < len(owns):  # a class is spelt in two ways
            together = "SELECT * EXCLUDE (value), sum(value)::BIGINT AS value FROM packed GROUP BY ALL"
            self.execute(f"CREATE OR REPLACE TEMP TABLE packed AS {together}")
        self.extraction.memos.school_year = read.school_year
        return Coded(
            tuple(groups),
            tuple(everyone),
            self.subjects,
            self.results,
            self.lines(),
            self.learners(terms, everyone),
            self.parts(groups),
        )

    def learners(self, terms: list[str], everyone: list[str]) -> tuple[str, ...]:
        """The different "term pupil", sorted."""
        heard = "SELECT term, list(person ORDER BY person) FROM (SELECT DISTINCT term, person FROM packed) GROUP BY term ORDER BY term"
        found = self.execute(heard).fetchall()
        return tuple(
            chain.from_iterable(map(f"{terms[term]} ".__add__, map(everyone.__getitem__, those)) for term, those in found)
        )

    def parts(self, groups: list[str]) -> dict[tuple[str, str, str], int]:
        """How many marks a class has of each subject and term."""
        digits = range(self.packing.together)
        counts = ", ".join(f"count_if(value >> {self.packing.width * (digit + 1) - 1} & 1 = 1)" for digit in digits)
        parts: Counter[tuple[str, str, str]] = Counter()
        for team, block, *found in self.execute(f"SELECT team, block, {counts} FROM packed GROUP BY ALL").fetchall():  # noqa: S608
            term, _grade, label, _rest = groups[team].split(",", 3)
            subjects = self.subjects[block * self.packing.together :]
            parts.update({(term, label, subject): count for subject, count in zip(subjects, found, strict=False) if count})
        return parts

    def lines(self) -> tuple[str, ...]:
        """All cells as texts of many lines."""
        chunks = f"SELECT string_agg(number || ',' || value || chr(10), '') FROM packed GROUP BY rowid // {LINES_AT_ONCE}"  # noqa: S608
        return tuple(text for (text,) in self.execute(chunks).fetchall())
