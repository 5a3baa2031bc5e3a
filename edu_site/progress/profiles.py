"""Mapping profiles: how an e-journal's export is laid out, as YAML; a new layout needs a file, not code.

In: `data/profiles/*.yml` of a project or of the program. Out: frozen `Profile` values, or the problems with line and column.
`vocabulary.yml` beside them holds the words all layouts share; a profile's own `words` come before those. Calendars of school
years, `data/calendar/*.yml`, are read here too.
"""

import datetime as dt
from pathlib import Path

from edu_site.model.organisation import Texts
from edu_site.model.record import record
from edu_site.places import delivered
from edu_site.problems import Problem, has_errors
from edu_site.progress.calendars import SchoolYear
from edu_site.progress.layouts import Profile, Profiles, Words
from edu_site.source.files import read_text
from edu_site.source.registers import read_texts
from edu_site.source.schema import to_record
from edu_site.source.yaml import read_yaml


@record
class TermDates:
    id: str
    start: dt.date
    end: dt.date
    name: Texts


@record
class HalfYear:
    id: str
    terms: tuple[str, ...]
    name: Texts


@record
class CalendarRecord:
    """One calendar file; `start` and `end` are inclusive everywhere."""

    id: str
    utc_offset: str
    start: dt.date
    end: dt.date
    name: Texts
    terms: tuple[TermDates, ...]
    half_years: tuple[HalfYear, ...] = ()
    breaks: tuple[TermDates, ...] = ()


def read_profiles(project: Path) -> tuple[Profiles, tuple[Problem, ...]]:
    """The program's profiles and the project's own, which may replace one of the same id."""
    profiles: dict[str, Profile] = {}
    vocabulary = Words()
    problems: list[Problem] = []
    for data in dict.fromkeys((delivered("data"), project / "data")):
        for path in sorted((data / "profiles").glob("*.yml")):
            if path.stem == "vocabulary":
                found, wrong = read_words(path, data.parent)
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
    text = read_text(path.parent, path.name)
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    if isinstance(text, Problem):
        return None, (text,)
    node, problems = read_yaml(text, shown)
    if node is None:
        return None, problems
    profile, wrong = to_record(node, Profile)
    return (None if has_errors(wrong) else profile), (*problems, *wrong)


def read_words(path: Path, root: Path) -> tuple[Words | None, tuple[Problem, ...]]:
    text = read_text(path.parent, path.name)
    if isinstance(text, Problem):
        return None, (text,)
    node, problems = read_yaml(text, path.relative_to(root).as_posix())
    if node is None:
        return None, problems
    found, wrong = to_record(node, Words)
    return found, (*problems, *wrong)


def read_calendars(project: Path) -> tuple[dict[str, SchoolYear], tuple[Problem, ...]]:
    """All calendars of the program and the project."""
    years: dict[str, SchoolYear] = {}
    problems: list[Problem] = []
    for data in dict.fromkeys((delivered("data"), project / "data")):
        for path in sorted((data / "calendar").glob("*.yml")):
            text = read_text(path.parent, path.name)
            if isinstance(text, Problem):
                problems.append(text)
                continue
            node, wrong = read_yaml(text, f"data/calendar/{path.name}")
            problems += wrong
            if node is not None:
                found, wrong = to_record(node, CalendarRecord)
                problems += wrong
                years |= {found.id: year(found)} if found else {}
    return years, tuple(problems)


def year(found: CalendarRecord) -> SchoolYear:
    return SchoolYear(found.id, found.start, found.end, {term.id.upper(): (term.start, term.end) for term in found.terms})
