"""Builds of small projects, and what is on the disk afterwards."""

import hashlib
import shutil
from pathlib import Path

from edu_site.fleet.build import begin, build_fleet, read_all
from edu_site.fleet.changes import Change, changes
from edu_site.fleet.fingerprint import digest
from edu_site.fleet.unchanged import BuildReport
from edu_site.settings import Settings
from tests.projects import TODAY

Tree = dict[str, str]  # path below the site -> digest


def quiet(stage: str, done: int, total: int, failed: int) -> None:
    """No progress is shown."""


def settings_of(project: Path, **changed: object) -> Settings:
    return Settings(**{"project": project, "today": TODAY, "site": project / "site", **changed})  # type: ignore[arg-type]


def build(project: Path, **changed: object) -> BuildReport:
    return build_fleet(settings_of(project, **changed), quiet)


def would_change(project: Path, **changed: object) -> list[Change]:
    """What `edu-site plan` tells."""
    fleet = begin(settings_of(project, **changed))
    try:
        read_all(fleet, quiet)
        return list(changes(fleet))
    finally:
        fleet.close()


def states(report: BuildReport) -> dict[str, str]:
    return {one.organisation_id: one.state for one in report.built}


def tree_of(project: Path) -> Tree:
    """Every file of the site by its digest."""
    site = project / "site"
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def pages_of(tree: Tree) -> Tree:
    return {path: value for path, value in tree.items() if path.endswith(".html")}


def differing(before: Tree, after: Tree) -> set[str]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def copied(project: Path, folder: Path) -> Path:
    """A project with its site and receipts, as if it had been built where it is now."""
    shutil.copytree(project, folder)
    receipts = folder / "build" / "receipts"
    names = [digest(str((one / "site").resolve()).encode())[:12] for one in (project, folder)]
    (receipts / names[0]).rename(receipts / names[1])
    return folder


def receipts_of(project: Path) -> list[Path]:
    return sorted((project / "build" / "receipts").rglob("*.json"))
