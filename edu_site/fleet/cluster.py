"""`Cluster`: jobs on many machines, through a Dask scheduler that is already running.

In: settings that name the scheduler, a function that can be pickled, jobs by name. Out: results as they are ready. Each thread of a
Dask worker watches one process of its own with the same supervisor as on this machine, so a page that hangs or kills costs that
process and no Dask worker. A Dask worker that is gone has its jobs done elsewhere by the scheduler. A worker whose program, theme or
Python is another one than here does nothing and is named.
"""

import logging
import queue
import socket
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from pathlib import Path
from platform import python_version_tuple
from typing import Any, Generic
from urllib.parse import urlsplit

from distributed import Client, Future, Worker, WorkerPlugin, get_worker
from distributed.protocol.pickle import dumps
from distributed.scheduler import KilledWorker
from distributed.security import Security

from edu_site.activity import Activity, Seen
from edu_site.fleet.fingerprint import content_digest, digest, file_digest, program_digest
from edu_site.fleet.process import Unpickled, spawn
from edu_site.fleet.supervisor import TICK, Local
from edu_site.fleet.workers import Limits, Lost, Prepare, Refused, Result, Watch, WorkersFailed, limits_of, unwatched
from edu_site.places import theme_folder
from edu_site.problems import Problem, Where
from edu_site.settings import Settings

CONNECTED = 5.0  # seconds until a scheduler must have answered
JOINED = 10.0  # seconds until the first worker must be there
MISSED = 120.0  # seconds a build waits when no worker is left
LOOK = 1.0  # seconds between two questions to the scheduler
UNUSABLE = (OSError, ValueError, RuntimeError, TypeError)  # what Dask raises for addresses and certificates
AHEAD = 2  # jobs a thread of a worker is given


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker sends back: a small result, and what its supervisor has counted since the last answer."""

    result: Any
    signs: int
    died: int


def identity(project: Path) -> dict[str, str]:
    """What must be the same wherever pages of one build are made; the names are words of `codes.py`."""
    return {
        "program and libraries": program_digest(),
        "theme and mkdocs.yml": content_digest(theme_folder(project)) + file_digest(project / "mkdocs.yml"),
        "Python": ".".join(python_version_tuple()[:2]),
    }


TAKEN = "another build has begun on this cluster for the same output folder"


@dataclass(frozen=True, slots=True)
class Seat:
    """A supervisor and who may touch it: the thread that works with it, or the one that ends it."""

    local: Local[Any]
    taken: threading.Lock = field(default_factory=threading.Lock)


class Station(WorkerPlugin):
    """What a Dask worker holds of one build: the function, and a supervisor with one process for each of its threads."""

    def __init__(self, token: str, payload: bytes, limits: Limits, project: Path) -> None:
        self.token, self.payload, self.limits, self.project = token, payload, limits, project
        self.expected = identity(project)
        self.worker_name = ""
        self.differences: tuple[str, ...] = ()
        self.seats: dict[int, Seat] = {}

    def setup(self, worker: Worker) -> None:
        self.worker_name = f"{worker.name} {worker.address}"
        found = identity(self.project)
        self.differences = tuple(name for name in self.expected if found[name] != self.expected[name])

    def teardown(self, worker: Worker) -> None:  # noqa: ARG002  (Dask names it)
        for seat in tuple(self.seats.values()):
            seat.local.stopped = TAKEN
        while self.seats:
            _, seat = self.seats.popitem()
            with seat.taken:
                seat.local.close()

    def do(self, job: str) -> Answer:
        if self.differences:
            raise Refused(tuple(stranger(self.worker_name, name) for name in self.differences))
        thread = threading.get_ident()
        if thread not in self.seats:
            self.seats[thread] = Seat(Local(1, self.limits, launch=spawn))
            self.seats[thread].local.start(Unpickled(self.payload))
        seat = self.seats[thread]
        with seat.taken:
            signs, died = seat.local.signs, seat.local.died
            ((_, result),) = seat.local.run((job,))
            return Answer(result, seat.local.signs - signs, seat.local.died - died)


def do(station: str, token: str, job: str) -> Answer:
    """A job on a Dask worker; raises Refused, WorkersFailed, what `prepare` raises."""
    found = get_worker().plugins.get(station)
    if not isinstance(found, Station) or found.token != token:
        raise WorkersFailed(TAKEN)
    return found.do(job)


def stranger(worker: str, what: str) -> Problem:
    return Problem(Where(worker), "B08", {"what": what})


class Cluster(Generic[Result]):
    """The workers of a scheduler."""

    def __init__(self, settings: Settings, watch: Watch = unwatched) -> None:
        self.settings, self.watch = settings, watch
        self.address = settings.scheduler
        self.station = f"edu-site {digest(str(settings.site.resolve()).encode())[:12]}"
        self.client: Client | None = None
        self.token = ""
        self.started = 0
        self.jobs: dict[Future[Answer], str] = {}
        self.finished: queue.SimpleQueue[Future[Answer]] = queue.SimpleQueue()
        self.workers: dict[str, Any] = {}
        self.seconds: dict[str, float] = {}  # a job is at work
        self.looked = self.alone = 0.0
        self.signs = self.died = self.lost = 0

    def start(self, prepare: Prepare[Result], jobs: int = 0) -> None:  # noqa: ARG002  (its workers are there)
        """Sends the function to all workers, also to those that join later. Raises Refused."""
        client = self.client = self.client or connected(self.settings)
        self.refuse_strangers(client)
        self.started += 1
        self.signs = self.died = self.lost = 0
        self.watch(Seen())
        self.token = f"{client.id} {self.started}"
        station = Station(self.token, dumps(prepare), limits_of(self.settings), self.settings.project.resolve())
        client.register_plugin(station, name=self.station)

    def refuse_strangers(self, client: Client) -> None:
        """Raises Refused with every worker that would make other pages than this program."""
        project = self.settings.project.resolve()
        expected = identity(project)
        problems: list[Problem] = []
        for address, found in sorted(client.run(identity, project, on_error="return").items()):
            known = {} if isinstance(found, Exception) else found
            differences = [name for name in expected if known.get(name) != expected[name]]
            problems += [stranger(address, name) for name in (differences if known else differences[:1])]
        if problems:
            raise Refused(tuple(problems))

    def run(self, jobs: Sequence[str]) -> Iterator[tuple[str, Result | Lost]]:
        """Results in the order they are ready. Raises Refused, WorkersFailed, what `prepare` raised in a worker."""
        if self.client is None or not self.token:
            raise ValueError("run before start")
        waiting = deque(jobs)
        self.look(self.client)
        finished = False
        try:
            while waiting or self.jobs:
                self.send(self.client, waiting)
                yield from self.receive(self.client)
            finished = True
        finally:
            if not finished:
                self.close()

    def send(self, client: Client, waiting: deque[str]) -> None:
        """No more jobs than the workers need: what is not sent is not lost with a scheduler."""
        room = AHEAD * max(1, sum(worker["nthreads"] for worker in self.workers.values()))
        while waiting and len(self.jobs) < room:
            job = waiting.popleft()
            future = client.submit(do, self.station, self.token, job, pure=False)
            self.jobs[future] = job
            future.add_done_callback(self.finished.put)

    def receive(self, client: Client) -> Iterator[tuple[str, Result | Lost]]:
        try:
            future = self.finished.get(timeout=TICK)
        except queue.Empty:
            future = None
        if time.monotonic() - self.looked >= LOOK:
            self.look(client)
        if future in self.jobs:
            job = self.jobs.pop(future)
            yield job, self.result(job, future)

    def result(self, job: str, future: "Future[Answer]") -> Result | Lost:
        try:
            answer = future.result()
        except KilledWorker as error:
            self.lost += 1
            return Lost(job, "killed", job, f"{error.allowed_failures + 1} workers, {error.last_worker.address}")
        except CancelledError as error:
            raise WorkersFailed(f"the scheduler {self.address} is gone") from error
        finally:
            future.release()
        self.signs += answer.signs
        self.died += answer.died
        result: Result | Lost = answer.result
        self.lost += isinstance(result, Lost)
        return result

    def look(self, client: Client) -> None:
        """Who is there, and at what. Raises WorkersFailed when nobody has been there for long."""
        now = time.monotonic()
        elapsed, self.looked = (now - self.looked if self.looked else 0.0), now
        if client.status != "running":
            raise WorkersFailed(f"the scheduler {self.address} is gone")
        workers = client.scheduler_info()["workers"]
        self.died += len(self.workers.keys() - workers.keys())
        self.workers = dict(workers)
        self.alone = 0.0 if workers else self.alone + elapsed
        if self.alone > MISSED:
            raise WorkersFailed(f"no worker is left at {self.address}")
        processing = {address: set(keys) for address, keys in client.processing().items()}
        given = {
            address: [job for future, job in self.jobs.items() if future.key in processing[address]] for address in processing
        }
        self.seconds = {job: self.seconds.get(job, -elapsed) + elapsed for jobs in given.values() for job in jobs}
        shown = tuple(self.activity(address, jobs) for address, jobs in given.items())
        self.watch(Seen(shown, self.signs, self.died, 0, self.lost))

    def activity(self, address: str, jobs: list[str]) -> Activity:
        """A worker of a cluster with the jobs it was given, the oldest first."""
        worker = self.workers.get(address, {})
        job = jobs[0] if jobs else ""
        memory = int(worker.get("metrics", {}).get("memory", 0))
        return Activity(str(worker.get("name", address)), job, ", ".join(jobs[1:]), self.seconds.get(job, 0.0), memory)

    def close(self) -> None:
        """Takes back what has not been done, and leaves nothing of this build on the workers."""
        client, self.client = self.client, None
        futures, self.jobs, self.token = list(self.jobs), {}, ""
        if client is None:
            return
        try:
            if client.status == "running":
                client.cancel(futures, force=True)
                client.unregister_worker_plugin(self.station)
        except (OSError, ValueError) as error:
            logging.getLogger(__name__).debug("the cluster was not there any more: %s", error)
        finally:
            client.close()


class Visitor(Client):
    """A client which, when it was not let in, is forgotten without waiting for its goodbye."""

    def __del__(self) -> None:
        if self.status == "running":
            super().__del__()  # type: ignore[no-untyped-call]


def connected(settings: Settings) -> Client:
    """A client of the scheduler, with at least one worker. Raises Refused."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is raised
    where = Where(settings.scheduler)
    try:
        knock(settings.scheduler)
        client = greeted(settings.scheduler, security_of(settings))
    except UNUSABLE as error:
        raise Refused((Problem(where, "B07", {"detail": str(error)}),)) from error
    try:
        client.wait_for_workers(1, timeout=JOINED)
    except TimeoutError as error:
        client.close()
        raise Refused((Problem(where, "B09", {"address": settings.scheduler}),)) from error
    return client


def knock(address: str) -> None:
    """Whether anybody listens there, asked before Dask starts threads for it. Raises ValueError, OSError."""
    parts = urlsplit(address)
    if parts.scheme not in ("tcp", "tls") or not parts.hostname or not parts.port:
        raise ValueError(f"{address!r} is not tcp://host:port or tls://host:port")
    socket.create_connection((parts.hostname, parts.port), CONNECTED).close()


def greeted(address: str, security: Security | None) -> Client:
    """A client. Made in a thread of its own, because Dask waits for ever for whoever listens and says nothing.

    Raises OSError and what Dask raises for an address or certificates it cannot use.
    """
    made: queue.SimpleQueue[Client | Exception] = queue.SimpleQueue()

    def make() -> None:
        try:
            client = Visitor(address, timeout=CONNECTED, security=security, set_as_default=False)  # type: ignore[no-untyped-call]
            made.put(client)
        except UNUSABLE as error:
            made.put(error)

    threading.Thread(target=make, daemon=True).start()
    try:
        found = made.get(timeout=2 * CONNECTED)
    except queue.Empty as error:
        raise TimeoutError(f"no answer after {2 * CONNECTED:g} s") from error
    if isinstance(found, Exception):
        raise found
    return found


def security_of(settings: Settings) -> Security | None:
    """Certificates of the settings; none leaves it to Dask's own configuration."""
    if not (settings.tls_ca or settings.tls_certificate or settings.tls_key):
        return None
    paths = {"tls_ca_file": settings.tls_ca, "tls_client_cert": settings.tls_certificate, "tls_client_key": settings.tls_key}
    return Security(require_encryption=True, **{name: str(path) for name, path in paths.items() if path})
