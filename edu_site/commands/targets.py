"""What the commands that publish share: `publish.yml`, a target by name, the step bar, how an outcome is told."""

import json
from collections.abc import Mapping
from typing import Any

import click

from edu_site.commands.report import as_json, rendered
from edu_site.commands.run import CONTENT_ERRORS, OK, USAGE, Run, stop
from edu_site.model.publishing import PublishRecord
from edu_site.problems import has_errors, nearest
from edu_site.publish.keys import PublicKey, public_key
from edu_site.publish.publishing import Outcome
from edu_site.publish.release import Release
from edu_site.publish.target import Refusal, Target
from edu_site.publish.targets import open_target
from edu_site.source.publishing import read_publish

target_option = click.option("--target", "name", required=True, help="Which target of publish.yml.")


def publish_record(run: Run) -> tuple[PublishRecord, tuple[PublicKey, ...]]:
    """`publish.yml` and its keys; ends the command when it cannot be read."""
    record, problems = read_publish(run.project, is_key)
    if record is None:
        stop(rendered(problems, "text", run.words), CONTENT_ERRORS)
        raise AssertionError
    return record, tuple(public_key(one.key) for one in record.keys)


def is_key(text: str) -> bool:
    try:
        public_key(text)
    except ValueError:
        return False
    return True


def opened(run: Run, name: str) -> tuple[Target, tuple[PublicKey, ...], PublishRecord]:
    """A target by name, the trusted keys, and what else `publish.yml` says; ends the command when there is no such target, naming the nearest."""
    record, trusted = publish_record(run)
    try:
        target = open_target(record.targets, name, run.project)
    except Refusal as refusal:
        stop(rendered([refusal.problem], "text", run.words), CONTENT_ERRORS)
        raise AssertionError from refusal
    if target is None:
        near = nearest(name, (one.name for one in record.targets.all))
        hint = run.words("did you mean {nearest}?").format(nearest=near) if near else ""
        stop(f"{run.words('There is no target {name} in publish.yml').format(name=name)} {hint}".strip(), USAGE)
        raise AssertionError
    return target, trusted, record


def release_json(release: Release) -> dict[str, Any]:
    """What a machine is told of a release."""
    return {
        "id": release.id,
        "parent": release.parent,
        "created": release.created,
        "files": release.files,
        "size": release.size,
        "pages": release.pages,
        "organisations": len(release.organisations),
        "stale": {site.organisation: site.since for site in release.stale},
    }


def release_line(run: Run, release: Release) -> str:
    """A release in one line: id, moment, pages, organisations, size, how many sites are stale."""
    words = run.words
    parts = [
        words.plural("{n} organisation", "{n} organisations", len(release.organisations)),
        words.plural("{n} page", "{n} pages", release.pages),
        words.size(release.size),
    ]
    if release.stale:
        parts.append(words.plural("{n} of an earlier build", "{n} of earlier builds", len(release.stale)))
    return f"{release.id}  {release.created}  {', '.join(parts)}"


def tell(run: Run, outcome: Outcome, said: Mapping[str, str]) -> None:
    """The outcome in the words of the command, and the end of the command."""
    if run.json:
        shown: dict[str, Any] = {"state": outcome.state, "release": outcome.release and release_json(outcome.release)}
        shown |= {"gates": {gate.gate: not has_errors(gate.problems) for gate in outcome.judged}}
        shown |= {"problems": [as_json(problem, run.words) for problem in outcome.problems]}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    elif outcome.problems:
        click.echo(rendered(outcome.problems, "text", run.words))
    state = said[outcome.state]
    run.say(f"{state}: {release_line(run, outcome.release)}" if outcome.release else state)
    raise SystemExit(CONTENT_ERRORS if outcome.state == "refused" or has_errors(outcome.problems) else OK)
