"""Whether the coordinator grows with the number of organisations: its peak while everything is read and one site is made.

`python -m benchmarks.builds.memory --sizes 20,200,1000`. What a coordinator holds is the tree, the summaries of all items and the
index; rendering happens in the workers and adds a line of report per organisation, so one site is enough to see it.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.builds.corpus import HOUSE, ITEMS, TODAY, write_corpus
from benchmarks.builds.measure import MIB, measure


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.builds.memory", description=__doc__)
    parser.add_argument("--sizes", default="20,200,1000")
    parser.add_argument("--folder", type=Path, help="where projects are made (default: a temporary folder)")
    options = parser.parse_args()
    print("| organisations | items | coordinator, peak MB | all processes, peak MB | CPU, s |\n|---:|---:|---:|---:|---:|")
    for size in (int(text) for text in options.sizes.split(",")):
        with tempfile.TemporaryDirectory(prefix="memory-", dir=options.folder) as folder:
            project = Path(folder) / "project"
            places = write_corpus(project, size)
            command = [sys.executable, "-m", "edu_site.cli", "build", "-q", "-j", "2", "--today", TODAY, places[-1].id]
            found = measure(command, project, (project / "site",), HOUSE)
            cells = f"{size:,} | {size * ITEMS:,} | {found.first / MIB:.0f} | {found.memory / MIB:.0f} | {found.cpu:.1f}"
            print(f"| {cells} |", flush=True)


if __name__ == "__main__":
    main()
