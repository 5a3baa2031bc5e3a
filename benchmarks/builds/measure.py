"""One command measured from outside: wall clock, CPU seconds, memory of all its processes, what it wrote.

In: a command line. Out: a `Measured`. CPU is user + system of the process and everything it waited for, from `wait4`. Memory is
sampled ten times a second from /proc (`smaps_rollup`), summed over the session of the command: the proportional set size (pages
shared by processes counted once) and the resident size (counted in each); and the resident size of the first process. Written is
what has a change time after the start.
"""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

INTERVAL = 0.5  # seconds between two samples: one costs the measured processes some milliseconds
KIB = 1024
MIB = 1024 * KIB


class CommandFailed(Exception):
    """A measured command ended with an exit code that is not 0; the text holds the end of what it said."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A run; sums of several runs one after another are made with `+`."""

    wall: float = 0.0
    cpu: float = 0.0
    memory: int = 0  # peak of the sum of all processes, bytes, shared pages counted once
    resident: int = 0  # the same with shared pages counted in each process
    first: int = 0  # peak of the first process alone (the coordinator), resident bytes
    written: int = 0
    files: int = 0

    def __add__(self, other: "Measured") -> "Measured":
        return Measured(
            self.wall + other.wall,
            self.cpu + other.cpu,
            max(self.memory, other.memory),
            max(self.resident, other.resident),
            max(self.first, other.first),
            self.written + other.written,
            self.files + other.files,
        )


class MemorySampler(threading.Thread):
    """Peaks of a session's memory, until `done` is set."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.session = session
        self.done = threading.Event()
        self.memory = self.resident = self.first = 0

    def run(self) -> None:
        while not self.done.is_set():
            self.look()
            self.done.wait(INTERVAL)

    def look(self) -> None:
        """One sample."""
        found = [fields_of(f"/proc/{pid}/smaps_rollup") for pid in processes_of(self.session)]
        self.memory = max(self.memory, sum(one.get("Pss", 0) for one in found))
        self.resident = max(self.resident, sum(one.get("Rss", 0) for one in found))
        self.first = max(self.first, fields_of(f"/proc/{self.session}/status").get("VmHWM", 0))


def processes_of(session: int) -> Iterable[int]:
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                fields = Path(f"/proc/{name}/stat").read_bytes().rpartition(b")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session:
                yield int(name)


def fields_of(path: str) -> dict[str, int]:
    """Lines such as `Pss:  123 kB` in bytes, by name; none when the process is gone."""
    try:
        lines = Path(path).read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return {}
    named = (line.split() for line in lines if line.endswith(" kB"))
    return {words[0].rstrip(":"): int(words[1]) * KIB for words in named}


def measure(
    command: Sequence[str],
    folder: Path,
    outputs: Iterable[Path],
    environment: Mapping[str, str] | None = None,
    watcher: type[MemorySampler] = MemorySampler,
) -> Measured:
    """Runs a command to its end; `watcher` looks at its session meanwhile. Raises CommandFailed."""
    begun = time.time_ns()
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        sampler = watcher(process.pid)
        sampler.start()
        _pid, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        sampler.done.set()
        sampler.join()
        if process.returncode:
            said.seek(0)
            raise CommandFailed(f"{' '.join(command)}\n{said.read().decode(errors='replace')[-3000:]}")
    written = [size for path in outputs for size in sizes(path, since=begun)]
    peaks = sampler.memory, sampler.resident, sampler.first
    return Measured(wall, usage.ru_utime + usage.ru_stime, *peaks, sum(written), len(written))


def sizes(folder: Path, since: int = 0) -> Iterable[int]:
    """Sizes of the files below a folder whose change time is not before `since` (nanoseconds of the epoch)."""
    for parent, _folders, names in os.walk(folder):
        for name in names:
            found = os.stat(os.path.join(parent, name), follow_symlinks=False)
            if found.st_ctime_ns >= since - 20_000_000:  # file systems stamp with the last tick of the kernel's clock
                yield found.st_size
