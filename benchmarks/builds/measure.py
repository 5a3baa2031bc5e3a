"""One command measured from outside: wall clock, CPU seconds, memory of all its processes, what it wrote.

In: a command line. Out: a `Measured`. CPU is user + system of the process and everything it waited for, from `wait4`. Memory is
sampled ten times a second from /proc: the proportional set size (`smaps_rollup`, pages shared by processes counted once) summed
over the session of the command, and the resident size of its first process. Written is what has a change time after the start.
"""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

INTERVAL = 0.1  # seconds between two samples of the memory
KIB = 1024


class CommandFailed(Exception):
    """A measured command ended with an exit code that is not 0; the text holds the end of what it said."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A run; sums of several runs one after another are made with `+`."""

    wall: float = 0.0
    cpu: float = 0.0
    memory: int = 0  # peak of the sum of all processes, bytes
    first: int = 0  # peak of the first process alone (the coordinator), resident bytes
    written: int = 0
    files: int = 0

    def __add__(self, other: "Measured") -> "Measured":
        return Measured(
            self.wall + other.wall,
            self.cpu + other.cpu,
            max(self.memory, other.memory),
            max(self.first, other.first),
            self.written + other.written,
            self.files + other.files,
        )

    def scaled(self, factor: float) -> "Measured":
        """What `factor` times as much work would take; peaks stay, for one process follows the other."""
        sums = self.wall * factor, self.cpu * factor
        return Measured(*sums, self.memory, self.first, round(self.written * factor), round(self.files * factor))


class MemorySampler(threading.Thread):
    """Peaks of a session's memory, until `done` is set."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.session = session
        self.done = threading.Event()
        self.memory = self.first = 0

    def run(self) -> None:
        while not self.done.is_set():
            pids = list(processes_of(self.session))
            self.memory = max(self.memory, sum(field_of(f"/proc/{pid}/smaps_rollup", "Pss:") for pid in pids))
            self.first = max(self.first, field_of(f"/proc/{self.session}/status", "VmHWM:"))
            self.done.wait(INTERVAL)


def processes_of(session: int) -> Iterable[int]:
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                fields = Path(f"/proc/{name}/stat").read_bytes().rpartition(b")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session:
                yield int(name)


def field_of(path: str, name: str) -> int:
    """A line such as `Pss:  123 kB` in bytes; 0 when the process is gone."""
    try:
        lines = Path(path).read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * KIB for line in lines if line.startswith(name)), 0)


def measure(
    command: Sequence[str], folder: Path, outputs: Iterable[Path], environment: Mapping[str, str] | None = None
) -> Measured:
    """Runs a command to its end. Raises CommandFailed."""
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
        sampler = MemorySampler(process.pid)
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
    return Measured(wall, usage.ru_utime + usage.ru_stime, sampler.memory, sampler.first, sum(written), len(written))


def sizes(folder: Path, since: int = 0) -> Iterable[int]:
    """Sizes of the files below a folder whose change time is not before `since` (nanoseconds of the epoch)."""
    for parent, _folders, names in os.walk(folder):
        for name in names:
            found = os.stat(os.path.join(parent, name), follow_symlinks=False)
            if found.st_ctime_ns >= since - 20_000_000:  # file systems stamp with the last tick of the kernel's clock
                yield found.st_size
