"""The classes of an organisation over the demonstration's years: who is in which class, from which term to which.

In: an organisation that teaches. Out: `ClassYear` values. A cohort keeps its classes from year to year; some pupils join and
some leave between terms. In the last year as many are on roll as `learners` in organisation.yml says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from edu_site.model.organisation import Language, Organisation
from edu_site.progress.demonstration.chance import share, stream
from edu_site.progress.demonstration.people import Pupil, canary, pupil

FIRST_YEAR, LAST_YEAR = 2024, 2026  # school years by the calendar year they begin in; of the last only the first term
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
TERMS = (*((2024, term) for term in QUARTERS), *((2025, term) for term in QUARTERS), (2026, "Q1"))
LAST_TERM = len(TERMS) - 1
CLASS_SIZE = 27
LETTERS = "АӘБВГҒДЕЖЗИКҚЛМНӨПРСТУҰҮФХ"
GRADES = {"primary_school": 4, "school": 11, "ungraded_school": 11, "gymnasium": 11, "lyceum": 11, "boarding_school": 11}
BY_YEAR, A_YEAR = ("gymnasium", "lyceum"), len(QUARTERS)  # where pupils come and go in summer only
JOINED, LEFT = 6, 4  # percent of pupils who came during the two years, and who left
AGE_AT_ENTRY = 6


@dataclass(frozen=True, slots=True)
class ClassYear:
    """A class in one school year: «7Ә» is grade 7, letter Ә."""

    organisation: Organisation
    year: int
    grade: int
    letter: str
    language: Language
    pupils: tuple[Pupil, ...]

    @property
    def school_year(self) -> str:
        return f"{self.year}-{self.year + 1}"

    @property
    def terms(self) -> tuple[str, ...]:
        return tuple(term for year, term in TERMS if year == self.year)

    def present(self, term: str) -> list[bool]:
        """Which of the pupils are on roll in a term."""
        number = TERMS.index((self.year, term))
        return [one.first <= number <= one.last for one in self.pupils]


def teaches(organisation: Organisation) -> bool:
    """Organisations with marks in quarters: colleges teach in half-years, kindergartens give no marks."""
    return organisation.record.kind in GRADES and bool(organisation.record.learners)


def numbers_taken(organisation: Organisation) -> int:
    """How many numbers of pupils an organisation needs at most: two for each place in thirteen cohorts of eleven grades."""
    return 12 * (organisation.record.learners or 0) // 5 + 60


def classes(organisation: Organisation, place: int, number: int) -> tuple[ClassYear, ...]:
    """All classes of all years, by year, grade and letter. `place` is the organisation's place among all, `number` that of its
    first pupil."""
    found = [one for cohort in cohorts(organisation, place, number) for one in cohort]
    return tuple(sorted(found, key=lambda one: (one.year, one.grade, LETTERS.index(one.letter))))


def cohorts(organisation: Organisation, place: int, number: int) -> Iterator[Iterator[ClassYear]]:
    """The classes of each cohort, from those who finish in the first year to those who begin in the last."""
    grades = GRADES[organisation.record.kind]
    entries = range(FIRST_YEAR - grades + 1, LAST_YEAR + 1)
    sizes = cohort_sizes(organisation, grades)
    for order, entry in enumerate(entries):
        size = sizes[max(0, order - (LAST_YEAR - FIRST_YEAR))]
        with_canary = entry == LAST_YEAR - grades + 2
        yield cohort(organisation, entry, size, number, place if with_canary else -1)
        number += 2 * size + 2


def cohort_sizes(organisation: Organisation, grades: int) -> list[int]:
    """Pupils of each grade in the last year, the eldest first: they differ a little and add up to `learners`."""
    learners = organisation.record.learners or 0
    weights = [200 + byte % 100 for byte in stream(f"{organisation.id}/sizes", grades)]
    bounds = [round(learners * sum(weights[:part]) / sum(weights)) for part in range(grades + 1)]
    return [after - before for before, after in pairwise(bounds)]


def cohort(organisation: Organisation, entry: int, size: int, number: int, place: int) -> Iterator[ClassYear]:
    """One cohort in each of the years in which it is here."""
    grades = GRADES[organisation.record.kind]
    parallel = max(1, -(-size // CLASS_SIZE))
    languages = languages_of(organisation, parallel)
    members: list[list[Pupil]] = [[] for _ in range(parallel)]
    for one, group in enrolled(organisation, entry, size, number, languages):
        members[group].append(one)
    if place >= 0:
        members[0][:1] = [canary(organisation.id, place, number, entry - AGE_AT_ENTRY, 0, LAST_TERM)]
    for year in range(max(FIRST_YEAR, entry), min(LAST_YEAR, entry + grades - 1) + 1):
        for group, pupils in enumerate(members):
            here = tuple(sorted((p for p in pupils if in_year(p, year)), key=lambda p: (p.name, p.number)))
            if here:
                yield ClassYear(organisation, year, year - entry + 1, LETTERS[group], languages[group], here)


def in_year(one: Pupil, year: int) -> bool:
    return any(one.first <= number <= one.last for number, (begun, _term) in enumerate(TERMS) if begun == year)


def languages_of(organisation: Organisation, parallel: int) -> tuple[Language, ...]:
    """The first language of instruction for most classes of a cohort, the second for a third of them."""
    taught: tuple[Language, ...] = organisation.record.languages_of_instruction or ("kk",)
    second = parallel // 3 + (parallel % 3 > 1) if len(taught) > 1 else 0
    return (taught[0],) * (parallel - second) + (taught[-1],) * second


def enrolled(
    organisation: Organisation, entry: int, size: int, number: int, languages: tuple[Language, ...]
) -> Iterator[tuple[Pupil, int]]:
    """Those who stay to the end, some of whom joined late; and those who left before. With the number of their class."""
    chance = stream(f"{organisation.id}/cohort/{entry}", 2 * size)
    yearly = organisation.record.kind in BY_YEAR
    for order in range(size):
        late = share(chance[2 * order], JOINED)
        first = 1 + chance[2 * order + 1] % LAST_TERM if late else 0
        first = -(-first // A_YEAR) * A_YEAR if yearly else first
        group = order % len(languages)
        yield pupil(organisation.id, number + order, entry - AGE_AT_ENTRY, languages[group], first, LAST_TERM), group
        if share(255 - chance[2 * order], LEFT):
            gone = chance[2 * order + 1] % LAST_TERM
            gone = gone // A_YEAR * A_YEAR + A_YEAR - 1 if yearly else gone
            yield pupil(organisation.id, number + size + order, entry - AGE_AT_ENTRY, languages[group], 0, gone), group
