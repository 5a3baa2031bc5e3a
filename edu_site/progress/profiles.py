"""Mapping profiles: how an e-journal's export is laid out, as YAML; a new layout needs a file, not code.

In: `data/profiles/*.yml` of a project or of the program. Out: frozen `Profile` values, or the problems with line and column.
`vocabulary.yml` beside them holds the words all layouts share; a profile's own `words` come before those. Calendars of school
years, `data/calendar/*.yml`, are read here too.
"""

from pathlib import Path

from edu_site.model.organisation import Texts
from edu_site.model.progress import Calendar
from edu_site.places import delivered
from edu_site.problems import Problem, has_errors
from edu_site.progress.calendars import SchoolYear
from edu_site.progress.layouts import Profile, Profiles, Words
from edu_site.source.record_files import read_record_file
from edu_site.source.registers import read_texts


def read_profiles(project: Path) -> tuple[Profiles, tuple[Problem, ...]]:
    """The program's profiles and the project's own, which may replace one of the same id."""
    profiles: dict[str, Profile] = {}
    vocabulary = Words()
    problems: list[Problem] = []
    for data in dict.fromkeys((delivered("data"), project / "data")):
        for path in sorted((data / "profiles").glob("*.yml")):
            if path.stem == "vocabulary":
                found, wrong = read_record_file(path.parent, path.name, path.relative_to(data.parent).as_posix(), Words)
                vocabulary = found or vocabulary
            else:
                profile, wrong = read_profile(path, data.parent)
                profiles |= {profile.id: profile} if profile else {}
            problems += wrong
    return Profiles(profiles, vocabulary, subjects_of(project)), tuple(problems)


def subjects_of(project: Path) -> dict[str, Texts]:
    own = project / "data" / "code_lists" / "subjects.yml"
    return read_texts(own if own.is_file() else delivered("data") / "code_lists" / "subjects.yml")


def read_profile(path: Path, root: Path) -> tuple[Profile | None, tuple[Problem, ...]]:
    """A profile of a file below `root`, which names it in problems."""
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    profile, problems = read_record_file(path.parent, path.name, shown, Profile)
    return (None if has_errors(problems) else profile), problems


def read_calendars(project: Path) -> tuple[dict[str, SchoolYear], tuple[Problem, ...]]:
    """All calendars of the program and the project."""
    years: dict[str, SchoolYear] = {}
    problems: list[Problem] = []
    for data in dict.fromkeys((delivered("data"), project / "data")):
        for path in sorted((data / "calendar").glob("*.yml")):
            found, wrong = read_record_file(path.parent, path.name, f"data/calendar/{path.name}", Calendar)
            problems += wrong
            years |= {found.id: year(found)} if found else {}
    return years, tuple(problems)


def year(found: Calendar) -> SchoolYear:
    return SchoolYear(found.id, found.start, found.end, {term.id.upper(): (term.start, term.end) for term in found.terms})
