"""`edu-site build` and `edu-site plan`: all sites, and what a build would change."""

import gc
import json
import os
from contextlib import closing
from pathlib import Path

import click

from edu_site.codes import Severity
from edu_site.commands.report import as_json, rendered
from edu_site.commands.run import CONTENT_ERRORS, FAILURE, OK, Run, common_options, known_organisation, progress_option, stop
from edu_site.fleet.build import begin, build_fleet, read_all
from edu_site.fleet.changes import Change, changes
from edu_site.fleet.receipts import write_whole
from edu_site.fleet.unchanged import BuildReport
from edu_site.problems import has_errors
from edu_site.render.engine.configuration import ConfigurationError
from edu_site.settings import Settings
from edu_site.source.content import read_project

COLLECTIONS = (50_000, 20, 50)  # thresholds of the collector: a build makes many values that live long, and no cycles


def settings_of(
    run: Run, organisations: tuple[str, ...], site: Path | None, workers: int, force: bool, progress: Path | None
) -> Settings:
    """Settings of a run; ends the command for an organisation that does not exist."""
    if organisations:
        tree = read_project(run.project, run.today).tree
        for organisation_id in organisations:
            known_organisation(run, organisation_id, tree.organisations)
    return Settings(
        project=run.project,
        today=run.today,
        site=site or run.project / "site",
        workers=workers,
        only=organisations,
        force=force,
        progress=progress,
    )


workers_option = click.option(
    "-j", "--workers", type=click.IntRange(1, 256), default=lambda: os.cpu_count() or 1, help="Processes (default: one a core)."
)
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
@workers_option
@progress_option
@click.option("--force", is_flag=True, help="Render again what has not changed.")
@report_option
@common_options
def build(
    run: Run,
    organisations: tuple[str, ...],
    site: Path | None,
    workers: int,
    force: bool,
    progress: Path | None,
    report_path: Path | None,
) -> None:
    """Build the sites of all organisations, or only of ORGANISATIONS (ids).

    An organisation with errors keeps its last good site; all others are built. Exit code 1 tells that there were errors.
    """
    gc.set_threshold(*COLLECTIONS)
    settings = settings_of(run, organisations, site, workers, force, progress)
    try:
        with run.progress() as step:
            report = build_fleet(settings, step)
    except (ConfigurationError, OSError) as error:
        stop(f"{run.words('The build cannot begin')}: {error}", FAILURE)
        raise AssertionError from error
    if report_path or not organisations:
        write_whole(report_path or run.project / REPORT, states_json(report))
    if run.json:
        click.echo(json.dumps(report_json(run, report), ensure_ascii=False, indent=2))
    elif report.problems:
        click.echo(rendered(report.problems, "text", run.words))
    run.say(summary(run, report))
    raise SystemExit(CONTENT_ERRORS if has_errors(report.problems) else OK)


def states_json(report: BuildReport) -> bytes:
    """What became of each organisation, for `edu-site publish`."""
    rows = [{"organisation": one.organisation_id, "state": one.state, "pages": one.pages} for one in report.built]
    return json.dumps(rows, indent=0).encode() + b"\n"


def report_json(run: Run, report: BuildReport) -> dict[str, object]:
    return {
        "organisations": {one.organisation_id: {"state": one.state, "pages": one.pages} for one in report.built},
        "pages": report.pages,
        "problems": [as_json(problem, run.words) for problem in report.problems],
        "seconds": round(run.seconds, 3),
    }


def summary(run: Run, report: BuildReport) -> str:
    """The last line: organisations by what became of them, pages, problems, seconds."""
    words = run.words
    errors = sum(problem.severity is Severity.ERROR for problem in report.problems)
    states = (("built", "built"), ("unchanged", "unchanged"), ("kept", "kept with errors"))
    shown = [f"{words(name)}: {words.number(report.count(state))}" for state, name in states if report.count(state)]
    parts = (
        f"{words.plural('{n} organisation', '{n} organisations', len(report.built))} ({', '.join(shown)})",
        words.plural("{n} page", "{n} pages", report.pages),
        words.plural("{n} error", "{n} errors", errors),
        words.plural("{n} warning", "{n} warnings", len(report.problems) - errors),
        f"{words.number(round(run.seconds, 1))} {words('s')}",
    )
    return ", ".join(parts)


@click.command()
@click.argument("organisations", nargs=-1)
@site_option
@workers_option
@progress_option
@click.option("--why", is_flag=True, help="Name every page and the reason.")
@common_options
def plan(run: Run, organisations: tuple[str, ...], site: Path | None, workers: int, progress: Path | None, why: bool) -> None:
    """Say what a build would change, and why; renders nothing."""
    settings = settings_of(run, organisations, site, workers, False, progress)
    with closing(begin(settings)) as fleet:
        with run.progress() as step:
            problems = read_all(fleet, step)
        found = tuple(changes(fleet))
    if run.json:
        click.echo(json.dumps([change_json(run, change) for change in found], ensure_ascii=False, indent=2))
    else:
        for line in lines(run, found, why):
            click.echo(line)
        run.say(run.words.plural("{n} page would change", "{n} pages would change", sum(c.kind != "kept" for c in found)))
    raise SystemExit(CONTENT_ERRORS if has_errors(problems) else OK)


KINDS = {"new": "+", "changed": "~", "again": "~", "removed": "-", "kept": "!"}


def lines(run: Run, found: tuple[Change, ...], why: bool) -> list[str]:
    """A line per organisation, or per page with its reason."""
    if why:
        return [f"{KINDS[c.kind]} {c.organisation_id} {c.language}/{c.url}  {reason(run, c)}" for c in found]
    counted: dict[str, dict[str, int]] = {}
    for one in found:
        kinds = counted.setdefault(one.organisation_id, {})
        kinds[KINDS[one.kind]] = kinds.get(KINDS[one.kind], 0) + 1
    return [f"{name}  {' '.join(f'{kind}{number}' for kind, number in kinds.items())}" for name, kinds in counted.items()]


def reason(run: Run, change: Change) -> str:
    told = "; ".join(run.words(text) for text in change.reasons)
    return f"{told}: {', '.join(change.files)}" if change.files and change.kind in ("new", "changed") else told


def change_json(run: Run, change: Change) -> dict[str, object]:
    return {
        "organisation": change.organisation_id,
        "language": change.language,
        "url": change.url,
        "kind": change.kind,
        "reasons": [run.words(text) for text in change.reasons],
        "files": list(change.files),
    }
