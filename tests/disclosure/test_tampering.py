"""Published files that were changed after they were published: each change is told by `recheck`, with the code that names it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from edu_site.model.safe import Band, SafeTable, Value, replace
from edu_site.problems import Problem
from edu_site.progress.disclosure import Rules, Source
from edu_site.progress.indicators import read_indicator
from edu_site.progress.recheck import recheck
from edu_site.progress.releases import Folders, make_release
from edu_site.progress.tables import from_bytes, to_bytes
from tests.disclosure.worlds import DEFINITIONS, POLICY, RELEASE, World, world
from tests.projects import ROOT


@pytest.fixture(scope="module")
def place() -> World:
    return world(11, subjects=2)


@pytest.fixture
def published(place: World, tmp_path: Path) -> Path:
    folders = Folders(tmp_path / "records", tmp_path / "published")
    make_release(place.own, Rules(POLICY, DEFINITIONS, place.places), Source(RELEASE, {}), folders)
    return folders.published


def codes(published: Path, place: World) -> set[str]:
    problems: tuple[Problem, ...] = recheck(published, POLICY, DEFINITIONS, place.places).problems
    return {problem.code for problem in problems}


def change(published: Path, alter: Callable[[SafeTable], SafeTable]) -> None:
    """Alters the first table that has a band."""
    for path in sorted((published / RELEASE.id).glob("*.json")):
        if path.name != "certificate.json":
            table = from_bytes(path.read_bytes())
            if any(isinstance(row.cell, Band) for row in table.rows):
                path.write_bytes(to_bytes(alter(table)))
                return
    raise AssertionError("no table has a band")


def with_first_band(table: SafeTable, cell: object) -> SafeTable:
    rows = list(table.rows)
    number = next(number for number, row in enumerate(rows) if isinstance(row.cell, Band))
    rows[number] = replace(rows[number], cell=cell)  # type: ignore[arg-type]
    return replace(table, rows=tuple(rows))


def test_nothing_is_told_of_what_nobody_changed(published: Path, place: World) -> None:
    assert codes(published, place) == set()


def test_an_exact_value_in_the_place_of_a_band_is_a_row_no_table_may_have(published: Path, place: World) -> None:
    change(published, lambda table: with_first_band(table, Value(value=64.0)))
    assert {"D14", "D24"} <= codes(published, place)


def test_a_number_of_learners_that_is_not_rounded(published: Path, place: World) -> None:
    change(published, lambda table: replace(table, enrolment=303))
    assert {"D15", "D24"} <= codes(published, place)


def test_a_band_narrower_than_its_group_asks(published: Path, place: World) -> None:
    change(published, lambda table: with_first_band(table, Band(low=41.0, high=41.5, group="10-20")))
    assert {"D27", "D24"} <= codes(published, place)


def test_a_line_of_the_ledger_that_was_changed(published: Path, place: World) -> None:
    path = published / "ledger.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    first = json.loads(lines[0])
    first["organisation"] = "somebody-else"
    path.write_text("\n".join([json.dumps(first), *lines[1:]]) + "\n", encoding="utf-8")
    assert "D20" in codes(published, place)


def test_a_file_that_is_no_table(published: Path, place: World) -> None:
    path = next(p for p in sorted((published / RELEASE.id).glob("*.json")) if p.name != "certificate.json")
    path.write_text("{}", encoding="utf-8")
    assert "D25" in codes(published, place)


def test_a_table_that_is_gone(published: Path, place: World) -> None:
    next(p for p in sorted((published / RELEASE.id).glob("*.json")) if p.name != "certificate.json").unlink()
    assert "D24" in codes(published, place)


def test_a_certificate_that_says_something_else(published: Path, place: World) -> None:
    path = published / RELEASE.id / "certificate.json"
    certificate = json.loads(path.read_text(encoding="utf-8"))
    certificate["tables"] = dict.fromkeys(certificate["tables"], "0" * 64)
    path.write_text(json.dumps(certificate), encoding="utf-8")
    assert codes(published, place) == {"D26"}


def test_a_count_no_indicator_can_be_made_of() -> None:
    text = (ROOT / "data" / "indicators" / "quality_marks.yml").read_text(encoding="utf-8")
    broken = text.replace("n4:", "n6:")
    assert broken != text
    _indicator, problems = read_indicator(broken, "data/indicators/quality_marks.yml")
    assert [problem.code for problem in problems] == ["D01"]
    assert problems[0].where.line > 0
