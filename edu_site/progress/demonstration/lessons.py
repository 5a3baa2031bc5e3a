"""Marks and missed lessons of a class in a term, drawn from a plain model of pupils.

In: a `ClassYear`. Out: `TermMarks` (a mark a pupil and subject) and `Absences` (lessons missed, by kind). A pupil has an ability, a
subject a difficulty, a term its luck; the percentage becomes a mark by the bands 0-39, 40-64, 65-84, 85-100 (DOMAIN: marks).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from edu_site.progress.demonstration.chance import deviations, share, stream
from edu_site.progress.demonstration.people import Pupil
from edu_site.progress.demonstration.school import TERMS, ClassYear

DAYS = {"Q1": 39, "Q2": 40, "Q3": 48, "Q4": 40}  # days with lessons
NOT_ASSESSED, EXEMPT = "н/а", "осв."
FIRST_MARKED = 2  # grade 1 is not marked

PRIMARY = ("kazakh", "russian", "english", "mathematics", "digital_literacy", "science", "art", "music", "physical_education")
MIDDLE = (
    "kazakh", "kazakh_literature", "russian", "english", "mathematics", "informatics", "science", "history_kazakhstan", "art",
    "music", "physical_education",
)  # fmt: skip
SENIOR = (
    "kazakh", "kazakh_literature", "russian", "english", "algebra", "geometry", "informatics", "physics", "chemistry", "biology",
    "geography", "history_kazakhstan", "physical_education",
)  # fmt: skip
EASE = {
    "mathematics": -4, "algebra": -6, "geometry": -7, "physics": -6, "chemistry": -5, "english": -2, "art": 14, "music": 15,
    "physical_education": 17, "digital_literacy": 6, "informatics": 3, "history_kazakhstan": 1,
}  # fmt: skip
LEVEL, ABILITY, LUCK, ORGANISATION = 71, deviations(12), deviations(6), deviations(3)
LUCK_OF_TERM = {"Q1": 0, "Q2": -1, "Q3": 0, "Q4": 1}
LOWEST = -80
BANDS = tuple("2" if p < 40 else "3" if p < 65 else "4" if p < 85 else "5" for p in range(LOWEST, 250))
ILLNESS = {"Q1": 22, "Q2": 30, "Q3": 38, "Q4": 16}  # percent of pupils who fall ill in a term
PRESENT, ILL, LEAVE, TRUANT, LATE = "pbuno"  # a day of a pupil
CANARY_MARKS = "52253352"  # a row of marks nobody else has, over and over


@dataclass(frozen=True, slots=True)
class TermMarks:
    """`rows` are in the order of the class's pupils and `subjects`; None for a pupil who is not on roll."""

    term: str
    subjects: tuple[str, ...]
    rows: tuple[tuple[str, ...] | None, ...]


@dataclass(slots=True)
class Absences:
    """Lessons missed in a term: pupil by pupil, by kind; `late` is not missed."""

    illness: int = 0
    excused: int = 0
    unexcused: int = 0
    late: int = 0


@dataclass(slots=True)
class Group:
    """Girls or boys of a class in a term: pupils on roll and the sums of what they missed."""

    roll: int = 0
    sums: Absences = field(default_factory=Absences)


def subjects_of(one: ClassYear) -> tuple[str, ...]:
    """The subjects with marks; classes taught in Russian read Russian literature instead of Kazakh."""
    taught: tuple[str, ...] = PRIMARY if one.grade <= 4 else MIDDLE if one.grade <= 6 else SENIOR
    if one.language == "ru":
        taught = tuple("russian_literature" if subject == "kazakh_literature" else subject for subject in taught)
    return taught if one.grade >= FIRST_MARKED else ()


def lessons_held(one: ClassYear, term: str) -> int:
    """Lessons of a class in a term: 4 or 5 a day in grades 1-4, 6 later, 7 in the last ones."""
    a_day = 4 if one.grade == 1 else 5 if one.grade <= 4 else 6 if one.grade <= 9 else 7
    return a_day * DAYS[term]


def marks(one: ClassYear) -> Iterator[TermMarks]:
    """The marks of each term and, after the fourth, of the year."""
    subjects = subjects_of(one)
    if not subjects:
        return
    percents = {pupil.number: pupil_percents(one, pupil, subjects) for pupil in one.pupils}
    for term in one.terms:
        here = one.present(term)
        yield TermMarks(
            term,
            subjects,
            tuple(
                row_of(one, p, term, subjects, percents[p.number][term]) if on else None
                for p, on in zip(one.pupils, here, strict=True)
            ),
        )
    if "Q4" in one.terms:
        here = one.present("Q4")
        rows = (
            row_of(one, p, "Y", subjects, year_percents(one, p, percents[p.number])) if on else None
            for p, on in zip(one.pupils, here, strict=True)
        )
        yield TermMarks("Y", subjects, tuple(rows))


def pupil_percents(one: ClassYear, pupil: Pupil, subjects: tuple[str, ...]) -> dict[str, list[int]]:
    """Percentages of one pupil: term -> one a subject."""
    organisation = one.organisation.id
    own = stream(f"{organisation}/{pupil.number}", 1 + len(subjects))
    base = LEVEL + ABILITY[own[0]] + ORGANISATION[stream(organisation, 1)[0]] - one.grade // 2 + one.year % 2
    levels = [base + EASE.get(subject, 0) + LUCK[byte] // 2 for subject, byte in zip(subjects, own[1:], strict=True)]
    luck = stream(f"{organisation}/{pupil.number}/{one.year}", len(subjects) * len(one.terms))
    found = {}
    for number, term in enumerate(one.terms):
        part = luck[number * len(subjects) : (number + 1) * len(subjects)]
        shift = LUCK_OF_TERM[term]
        found[term] = [level + LUCK[byte] + shift for level, byte in zip(levels, part, strict=True)]
    return found


def year_percents(one: ClassYear, pupil: Pupil, percents: dict[str, list[int]]) -> list[int]:
    """The mean of the terms in which the pupil was on roll."""
    begun = {term: TERMS.index((one.year, term)) for term in one.terms}
    rows = [percents[term] for term in one.terms if pupil.first <= begun[term] <= pupil.last]
    return [sum(column) // len(rows) for column in zip(*rows, strict=True)]


def row_of(one: ClassYear, pupil: Pupil, term: str, subjects: tuple[str, ...], percents: list[int]) -> tuple[str, ...]:
    """One pupil's marks; now and then one is missing."""
    if pupil.canary:
        turn = one.grade + len(term)
        return tuple(CANARY_MARKS[(turn + place) % len(CANARY_MARKS)] for place in range(len(subjects)))
    row = [BANDS[min(max(percent, 0), 100) - LOWEST] for percent in percents]
    chance = stream(f"{one.organisation.id}/{pupil.number}/{one.year}/{term}/state", 3)
    if share(chance[0], 1.5) and term != "Y":
        row[chance[1] % len(row)] = NOT_ASSESSED
    if share(stream(f"{one.organisation.id}/{pupil.number}/exempt", 1)[0], 1):
        row[subjects.index("physical_education")] = EXEMPT
    return tuple(row)


def attendance(one: ClassYear, term: str) -> dict[str, Group]:
    """Sex -> what its pupils missed."""
    groups: dict[str, Group] = {}
    a_day = lessons_held(one, term) // DAYS[term]
    for pupil, here in zip(one.pupils, one.present(term), strict=True):
        if not here:
            continue
        days = days_of(one, pupil, term)
        group = groups.setdefault(pupil.sex, Group())
        group.roll += 1
        group.sums.illness += days.count(ILL) * a_day
        group.sums.excused += days.count(LEAVE) * a_day
        group.sums.unexcused += days.count(TRUANT)
        group.sums.late += days.count(LATE)
    return groups


def days_of(one: ClassYear, pupil: Pupil, term: str) -> str:
    """A letter for each day of a term. Illness comes in runs and takes whole days, as leave does; a lesson missed without reason or
    begun late stands alone."""
    chance = stream(f"{one.organisation.id}/{pupil.number}/{one.year}/{term}/days", 6 + DAYS[term])
    careless = 0.15 + 2.0 * (chance[5] < 20)
    truant, late = careless * 2, 100 - careless * 3
    days = [TRUANT if share(b, truant) else PRESENT if share(b, late) else LATE for b in chance[6:]]
    if share(chance[3], 18):
        days[chance[4] % DAYS[term]] = LEAVE
    if share(chance[0], ILLNESS[term]):
        first = chance[1] % DAYS[term]
        last = min(first + 2 + chance[2] % 6, DAYS[term])
        days[first:last] = [ILL] * (last - first)
    return "".join(days)
