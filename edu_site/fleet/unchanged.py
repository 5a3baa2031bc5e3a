"""Whether anything has to be done at all, found without loading what does it.

In: settings. Out: what the last run knew and what is there now; and, when nothing differs, the report of a build that has nothing
to do. Reports of builds are here too, for the same reason.
"""

import os
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from edu_site.fleet.fingerprint import digest
from edu_site.fleet.state import FOLDER, State, read_state, write_state
from edu_site.fleet.survey import Survey, take_survey
from edu_site.problems import Problem
from edu_site.settings import Settings


@dataclass(frozen=True, slots=True)
class Built:
    """What became of one organisation: "built", "unchanged" or "kept" (errors: the last good site stays)."""

    organisation_id: str
    state: str
    pages: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildReport:
    built: tuple[Built, ...]
    problems: tuple[Problem, ...]

    def count(self, state: str) -> int:
        return sum(one.state == state for one in self.built)

    @property
    def pages(self) -> int:
        return sum(one.pages for one in self.built if one.state == "built")


def state_path(settings: Settings) -> Path:
    """What is known is known of one output folder."""
    return settings.project / FOLDER / f"{digest(str(settings.site.resolve()).encode())[:12]}.json"


def look_around(settings: Settings) -> tuple[State, Survey]:
    """What the last run knew, and what there is now. Raises OSError."""
    before = read_state(state_path(settings))
    return before, take_survey(settings, before, file_system_time(settings.project / "build"))


def file_system_time(folder: Path) -> int:
    """The present by the clock that stamps files, in nanoseconds."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".now-", dir=folder)
    try:
        return os.fstat(handle).st_ctime_ns
    finally:
        os.close(handle)
        Path(name).unlink()


def nothing_to_do(settings: Settings, before: State, survey: Survey) -> BuildReport | None:
    """The report of a build that changes nothing, None when there is something to do."""
    if settings.force or settings.only or before.whole != survey.whole:
        return None
    if not before.since <= settings.today.isoformat() < before.until or not in_place(settings.site, before):
        return None
    if (survey.folders, survey.looked) != (before.folders, before.looked):  # the same bytes, seen once more
        write_state(state_path(settings), replace(before, folders=survey.folders, looked=survey.looked))
    return BuildReport(
        tuple(Built(name, "unchanged", made.pages) for name, made in sorted(before.made.items())), before.problems
    )


def in_place(site: Path, before: State) -> bool:
    """Whether every site still stands where it was put."""
    files = (f"{made.folder}index.html" for made in before.made.values())
    return all(Path(site, name).is_file() for name in (*files, "sitemap-index.xml", "robots.txt"))
