"""`edu-site scan`: personal data in sources or in finished sites."""

import json
from pathlib import Path

import click

from edu_site.commands.report import FORMATS, as_json, rendered
from edu_site.commands.run import CONTENT_ERRORS, OK, Run, common_options
from edu_site.problems import has_errors, in_order
from edu_site.source.content import read_project
from edu_site.source.scan import everything_public, scan_folder


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How problems are printed.")
@common_options
def scan(run: Run, path: Path | None, form: str) -> None:
    """Look for personal data in every file below PATH: a folder of content/ or of finished sites (default: content/).

    Numbers (IIN), private telephones and e-mail addresses, lists of pupils with marks, properties of documents and pictures. What
    is found is never repeated. Contacts in organisation.yml and what allowed.yml explains are public.

    Exit codes: 0 nothing found, 1 something found, 2 wrong use, 3 failure of the program.
    """
    project = read_project(run.project, run.today)
    public = everything_public(run.project, project.tree)
    problems = in_order(scan_folder(run.project, path or run.project / "content", public))
    if run.json:
        click.echo(json.dumps({"problems": [as_json(p, run.words) for p in problems]}, ensure_ascii=False, indent=2))
    elif problems or form not in ("text", "github"):
        click.echo(rendered(problems, form, run.words))
    if form == "text":
        run.say(run.words.plural("{n} finding", "{n} findings", len(problems)))
    raise SystemExit(CONTENT_ERRORS if has_errors(problems) else OK)
