"""`edu-site plan`: what a build would change, and why."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from edu_site.commands.build import beginning, settings_of, site_option, work_options
from edu_site.commands.run import CONTENT_ERRORS, OK, Run, common_options, progress_option
from edu_site.fleet.build import begin, read_all
from edu_site.fleet.changes import Change, changes
from edu_site.problems import has_errors


@click.command()
@click.argument("organisations", nargs=-1)
@site_option
@progress_option
@click.option("--why", is_flag=True, help="Name every page and the reason.")
@work_options
@common_options
def plan(run: Run, organisations: tuple[str, ...], site: Path | None, progress: Path | None, why: bool, **more: Any) -> None:
    """Say what a build would change, and why; renders nothing."""
    settings = settings_of(run, organisations, site, progress, **more)
    with beginning(run), closing(begin(settings)) as fleet:
        with run.progress() as view:
            problems = read_all(fleet, view, view.watch)
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
