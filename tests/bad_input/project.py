"""A small good project, what a case puts over it, and the report that is told of the result."""

import datetime as dt
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from edu_site.fleet.check import CheckReport, check_project
from edu_site.problems import Problem
from edu_site.source import content as door
from edu_site.source.registers import Registers, read_registers

BASE = Path(__file__).parent / "base"
TODAY = dt.date(2026, 11, 24)


@cache
def delivered_registers() -> Registers:
    """The registers of a project without `data/`, read once for all cases."""
    return read_registers(BASE)


def make_project(folder: Path, files: Mapping[str, str | bytes | None]) -> Path:
    """The base with `files` written over it; None takes a file or folder away."""
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    for name, text in files.items():
        path = folder / name
        if text is None:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def check(project: Path) -> CheckReport:
    """What `edu-site check` finds on the day of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(door, "read_registers", lambda folder: delivered_registers())
        return check_project(project, TODAY, lambda stage, done, total: None)


def told(problem: Problem) -> str:
    """`path:line:column CODE | name=value | ...`, the form of a report in a case."""
    return " | ".join([f"{problem.where} {problem.code}", *(f"{name}={value}" for name, value in problem.values.items())])


def report(project: Path) -> list[str]:
    return [told(problem) for problem in check(project).problems]
