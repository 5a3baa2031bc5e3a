"""Finding the key behind a word of an export: `Names` is one code list with all its spellings.

In: key -> words. Out: for a text, its key and whether it was only found because Latin and Cyrillic letters look alike.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from edu_site.model.organisation import Texts
from edu_site.progress.layouts import Profile, Scale, Words
from edu_site.progress.letters import folded, skeleton


class Names:
    """The words of one code list. A word that could mean two keys means neither."""

    def __init__(self, words: Iterable[tuple[str, Iterable[str]]]) -> None:
        self.exact: dict[str, str] = {}
        self.alike: dict[str, str | None] = {}
        for key, texts in words:
            for text in texts:
                self.exact.setdefault(folded(text), key)
                shape = skeleton(text)
                same = self.alike.get(shape, key) == key
                self.alike[shape] = key if same else None

    def find(self, text: str) -> tuple[str | None, bool]:
        """Key and whether look-alike letters had to be taken for each other."""
        key = self.exact.get(folded(text))
        return (key, False) if key is not None else (self.alike.get(skeleton(text)), True)

    def key(self, text: str) -> str | None:
        return self.find(text)[0]

    def begins(self, text: str) -> bool:
        """Whether the text is one of the words or begins with one, followed by no letter."""
        shape = skeleton(text)
        return any(shape.startswith(word) and not shape[len(word) : len(word) + 1].isalpha() for word in self.alike)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All code lists of one profile."""

    terms: Names
    sexes: Names
    languages: Names
    months: Names
    subjects: Names
    states: Names
    absences: Names
    totals: Names
    term_marks: Names
    scales: tuple[Scale, ...]

    def scale(self, name: str, school_year: str) -> Scale | None:
        """The scale of this id that holds in a school year, by the first of September; the profile's own come first."""
        day = dt.date(int(school_year[:4]), 9, 1) if school_year else None
        return next((one for one in self.scales if one.id == name and (day is None or holds(one, day))), None)


def holds(scale: Scale, day: dt.date) -> bool:
    return (scale.valid_from is None or scale.valid_from <= day) and (scale.valid_to is None or day <= scale.valid_to)


def vocabulary_of(profile: Profile, shared: Words, subjects: Mapping[str, Texts]) -> Vocabulary:
    """The profile's own words first, then the shared ones; subjects also by key and by their names."""
    own = profile.words
    named = {key: (key, texts.kk, texts.ru) for key, texts in subjects.items()}
    return Vocabulary(
        terms=joined(own.terms, shared.terms),
        sexes=joined(own.sexes, shared.sexes),
        languages=joined(own.languages, shared.languages),
        months=joined(own.months, shared.months),
        subjects=joined(own.subjects, named, shared.subjects),
        states=joined(own.states, shared.states),
        absences=joined(own.absences, shared.absences),
        totals=Names([("total", (*own.totals, *shared.totals))]),
        term_marks=Names([("term mark", (*own.term_marks, *shared.term_marks))]),
        scales=(*own.scales, *shared.scales),
    )


def joined(*tables: Mapping[Any, Iterable[str]]) -> Names:
    return Names([(str(key), words) for table in tables for key, words in table.items()])
