"""`edu-site backup`, `restore` and `rehearse`: a project kept with restic, and the proof that its sites come back."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from edu_site import __version__
from edu_site.commands.build import site_option, workers_option
from edu_site.commands.report import as_json, rendered
from edu_site.commands.run import CONTENT_ERRORS, FAILURE, OK, USAGE, Run, common_options, progress_option, stop
from edu_site.commands.targets import publish_record
from edu_site.fleet.build import build_fleet
from edu_site.fleet.fingerprint import program_digest
from edu_site.fleet.receipts import write_whole
from edu_site.problems import Problem, Where, has_errors
from edu_site.publish.backup import (
    NOTE,
    RELEASES,
    Differences,
    Note,
    compare,
    files_to_save,
    make_note,
    note_bytes,
    read_note,
    site_files,
)
from edu_site.publish.release import FILES_PATH, RELEASE_PATH
from edu_site.publish.restic import Repository, ResticFault
from edu_site.publish.targets import open_target
from edu_site.settings import ConfigurationError, Settings
from edu_site.source.publishing import PLACES

TAG, KEYS_TAG = "edu-site", "edu-site-keys"
SHOWN = 20  # differing files that are named
password_option = click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the repository's password (or RESTIC_PASSWORD_FILE).",
)
snapshot_option = click.option("--snapshot", default="latest", show_default=True, help="Which backup.")


@click.command()
@click.argument("repository")
@password_option
@click.option("--init", "new", is_flag=True, help="Make the repository first.")
@click.option(
    "--keys",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Also save this private key. Whoever can open the repository can then sign releases.",
)
@site_option
@progress_option
@common_options
def backup(
    run: Run,
    repository: str,
    password_file: Path | None,
    new: bool,
    keys: tuple[Path, ...],
    site: Path | None,
    progress: Path | None,
) -> None:
    """Save the project into REPOSITORY (a folder, or any address restic knows), with the digests of its finished sites.

    Contents, registers, protected tables and their ledger, themes, settings, signed lists of releases. Never exports or records.

    Exit codes: 0 saved, 1 refused, 2 wrong use, 3 failure of restic or of the machine.
    """
    kept = Repository(repository, password_file)
    tables = below_project(run, progress or run.project / "data" / "progress")
    files, problems = site_files(site or run.project / "site")
    if not problems:
        note = make_note(run.today, program_digest(), __version__, tables, files)
        write_whole(run.project / NOTE, note_bytes(note))
        keep_releases(run)
        saved = files_to_save(run.project, tables)
        problems = saved.problems
    tell(run, problems)
    with faults():
        if new:
            kept.make()
        made = kept.save([NOTE, *saved.paths], run.project, TAG)
        for key in keys:
            kept.save([key.name], key.resolve().parent, KEYS_TAG)
    if run.json:
        shown = {"snapshot": made.id, "files": made.files, "added": made.added, "fleet_digest": note.fleet_digest}
        click.echo(json.dumps(shown | {"problems": [as_json(problem, run.words) for problem in problems]}, ensure_ascii=False))
    words = run.words
    files_said = words.plural("{n} file", "{n} files", made.files)
    run.say(f"{words('Saved as {snapshot}').format(snapshot=made.id[:8])}: {files_said}, {words.size(made.added)}")
    raise SystemExit(OK)


@click.command()
@click.argument("repository")
@click.argument("directory", type=click.Path(path_type=Path))
@password_option
@snapshot_option
@click.option("--keys", is_flag=True, help="Restore the saved private keys instead of the project.")
@common_options
def restore(run: Run, repository: str, directory: Path, password_file: Path | None, snapshot: str, keys: bool) -> None:
    """Bring a backup from REPOSITORY back into DIRECTORY, which must be empty, and compare every byte.

    Exit codes: 0 restored, 2 wrong use, 3 failure of restic or of the machine.
    """
    empty(run, directory)
    with faults():
        Repository(repository, password_file).restore(snapshot, directory, KEYS_TAG if keys else TAG)
    run.say(run.words("Restored to {path}").format(path=directory))
    raise SystemExit(OK)


@click.command()
@click.argument("repository")
@password_option
@snapshot_option
@click.option("--into", type=click.Path(path_type=Path), help="An empty folder that stays (default: one that is removed).")
@click.option("--whole", is_flag=True, help="Read every byte of the repository, not only what this backup needs.")
@workers_option
@common_options
def rehearse(
    run: Run,
    repository: str,
    password_file: Path | None,
    snapshot: str,
    into: Path | None,
    whole: bool,
    workers: int,
) -> None:
    """Restore a backup into an empty place, build all sites anew, and compare them with the sites that were saved from.

    Exit codes: 0 the same sites, 1 other sites or none, 2 wrong use, 3 failure of restic or of the machine.
    """
    kept = Repository(repository, password_file)
    with tempfile.TemporaryDirectory(prefix="edu-site-rehearsal-") as temporary:
        folder = into or Path(temporary) / "project"
        empty(run, folder)
        with faults():
            kept.check(whole)
            kept.restore(snapshot, folder, TAG)
        note = read_note(folder / NOTE)
        if note is None:
            tell(run, (Problem(Where(NOTE), "A02"),))
            raise AssertionError
        found = rebuilt(run, note, folder, workers)
    report(run, note, found)
    raise SystemExit(CONTENT_ERRORS if found.number else OK)


def rebuilt(run: Run, note: Note, folder: Path, workers: int) -> Differences:
    """The sites of a restored project, built for the day of the backup, against those that were there."""
    tables = folder / note.tables
    settings = Settings(folder, note.day, folder / "site", workers=workers, progress=tables if tables.is_dir() else None)
    try:
        with run.progress() as step:
            build_fleet(settings, step)
    except ConfigurationError as error:
        stop(f"{run.words('The build cannot begin')}: {error}", FAILURE)
    files, problems = site_files(folder / "site")
    tell(run, problems)
    return compare(note.files, files)


def report(run: Run, note: Note, found: Differences) -> None:
    """Whether the sites came back, and what differs."""
    words = run.words
    same_program = note.program == program_digest()
    if run.json:
        shown = {
            "same": not found.number,
            "fleet_digest": note.fleet_digest,
            "same_program": same_program,
            "missing": found.missing,
            "added": found.added,
            "changed": found.changed,
        }
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        marked = [*(f"- {p}" for p in found.missing), *(f"+ {p}" for p in found.added), *(f"~ {p}" for p in found.changed)]
        for line in marked[:SHOWN]:
            click.echo(line)
    if not same_program:
        run.say(
            words("The sites were built by another program ({version}); some difference is to be expected").format(
                version=note.version
            )
        )
    if found.number:
        run.say(words.plural("{n} file differs from the saved sites", "{n} files differ from the saved sites", found.number))
    else:
        files = words.plural("{n} file", "{n} files", len(note.files))
        run.say(f"{words('The same sites came back')}: {files}, {note.fleet_digest[:16]}")


def keep_releases(run: Run) -> None:
    """The signed lists of what is live on the targets that can be reached, beside the note."""
    if not any((run.project / place).is_file() for place in PLACES):
        return
    targets = publish_record(run)[0].targets
    for name in (one.name for one in targets.all):
        target = open_target(targets, name, run.project)
        live = target.live() if target else ""
        if target and live:
            write_whole(run.project / RELEASES / name / RELEASE_PATH.rpartition("/")[2], target.release_bytes(live))
            write_whole(run.project / RELEASES / name / FILES_PATH.rpartition("/")[2], target.files_bytes(live))


def below_project(run: Run, folder: Path) -> str:
    """A folder by its path from the project; ends the command when it lies elsewhere."""
    whole, project = folder.resolve(), run.project.resolve()
    if not whole.is_relative_to(project):
        stop(run.words("{path} does not lie in the project").format(path=folder), USAGE)
    return whole.relative_to(project).as_posix()


def empty(run: Run, folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        stop(run.words("{path} is not empty").format(path=folder), USAGE)


def tell(run: Run, problems: tuple[Problem, ...]) -> None:
    """Prints problems; ends the command when there are errors among them."""
    if problems and not run.json:
        click.echo(rendered(problems, "text", run.words))
    if has_errors(problems):
        if run.json:
            click.echo(json.dumps({"problems": [as_json(problem, run.words) for problem in problems]}, ensure_ascii=False))
        raise SystemExit(CONTENT_ERRORS)


@contextmanager
def faults() -> Iterator[None]:
    """What restic says when it fails is the end of the command."""
    try:
        yield
    except ResticFault as fault:
        stop(f"restic: {fault}", FAILURE)
