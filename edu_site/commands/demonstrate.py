"""`edu-site demonstrate`: exports of synthetic pupils for the demonstration organisations."""

from pathlib import Path

import click

from edu_site.commands.run import OK, USAGE, Run, common_options, stop
from edu_site.progress.demonstration.exports import exports, releases
from edu_site.source.content import read_project

PLAN, RELEASES = "imports.tsv", "releases.tsv"


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@common_options
def demonstrate(run: Run, directory: Path) -> None:
    """Write exports of synthetic pupils into DIRECTORY, as the e-journals of the demonstration organisations would.

    `imports.tsv` there is a list for `edu-site import --list`, `releases.tsv` names the releases with their dates. No real child
    stands behind any row.
    """
    if directory.exists() and any(directory.iterdir()) and not (directory / PLAN).is_file():
        stop(run.words("{path} is not empty").format(path=directory), USAGE)
    project = read_project(run.project, run.today)
    lines = []
    for export in exports(project.tree.organisations.values(), project.registers.subjects):
        path = directory / export.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(export.data)
        lines.append(f"{export.organisation_id}\t{export.profile}\t{export.path}\n")
    (directory / PLAN).write_text("".join(lines), encoding="utf-8")
    dates = "".join(f"{release}\t{date}\n" for release, date in releases())
    (directory / RELEASES).write_text(dates, encoding="utf-8")
    run.say(run.words.plural("{n} file written", "{n} files written", len(lines)) + f": {directory}")
    raise SystemExit(OK)
