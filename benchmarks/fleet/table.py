"""The published tables: one row a generator, medians of what was measured, ratios against Hugo; the targets and whether they are met.

In: `Result` values. Out: Markdown.
"""

import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.builds.measure import MIB, Measured
from benchmarks.fleet.ours import Disturbed, EduSiteOneWorker, EduSiteTwoWorkers
from benchmarks.fleet.peer import Weight
from benchmarks.fleet.slopes import REPUBLIC, growth, line_through

BASE = "Hugo"  # the generator the ratios are against, by the beginning of its name
SMALLEST, LARGE = 200, 1000  # organisations from which targets are asked, those of builds after a change
OURS, ALONE = EduSiteTwoWorkers.name, EduSiteOneWorker.name


@dataclass(slots=True)
class Result:
    """One generator at one size. `note` says why there are no numbers, or what a reader must know."""

    size: int
    peer: str
    weight: Weight = field(default_factory=lambda: Weight(0, 0, 0))
    states: dict[str, list[Measured]] = field(default_factory=dict)
    same: tuple[int, int] = (0, 0)  # item pages that say word for word what edu-site's say, of those compared
    note: str = ""
    disturbed: Disturbed | None = None

    def median(self, state: str, amount: str) -> float:
        """The median of a measure; 0 when the state was not measured."""
        rounds = self.states.get(state, [])
        return statistics.median(getattr(one, amount) for one in rounds) if rounds else 0.0


COLD = (
    "pages", "HTML, kB/page", "wall, s", "pages/s", "CPU, s", "CPU, ms/page", "memory, MB", "memory unshared, MB",
    "MB/organisation", "files/organisation", "wall against Hugo", "CPU against Hugo",
)  # fmt: skip
AGAIN = (
    "unchanged: wall, s", "CPU, s", "wall against Hugo", "CPU against Hugo",
    "one page: wall, s", "CPU, s", "files written", "wall against Hugo", "CPU against Hugo",
)  # fmt: skip


def tables(size: int, results: Sequence[Result]) -> str:
    """Both tables of one size: cold builds, and builds after nothing or one page has changed."""
    base = next((one for one in results if one.peer.startswith(BASE)), Result(size, BASE))
    measured = [one for one in results if one.states]
    parts = [
        *grid(f"{size:,} organisations, cold", COLD, ((one.peer, cold_cells(one, base)) for one in measured)),
        "",
        *grid(f"{size:,} organisations, again", AGAIN, ((one.peer, again_cells(one, base)) for one in measured)),
        "",
        *(f"- {one.peer}: {one.note}" for one in results if one.note),
        *(
            f"- {one.peer}: {one.same[0]:,} of {one.same[1]:,} item pages say word for word what edu-site's say"
            for one in results
            if one.same[1]
        ),
        *(killed_line(one.disturbed) for one in results if one.disturbed),
    ]
    return "\n".join(parts).rstrip() + "\n"


def grid(title: str, heads: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]]) -> list[str]:
    """A Markdown table as lines."""
    lines = [f"| {title} | {' | '.join(heads)} |", "|---|" + "---:|" * len(heads)]
    return lines + [f"| {name} | {' | '.join(cells)} |" for name, cells in rows]


def cold_cells(one: Result, base: Result) -> tuple[str, ...]:
    wall, cpu = one.median("cold", "wall"), one.median("cold", "cpu")
    pages = one.weight.pages
    return (
        f"{pages:,}",
        f"{one.weight.per_page / 1000:.1f}",
        f"{wall:,.1f}",
        f"{pages / wall:,.0f}" if wall else "",
        f"{cpu:,.1f}",
        f"{cpu * 1000 / pages:.2f}" if pages else "",
        f"{one.median('cold', 'memory') / MIB:,.0f}",
        f"{one.median('cold', 'resident') / MIB:,.0f}",
        f"{one.median('cold', 'written') / MIB / one.size:.2f}",
        f"{one.median('cold', 'files') / one.size:,.0f}",
        times(base.median("cold", "wall"), wall),
        times(base.median("cold", "cpu"), cpu),
    )


def again_cells(one: Result, base: Result) -> tuple[str, ...]:
    cells: list[str] = []
    for state in ("unchanged", "one page"):
        wall = one.median(state, "wall")
        cells += [f"{wall:,.2f}" if wall else "", f"{one.median(state, 'cpu'):,.2f}" if wall else ""]
        if state == "one page":
            cells.append(f"{one.median(state, 'files'):,.0f}" if wall else "")
        cells += [times(base.median(state, amount), one.median(state, amount)) for amount in ("wall", "cpu")]
    return tuple(cells)


def times(base: float, found: float) -> str:
    """How many times as fast as the base."""
    return f"{base / found:,.1f}x" if base and found else ""


def killed_line(found: Disturbed) -> str:
    start = f"- {OURS}, workers killed {found.kills} times during a cold build: "
    if found.failure:
        return f"{start}**failed**: {found.failure}"
    same = "the same bytes in every file" if found.same else "**other bytes**"
    return f"{start}{found.killed.wall:.1f} s against {found.calm.wall:.1f} s ({found.ratio:.2f}x), {same}"


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked, what was found, whether it is met; `met` is None where it could not be measured."""

    text: str
    found: str
    met: bool | None


def targets(results: Iterable[Result]) -> Iterator[Target]:
    """Every target at every size it is asked for: from 200 organisations on, of builds after a change from 1,000 on."""
    by_size: dict[int, dict[str, Result]] = {}
    for one in results:
        by_size.setdefault(one.size, {})["Hugo" if one.peer.startswith(BASE) else one.peer] = one
    for size, found in sorted(by_size.items()):
        asked = [one for one in targets_at(size, found) if size >= SMALLEST]
        yield from (one for one in asked if size >= LARGE or not any(state in one.text for state in ("unchanged", "one page")))
    memory = {size: found[OURS].median("cold", "memory") for size, found in by_size.items() if OURS in found}
    if len(memory) > 1 and all(memory.values()):
        grown = growth(memory)
        smaller, larger = sorted(memory)[-2:]
        yield Target(f"memory grows less than 10 % from {smaller:,} to {larger:,} organisations", f"{grown:+.1%}", grown < 0.1)


def targets_at(size: int, found: Mapping[str, Result]) -> Iterator[Target]:
    empty = Result(size, "")
    ours, alone, hugo = found.get(OURS, empty), found.get(ALONE, empty), found.get("Hugo", empty)

    def asked(text: str, base: float, own: float, least: float, unit: str = "x") -> Target:
        known = bool(base and own)
        return Target(
            f"{size:,}: {text}", f"{base / own:,.1f}{unit}" if known else "not measured", base / own >= least if known else None
        )

    yield asked("cold at least 2x Hugo", hugo.median("cold", "wall"), ours.median("cold", "wall"), 2)
    for state in ("unchanged", "one page"):
        wall = ours.median(state, "wall")
        yield Target(f"{size:,}: {state} under 1 s", f"{wall:.2f} s" if wall else "not measured", wall < 1 if wall else None)
        yield asked(f"{state} at least 50x Hugo", hugo.median(state, "wall"), wall, 50)
    yield asked("memory under a quarter of Hugo's", hugo.median("cold", "memory"), ours.median("cold", "memory"), 4, "x less")
    yield asked("two workers at least 1.8x one", alone.median("cold", "wall"), ours.median("cold", "wall"), 1.8)
    if ours.disturbed:
        one = ours.disturbed
        said = "failed" if one.failure else f"{one.ratio:.2f}x, {'the same' if one.same else 'other'} bytes"
        yield Target(f"{size:,}: workers killed: the same bytes, less than 1.5x the time", said, one.same and one.ratio < 1.5)


def targets_table(found: Iterable[Target]) -> str:
    said = {True: "met", False: "**missed**", None: ""}
    return "\n".join(grid("target", ("found", ""), ((one.text, (one.found, said[one.met])) for one in found))) + "\n"


ASSUMED = (
    "The line assumes that every further organisation costs what those between the two sizes cost: the same mix of levels and items, files "
    "that the file system's cache still holds, directories that do not get slower, and nothing that grows faster than their number."
)
EXTRAPOLATED: tuple[tuple[str, str, str, Callable[[float], str]], ...] = (  # what, state, measure, how it is written
    ("cold, wall", "cold", "wall", lambda value: f"{value / 60:,.1f} min"),
    ("cold, CPU", "cold", "cpu", lambda value: f"{value / 60:,.1f} min"),
    ("unchanged, wall", "unchanged", "wall", lambda value: f"{value:,.1f} s"),
    ("one page, wall", "one page", "wall", lambda value: f"{value:,.1f} s"),
    ("memory", "cold", "memory", lambda value: f"{value / MIB:,.0f} MB"),
    ("written", "cold", "written", lambda value: f"{value / MIB / 1024:,.1f} GB"),
    ("files", "cold", "files", lambda value: f"{value:,.0f}"),
)


def extrapolated(results: Sequence[Result]) -> str:
    """edu-site and Hugo at 20,000 organisations; empty when fewer than two sizes were measured."""
    peers = [name for name in dict.fromkeys(one.peer for one in results) if name.startswith((OURS, BASE))]
    rows: list[tuple[str, tuple[str, ...]]] = []
    for name in peers:
        for what, state, amount, written in EXTRAPOLATED:
            amounts = {one.size: one.median(state, amount) for one in results if one.peer == name and one.states.get(state)}
            if len(amounts) > 1:
                line = line_through(amounts)
                shown = [written(amounts[size]) for size in sorted(amounts)[-2:]]
                rows.append((f"{name}: {what}", (*shown, written(line.at(REPUBLIC)))))
    if not rows:
        return ""
    sizes = sorted({one.size for one in results})[-2:]
    heads = (*(f"{size:,} measured" for size in sizes), f"{REPUBLIC:,} by the line")
    return "\n".join([*grid("organisations", heads, rows), "", ASSUMED]) + "\n"
