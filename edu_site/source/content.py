"""`read_content`: a whole project's content, organisation by organisation.

In: a project folder and the day. Out: the tree and an iterator that reads one organisation at a time, so that memory does
not grow with their number.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from edu_site.model.entries import OrganisationContent
from edu_site.model.organisation import Organisation
from edu_site.problems import Problem
from edu_site.source.items import read_organisation
from edu_site.source.registers import Registers, read_registers
from edu_site.source.tree import Tree, read_tree


@dataclass(frozen=True, slots=True)
class Project:
    """A project ready to be read: its tree, its registers, and the problems of the tree."""

    folder: Path
    today: dt.date
    registers: Registers
    tree: Tree
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ReadOrganisation:
    """`content` is None when an error forbids a new site."""

    organisation: Organisation
    content: OrganisationContent | None
    problems: tuple[Problem, ...]


def read_project(folder: Path, today: dt.date) -> Project:
    """The tree with its problems. Raises OSError when the program's own registers are missing."""
    registers = read_registers(folder)
    tree, problems = read_tree(folder, registers)
    return Project(folder, today, registers, tree, problems)


def read_one(project: Project, organisation_id: str) -> ReadOrganisation:
    """The content of one organisation; none when its own record has errors."""
    organisation = project.tree.organisations[organisation_id]
    content, problems = read_organisation(project.folder, organisation, project.tree, project.registers, project.today)
    if organisation_id in project.tree.broken:
        content = None
    return ReadOrganisation(organisation, content, problems)


def read_content(project: Project) -> Iterator[ReadOrganisation]:
    """Every organisation in tree order."""
    for organisation_id in project.tree.organisations:
        yield read_one(project, organisation_id)
