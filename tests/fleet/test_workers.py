"""Workers that are killed, hang or grow: the others go on, and what cannot be done is told by name."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from operator import attrgetter
from pathlib import Path

import pytest

from edu_site.activity import SIZE, Seen, Slate, slates, working_on
from edu_site.fleet import supervisor
from edu_site.fleet.process import spawn
from edu_site.fleet.supervisor import Local
from edu_site.fleet.workers import InProcess, Limits, Lost, Prepare, WorkersFailed
from tests.projects import ROOT

JOBS = tuple(f"school-{number}" for number in range(60))
MEGABYTE = 1024 * 1024
Found = dict[str, object]


def doing(function: Callable[[str], object]) -> Prepare[object]:
    """`prepare` of a worker that needs no preparation."""
    return lambda: function


def done(local: Local[object], function: Callable[[str], object], jobs: tuple[str, ...] = JOBS) -> Found:
    """All results of the jobs; each exactly once."""
    with closing(local):
        local.start(doing(function))
        results = list(local.run(jobs))
    assert sorted(name for name, _ in results) == sorted(jobs)
    return dict(results)


def lost(found: Found) -> list[Lost]:
    return [one for one in found.values() if isinstance(one, Lost)]


def is_running(process_id: int) -> bool:
    """Whether there is such a process that has not ended; one nobody has waited for has ended."""
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def gone(process_ids: set[int]) -> bool:
    """Whether all of them end within some seconds."""
    for _ in range(1000):
        if not any(map(is_running, process_ids)):
            return True
        time.sleep(0.01)
    return False


def test_every_job_is_done_once_by_processes_that_are_not_this_one() -> None:
    found = done(Local(3, Limits()), lambda job: (job.upper(), os.getpid()))
    assert {name: value[0] for name, value in found.items()} == {name: name.upper() for name in JOBS}  # type: ignore[index]
    processes = {value[1] for value in found.values()}  # type: ignore[index]
    assert os.getpid() not in processes
    assert gone(processes)


def test_one_worker_is_a_process_of_its_own_too() -> None:
    assert done(Local(1, Limits()), lambda job: os.getpid(), ("a",)) != {"a": os.getpid()}


def test_results_come_when_they_are_ready(tmp_path: Path) -> None:
    """The first job waits for the last one."""

    def work(job: str) -> str:
        if job == "last":
            (tmp_path / "last").touch()
        while job == "first" and not (tmp_path / "last").exists():
            time.sleep(0.01)
        return job

    local: Local[object] = Local(2, Limits())
    with closing(local):
        local.start(doing(work))
        assert [name for name, _ in local.run(("first", "second", "third", "last"))][-1] != "last"


def test_no_job_waits_behind_a_long_one_while_a_worker_has_nothing_to_do() -> None:
    """The first job ends when all others have been done."""
    gate, opened = os.pipe()

    def work(job: str) -> str:
        if job == "long":
            os.read(gate, 1)
        return job

    local: Local[object] = Local(2, Limits())
    with closing(local):
        local.start(doing(work))
        found = []
        for name, _ in local.run(("long", *JOBS[:5])):
            found.append(name)
            if len(found) == 5:
                os.write(opened, b"x")
    assert found[-1] == "long"
    os.close(gate)
    os.close(opened)


def test_the_function_is_prepared_once_in_every_worker_and_serves_several_runs(tmp_path: Path) -> None:
    def prepare() -> Callable[[str], object]:
        (tmp_path / f"{os.getpid()}-{time.monotonic_ns()}").touch()
        return lambda job: os.getpid()

    local: Local[object] = Local(2, Limits())
    with closing(local):
        local.start(prepare)
        processes = {found for _ in range(3) for _name, found in local.run(JOBS[:20])}
    prepared = [path.name.split("-")[0] for path in tmp_path.iterdir()]
    assert sorted(prepared) == sorted(set(prepared))
    assert {str(found) for found in processes} <= set(prepared)


def test_start_takes_new_workers_for_another_function() -> None:
    local: Local[object] = Local(2, Limits())
    with closing(local):
        local.start(doing(str.upper))
        assert dict(local.run(("a", "b"))) == {"a": "A", "b": "B"}
        local.start(doing(str.title))
        assert dict(local.run(("ab", "cd"))) == {"ab": "Ab", "cd": "Cd"}


def kill_one(local: Local[object], hit: set[str]) -> None:
    """Kills a worker from outside in the middle of a job that was not hit before."""
    for worker in local.workers:
        os.kill(worker.process.id, signal.SIGSTOP)  # so that what it is at is what it is killed at
        job = worker.process.slate.read().text
        os.kill(worker.process.id, signal.SIGCONT if job in hit else signal.SIGKILL)
        if job not in hit:
            hit.add(job)
            return


def test_workers_killed_again_and_again_lose_no_job() -> None:
    seen: list[Seen] = []
    hit: set[str] = set()

    def work(job: str) -> str:
        time.sleep(0.01)
        return job

    local: Local[object] = Local(3, Limits(), seen.append)
    found = {}
    with closing(local):
        local.start(doing(work))
        for number, (name, result) in enumerate(local.run(JOBS)):
            found[name] = result
            if number % 5 == 0:
                kill_one(local, hit)
    assert found == {name: name for name in JOBS}
    assert len(hit) >= 10
    assert seen[-1].died >= 10


def once(folder: Path, job: str) -> bool:
    """Whether this is the first try of a job."""
    mark = folder / job
    if mark.exists():
        return False
    mark.touch()
    return True


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGXCPU, signal.SIGTERM])
def test_a_job_that_took_its_worker_with_it_is_tried_once_more(tmp_path: Path, number: signal.Signals) -> None:
    def work(job: str) -> str:
        if job.endswith("7") and once(tmp_path, job):
            os.kill(os.getpid(), number)
        return job

    assert done(Local(2, Limits()), work) == {name: name for name in JOBS}


def test_a_job_that_always_takes_its_worker_with_it_is_lost_by_name_with_its_page() -> None:
    def work(job: str) -> str:
        working_on("kk/news/first-bell/")
        if job == "school-30":
            working_on("kk/news/poisoned/")
            os.kill(os.getpid(), signal.SIGKILL)
        return job

    found = done(Local(2, Limits()), work)
    assert lost(found) == [Lost("school-30", "killed", "kk/news/poisoned/", "SIGKILL")]


def test_a_job_that_ends_its_process_is_lost_with_the_exit_status() -> None:
    found = done(Local(2, Limits()), lambda job: os._exit(7) if job == "school-3" else job)
    assert lost(found) == [Lost("school-3", "killed", "school-3", "exit 7")]


def test_a_page_that_hangs_is_lost_and_holds_nobody_up() -> None:
    def work(job: str) -> str:
        if job == "school-5":
            working_on("ru/documents/endless/")
            while True:
                pass
        return job

    found = done(Local(2, Limits(seconds=0.5)), work)
    assert lost(found) == [Lost("school-5", "hung", "ru/documents/endless/", "0.5 s")]


def test_a_long_job_that_gives_signs_of_life_does_not_count_as_hung() -> None:
    def work(job: str) -> str:
        for number in range(12):
            working_on(f"kk/news/{number}/")
            time.sleep(0.1)
        return job

    assert done(Local(1, Limits(seconds=0.8)), work, ("school-1",)) == {"school-1": "school-1"}


def test_a_job_that_goes_on_for_ever_is_lost_whatever_signs_it_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "PATIENCE", 2)

    def work(job: str) -> str:
        while True:
            working_on("kk/archive/")

    found = done(Local(1, Limits(seconds=0.3)), work, ("school-1",))
    assert lost(found) == [Lost("school-1", "hung", "kk/archive/", "0.6 s")]


def test_time_in_which_nobody_watches_does_not_count() -> None:
    local: Local[object] = Local(2, Limits(seconds=0.6))
    with closing(local):
        local.start(doing(lambda job: time.sleep(0.3)))
        found = {}
        for name, result in local.run(("a", "b", "c")):
            found[name] = result
            time.sleep(0.8)
    assert found == dict.fromkeys(("a", "b", "c"))


def test_a_job_that_takes_too_much_memory_is_lost_by_name() -> None:
    def work(job: str) -> str:
        held = []
        while job == "school-9":
            held.append(b"x" * MEGABYTE)
            time.sleep(0.001)
        return job

    (one,) = lost(done(Local(2, Limits(memory=100 * MEGABYTE)), work))
    assert (one.job, one.reason, one.at) == ("school-9", "memory", "school-9")
    assert one.detail.endswith("MB > 100 MB")


def test_what_a_worker_shares_with_this_process_is_not_its_own_memory() -> None:
    held = b"x" * (150 * MEGABYTE)
    assert lost(done(Local(1, Limits(memory=100 * MEGABYTE)), lambda job: len(held), ("a", "b"))) == []


def test_workers_are_renewed_after_their_jobs_and_when_they_have_grown() -> None:
    seen: list[Seen] = []
    processes = set(done(Local(1, Limits(jobs=10), seen.append), lambda job: os.getpid(), JOBS[:55]).values())
    assert len(processes) >= 6
    assert seen[-1].died == 0
    assert len(processes) - 1 <= seen[-1].renewed <= len(processes)  # a new one may end before it was given a job
    held: list[bytes] = []

    def grow(job: str) -> int:
        held.append(b"x" * 2 * MEGABYTE)
        time.sleep(0.02)
        return os.getpid()

    found = done(Local(1, Limits(memory=80 * MEGABYTE)), grow)
    assert lost(found) == []
    assert len(set(found.values())) > 1


@pytest.mark.parametrize(("growth", "renewed"), [(10 * MEGABYTE, True), (1000 * MEGABYTE, False)])
def test_a_worker_that_grows_is_renewed_between_its_jobs(growth: int, renewed: bool) -> None:
    held: list[bytes] = []

    def grow(job: str) -> int:
        held.append(b"x" * 2 * MEGABYTE)
        time.sleep(0.02)
        return os.getpid()

    found = done(Local(1, Limits(jobs=100, growth=growth)), grow, JOBS[:40])
    assert lost(found) == []
    assert (len(set(found.values())) > 1) is renewed


def test_a_worker_gets_ready_while_its_caller_does_something_else() -> None:
    local: Local[int] = Local(2, Limits())
    local.start(lambda: lambda job: os.getpid(), 1)
    (only,) = local.workers
    assert dict(local.run(("a",))) == {"a": only.process.id}
    local.close()


def test_a_fault_in_prepare_is_raised_here_as_it_is() -> None:
    def prepare() -> Callable[[str], object]:
        raise KeyError("mkdocs.yml")

    local: Local[object] = Local(2, Limits())
    local.start(prepare)
    with pytest.raises(KeyError, match=r"mkdocs\.yml") as caught:
        list(local.run(JOBS))
    assert "in a worker: KeyError" in caught.value.__notes__[0]
    assert local.workers == []


def test_a_fault_in_prepare_that_cannot_travel_is_told_in_words() -> None:
    class Private(Exception):
        def __init__(self, one: str, two: str) -> None:
            super().__init__("text")

    def prepare() -> Callable[[str], object]:
        raise Private("a", "b")

    local: Local[object] = Local(1, Limits())
    local.start(prepare)
    with pytest.raises(RuntimeError, match=r"Private: text \(test_workers\.py:\d+ prepare\)"):
        list(local.run(JOBS))


def test_workers_that_die_before_they_begin_do_not_die_for_ever() -> None:
    def prepare() -> Callable[[str], object]:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    local: Local[object] = Local(2, Limits())
    local.start(prepare)
    with pytest.raises(WorkersFailed, match="SIGKILL"):
        list(local.run(JOBS))
    assert local.workers == []


def test_a_worker_that_hangs_while_it_prepares_is_ended_too() -> None:
    def prepare() -> Callable[[str], object]:
        while True:
            time.sleep(1)

    local: Local[object] = Local(1, Limits(seconds=0.005))
    local.start(prepare)
    with pytest.raises(WorkersFailed, match="hung"):
        list(local.run(JOBS))


def test_a_function_that_raises_is_told_with_its_fault_and_place() -> None:
    def work(job: str) -> str:
        if job == "school-2":
            raise ZeroDivisionError("planted")
        return job

    (one,) = lost(done(Local(2, Limits()), work))
    assert (one.job, one.reason) == ("school-2", "worker")
    assert one.detail.startswith("ZeroDivisionError: planted (test_workers.py:")


def test_a_result_that_cannot_be_pickled_is_a_fault_like_any_other() -> None:
    (one,) = lost(done(Local(1, Limits()), lambda job: lambda: job, ("a",)))
    assert one.reason == "worker"


def test_large_results_arrive_whole() -> None:
    found = done(Local(2, Limits()), lambda job: job.encode() * 500_000, JOBS[:8])
    assert found == {name: name.encode() * 500_000 for name in JOBS[:8]}


def test_a_worker_that_stops_in_the_middle_of_an_answer_does_not_stop_the_others(tmp_path: Path) -> None:
    """Half a message, then silence: whoever waited for the rest would wait for ever."""

    def work(job: str) -> str:
        if job == "school-4" and once(tmp_path, job):
            for file in Path("/proc/self/fd").iterdir():
                if "socket" in str(file.readlink()):
                    os.write(int(file.name), b"\x00\x10\x00\x00\x00\x00\x00\x00half")
            os.kill(os.getpid(), signal.SIGSTOP)
        return job

    assert done(Local(1, Limits(seconds=0.5)), work, JOBS[:12]) == {name: name for name in JOBS[:12]}


def test_whoever_leaves_early_leaves_no_process_and_can_begin_again() -> None:
    local: Local[object] = Local(3, Limits())
    local.start(doing(lambda job: os.getpid()))
    results = local.run(JOBS)
    (_, first) = next(results)
    results.close()  # type: ignore[attr-defined]
    assert gone({first})  # type: ignore[arg-type]
    assert local.workers == []
    assert {name for name, _ in local.run(("a", "b"))} == {"a", "b"}
    local.close()


def test_a_spawned_worker_does_what_a_forked_one_does() -> None:
    local: Local[str] = Local(2, Limits(), launch=spawn)
    with closing(local):
        local.start(partial(attrgetter("upper"), str))
        assert dict(local.run(("a", "b", "c"))) == {"a": "A", "b": "B", "c": "C"}
        processes = {worker.process.id for worker in local.workers}
    assert len(processes) == 2
    assert gone(processes)


def test_a_fault_in_a_spawned_worker_is_raised_here() -> None:
    local: Local[str] = Local(1, Limits(), launch=spawn)
    local.start(partial(attrgetter("nothing"), str))
    with pytest.raises(AttributeError, match="nothing"):
        list(local.run(("a",)))


def test_the_watcher_sees_what_each_worker_is_at() -> None:
    seen: list[Seen] = []

    def work(job: str) -> None:
        working_on(f"kk/{job}/")
        time.sleep(0.25)

    done(Local(2, Limits(), seen.append), work, ("a", "b"))
    shown = {(one.job, one.at) for moment in seen for one in moment.workers if one.job}
    assert shown == {("a", "kk/a/"), ("b", "kk/b/")}
    assert max(moment.signs for moment in seen) == 4
    assert all(one.memory < 100 * MEGABYTE for moment in seen for one in moment.workers)


def test_in_this_process_jobs_are_done_in_order_without_another_one() -> None:
    here: InProcess[int] = InProcess()
    here.start(lambda: lambda job: os.getpid())
    assert list(here.run(("b", "a"))) == [("b", os.getpid()), ("a", os.getpid())]
    here.close()
    with pytest.raises(ValueError, match="before start"):
        list(here.run(("a",)))


def test_saying_what_one_is_at_does_nothing_where_nobody_watches() -> None:
    assert slates == []
    working_on("kk/news/")


def test_a_long_text_is_cut_and_no_text_breaks_the_reader() -> None:
    file = os.memfd_create("slate")
    os.ftruncate(file, SIZE)
    slate = Slate(file)
    os.close(file)
    assert slate.read().text == ""
    slate.begin("school-1")
    for text in ("ә" * 10_000, "\ud800", "", "kk/жаңалықтар/"):
        slate.write(text)
        assert text.encode("utf-8", "replace").decode().startswith(slate.read().text.rstrip("\ufffd"))
    assert (slate.read().jobs, slate.read().given, slate.read().text) == (1, 5, "kk/жаңалықтар/")
    slate.close()


PROGRAM = """
import os, sys, time
from pathlib import Path
from edu_site.fleet.supervisor import Local
from edu_site.fleet.workers import Limits
def work(job):
    Path(sys.argv[1], str(os.getpid())).touch()
    time.sleep(60)
local = Local(3, Limits())
local.start(lambda: work)
list(local.run(["a", "b", "c"]))
"""


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], set[int]]]:
    """A program with three busy workers, and their ids."""
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE
    )
    while len(list(tmp_path.iterdir())) < 3 and program.poll() is None:
        time.sleep(0.01)
    yield program, {int(path.name) for path in tmp_path.iterdir()}
    program.kill()
    program.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_however_a_build_ends_its_workers_end_with_it(
    watched: tuple[subprocess.Popen[bytes], set[int]], number: signal.Signals
) -> None:
    program, workers = watched
    assert len(workers) == 3
    assert all(map(is_running, workers))
    program.send_signal(number)
    _, said = program.communicate(timeout=30)
    assert program.returncode == -number
    assert (b"KeyboardInterrupt" in said) is (number == signal.SIGINT)
    assert gone(workers)
