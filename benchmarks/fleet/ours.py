"""edu-site itself, the whole command `edu-site build` each time; and what a build comes to when its workers are killed.

A digest of the fleet is taken over all files of `site/`: path and bytes.
"""

import hashlib
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from benchmarks.builds.corpus import HOUSE, TODAY
from benchmarks.builds.measure import CommandFailed, Measured, MemorySampler, measure, processes_of
from benchmarks.fleet.peer import Peer

EXIT_WITH_ERRORS = 1


class EduSite(Peer):
    """`edu-site build` of the checkout."""

    workers: ClassVar[int] = 1

    def changed_file(self) -> Path:
        return self.project / "content" / self.changed.folder / "news" / "item-00.kk.md"

    def command(self) -> list[str]:
        return [sys.executable, "-m", "edu_site.cli", "build", "-q", "-j", str(self.workers), "--today", TODAY]

    def build(self, state: str) -> Measured:
        return measure(self.command(), self.project, self.outputs(), HOUSE)

    def outputs(self) -> Sequence[Path]:
        return (self.project / "site", self.project / "build")

    def page_file(self, organisation_id: str, language: str, path: str) -> Path:
        home = "" if organisation_id == "republic" else f"org/{organisation_id}/"
        return self.outputs()[0] / f"{home}{'ru/' if language == 'ru' else ''}{path}index.html"


class EduSiteOneWorker(EduSite):
    name = "edu-site, 1 worker"
    workers = 1


class EduSiteTwoWorkers(EduSite):
    name = "edu-site, 2 workers"
    workers = 2


@dataclass(frozen=True, slots=True)
class Disturbed:
    """A cold build whose workers were killed, beside one that was left alone."""

    calm: Measured
    killed: Measured
    kills: int
    same: bool  # every file of every site, byte for byte
    failure: str = ""  # what the disturbed build said when it did not reach its end

    @property
    def ratio(self) -> float:
        return self.killed.wall / self.calm.wall


class Killer(MemorySampler):
    """Kills a worker of the command every `period` seconds, one after the other; never the command itself."""

    period: ClassVar[float] = 5.0
    kills: ClassVar[int] = 0

    def look(self) -> None:
        super().look()
        self.last: float = getattr(self, "last", time.monotonic())
        if time.monotonic() - self.last < self.period:
            return
        own = command_of(self.session)
        workers = sorted(pid for pid in processes_of(self.session) if pid != self.session and command_of(pid) == own)  # forks
        if workers:
            os.kill(workers[self.kills % len(workers)], signal.SIGKILL)
            type(self).kills += 1
            self.last = time.monotonic()


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def disturb(peer: EduSite, period: float) -> Disturbed:
    """Two cold builds of the same corpus, the second with a worker killed every `period` seconds. Raises CommandFailed when the first fails."""
    peer.clean()
    calm = peer.build("cold")
    wanted = digest(peer.outputs()[0])
    peer.clean()
    Killer.period, Killer.kills = period, 0
    try:
        killed = measure(peer.command(), peer.project, peer.outputs(), HOUSE, Killer)
    except CommandFailed as reason:
        return Disturbed(calm, Measured(), Killer.kills, False, str(reason).splitlines()[-1])
    return Disturbed(calm, killed, Killer.kills, digest(peer.outputs()[0]) == wanted)


def digest(folder: Path) -> str:
    """One digest over the paths and bytes of all files below a folder."""
    found = hashlib.sha256()
    for path in files_of(folder):
        found.update(path.relative_to(folder).as_posix().encode() + b"\0")
        with path.open("rb") as file:
            found.update(hashlib.file_digest(file, "sha256").digest())
    return found.hexdigest()


def files_of(folder: Path) -> Iterator[Path]:
    return iter(sorted(path for path in folder.rglob("*") if path.is_file()))
