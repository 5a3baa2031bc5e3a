"""`edu-site serve`: one organisation in the browser while it is being written."""

import os
import time
from contextlib import closing
from pathlib import Path

import click

from edu_site.commands.report import rendered
from edu_site.commands.run import FAILURE, Run, common_options, known_organisation, progress_option, stop
from edu_site.fleet.build import begin, read_all
from edu_site.fleet.preview import Preview, make_preview
from edu_site.model.addresses import site_folder
from edu_site.places import theme_folder
from edu_site.render.engine.preview import serve_folder
from edu_site.settings import ConfigurationError, Settings


@click.command()
@click.argument("organisation")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@progress_option
@common_options
def serve(run: Run, organisation: str, host: str, port: int, progress: Path | None) -> None:
    """Show ORGANISATION in the browser and reload it after every change of its files."""
    try:
        site, cores = run.project / "build" / "preview", os.cpu_count() or 1
        with closing(begin(Settings(run.project, run.today, site, workers=cores, progress=progress))) as fleet:
            known_organisation(run, organisation, fleet.project.tree.organisations)
            with run.progress() as step:
                read_all(fleet, step)
            preview = make_preview(fleet, organisation)
            refresh(run, preview)
            own = fleet.project.tree.organisations[organisation]
            run.say(run.words("Look at {url} (stop with Ctrl+C)").format(url=f"http://{host}:{port}/{site_folder(own)}"))
            watched = (run.project / "content", theme_folder(run.project), run.project / "mkdocs.yml")
            serve_folder(preview.folder, watched, lambda: refresh(run, preview), host, port)
    except (ConfigurationError, OSError) as error:
        stop(str(error), FAILURE)


def refresh(run: Run, preview: Preview) -> None:
    """One rebuild, its problems and how long it took."""
    started = time.monotonic()
    problems = preview.refresh()
    if problems:
        click.echo(rendered(problems, "text", run.words))
    run.say(run.words("Rendered in {n} ms").format(n=round(1000 * (time.monotonic() - started))))
