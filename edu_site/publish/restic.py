"""restic, the program that keeps backups: encrypted, deduplicated, checked (https://restic.net, 0.14 or later).

In: a repository (a folder or any address restic knows) and what to do. Out: what restic says. The password comes from a file, or from
the environment as restic itself reads it (RESTIC_PASSWORD_FILE); it never stands on a command line.
"""

import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SAID = 3  # last lines of what restic says when it fails


class ResticFault(Exception):
    """restic refused or failed; the text is what it said."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A backup that was made: how many files it has, how many bytes were new."""

    id: str
    files: int
    added: int


@dataclass(frozen=True, slots=True)
class Repository:
    """Raises ResticFault from every method, FileNotFoundError when restic is not installed."""

    place: str
    password_file: Path | None = None

    def make(self) -> None:
        self.run("init")

    def save(self, paths: Iterable[str], folder: Path, tag: str) -> Snapshot:
        """A snapshot of exactly these files below a folder, by their paths from it."""
        self.run("unlock")  # locks of processes that are gone
        listed = "".join(f"{path}\0" for path in paths)
        arguments = ("backup", "--json", "--tag", tag, "--files-from-raw", "-")
        lines = self.run(*arguments, folder=folder, given=listed).splitlines()
        told: dict[str, Any] = next(found for line in reversed(lines) if (found := json.loads(line)).get("snapshot_id"))
        return Snapshot(told["snapshot_id"], told["total_files_processed"], told["data_added"])

    def restore(self, snapshot: str, folder: Path, tag: str) -> None:
        """A snapshot's files below a folder, read again and compared; `latest` is the newest with this tag."""
        chosen = ("--tag", tag) if snapshot == "latest" else ()
        self.run("restore", snapshot, *chosen, "--target", str(folder.resolve()), "--verify")

    def check(self, whole: bool) -> None:
        """The repository's structure, and with `whole` every byte of it."""
        self.run("check", *(("--read-data",) if whole else ()))

    def run(self, *arguments: str, folder: Path | None = None, given: str = "") -> str:
        """What restic prints. The repository's own path stays valid in another folder."""
        place = str(Path(self.place).resolve()) if Path(self.place).is_dir() or ":" not in self.place else self.place
        password = ("--password-file", str(self.password_file.resolve())) if self.password_file else ()
        command = ("restic", "--repo", place, *password, *arguments)
        done = subprocess.run(command, cwd=folder, input=given, capture_output=True, text=True, encoding="utf-8")  # noqa: S603
        if done.returncode:
            raise ResticFault("; ".join((done.stderr.strip() or done.stdout.strip()).splitlines()[-SAID:]))
        return done.stdout
