"""A publisher that is killed, or whose disk is full, at any moment: readers see the release before or the one after, whole.

Each case runs in a child process forked from a warm one. `calls` counts what changes a file system; a child leaves with `os._exit`
at the n-th of them, as a machine that loses power between two calls would, or meets an error of the machine there.
"""

import errno
import itertools
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from edu_site.publish.publishing import verify
from tests.publish.sites import folder_target, forked, key, live_files, published, seen, silent, small_site, trusted

CALLS = ("open", "write", "fsync", "link", "mkdir", "rename", "replace", "symlink", "unlink", "rmdir", "close")
CHILD_DIED = 77


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """A target that keeps two releases and has both, and a third site."""
    key(), trusted()
    for text in ("бір", "екі"):
        published(folder_target(tmp_path / "www", 2), small_site(tmp_path / "site", text))
    small_site(tmp_path / "site", "үш", more={"org/school-2/ru/index.html": "<p>Школа 2</p>"})
    return tmp_path


def in_child(work: Callable[[], object]) -> int:
    """The exit status of a forked child that does some work: 0 when it comes to its end."""
    return os.waitstatus_to_exitcode(os.waitpid(forked(work), 0)[1])


def counted(at: int, happens: Callable[[], None]) -> Iterator[int]:
    """Makes something happen at the n-th call that touches a file system, in this process; the next number is returned."""
    numbers = itertools.count(1)

    def wrapped(call: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **options: Any) -> Any:
            if next(numbers) == at:
                happens()
            return call(*args, **options)

        return step

    for name in CALLS:
        setattr(os, name, wrapped(getattr(os, name)))
    return numbers


def number_of_calls(world: Path) -> int:
    """How many calls a publisher that comes to its end makes."""
    reading, writing = os.pipe()

    def work() -> None:
        copy = world / "copy"
        shutil.copytree(world / "www", copy, symlinks=True)
        done = counted(0, lambda: None)
        assert published(folder_target(copy, 2), world / "site").state == "published"
        total = next(done) - 1
        os.write(writing, str(total).encode())

    assert in_child(work) == 0
    os.close(writing)
    with os.fdopen(reading) as pipe:
        return int(pipe.read())


def restored(world: Path) -> None:
    """The target as it was before."""
    if not (world / "kept").exists():
        shutil.copytree(world / "www", world / "kept", symlinks=True)
    shutil.rmtree(world / "www")
    shutil.copytree(world / "kept", world / "www", symlinks=True)


def test_killed_at_every_call_readers_see_one_whole_release_and_the_next_publisher_goes_on(world: Path) -> None:
    before, total = seen(world / "www"), number_of_calls(world)
    assert total > 100
    switched = []
    for at in range(1, total + 1):
        restored(world)

        def killed(at: int = at) -> None:
            counted(at, lambda: os._exit(CHILD_DIED))
            published(folder_target(world / "www", 2), world / "site")

        assert in_child(killed) == CHILD_DIED
        now = seen(world / "www")
        switched.append(now != before)
        if at % 7 == 0:
            assert published(folder_target(world / "www", 2), world / "site").state in ("published", "unchanged")
            assert live_files(world / "www")["index.html"] == (world / "site" / "index.html").read_text()
            assert verify(folder_target(world / "www"), "", trusted(), silent).problems == ()
    assert switched == sorted(switched)  # before the switch always the old one, after it always the new one
    assert {True, False} == set(switched)


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_an_error_at_any_call_is_told_and_leaves_the_live_release_whole(world: Path, error: int) -> None:
    before, total = seen(world / "www"), number_of_calls(world)
    step = 1 if error == errno.ENOSPC else 5

    def fail() -> None:
        raise OSError(error, os.strerror(error))

    for at in range(1, total + 1, step):
        restored(world)

        def failing(at: int = at) -> None:
            counted(at, fail)
            outcome = published(folder_target(world / "www", 2), world / "site")
            os._exit(0 if outcome.state == "published" else 10 if outcome.problems[0].code == "U08" else 20)

        status = in_child(failing)
        now = seen(world / "www")
        assert status == 10 or (status == 0 and now != before), at
    assert published(folder_target(world / "www", 2), world / "site").state in ("published", "unchanged")


def test_killed_at_random_moments_while_a_reader_looks_on(world: Path) -> None:
    """Two hundred publishers die by SIGKILL, each after another while; the reader never sees a part of a release."""
    chance = random.Random(2026)
    longest, ends = max(time_of_publishing(world, f"{number}") for number in range(3)), {"killed": 0, "done": 0}
    for number in range(200):
        small_site(world / "site", f"нұсқа {number}")
        child = forked(lambda: published(folder_target(world / "www", 2), world / "site"))
        until = time.monotonic() + chance.uniform(0, longest)
        while time.monotonic() < until:
            assert seen(world / "www")
        os.kill(child, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        ends["killed" if status == -signal.SIGKILL else "done"] += 1
        assert seen(world / "www")
    assert ends["killed"] > 50
    assert published(folder_target(world / "www", 2), small_site(world / "site", "соңы")).state == "published"
    assert verify(folder_target(world / "www"), "", trusted(), silent).problems == ()
    assert [path.name for path in (world / "www" / "generations").iterdir() if path.name.startswith(".")] == []


def time_of_publishing(world: Path, text: str) -> float:
    """How long one publisher takes, to spread the kills over all of it."""
    begun = time.monotonic()
    published(folder_target(world / "warm", 2), small_site(world / "site", text))
    return time.monotonic() - begun


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MiB where this machine allows one."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0 or os.system(f"mount -t tmpfs -o size=2m tmpfs {place} 2>/dev/null") != 0:
        pytest.skip("no file system can be mounted here; every call is made to fail with ENOSPC in the test above")
    yield place
    os.system(f"umount {place}")


def test_a_full_disk_is_told_and_the_live_release_stays(small_disk: Path, tmp_path: Path) -> None:
    site = small_site(tmp_path / "site", "бір")
    assert published(folder_target(small_disk), site).state == "published"
    before = seen(small_disk)
    small_site(site, "екі", more={"big.csv": "x" * 3_000_000})
    outcome = published(folder_target(small_disk), site)
    assert [problem.code for problem in outcome.problems] == ["U08"]
    assert seen(small_disk) == before
    (site / "big.csv").unlink()
    assert published(folder_target(small_disk), site).state == "published"
