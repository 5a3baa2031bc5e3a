"""`edu-site diff`: what two releases of a target differ in."""

import json
from dataclasses import asdict

import click

from edu_site.commands.report import rendered
from edu_site.commands.run import CONTENT_ERRORS, OK, Run, common_options, stop
from edu_site.commands.targets import opened, target_option
from edu_site.publish.comparison import Cell, Comparison, compare

KINDS = (("+", "added"), ("~", "changed"), ("-", "removed"))


@click.command()
@click.argument("before", default="")
@click.argument("after", default="")
@target_option
@click.option("--all", "everything", is_flag=True, help="Name files that are no pages too.")
@common_options
def diff(run: Run, before: str, after: str, name: str, everything: bool) -> None:
    """Say what differs between the releases BEFORE and AFTER: pages added (+), changed (~), removed (-), and figures cell by cell.

    Without AFTER the live release is meant, without BEFORE the one before it.

    Exit codes: 0 compared, 1 a release is not there or not signed, 2 wrong use, 3 failure of the program.
    """
    target, trusted, _record = opened(run, name)
    found, problems = compare(target, before, after, trusted)
    if found is None:
        stop(rendered(problems, "text", run.words), CONTENT_ERRORS)
        raise AssertionError
    if run.json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        tell(run, found, everything)
    raise SystemExit(OK)


def tell(run: Run, found: Comparison, everything: bool) -> None:
    """Pages by kind of change, then figures, then the numbers of both."""
    counts = []
    for mark, kind in KINDS:
        paths = getattr(found, kind)
        pages = [path for path in paths if path.endswith(".html")]
        for path in paths if everything else pages:
            click.echo(f"{mark} {path.removesuffix('index.html') or './'}")
        counts.append(f"{mark}{len(pages)}")
    for figure in found.figures:
        click.echo(f"{figure.path}: {figure.about}: {cell(run, figure.before)} → {cell(run, figure.after)}")
    figures = run.words.plural("{n} figure", "{n} figures", len(found.figures))
    run.say(f"{found.before} → {found.after}: {' '.join(counts)} {run.words('pages')}, {figures}")


def cell(run: Run, found: Cell | None) -> str:
    """A published figure in words."""
    if found is None:
        return run.words("not published")
    if found.state in ("band", "value"):
        return found.low if found.low == found.high else f"{found.low}–{found.high}"
    return run.words(UNSHOWN[found.state]) if found.state in UNSHOWN else run.words("not published")


UNSHOWN = {"suppressed": "hidden", "not_applicable": "not applicable", "not_available": "no data"}
