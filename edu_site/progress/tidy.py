"""The two tidy tables every export becomes, while one file is read: columns of texts, control totals, contradictions.

In: columns of one chunk after another. Out: `Coded` marks, in which each mark is one number, and lines of attendance in the order
of `engine.COLUMNS`. Texts hold nothing but codes, keys, numbers and keyed hashes, so that no quoting is needed and no name can pass.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import add

from edu_site.progress.faults import Fault

MISSED = ("illness", "excused", "unexcused", "late")
SAFE_NUMBERS = b"0123456789,\n"
SAFE_LINES = re.compile(r"[0-9A-Za-zА-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі_.,\n-]*")
LINES_AT_ONCE = 20_000
MARK_COLUMNS = ("term", "class", "language", "sex", "pupil", "subject", "mark")  # as they are gathered; class is grade,class


@dataclass(frozen=True, slots=True)
class Coded:
    """Marks of one file as numbers, which sort as the rows of the table do.

    `groups` are "term,grade,class,language,sex", `pupils` keyed hashes, `subjects` keys, `results` "mark,scale,state", each sorted and
    without repetition. `cells` are texts of many lines "number,value" in any order: all marks of a pupil in a group and `Packing`'s
    block of subjects. `parts` counts marks by term, class and subject: what the file speaks about.
    """

    groups: tuple[str, ...] = ()
    pupils: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    learners: tuple[str, ...] = ()  # the different "term pupil"
    parts: Mapping[tuple[str, str, str], int] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(self.parts.values())

    def texts(self) -> dict[bytes, Iterator[str]]:
        """All tables by the kinds of `job.TABLES`: places and values, one a line; the cells."""
        lists = ((b"G", self.groups), (b"P", self.pupils), (b"S", self.subjects), (b"V", self.results))
        return {kind: pieces(map("%d,%s\n".__mod__, enumerate(texts))) for kind, texts in lists} | {b"M": iter(self.cells)}


@dataclass(frozen=True, slots=True)
class Packing:
    """How the marks of one pupil in several subjects stand in one number of 62 bits.

    A mark is a digit of `width` bits: a one, which no other mark of the pupil, subject and term may have, and the place of its result.
    The digits of `together` subjects are one value; its number is (place of the pupil * groups + place of the group) * `blocks` + block.
    """

    subjects: int
    results: int

    @property
    def width(self) -> int:
        return max(self.results - 1, 0).bit_length() + 1

    @property
    def together(self) -> int:
        return 62 // self.width

    @property
    def blocks(self) -> int:
        return -(-self.subjects // self.together) or 1

    def mark(self, subject: int, result: int) -> tuple[int, int]:
        """Block and value of one mark, by the places of its subject and result."""
        block, digit = divmod(subject, self.together)
        return block, (1 << self.width - 1 | result) << self.width * digit

    @property
    def ones(self) -> int:
        """The ones of all digits."""
        return sum(1 << self.width * (digit + 1) - 1 for digit in range(self.together))


def in_order_of_groups(group: str) -> tuple[str, int, str]:
    term, grade, rest = group.split(",", 2)
    return term, int(grade), rest


def in_order_of_results(result: str) -> tuple[int, str]:
    """By mark; without a mark last."""
    mark, rest = result.split(",", 1)
    return int(mark) if mark else 1_000, rest


def places(texts: Iterable[str]) -> dict[str, int]:
    return {text: place for place, text in enumerate(texts)}


def pieces(lines: Iterable[str]) -> Iterator[str]:
    """Texts of some thousands of lines."""
    left = iter(lines)
    while some := "".join(islice(left, LINES_AT_ONCE)):
        yield some


@dataclass(slots=True)
class MarkTable:
    """Marks of one file. Columns are lists of equal length; `places` holds sheet and row of each mark."""

    columns: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in MARK_COLUMNS})
    rows: "array[int]" = field(default_factory=lambda: array("L"))
    sheets: "array[int]" = field(default_factory=lambda: array("H"))
    repeated: int = 0

    def add(self, columns: Mapping[str, Sequence[str]], rows: Iterable[int], sheet: int) -> None:
        """One chunk; a column may be given as one text that holds for all its rows."""
        count = len(columns["pupil"])
        for name, column in self.columns.items():
            value = columns[name]
            column.extend([value] * count if isinstance(value, str) else value)
        self.rows.extend(rows)
        self.sheets.extend(array("H", [sheet]) * count)

    def __len__(self) -> int:
        return len(self.rows)

    def settle(self) -> list[Fault]:
        """Drops exact repetitions and tells contradictions: two marks of a pupil in a subject and term."""
        keys = self.columns["pupil"], self.columns["subject"], self.columns["term"]
        if len(set(zip(*keys, strict=True))) == len(self):
            return []
        several = len(set(self.sheets)) > 1
        first: dict[tuple[str, str, str], int] = {}
        faults: list[Fault] = []
        kept: list[int] = []
        for number, key in enumerate(zip(*keys, strict=True)):
            other = first.setdefault(key, number)
            if other == number:
                kept.append(number)
            elif all(column[other] == column[number] for column in self.columns.values()):
                faults.append(Fault("I17", {"other": self.place(other, several)}, self.rows[number], sheet=self.sheets[number]))
            else:
                faults.append(Fault("I18", {"other": self.place(number, several)}, self.rows[other], sheet=self.sheets[other]))
                faults.append(Fault("I18", {"other": self.place(other, several)}, self.rows[number], sheet=self.sheets[number]))
        self.keep(kept)
        return faults

    def place(self, number: int, several: bool) -> str:
        """The row of a mark as a report names it, with the sheet when there are several."""
        return f"{self.sheets[number]}:{self.rows[number]}" if several else str(self.rows[number])

    def keep(self, kept: list[int]) -> None:
        self.columns = {name: [column[number] for number in kept] for name, column in self.columns.items()}
        self.rows = array("L", [self.rows[number] for number in kept])
        self.sheets = array("H", [self.sheets[number] for number in kept])

    def coded(self) -> Coded:
        """The marks as numbers, in the order of the rows."""
        term, label, language, sex, pupil, subject, mark = (self.columns[name] for name in MARK_COLUMNS)
        group = list(map(",".join, zip(term, label, language, sex, strict=True)))
        groups, pupils = sorted(set(group), key=in_order_of_groups), sorted(set(pupil))
        subjects, results = sorted(set(subject)), sorted(set(mark), key=in_order_of_results)
        packing = Packing(len(subjects), len(results))
        step = {text: place * len(groups) * packing.blocks for text, place in places(pupils).items()}
        inner = {text: place * packing.blocks for text, place in places(groups).items()}
        lesson, result = places(subjects), places(results)
        packed = {pair: packing.mark(lesson[pair[0]], result[pair[1]]) for pair in set(zip(subject, mark, strict=True))}
        cells: dict[int, int] = {}
        first = map(add, map(step.__getitem__, pupil), map(inner.__getitem__, group))
        for number, (block, value) in zip(first, map(packed.__getitem__, zip(subject, mark, strict=True)), strict=True):
            cells[number + block] = cells.get(number + block, 0) + value
        counted = Counter(zip(term, label, subject, strict=True))
        parts = {(name, one.partition(",")[2], key): count for (name, one, key), count in counted.items()}
        learners = sorted(f"{name} {one}" for name, one in set(zip(term, pupil, strict=True)))
        lines = tuple(pieces(map("%d,%d\n".__mod__, cells.items())))
        return Coded(tuple(groups), tuple(pupils), tuple(subjects), tuple(results), lines, tuple(learners), parts)


Group = tuple[str, str, str, str]  # term, grade,class, language, sex


@dataclass(slots=True)
class AttendanceTable:
    """Attendance by class, term and sex. Lessons missed and held add up over the registers of the subjects."""

    groups: dict[Group, dict[str, int]] = field(default_factory=dict)
    subjects: dict[Group, dict[str, str]] = field(default_factory=dict)  # subject -> where it was told

    def add(self, group: Group, subject: str, counts: dict[str, int], place: str) -> str:
        """Adds counts of one register; when the group and subject were told before, where, and nothing is added."""
        told = self.subjects.setdefault(group, {})
        if subject in told:
            return told[subject]
        told[subject] = place
        sums = self.groups.setdefault(group, dict.fromkeys(("roll", "lessons", "possible", *MISSED), 0))
        for name, count in counts.items():
            sums[name] = max(sums[name], count) if name == "roll" else sums[name] + count
        return ""

    def lines(self, organisation: str, school_year: str) -> Iterator[str]:
        for group, sums in sorted(self.groups.items()):
            counts = (str(sums[name]) for name in ("roll", "lessons", "possible", *MISSED))
            yield ",".join((organisation, school_year, *group, *counts)) + "\n"

    def scope(self) -> set[str]:
        return {
            f"attendance {group[0]} {group[1].partition(',')[2]} {subject}".rstrip()
            for group, subjects in self.subjects.items()
            for subject in subjects
        }
