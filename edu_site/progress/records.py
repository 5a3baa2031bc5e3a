"""Where records lie: the tidy tables of an organisation and school year, what was read, the secret pupils are hashed with.

In: a folder that never enters version control. Out: paths and receipts. An import becomes visible with one rename after the
other, its receipt last; what has no receipt does not count and is overwritten by the next import.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from edu_site.values import from_json, to_json

SECRET_BYTES = 32
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
KINDS = ("marks", "attendance")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was imported. Nothing in it tells of a pupil; the name of the source is only a digest."""

    organisation: str
    school_year: str
    source: str  # first 12 digits of the SHA-256 of the file's bytes
    source_digest: str
    name_digest: str  # of the file's name
    profile: str
    encoding: str
    delimiter: str
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    rows_repeated: int
    rows_skipped: int
    rows_blank: int
    marks: int
    attendance: int
    scope: tuple[str, ...]  # "marks Q1 7Ә algebra", "attendance Q1 7Ә"
    supersedes: tuple[str, ...]
    rules: str  # version of the program that read it
    time: str


@dataclass(frozen=True, slots=True)
class Records:
    """The folder of the records."""

    folder: Path

    def table(self, kind: str, organisation: str, year: str, source: str) -> Path:
        return self.folder / kind / organisation / year / f"{source}.parquet"

    def receipt_path(self, organisation: str, year: str, source: str) -> Path:
        return self.folder / "imports" / organisation / year / f"{source}.json"

    def pupils_path(self, organisation: str, year: str, source: str) -> Path:
        return self.folder / "pupils" / organisation / year / f"{source}.txt"

    def receipts(self, organisation: str, year: str) -> tuple[Receipt, ...]:
        """What counts for an organisation and year."""
        folder = self.folder / "imports" / organisation / year
        return tuple(receipt_of(from_json(path.read_bytes())) for path in sorted(folder.glob("*.json")))

    def secret(self, make: Iterable[bytes]) -> bytes:
        """The key of the hashes, made once from `make`. Raises ValueError when it is damaged."""
        path = self.folder / "secret"
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
            write_private(path, next(iter(make)))
        secret = path.read_bytes()
        if len(secret) != SECRET_BYTES:
            raise ValueError("secret")
        return secret

    def staging(self, source: str) -> Path:
        folder = self.folder / "staging" / f"{source}-{os.getpid()}"
        folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        return folder

    def withdraw(self, receipt: Receipt) -> None:
        """Takes an import out: its receipt first, so that half of it never counts."""
        place = (receipt.organisation, receipt.school_year, receipt.source)
        for path in (self.receipt_path(*place), *(self.table(kind, *place) for kind in KINDS), self.pupils_path(*place)):
            path.unlink(missing_ok=True)

    def forget(self, before: float) -> int:
        """Deletes the originals that came before a moment (seconds since 1970); returns how many. Nothing needs them."""
        old = [path for path in sorted((self.folder / "quarantine").glob("*")) if path.lstat().st_mtime < before]
        for path in old:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
        return len(old)

    def other_pupils(self, organisation: str, year: str) -> Iterator[tuple[str, frozenset[str]]]:
        """Other organisations of the same year with the "term pupil" pairs that are recorded there."""
        for path in sorted((self.folder / "pupils").glob(f"*/{year}/*.txt")):
            other = path.parent.parent.name
            if other != organisation:
                yield other, frozenset(path.read_text(encoding="ascii").split("\n"))


def receipt_of(fields: dict[str, Any]) -> Receipt:
    return Receipt(**{**fields, "scope": tuple(fields["scope"]), "supersedes": tuple(fields["supersedes"])})


def receipt_bytes(receipt: Receipt) -> bytes:
    return to_json(asdict(receipt)) + b"\n"


def write_private(path: Path, data: bytes) -> None:
    """A file only its owner may read, there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def put_in_place(source: Path, target: Path) -> None:
    """Moves a finished file to where it counts, durably."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    source.chmod(PRIVATE_FILE)
    with source.open("rb") as file:
        os.fsync(file.fileno())
    source.replace(target)
