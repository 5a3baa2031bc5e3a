"""The fast road for a long plain table of marks: the engine reads the text, the careful road reads each different row once.

In: a text without quotes, its header, what holds for all rows. Out: `Coded` marks, or None when anything is out of the ordinary: a
row of another width, a cell that is wrong, a repetition, a row of sums, a pupil spelt in two ways. Nothing is told and nothing
counted then; the careful road (`extraction`), which stays the reference, reads the file from its beginning.

A journal's million rows differ in the pupil and little else. The different rows without the pupil, some thousands, and the different
pupils go through the same parsers as ever; the engine only finds them and puts a number in the place of each row.
"""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from edu_site.progress.context import Settled
from edu_site.progress.engine import Database, EngineError, connection, rows_of_text
from edu_site.progress.faults import Refused
from edu_site.progress.headers import Header
from edu_site.progress.readers import Sheet
from edu_site.progress.tidy import LINES_AT_ONCE, MARK_COLUMNS, Coded, in_order_of_groups, in_order_of_kinds, places

if TYPE_CHECKING:
    from edu_site.progress.extraction import Extraction

MEMORY = "600MB"  # of the process's gibibyte
PIECE = 1 << 20
FEW, FEW_AT_LEAST = 0.25, 1_000  # different rows without the pupil, of all rows


def take_plain(extraction: "Extraction", sheet: Sheet, header: Header, settled: Settled) -> Coded | None:
    """The marks of a whole text file, when it is plain."""
    pupil, profile = header.fixed.get("pupil"), extraction.profile
    sexless = "sex" not in header.fixed and not settled.values.get("sex")
    if extraction.failed or pupil is None or profile.pupil == "row" or profile.makes != "marks" or sexless:
        return None
    if 0 not in header.fixed.values() or len(header.fixed) == 1:
        return None  # the first column may call a row a sum
    if sheet.text is None:
        return None
    above = header.last + 1
    lines = plain_lines(sheet.text.path)
    if lines <= above or lines > extraction.job.limits.rows:
        return None
    source = rows_of_text(sheet.text.path, sheet.text.delimiter, header.width, above)
    try:
        with connection(memory=MEMORY, threads=1) as database:
            return Reading(extraction, sheet, header, settled, database, pupil).take(source, lines - above)
    except (EngineError, Refused):
        return None


def plain_lines(path: Path) -> int:
    """How many lines a text has; 0 when it has quotes, or line ends of two kinds."""
    feeds = returns = pairs = 0
    last = b""
    with path.open("rb") as file:
        while data := file.read(PIECE):
            if b'"' in data:
                return 0
            data += file.read(1) if data.endswith(b"\r") else b""
            feeds += data.count(b"\n")
            if b"\r" in data:
                returns, pairs = returns + data.count(b"\r"), pairs + data.count(b"\r\n")
            last = data[-1:]
    if returns and not returns == pairs == feeds:
        return 0
    return feeds + (last not in (b"\n", b""))


def longest(column: str) -> str:
    """Of a column that is not needed the longest cell is looked at: a cell may be too long for a journal wherever it stands."""
    return f"max_by({column}, length({column})) AS {column}"


class Reading:
    """One plain table in the engine. `keys` are the columns that are needed besides the pupil's."""

    def __init__(
        self, extraction: "Extraction", sheet: Sheet, header: Header, settled: Settled, database: Database, pupil: int
    ) -> None:
        self.extraction, self.sheet, self.header, self.settled = extraction, sheet, header, settled
        self.execute, self.pupil = database.execute, f"c{pupil}"
        self.used = sorted(set(header.fixed.values()) - {pupil})
        self.keys = ", ".join(f"c{n}" for n in self.used)
        self.cells = ", ".join(f"c{n}" if n in self.used else longest(f"c{n}") for n in range(header.width))

    def take(self, source: str, rows: int) -> Coded | None:
        """The marks of `rows` rows, when every one of them is as it should be."""
        self.execute(f"CREATE TEMP TABLE raw AS SELECT * FROM {source}")  # noqa: S608  (our own names of columns)
        grouped = f"SELECT {self.cells}, count(*) AS times FROM raw GROUP BY {self.keys}"  # noqa: S608
        self.execute(f"CREATE TEMP TABLE different AS SELECT *, row_number() OVER () AS place FROM ({grouped})")  # noqa: S608
        self.execute(
            f"CREATE TEMP TABLE persons AS SELECT cell, row_number() OVER () AS place FROM (SELECT DISTINCT {self.pupil} AS cell FROM raw)"  # noqa: S608
        )
        found = self.execute("SELECT * FROM different ORDER BY place").fetchall()
        times = [row[-2] for row in found]
        self.telling = ", ".join(f"c{n}" for n in self.used if len({row[n] for row in found}) > 1) or f"c{self.used[0]}"
        if sum(times) != rows or len(found) > max(rows * FEW, FEW_AT_LEAST):
            return None
        marks = self.marks([row[:-2] for row in found])
        pupils = self.pupils([cell for (cell,) in self.execute("SELECT cell FROM persons ORDER BY place").fetchall()])
        coded = None if marks is None or pupils is None else self.coded(marks, times, pupils)
        if coded is not None:
            self.extraction.memos.school_year = self.school_year
        return coded

    def marks(self, different: list[tuple[str, ...]]) -> dict[str, list[str]] | None:
        """The columns of marks of the different rows, None unless all of them are taken without a word."""
        limit = self.extraction.job.limits.cell
        if any(len(cell) > limit for row in different for cell in row):
            return None
        trial = self.extraction.another()
        trial.take(self.sheet, self.header, self.settled, different, range(1, len(different) + 1))
        if trial.faults or trial.counts.accepted != len(different):
            return None
        self.school_year = trial.memos.school_year
        return trial.marks.columns

    def pupils(self, cells: list[str]) -> list[str] | None:
        """The pupils of all different cells, None when one is no pupil or two are the same one."""
        memos, limit = self.extraction.memos, self.extraction.job.limits.cell
        if any(len(cell) > limit or memos.totals[cell] for cell in cells):
            return None
        pupils = list(map(memos.pupil.__getitem__, cells))
        return None if memos.pupil.faults or len(set(pupils)) < len(pupils) else pupils

    def coded(self, marks: dict[str, list[str]], times: list[int], pupils: list[str]) -> Coded | None:
        """Every row as its number, None when a pupil has two marks of a subject and term."""
        term, label, language, sex, _pupil, subject, mark = (marks[name] for name in MARK_COLUMNS)
        group = list(map(",".join, zip(term, label, language, sex, strict=True)))
        kind = list(map(",".join, zip(subject, mark, strict=True)))
        groups, kinds = sorted(set(group), key=in_order_of_groups), sorted(set(kind), key=in_order_of_kinds)
        group_at, kind_at, pupil_at = places(groups), places(kinds), places(sorted(pupils))
        terms, subjects = sorted(set(term)), places(sorted(set(subject)))
        step = len(pupils) * len(kinds)
        number = [group_at[one] * step + kind_at[other] for one, other in zip(group, kind, strict=True)]
        term_at = places(terms)
        lesson = [term_at[one] * len(subjects) + subjects[key] for one, key in zip(term, subject, strict=True)]
        if not self.joined(number, lesson, [pupil_at[pupil] for pupil in pupils], len(kinds), sum(times)):
            return None
        parts: Counter[tuple[str, str, str]] = Counter()
        for name, one, key, count in zip(term, label, subject, times, strict=True):
            parts[name, one.partition(",")[2], key] += count
        found = self.execute(f"SELECT DISTINCT lesson // {len(subjects)}, person FROM coded ORDER BY ALL").fetchall()  # noqa: S608
        everyone = tuple(pupil_at)
        learners = tuple(f"{terms[one]} {everyone[person]}" for one, person in found)
        return Coded(tuple(groups), everyone, tuple(kinds), self.numbers(), learners, parts)

    def joined(self, number: list[int], lesson: list[int], person: list[int], kinds: int, rows: int) -> bool:
        """Makes the table of all numbers; whether it has every row, and no pupil twice in a subject and term."""
        listed = "SELECT unnest(range(1, len($1) + 1)) AS place, unnest($1::BIGINT[])"
        self.execute(f"CREATE TEMP TABLE numbered AS {listed} AS number, unnest($2::BIGINT[]) AS lesson", [number, lesson])
        self.execute(f"CREATE TEMP TABLE ranked AS {listed} AS person", [person])
        self.execute(
            f"CREATE TEMP TABLE coded AS SELECT d.number + p.person * {kinds} AS number, p.person, d.lesson FROM raw "  # noqa: S608
            f"JOIN (SELECT * FROM different JOIN numbered USING (place)) AS d USING ({self.telling}) "
            f"JOIN (SELECT cell, person FROM persons JOIN ranked USING (place)) AS p ON p.cell = raw.{self.pupil}"
        )
        self.execute("DROP TABLE raw")
        once = "SELECT count(*) FROM (SELECT DISTINCT person, lesson FROM coded)"
        return self.execute(f"SELECT count(*), ({once}) FROM coded").fetchone() == (rows, rows)  # noqa: S608

    def numbers(self) -> tuple[str, ...]:
        """All numbers as texts of many lines."""
        chunks = f"SELECT string_agg(number || chr(10), '') FROM coded GROUP BY rowid // {LINES_AT_ONCE}"  # noqa: S608
        return tuple(text for (text,) in self.execute(chunks).fetchall())
