"""Releases as they lie in a folder, and the counts each was made of as they are kept beside the records.

In: the folder of published tables, or the folder of records. Out: tables by organisation; counts. Counts never leave the folder
of records: only a correction reads them, to see how many records changed.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from edu_site.model.safe import SafeTable
from edu_site.progress.certificate import NAME as CERTIFICATE
from edu_site.progress.counts import Counts
from edu_site.progress.tables import from_bytes
from edu_site.values import from_json, to_json

LAST_CORRECTION = 99


def read_release(folder: Path, release_id: str) -> dict[str, SafeTable]:
    """The tables of a release; none when it was not published. Raises ValueError for a file that is no table."""
    files = sorted((folder / release_id).glob("*.json")) if release_id else []
    return {path.stem: from_bytes(path.read_bytes()) for path in files if path.name != CERTIFICATE}


def last_release(folder: Path, school_year: str, term: str) -> str:
    """The id of the last correction of a term's release, of the release itself, or "" when there is none."""
    first = f"{school_year}-{term}"
    names = [f"{first}-c{number}" for number in range(LAST_CORRECTION, 0, -1)]
    return next((name for name in [*names, first] if (folder / name).is_dir()), "")


def corrected_by(release_id: str, number: int) -> str:
    """Which release the correction with this number corrects."""
    first = release_id.rpartition("-c")[0]
    return first if number == 1 else f"{first}-c{number - 1}"


# ------------------------------------------------------------ counts, kept with the records


def counts_path(records: Path, release_id: str) -> Path:
    return records / "releases" / f"{release_id}.json"


def keep_counts(records: Path, release_id: str, own: Mapping[str, Counts]) -> None:
    """Remembers the counts of a release where the records are. Raises OSError."""
    path = counts_path(records, release_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    fields = {
        name: {
            "marks": [[*key, *row] for key, row in sorted(counts.marks.items())],
            "pupils": [[*key, *row] for key, row in sorted(counts.pupils.items())],
            "attendance": [[key, *row] for key, row in sorted(counts.attendance.items())],
        }
        for name, counts in sorted(own.items())
    }
    part = path.with_suffix(".part")
    part.write_bytes(to_json(fields) + b"\n")
    part.chmod(0o600)
    part.replace(path)


def kept_counts(records: Path, release_id: str) -> dict[str, Counts] | None:
    """The counts a release was made of; None when they are not kept here."""
    path = counts_path(records, release_id)
    if not path.is_file():
        return None
    return {name: counts_of(fields) for name, fields in from_json(path.read_bytes()).items()}


def counts_of(fields: Mapping[str, Any]) -> Counts:
    return Counts(
        marks={(row[0], row[1]): tuple(row[2:]) for row in fields["marks"]},
        pupils={(row[0], row[1]): tuple(row[2:]) for row in fields["pupils"]},
        attendance={row[0]: tuple(row[1:]) for row in fields["attendance"]},
    )
