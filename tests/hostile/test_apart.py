"""A process for one file ends when its file makes it hang, grow, crash or talk without end, and costs that file's answer only."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from edu_site.source import examiner
from edu_site.source.apart import ANSWERED, FAILED, TOO_MUCH, Answer, Examiner, NoAnswer, answer_of
from tests.hostile.files import pdf

Work = Callable[[], Any]


def hang() -> Any:
    while True:
        pass


def sleep() -> Any:
    signal.pause()


def grow() -> Any:
    return (b"x" * (1 << 31), ())


def crash() -> Any:
    os.kill(os.getpid(), signal.SIGTERM)


def talk() -> Any:
    return [], (b"x" * (1 << 20),) * 100


def fail() -> Any:
    raise ValueError("060112500012")


def write() -> Any:
    with Path(f"{os.getpid()}.spoilt").open("wb") as file:
        file.write(b"x" * 100)
        file.flush()


CASES: dict[str, tuple[Work, bytes]] = {
    "hangs": (hang, TOO_MUCH),
    "waits": (sleep, TOO_MUCH),
    "grows": (grow, TOO_MUCH),
    "crashes": (crash, FAILED),
    "talks": (talk, TOO_MUCH),
    "fails": (fail, FAILED),
    "writes": (write, FAILED),
}


@pytest.mark.parametrize("name", CASES)
def test_it_ends(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    work, state = CASES[name]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(examiner, "SECONDS", 1)
    monkeypatch.setattr(examiner, "WALL_SECONDS", 3)
    monkeypatch.setattr(examiner, "WORK", {name: work})
    assert examiner.apart(name, ()) == (state, b"")
    assert not [path for path in tmp_path.iterdir() if path.stat().st_size]


def test_a_good_answer_comes_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = (b"", bytes(range(256)) * 1_000)
    monkeypatch.setattr(examiner, "WORK", {"good": lambda: ({"a": 1}, parts)})
    state, data = examiner.apart("good", ())
    assert (state, answer_of(data)) == (ANSWERED, Answer({"a": 1}, parts))


@pytest.mark.parametrize("data", [b"", b"x", b"\0" * 7 + b"\1x", b"\xff" * 30])
def test_nonsense_is_no_answer(data: bytes) -> None:
    assert isinstance(answer_of(data), NoAnswer)


def test_no_process_stays_when_the_one_that_asked_ends() -> None:
    program = (
        "import sys; from edu_site.source.apart import ask, examiners; ask('document', 'pdf', b'%PDF-', frozenset()); "
        "print(next(iter(examiners.values())).process.pid)"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


def test_a_helper_that_was_killed_is_told() -> None:
    helper = Examiner()
    assert isinstance(helper.ask("document", "pdf", pdf(), frozenset()), Answer)
    helper.process.kill()
    helper.process.wait()
    with pytest.raises(OSError, match=r"helper|pipe"):
        helper.ask("document", "pdf", pdf(), frozenset())
    helper.close()
