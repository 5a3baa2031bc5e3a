"""`Local`: worker processes of this machine that are watched, and replaced when they die, hang or grow.

In: a function and jobs by name. Out: results as they are ready. A job that takes its worker with it is tried once more in a new
one, then it is `Lost` by name, with what the worker was at; the others go on. The watcher never waits for a worker: it reads what is
there, looks at all of them a few times a second, and time counts against a worker only while somebody watches.
"""

import gc
import selectors
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic

from edu_site.activity import Activity, Seen, Sign
from edu_site.fleet.process import Process, fork, resident
from edu_site.fleet.workers import MEGABYTE, Limits, Lost, Prepare, Result, Watch, WorkersFailed, unwatched

TICK = 0.1  # seconds between two looks at all workers
TRIES = 2  # of a job whose worker did not come back
STILLBORN = 5  # workers in a row that may end without having done anything
PATIENCE = 10  # times the limit without a sign of life that a job may take in all, or the preparation of a worker
PAUSES = 20  # parts of the jobs of a worker after each of which it is renewed when it has grown
SETTLED = 10  # jobs a worker does before its growth is looked at
Launch = Callable[[Callable[[], Any]], Process]


@dataclass(slots=True)
class Task:
    job: str
    tries: int = 0


@dataclass(slots=True)
class Worker:
    """A process, the job it has, and how long it has been silent."""

    process: Process
    shared: int  # bytes it had in common with this process when it began
    ready: bool = False
    done: int = 0
    task: Task | None = None
    sign: Sign = field(default_factory=lambda: Sign(0, 0, ""))
    silent: float = 0.0  # seconds since it gave a sign of life
    spent: float = 0.0  # seconds on its job
    memory: int = 0  # bytes of its own
    verdict: tuple[str, str] | None = None  # why it was killed, or the fault it told before it ended

    @property
    def at_work(self) -> bool:
        """Whether it has begun its job."""
        return self.task is not None and self.sign.jobs > self.done

    def look(self, seconds: float) -> int:
        """What it shows of itself now, `seconds` after the last look. Returns how many signs it has given since."""
        sign, before = self.process.slate.read(), self.sign.given
        self.silent = 0.0 if sign.given != self.sign.given else self.silent + seconds
        self.spent = 0.0 if sign.jobs != self.sign.jobs else self.spent + seconds
        self.sign = sign
        self.memory = max(0, self.process.memory() - self.shared)
        return sign.given - before

    def activity(self) -> Activity:
        name = str(self.process.id)
        if self.task is None or not self.at_work:
            return Activity(name, memory=self.memory)
        return Activity(name, self.task.job, self.sign.text, self.spent, self.memory)


class Local(Generic[Result]):
    """Workers on this machine; at most `count` at a time, no more than there are jobs."""

    def __init__(self, count: int, limits: Limits, watch: Watch = unwatched, launch: Launch = fork) -> None:
        self.count, self.limits, self.watch, self.launch = count, limits, watch, launch
        self.prepare: Prepare[Result] | None = None
        self.workers: list[Worker] = []
        self.pending: deque[Task] = deque()
        self.selector = selectors.DefaultSelector()
        self.looked = 0.0
        self.stopped = ""  # why, set by another thread; `run` ends with it soon
        self.signs = self.died = self.renewed = self.lost = self.stillborn = 0

    def start(self, prepare: Prepare[Result], jobs: int = 0) -> None:
        """Takes new workers for `prepare`; those for `jobs` that are to come are made at once, others when they are needed."""
        self.close()
        self.prepare = prepare
        self.signs = self.died = self.renewed = self.lost = self.stillborn = 0
        self.watch(Seen())
        self.hire(jobs)

    def run(self, jobs: Sequence[str]) -> Iterator[tuple[str, Result | Lost]]:
        """Results in the order they are ready. Raises what `prepare` raised in a worker, WorkersFailed, OSError."""
        self.pending = deque(Task(job) for job in jobs)
        self.looked = time.monotonic()
        finished = False
        try:
            while self.pending or any(worker.task for worker in self.workers):
                if self.stopped:
                    raise WorkersFailed(self.stopped)
                self.hire(len(self.pending) + sum(worker.task is not None for worker in self.workers))
                self.assign()
                yield from self.step()
            self.look(0.0)
            finished = True
        finally:
            if not finished:
                self.close()

    def close(self) -> None:
        for worker in self.workers:
            worker.process.kill()
        if self.workers:
            gc.unfreeze()  # what was shared with them is this process's own again
        while self.workers:
            self.remove(self.workers[-1])
        self.pending.clear()

    def hire(self, jobs: int) -> None:
        """New workers while there are fewer than jobs and than allowed."""
        if self.prepare is None:
            raise ValueError("run before start")
        while len(self.workers) < min(self.count, jobs):
            shared = resident("self") if self.launch is fork else 0
            worker = Worker(self.launch(self.prepare), shared)
            self.workers.append(worker)
            self.selector.register(worker.process.channel.end, selectors.EVENT_READ, worker)

    def assign(self) -> None:
        """One job for every worker that has none: none waits behind a long one, and asking for the next costs 0.1 ms."""
        for worker in self.workers:
            if self.pending and worker.task is None and worker.ready and worker.verdict is None and not self.is_worn(worker):
                worker.task = self.pending.popleft()
                try:
                    worker.process.channel.send(worker.task.job)
                except ConnectionError:
                    worker.process.channel.ended = True  # it has just died; its job is taken back when that is seen

    def step(self) -> list[tuple[str, Result | Lost]]:
        """What has been finished since; waits a moment when that is nothing."""
        found: list[tuple[str, Result | Lost]] = []
        ready = [key.data for key, _ in self.selector.select(TICK)]
        for worker in ready:
            found += self.receive(worker)
        now = time.monotonic()
        ended = any(worker.process.channel.ended for worker in ready)
        if ended or now - self.looked >= TICK:
            found += self.look(min(now - self.looked, 2 * TICK))  # a time in which nobody watched does not count
            self.looked = now
        return found

    def receive(self, worker: Worker) -> Iterator[tuple[str, Result | Lost]]:
        for kind, value in worker.process.channel.messages():
            if kind == "ready":
                worker.ready = True
            elif kind == "broken":
                raise value
            elif kind == "fault":
                worker.verdict = worker.verdict or ("worker", value)
            elif worker.task is not None:
                task, worker.task = worker.task, None
                worker.done += 1
                self.stillborn = 0
                yield task.job, value

    def look(self, seconds: float) -> list[tuple[str, Result | Lost]]:
        """Looks at every worker: takes leave of the dead, ends the hung and the greedy, renews the old."""
        found: list[tuple[str, Result | Lost]] = []
        for worker in tuple(self.workers):
            self.signs += worker.look(seconds)
            if worker.process.channel.ended:
                worker.process.kill()  # it cannot answer any more, whatever it does
            status = worker.process.ended()
            if status is not None:
                found += self.bury(worker, status)
            elif worker.verdict is None:
                self.judge(worker)
        self.watch(self.seen())
        return found

    def seen(self) -> Seen:
        return Seen(tuple(worker.activity() for worker in self.workers), self.signs, self.died, self.renewed, self.lost)

    def judge(self, worker: Worker) -> None:
        limits = self.limits
        if worker.memory > limits.memory:
            self.end(worker, "memory", f"{worker.memory // MEGABYTE} MB > {limits.memory // MEGABYTE} MB")
        elif worker.at_work and worker.silent > limits.seconds:
            self.end(worker, "hung", f"{limits.seconds:g} s")
        elif (worker.at_work or not worker.ready) and worker.spent > limits.seconds * PATIENCE:
            self.end(worker, "hung", f"{limits.seconds * PATIENCE:g} s")
        elif worker.task is None and self.is_worn(worker):
            self.renewed += 1
            worker.process.kill()
            self.remove(worker)

    def is_worn(self, worker: Worker) -> bool:
        limits = self.limits
        grown = worker.memory > limits.memory // 2 and worker.done >= SETTLED
        grown = grown or (worker.memory > limits.growth and worker.done >= limits.jobs // PAUSES)
        return grown or worker.done >= limits.jobs

    def end(self, worker: Worker, reason: str, detail: str) -> None:
        worker.verdict = reason, detail
        worker.process.kill()

    def bury(self, worker: Worker, status: int) -> list[tuple[str, Result | Lost]]:
        """Takes back the job of a worker that has ended: it is tried again, or lost."""
        found = list(self.receive(worker))  # what it had answered before
        worker.sign = worker.process.slate.read()
        self.remove(worker)
        if status == 0 and not worker.at_work:
            self.renewed += 1
        else:
            self.died += 1
            found += self.blame(worker, *(worker.verdict or ("killed", named(status))))
        if worker.task is not None:
            self.pending.appendleft(worker.task)
        return found

    def blame(self, worker: Worker, reason: str, detail: str) -> list[tuple[str, Result | Lost]]:
        """The job it had begun has one try less; who ends again and again without a job has no room on this machine."""
        if worker.task is None or not worker.at_work:
            self.stillborn += 1
            if self.stillborn > STILLBORN:
                raise WorkersFailed(f"{self.stillborn} workers in a row ended before they did anything ({reason}: {detail})")
            return []
        worker.task.tries += 1
        if worker.task.tries < TRIES:
            return []
        lost = Lost(worker.task.job, reason, worker.sign.text, detail)
        worker.task = None
        self.lost += 1
        return [(lost.job, lost)]

    def remove(self, worker: Worker) -> None:
        self.workers.remove(worker)
        self.selector.unregister(worker.process.channel.end)
        worker.process.close()


def named(status: int) -> str:
    """An exit status as people know it."""
    if status >= 0:
        return f"exit {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"
