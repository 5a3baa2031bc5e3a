"""A release worked out region by region, in processes too, is the release worked out in one piece, to the byte."""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edu_site.commands.processes import in_processes
from edu_site.model.safe import Band, SafeTable, replace
from edu_site.progress import shards
from edu_site.progress.disclosure import Protected, Rules, Source
from edu_site.progress.groups import Place
from edu_site.progress.releases import Folders, Means, make_release
from edu_site.progress.shards import Shard, Worked, shards_of, work
from tests.disclosure.worlds import DEFINITIONS, POLICY, RELEASE, World, world
from tests.disclosure.years import release, year_of

SOURCE = Source(RELEASE, {})


def backwards(function: Callable[[str], Shard], names: Sequence[str]) -> Iterable[Shard]:
    return [function(name) for name in reversed(names)]


def worked(place: World, spread: shards.Spread | None = None) -> Worked:
    return work(place.own, Rules(POLICY, DEFINITIONS, place.places), SOURCE, spread)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_shards_in_any_order_give_what_one_piece_gives(seed: int, pupils: bool) -> None:
    place = world(seed, schools=6, subjects=2, pupils=pupils)
    assert worked(place, backwards) == worked(place)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_year_in_shards_is_the_year_in_one_piece(seed: int) -> None:
    found = year_of(seed, schools=6, subjects=2)
    year = found.year_after(found.protected())
    rules = Rules(POLICY, DEFINITIONS, year.places, year.terms)
    assert work(year.own, rules, Source(release("Y"), {}), backwards) == work(year.own, rules, Source(release("Y"), {}))


def test_processes_write_the_same_bytes(tmp_path: Path) -> None:
    place = world(18, schools=8, subjects=2, pupils=True)
    assert len(shards_of(place.own, place.places)) > 1
    rules = Rules(POLICY, DEFINITIONS, place.places)
    written = []
    for name, spread in (("serial", None), ("processes", in_processes)):
        folders = Folders(tmp_path / name / "records", tmp_path / name / "published")
        assert make_release(place.own, rules, SOURCE, folders, Means(spread)).state == "written"
        files = [path for path in sorted(folders.published.rglob("*")) if path.is_file()]
        written.append({str(path.relative_to(folders.published)): path.read_bytes() for path in files})
    assert written[0] == written[1]


@pytest.mark.parametrize("where", ["school-0", "republic"])
def test_a_leak_in_a_shard_or_above_is_told_as_in_one_piece(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., Protected] = shards.spoken_tables

    def leaky(*arguments: object) -> Protected:
        made = real(*arguments)
        return dataclasses.replace(
            made, tables=tuple(leaking(table) if table.organisation == where else table for table in made.tables)
        )

    def leaking(table: SafeTable) -> SafeTable:
        number = next(n for n, row in enumerate(table.rows) if row.indicator == "progress" and row.subject)
        row = replace(table.rows[number], cell=Band(low=51.0, high=52.0, group="301+"))
        return replace(table, rows=(*table.rows[:number], row, *table.rows[number + 1 :]))

    place = world(18, schools=8, subjects=2, pupils=True)
    monkeypatch.setattr(shards, "spoken_tables", leaky)
    monkeypatch.setattr("edu_site.progress.disclosure.spoken_tables", leaky)
    found = worked(place, backwards)
    assert found.findings
    assert found == worked(place)


def test_a_root_with_pupils_of_its_own_is_not_cut() -> None:
    place = world(5)
    assert shards_of(place.own, {**{name: Place(None, 10) for name in place.places}}) == ()
