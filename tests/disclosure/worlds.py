"""Small random republics: organisations of all sizes with counts near and far from the ends, and their protected tables."""

import datetime as dt
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edu_site.model.safe import Release, replace
from edu_site.progress.attack import Target
from edu_site.progress.counts import Counts, Marks, Missed
from edu_site.progress.coupling import Terms
from edu_site.progress.disclosure import Protected, Rules, Source, protect
from edu_site.progress.groups import Place
from edu_site.progress.indicators import Definitions, read_indicators
from edu_site.progress.policy import Policy, read_policy

HOUSE = Path(__file__).resolve().parents[2]
RELEASE = Release(id="2025-2026-Q4", school_year="2025-2026", term="Q4", date=dt.date(2026, 6, 1))
SIZES = ((1, 9), (8, 12), (9, 24), (18, 45), (38, 110), (95, 210), (200, 420))


def rules() -> tuple[Policy, Definitions]:
    """The policy and the definitions the program is delivered with."""
    policy, problems = read_policy(HOUSE)
    definitions, more = read_indicators(HOUSE)
    assert policy is not None, problems
    assert definitions is not None, more
    return policy, definitions


POLICY, DEFINITIONS = rules()


@dataclass(frozen=True)
class World:
    own: dict[str, Counts]
    places: dict[str, Place]
    terms: Terms = field(default_factory=dict)

    def protected(self, release: Release = RELEASE) -> Protected:
        return protect(self.own, Rules(POLICY, DEFINITIONS, self.places, self.terms), Source(release, {}))

    def target(self, protected: Protected) -> Target:
        return Target(protected.trees, self.own, self.places, POLICY, DEFINITIONS, self.terms, protected)


def marks(chance: random.Random, size: int) -> Marks:
    """Marks of a group: weights now and then at an end, so that bands touch 0 and 100."""
    weights = [chance.choice((0, 0, 0.02, 0.2, 1)) + 0.001 for _ in range(4)]
    found = [0, 0, 0, 0, 0]
    for _ in range(size):
        found[4 if chance.random() < 0.02 else chance.choices(range(4), weights)[0]] += 1
    return found[0], found[1], found[2], found[3], found[4]


def missed(chance: random.Random, roll: int) -> Missed:
    lessons = roll * chance.randint(2, 9)
    rest, kinds = lessons, []
    for _ in range(3):
        kinds.append(chance.randint(0, max(0, int(rest * chance.choice((0, 0.05, 0.3, 1))))))
        rest -= kinds[-1]
    return kinds[0], kinds[1], kinds[2], rest, chance.randint(0, rest) if rest else 0, roll


def organisation(chance: random.Random, subjects: int, grades: int) -> Counts:
    """Counts of one school; its grades share its pupils unevenly."""
    counts = Counts()
    low, high = chance.choice(SIZES)
    for number in range(subjects):
        size = chance.randint(low, high)
        girls = chance.choice((0, size // 2, size // 2, chance.randint(0, size)))
        for sex, part in (("f", girls), ("m", size - girls)):
            if part:
                counts.marks[f"subject_{number}", sex] = marks(chance, part)
    languages = chance.choice((("kk",), ("kk",), ("kk", "ru")))
    for grade in range(2, 2 + chance.randint(1, grades)):
        for language in languages:
            size = chance.randint(max(1, low // 3), max(2, high // 2))
            counts.pupils[language, grade] = marks(chance, size)
        counts.attendance[grade] = missed(chance, chance.randint(max(1, low // 3), max(2, high // 2)))
    return counts


def of_pupils(chance: random.Random, subjects: int, grades: int) -> Counts:
    """Counts of one school with pupils behind them: a pupil has a mark in each subject he takes, and stands with the lowest."""
    counts = Counts()
    low, high = chance.choice(SIZES)
    languages, last = chance.choice((("kk",), ("kk", "ru"))), chance.randint(1, grades)
    weights = [[chance.choice((0, 0.02, 0.2, 1)) + 0.001 for _ in range(4)] for _ in range(subjects)]
    taken, unknown = [chance.choice((1.0, 1.0, 0.97, 0.5)) for _ in range(subjects)], chance.choice((0, 0, 0.02))
    alike = chance.choice((0.0, 0.5, 1.0))  # how far a pupil has the same mark in all subjects
    for _ in range(chance.randint(low, high)):
        key = (chance.choice(languages), 2 + chance.randrange(last))
        sex, same, worst = chance.choice("fm"), chance.choices(range(4), weights[0])[0], -1
        for number in range(subjects):
            if chance.random() >= taken[number]:
                continue
            mark = same if chance.random() < alike else chance.choices(range(4), weights[number])[0]
            mark = 4 if chance.random() < unknown else mark
            worst = max(worst, mark)
            add(counts.marks, (f"subject_{number}", sex), mark)
        if worst >= 0:
            add(counts.pupils, key, worst)
    if not counts.pupils:
        return organisation(chance, subjects, grades)
    for grade in sorted({grade for _language, grade in counts.pupils}):
        counts.attendance[grade] = missed(chance, chance.randint(max(1, low // 3), max(2, high // 2)))
    return counts


def add(rows: dict[Any, Marks], key: tuple[str, Any], mark: int) -> None:
    found = list(rows.get(key, (0, 0, 0, 0, 0)))
    found[mark] += 1
    rows[key] = (found[0], found[1], found[2], found[3], found[4])


def world(seed: int, schools: int = 5, subjects: int = 1, grades: int = 4, *, pupils: bool = False) -> World:
    """A republic of one to three levels above its schools; now and then a school with a stricter minimum.

    `pupils`: marks and pupils by their lowest mark are of the same pupils, not drawn apart."""
    chance = random.Random(seed)
    places = {"republic": Place(None, 10)}
    for number in range(chance.randint(0, 2)):
        places[f"region-{number}"] = Place("republic", 10)
    for number in range(chance.randint(0, 3)):
        places[f"district-{number}"] = Place(chance.choice([name for name in places if not name.startswith("d")]), 10)
    above = list(places)
    own = {}
    for number in range(chance.randint(1, schools)):
        name = f"school-{number}"
        places[name] = Place(chance.choice(above), chance.choice((10, 10, 10, 15)))
        own[name] = (of_pupils if pupils else organisation)(chance, subjects, grades)
    return World(own, places)


def scattered(seed: int, schools: int = 5) -> World:
    """A republic whose schools have their own choice of one to nine subjects, and whose pupils have mostly one low mark each."""
    chance, drawn = random.Random(seed), world(seed, schools)
    names = [f"subject_{number}" for number in range(chance.choice((3, 4, 6, 9)))]
    own = {name: of_others(chance, chance.sample(names, chance.choice((1, 2, 3, len(names))))) for name in sorted(drawn.own)}
    return World(own, drawn.places)


def of_others(chance: random.Random, subjects: list[str]) -> Counts:
    """Counts of one school where a low mark in one subject is seldom that of a pupil with a low mark in another."""
    counts, languages = Counts(), chance.choice((("kk",), ("kk", "ru")))
    rate, failing, more = chance.choice((0.01, 0.05, 0.1, 0.3, 0.6)), chance.choice((0, 0.3, 1)), chance.choice((0, 0, 0.05))
    taken = [chance.choice((1, 1, 1, 0.6, 0.1)) for _ in subjects]
    for _ in range(chance.randint(*chance.choice(SIZES))):
        sex, key, marks = chance.choice("fm"), (chance.choice(languages), 2 + chance.randrange(3)), []
        mine = [subject for subject, share in zip(subjects, taken, strict=True) if chance.random() < share] or subjects[:1]
        low = chance.choice(mine) if chance.random() < rate else ""
        for subject in mine:
            is_low = subject == low or chance.random() < more
            marks.append((3 if chance.random() < failing else 2) if is_low else chance.choice((0, 1)))
            add(counts.marks, (subject, sex), marks[-1])
        add(counts.pupils, key, max(marks))
    return counts


def later(release: Release, identifier: str) -> Release:
    return replace(release, id=identifier)
