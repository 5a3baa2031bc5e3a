"""`edu-site publish`: the finished sites, signed, to a target of `publish.yml`."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import TypeVar

import click

from edu_site.commands.audit import verifier
from edu_site.commands.build import REPORT, site_option
from edu_site.commands.probe import approved_scripts
from edu_site.commands.protect import rules_of
from edu_site.commands.report import rendered
from edu_site.commands.run import CONTENT_ERRORS, USAGE, Run, common_options, progress_option, stop
from edu_site.commands.targets import opened, target_option, tell
from edu_site.fleet.fingerprint import content_digest, digest, file_digest, program_digest
from edu_site.model.addresses import has_own_address, site_folder
from edu_site.model.organisation import Organisation
from edu_site.places import theme_folder
from edu_site.problems import Problem, Where, has_errors
from edu_site.progress.ledger import read_ledger
from edu_site.progress.recheck import recheck
from edu_site.progress.signoff import Verify
from edu_site.publish.gates import Known, judge
from edu_site.publish.keys import PublicKey, Signature, verify
from edu_site.publish.publishing import Candidate, Order, Outcome
from edu_site.publish.publishing import publish as publish_release
from edu_site.publish.release import Inputs, Waiver
from edu_site.publish.report import read_report
from edu_site.settings import Settings
from edu_site.source.content import read_project
from edu_site.source.publishing import read_waiver
from edu_site.values import read_json

TABLE = re.compile(
    r"(?:^|/)progress/data/(\d{4}-\d{4}-(?:Q[1-4]|Y)(?:-c\d+)?)\.json\Z"
)  # a frozen table, as the ledger knows it
GATES = {
    "organisations": "every organisation has its site",
    "counts": "no pages are lost",
    "links": "links lead somewhere",
    "personal data": "no personal numbers",
    "scripts": "no unapproved scripts",
    "copies": "compressed copies are of these files",
    "figures": "the figures pass their audit",
}
Found = TypeVar("Found")
present = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@target_option
@site_option
@click.option("--key", required=True, envvar="EDU_SITE_KEY", type=present, help="Private key that signs (or EDU_SITE_KEY).")
@click.option("--report", type=present, help="Report of the last build (default: build/report.json).")
@click.option("--waiver", type=present, help="Signed reason why the release may hold less than the one before it.")
@progress_option
@common_options
def publish(
    run: Run, name: str, site: Path | None, key: Path, report: Path | None, waiver: Path | None, progress: Path | None
) -> None:
    """Check the finished sites, sign them as one release, send what is missing to the target, and switch to it in one step.

    Until the switch, and whenever something refuses it, readers see the live release as it was.

    Exit codes: 0 published or unchanged, 1 refused, 2 wrong use, 3 failure of the program.
    """
    target, trusted, record = opened(run, name)
    signed_by = verifier(run, tuple(key.text for key in trusted)) if record.signed_figures else None
    place, tables = site or run.project / "site", progress or run.project / "data" / "progress"
    if not place.is_dir():
        stop(run.words("There are no finished sites in {path}; run edu-site build").format(path=place), USAGE)
    states = good(run, read_report(report or run.project / REPORT))
    signed = good(run, signed_waiver(waiver, trusted)) if waiver else None
    organisations = read_project(run.project, run.today).tree.organisations
    folders = {organisation.id: site_folder(organisation) for organisation in organisations.values()}
    created = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    order = Order(place, created, inputs_of(run, tables), states, folders, key, trusted, signed)
    approved = cache(lambda: approved_scripts(Settings(run.project, run.today, place)))
    known = Known(folders, states, own_folders(organisations.values()), approved, auditor(run, tables, signed_by))
    with run.progress() as step:
        outcome = publish_release(target, order, lambda candidate: judge(candidate, known), step)
    tell_gates(run, outcome)
    said = {
        "published": run.words("Published"),
        "unchanged": run.words("Published already"),
        "refused": run.words("Refused; readers see what they saw before"),
    }
    tell(run, outcome, said)


def good(run: Run, found: Found | Problem) -> Found:
    """What was read; ends the command with the problem that stands in its place."""
    if isinstance(found, Problem):
        stop(rendered([found], "text", run.words), CONTENT_ERRORS)
        raise AssertionError
    return found


def tell_gates(run: Run, outcome: Outcome) -> None:
    """A line for every gate: passed, passed with warnings, or not."""
    for gate in outcome.judged:
        mark = "✗" if has_errors(gate.problems) else "✓"
        run.say(f"{mark} {run.words(GATES[gate.gate])}")


def signed_waiver(path: Path, trusted: tuple[PublicKey, ...]) -> Waiver | Problem:
    """A waiver whose signature in `<path>.sig` is that of a trusted key."""
    record, problems = read_waiver(path)
    if record is None:
        return problems[0]
    try:
        signature = read_json(path.with_name(f"{path.name}.sig").read_bytes(), Signature)
    except (OSError, ValueError):
        return Problem(Where(str(path)), "U15")
    if not verify(path.read_bytes(), signature, trusted):
        return Problem(Where(str(path)), "U15")
    return Waiver(record.release, record.reason, record.who, record.date.isoformat(), signature.key_id)


def inputs_of(run: Run, tables: Path) -> Inputs:
    """Digests of everything the sites were made from."""
    installed = sorted({f"{one.name}=={one.version}" for one in distributions()})
    return Inputs(
        content=content_digest(run.project / "content"),
        tables=content_digest(tables),
        theme=digest((content_digest(theme_folder(run.project)) + file_digest(run.project / "mkdocs.yml")).encode()),
        program=program_digest(),
        requirements=digest("\n".join(installed).encode()),
    )


def own_folders(organisations: Iterable[Organisation]) -> tuple[str, ...]:
    return tuple(sorted(site_folder(one) for one in organisations if has_own_address(one)))


def passed(candidate: Candidate) -> bool:
    """Whether the live release was made from the same tables by the same program, and so has passed the same audit."""
    parent, inputs = candidate.parent, candidate.release.inputs
    same = parent and (parent.release.inputs.tables, parent.release.inputs.program) == (inputs.tables, inputs.program)
    return bool(same)


def auditor(run: Run, tables: Path, signed: Verify | None) -> Callable[[Candidate], Iterator[Problem]]:
    """The figures once more: the audit of all releases, and that the sites hold tables of the ledger and no others."""

    def audit(candidate: Candidate) -> Iterator[Problem]:
        known: set[str] = set()
        if tables.is_dir():
            if not passed(candidate):
                rules, _organisations = rules_of(run)
                yield from recheck(tables, rules.policy, rules.definitions, rules.places, signed).problems
            known = {entry.digest for entry in read_ledger(tables).entries}
        for file in candidate.files:
            found = TABLE.search(file.path)
            if found and file.sha256 not in known:
                yield Problem(Where(str(candidate.site / file.path)), "D24", {"what": found[1]})

    return audit
