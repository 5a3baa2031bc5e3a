"""The two tidy tables every export becomes, while one file is read: columns of texts, control totals, contradictions.

In: columns of one chunk after another. Out: `Table` values: lines of comma-separated values in the order of
`engine.COLUMNS`. Texts hold nothing but codes, keys, numbers and keyed hashes, so that no quoting is needed and no name can pass.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from edu_site.progress.faults import Fault

MISSED = ("illness", "excused", "unexcused", "late")
SAFE_LINES = re.compile(r"[0-9A-Za-zА-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі_.,\n-]*")
LINES_AT_ONCE = 20_000
MARK_COLUMNS = ("term", "class", "language", "sex", "pupil", "subject", "mark")  # as they are gathered; class is grade,class


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

    def lines(self, organisation: str, school_year: str) -> Iterator[str]:
        """The table as comma-separated lines, some thousands at a time, each ending with a line end."""
        head = f"{organisation},{school_year},"
        columns = list(self.columns.values())
        for start in range(0, len(self), LINES_AT_ONCE):
            parts = [column[start : start + LINES_AT_ONCE] for column in columns]
            yield head + f"\n{head}".join(map(",".join, zip(*parts, strict=True))) + "\n"

    def parts(self) -> Counter[tuple[str, str, str]]:
        """Marks by term, class and subject: what the file speaks about, and how much it says."""
        columns = self.columns
        pairs = Counter(zip(columns["term"], columns["class"], columns["subject"], strict=True))
        return Counter({(term, label.partition(",")[2], subject): count for (term, label, subject), count in pairs.items()})

    def pupils(self) -> list[str]:
        """ "term pupil" of all who have marks."""
        return sorted(f"{term} {pupil}" for term, pupil in set(zip(self.columns["term"], self.columns["pupil"], strict=True)))


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
