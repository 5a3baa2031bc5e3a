"""`edu-site keys`: keys that sign releases and what else is signed off."""

import json
from pathlib import Path
from typing import TypeVar

import click

from edu_site.commands.report import rendered
from edu_site.commands.run import CONTENT_ERRORS, OK, USAGE, Run, common_options, stop
from edu_site.problems import Problem
from edu_site.publish.keys import PublicKey, new_key, public_of, public_path, sign
from edu_site.values import to_plain

Found = TypeVar("Found")
present = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def keys() -> None:
    """Keys (Ed25519) that sign releases, certificates and waivers."""


@keys.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@common_options
def new(run: Run, file: Path) -> None:
    """Make a private key in FILE, readable by its owner only, and its public key in FILE.pub.

    Nothing is overwritten. Put the public key into publish.yml under keys:, and keep a copy of FILE in a safe place.
    """
    try:
        found = new_key(file)
    except FileExistsError as error:
        stop(run.words("{path} is there already; keys are never overwritten").format(path=error.filename), USAGE)
        raise AssertionError from error
    tell(run, found)
    run.say(run.words("Private key: {path}; public key: {public}").format(path=file, public=public_path(file)))
    raise SystemExit(OK)


@keys.command()
@click.argument("file", type=present)
@common_options
def show(run: Run, file: Path) -> None:
    """Print the public key of the private key in FILE, and its id."""
    tell(run, found_or_stop(run, public_of(file)))
    raise SystemExit(OK)


@keys.command("sign")
@click.argument("file", type=present)
@click.option("--key", required=True, type=present, help="The private key.")
@common_options
def sign_(run: Run, file: Path, key: Path) -> None:
    """Sign FILE; the signature is written into FILE.sig."""
    found = found_or_stop(run, sign(file.read_bytes(), key))
    target = file.with_name(f"{file.name}.sig")
    target.write_text(json.dumps(to_plain(found)) + "\n", encoding="utf-8")
    run.say(str(target))
    raise SystemExit(OK)


def found_or_stop(run: Run, found: Found | Problem) -> Found:
    """What was found; ends the command with the problem that stands in its place."""
    if isinstance(found, Problem):
        stop(rendered([found], "text", run.words), CONTENT_ERRORS)
        raise AssertionError
    return found


def tell(run: Run, key: PublicKey) -> None:
    click.echo(json.dumps({"id": key.id, "key": key.text}) if run.json else f"{key.text}  {key.id}")
