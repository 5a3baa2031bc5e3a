"""Counting: whatever the partitions and their order, the same exact integers, and those a plain loop finds."""

import random
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from edu_site.progress.counts import Counts, of_organisations, up_the_tree
from edu_site.progress.engine import TERMS, count, write_records

YEAR, TERM = "2025-2026", "Q2"
Row = tuple[str, str, str, int, str, str, str, str, str, str, str, str]


def rows(seed: int, schools: int = 4) -> list[Row]:
    """Marks of small schools: every state, two languages, terms that must not be counted."""
    chance = random.Random(seed)
    found: list[Row] = []
    for school in range(schools):
        for pupil in range(chance.randint(3, 40)):
            grade, language, sex = chance.randint(2, 4), chance.choice(("kk", "ru")), chance.choice("fm")
            for subject in ("algebra", "kazakh", "music"):
                for term in ("Q1", "Q2"):
                    state = chance.choices(("assessed", "not_assessed", "exempt", "passed", "failed"), (80, 6, 4, 5, 5))[0]
                    mark = str(chance.randint(2, 5)) if state == "assessed" else ""
                    head = (f"school-{school}", YEAR, term, grade, f"{grade}А", language, sex, f"{school:02d}{pupil:04d}")
                    found.append((*head, subject, mark, "5", state))
    return found


def lines(found: list[Row]) -> list[str]:
    return [",".join(map(str, row)) + "\n" for row in found]


def counted(partitions: list[list[Path]]) -> dict[str, Counts]:
    marks, pupils = ([row[1:] for row in count(query, partitions, YEAR, [TERM])] for query in ("marks", "pupils"))
    return of_organisations(marks, pupils, ())


def plain(found: list[Row]) -> dict[str, Counts]:
    """The same counts by a loop."""
    places = {"5": 0, "4": 1, "3": 2, "2": 3}
    counts: dict[str, Counts] = defaultdict(Counts)
    marks: Counter[tuple[str, str, str, int]] = Counter()
    lowest: dict[tuple[str, str, int, str], int] = {}
    for organisation, _year, term, grade, _class, language, sex, pupil, subject, mark, _scale, state in found:
        if term != TERM:
            continue
        if state in ("assessed", "not_assessed"):
            marks[organisation, subject, sex, places.get(mark, 4)] += 1
        worth = {"not_assessed": 0, "failed": 2, "assessed": int(mark or 0)}.get(state)
        if worth is not None:
            key = (organisation, language, grade, pupil)
            lowest[key] = min(worth, lowest.get(key, 9))
    for (organisation, subject, sex, place), number in marks.items():
        row = list(counts[organisation].marks.get((subject, sex), (0, 0, 0, 0, 0)))
        row[place] += number
        counts[organisation].marks[subject, sex] = (row[0], row[1], row[2], row[3], row[4])
    for (organisation, language, grade, _pupil), worth in lowest.items():
        row = list(counts[organisation].pupils.get((language, grade), (0, 0, 0, 0, 0)))
        row[5 - worth if worth else 4] += 1
        counts[organisation].pupils[language, grade] = (row[0], row[1], row[2], row[3], row[4])
    return dict(counts)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, list[Path]]:
    """Records of four schools, each in two imports."""
    found: dict[str, list[Path]] = {}
    every = rows(7)
    for school in sorted({row[0] for row in every}):
        own = [row for row in every if row[0] == school]
        for number, part in enumerate((own[::2], own[1::2])):
            path = tmp_path / school / f"{number}.parquet"
            assert write_records("marks", lines(part), path) == len(part)
            found.setdefault(school, []).append(path)
    return found


def test_counts_are_those_of_a_plain_loop(files: dict[str, list[Path]]) -> None:
    assert counted([[path for paths in files.values() for path in paths]]) == plain(rows(7))


def test_one_partition_or_many_in_any_order_give_the_same(files: dict[str, list[Path]]) -> None:
    one = counted([[path for paths in files.values() for path in paths]])
    many = counted([files[school] for school in sorted(files, reverse=True)])
    halves = counted([files["school-3"] + files["school-0"], files["school-1"] + files["school-2"]])
    assert one == many == halves


@pytest.mark.parametrize("terms", [("Q1",), ("Q1", "Q2"), ("Q1", "Q3"), ("Q3", "Q1", "Y"), ("Q2", "Q3", "Q4", "Y")])
def test_only_the_asked_terms_are_counted(tmp_path: Path, terms: tuple[str, ...]) -> None:
    found = [f"school,{YEAR},{term},7,7А,kk,f,{n:04d},algebra,5,5,assessed\n" for term in TERMS for n in range(12)]
    other = [line.replace(YEAR, "2024-2025") for line in found]
    write_records("marks", [*found, *other], tmp_path / "a.parquet")
    for query in ("marks", "pupils"):
        told = [(row[0], sum(map(int, row[-5:]))) for row in count(query, [[tmp_path / "a.parquet"]], YEAR, terms)]
        assert sorted(told) == [(term, 12) for term in sorted(terms)]


@pytest.mark.parametrize("query", ["marks", "pupils"])
def test_terms_counted_together_are_the_terms_counted_one_by_one(tmp_path: Path, query: str) -> None:
    chance = random.Random(11)
    found = []
    for pupil in range(60):
        for term in TERMS:
            language, grade = chance.choice(("kk", "kk", "ru")), chance.choice((7, 7, 8))
            for subject in ("algebra", "music"):
                state = chance.choices(("assessed", "not_assessed", "exempt", "passed", "failed"), (80, 6, 4, 5, 5))[0]
                mark = str(chance.randint(2, 5)) if state == "assessed" else ""
                scale = chance.choice(("5", "5", "10"))
                found.append(
                    f"school,{YEAR},{term},{grade},{grade}А,{language},f,{pupil:04d},{subject},{mark},{scale},{state}\n"
                )
    write_records("marks", found, tmp_path / "a.parquet")
    files = [[tmp_path / "a.parquet"]]
    together = sorted(count(query, files, YEAR, TERMS))
    assert together == sorted(row for term in TERMS for row in count(query, files, YEAR, [term]))
    assert {row[0] for row in together} == set(TERMS)


def test_the_same_import_always_makes_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a.parquet", tmp_path / "b.parquet"
    found = lines(rows(3))
    write_records("marks", found, first)
    write_records("marks", list(reversed(found)), second)
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.parquet", "b.parquet"]


def test_a_line_that_does_not_fit_leaves_nothing_and_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="does not fit") as told:
        write_records("marks", ["school,2025-2026,Q1,five,5А,kk,f,secretpupil,algebra,5,5,assessed\n"], tmp_path / "a.parquet")
    assert "secretpupil" not in str(told.value)
    assert list(tmp_path.iterdir()) == []


def test_sums_up_the_tree_do_not_depend_on_the_order() -> None:
    own = plain(rows(5))
    parents = {
        "school-0": "d",
        "school-1": "d",
        "school-2": "e",
        "school-3": "republic",
        "d": "republic",
        "e": "republic",
        "republic": None,
    }
    forward = up_the_tree(own, parents)
    backward = up_the_tree(dict(reversed(own.items())), parents)
    assert forward == backward
    every = plain([("republic", *row[1:7], row[0] + row[7], *row[8:]) for row in rows(5)])
    assert forward["republic"] == every["republic"]
    assert set(forward) == set(parents)


def test_a_roll_told_by_several_registers_counts_once(tmp_path: Path) -> None:
    head = f"school,{YEAR},{TERM},5,5А,kk,f"
    path = tmp_path / "a.parquet"
    write_records("attendance", [f"{head},12,10,120,3,2,1,4\n", f"{head},12,5,60,0,0,1,0\n"], path)
    found = of_organisations((), (), [row[1:] for row in count("attendance", [[path]], YEAR, [TERM])])
    assert found["school"].attendance[5] == (2, 2, 3, 173, 4, 12)
