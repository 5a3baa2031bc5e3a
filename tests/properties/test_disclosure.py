"""What is published exposes nobody, whoever reads it: against a linear and an integer program over everything published.

Random small republics (`tests/disclosure/worlds`), the real policy, the real definitions. The attacker knows the size of every
group, this program, and every published row, and after a correction also which records changed.
"""

import random
from collections.abc import Iterator

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from edu_site.model.safe import Band, SafeRow, SafeTable, Suppressed, replace
from edu_site.progress import some_subject
from edu_site.progress.attack import attack
from edu_site.progress.bands import Said
from edu_site.progress.corrections import correct
from edu_site.progress.counts import Counts, Marks, up_the_tree
from edu_site.progress.coupling import NOTHING
from edu_site.progress.disclosure import Protected
from edu_site.progress.extents import changes
from edu_site.progress.groups import Group, Place
from edu_site.progress.indicators import CATEGORIES, value_of
from edu_site.progress.some_subject import sums_of
from tests.disclosure.strongest import Atom, Attacker, another_world, questions
from tests.disclosure.worlds import DEFINITIONS, POLICY, World, scattered, world

SEEDS = st.integers(0, 2**32 - 1)
SOME, FEW = settings(max_examples=40, deadline=None), settings(max_examples=12, deadline=None)


def groups(trees: tuple[Group, ...]) -> Iterator[Group]:
    for tree in trees:
        yield from (group for group in tree.walk() if group.total)


def spans(said: Said) -> tuple[tuple[int, int], tuple[int, int]]:
    region = said.region
    return (region.x_low, region.x_high), (region.y_low, region.y_high)


def covers(found: tuple[int, int], said: tuple[int, int]) -> bool:
    return found[0] <= said[0] and said[1] <= found[1]


def wide_enough(group: Group, span: tuple[int, int], below: int) -> bool:
    """A hidden group is wholly open; a band leaves as many counts as the policy says, or as what is published below it does."""
    if group.hidden and not group.parts:
        return span == (0, group.total)
    return group.hidden or span[1] - span[0] >= min(POLICY.borders(group.size, group.total).least_width, below)


def assert_safe(place: World, *, whole: bool = False) -> None:
    """No group is narrowed below its band or what is published below it, no hidden one opened, and our own attack agrees.

    Of a sum over several organisations the program may find a few counts more than we do: pupils and marks together are four counts, and
    all subjects many. It is as wide as its size asks all the same."""
    protected = place.protected()
    assert attack(protected.tables, place.target(protected)) == ()
    attacker = Attacker(place, protected.tables, POLICY, DEFINITIONS, whole=whole)
    for group, x, y in questions(attacker, groups(protected.trees)):
        said = spans(protected.said[group])
        below = [spans(protected.said[part]) for part in group.parts]
        for number, found in enumerate((x, y)):
            assert covers(found, said[number]) or not group.own, (group.organisation, group.dimensions)
            room = sum(part[number][1] - part[number][0] for part in below) if below else group.total
            assert wide_enough(group, found, room), (group.organisation, group.dimensions)


@SOME
@given(SEEDS, st.integers(1, 4), st.booleans())
def test_no_linear_program_narrows_a_band_or_opens_a_hidden_group(seed: int, subjects: int, pupils: bool) -> None:
    assert_safe(world(seed, subjects=subjects, pupils=pupils))


@pytest.mark.parametrize("seed", [6, 10, 11, 59, 94, 355, 397, 671])
def test_marks_and_pupils_of_the_same_children_do_not_narrow_each_other(seed: int) -> None:
    """Each of these republics was opened by a linear program as long as pupils and marks were protected apart."""
    assert_safe(world(seed, schools=4, subjects=1 + seed % 4, pupils=True))


def test_what_the_pupils_say_of_a_part_is_taken_up_also_where_they_say_it_of_one_count_alone() -> None:
    assert_safe(world(49740340, subjects=1))


# ------------------------------------------------------------ a low mark of a pupil is in some subject


@pytest.mark.parametrize("seed", [1, 491, 505, 547, 646, 667, 778, 849, 954, 1296])
def test_one_or_two_subjects_say_nothing_of_the_pupils_beside_their_lowest_mark(seed: int) -> None:
    """Each of these was opened while the sexes of one subject, or two subjects beside the pupils, were told."""
    assert_safe(world(seed, schools=3, subjects=1 if seed in (1, 491, 505, 547, 778, 1296) else 2, pupils=True))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("subjects", [3, 4])
def test_the_pupils_and_all_their_subjects_together_narrow_nothing(seed: int, subjects: int) -> None:
    assert_safe(world(seed * 7 + subjects, schools=3, subjects=subjects, pupils=True))


@SOME
@given(SEEDS)
def test_schools_with_their_own_subjects_whose_low_marks_are_of_different_pupils(seed: int) -> None:
    assert_safe(scattered(seed))


def with_failures_of_others(subjects: int, size: int, failures: int) -> World:
    """A school in which every failure in every subject is another pupil's."""
    marks = {(f"subject_{number:02d}", ""): (size - failures, 0, 0, failures, 0) for number in range(subjects)}
    pupils = {("kk", 5): (size - failures * subjects, 0, 0, failures * subjects, 0)}
    places = {"republic": Place(None, 10), "school": Place("republic", 10)}
    return World({"school": Counts(marks=marks, pupils=pupils)}, places)


@pytest.mark.parametrize(("size", "failures"), [(100, 5), (300, 6), (1000, 20)])
@pytest.mark.parametrize("subjects", [1, 2, 3, 8, 12])
def test_where_every_failure_is_of_another_pupil_each_subject_stays_as_open(subjects: int, size: int, failures: int) -> None:
    assert_safe(with_failures_of_others(subjects, size, failures))


@pytest.mark.parametrize(("subjects", "size", "failures"), [(3, 100, 5), (12, 100, 5), (12, 300, 6)])
def test_tables_made_without_it_are_found(subjects: int, size: int, failures: int, monkeypatch: pytest.MonkeyPatch) -> None:
    place = with_failures_of_others(subjects, size, failures)
    with monkeypatch.context() as patched:
        patched.setattr(some_subject, "by_lowest", lambda *_: NOTHING)
        protected = place.protected()
    assert "D11" in {finding.code for finding in attack(protected.tables, place.target(protected))}


# ------------------------------------------------------------ whole numbers


@FEW
@given(SEEDS, st.booleans())
def test_an_integer_program_finds_no_more_than_the_linear_one(seed: int, pupils: bool) -> None:
    assert_safe(world(seed, schools=3, subjects=1 + pupils, grades=3, pupils=pupils), whole=True)


@SOME
@given(SEEDS, st.booleans())
def test_whatever_agrees_with_the_tables_would_have_given_the_same_tables(seed: int, pupils: bool) -> None:
    """Knowing the program adds nothing: which borders were left out does not depend on the counts."""
    place = world(seed, schools=4, subjects=1 + pupils, grades=3, pupils=pupils)
    protected = place.protected()
    attacker = Attacker(place, protected.tables, POLICY, DEFINITIONS, whole=True)
    chance = random.Random(seed)
    other = another_world(attacker, {number: chance.choice((-1, 0, 0, 1)) for number in range(len(attacker.columns))})
    found = World(other, place.places).protected()
    assume(coupled(found) == coupled(protected))  # counts drawn apart are of the same pupils or not, as it happens
    assert found.tables == protected.tables


def coupled(protected: Protected) -> object:
    """Whether the counts of each organisation are of the same pupils, and which."""
    return [group.sure for group in groups(protected.trees)], sums_of(protected.trees, POLICY)


# ------------------------------------------------------------ planted leaks


def leak(tables: tuple[SafeTable, ...], place: World, chance: random.Random) -> tuple[SafeTable, ...] | None:
    """One band that says more than it may: narrowed to half, or shown where it is hidden. None when no row offers itself."""
    table = chance.choice(tables)
    rows = [
        row
        for row in table.rows
        if isinstance(row.cell, (Band, Suppressed)) and DEFINITIONS.indicators[row.indicator].unit == "percent"
    ]
    if not rows:
        return None
    row = chance.choice(rows)
    if isinstance(row.cell, Band):
        middle = (row.cell.low + row.cell.high) // 2
        narrow = (row.cell.low, middle) if middle > row.cell.low and chance.random() < 0.5 else (middle, row.cell.high)
        if narrow == (row.cell.low, row.cell.high):
            return None
        cell = replace(row.cell, low=narrow[0], high=narrow[1])
    else:
        cell = Band(low=20.0, high=80.0, group="10-20")
    changed = replace(table, rows=tuple(replace(one, cell=cell) if one is row else one for one in table.rows))
    return tuple(changed if one is table else one for one in tables)


@settings(max_examples=150, deadline=None)
@given(SEEDS, st.booleans())
def test_a_planted_leak_is_always_found(seed: int, pupils: bool) -> None:
    place = world(seed, schools=4, subjects=2, pupils=pupils)
    protected = place.protected()
    planted = leak(protected.tables, place, random.Random(seed))
    if planted is not None:
        assert attack(planted, place.target(protected)), seed


# ------------------------------------------------------------ differences between releases


def touched(place: World, chance: random.Random) -> tuple[World, dict[Atom, int]]:
    """The same republic after a few records were corrected, and how many in each smallest group."""
    own: dict[str, Counts] = {}
    moved: dict[Atom, int] = {}
    for name, counts in place.own.items():
        own[name] = Counts(attendance=dict(counts.attendance))
        for (subject, sex), row in counts.marks.items():
            own[name].marks[subject, sex] = nudged(row, chance)
            moved["marks", name, subject, None, "", sex] = changes(own[name].marks[subject, sex], row)
        for (language, grade), row in counts.pupils.items():
            own[name].pupils[language, grade] = nudged(row, chance)
            moved["pupils", name, "", grade, language, ""] = changes(own[name].pupils[language, grade], row)
        for grade in counts.attendance:
            moved["attendance", name, "", grade, "", ""] = 0
    return World(own, place.places), moved


def nudged(row: Marks, chance: random.Random) -> Marks:
    """Now and then one or two pupils with another mark, or one more pupil."""
    found = list(row)
    for _ in range(chance.choice((0, 0, 1, 2))):
        source = chance.choice((*range(4), None))
        if source is None or found[source]:
            found[chance.randrange(4)] += 1
            if source is not None:
                found[source] -= 1
    return found[0], found[1], found[2], found[3], found[4]


@FEW
@given(SEEDS)
def test_two_releases_together_say_no_more_than_the_first(seed: int) -> None:
    """Also to one who knows which records changed: a corrected band is the published one, widened by their number."""
    assert not narrowed_by_a_correction(seed, knowing_before=True)


def test_a_correction_after_which_marks_and_pupils_fit_for_the_first_time_is_not_kept_open() -> None:
    """What the decision says is left: nobody can see from outside that they fit, but who knows it learns more."""
    assert narrowed_by_a_correction(55, knowing_before=False)
    assert not narrowed_by_a_correction(55, knowing_before=True)


def narrowed_by_a_correction(seed: int, *, knowing_before: bool) -> list[tuple[object, ...]]:
    """The groups of a first release of which a second one tells more. `knowing_before`: inequalities between pupils and marks are taken to
    hold where they held for the counts of both releases; otherwise where they hold for those of the second."""
    then = world(seed, schools=3, grades=3)
    now, moved = touched(then, random.Random(seed))
    before, fresh = then.protected(), now.protected()
    published = {table.organisation: table for table in before.tables}
    made = {table.organisation: table for table in fresh.tables}
    tables = correct(published, made, (then.own, now.own), then.places, POLICY, DEFINITIONS)
    assert_true(tables, now)
    first = Attacker(then, before.tables, POLICY, DEFINITIONS)
    known = then.own if knowing_before else {}
    first.link(Attacker(now, tables, POLICY, DEFINITIONS, before=known, model=first.model), moved)
    return [
        (group.organisation, group.dimensions)
        for group, x, y in questions(first, groups(before.trees))
        for found, said in zip((x, y), spans(before.said[group]), strict=True)
        if not covers(found, said)
    ]


def assert_true(tables: tuple[SafeTable, ...], place: World) -> None:
    """Every published band holds the exact value, counted naively from the counts."""
    above = up_the_tree(place.own, {name: one.parent for name, one in place.places.items()})
    for table in tables:
        for row in table.rows:
            exact = naive(row, above[table.organisation])
            if isinstance(row.cell, Band) and exact is not None:
                assert row.cell.low <= exact <= row.cell.high, (table.organisation, row)


def naive(row: SafeRow, counts: Counts) -> float | None:
    """The indicator of a row by adding up and dividing."""
    indicator = DEFINITIONS.indicators[row.indicator]
    if indicator.family == "marks":
        chosen = [one for key, one in counts.marks.items() if row.subject in ("", key[0]) and row.sex in ("", key[1])]
    elif indicator.family == "pupils":
        chosen = [one for key, one in counts.pupils.items() if row.grade in (None, key[1]) and row.language in ("", key[0])]
    else:
        chosen = [one for key, one in counts.attendance.items() if row.grade in (None, key)]
    sums = [sum(column) for column in zip(*chosen, strict=True)]
    assert len(CATEGORIES[indicator.family]) == 4
    if indicator.id == "late":
        return 100 * sums[4] / sum(sums[:4])
    found = value_of(indicator, (sums[0], sums[1], sums[2], sums[3]), sums[4]) if sums else None
    return None if found is None else float(found)


@SOME
@given(SEEDS)
def test_every_band_holds_the_exact_value(seed: int) -> None:
    place = world(seed, subjects=2)
    assert_true(place.protected().tables, place)


@pytest.mark.parametrize("minimum", [5, 9])
def test_an_organisation_cannot_loosen_the_smallest_group(minimum: int) -> None:
    assert POLICY.minimum(minimum) == 10
    assert POLICY.minimum(15) == 15
