"""`python -m benchmarks.fleet`: measures all generators at each size and prints the tables; results/ keeps all numbers.

Everything runs on the first two cores this process may use.
"""

import argparse
import dataclasses
import datetime as dt
import json
import os
import platform
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.builds.corpus import ROOT, Place, write_corpus
from benchmarks.builds.measure import MIB, CommandFailed, Measured
from benchmarks.fleet.ours import EduSite, EduSiteTwoWorkers, disturb
from benchmarks.fleet.peer import STATES, CannotRun, Peer, say
from benchmarks.fleet.peers import PEERS, same_words
from benchmarks.fleet.table import Result, extrapolated, tables, targets, targets_table

RESULTS = Path(__file__).parents[1] / "results"
CORES = 2
SHORT = 10.0  # seconds; a shorter build is measured several times


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fleet", description=__doc__)
    parser.add_argument("--sizes", default="20", help="organisations, separated by commas (default: 20)")
    parser.add_argument("--peers", default="", help="only generators whose name contains one of these, separated by commas")
    parser.add_argument("--repeats", type=int, default=3, help="how often a build under ten seconds is measured (default: 3)")
    parser.add_argument("--quick", action="store_true", help="once each, and no killed workers")
    parser.add_argument("--kill-every", type=float, default=5.0, help="seconds between two killed workers (default: 5)")
    parser.add_argument("--folder", type=Path, help="where the corpora are made (default: a temporary folder)")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    wanted = [part.lower() for part in options.peers.split(",") if part]
    chosen = [peer for peer in PEERS if not wanted or any(part in peer.name.lower() for part in wanted)]
    results: list[Result] = []
    report = [machine()]
    with tempfile.TemporaryDirectory(prefix="fleet-", dir=options.folder) as folder:
        # nothing is deleted before all is measured: see Peer.clean
        for size in sorted(int(text) for text in options.sizes.split(",")):
            report.append(f"Load before {size:,} organisations: {os.getloadavg()[0]:.1f}\n")
            at_size = measure_size(Path(folder) / str(size), size, chosen, options)
            results += at_size
            report.append(tables(size, at_size))
            keep(results, report)
    report += [text for text in (extrapolated(results), targets_table(targets(results))) if text]
    keep(results, report)
    print("\n".join(report))


def measure_size(folder: Path, size: int, chosen: Sequence[type[Peer]], options: argparse.Namespace) -> list[Result]:
    """All generators at one size, one after another; edu-site's pages stay for the comparison."""
    project = folder / "project"
    places = write_corpus(project, size)
    found = []
    for number, kind in enumerate(chosen):
        found.append(measure_peer(kind, project, places, folder / str(number), options))
        say(f"{size} organisations: {kind.name} is done")
    return found


def measure_peer(
    kind: type[Peer], project: Path, places: tuple[Place, ...], folder: Path, options: argparse.Namespace
) -> Result:
    """Every state of one generator. A generator that cannot run or fails is a result too."""
    result = Result(len(places), kind.name)
    if len(places) > kind.largest:
        result.note = f"not measured above {kind.largest} organisations"
        return result
    peer = kind(project, places, folder)
    folder.mkdir()
    try:
        peer.prepare()
        if isinstance(peer, EduSiteTwoWorkers) and not options.quick:
            result.disturbed = disturb(peer, options.kill_every)
        for state in STATES:
            result.states[state] = rounds(peer, state, 1 if options.quick else options.repeats)
        result.weight, result.same = peer.weight(), (0, 0) if isinstance(peer, EduSite) else same_words(peer)
        result.note = peer.note()
    except (CannotRun, CommandFailed) as reason:
        result.note = f"failed: {reason}"
        say(f"{kind.name}: {reason}")
    return result


def rounds(peer: Peer, state: str, repeats: int) -> list[Measured]:
    found: list[Measured] = []
    while not found or (len(found) < repeats and found[-1].wall < SHORT):
        if state == "cold":
            peer.clean()
        if state == "one page":
            peer.change_page(len(found) + len(peer.name))
        found.append(peer.build(state))
        last = found[-1]
        say(f"{peer.name}: {state}: {last.wall:.2f} s, CPU {last.cpu:.2f} s, {last.memory / MIB:.0f} MB, {last.files:,} files")
    return found


def machine() -> str:
    """What the numbers were measured on."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / MIB / 1024
    return (
        f"{dt.date.today()}, commit {commit.stdout.strip() or 'unknown'}, {processor()}, {len(os.sched_getaffinity(0))} of "
        f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.release()}, Python {platform.python_version()}\n"
    )


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def keep(results: Sequence[Result], report: Sequence[str]) -> None:
    """Writes what is known so far; a run that is stopped has lost nothing it measured."""
    RESULTS.mkdir(exist_ok=True)
    stem = RESULTS / f"fleet-{dt.date.today()}"
    numbers = {
        "machine": report[0].strip(),
        "results": [dataclasses.asdict(one) for one in results],
        "targets": [dataclasses.asdict(one) for one in targets(results)],
    }
    stem.with_suffix(".json").write_text(json.dumps(numbers, indent=1, ensure_ascii=False), encoding="utf-8")
    stem.with_suffix(".md").write_text("\n".join(report), encoding="utf-8")


if __name__ == "__main__":
    main()
