"""`edu-site check`: everything that is wrong with the content, told at once."""

import json
from pathlib import Path

import click

from edu_site.codes import Severity
from edu_site.commands.report import FORMATS, as_json, rendered
from edu_site.commands.run import CONTENT_ERRORS, OK, USAGE, Run, common_options, progress_option, stop
from edu_site.fleet.check import check_project
from edu_site.problems import Problem, has_errors


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path), required=False)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How problems are printed.")
@progress_option
@click.option("--strict", is_flag=True, help="Warnings are errors too.")
@common_options
def check(run: Run, path: Path | None, form: str, strict: bool, progress: Path | None) -> None:
    """Read all content and report what is wrong; builds nothing.

    PATH is a project (a folder with content/) or a file or folder inside its content/, to which the report is limited.

    Exit codes: 0 no errors, 1 errors, 2 wrong use, 3 failure of the program.
    """
    folder, below = place(run, path)
    with run.progress() as step:
        report = check_project(folder, run.today, step, progress)
    problems = tuple(problem for problem in report.problems if is_below(problem, below))
    if run.json:
        shown = {"organisations": report.organisations, "items": report.items}
        click.echo(json.dumps(shown | {"problems": [as_json(p, run.words) for p in problems]}, ensure_ascii=False, indent=2))
    elif problems or form not in ("text", "github"):
        click.echo(rendered(problems, form, run.words))
    if form == "text":
        run.say(summary(run, report.organisations, report.items, problems))
    raise SystemExit(CONTENT_ERRORS if has_errors(problems) or (strict and problems) else OK)


def place(run: Run, path: Path | None) -> tuple[Path, str]:
    """The project a path belongs to, and the path below it the report is limited to."""
    if path is None:
        return run.project, ""
    if (path / "content").is_dir():
        return path, ""
    whole = path.resolve()
    for folder in whole.parents:
        if (folder / "content" / "organisation.yml").is_file() and whole.is_relative_to(folder / "content"):
            return folder, whole.relative_to(folder).as_posix()
    stop(run.words("{path} is not in the content of a project").format(path=path), USAGE)
    raise AssertionError


def is_below(problem: Problem, below: str) -> bool:
    return not below or problem.where.path == below or problem.where.path.startswith(below + "/")


def summary(run: Run, organisations: int, items: int, problems: tuple[Problem, ...]) -> str:
    """The last line."""
    words = run.words
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    parts = (
        words.plural("{n} organisation", "{n} organisations", organisations),
        words.plural("{n} item", "{n} items", items),
        words.plural("{n} error", "{n} errors", errors),
        words.plural("{n} warning", "{n} warnings", len(problems) - errors),
        f"{words.number(round(run.seconds, 1))} {words('s')}",
    )
    return ", ".join(parts)
