"""`python -m benchmarks.builds`: measures the peers at each size and prints the table; results/ keeps all numbers.

Rounds of the peers alternate, so that a busy moment of the machine does not fall on one of them alone.
"""

import argparse
import dataclasses
import datetime as dt
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.builds.corpus import ROOT, write_corpus
from benchmarks.builds.peers import PEERS, STATES, Peer, StockMkDocs, versions
from benchmarks.builds.table import MIB, Row, spread, table

RESULTS = Path(__file__).parents[1] / "results"
CHANGES = 100  # numbers of the sentences added in the rounds of one size


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.builds", description=__doc__)
    parser.add_argument("--sizes", default="20,200", help="organisations, separated by commas (default: 20,200)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each edu-site measurement up to 50 organisations")
    parser.add_argument("--rounds-large", type=int, default=1, help="the same above 50 organisations")
    parser.add_argument("--sample", type=int, default=20, help="organisations built by a peer that needs a run for each")
    parser.add_argument("--peers", default="", help="only peers whose name contains one of these, separated by commas")
    parser.add_argument("--folder", type=Path, help="where projects are made (default: a temporary folder)")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    chosen = [peer for peer in PEERS if not options.peers or any(part in peer.name for part in options.peers.split(","))]
    parts, numbers = [machine()], []
    with tempfile.TemporaryDirectory(prefix="builds-", dir=options.folder) as folder:
        for size in (int(text) for text in options.sizes.split(",")):
            rounds = options.rounds if size <= 50 else options.rounds_large
            project = Path(folder) / str(size)
            places = write_corpus(project, size)
            peers = [peer(project, places, options.sample) for peer in chosen]
            rows = measure_all(peers, rounds)
            parts += [table(size, rows, StockMkDocs.name), *spread(rows), *honesty(peers), ""]
            numbers += [{"size": size, **dataclasses.asdict(row)} for row in rows]
            print("\n".join(parts), flush=True)
            parts = keep(parts, numbers)
            say(f"{size} organisations are done")


def measure_all(peers: Sequence[Peer], rounds: int) -> list[Row]:
    """Every state of every peer, the peers taking turns."""
    rows: dict[tuple[str, str], Row] = {}
    for peer in peers:
        peer.prepare()
    for number in range(rounds):
        for peer in peers:
            if number == 0 or peer.repeated:
                measure_one(peer, number, rows)
    return list(rows.values())


def measure_one(peer: Peer, number: int, rows: dict[tuple[str, str], Row]) -> None:
    """One round: cold, unchanged, one page changed."""
    for state in STATES:
        if state == "cold":
            peer.clean()
        if state == "one page":
            peer.change_page(number * CHANGES + len(peer.name))
        found = peer.build(state)
        say(f"{peer.name}: {state}: {found.wall:.1f} s, CPU {found.cpu:.1f} s, {found.memory / MIB:.0f} MB")
        row = rows.setdefault((peer.name, state), Row(peer.name, state, peer.pages(), note=peer.note()))
        row.rounds.append(found)


def honesty(peers: Iterable[Peer]) -> list[str]:
    """Whether the naive cost is linear, and whether both sides made the same pages."""
    lines: list[str] = []
    for peer in peers:
        if not isinstance(peer, StockMkDocs):
            continue
        costs = [one.cpu for one in peer.each.values()]
        for number in (5, 10, 20):
            if number <= len(costs):
                mean = sum(costs[:number]) / number
                lines.append(
                    f"{peer.name}: the first {number} builds take {sum(costs[:number]):.1f} s of CPU, {mean:.2f} s each"
                )
        compared = dict(peer.compared())
        different = sorted(name for name, same in compared.items() if not same)
        lines.append(f"{len(compared) - len(different):,} of {len(compared):,} pages compared say the same in both")
        lines += [f"- differs: {name}" for name in different[:10]]
    return lines


def machine() -> str:
    """What the numbers were measured on."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / MIB / 1024
    return (
        f"{dt.date.today()}, commit {commit.stdout.strip() or 'unknown'}, {processor()}, {os.cpu_count()} cores, {memory:.0f} GB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, {versions()}; "
        f"load before: {os.getloadavg()[0]:.1f}\n"
    )


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def keep(parts: list[str], numbers: list[dict[str, Any]]) -> list[str]:
    """Writes what is known so far; a run that is stopped has lost nothing it measured."""
    RESULTS.mkdir(exist_ok=True)
    stem = RESULTS / f"builds-{dt.date.today()}"
    stem.with_suffix(".json").write_text(json.dumps(numbers, indent=1), encoding="utf-8")
    with stem.with_suffix(".md").open("a", encoding="utf-8") as file:
        file.write("\n".join(parts) + "\n")
    return []


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
