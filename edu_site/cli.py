"""The command `edu-site`: arguments, printing, exit codes.

Exit codes: 0 no errors, 1 errors in the content, 2 the command was used wrongly, 3 the program or the machine failed.
"""

import datetime as dt
import os
import time
from pathlib import Path

import click

from edu_site.fleet.build import build_fleet
from edu_site.language import words
from edu_site.problems import has_errors, in_order
from edu_site.settings import Settings
from edu_site.source.content import read_content, read_project


@click.group()
def main() -> None:
    """Websites of education organisations from YAML and Markdown."""


@main.command()
@click.option("--lang", type=click.Choice(["kk", "ru", "en"]), default="en")
@click.argument("path", type=click.Path(path_type=Path), default=Path())
def check(path: Path, lang: str) -> None:
    """Read everything and report what is wrong; builds nothing."""
    project = read_project(path, dt.date.today())
    problems = list(project.problems)
    for read in read_content(project):
        problems += read.problems
    for problem in in_order(problems):
        click.echo(problem.line(words(lang)))  # type: ignore[arg-type]
    raise SystemExit(1 if has_errors(problems) else 0)


@main.command()
def build() -> None:
    started = time.monotonic()
    settings = Settings(Path(), dt.date.today(), Path("site"), workers=os.cpu_count() or 1)
    report = build_fleet(settings, lambda *a: None)
    for problem in report.problems:
        click.echo(problem.line(words("en")))
    click.echo(f"{len(report.built)} organisations, {report.pages} pages, {len(report.problems)} problems, {time.monotonic() - started:.1f} s")
    raise SystemExit(1 if has_errors(report.problems) else 0)


if __name__ == "__main__":
    main()
