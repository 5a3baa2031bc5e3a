"""What a worker is at, told to the process that watches it without a message and without a system call.

In: `working_on("kk/news/first-bell/")` wherever a piece of work begins. Out: a `Sign`, read by the watcher from the memory both
share. In a process that nobody watches the call does nothing.
"""

import mmap
import struct
from dataclasses import dataclass

HEADER = struct.Struct("<IIH")  # jobs begun, signs given, length of the text in bytes
SIZE = mmap.PAGESIZE
LONGEST = 400  # bytes of a text


@dataclass(frozen=True, slots=True)
class Sign:
    """How many jobs a worker has begun, how many signs of life it has given, and what it is at (organisation or page)."""

    jobs: int
    given: int
    text: str


@dataclass(frozen=True, slots=True)
class Activity:
    """One worker as it is now: a name of it, its job and what it is at (empty when it waits), seconds on it, bytes it takes."""

    name: str
    job: str = ""
    at: str = ""
    seconds: float = 0.0
    memory: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """All workers as they are now, and what has happened since they were taken: signs of life (a page or a job begun), workers that
    died, workers that were renewed, jobs that were lost. When workers are taken, `Seen()` is the first that is seen of them."""

    workers: tuple[Activity, ...] = ()
    signs: int = 0
    died: int = 0
    renewed: int = 0
    lost: int = 0


class Slate:
    """A page of memory which one worker writes and its watcher reads; the watcher may read while it is written."""

    def __init__(self, file: int) -> None:
        """`file` is a descriptor of at least `SIZE` bytes that both processes have."""
        self.memory = mmap.mmap(file, SIZE)
        self.jobs = 0
        self.given = 0

    def begin(self, job: str) -> None:
        self.jobs += 1
        self.write(job)

    def write(self, text: str) -> None:
        self.given += 1
        data = text.encode("utf-8", "replace")[:LONGEST]
        self.memory[: HEADER.size + len(data)] = HEADER.pack(self.jobs, self.given, len(data)) + data

    def read(self) -> Sign:
        jobs, given, length = HEADER.unpack_from(self.memory)
        return Sign(jobs, given, self.memory[HEADER.size : HEADER.size + length].decode("utf-8", "replace"))

    def close(self) -> None:
        self.memory.close()


slates: list[Slate] = []  # of this process: none, or the one its watcher reads


def working_on(text: str) -> None:
    """Says what this process begins now; called for every page, so it costs less than a microsecond."""
    for slate in slates:
        slate.write(text)
