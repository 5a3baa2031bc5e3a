"""What became of each organisation in the last build, and which of them have a site.

In: the report of `edu-site build --report FILE`, a JSON object whose `organisations` are {organisation, state, pages} with the
states "built", "unchanged" and "kept" (errors: the last good site stayed). Out: the sites of a release, or problems.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from edu_site.problems import Problem, Where
from edu_site.publish.release import File, PublishedSite
from edu_site.values import read_json

STATES = {"built": "fresh", "unchanged": "fresh", "kept": "stale"}


@dataclass(frozen=True, slots=True)
class BuiltSite:
    organisation: str
    state: str
    pages: int


@dataclass(frozen=True, slots=True)
class Report:
    """What is needed here of docs/fleet.md."""

    organisations: list[BuiltSite]


def read_report(path: Path) -> dict[str, str] | Problem:
    """Organisation -> "fresh" or "stale"."""
    try:
        rows = read_json(path.read_bytes(), Report).organisations
        return {row.organisation: STATES[row.state] for row in rows}
    except OSError as error:
        return Problem(Where(str(path)), "U14", {"reason": error.strerror or "unknown"})
    except (ValueError, KeyError) as error:
        return Problem(Where(str(path)), "U14", {"reason": str(error)})


def sites_of(states: Mapping[str, str], folders: Mapping[str, str], files: Iterable[File]) -> Iterator[PublishedSite]:
    """The organisations that have a site among the files; `folders` say where each lies, "" is the root."""
    known = set(folders.values())
    pages: Counter[str] = Counter()
    starts: set[str] = set()
    for file in files:
        if file.path.endswith(".html"):
            folder = folder_of(file.path, known)
            pages[folder] += 1
            if file.path == f"{folder}index.html":
                starts.add(folder)
    for organisation, folder in sorted(folders.items()):
        if folder in starts:
            yield PublishedSite(organisation, folder, states.get(organisation, "unknown"), pages[folder])


def folder_of(path: str, known: set[str]) -> str:
    """The folder of the site a file belongs to: org/<id>/, or the root's."""
    parts = path.split("/", 2)
    folder = "/".join(parts[:2]) + "/"
    return folder if folder in known else ""
