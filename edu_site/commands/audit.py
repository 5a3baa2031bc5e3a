"""`edu-site audit`: the published tables checked again, with nothing but what is published."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from edu_site.commands.protect import rules_of
from edu_site.commands.report import FORMATS, as_json, rendered
from edu_site.commands.run import CONTENT_ERRORS, OK, USAGE, Run, common_options, stop
from edu_site.language import Words
from edu_site.problems import Problem, Where, in_order
from edu_site.progress.copies import recheck_copy, releases_in
from edu_site.progress.recheck import recheck
from edu_site.progress.signoff import SignedOff, Verify
from edu_site.publish.keys import Signature, public_key, verify


@click.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
@click.option("--key", "keys", multiple=True, help="Public key (ed25519:...) one of which must have signed every release.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How problems are printed.")
@common_options
def audit(run: Run, directory: Path | None, keys: tuple[str, ...], form: str) -> None:
    """Check every release in DIRECTORY (default: data/progress): ledger, certificates, bands, derived figures.

    Needs no records of pupils: anyone can run it with a copy of the published files, or with the folder progress/data of one site.
    With --key the certificate of every release must be signed by one of these keys; without, it tells whose signatures were not
    checked.

    Exit codes: 0 nothing wrong, 1 problems, 2 wrong use, 3 failure of the program.
    """
    rules, _organisations = rules_of(run)
    by_key = verifier(run, keys) if keys else None
    folder = directory or run.project / "data" / "progress"
    if releases_in(folder):
        found = recheck_copy(folder, rules.policy, rules.definitions, by_key)
    else:
        found = recheck(folder, rules.policy, rules.definitions, rules.places, by_key)
    problems = in_order(found.problems)
    if run.json:
        shown = {
            "releases": found.releases,
            "tables": found.tables,
            "bands": found.bands,
            "signed": [asdict(one) for one in found.signed],
            "problems": [as_json(p, run.words) for p in problems],
        }
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    elif problems or form not in ("text", "github"):
        click.echo(rendered(problems, form, run.words))
    if form == "text":
        words = run.words
        for one in found.signed:
            run.say(signed_off(one, words))
        parts = (
            words.plural("{n} release", "{n} releases", found.releases),
            words.plural("{n} table", "{n} tables", found.tables),
            words.plural("{n} band", "{n} bands", found.bands),
            words.plural("{n} error", "{n} errors", len(problems)),
        )
        run.say(", ".join(parts))
    raise SystemExit(CONTENT_ERRORS if problems else OK)


def signed_off(one: SignedOff, words: Words) -> str:
    """Who signed a release, and whether that was checked."""
    told = words("{release}: signed by {name}, key {key}; checked")
    if not one.checked:
        told = words("{release}: signed by {name}, key {key}; not checked, because no key was given with --key")
    return told.format(release=one.release, name=one.signed_by, key=one.key_id)


def verifier(run: Run, keys: tuple[str, ...]) -> Verify:
    """Whether one of the keys made a signature; ends the command when a word is no key."""
    try:
        trusted = [public_key(text) for text in keys]
    except ValueError:
        stop(rendered([Problem(Where("--key"), "K03")], "text", run.words), USAGE)
        raise
    return lambda data, key_id, value: verify(data, Signature(key_id, value), trusted)
