"""What every place sites are published to can do, and how it says no.

A target keeps releases by id, each with its files, and one pointer to the live one. Nothing a reader sees changes but by `switch`,
which is one step.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from edu_site.problems import Problem, Where
from edu_site.publish.listing import Step
from edu_site.publish.release import FILES_PATH, RELEASE_PATH, File, Signed, digest, files_bytes


class Refusal(Exception):
    """Carries a problem out of a target to the story of publishing, which tells it; never leaves this room."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def read_listed(site: Path, file: File) -> bytes:
    """A listed file of a site. Raises Refusal when it is gone or another than was listed, OSError."""
    try:
        data = (site / file.path).read_bytes()
    except FileNotFoundError:
        data = None
    if data is None or digest(data) != file.sha256:
        raise Refusal(Problem(Where(str(site / file.path)), "U05"))
    return data


@dataclass(frozen=True, slots=True)
class Shipment:
    """A release on its way: all its files, those of the live release, and the folder that holds what is new."""

    signed: Signed
    files: tuple[File, ...]
    site: Path
    live: str
    before: tuple[File, ...]

    @property
    def own(self) -> dict[str, bytes]:
        """The release's own two files."""
        return {RELEASE_PATH: self.signed.bytes, FILES_PATH: files_bytes(self.files)}

    def is_carried(self, path: str) -> bool:
        return any(path.startswith(folder) for folder in self.signed.release.carried)


class Target(Protocol):
    """All methods raise OSError or `Refusal`."""

    @property
    def shown(self) -> str:
        """How problems call it."""

    @property
    def keep(self) -> int:
        """How many releases stay; 0 for all."""

    def live(self) -> str:
        """The id of the release readers see, "" when there is none."""

    def ids(self) -> tuple[str, ...]:
        """All complete releases."""

    def release_bytes(self, release_id: str) -> bytes:
        """The signed release as it is kept; empty when it is not there."""

    def files_bytes(self, release_id: str) -> bytes:
        """The release's list of files as it is kept; empty when it is not there."""

    def hold(self) -> AbstractContextManager[None]:
        """Keeps other publishers out; what a killed one has left is removed."""

    def upload(self, shipment: Shipment, step: Step) -> None:
        """Makes a release complete and durable; readers do not see it."""

    def switch(self, release_id: str, expected: str) -> None:
        """Makes a release the live one if `expected` still is."""

    def prune(self, kept: Iterable[str]) -> None:
        """Deletes all other releases, never the live one."""

    def rehash(self, release_id: str, files: Iterable[File]) -> Iterator[File]:
        """Every file of a release as it lies there, digested anew; a file that cannot be read has no digest. `files` are signed."""

    def fetch(self, release_id: str, files: Iterable[File]) -> Mapping[str, bytes]:
        """The contents of some files of a release by path."""
