"""The strongest attacker we can write: a linear (or integer) program over everything that was published.

In: tables, the sizes of all groups. Variables are the counts of the smallest groups; every published row of every table, derived
ones too, is a constraint. It shares with the program nothing but the public rule where bands end. HiGHS gives, for any group,
the least and the greatest count that agree with all that was published.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil, floor

import highspy

from edu_site.model.safe import Band, SafeRow, SafeTable
from edu_site.progress.counts import Counts
from edu_site.progress.indicators import CATEGORIES, Definitions, Indicator
from edu_site.progress.policy import Policy
from tests.disclosure.worlds import World

Atom = tuple[str, str, str, int | None, str, str]  # family, organisation, subject, grade, language, sex
TOLERANCE = 1e-6
NODES = (
    "progress",
    "quality_marks",
    "share_5",
    "progress_pupils",
    "quality_pupils",
    "attendance",
    "missed_unexcused",
    "missed_not_ill",
)


def atoms(own: Mapping[str, Counts]) -> dict[Atom, tuple[int, int, int]]:
    """Smallest group -> total of its four categories, the count aside, pupils."""
    found: dict[Atom, tuple[int, int, int]] = {}
    for name, counts in own.items():
        for (subject, sex), row in counts.marks.items():
            found["marks", name, subject, None, "", sex] = (sum(row[:4]), row[4], sum(row[:4]))
        for (language, grade), row in counts.pupils.items():
            found["pupils", name, "", grade, language, ""] = (sum(row[:4]), row[4], sum(row[:4]))
        for grade, missed in counts.attendance.items():
            found["attendance", name, "", grade, "", ""] = (sum(missed[:4]), 0, missed[5])
    return found


def of_the_same(counts: Counts, places: range) -> bool:
    """Whether pupils with such a lowest mark can each have it in some subject."""
    pupils, marks = list(counts.pupils.values()), list(counts.marks.values())
    fewer = sum(sum(row[:4]) for row in pupils) <= sum(sum(row[:4]) for row in marks)
    return fewer and sum(row[place] for row in pupils for place in places) <= sum(
        row[place] for row in marks for place in places
    )


@dataclass
class Attacker:
    """A model of everything published; `bounds` asks it about a group."""

    world: World
    tables: Iterable[SafeTable]
    policy: Policy
    definitions: Definitions
    whole: bool = False  # whole numbers only: an integer program
    before: Mapping[str, Counts] = field(default_factory=dict)  # of a correction: the counts that were corrected
    model: highspy.Highs = field(default_factory=highspy.Highs)  # that of another attacker: one who knows both releases
    columns: dict[tuple[Atom, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sizes = atoms(self.world.own)
        self.model.setOptionValue("output_flag", False)
        for atom, (total, _aside, _pupils) in self.sizes.items():
            for category in range(4):
                self.columns[atom, category] = self.model.getNumCol()
                self.model.addVar(0, total)
                if self.whole:
                    self.model.changeColIntegrality(self.columns[atom, category], highspy.HighsVarType.kInteger)
            self.add([(self.columns[atom, category], 1.0) for category in range(4)], total, total)
        for table in self.tables:
            for row in table.rows:
                self.hear(table.organisation, row)
        for name, counts in self.world.own.items():
            self.same_pupils(name, counts)
            self.in_some_subject(name, counts)

    def same_pupils(self, name: str, counts: Counts) -> None:
        """A pupil on 4 and 5 has a 4 or 5 in each subject he takes; so with 3, 4 and 5. Unless the counts say they are of others, now or
        before they were corrected."""
        pupils = [atom for atom in self.sizes if atom[:2] == ("pupils", name)]
        for subject in sorted({key[0] for key in counts.marks}):
            marks = [atom for atom in self.sizes if atom[:3] == ("marks", name, subject)]
            both = (counts, self.before.get(name, counts))
            for upto in (2, 3) if pupils and all(fit(one, subject) for one in both) else ():
                terms = [(self.columns[atom, place], 1.0) for atom in pupils for place in range(upto)]
                terms += [(self.columns[atom, place], -1.0) for atom in marks for place in range(upto)]
                self.add(terms, -highspy.kHighsInf, outside(counts, subject))

    def in_some_subject(self, name: str, counts: Counts) -> None:
        """Who stands with a 3 or lower, a 2, a 3, has such a mark in some subject: nobody failed a pass-or-fail subject.

        Unless the counts say they are of others, or there are fewer marks than pupils who have one."""
        pupils, marks = ([atom for atom in self.sizes if atom[:2] == (family, name)] for family in ("pupils", "marks"))
        for places in (range(2, 4), range(3, 4), range(2, 3)):
            if pupils and marks and all(of_the_same(one, places) for one in (counts, self.before.get(name, counts))):
                terms = [(self.columns[atom, place], 1.0) for atom in pupils for place in places]
                terms += [(self.columns[atom, place], -1.0) for atom in marks for place in places]
                self.add(terms, -highspy.kHighsInf, 0)

    def add(self, terms: list[tuple[int, float]], low: float, high: float) -> None:
        self.model.addRow(low, high, len(terms), [column for column, _ in terms], [factor for _, factor in terms])

    def group(self, organisation: str, family: str, row: SafeRow) -> list[Atom]:
        """The smallest groups a row speaks about."""

        def below(name: str | None) -> bool:
            while name is not None and name != organisation:
                name = self.world.places[name].parent
            return name == organisation

        wanted = (row.subject, row.grade, row.language, row.sex)
        return [
            atom
            for atom in self.sizes
            if atom[0] == family
            and below(atom[1])
            and all(not want or want == have for want, have in zip(wanted, atom[2:], strict=True))
        ]

    def hear(self, organisation: str, row: SafeRow) -> None:
        """A published band as a constraint. Late and not assessed stand aside of the four categories."""
        indicator = self.definitions.indicators[row.indicator]
        if not isinstance(row.cell, Band) or (indicator.aside and not any(indicator.weights)):
            return
        found = self.group(organisation, indicator.family, row)
        total = sum(self.sizes[atom][0] for atom in found)
        aside = sum(self.sizes[atom][1] for atom in found)
        low, high = self.counts(row.cell, indicator, found, total, aside)
        terms = [
            (self.columns[atom, place], float(weight))
            for atom in found
            for place, weight in enumerate(indicator.weights)
            if weight
        ]
        self.add(terms, low, high)

    def counts(self, cell: Band, indicator: Indicator, found: list[Atom], total: int, aside: int) -> tuple[float, float]:
        """What the weighted sum lies between. A node's own band of one share ends at the policy's borders: one count less."""
        if indicator.formula.over == "roll":
            return cell.low * (total + aside) - indicator.aside * aside, cell.high * (total + aside) - indicator.aside * aside
        if indicator.id in NODES and self.is_node(found):
            borders = self.policy.borders(sum(self.sizes[atom][2] for atom in found), total)
            first, last = (cell.low, cell.high) if indicator.id != "attendance" else (100 - cell.high, 100 - cell.low)
            low = 0 if first <= 0 else borders.low(int(first))
            high = total if last >= 100 else borders.high(int(last))
            return (100 * low, 100 * high) if indicator.id != "attendance" else (100 * (total - high), 100 * (total - low))
        return cell.low * total, cell.high * total

    def is_node(self, found: list[Atom]) -> bool:
        """Whether the bands of a group end at borders: not for sums over subjects, and grades, languages, sexes of several schools."""
        return len({atom[2] for atom in found}) == 1 and (len({atom[1] for atom in found}) == 1 or not self.narrow(found))

    def narrow(self, found: list[Atom]) -> bool:
        """Whether the group leaves out atoms of a school it takes part of."""
        schools = {(atom[0], atom[1], atom[2]) for atom in found}
        everyone = [atom for atom in self.sizes if (atom[0], atom[1], atom[2]) in schools]
        return len(everyone) != len(found)

    def ask(self, objective: Mapping[int, float]) -> None:
        every = self.model.getNumCol()
        self.model.changeColsCost(every, list(range(every)), [objective.get(number, 0.0) for number in range(every)])

    def link(self, later: "Attacker", changes: Mapping[Atom, int]) -> None:
        """Says how many records of each smallest group changed between two releases: so many came at most, so many went."""
        for atom in self.sizes:
            came = []
            for category in range(4):
                came.append(self.model.getNumCol())
                self.model.addVar(0, changes[atom])
                went = self.model.getNumCol()
                self.model.addVar(0, changes[atom])
                now, then = later.columns[atom, category], self.columns[atom, category]
                self.add([(now, 1.0), (then, -1.0), (came[-1], -1.0), (went, 1.0)], 0, 0)
            self.add([(column, 1.0) for column in came], 0, changes[atom])
            self.add([(column + 1, 1.0) for column in came], 0, changes[atom])

    def bounds(self, found: list[Atom], categories: tuple[int, ...]) -> tuple[int, int]:
        """The least and greatest whole count of the categories in a group."""
        columns = {self.columns[atom, category]: 1.0 for atom in found for category in categories}
        ends = []
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            self.ask(columns)
            self.model.changeObjectiveSense(sense)
            self.model.run()
            assert self.model.getModelStatus() == highspy.HighsModelStatus.kOptimal, "the tables contradict the sizes"
            ends.append(self.model.getInfo().objective_function_value)
        return ceil(ends[0] - TOLERANCE), floor(ends[1] + TOLERANCE)


def pairs(family: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The categories of the two counts of a group."""
    assert len(CATEGORIES[family]) == 4
    return ((0,), (0, 1, 2)) if family == "attendance" else ((0, 1), (0, 1, 2))


def questions(attacker: Attacker, groups: Iterable[object]) -> Iterator[tuple[object, tuple[int, int], tuple[int, int]]]:
    """For each group of a tree: what the attacker can conclude of its two counts."""
    for group in groups:
        row = SafeRow(
            indicator="",
            term="Q4",
            cell=Band(low=0, high=0, group="301+"),
            subject=group.subject,
            grade=group.grade,
            language=group.language,
            sex=group.sex,
        )
        found = attacker.group(group.organisation, group.family, row)
        inner, outer = pairs(group.family)
        yield group, attacker.bounds(found, inner), attacker.bounds(found, outer)


def another_world(attacker: Attacker, objective: Mapping[int, float]) -> dict[str, Counts]:
    """Other counts that agree with all that was published: those that make the objective greatest."""
    model, columns = attacker.model, attacker.columns
    attacker.ask(objective)
    model.changeObjectiveSense(highspy.ObjSense.kMaximize)
    model.run()
    assert model.getModelStatus() == highspy.HighsModelStatus.kOptimal
    values = [round(value) for value in model.getSolution().col_value]
    own = {name: Counts() for name in attacker.world.own}
    for atom in attacker.sizes:
        family, name, subject, grade, language, sex = atom
        a, b, c, d = (values[columns[atom, category]] for category in range(4))
        was = attacker.world.own[name]
        if family == "marks":
            own[name].marks[subject, sex] = (a, b, c, d, was.marks[subject, sex][4])
        elif family == "pupils":
            own[name].pupils[language, grade or 0] = (a, b, c, d, was.pupils[language, grade or 0][4])
        else:
            own[name].attendance[grade or 0] = (a, b, c, d, *was.attendance[grade or 0][4:])
    return own


def outside(counts: Counts, subject: str) -> int:
    """How many of the pupils who have marks may have none in a subject."""
    roll, assessed = sum(map(sum, counts.pupils.values())), sum(sum(row[:4]) for row in counts.pupils.values())
    return min(assessed, roll - sum(sum(row) for key, row in counts.marks.items() if key[0] == subject))


def fit(counts: Counts, subject: str) -> bool:
    """Whether the marks of a subject may be those of the pupils."""
    rows = [row for key, row in counts.marks.items() if key[0] == subject]
    free = outside(counts, subject)
    return (
        free >= 0
        and sum(row[4] for row in rows) <= sum(row[4] for row in counts.pupils.values())
        and all(
            sum(sum(row[:upto]) for row in counts.pupils.values()) <= sum(sum(row[:upto]) for row in rows) + free
            for upto in (2, 3)
        )
    )
