"""`edu-site releases`, `rollback`, `verify`: what a target holds."""

import json

import click

from edu_site.commands.report import rendered
from edu_site.commands.run import CONTENT_ERRORS, OK, Run, common_options, stop
from edu_site.commands.targets import opened, release_json, release_line, target_option, tell
from edu_site.publish.mirroring import mirror as mirror_release
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
    tell(run, roll_back(target, release, trusted), words_of(run))


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


@click.command()
@click.option("--from", "source", required=True, help="The target of publish.yml to take the live release from.")
@target_option
@click.option("--back", is_flag=True, help="Also when it does not follow the release here: it was taken back on purpose.")
@common_options
def mirror(run: Run, source: str, name: str, back: bool) -> None:
    """Take the live release of another target: for a web server that shows what lies in an object store.

    Exit codes: 0 taken or there already, 1 refused, 2 wrong use, 3 failure of the program.
    """
    there, trusted, _record = opened(run, source)
    target, _trusted, _record = opened(run, name)
    with run.progress() as step:
        outcome = mirror_release(there, target, back, trusted, step)
    tell(run, outcome, words_of(run))


def words_of(run: Run) -> dict[str, str]:
    """What a switch is called by what became of it."""
    return {
        "published": run.words("Live now"),
        "unchanged": run.words("Live already"),
        "refused": run.words("Refused; readers see what they saw before"),
    }
