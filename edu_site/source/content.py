"""`read_content`: a whole project's content, organisation by organisation.

In: a project folder and the day. Out: the tree and an iterator that reads one organisation at a time, so that memory does
not grow with their number.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from edu_site.model.entries import OrganisationContent
from edu_site.model.organisation import Organisation, Tree
from edu_site.problems import Problem, has_errors
from edu_site.source.progress import ProgressFolder, find_progress, read_progress
from edu_site.source.registers import Registers, read_registers


@dataclass(frozen=True, slots=True)
class Project:
    """A project ready to be read: its tree, its registers, and the problems of the tree."""

    folder: Path
    today: dt.date
    registers: Registers
    tree: Tree
    tree_problems: tuple[Problem, ...]
    progress: ProgressFolder
    progress_problems: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (*self.tree_problems, *self.progress_problems)


@dataclass(frozen=True, slots=True)
class ReadOrganisation:
    """`content` is None when an error forbids a new site."""

    organisation: Organisation
    content: OrganisationContent | None
    problems: tuple[Problem, ...]


def read_project(
    folder: Path, today: dt.date, progress: Path | None = None, known: tuple[Tree, tuple[Problem, ...]] | None = None
) -> Project:
    """The tree with its problems, read unless it is `known`; `progress` holds the published figures (default data/progress).
    Raises OSError when the program's own registers are missing."""
    registers = read_registers(folder)
    if known is None:
        from edu_site.source.tree import read_tree  # with all that reads records; most runs know their tree

        known = read_tree(folder, registers)
    tree, problems = known
    figures, wrong = find_progress(folder, progress, today)
    return Project(folder, today, registers, tree, problems, figures, wrong)


def read_one(project: Project, organisation_id: str) -> ReadOrganisation:
    """The content of one organisation; none when its own record has errors."""
    from edu_site.source.sections import read_organisation  # with all that reads items; most runs read none

    organisation = project.tree.organisations[organisation_id]
    content, problems = read_organisation(project.folder, organisation, project.tree, project.registers, project.today)
    figures, wrong = read_progress(project.progress, organisation_id)
    wrong = tuple(Problem(p.where, p.code, p.values, organisation_id) for p in wrong)
    if organisation_id in project.tree.broken or has_errors(wrong):
        content = None
    if content is not None:
        content = dataclasses.replace(content, progress=figures)
    return ReadOrganisation(organisation, content, (*problems, *wrong))


def has_its_pictures(folder: Path, content: OrganisationContent) -> bool:
    """Whether the pictures made of those beside the items still lie below `build/`, which may be emptied at any time."""
    from edu_site.source.pictures import KEPT

    files = (file for entry in content.entries for file in entry.files)
    return all((folder / file.path).is_file() for file in files if file.path.startswith(KEPT))


def read_content(project: Project) -> Iterator[ReadOrganisation]:
    """Every organisation in tree order."""
    for organisation_id in project.tree.organisations:
        yield read_one(project, organisation_id)
