"""What every command shares: options, the language to speak, exit codes, progress.

Exit codes: 0 no errors; 1 errors in the content; 2 the command was used wrongly; 3 the program or the machine failed.
"""

import datetime as dt
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from edu_site.commands.view import View
from edu_site.language import Speech, Words, words

F = TypeVar("F", bound=Callable[..., Any])
OK, CONTENT_ERRORS, USAGE, FAILURE = 0, 1, 2, 3
KAZAKHSTAN = dt.timezone(dt.timedelta(hours=5))  # the day is the country's, wherever the build runs
SPEECHES: tuple[Speech, ...] = ("kk", "ru", "en")


def default_language() -> Speech:
    """`EDU_SITE_LANG`, else the language of the terminal when it is one of ours, else English."""
    found = os.environ.get("EDU_SITE_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return next((speech for speech in SPEECHES if found.lower().startswith(speech)), "en")


@dataclass(frozen=True, slots=True)
class Run:
    """How one command was called."""

    project: Path
    words: Words
    quiet: bool
    json: bool
    today: dt.date
    started: float

    def say(self, text: str) -> None:
        """A line for people, on standard error when standard output is for machines."""
        if not self.quiet:
            click.echo(text, err=self.json)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    @contextmanager
    def progress(self) -> Iterator[View]:
        """What is shown while a command works: live on a terminal, a line now and then elsewhere."""
        view = View(self.words, sys.stderr.isatty(), self.quiet or self.json, self.started)
        try:
            yield view
        finally:
            view.close()


def common_options(command: F) -> F:
    """`--project`, `--lang`, `--quiet`, `--json`, `--today`; the command receives them as one `Run`."""

    def call(
        *args: Any, project: Path, lang: Speech, quiet: bool, json: bool, today: dt.datetime | None, **options: Any
    ) -> Any:
        day = today.date() if today else dt.datetime.now(KAZAKHSTAN).date()
        run = Run(project, words(lang), quiet, json, day, time.monotonic())
        try:
            return command(run, *args, **options)
        except BrokenPipeError:
            raise
        except (OSError, BrokenExecutor) as error:  # the machine's fault: a full disk, a killed process
            return stop(f"{run.words('The program could not go on')}: {error}", FAILURE)

    call.__name__, call.__doc__ = command.__name__, command.__doc__
    call.__click_params__ = list(getattr(command, "__click_params__", []))  # type: ignore[attr-defined]
    decorated: Any = call
    folder = click.Path(exists=True, file_okay=False, path_type=Path)
    for option in (
        click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day to build for (default: today)."),
        click.option("--json", is_flag=True, help="Print the result as JSON."),
        click.option("-q", "--quiet", is_flag=True, help="Print problems only."),
        click.option(
            "--lang",
            type=click.Choice(SPEECHES),
            default=default_language,
            help="Language of messages (default: EDU_SITE_LANG or the terminal's).",
        ),
        click.option(
            "-p", "--project", type=folder, default=Path(), help="Folder that holds content/ and mkdocs.yml (default: here)."
        ),
    ):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


progress_option = click.option(
    "--progress",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Published figures of progress and attendance, as `edu-site protect` wrote them (default: data/progress).",
)


def stop(message: str, code: int = FAILURE) -> NoReturn:
    """Ends the command with a message on standard error."""
    click.echo(message, err=True)
    raise SystemExit(code)


def known_organisation(run: Run, organisation_id: str, known: Any) -> None:
    """Ends the command when there is no such organisation, naming the nearest."""
    from edu_site.problems import nearest

    if organisation_id not in known:
        near = nearest(organisation_id, known)
        hint = run.words("did you mean {nearest}?").format(nearest=near) if near else ""
        stop(f"{run.words('There is no organisation {id}').format(id=organisation_id)} {hint}".strip(), USAGE)
