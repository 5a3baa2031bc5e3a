"""`edu-site export`: one organisation as a plain MkDocs project."""

from contextlib import closing
from pathlib import Path

import click

from edu_site.commands.report import rendered
from edu_site.commands.run import CONTENT_ERRORS, FAILURE, USAGE, Run, common_options, known_organisation, progress_option, stop
from edu_site.fleet.build import begin, read_all
from edu_site.fleet.export import export_organisation
from edu_site.problems import has_errors
from edu_site.settings import ConfigurationError, Settings


@click.command()
@click.argument("organisation")
@click.argument("directory", type=click.Path(path_type=Path))
@progress_option
@common_options
def export(run: Run, organisation: str, directory: Path, progress: Path | None) -> None:
    """Write ORGANISATION as a plain MkDocs project into DIRECTORY, which must be new or empty.

    Stock `mkdocs serve` and `mkdocs build --strict` accept it; `requirements.txt` names what they need.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        stop(run.words("{path} is not empty").format(path=directory), USAGE)
    try:
        with closing(begin(Settings(run.project, run.today, run.project / "site", progress=progress))) as fleet:
            known_organisation(run, organisation, fleet.project.tree.organisations)
            with run.progress() as step:
                read_all(fleet, step)
            problems, pages = export_organisation(fleet, organisation, directory)
    except (ConfigurationError, OSError) as error:
        stop(str(error), FAILURE)
        raise AssertionError from error
    if has_errors(problems):
        click.echo(rendered(problems, "text", run.words))
        raise SystemExit(CONTENT_ERRORS)
    run.say(run.words.plural("{n} page written", "{n} pages written", pages) + f": {directory}")
    run.say(f"cd {directory} && pip install -r requirements.txt && mkdocs serve")
