"""A build that is stopped at any moment leaves whole files, and the next one ends as if nothing had happened."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from edu_site.fleet.build import begin, build_all, read_all
from tests.fleet.builds import Tree, build, copied, quiet, settings_of, states, tree_of
from tests.fleet.conftest import fleet_files
from tests.projects import ROOT, new_project, news, write

CHANGED = "Жаңа тақырып"


def changed_files() -> dict[str, str | bytes]:
    """A news item changed, one more, one page less: files to replace, to add and to delete."""
    files: dict[str, str | bytes | None] = {}
    files |= news("abai/semey/school-1/news/first-bell", CHANGED, "Новый заголовок", "2026-09-01")
    files |= news("abai/semey/school-1/news/second-bell", "Екінші", "Второй", "2026-10-01")
    return files  # type: ignore[return-value]


REMOVED = dict.fromkeys(f"abai/semey/school-1/pages/about.{language}.md" for language in ("kk", "ru"))


class Stopped(BaseException):
    """Like a signal: nothing catches it."""


@pytest.fixture(scope="module")
def changed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """The site after the change, from a build that nobody stopped."""
    project = copied(built, tmp_path_factory.mktemp("changed") / "project")
    write(project, {**changed_files(), **REMOVED})
    build(project)
    return tree_of(project)


def stopped_after(project: Path, moves: int) -> bool:
    """Builds until that many files have been moved into the site; whether it was stopped at all."""
    left = moves
    move = Path.replace

    def replace(source: Path, target: Path) -> Path:
        nonlocal left
        if ".making-" in str(source):
            if left == 0:
                raise Stopped
            left -= 1
        return move(source, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        try:
            build(project)
        except Stopped:
            return True
    return False


@pytest.mark.parametrize("moves", [0, 1, 4, 9])
def test_a_build_stopped_while_files_move_leaves_old_or_new_ones_and_the_next_completes_it(
    fleet: Path, changed: Tree, moves: int
) -> None:
    before = tree_of(fleet)
    write(fleet, {**changed_files(), **REMOVED})
    assert stopped_after(fleet, moves)
    for path, found in tree_of(fleet).items():
        assert found in (before.get(path), changed.get(path)), path
    build(fleet)
    assert tree_of(fleet) == changed


@pytest.mark.parametrize("moves", [1, 9])
def test_going_back_after_a_stopped_build_gives_the_old_site_again(fleet: Path, built: Path, moves: int) -> None:
    before = tree_of(fleet)
    old = {
        name: (built / "content" / name).read_bytes()
        for name in (*changed_files(), *REMOVED)
        if (built / "content" / name).is_file()
    }
    write(fleet, {**changed_files(), **REMOVED})
    assert stopped_after(fleet, moves)
    added = {name: None for name in changed_files() if name not in old}
    write(fleet, {**old, **added})
    build(fleet)
    assert tree_of(fleet) == before


def test_a_page_that_cannot_be_rendered_changes_nothing_of_its_site(fleet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from edu_site.render import site as rendering

    before = tree_of(fleet)
    write(fleet, {**changed_files(), **REMOVED})
    made = rendering.search_index

    def fail_once(*arguments: object) -> str:
        monkeypatch.setattr(rendering, "search_index", made)
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(rendering, "search_index", fail_once)
    report = build(fleet)
    (failed,) = (one.organisation_id for one in report.built if one.state == "kept")
    assert [problem.code for problem in report.problems] == ["B01"]
    folder = "" if failed == "republic" else f"org/{failed}/"
    own = {path: found for path, found in before.items() if path.startswith(folder) and (folder or "/" not in path)}
    assert (
        own.items()
        <= {**tree_of(fleet), "robots.txt": before["robots.txt"], "sitemap-index.xml": before["sitemap-index.xml"]}.items()
    )


def started(project: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "edu_site.cli", "build", "-p", str(project), "--today", "2026-11-24", "-j", "1", "--quiet"]
    return subprocess.Popen(
        command,
        cwd=project.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_a_killed_build_leaves_no_half_file_and_the_next_one_completes_it(built: Path, tmp_path: Path) -> None:
    """Killed when the first, third and sixth site is being finished; what is there is a part of the finished whole."""
    whole = tree_of(built)
    project = new_project(tmp_path / "project", fleet_files())
    for sites in (1, 3, 6):
        process = started(project)
        while process.poll() is None and len(list((project / "build/receipts").rglob("*.json"))) < sites:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert {path: found for path, found in tree_of(project).items() if ".making-" not in path}.items() <= whole.items()
    build(project)
    assert tree_of(project) == whole
    left = sorted(path.name for path in (project / "build").iterdir())
    assert left == ["receipts", "state", "store", "templates"]  # nothing of the killed ones


def test_two_runs_at_once_do_not_disturb_each_other(built: Path, tmp_path: Path) -> None:
    project = new_project(tmp_path / "project", fleet_files())
    first = begin(settings_of(project))
    read_all(first, quiet)
    assert set(states(build(project, only=("abai", "school-1"))).values()) == {"built"}
    report = build_all(first, quiet)
    first.close()
    assert {one.state for one in report.built} == {"built", "unchanged"}
    assert tree_of(project) == tree_of(built)
