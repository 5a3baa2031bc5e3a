"""The same content gives the same bytes: serial or parallel, in any folder, time zone, locale, and order of hashes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fleet.builds import Tree, tree_of
from tests.fleet.conftest import fleet_files
from tests.projects import ROOT, new_project


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


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    project = new_project(tmp_path_factory.mktemp("a") / "project", fleet_files())
    return built_by_a_process(project, "-j", "1", TZ="UTC", LC_ALL="C.UTF-8", PYTHONHASHSEED="1")


def test_several_processes_make_what_one_makes_whatever_surrounds_them(serial: Tree, tmp_path: Path) -> None:
    project = new_project(tmp_path / "другая папка" / "жоба", fleet_files())
    parallel = built_by_a_process(project, "-j", "3", TZ="America/New_York", LC_ALL="kk_KZ.UTF-8", PYTHONHASHSEED="77")
    assert parallel.keys() == serial.keys()
    assert {path for path in serial if parallel[path] != serial[path]} == set()


def test_a_plain_environment_without_utf_8_makes_the_same(serial: Tree, tmp_path: Path) -> None:
    project = new_project(tmp_path / "project", fleet_files())
    assert (
        built_by_a_process(project, "-j", "1", TZ="Asia/Almaty", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0") == serial
    )


def test_no_page_holds_an_address_in_memory_or_a_path_of_this_machine(built: Path) -> None:
    """What would differ from run to run or from machine to machine."""
    for path in (built / "site").rglob("*"):
        if path.is_file() and "assets" not in path.relative_to(built / "site").parts:
            data = path.read_bytes()
            assert b" object at 0x" not in data, path
            assert b"<generator" not in data, path
            assert str(built).encode() not in data, path
            assert str(ROOT).encode() not in data, path
