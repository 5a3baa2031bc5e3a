"""Small random republics with the marks of four terms and of the year, of the same pupils; and an attacker who knows all five.

A year's mark is the mean of the marks of its terms, rounded half up, or the lowest, or the highest of them: always between these.
"""

import random
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import highspy

from edu_site.model.safe import Release, SafeTable, replace
from edu_site.progress.counts import Counts
from edu_site.progress.disclosure import Protected, Rules
from edu_site.progress.groups import Place
from edu_site.progress.terms import terms_of
from tests.disclosure.strongest import Atom, Attacker
from tests.disclosure.worlds import DEFINITIONS, POLICY, RELEASE, SIZES, World, add, world

TERMS = ("Q1", "Q2", "Q3", "Q4")
FIVE, TWO = 5, 2


@dataclass(frozen=True)
class Year:
    """One republic in four terms and the year."""

    terms: dict[str, World]
    year: World

    def protected(self) -> dict[str, Protected]:
        """The terms one after the other, then the year as it must be after them."""
        made = {term: place.protected(release(term)) for term, place in self.terms.items()}
        return made | {"Y": self.year_after(made).protected(release("Y"))}

    def year_after(self, made: Mapping[str, Protected]) -> World:
        """The year, with what its terms have published."""
        rules = Rules(POLICY, DEFINITIONS, self.places)
        told = terms_of([(self.terms[term].own, tables(made[term])) for term in TERMS], rules)
        return World(self.year.own, self.places, told)

    @property
    def places(self) -> dict[str, Place]:
        return self.year.places


def release(term: str) -> Release:
    return replace(RELEASE, id=f"2025-2026-{term}", term=term)  # type: ignore[arg-type]


def tables(made: Protected) -> dict[str, SafeTable]:
    return {table.organisation: table for table in made.tables}


def year_of(seed: int, schools: int = 3, subjects: int = 1, grades: int = 2) -> Year:
    """A republic as in `worlds`, whose pupils have marks in each term; now and then one comes late or leaves."""
    chance = random.Random(seed)
    places = world(seed, schools).places
    own: dict[str, dict[str, Counts]] = {term: {} for term in (*TERMS, "Y")}
    for name in sorted(world(seed, schools).own):
        for term, counts in school(chance, subjects, grades).items():
            if counts.marks:
                own[term][name] = counts
    return Year({term: World(own[term], places) for term in TERMS}, World(own["Y"], places))


def school(chance: random.Random, subjects: int, grades: int) -> dict[str, Counts]:
    found = {term: Counts() for term in (*TERMS, "Y")}
    low, high = chance.choice(SIZES)
    moving, rule = chance.choice((0, 0, 0.03, 0.3)), chance.choice((mean, mean, min, max))
    weak = [chance.choice((0.002, 0.02, 0.1, 0.4, 0.95)) for _ in range(subjects)]  # how often a mark is low
    steady = chance.choice((0.0, 0.5, 0.95))  # how often a pupil's mark is that of the term before
    for _ in range(chance.randint(low, high)):
        sex, grade = chance.choice("fm"), 2 + chance.randrange(grades)
        there = [term for term in TERMS if chance.random() >= moving] or ["Q4"]
        worst: dict[str, int] = {}
        for number in range(subjects):
            mark, marks = drawn(chance, weak[number]), {}
            for term in there:
                mark = mark if chance.random() < steady else drawn(chance, weak[number])
                marks[term] = mark
            marks["Y"] = rule(marks.values())
            for term, one in marks.items():
                add(found[term].marks, (f"subject_{number}", sex), FIVE - one)
                worst[term] = max(worst.get(term, 0), FIVE - one)
        for term, one in worst.items():
            add(found[term].pupils, ("kk", grade), one)
    return found


def mean(marks: Collection[int]) -> int:
    return (2 * sum(marks) + len(marks)) // (2 * len(marks))


def drawn(chance: random.Random, weak: float) -> int:
    return chance.choice((2, 3)) if chance.random() < weak else chance.choice((4, 4, 5))


def attackers(place: Year, tables: Mapping[str, tuple[SafeTable, ...]]) -> dict[str, Attacker]:
    """One attacker a term and one for the year in one model, who takes the pupils of all five for the same as far as sizes allow."""
    found = {"Y": Attacker(place.year, tables["Y"], POLICY, DEFINITIONS)}
    for term in TERMS:
        found[term] = Attacker(place.terms[term], tables[term], POLICY, DEFINITIONS, model=found["Y"].model)
    for atoms in same_groups(found["Y"]):
        bind(found, atoms)
    return found


def same_groups(year: Attacker) -> Iterator[list[Atom]]:
    """The smallest groups, and those they add up to in an organisation and above."""
    found: dict[tuple[object, ...], list[Atom]] = {}
    for atom in year.sizes:
        family, name, subject, grade, language, sex = atom
        above: str | None = name
        while above is not None:
            for key in {(grade, language, sex), (None, "", "")}:
                found.setdefault((family, above, subject, *key), []).append(atom)
            above = year.world.places[above].parent
    yield from found.values()


def bind(found: Mapping[str, Attacker], atoms: list[Atom]) -> None:
    """Who is below a mark in the year was below it in some term; who has it in the year had it in some term, in one subject."""
    totals = {term: sum(one.sizes[atom][0] for atom in atoms if atom in one.sizes) for term, one in found.items()}
    outside = max(0, *(totals["Y"] - totals[term] for term in TERMS))
    for upto in (2, 3):
        for places in (range(upto, 4), range(upto)) if atoms[0][0] == "marks" else (range(upto, 4),):
            counts = {term: sum(true_count(one, atom, places) for atom in atoms) for term, one in found.items()}
            if counts["Y"] <= sum(counts[term] for term in TERMS) + outside:
                terms = [
                    (one.columns[atom, place], 1.0 if term == "Y" else -1.0)
                    for term, one in found.items()
                    for atom in atoms
                    if atom in one.sizes
                    for place in places
                ]
                found["Y"].add(terms, -highspy.kHighsInf, outside)


def true_count(one: Attacker, atom: Atom, places: range) -> int:
    family, name, subject, grade, language, sex = atom
    counts = one.world.own.get(name, Counts())
    row = counts.marks.get((subject, sex)) if family == "marks" else counts.pupils.get((language, grade or 0))
    return sum(row[place] for place in places) if row else 0
