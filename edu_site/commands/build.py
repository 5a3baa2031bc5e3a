"""`edu-site build`: all sites, or some."""

import gc
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from edu_site import __version__
from edu_site.codes import Severity
from edu_site.commands.report import as_json, rendered
from edu_site.commands.run import CONTENT_ERRORS, FAILURE, OK, F, Run, common_options, known_organisation, progress_option, stop
from edu_site.commands.view import View
from edu_site.fleet.receipts import write_whole
from edu_site.fleet.state import State
from edu_site.fleet.survey import Survey
from edu_site.fleet.unchanged import BuildReport, Built, look_around, nothing_to_do
from edu_site.fleet.workers import LOST, Refused
from edu_site.problems import has_errors
from edu_site.settings import ConfigurationError, Settings

present = click.Path(exists=True, dir_okay=False, path_type=Path)
COLLECTIONS = (50_000, 20, 50)  # thresholds of the collector: a build makes many values that live long, and no cycles


def settings_of(run: Run, organisations: tuple[str, ...], site: Path | None, progress: Path | None, **more: Any) -> Settings:
    """Settings of a run; `more` are those of `work_options`. Ends the command for an organisation that does not exist."""
    if organisations:
        tree = import_module("edu_site.source.content").read_project(run.project, run.today).tree
        for organisation_id in organisations:
            known_organisation(run, organisation_id, tree.organisations)
    return Settings(run.project, run.today, site or run.project / "site", only=organisations, progress=progress, **more)


def processes(least: int, explained: str) -> Callable[[F], F]:
    """`--workers`, one a core when it is not given."""
    cores = lambda: os.cpu_count() or 1  # noqa: E731
    return click.option("-j", "--workers", type=click.IntRange(least, 256), default=cores, help=explained)


workers_option = processes(1, "Processes (default: one a core).")
WORK = (
    processes(0, "Processes (default: one a core); 0 works in this one, where a page that hangs hangs the build."),
    click.option("--job-seconds", type=click.FloatRange(1), default=120, show_default=True, help="A page may take that long."),
    click.option("--worker-memory", type=click.IntRange(64), default=2048, show_default=True, help="Megabytes for a process."),
    click.option("--store", default="", help="Folder or address of results that machines share (default: build/store)."),
    click.option("--scheduler", default="", help="Build on the cluster of this Dask scheduler, for example tls://host:8786."),
    click.option("--tls-ca", type=present, help="Certificate of the authority of the cluster."),
    click.option("--tls-cert", "tls_certificate", type=present, help="Certificate of this program."),
    click.option("--tls-key", type=present, help="Key of this program."),
)


def work_options(command: F) -> F:
    """Who does the work, and within which limits; the names are those of `Settings`."""
    for option in reversed(WORK):
        command = option(command)
    return command


@contextmanager
def beginning(run: Run) -> Iterator[None]:
    """Ends the command with its reason where a cluster, the configuration or the machine does not allow the work to be done."""
    try:
        yield
    except Refused as error:
        lines = (problem.line(run.words) for problem in error.problems)
        stop("\n".join((f"{run.words('The build cannot begin')}:", *lines)), FAILURE)
    except (ConfigurationError, OSError) as error:
        stop(f"{run.words('The build cannot begin')}: {error}", FAILURE)


REPORT = Path("build") / "report.json"
report_option = click.option(
    "--report",
    "report_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write what became of each organisation (default after a build of all: build/report.json).",
)
site_option = click.option("--site", type=click.Path(file_okay=False, path_type=Path), help="Output folder (default: site/).")


@click.command()
@click.argument("organisations", nargs=-1)
@site_option
@progress_option
@click.option("--force", is_flag=True, help="Render again what has not changed.")
@report_option
@work_options
@common_options
def build(
    run: Run, organisations: tuple[str, ...], site: Path | None, progress: Path | None, report_path: Path | None, **more: Any
) -> None:
    """Build the sites of all organisations, or only of ORGANISATIONS (ids).

    An organisation with errors keeps its last good site; all others are built. Exit code 1 tells that there were errors.
    """
    gc.set_threshold(*COLLECTIONS)
    settings = settings_of(run, organisations, site, progress, **more)
    with beginning(run), run.progress() as view:
        seen = look_around(settings)
        report = nothing_to_do(settings, *seen) or make(settings, seen, view)
    if report_path or not organisations:
        write_whole(report_path or run.project / REPORT, report_file(run, report, view))
    if run.json:
        click.echo(json.dumps(report_json(run, report), ensure_ascii=False, indent=2))
    elif report.problems:
        click.echo(rendered(report.problems, "text", run.words))
    run.say(summary(run, report))
    raise SystemExit(CONTENT_ERRORS if has_errors(report.problems) else OK)


def make(settings: Settings, seen: tuple[State, Survey], view: View) -> BuildReport:
    """What has changed; the builder is loaded only now, for most runs of a night have nothing to do."""
    made: BuildReport = import_module("edu_site.fleet.build").build_changed(settings, seen, view, view.watch)
    return made


def report_file(run: Run, report: BuildReport, view: View) -> bytes:
    """The report for machines, `edu-site publish` among them: docs/fleet.md describes its fields. `format` is raised when one
    changes its meaning."""
    seconds = {stage: round(passed, 3) for stage, passed in view.seconds.items()}
    lost = [problem for problem in report.problems if problem.code in LOST]
    whole = {
        "format": 1,
        "program": __version__,
        "day": run.today.isoformat(),
        "organisations": [row(one) for one in report.built],
        "problems": [as_json(problem, run.words) for problem in report.problems],
        "seconds": {**seconds, "total": round(run.seconds, 3)},
        "workers": {
            "died": view.workers.died,
            "renewed": view.workers.renewed,
            "lost": [{"organisation": one.organisation_id, "code": one.code, **one.values} for one in lost],
        },
        "totals": totals(report),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n"


def row(one: Built) -> dict[str, object]:
    return {"organisation": one.organisation_id, "state": one.state, "pages": one.pages}


def totals(report: BuildReport) -> dict[str, int]:
    errors = sum(problem.severity is Severity.ERROR for problem in report.problems)
    states = {state: report.count(state) for state in ("built", "unchanged", "kept")}
    return {
        "organisations": len(report.built),
        **states,
        "pages": report.pages,
        "errors": errors,
        "warnings": len(report.problems) - errors,
    }


def report_json(run: Run, report: BuildReport) -> dict[str, object]:
    return {
        "organisations": {one.organisation_id: {"state": one.state, "pages": one.pages} for one in report.built},
        "pages": report.pages,
        "problems": [as_json(problem, run.words) for problem in report.problems],
        "seconds": round(run.seconds, 3),
    }


def summary(run: Run, report: BuildReport) -> str:
    """The last line: organisations by what became of them, pages, problems, seconds."""
    words, counts = run.words, totals(report)
    states = (("built", "built"), ("unchanged", "unchanged"), ("kept", "kept with errors"))
    shown = [f"{words(name)}: {words.number(report.count(state))}" for state, name in states if report.count(state)]
    parts = (
        f"{words.plural('{n} organisation', '{n} organisations', len(report.built))} ({', '.join(shown)})",
        words.plural("{n} page", "{n} pages", report.pages),
        words.plural("{n} error", "{n} errors", counts["errors"]),
        words.plural("{n} warning", "{n} warnings", counts["warnings"]),
        f"{words.number(round(run.seconds, 1))} {words('s')}",
    )
    return ", ".join(parts)
