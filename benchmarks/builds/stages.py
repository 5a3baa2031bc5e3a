"""Where the time of `edu-site build` goes: CPU milliseconds a page by stage, in one process, and the functions that cost most.

`python -m benchmarks.builds.stages --sizes 20,200 --functions 15`. Stages are timed by wrapping their functions, each without what
it calls of another stage; the profile of functions is a second run, for a profiler slows Python down unevenly.
"""

import argparse
import cProfile
import datetime as dt
import gc
import pstats
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import jinja2

from benchmarks.builds.corpus import TODAY, write_corpus
from edu_site.commands.build import COLLECTIONS
from edu_site.fleet import build as fleet
from edu_site.fleet import making, sites
from edu_site.fleet.output import Output
from edu_site.fleet.reading import Reader
from edu_site.fleet.receipts import Receipts
from edu_site.fleet.world import Surroundings
from edu_site.render import site as rendering
from edu_site.render.engine import markdown
from edu_site.render.engine import pages as engine
from edu_site.render.engine.content import Content
from edu_site.render.engine.markdown import Converter
from edu_site.settings import Settings

STAGES: tuple[tuple[str, Any, str], ...] = (  # stage, where the function is looked up, its name
    ("start: what was known, what is there", fleet, "look_around"),
    ("start: tree, registers, digests of theme and program", fleet, "begin"),
    ("start: configuration, templates", sites.Fleet, "renderer"),
    ("start: templates compiled", jinja2.Environment, "compile"),
    ("reading: YAML, front matter, types, summaries", Reader, "read"),
    ("store: contents, summaries", Reader, "keep"),
    ("store: contents, summaries", Reader, "content"),
    ("the world around each: roll-ups, digests", fleet, "look_again"),
    ("the world around each: roll-ups, digests", Surroundings, "index_of"),
    ("planning", making, "check_references"),
    ("planning", making, "plan_site"),
    ("digests of plans", making, "frame_digest"),
    ("digests of plans", making, "page_digest"),
    ("views", rendering.Renderer, "view"),
    ("Markdown", Converter, "convert_once"),
    ("sanitising", markdown, "sanitise"),
    ("sanitising", markdown, "sanitise_simple"),
    ("Jinja: frames, menus, pages not found", jinja2.Template, "render"),
    ("Jinja: contents", Content, "render"),
    ("pages put together of frame, menu, content", engine.Engine, "html"),
    ("search index, site map", rendering, "search_entries"),
    ("search index, site map", rendering, "search_index"),
    ("search index, site map", rendering, "site_map"),
    ("writing: digests, files, renames", Output, "stage_site"),
    ("writing: digests, files, renames", Output, "install"),
    ("writing: digests, files, renames", Output, "stage"),
    ("writing: digests, files, renames", Receipts, "write"),
    ("writing: shared files", fleet, "share_theme"),
    ("the end: site map index, what is remembered", fleet, "finish"),
    ("the end: site map index, what is remembered", fleet, "remember"),
)


class Clock:
    """CPU seconds by stage; the innermost stage pays."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {"everything else": 0.0} | {stage: 0.0 for stage, _owner, _name in STAGES}
        self.running = ["everything else"]
        self.since = time.process_time()

    def switch(self) -> None:
        now = time.process_time()
        self.seconds[self.running[-1]] += now - self.since
        self.since = now

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def call(*args: Any, **keywords: Any) -> Any:
            self.switch()
            self.running.append(stage)
            try:
                return function(*args, **keywords)
            finally:
                self.switch()
                self.running.pop()

        return call


def build(project: Path, label: str) -> int:
    """A cold build in this process, into a folder of its own, with nothing known before; returns the number of pages."""
    gc.set_threshold(*COLLECTIONS)  # as the command does
    shutil.rmtree(project / "build", ignore_errors=True)
    settings = Settings(project, dt.date.fromisoformat(TODAY), project / f"site-{label}", workers=0)
    return fleet.build_fleet(settings, lambda *_: None).pages


def by_stage(project: Path) -> tuple[int, dict[str, float]]:
    clock = Clock()
    kept = [(owner, name, getattr(owner, name)) for _stage, owner, name in STAGES]
    for stage, owner, name in STAGES:
        setattr(owner, name, clock.timed(stage, getattr(owner, name)))
    try:
        pages = build(project, "stages")
        clock.switch()
    finally:
        for owner, name, function in kept:
            setattr(owner, name, function)
    return pages, clock.seconds


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.builds.stages", description=__doc__)
    parser.add_argument("--sizes", default="20,200")
    parser.add_argument("--functions", type=int, default=0, help="how many of the costliest functions to print")
    options = parser.parse_args()
    for size in (int(text) for text in options.sizes.split(",")):
        with tempfile.TemporaryDirectory(prefix="stages-") as folder:
            project = Path(folder) / "project"
            write_corpus(project, size)
            pages, seconds = by_stage(project)
            total = sum(seconds.values())
            print(f"\n{size} organisations, {pages:,} pages, {total:.1f} s of CPU in one process\n")
            print("| stage | CPU, s | ms/page | share |\n|---|---:|---:|---:|")
            for stage, found in sorted(seconds.items(), key=lambda pair: -pair[1]):
                print(f"| {stage} | {found:.2f} | {found * 1000 / pages:.3f} | {found / total:.1%} |")
            print(f"| all | {total:.2f} | {total * 1000 / pages:.3f} | |", flush=True)
            if options.functions:
                functions(project, options.functions)


def functions(project: Path, number: int) -> None:
    """The costliest functions by the time spent in themselves."""
    profiler = cProfile.Profile(time.process_time)
    profiler.runcall(build, project, "functions")
    pstats.Stats(profiler).strip_dirs().sort_stats("tottime").print_stats(number)


if __name__ == "__main__":
    main()
