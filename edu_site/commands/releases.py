"""`edu-site releases`, `rollback`, `verify`: what a target holds."""

import json

import click

from edu_site.commands.report import rendered
from edu_site.commands.run import CONTENT_ERRORS, OK, Run, common_options, stop
from edu_site.commands.targets import opened, release_json, release_line, target_option, tell
from edu_site.publish.publishing import history, roll_back
from edu_site.publish.publishing import verify as verify_release


@click.command()
@target_option
@common_options
def releases(run: Run, name: str) -> None:
    """List the releases of a target: the live one and those before it, newest first, then those that were taken back."""
    target, trusted, _record = opened(run, name)
    found, problems = history(target, trusted)
    if run.json:
        click.echo(
            json.dumps([release_json(one.release) | {"place": one.place} for one in found], ensure_ascii=False, indent=2)
        )
    else:
        for one in found:
            click.echo(f"{MARKS[one.place]} {release_line(run, one.release)}")
            for site in one.release.stale:
                click.echo(f"    {site.organisation}: {run.words('has errors; its site is that of an earlier build')}")
    if problems:
        stop(rendered(problems, "text", run.words), CONTENT_ERRORS)
    raise SystemExit(OK)


MARKS = {"live": "*", "before": " ", "aside": "-"}


@click.command()
@click.argument("release", default="")
@target_option
@common_options
def rollback(run: Run, release: str, name: str) -> None:
    """Make an earlier release live again, in one step: RELEASE, or the one before the live one.

    Exit codes: 0 done, 1 refused, 2 wrong use, 3 failure of the program.
    """
    target, trusted, _record = opened(run, name)
    said = {
        "published": run.words("Live again"),
        "unchanged": run.words("Live already"),
        "refused": run.words("Refused; readers see what they saw before"),
    }
    tell(run, roll_back(target, release, trusted), said)


@click.command()
@click.argument("release", default="")
@target_option
@common_options
def verify(run: Run, release: str, name: str) -> None:
    """Compare every file of the live release, or of RELEASE, with what was signed.

    Exit codes: 0 all as signed, 1 files differ, are missing or too many, 2 wrong use, 3 failure of the program.
    """
    target, trusted, _record = opened(run, name)
    with run.progress() as step:
        outcome = verify_release(target, release, trusted, step)
    tell(run, outcome, {"verified": run.words("Compared with what was signed"), "refused": run.words("It cannot be compared")})
