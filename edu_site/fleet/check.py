"""`check_project`: everything that is wrong with a project's content, nothing built.

In: a project folder and the day. Out: a `CheckReport`. Of each organisation only its summary and its references are kept.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from edu_site.model.entries import OrganisationSummary, Reference
from edu_site.plan.references import references_of, resolve
from edu_site.plan.summaries import make_index, summarise
from edu_site.problems import Problem, Where, in_order
from edu_site.source.content import read_content, read_project

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class CheckReport:
    organisations: int
    items: int
    problems: tuple[Problem, ...]


def check_project(folder: Path, today: dt.date, progress: Progress, figures: Path | None = None) -> CheckReport:
    """Reads the tree, every item, every reference and the published `figures` (default data/progress). Raises OSError when the program's own registers are missing."""
    project = read_project(folder, today, figures)
    problems = list(project.problems)
    summaries: list[OrganisationSummary] = []
    references: list[tuple[str, Reference]] = []
    known = project.tree.organisations
    for number, read in enumerate(read_content(project), start=1):
        problems += read.problems
        if read.content:
            summaries.append(summarise(read.content, today))
            references += [(read.organisation.id, r) for entry in read.content.entries for r in references_of(entry)]
        progress("check", number, len(known))
    unread = frozenset(known) - {summary.organisation.id for summary in summaries}
    index = make_index(known, summaries, unread, today)
    for organisation_id, reference in references:
        found = resolve(reference.target, organisation_id, index)
        if isinstance(found, Problem):
            where = Where(reference.path, reference.line, reference.column)
            problems.append(Problem(where, found.code, found.values, organisation_id))
    return CheckReport(len(known), sum(len(summary.items) for summary in summaries), in_order(problems))
