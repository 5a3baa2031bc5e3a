"""The wheel works without the checkout: it carries code, themes, data, the base configuration and compiled catalogues."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    pytest.importorskip("hatchling", reason="the wheel is built with the hash-locked build backend of requirements.txt")
    folder = tmp_path_factory.mktemp("wheel")
    made = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr
    (path,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(path).namelist())


def carried(pattern: str) -> set[str]:
    """Tracked files at the root of the checkout that the wheel holds below the package."""
    listed = subprocess.run(["git", "ls-files", "-z", "--", pattern], cwd=ROOT, capture_output=True, text=True, check=True)
    return {f"edu_site/{name}" for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}


@pytest.mark.parametrize("pattern", ["themes", "data", "mkdocs.yml"])
def test_the_wheel_carries_what_the_program_reads(wheel: set[str], pattern: str) -> None:
    assert carried(pattern)
    assert carried(pattern) <= wheel


def test_the_wheel_carries_compiled_catalogues(wheel: set[str]) -> None:
    catalogues = {name for name in wheel if name.endswith("/messages.po")}
    assert len(catalogues) >= 2
    assert {name.removesuffix(".po") + ".mo" for name in catalogues} <= wheel


def test_the_wheel_carries_the_code_and_nothing_of_the_workshop(wheel: set[str]) -> None:
    code = {path.relative_to(ROOT).as_posix() for path in (ROOT / "edu_site").rglob("*.py")}
    assert code <= wheel
    tops = {name.split("/")[0] for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"edu_site"}
    assert not {name for name in wheel if name.endswith((".pyc", ".part"))}
