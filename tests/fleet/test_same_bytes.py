"""The same content gives the same bytes: serial or parallel, in any folder, time zone, locale, and order of hashes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from edu_site.publish.release import File, fleet_digest
from tests.fleet.builds import Tree, differing, tree_of
from tests.progress_tables import release, school_rows, table, write_table
from tests.projects import ROOT, little_republic, new_project


def built_by_a_process(project: Path, *arguments: str, **environment: str) -> Tree:
    command = [
        sys.executable,
        "-m",
        "edu_site.cli",
        "build",
        "-p",
        str(project),
        "--today",
        "2026-11-24",
        "--quiet",
        *arguments,
    ]
    plain = {
        name: value
        for name, value in os.environ.items()
        if name not in ("TZ", "LANG", "LC_ALL", "EDU_SITE_LANG", "PYTHONHASHSEED")
    }
    done = subprocess.run(
        command, cwd=project.parent, env={**plain, "PYTHONPATH": str(ROOT), **environment}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return tree_of(project)


def everything(folder: Path) -> Path:
    """One of every kind of content, with figures of two releases."""
    project = new_project(folder, little_republic())
    for name, rows in (("2025-2026-Q4", school_rows("Q4", 2)), ("2026-2027-Q1", school_rows())):
        write_table(project / "data" / "progress", table("school-12", rows, release(name, "2026-11-02")))
    return project


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    project = everything(tmp_path_factory.mktemp("a") / "project")
    return built_by_a_process(project, "-j", "1", TZ="UTC", LC_ALL="C.UTF-8", PYTHONHASHSEED="1")


@pytest.mark.parametrize(
    ("folder", "workers", "surroundings"),
    [
        ("другая папка/жоба", 2, {"TZ": "America/New_York", "LC_ALL": "kk_KZ.UTF-8", "PYTHONHASHSEED": "77"}),
        ("b", 1, {"TZ": "Asia/Almaty", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONHASHSEED": "2"}),
        ("c", 2, {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "1", "PYTHONHASHSEED": "4294967295"}),
    ],
    ids=["two-workers", "plain-environment", "far-away"],
)
def test_the_fleet_digest_does_not_depend_on_what_surrounds_a_build(
    serial: Tree, tmp_path: Path, folder: str, workers: int, surroundings: dict[str, str]
) -> None:
    """Folder, processes, time zone, locale, encoding, order of hashes."""
    other = built_by_a_process(everything(tmp_path / folder), "-j", str(workers), **surroundings)
    assert differing(serial, other) == set()
    assert digest_of(other) == digest_of(serial)
    assert any("progress" in path for path in serial)


def digest_of(tree: Tree) -> str:
    """The one digest by which a backup's rehearsal compares fleets."""
    return fleet_digest(File(path, sha256, 0) for path, sha256 in tree.items())


def test_no_page_holds_an_address_in_memory_or_a_path_of_this_machine(built: Path) -> None:
    """What would differ from run to run or from machine to machine."""
    for path in (built / "site").rglob("*"):
        if path.is_file() and "assets" not in path.relative_to(built / "site").parts:
            data = path.read_bytes()
            assert b" object at 0x" not in data, path
            assert b"<generator" not in data, path
            assert str(built).encode() not in data, path
            assert str(ROOT).encode() not in data, path
