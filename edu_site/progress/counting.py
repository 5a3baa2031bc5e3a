"""From the records of pupils to counts by organisation and term.

In: the folder of records, names of organisations. Out: `Counts`, and digests of what was imported. Whole organisations are counted
together, a few hundred at a time.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from edu_site.progress.counts import Counts, of_organisations
from edu_site.progress.engine import QUERIES, Kind, count, record_files
from edu_site.progress.groups import Place

ORGANISATIONS_AT_ONCE = 200


def partitions(records: Path, kind: Kind, names: Iterable[str], school_year: str) -> Iterator[Sequence[Path]]:
    """The record files of the organisations, whole organisations together."""
    batch: list[Path] = []
    for number, name in enumerate(sorted(names), start=1):
        batch += record_files(records, kind, name, school_year)
        if number % ORGANISATIONS_AT_ONCE == 0:
            yield batch
            batch = []
    yield batch


def count_records(records: Path, names: Iterable[str], school_year: str, terms: Sequence[str]) -> dict[str, dict[str, Counts]]:
    """Term -> counts by organisation; organisations without records are not in it."""
    wanted, scratch = sorted(set(names)), records / "scratch"
    rows: dict[str, dict[str, list[tuple[str | int, ...]]]] = {term: {} for term in terms}
    for query in QUERIES:
        kind: Kind = "attendance" if query == "attendance" else "marks"
        for term, *row in count(query, partitions(records, kind, wanted, school_year), school_year, terms, scratch):
            rows[str(term)].setdefault(query, []).append(tuple(row))
    none: list[tuple[str | int, ...]] = []
    found = {
        term: of_organisations(*(by_query.get(query, none) for query in ("marks", "pupils", "attendance")))
        for term, by_query in rows.items()
    }
    return {term: {name: one for name, one in sorted(counts.items()) if name in set(wanted)} for term, counts in found.items()}


def source_digests(records: Path, own: Iterable[str], places: Mapping[str, Place], school_year: str) -> dict[str, str]:
    """A digest of what was imported, for each organisation and, over all below it, for each one above."""
    sums: dict[str, list[str]] = {}
    for name in sorted(own):
        files = [
            f"{path.parts[-4]}/{path.stem}"
            for kind in ("marks", "attendance")
            for path in sources(records, kind, name, school_year)
        ]
        above: str | None = name
        while above is not None:
            sums.setdefault(above, []).extend(files)
            above = places[above].parent
    return {name: hashlib.sha256("\n".join(files).encode()).hexdigest() for name, files in sums.items()}


def sources(records: Path, kind: str, name: str, school_year: str) -> tuple[Path, ...]:
    return record_files(records, "marks" if kind == "marks" else "attendance", name, school_year)
