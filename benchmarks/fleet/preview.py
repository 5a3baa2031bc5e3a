"""`python -m benchmarks.fleet.preview`: how long an author waits: from saving a file to the changed page, with the server of each generator.

In: a corpus. Out: seconds until the server answers for the first time, and milliseconds from the last byte written to the moment the
waiting browser is told (edu-site's long poll) and to the moment the page with the new sentence has been received. Every server is
asked for the page over HTTP without a pause, as a browser that reloads would be at best.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.builds.corpus import HOUSE, TODAY, Place, write_corpus
from benchmarks.fleet.hugo import Hugo
from benchmarks.fleet.ours import EduSite
from benchmarks.fleet.peer import say

PORT = 8437
STARTED, CHANGED = 1800.0, 300.0  # seconds after which a server is given up
PAUSE = 0.002  # seconds between two requests for a page that has not changed yet
SETTLED = 1.0  # seconds of quiet before a file is saved


class Silent(Exception):
    """A server did not answer, or not with what was written, in time."""


@dataclass(frozen=True, slots=True)
class Server:
    """A generator's server over a project; `poll` is where a browser waits for news, empty when it is not asked."""

    name: str
    command: Sequence[str]
    folder: Path
    file: Path
    page: str
    poll: str = ""


@dataclass(frozen=True, slots=True)
class Waited:
    """Seconds after the file was saved; `told` is 0 where no browser waited."""

    told: float
    shown: float


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fleet.preview", description=__doc__)
    parser.add_argument("--size", type=int, default=1000, help="organisations (default: 1000)")
    parser.add_argument("--rounds", type=int, default=7, help="files saved, one after another (default: 7)")
    parser.add_argument("--hugo", action="store_true", help="measure `hugo server` too")
    parser.add_argument("--folder", type=Path, help="where the corpus is made (default: a temporary folder)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="preview-", dir=options.folder) as folder:
        project = Path(folder) / "project"
        places = write_corpus(project, options.size)
        print(
            "| server | starts, s | starts again, s | browser told, ms | page changed, ms | slowest, ms |\n|---|---:|---:|---:|---:|---:|"
        )
        for make in (edu_site, hugo) if options.hugo else (edu_site,):
            print(row(make(project, places, Path(folder)), options.rounds), flush=True)


def edu_site(project: Path, places: tuple[Place, ...], folder: Path) -> Server:
    peer = EduSite(project, places, folder)
    place = peer.changed
    command = [sys.executable, "-m", "edu_site.cli", "serve", place.id, "--port", str(PORT), "--today", TODAY]
    return Server(
        "edu-site serve", command, project, peer.changed_file(), f"/{place.folder_of_site}/news/item-00/", "/livereload/{}/1"
    )


def hugo(project: Path, places: tuple[Place, ...], folder: Path) -> Server:
    peer = Hugo(project, places, folder / "hugo")
    peer.folder.mkdir()
    peer.prepare()
    command = [str(peer.program), "server", "--quiet", "--port", str(PORT), "--renderToMemory"]
    return Server("hugo server", command, peer.folder, peer.changed_file(), f"/org/{peer.changed.id}/news/item-00/")


def row(server: Server, rounds: int) -> str:
    """One row of the table."""
    with running(server) as first:
        waited = [save(server, number) for number in range(rounds)]
    with running(server) as again:
        say(f"{server.name}: answers after {first:.1f} s, started again after {again:.1f} s")
    told = f"{statistics.median(one.told for one in waited) * 1000:,.0f}" if server.poll else ""
    shown = [one.shown * 1000 for one in waited]
    cells = f"{first:,.1f} | {again:,.1f} | {told} | {statistics.median(shown):,.0f} | {max(shown):,.0f}"
    return f"| {server.name} | {cells} |"


@contextmanager
def running(server: Server) -> Iterator[float]:
    """The server, ended at the end; gives the seconds until it answered. Raises Silent."""
    with tempfile.TemporaryFile() as said:
        environment = {**os.environ, **HOUSE}
        started = time.perf_counter()
        process = subprocess.Popen(server.command, cwd=server.folder, env=environment, stdout=said, stderr=said)
        try:
            until(lambda: process.poll() is not None or "</html>" in (get(server.page) or ""), STARTED)
            if process.poll() is not None:
                said.seek(0)
                raise Silent(said.read().decode(errors="replace")[-1000:])
            yield time.perf_counter() - started
        finally:
            process.terminate()
            process.wait()


def save(server: Server, number: int) -> Waited:
    """One sentence more, and how long it takes to be seen."""
    time.sleep(SETTLED)
    mark = f"save-{number}-{'x' * number}"
    epoch = get(server.poll.format(0)) if server.poll else None
    with server.file.open("a", encoding="utf-8") as file:
        file.write(f"\n{mark}\n")
    saved = time.perf_counter()
    told = 0.0
    if server.poll and get(server.poll.format(epoch)) is not None:
        told = time.perf_counter() - saved
    until(lambda: mark in (get(server.page) or ""), CHANGED)
    found = Waited(told, time.perf_counter() - saved)
    say(f"{server.name}: told after {found.told * 1000:.0f} ms, shown after {found.shown * 1000:.0f} ms")
    return found


def get(path: str) -> str | None:
    """What the server answers, None while it does not."""
    try:
        with urllib.request.urlopen(f"http://localhost:{PORT}{path}", timeout=CHANGED) as answer:
            return str(answer.read().decode("utf-8"))
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return None


def until(true: Callable[[], bool], seconds: float) -> None:
    """Asks until it is true. Raises Silent."""
    end = time.perf_counter() + seconds
    while not true():
        if time.perf_counter() > end:
            raise Silent
        time.sleep(PAUSE)


if __name__ == "__main__":
    main()
