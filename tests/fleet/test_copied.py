"""Half of a work in a copy of the process: the same as all of it here, whatever becomes of the copy."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest

from edu_site.fleet import survey
from edu_site.fleet.copied import halved
from edu_site.fleet.survey import survey_content
from tests.projects import little_republic, new_project

NAMES = [f"n{number}" for number in range(7)]
HERE = os.getpid()


def squared(names: Sequence[str]) -> dict[str, tuple[int, bool]]:
    return {name: (int(name[1:]) ** 2, os.getpid() == HERE) for name in names}


def test_the_second_half_is_done_elsewhere_and_in_order() -> None:
    found = halved(squared, NAMES)
    assert list(found) == NAMES
    assert [here for _number, here in found.values()] == [True] * 3 + [False] * 4


@pytest.mark.parametrize("end", ["killed", "raises", "exits"])
def test_what_the_copy_does_not_give_is_worked_out_here(end: str) -> None:
    def work(names: Sequence[str]) -> dict[str, tuple[int, bool]]:
        if os.getpid() != HERE:
            if end == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            if end == "exits":
                os._exit(3)
            raise ValueError(end)
        return squared(names)

    assert all(here for _number, here in halved(work, NAMES).values())


def test_a_fault_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    copies: list[int] = []
    fork = os.fork

    def counted() -> int:
        copies.append(fork())
        return copies[-1]

    def work(names: Sequence[str]) -> dict[str, int]:
        raise OSError(names[0])

    monkeypatch.setattr(os, "fork", counted)
    with pytest.raises(OSError, match="n0"):
        halved(work, NAMES)
    with pytest.raises(ChildProcessError):
        os.waitpid(copies[0], os.WNOHANG)  # no copy is left behind


def test_folders_looked_at_by_two_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new_project(tmp_path, little_republic())
    content = tmp_path / "content"
    alone = survey_content(content, {}, 0)
    monkeypatch.setattr(survey, "MANY", 0)
    shared = survey_content(content, {}, 0, alone=False)
    assert list(shared.items()) == list(alone.items())
    assert len(alone) > 2
