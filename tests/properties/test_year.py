"""The marks of a year and those of its terms do not narrow each other: against a linear program over all five releases.

Who is below a mark in the year was below it in some term, and who has it had it in some term. The attacker takes the pupils of all five
releases for the same as far as their numbers allow.
"""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edu_site.progress.attack import attack
from edu_site.progress.counts import Counts
from edu_site.progress.disclosure import Protected
from edu_site.progress.groups import Place
from tests.disclosure.strongest import questions
from tests.disclosure.worlds import World
from tests.disclosure.years import TERMS, Year, attackers, release, year_of
from tests.properties.test_disclosure import covers, groups, leak, spans

SEEDS = st.integers(0, 2**32 - 1)


def narrowed(place: Year, made: dict[str, Protected]) -> list[tuple[str, str, object]]:
    """Groups of the five releases of which the linear program knows more than their own release says."""
    attacked = attackers(place, {term: one.tables for term, one in made.items()})
    found = []
    for term, one in made.items():
        for group, x, y in questions(attacked[term], groups(one.trees)):
            said = spans(one.said[group])
            if not (covers(x, said[0]) and covers(y, said[1])) and not (group.sure and not group.own):
                found.append((term, group.organisation, group.dimensions))
    return found


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.integers(1, 3))
def test_no_linear_program_over_five_releases_narrows_a_band(seed: int, subjects: int) -> None:
    place = year_of(seed, subjects=subjects)
    made = place.protected()
    assert attack(made["Y"].tables, place.year_after(made).target(made["Y"])) == ()
    assert narrowed(place, made) == []


OPENED = (287,)  # republics with two subjects that a year protected by itself opens


@pytest.mark.parametrize("seed", OPENED)
def test_a_year_protected_by_itself_opens_a_term_and_the_attack_finds_it(seed: int) -> None:
    place = year_of(seed, subjects=2)
    made = place.protected()
    alone = made | {"Y": place.year.protected(release("Y"))}
    assert narrowed(place, alone)
    assert {one.code for one in attack(alone["Y"].tables, place.year_after(made).target(alone["Y"]))} & {"D10", "D11"}
    assert narrowed(place, made) == []


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_a_leak_planted_in_a_year_is_always_found(seed: int) -> None:
    place = year_of(seed, subjects=2)
    made = place.protected()
    year = place.year_after(made)
    planted = leak(made["Y"].tables, year, random.Random(seed))
    if planted is not None:
        assert attack(planted, year.target(made["Y"])), seed


def one_school(low: int, total: int) -> World:
    """A school with one subject: so many marks 2, all others 5."""
    places = {"republic": Place(None, 10), "school": Place("republic", 10)}
    return World({"school": Counts(marks={("algebra", ""): (total - low, 0, 0, low, 0)})}, places)


def test_a_year_with_more_failures_than_each_of_its_terms_opens_them_unless_it_is_told_more_widely() -> None:
    """Five of 100 fail in each term, always others: a band from 0 to 5. Twenty of 101 fail in the year: told as 18 to 20 percent that
    would say that at least three failed in each term."""
    place = Year({term: one_school(5, 100) for term in TERMS}, one_school(20, 101))
    made = place.protected()
    alone = made | {"Y": place.year.protected(release("Y"))}
    assert {term for term, *_rest in narrowed(place, alone)} == set(TERMS)
    found = attack(alone["Y"].tables, place.year_after(made).target(alone["Y"]))
    assert ("D11", "school", "progress") in {(one.code, one.organisation, one.indicator) for one in found}
    assert narrowed(place, made) == []
