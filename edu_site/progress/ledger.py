"""The ledger of everything ever published about groups of pupils: one line a table, only ever added to.

In: tables. Out: lines of canonical JSON, each naming the digest of the line before it, so that a line that was changed or taken
out shows. The ledger holds every published interval: what was public once stays known, whatever happens to the files.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edu_site.model.safe import Band, SafeTable
from edu_site.progress.tables import digest, from_bytes
from edu_site.values import from_json, to_json

NAME = "ledger.jsonl"
START = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One published table: (indicator, subject, grade, language, sex, low, high) for every band."""

    release: str
    organisation: str
    digest: str
    intervals: tuple[tuple[str, str, int | None, str, str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    entries: tuple[Entry, ...]
    head: str  # digest of the last line
    broken: int = 0  # number of the first line that does not follow from the one before it, 0: none

    def of(self, release: str) -> dict[str, Entry]:
        """Organisation -> its table of a release."""
        return {entry.organisation: entry for entry in self.entries if entry.release == release}


def entry_of(table: SafeTable, data: bytes) -> Entry:
    intervals = tuple(
        (row.indicator, row.subject, row.grade, row.language, row.sex, row.cell.low, row.cell.high)
        for row in table.rows
        if isinstance(row.cell, Band)
    )
    return Entry(table.release.id, table.organisation, digest(data), intervals)


def line_of(entry: Entry, previous: str) -> bytes:
    fields = {
        "release": entry.release,
        "organisation": entry.organisation,
        "digest": entry.digest,
        "intervals": entry.intervals,
        "previous": previous,
    }
    return to_json(fields) + b"\n"


def read_ledger(folder: Path) -> Ledger:
    """The ledger of a folder; an empty one when there is none. Raises OSError."""
    path = folder / NAME
    if not path.is_file():
        return Ledger((), START)
    entries: list[Entry] = []
    head, broken = START, 0
    for number, line in enumerate(path.read_bytes().splitlines(keepends=True), start=1):
        fields = parsed(line)
        if not broken and (fields is None or fields.get("previous") != head):
            broken = number
        if fields is not None:
            intervals = tuple(tuple(one) for one in fields.get("intervals", ()))
            entries.append(Entry(fields["release"], fields["organisation"], fields["digest"], intervals))
        head = digest(line)
    return Ledger(tuple(entries), head, broken)


def parsed(line: bytes) -> dict[str, Any] | None:
    try:
        found = from_json(line)
    except ValueError:
        return None
    names = {"release", "organisation", "digest", "intervals", "previous"}
    return found if isinstance(found, dict) and set(found) == names and line.endswith(b"\n") else None


def lines_after(head: str, entries: Iterable[Entry]) -> Iterator[bytes]:
    for entry in entries:
        line = line_of(entry, head)
        head = digest(line)
        yield line


def append(folder: Path, release_id: str, files: Mapping[str, bytes]) -> str:
    """Adds the tables of a release (by organisation) that are not there yet, in one write that reaches the disk; one writer at a
    time. Returns the new head. Raises OSError."""
    handle = os.open(folder / NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    with os.fdopen(handle, "ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        ledger = read_ledger(folder)
        known = {(entry.release, entry.organisation, entry.digest) for entry in ledger.entries}
        new = [data for name, data in files.items() if (release_id, name, digest(data)) not in known]
        lines = list(lines_after(ledger.head, (entry_of(from_bytes(data), data) for data in new)))
        file.write(b"".join(lines))
        file.flush()
        os.fsync(file.fileno())
    return digest(lines[-1]) if lines else ledger.head
