"""A republic of the real size, made of counts: 20 regions, 195 districts, 7,859 schools, 12 subjects. Seeded; no pupil behind it.

Sizes follow the skew of the country: many small village schools, some of 2,500 pupils.
"""

import random

from edu_site.progress.counts import Counts, Marks
from edu_site.progress.groups import Place

REGIONS, DISTRICTS, SCHOOLS, SUBJECTS = 20, 195, 7_859, 12
FIRST_GRADE, LAST_GRADE = 2, 11
LESSONS = 160  # of a pupil in a term


def places(schools: int = SCHOOLS) -> dict[str, Place]:
    found = {"republic": Place(None, 10)}
    found |= {f"region-{number:02d}": Place("republic", 10) for number in range(REGIONS)}
    found |= {f"district-{number:03d}": Place(f"region-{number % REGIONS:02d}", 10) for number in range(DISTRICTS)}
    found |= {f"school-{number:04d}": Place(f"district-{number % DISTRICTS:03d}", 10) for number in range(schools)}
    return found


def school(chance: random.Random) -> Counts:
    pupils = int(min(2_500, max(6, chance.lognormvariate(5.6, 1.1))))
    counts = Counts()
    quality, passing = chance.uniform(0.35, 0.75), chance.uniform(0.95, 1.0)
    weights = (quality * 0.3, quality * 0.7, passing - quality, 1 - passing + 0.001, 0.01)
    for number in range(SUBJECTS):
        taught = pupils if number < 6 else pupils // 2
        for sex in ("f", "m"):
            counts.marks[f"subject_{number:02d}", sex] = spread(chance, max(1, taught // 2), weights)
    weights = (weights[0] * 0.5, weights[1] * 0.6, weights[2] + weights[0] * 0.5 + weights[1] * 0.4 - 0.09, 0.04, 0.05)
    languages = ("kk", "ru") if chance.random() < 0.25 else ("kk",)
    for grade in range(FIRST_GRADE, LAST_GRADE + 1):
        size = -(-pupils // (LAST_GRADE - FIRST_GRADE + 1)) + chance.randint(0, 3)
        for language in languages:
            counts.pupils[language, grade] = spread(chance, max(1, size // len(languages)), weights)
        lessons = size * LESSONS
        kinds = [int(lessons * chance.uniform(0, limit)) for limit in (0.01, 0.02, 0.05)]
        present = lessons - sum(kinds)
        counts.attendance[grade] = (kinds[0], kinds[1], kinds[2], present, int(lessons * chance.uniform(0, 0.02)), size)
    return counts


def spread(chance: random.Random, size: int, weights: tuple[float, ...]) -> Marks:
    """Counts that scatter around the weights; exact in sum."""
    found, left = [0] * 5, size
    for place in (4, 3, 0, 1):
        share = weights[place] * chance.uniform(0.6, 1.4)
        found[place] = min(left, int(size * share + chance.random()))
        left -= found[place]
    found[2] = left
    return found[0], found[1], found[2], found[3], found[4]


def nation(seed: int, schools: int = SCHOOLS) -> dict[str, Counts]:
    chance = random.Random(seed)
    return {f"school-{number:04d}": school(chance) for number in range(schools)}
