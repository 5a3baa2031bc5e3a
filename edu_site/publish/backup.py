"""What a backup holds, and what it must never hold; the sites as they were, to be compared with a rebuild.

In: a project and its finished sites. Out: the list of files that are saved, or why nothing is. Only what is known to be free of
pupils' data is listed: contents, registers, protected tables with their ledger, themes, settings, locks. Exports, records and
anything unknown in `data/` stay out and are told; a text with a personal number stops the backup.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from edu_site.problems import Problem, Where, in_order
from edu_site.publish.compressed import is_copy
from edu_site.publish.listing import list_site
from edu_site.publish.pages import Page, personal_problems
from edu_site.publish.release import File, fleet_digest
from edu_site.values import read_json, to_json

FOLDERS = ("content", "themes")
SINGLE = ("mkdocs.yml", "publish.yml", "requirements.txt", "requirements-dev.txt", "build/report.json")
DATA = frozenset(
    [
        "README.md",
        "assessment",
        "calendar",
        "code_lists",
        "disclosure.yml",
        "indicators",
        "kato.LICENSE",
        "kato.csv",
        "map",
        "profiles",
        "progress",
        "publish.yml",
        "rule_packs",
    ]
)
TEXTS = frozenset((".yml", ".yaml", ".md", ".csv", ".json", ".jsonl", ".txt", ".html", ".geojson"))
NOTE = "build/backup/note.json"
RELEASES = "build/backup/releases"  # the signed lists of what is live on each target
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Note:
    """What travels in a backup beside the files: how the sites were built, and their files with digests."""

    day: dt.date
    program: str  # digest of the program that built them
    version: str
    tables: str  # folder of the protected tables, below the project
    fleet_digest: str
    files: tuple[File, ...]
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Differences:
    """Files of the sites as they were and as they are rebuilt."""

    missing: tuple[str, ...]
    added: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def number(self) -> int:
        return len(self.missing) + len(self.added) + len(self.changed)


@dataclass(frozen=True, slots=True)
class Saved:
    """Paths below the project, in order, with the problems of what was looked at."""

    paths: tuple[str, ...]
    problems: tuple[Problem, ...]


def files_to_save(project: Path, tables: str) -> Saved:
    """Everything a backup holds; `tables` is the folder of the protected tables below the project. Raises OSError."""
    problems: list[Problem] = []
    paths: list[str] = []
    for path in sorted({*candidates(project, tables, problems)}):
        if path.is_symlink():
            problems.append(Problem(Where(path.relative_to(project).as_posix()), "F01"))
        elif path.is_file():
            paths.append(path.relative_to(project).as_posix())
            problems += numbers_in(path, paths[-1])
    return Saved(tuple(paths), in_order(problems))


def candidates(project: Path, tables: str, problems: list[Problem]) -> Iterator[Path]:
    """Files and links that may be saved; what lies in `data/` and is not known is told."""
    for folder in FOLDERS:
        yield from below(project / folder)
    yield from (project / name for name in SINGLE)
    yield from below(project / RELEASES)
    yield from below(project / tables)
    data = project / "data"
    for path in sorted(data.iterdir()) if data.is_dir() else ():
        if path.name in DATA:
            yield from below(path) if path.is_dir() and not path.is_symlink() else (path,)
        elif not path.name.startswith(".") and path != project / tables:
            problems.append(Problem(Where(path.relative_to(project).as_posix()), "A01"))


def below(folder: Path) -> Iterator[Path]:
    """Files and links below a folder, a theme's compiled words (`.mo`) too; what a run has left is not content."""
    for path in folder.rglob("*"):
        if path.suffix not in (".part", ".pyc") and (path.is_symlink() or path.is_file()):
            yield path


def numbers_in(path: Path, shown: str) -> Iterator[Problem]:
    """Personal numbers in a text, masked; digits within a digest are none."""
    if path.suffix in TEXTS:
        text = path.read_text(encoding="utf-8", errors="replace")
        yield from personal_problems(Page(File(shown, "", len(text)), text, shown))


def site_files(site: Path) -> tuple[tuple[File, ...], tuple[Problem, ...]]:
    """The files of finished sites, or why they cannot be listed: a build is under way. Raises OSError."""
    return list_site(site, lambda *_: None)


def make_note(day: dt.date, program: str, version: str, tables: str, files: tuple[File, ...]) -> Note:
    return Note(day, program, version, tables, fleet_digest(files), files)


def note_bytes(note: Note) -> bytes:
    return to_json(note)


def read_note(path: Path) -> Note | None:
    """None when there is none that can be read."""
    try:
        note = read_json(path.read_bytes(), Note)
    except (OSError, ValueError):
        return None
    return note if note.format == FORMAT else None


def compare(before: Iterable[File], now: Iterable[File]) -> Differences:
    """What a rebuild has made differently; compressed copies are not looked at, they follow from their files."""
    old, new = digests(before), digests(now)
    return Differences(
        missing=tuple(sorted(old.keys() - new.keys())),
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(path for path in old.keys() & new.keys() if old[path] != new[path])),
    )


def digests(files: Iterable[File]) -> dict[str, str]:
    return {file.path: file.sha256 for file in files if not is_copy(file.path)}
