"""Releases: frozen, corrected with a date, in a ledger that shows what was changed, checked again by anyone; failing closed."""

import dataclasses
import json
import random
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from edu_site.model.safe import Band, NotAvailable, Release, Suppressed, replace
from edu_site.problems import Problem
from edu_site.progress import shards
from edu_site.progress.counts import Counts
from edu_site.progress.disclosure import Protected, Rules, Source
from edu_site.progress.ledger import read_ledger
from edu_site.progress.published import last_release, read_release
from edu_site.progress.recheck import recheck
from edu_site.progress.releases import Folders, Released, is_release_id, make_release
from edu_site.progress.tables import from_bytes, to_bytes
from tests.disclosure.worlds import DEFINITIONS, POLICY, RELEASE, World, organisation, world
from tests.disclosure.years import Year, year_of

NEXT = {
    "id": "2025-2026-Q4-c1",
    "corrects": RELEASE.id,
    "reason_kk": "Бір сынып қайта жүктелді.",
    "reason_ru": "Класс загружен заново.",
}


@pytest.fixture
def place() -> World:
    return world(11, subjects=2)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "records", tmp_path / "published")


def released(place: World, folders: Folders, release: Release = RELEASE) -> Released:
    rules = Rules(POLICY, DEFINITIONS, place.places)
    return make_release(place.own, rules, Source(release, {}), folders)


def checked(place: World, folders: Folders) -> tuple[Problem, ...]:
    return recheck(folders.published, POLICY, DEFINITIONS, place.places).problems


def grown(place: World) -> World:
    """One pupil more in one class, with a 2."""
    name = min(place.own)
    key, row = min(place.own[name].marks.items())
    marks = {**place.own[name].marks, key: (row[0], row[1], row[2], row[3] + 1, row[4])}
    counts = Counts(marks=marks, pupils=place.own[name].pupils, attendance=place.own[name].attendance)
    return World({**place.own, name: counts}, place.places)


def test_a_release_is_complete_certified_and_in_the_ledger(place: World, folders: Folders) -> None:
    found = released(place, folders)
    assert found.state == "written"
    names = sorted(path.name for path in (folders.published / RELEASE.id).iterdir())
    assert names == sorted([*(f"{name}.json" for name in found.files), "certificate.json"])
    assert {entry.organisation for entry in read_ledger(folders.published).entries} == set(found.files)
    assert checked(place, folders) == ()


def test_a_table_is_read_back_as_it_was_written(place: World, folders: Folders) -> None:
    for table in place.protected().tables:
        assert from_bytes(to_bytes(table)) == table
    for data in released(place, folders).files.values():
        assert to_bytes(from_bytes(data)) == data


def test_the_same_release_again_changes_nothing(place: World, folders: Folders) -> None:
    released(place, folders)
    before = {path: path.read_bytes() for path in folders.published.rglob("*") if path.is_file()}
    assert released(place, folders).state == "unchanged"
    assert before == {path: path.read_bytes() for path in folders.published.rglob("*") if path.is_file()}


def test_a_release_with_other_figures_is_refused(place: World, folders: Folders) -> None:
    released(place, folders)
    before = {path: path.read_bytes() for path in folders.published.rglob("*") if path.is_file()}
    other = World({name: organisation(random.Random(5), 2, 4) for name in place.own}, place.places)
    found = released(other, folders)
    assert [problem.code for problem in found.problems] == ["D21"]
    assert before == {path: path.read_bytes() for path in folders.published.rglob("*") if path.is_file()}


def test_a_release_whose_files_are_gone_cannot_be_made_anew(place: World, folders: Folders) -> None:
    """What was public once stays known: the ledger remembers."""
    released(place, folders)
    for path in (folders.published / RELEASE.id).iterdir():
        path.unlink()
    (folders.published / RELEASE.id).rmdir()
    other = World({name: organisation(random.Random(5), 2, 4) for name in place.own}, place.places)
    assert [problem.code for problem in released(other, folders).problems] == ["D21"]


def test_a_correction_only_widens(place: World, folders: Folders) -> None:
    before = {name: from_bytes(data) for name, data in released(place, folders).files.items()}
    later = replace(RELEASE, date=RELEASE.date.replace(month=7), **NEXT)
    found = released(grown(place), folders, later)
    assert found.state == "written", found.problems
    for table in map(from_bytes, found.files.values()):
        old = {
            (row.indicator, row.subject, row.grade, row.language, row.sex): row.cell for row in before[table.organisation].rows
        }
        for row in table.rows:
            was = old[row.indicator, row.subject, row.grade, row.language, row.sex]
            if isinstance(row.cell, Band):
                assert isinstance(was, Band)
                changed = row.cell != was
                assert not changed or row.cell.high - row.cell.low > was.high - was.low - 1e-9
            else:
                assert not isinstance(was, Band) or isinstance(row.cell, Suppressed)
    assert last_release(folders.published, "2025-2026", "Q4") == later.id
    assert checked(place, folders) == ()


def test_a_correction_needs_a_reason_and_a_later_date(place: World, folders: Folders) -> None:
    released(place, folders)
    same_day = replace(RELEASE, **NEXT)
    assert [problem.code for problem in released(grown(place), folders, same_day).problems] == ["D23"]
    silent = replace(RELEASE, date=RELEASE.date.replace(month=7), **{**NEXT, "reason_ru": ""})
    assert [problem.code for problem in released(grown(place), folders, silent).problems] == ["D23"]


def test_a_correction_needs_the_counts_of_what_it_corrects(place: World, folders: Folders) -> None:
    later = replace(RELEASE, date=RELEASE.date.replace(month=7), **NEXT)
    assert [problem.code for problem in released(place, folders, later).problems] == ["D22"]


def test_no_records_no_release(folders: Folders) -> None:
    found = released(World({}, world(11).places), folders)
    assert [problem.code for problem in found.problems] == ["D02"]
    assert not folders.published.exists()


def test_a_release_with_a_leak_is_not_written(place: World, folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails closed: the attack runs on the very tables, and one finding stops the release."""
    real: Callable[..., Protected] = shards.protect

    def leaky(*arguments: object) -> Protected:
        protected = real(*arguments)
        table = protected.tables[-1]
        number = next(i for i, row in enumerate(table.rows) if row.indicator == "progress" and row.subject)
        row = replace(table.rows[number], cell=Band(low=51.0, high=52.0, group="301+"))
        rows = (*table.rows[:number], row, *table.rows[number + 1 :])
        return dataclasses.replace(protected, tables=(*protected.tables[:-1], replace(table, rows=rows)))

    monkeypatch.setattr(shards, "protect", leaky)
    found = released(place, folders)
    assert found.state == "refused"
    assert {problem.code for problem in found.problems} & {"D10", "D11", "D12", "D13"}
    assert not folders.published.exists()


def test_attendance_of_a_year_is_the_mean_of_its_terms(folders: Folders) -> None:
    found = world(23)
    for term in ("Q1", "Q2", "Q3", "Q4"):
        assert released(found, folders, replace(RELEASE, id=f"2025-2026-{term}", term=term)).state == "written"  # type: ignore[arg-type]
    year = replace(RELEASE, id="2025-2026-Y", term="Y")
    assert released(found, folders, year).state == "written"
    for name, table in read_release(folders.published, year.id).items():
        assert name == table.organisation
        assert {row.term for row in table.rows} == {"Y"}
    assert checked(found, folders) == ()


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("2025-2026-Q4", True),
        ("2025-2026-Y", True),
        ("2025-2026-Q4-c1", True),
        ("2025-2027-Q4", False),
        ("2025-2026-Q5", False),
        ("2025-2026-Q4-c0", False),
        ("2025-2026-Q4/..", False),
        ("2025-2026-Q4\n", False),
    ],
)
def test_ids_of_releases(text: str, good: bool) -> None:
    assert is_release_id(text) is good


def test_no_message_of_a_refused_release_holds_a_count(place: World, folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "attack", lambda *_: (shards.Finding("D10", "school-0", "progress", "marks, subject algebra"),))
    found = released(place, folders)
    told = json.dumps([dict(problem.values) for problem in found.problems])
    assert not any(character.isdigit() for character in told.replace("school-0", ""))


def test_two_writers_never_break_the_ledger(folders: Folders) -> None:
    """Each reads the last line under a lock before it adds its own."""
    found = world(11)
    with ThreadPoolExecutor(4) as pool:
        terms = ("Q1", "Q2", "Q3", "Q4")
        releases_of = [replace(RELEASE, id=f"2025-2026-{term}", term=term) for term in terms]  # type: ignore[arg-type]
        states = list(pool.map(lambda release: released(found, folders, release).state, releases_of))
    assert states == ["written"] * 4
    assert read_ledger(folders.published).broken == 0
    assert checked(found, folders) == ()


def test_a_release_interrupted_before_the_ledger_is_finished_by_the_next_run(place: World, folders: Folders) -> None:
    released(place, folders)
    (folders.published / "ledger.jsonl").unlink()
    shutil.rmtree(folders.records)
    assert released(place, folders).state == "unchanged"
    assert checked(place, folders) == ()
    later = replace(RELEASE, date=RELEASE.date.replace(month=7), **NEXT)
    assert released(grown(place), folders, later).state == "written"


def test_a_correction_of_a_file_that_is_no_table_is_refused(place: World, folders: Folders) -> None:
    released(place, folders)
    (folders.published / RELEASE.id / "republic.json").write_bytes(b"{}\n")
    later = replace(RELEASE, date=RELEASE.date.replace(month=7), **NEXT)
    assert [problem.code for problem in released(grown(place), folders, later).problems] == ["D25"]


# ------------------------------------------------------------ a year after its terms


def released_year(found: Year, folders: Folders, *terms: str) -> list[Released]:
    worlds = found.terms | {"Y": found.year}
    return [released(worlds[term], folders, replace(RELEASE, id=f"2025-2026-{term}", term=term)) for term in terms]  # type: ignore[arg-type]


def test_a_year_is_released_so_that_it_leaves_its_published_terms_alone(folders: Folders) -> None:
    """A republic whose year, made by itself, opens a term (`tests/properties/test_year`)."""
    found = year_of(287, subjects=2)
    assert [one.state for one in released_year(found, folders, "Q1", "Q2", "Q3", "Q4", "Y")] == ["written"] * 5
    made = {table.organisation: table for table in found.protected()["Y"].tables}
    for name, table in read_release(folders.published, "2025-2026-Y").items():
        assert [row for row in table.rows if row in made[name].rows]
        assert {row.cell for row in table.rows if row not in made[name].rows} <= {NotAvailable()}
    assert checked(found.year, folders) == ()


def test_a_year_needs_the_counts_of_its_terms(folders: Folders) -> None:
    found = year_of(287, subjects=2)
    released_year(found, folders, "Q1", "Q2", "Q3", "Q4")
    (folders.records / "releases" / "2025-2026-Q2.json").unlink()
    (year,) = released_year(found, folders, "Y")
    assert [(one.code, one.values) for one in year.problems] == [("D31", {"release": "2025-2026-Q2"})]
    assert [one.state for one in released_year(found, folders, "Q2", "Y")] == ["unchanged", "written"]


def test_a_term_cannot_come_after_its_year(folders: Folders) -> None:
    found = year_of(287, subjects=2)
    assert [one.state for one in released_year(found, folders, "Q1", "Q2", "Q3", "Y")] == ["written"] * 4
    late, again = released_year(found, folders, "Q4", "Q1")
    assert [one.code for one in late.problems] == ["D32"]
    assert again.state == "unchanged"
