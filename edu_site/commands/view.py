"""What a long command shows while it works: a live view on a terminal, a line now and then elsewhere, nothing when asked to be quiet.

In: steps of stages, and what the workers are at. Out: the view on standard error; afterwards the seconds each stage took and what
became of the workers, for the report.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from edu_site.activity import Activity, Seen
from edu_site.language import Words
from edu_site.problems import presentable

if TYPE_CHECKING:
    from edu_site.commands.screen import Screen

SHOWN_AFTER = 1.0  # seconds until a live view appears
REFRESHED = 0.1  # seconds between two pictures of it
WORKERS_SHOWN = 16
SAID = 10.0  # seconds between two lines where there is no terminal
MEGABYTE = 1024 * 1024
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

    def __init__(self, words: Words, terminal: bool, quiet: bool, started: float) -> None:
        """`started` is the time by `clock` at which the command began."""
        self.words, self.terminal, self.quiet, self.started = words, terminal, quiet, started
        self.clock: Callable[[], float] = time.monotonic
        self.stages: dict[str, Stage] = {}
        self.seen = Seen()
        self.past = Seen()  # of the workers of earlier stages
        self.screen: Screen | None = None
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
        if not self.terminal:
            self.say(now)
        elif now - self.started > SHOWN_AFTER and (self.screen is None or now - self.drawn >= REFRESHED):
            self.draw(now)

    def say(self, now: float) -> None:
        """A line for a log, the first after some seconds."""
        if now - self.said >= SAID:
            self.said = now
            stage = list(self.stages.values())[-1]
            click.echo(f"{self.words(STAGES[stage.name])}: {', '.join(self.figures(stage, now))}", err=True)

    def draw(self, now: float) -> None:
        from edu_site.commands.screen import Screen  # most commands end before anything is drawn

        self.drawn = now
        self.screen = self.screen or Screen()
        stages = self.stages.values()
        bars = [(self.words(STAGES[one.name]), one.done, one.total, ", ".join(self.figures(one, now))) for one in stages]
        more = len(self.seen.workers) - WORKERS_SHOWN
        rest = self.words.plural("and {n} more worker", "and {n} more workers", more) if more > 0 else ""
        self.screen.show(bars, [self.line(one) for one in self.seen.workers[:WORKERS_SHOWN]], rest)

    def close(self) -> None:
        if self.screen is not None:
            self.screen.close()
            self.screen = None

    def line(self, one: Activity) -> tuple[str, ...]:
        if not one.job:
            return one.name, self.words("waits"), "", "", ""
        at = presentable(one.at) if one.at != one.job else ""
        memory = f"{self.words.number(one.memory // MEGABYTE)} {self.words('MB')}"
        return one.name, presentable(one.job), at, f"{self.words.number(round(one.seconds))} {self.words('s')}", memory

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
