"""Who does independent jobs: this process, processes of this machine, or a Dask cluster, behind one interface.

In: a function that prepares a worker, and jobs by name. Out: results as they are ready, and a `Lost` for each job that no worker
could finish. `make_workers` chooses by the settings.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from edu_site.activity import Seen
from edu_site.problems import Problem, Where
from edu_site.settings import ConfigurationError, Settings

Result = TypeVar("Result")
Prepare = Callable[[], Callable[[str], Result]]
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Lost:
    """A job no worker could finish.

    `reason` is "killed" (the process ended), "hung" (no sign of life), "memory" (over the limit) or "worker" (the function raised);
    `at` is what it was working on; `detail` the signal, the limit or the fault.
    """

    job: str
    reason: str
    at: str
    detail: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may take.

    `seconds` without a sign of life (`working_on`, or a job begun); a whole job, or getting ready, may take ten times as long.
    `memory` in bytes, beyond what the worker shares with the process it was forked from. After `jobs` jobs, above half the memory,
    or after a twentieth of the jobs when it has grown by `growth` bytes, a worker is replaced by a new one, which its jobs do not
    notice.
    """

    seconds: float = 120.0
    memory: int = 2048 * MEGABYTE
    jobs: int = 2000
    growth: int = 16 * MEGABYTE


Watch = Callable[[Seen], None]


def unwatched(seen: Seen) -> None:
    """Nobody looks on."""


class WorkersFailed(OSError):
    """Workers end before they begin, again and again: the machine has no room for them. The text says how they ended."""


class Refused(ConfigurationError):
    """A cluster cannot be used as it is; each of `problems` says why, and where."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(problem.line(str) for problem in problems))
        self.problems = problems

    def __reduce__(self) -> tuple[type["Refused"], tuple[tuple[Problem, ...]]]:
        return Refused, (self.problems,)


class Workers(Protocol[Result]):
    """`start`, then `run` as often as there is work, then `close`; `start` again takes new workers for another function.

    `prepare` runs once in every worker process and returns the function that does a job; an exception it raises is raised by
    `run`. Local workers are forked, so it may close over anything; for a cluster it must be picklable, and so must results.
    The function should not raise: a job that does is tried once more and then `Lost`. A job may be done twice, so doing it
    twice must be the same as doing it once.
    """

    def start(self, prepare: Prepare[Result], jobs: int = 0) -> None:
        """`jobs` are to come: as many local workers as these need get ready while the caller does something else."""

    def run(self, jobs: Sequence[str]) -> Iterator[tuple[str, Result | Lost]]:
        """Each job once, in the order they are ready. Leaving the iterator early closes the workers."""

    def close(self) -> None:
        """Ends all workers at once. May be called twice."""


class InProcess(Generic[Result]):
    """The jobs one after another in this process: for a preview or a check, where nobody waits for a machine."""

    def __init__(self) -> None:
        self.prepare: Prepare[Result] | None = None
        self.work: Callable[[str], Result] | None = None

    def start(self, prepare: Prepare[Result], jobs: int = 0) -> None:  # noqa: ARG002  (there is but this process)
        self.prepare, self.work = prepare, None

    def run(self, jobs: Sequence[str]) -> Iterator[tuple[str, Result | Lost]]:
        if self.work is None and self.prepare is not None:
            self.work = self.prepare()
        if self.work is None:
            raise ValueError("run before start")
        for job in jobs:
            yield job, self.work(job)

    def close(self) -> None:
        self.prepare = self.work = None


def make_workers(settings: Settings, watch: Watch = unwatched) -> Workers[Result]:
    """Processes of this machine, or a cluster when the settings name its scheduler. Raises Refused.

    No workers at all means this process; one worker is a process of its own, for a page that hangs must not take the build with
    it. `watch` is called a few times a second, in this process, while `run` waits.
    """
    if settings.scheduler:
        try:
            from edu_site.fleet.cluster import Cluster
        except ModuleNotFoundError as error:
            raise Refused((Problem(Where(settings.scheduler), "B10"),)) from error
        return Cluster(settings, watch)
    if not settings.workers:
        return InProcess()
    from edu_site.fleet.supervisor import Local

    return Local(settings.workers, limits_of(settings), watch)


def limits_of(settings: Settings) -> Limits:
    return Limits(settings.job_seconds, settings.worker_memory * MEGABYTE)


LOST_BY = {"killed": "B02", "hung": "B03", "memory": "B04", "worker": "B05"}
LOST = frozenset(LOST_BY.values())


def lost_problem(lost: Lost, folder: str) -> Problem:
    """What a report says of a job that was lost; `folder` is the organisation's, below the project."""
    return Problem(Where(folder), LOST_BY[lost.reason], {"page": lost.at, "detail": lost.detail}, lost.job)
