"""The published table: one row per peer and state, medians over rounds, ratios against stock MkDocs.

In: what was measured at one size. Out: Markdown.
"""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.builds.measure import Measured

MIB = 1024 * 1024


@dataclass(slots=True)
class Row:
    """One peer in one state at one size."""

    peer: str
    state: str
    pages: int
    rounds: list[Measured] = field(default_factory=list)
    note: str = ""

    @property
    def median(self) -> Measured:
        """The median of each measure by itself."""
        return Measured(
            statistics.median(one.wall for one in self.rounds),
            statistics.median(one.cpu for one in self.rounds),
            *(round(statistics.median(getattr(one, name) for one in self.rounds)) for name in NUMBERS),
        )


NUMBERS = ("memory", "first", "written", "files")
HEAD = (
    "| {size} organisations, {pages:,} pages | wall, s | pages/s | CPU, s | CPU, ms/page | peak memory, MB | written, MB | files | "
    "wall against stock | CPU against stock |"
)


def table(size: int, rows: Sequence[Row], base: str) -> str:
    """A Markdown table; `base` is the peer the ratios are against."""
    lines = [HEAD.format(size=size, pages=rows[0].pages), "|---|" + "---:|" * 9]
    against = {row.state: row.median for row in rows if row.peer == base}
    lines += [line(row, against.get(row.state)) for row in rows]
    notes = sorted({f"{row.peer}: {row.note}" for row in rows if row.note})
    return "\n".join([*lines, "", *notes]) + "\n"


def line(row: Row, against: Measured | None) -> str:
    found = row.median
    per_page = (f"{row.pages / found.wall:,.0f}", f"{found.cpu * 1000 / row.pages:.2f}") if row.state == "cold" else ("", "")
    cells = (
        f"{row.peer}: {row.state}",
        f"{found.wall:,.1f}",
        per_page[0],
        f"{found.cpu:,.1f}",
        per_page[1],
        f"{found.memory / MIB:,.0f}",
        f"{found.written / MIB:,.1f}",
        f"{found.files:,}",
        ratio(against.wall if against else 0, found.wall),
        ratio(against.cpu if against else 0, found.cpu),
    )
    return "| " + " | ".join(cells) + " |"


def ratio(base: float, found: float) -> str:
    return f"{base / found:,.1f}x" if base and found else ""


def spread(rows: Sequence[Row]) -> Iterator[str]:
    """How far the rounds of each row lie apart, for those who doubt a median."""
    for row in rows:
        if len(row.rounds) > 1:
            walls, cpus = [one.wall for one in row.rounds], [one.cpu for one in row.rounds]
            yield (
                f"{row.peer}: {row.state}: {len(row.rounds)} rounds, wall {min(walls):.1f}-{max(walls):.1f} s, "
                f"CPU {min(cpus):.1f}-{max(cpus):.1f} s"
            )
