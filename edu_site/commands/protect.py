"""`edu-site protect`: from records of pupils to the tables that may be published."""

import datetime as dt
import gc
import json
from functools import partial
from pathlib import Path

import click

from edu_site.commands.processes import in_processes
from edu_site.commands.report import as_json, rendered
from edu_site.commands.run import CONTENT_ERRORS, OK, USAGE, Run, common_options, stop
from edu_site.model.safe import LONGEST_NAME, Release
from edu_site.problems import Problem, in_order
from edu_site.progress.counting import count_records, source_digests
from edu_site.progress.disclosure import Rules, Source
from edu_site.progress.indicators import read_indicators
from edu_site.progress.policy import read_policy
from edu_site.progress.published import corrected_by
from edu_site.progress.releases import (
    Folders,
    Means,
    Released,
    is_release_id,
    make_release,
    parts_of,
    places_of,
)
from edu_site.progress.signoff import SignOff
from edu_site.publish.keys import sign
from edu_site.source.content import read_project

WORTH_PROCESSES = 100  # organisations; fewer are worked out before a process has started


@click.command()
@click.option("--release", "release_id", required=True, help="Which release: 2025-2026-Q4, 2025-2026-Y, 2025-2026-Q4-c1.")
@click.option("--records", type=click.Path(path_type=Path), help="Folder of records (default: build/records).")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of published tables (default: data/progress).")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="Date of the release (default: today).")
@click.option("--reason-kk", default="", help="Why figures are corrected, in Kazakh; for a correction.")
@click.option("--reason-ru", default="", help="Why figures are corrected, in Russian; for a correction.")
@click.option("--signed-by", default="", help="Who signs the certificate off: name and office, as they are shown.")
@click.option("--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The private key to sign with.")
@common_options
def protect(
    run: Run,
    release_id: str,
    records: Path | None,
    out: Path | None,
    date: dt.datetime | None,
    reason_kk: str,
    reason_ru: str,
    signed_by: str,
    key: Path | None,
) -> None:
    """Make the tables of one term from the records, attack them, and freeze them with a certificate.

    Runs where pupils' data may be. What it writes holds bands and hidden groups only, and may be published.
    A release is never changed: 2025-2026-Q4-c1 is a dated correction of 2025-2026-Q4. With --signed-by and --key its
    certificate is signed off; a release that is there already without a signature is signed too.

    Exit codes: 0 released or unchanged, 1 refused, 2 wrong use, 3 failure of the program.
    """
    if not is_release_id(release_id):
        stop(run.words("{value} is not a release: write 2025-2026-Q4").format(value=release_id), USAGE)
    if bool(signed_by) != (key is not None):
        stop(run.words("--signed-by and --key belong together"), USAGE)
    if len(signed_by) > LONGEST_NAME:
        stop(run.words("--signed-by is longer than {n} characters: give name and office").format(n=LONGEST_NAME), USAGE)
    gc.disable()  # the tables hold no cycles: a third of the time for a country
    rules, organisations = rules_of(run)
    release = release_of(release_id, date.date() if date else run.today, (reason_kk, reason_ru))
    folders = Folders(records or run.project / "build" / "records", out or run.project / "data" / "progress")
    own = count_records(folders.records, organisations, release.school_year, [release.term])[release.term]
    digests = source_digests(folders.records, own, rules.places, release.school_year)
    synthetic = frozenset(name for name, demonstration in organisations.items() if demonstration)
    sign_off = SignOff(signed_by, partial(signature_of, key)) if key else None
    means = Means(in_processes if len(own) >= WORTH_PROCESSES else None, sign_off)
    tell(run, make_release(own, rules, Source(release, digests, synthetic), folders, means), release)


def signature_of(key: Path, data: bytes) -> tuple[str, str] | Problem:
    """The id of the key and the signature, as the certificate keeps them."""
    found = sign(data, key)
    return found if isinstance(found, Problem) else (found.key_id, found.value)


def rules_of(run: Run) -> tuple[Rules, dict[str, bool]]:
    """Policy, definitions and the tree of a project; ends the command when one of them cannot be read."""
    project = read_project(run.project, run.today)
    policy, problems = read_policy(run.project)
    definitions, more = read_indicators(run.project)
    if policy is None or definitions is None or not project.tree.organisations:
        click.echo(rendered(in_order((*problems, *more, *project.problems)), "text", run.words))
        raise SystemExit(CONTENT_ERRORS)
    organisations = project.tree.organisations
    demonstrations = {name: organisation.demonstration for name, organisation in organisations.items()}
    return Rules(policy, definitions, places_of(organisations)), demonstrations


def release_of(release_id: str, date: dt.date, reasons: tuple[str, str]) -> Release:
    """The release an id names; a correction names the one before it and says why."""
    year, term, number = parts_of(release_id)
    corrects = corrected_by(release_id, number) if number else ""
    reason_kk, reason_ru = reasons if number else ("", "")
    return Release(
        id=release_id, school_year=year, term=term, date=date, corrects=corrects, reason_kk=reason_kk, reason_ru=reason_ru
    )


def tell(run: Run, found: Released, release: Release) -> None:
    """The outcome, and the end of the command."""
    if run.json:
        shown = {"release": release.id, "state": found.state, "tables": len(found.files)}
        click.echo(
            json.dumps(shown | {"problems": [as_json(p, run.words) for p in found.problems]}, ensure_ascii=False, indent=2)
        )
    elif found.problems:
        click.echo(rendered(in_order(found.problems), "text", run.words))
    words = run.words
    tables = words.plural("{n} table", "{n} tables", len(found.files))
    state = {"written": words("released"), "unchanged": words("unchanged"), "refused": words("refused")}[found.state]
    run.say(f"{release.id}: {state}, {tables}, {words.number(round(run.seconds, 1))} {words('s')}")
    raise SystemExit(CONTENT_ERRORS if found.problems else OK)
