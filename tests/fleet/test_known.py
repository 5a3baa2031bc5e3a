"""What was found out once is not found out again, and is never taken for what it no longer is."""

import datetime as dt
import os
import pickle
from pathlib import Path

import pytest

from edu_site.fleet import reading
from edu_site.fleet.store import FolderStore, from_bytes, to_bytes
from edu_site.model.content import News
from edu_site.source import content as door
from edu_site.source.schema import to_record
from edu_site.source.yaml import read_yaml
from tests.fleet.builds import build, copied, states, tree_of
from tests.fleet.conftest import fleet_files
from tests.projects import TODAY, new_project, write

PAGE = "content/abai/semey/school-1/news/first-bell.kk.md"


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The organisations that were read."""
    seen: list[str] = []

    def read_one(project: door.Project, organisation_id: str) -> door.ReadOrganisation:
        seen.append(organisation_id)
        return door.read_one(project, organisation_id)

    monkeypatch.setattr(reading, "read_one", read_one)
    return seen


def test_only_what_has_changed_is_read(fleet: Path, unread: list[str]) -> None:
    page = fleet / PAGE
    page.write_text(page.read_text(encoding="utf-8") + "\nТағы.\n", encoding="utf-8")
    assert states(build(fleet))["school-1"] == "built"
    assert set(unread) == {"school-1"}


def test_files_written_anew_with_the_same_bytes_are_not_read(fleet: Path, unread: list[str]) -> None:
    for path in (fleet / "content").rglob("*.md"):
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data)
    assert set(states(build(fleet)).values()) == {"unchanged"}
    assert unread == []


def test_a_change_of_equal_size_with_the_old_time_is_seen(fleet: Path) -> None:
    page = fleet / PAGE
    before, state = tree_of(fleet), page.stat()
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("а", "о", 1), encoding="utf-8")
    os.utime(page, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert page.stat().st_size == state.st_size
    assert states(build(fleet))["school-1"] == "built"
    assert tree_of(fleet) != before


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 4096])
def test_a_damaged_object_is_a_miss(built: Path, tmp_path: Path, damage: bytes) -> None:
    project = copied(built, tmp_path / "project")
    build(project)
    objects = [path for path in (project / "build/store").rglob("*") if path.is_file()]
    assert objects
    for path in objects:
        path.write_bytes(damage)
    write(project, {PAGE.removeprefix("content/"): (project / PAGE).read_text(encoding="utf-8") + "\nТағы.\n"})
    build(project)
    found = tree_of(project)
    clean = new_project(tmp_path / "clean", fleet_files())
    write(clean, {PAGE.removeprefix("content/"): (project / PAGE).read_text(encoding="utf-8")})
    build(clean)
    assert found == tree_of(clean)


def test_an_object_that_is_half_old_is_a_miss(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    assert store.write("contents", "ab" * 32, b"what was read") == ""
    assert store.read("contents", "ab" * 32) == b"what was read"
    path = store.path("contents", "ab" * 32)
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert store.read("contents", "ab" * 32) is None
    assert store.read("contents", "cd" * 32) is None


class Order:
    """What a stranger could put into a shared store."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("true",)


def test_an_object_is_never_code() -> None:
    assert from_bytes(pickle.dumps(Order())) is None
    assert from_bytes(pickle.dumps(os.system)) is None
    assert from_bytes(to_bytes((TODAY, dt.timedelta(days=1)))) == (TODAY, dt.timedelta(days=1))


def test_a_time_from_before_the_common_hour_of_the_country_is_kept() -> None:
    node, _problems = read_yaml("id: a\npublished: 2023-01-05T09:00+06:00\nkk: {title: b}\n", "a.yml")
    item, _problems = to_record(node, News) if node else (None, ())
    assert item is not None
    assert from_bytes(to_bytes(item)) == item
    assert item.published.isoformat() == "2023-01-05T09:00:00+06:00"


def test_day_after_day_gives_what_a_clean_build_of_the_day_gives(fleet: Path, tmp_path: Path) -> None:
    """News of tomorrow, a seminar that is over, and days on which nothing happens."""
    news = "---\ntitle: Ертең\npublished: 2026-11-26\nsummary: Күн\n---\nМәтін\n"
    write(fleet, {"abai/semey/school-3/news/tomorrow.kk.md": news})
    for days in range(4):
        today = TODAY + dt.timedelta(days=days)
        build(fleet, today=today)
        clean = new_project(tmp_path / f"clean-{days}", fleet_files() | {"abai/semey/school-3/news/tomorrow.kk.md": news})
        build(clean, today=today)
        assert tree_of(fleet) == tree_of(clean), today


def test_what_is_true_for_months_is_not_read_again_the_next_day(fleet: Path, unread: list[str]) -> None:
    build(fleet, today=TODAY + dt.timedelta(days=1))
    assert unread == ["school-2"]  # its seminar is over; nothing else depends on the day


def test_what_another_machine_has_made_is_put_in_place(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two checkouts of the same content share a store; the second reads and renders nothing."""
    store = str(tmp_path / "store")
    first = new_project(tmp_path / "first", fleet_files())
    build(first, store=store)
    monkeypatch.delattr("edu_site.fleet.reading.read_one")
    monkeypatch.delattr("edu_site.render.site.Renderer.render_organisation")
    second = new_project(tmp_path / "second", fleet_files())
    assert set(states(build(second, store=store)).values()) == {"built"}
    assert tree_of(second) == tree_of(first) == tree_of(built)


def test_a_store_in_memory_and_one_on_the_disk_hold_the_same(built: Path, tmp_path: Path) -> None:
    """The same through fsspec, whose folders in memory stand for any address it knows."""
    project = new_project(tmp_path / "project", fleet_files())
    build(project, store=f"memory://{tmp_path.name}")
    assert tree_of(project) == tree_of(built)
    again = new_project(tmp_path / "again", fleet_files())
    assert set(states(build(again, store=f"memory://{tmp_path.name}")).values()) == {"built"}
    assert tree_of(again) == tree_of(built)
