"""What differs between two releases: pages, other files, and every published figure, cell by cell.

In: two releases of a target. Out: their differences as values; nothing is known here but what is published. Figures are read from
the files beside the pages: the frozen tables (JSON) and the tables as readers download them (CSV).
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from edu_site.problems import Problem, Where
from edu_site.publish.keys import PublicKey
from edu_site.publish.publishing import Kept, kept, told
from edu_site.publish.publishing import Outcome as Told
from edu_site.publish.release import File
from edu_site.publish.target import Refusal, Target
from edu_site.values import from_json

FIGURES = re.compile(r"(?:^|/)progress/data/[^/]+\.(?:csv|json)\Z")
CELL = ("state", "low", "high", "group", "reason")  # of a line of a CSV: what it says; the others are what it is about
ABOUT = ("term", "indicator", "subject", "grade", "language", "sex")  # of a row of a frozen table


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as it is published: `state` is band, value, suppressed, not_applicable or not_available."""

    state: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that differs; None where it is not published."""

    path: str
    about: str
    before: Cell | None
    after: Cell | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Paths are in order; a page is a file that ends in .html."""

    before: str
    after: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    figures: tuple[Figure, ...]


def compare(
    target: Target, before: str, after: str, trusted: tuple[PublicKey, ...]
) -> tuple[Comparison | None, tuple[Problem, ...]]:
    """The differences; `after` is the live release when it is empty, `before` the parent of `after`."""
    found: list[Comparison] = []

    def look() -> Told:
        name = after or target.live()
        if not name:
            raise Refusal(Problem(Where(target.shown), "U17", {"release": "-"}))
        last = kept(target, name, trusted)
        first_id = before or last.release.parent
        if not first_id:
            raise Refusal(Problem(Where(target.shown), "U18"))
        found.append(compared(target, kept(target, first_id, trusted), last))
        return Told("compared")

    problems = told(target, look).problems
    return (found[0] if found else None), problems


def compared(target: Target, first: Kept, last: Kept) -> Comparison:
    old, new = ({file.path: file for file in one.files} for one in (first, last))
    changed = tuple(path for path in sorted(old.keys() & new.keys()) if old[path].sha256 != new[path].sha256)
    added, removed = tuple(sorted(new.keys() - old.keys())), tuple(sorted(old.keys() - new.keys()))
    was = target.fetch(first.release.id, figure_files(old, (*changed, *removed)))
    now = target.fetch(last.release.id, figure_files(new, (*changed, *added)))
    figures = tuple(figure for path in sorted({*was, *now}) for figure in figures_of(path, was.get(path), now.get(path)))
    return Comparison(first.release.id, last.release.id, added, changed, removed, figures)


def figure_files(files: Mapping[str, File], paths: tuple[str, ...]) -> list[File]:
    return [files[path] for path in paths if FIGURES.search(path)]


def figures_of(path: str, before: bytes | None, after: bytes | None) -> Iterator[Figure]:
    """The figures of a file that differ. A file that is no table has none."""
    was, now = cells_of(path, before or b""), cells_of(path, after or b"")
    for about in sorted({*was, *now}):
        if was.get(about) != now.get(about):
            yield Figure(path, ", ".join(filter(None, about)), was.get(about), now.get(about))


def cells_of(path: str, data: bytes) -> dict[tuple[str, ...], Cell]:
    """What a figure is about -> what is published of it."""
    if path.endswith(".csv"):
        return {
            tuple(value or "" for name, value in line.items() if name not in CELL): Cell(
                line.get("state") or "", line.get("low") or "", line.get("high") or ""
            )
            for line in csv.DictReader(io.StringIO(data.decode("utf-8", errors="replace")))
        }
    try:
        table = from_json(data)
        return {tuple(text(row.get(name)) for name in ABOUT): frozen_cell(row["cell"]) for row in table["rows"]}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}  # a description of tables, a certificate


def frozen_cell(cell: Mapping[str, Any]) -> Cell:
    value = text(cell.get("value"))
    return Cell(str(cell["type"]), value or text(cell.get("low")), value or text(cell.get("high")))


def text(value: object) -> str:
    """A value of JSON as a CSV writes it: whole numbers without a fraction."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)
