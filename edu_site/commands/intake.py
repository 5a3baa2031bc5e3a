"""`edu-site intake`: whether a contribution may come in, judged by its git tree, then at the door."""

import json
import tempfile
from pathlib import Path

import click

from edu_site.codes import Severity
from edu_site.commands.report import FORMATS, as_json, rendered
from edu_site.commands.run import CONTENT_ERRORS, OK, USAGE, Run, common_options, stop
from edu_site.fleet.check import check_project
from edu_site.problems import Problem, has_errors, in_order
from edu_site.source.intake import CONTENT, Contribution, judge, write_tree
from edu_site.source.repository import NotARevision, Repository

OWN_TEXT = ("data", "themes", "mkdocs.yml")  # of the project: taken from before the contribution


@click.command()
@click.argument("between", metavar="BASE..HEAD")
@click.option("--author", help="Who asks, as the platform knows them (default: whoever the commits name).")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How problems are printed.")
@common_options
def intake(run: Run, between: str, author: str | None, form: str) -> None:
    """Judge what the commits BASE..HEAD bring: paths, kinds of files, who may write where; then their content at the door.

    Nothing is checked out. What is wrong in BASE already is not told again.

    Exit codes: 0 it may come in, 1 it may not, 2 wrong use, 3 failure of the program.
    """
    repository = Repository(run.project)
    base, _dots, head = between.partition("..")
    try:
        wanted = repository.commit(head.lstrip(".") or "HEAD")
        start = repository.merge_base(repository.commit(base), wanted)
        asked = Contribution(repository, start, wanted, author)
        problems = in_order((*judge(asked), *at_the_door(run, asked)))
    except NotARevision as error:
        stop(run.words("There is no revision {name} here").format(name=error), USAGE)
        raise AssertionError from error
    if run.json:
        click.echo(json.dumps({"problems": [as_json(p, run.words) for p in problems]}, ensure_ascii=False, indent=2))
    elif problems or form not in ("text", "github"):
        click.echo(rendered(problems, form, run.words))
    if form == "text":
        errors = sum(problem.severity is Severity.ERROR for problem in problems)
        counted = (
            run.words.plural("{n} error", "{n} errors", errors),
            run.words.plural("{n} warning", "{n} warnings", len(problems) - errors),
        )
        run.say(", ".join(counted))
    raise SystemExit(CONTENT_ERRORS if has_errors(problems) else OK)


def at_the_door(run: Run, asked: Contribution) -> tuple[Problem, ...]:
    """What `edu-site check` finds in the content after the contribution and not before it."""
    after = checked(run, asked, asked.head)
    if not after:
        return ()
    known = {problem.key for problem in checked(run, asked, asked.base)}
    return tuple(problem for problem in after if problem.key not in known)


def checked(run: Run, asked: Contribution, commit: str) -> tuple[Problem, ...]:
    """The problems of a commit's content, with the data of the project as it was before the contribution."""
    with tempfile.TemporaryDirectory(prefix="edu-site-intake-") as name:
        folder = Path(name)
        write_tree(asked.repository, asked.base, OWN_TEXT, folder)
        write_tree(asked.repository, commit, (CONTENT,), folder)
        with run.progress() as progress:
            return check_project(folder, run.today, progress).problems
