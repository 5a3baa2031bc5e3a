"""What a long command shows while it works: a live view on a terminal, a line now and then elsewhere, nothing when asked to be quiet.

In: steps of stages, and what the workers are at. Out: the view on standard error; afterwards the seconds each stage took and what
became of the workers, for the report.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import click
from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from edu_site.fleet.workers import MEGABYTE, Activity, Seen
from edu_site.language import Words

SHOWN_AFTER = 1.0  # seconds until a live view appears
REFRESHED = 0.1  # seconds between two pictures of it
SAID = 10.0  # seconds between two lines where there is no terminal
WORKERS_SHOWN = 16
BAR_WIDTH = 30
STAGES = {
    "read": "Reading",
    "check": "Checking",
    "build": "Building",
    "plan": "Planning",
    "list": "Listing files",
    "upload": "Sending",
    "verify": "Comparing",
}
COUNTED = ("read", "check", "build")  # stages whose steps are organisations


@dataclass(slots=True)
class Stage:
    """How far a stage is. `began` is when the one before it had ended, `first` when its first step was done."""

    name: str
    began: float
    first: float
    ended: float
    before: int  # steps done when it was first heard of
    done: int = 0
    total: int = 0
    failed: int = 0

    @property
    def rate(self) -> float:
        """Steps a second, 0 as long as nobody can tell."""
        passed = self.ended - self.first
        return (self.done - self.before) / passed if passed > 0 else 0.0


class View:
    """Called at every step with stage, done, total and how many have failed; `watch` is called with what the workers are at."""

    def __init__(self, words: Words, console: Console | None, quiet: bool, started: float) -> None:
        """`console` is a terminal, or None; `started` is the time by `clock` at which the command began."""
        self.words, self.console, self.quiet, self.started = words, console, quiet, started
        self.clock: Callable[[], float] = time.monotonic
        self.stages: dict[str, Stage] = {}
        self.seen = Seen()
        self.past = Seen()  # of the workers of earlier stages
        self.live: Live | None = None
        self.drawn = self.said = started

    def __call__(self, stage: str, done: int, total: int, failed: int = 0) -> None:
        now = self.clock()
        if stage not in self.stages:
            began = max((one.ended for one in self.stages.values()), default=self.started)
            self.stages[stage] = Stage(stage, began, now, now, done)
        one = self.stages[stage]
        one.done, one.total, one.failed, one.ended = done, total, failed, now
        self.show(now)

    def watch(self, seen: Seen) -> None:
        """Workers that have just been taken have done nothing yet; the counts of those before them are kept."""
        if seen == Seen():
            self.past = self.workers
        self.seen = seen
        self.show(self.clock())

    @property
    def workers(self) -> Seen:
        """The workers as they are now, with the counts of all stages."""
        past, seen = self.past, self.seen
        return Seen(
            seen.workers, past.signs + seen.signs, past.died + seen.died, past.renewed + seen.renewed, past.lost + seen.lost
        )

    @property
    def seconds(self) -> dict[str, float]:
        """How long each stage took, and the rest of the time until now as "finish"."""
        found = {one.name: one.ended - one.began for one in self.stages.values()}
        return found | {"finish": self.clock() - max((one.ended for one in self.stages.values()), default=self.started)}

    def show(self, now: float) -> None:
        if self.quiet or not self.stages:
            return
        if self.console is None:
            self.say(now)
        elif now - self.started > SHOWN_AFTER and (self.live is None or now - self.drawn >= REFRESHED):
            self.draw(now)

    def say(self, now: float) -> None:
        """A line for a log, the first after some seconds."""
        if now - self.said >= SAID:
            self.said = now
            stage = list(self.stages.values())[-1]
            click.echo(f"{self.words(STAGES[stage.name])}: {', '.join(self.figures(stage, now))}", err=True)

    def draw(self, now: float) -> None:
        self.drawn = now
        if self.live is None:
            self.live = Live(console=self.console, transient=True, auto_refresh=False)
            self.live.start()
        self.live.update(self.picture(now), refresh=True)

    def close(self) -> None:
        if self.live is not None:
            self.live.stop()
            self.live = None

    # ------------------------------------------------------------ what is shown

    def picture(self, now: float) -> Group:
        """A bar for every stage, and a line for every worker."""
        bars = Table.grid(padding=(0, 1))
        for stage in self.stages.values():
            bar = ProgressBar(total=max(stage.total, 1), completed=stage.done, width=BAR_WIDTH)
            bars.add_row(Text(self.words(STAGES[stage.name])), bar, Text(", ".join(self.figures(stage, now))))
        rows = Table.grid(padding=(0, 1))
        for one in self.seen.workers[:WORKERS_SHOWN]:
            rows.add_row(*map(Text, self.line(one)))
        more = len(self.seen.workers) - WORKERS_SHOWN
        rest = Text(self.words.plural("and {n} more worker", "and {n} more workers", more)) if more > 0 else Text("")
        return Group(bars, rows, rest)

    def line(self, one: Activity) -> tuple[str, ...]:
        if not one.job:
            return one.name, self.words("waits"), "", "", ""
        at = one.at if one.at != one.job else ""
        memory = f"{self.words.number(one.memory // MEGABYTE)} {self.words('MB')}"
        return one.name, one.job, at, f"{self.words.number(round(one.seconds))} {self.words('s')}", memory

    def figures(self, stage: Stage, now: float) -> list[str]:
        """Done and total, rates, what is left, what has failed; only what is known."""
        words = self.words
        found = [f"{words.number(stage.done)} / {words.number(stage.total)}"]
        if stage.done < stage.total and stage.rate:
            if stage.name in COUNTED:
                found.append(words("{rate} organisations/s").format(rate=words.number(round(stage.rate, 1))))
            if self.seen.signs and stage.name == "build":
                pages = max(0, self.seen.signs - stage.done) / max(now - stage.began, REFRESHED)
                found.append(words("{rate} pages/s").format(rate=words.number(round(pages))))
            found.append(words("{time} left").format(time=clocked((stage.total - stage.done) / stage.rate)))
        failed = max(stage.failed, self.seen.lost)
        if failed:
            found.append(words.plural("{n} failure", "{n} failures", failed))
        if self.seen.died and stage is list(self.stages.values())[-1]:
            found.append(words.plural("{n} worker died", "{n} workers died", self.seen.died))
        return found


def clocked(seconds: float) -> str:
    """`1:05`, `2:01:05`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
