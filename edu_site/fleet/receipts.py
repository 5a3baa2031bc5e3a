"""What the last build made: one small file per organisation, kept outside the site.

In: an organisation's id. Out: a `Receipt`, or none when there is no readable one: then everything is made again.
"""

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from edu_site.values import from_json, to_json

FOLDER = "build/receipts"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Digests of what went in (`plan`: all a plan is made from, `frame`: what its pages share, `theme`, `program`, `data`), of each
    page's plan, and of each finished file."""

    inputs: dict[str, str]
    pages: dict[str, str] = field(default_factory=dict)  # "kk news/x/" -> digest of its plan
    files: dict[str, str] = field(default_factory=dict)  # path below the output folder -> SHA-256, "" while it is replaced

    def made_from(self, inputs: dict[str, str]) -> bool:
        return {**self.inputs, "frame": ""} == {**inputs, "frame": ""}

    def shared(self) -> dict[str, str]:
        """What went into all pages alike."""
        return {**self.inputs, "plan": ""}

    @property
    def theme(self) -> str:
        return self.inputs.get("theme", "")


@dataclass(frozen=True, slots=True)
class Receipts:
    """The receipts of one output folder."""

    folder: Path

    def path(self, organisation_id: str) -> Path:
        return self.folder / f"{organisation_id}.json"

    def read(self, organisation_id: str) -> Receipt | None:
        try:
            found = from_json(self.path(organisation_id).read_bytes())
            return Receipt(dict(found["inputs"]), dict(found["pages"]), dict(found["files"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, organisation_id: str, receipt: Receipt) -> None:
        write_whole(self.path(organisation_id), to_json(receipt))

    def remove(self, organisation_id: str) -> None:
        self.path(organisation_id).unlink(missing_ok=True)

    def ids(self) -> tuple[str, ...]:
        return tuple(sorted(path.stem for path in self.folder.glob("*.json")))


def write_whole(path: Path, data: bytes) -> None:
    """A file that is either the old one or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
