"""The published figures of progress and attendance: one JSON file an organisation and release, typed and checked.

In: a folder `<release>/<organisation>.json`, as `edu-site protect` writes it. Out: the tables of one organisation, oldest release
first, or problems. A file that cannot be trusted stops its organisation: a wrong figure is worse than last term's site. The
exports behind the figures are not here and are never asked for.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edu_site.model.entries import ProgressContent, ReleaseFiles, SourceFile
from edu_site.model.organisation import Texts
from edu_site.model.progress import Assessment, Calendar, IndicatorText, Period, in_time, latest_of
from edu_site.model.safe import SafeTable
from edu_site.places import delivered
from edu_site.problems import Problem, Where, has_errors, personal_numbers
from edu_site.source.files import read_text
from edu_site.source.record_files import read_record_file
from edu_site.source.registers import text_of
from edu_site.source.schema import adapter
from edu_site.source.yaml import read_yaml
from edu_site.travelling import Wire, WireBand, WireRow, WireValue, read_wire, table_of

LARGEST = 20_000_000  # bytes of one table
HIGHEST = 100  # no percentage and no mark is above
CERTIFICATE = "certificate.json"
TEXTS = ("name", "definition")


@dataclass(frozen=True, slots=True)
class ProgressFolder:
    """The releases there are, by name; `shown` is how problems and published files name the folder."""

    folder: Path
    shown: str
    releases: tuple[str, ...] = ()
    certificates: Mapping[str, SourceFile] = field(default_factory=dict)
    indicators: tuple[IndicatorText, ...] = ()
    calendar: Calendar | None = None
    assessment: Assessment | None = None


def find_progress(project: Path, folder: Path | None, today: dt.date) -> tuple[ProgressFolder, tuple[Problem, ...]]:
    """The releases of a project (default data/progress); none is no fault. Calendar and rules of assessment are those of the day."""
    where = folder or project / "data" / "progress"
    releases = tuple(sorted(path.name for path in where.iterdir() if path.is_dir())) if where.is_dir() else ()
    inside = where.resolve().is_relative_to(project.resolve())
    shown = where.resolve().relative_to(project.resolve()).as_posix() if inside else str(where.resolve())
    if not releases:
        return ProgressFolder(where, shown), ()
    calendar, problems = read_calendar(project, today)
    assessment, more = read_assessment(project, today)
    certificates = dict(read_certificates(where, shown, releases))
    texts = tuple(read_indicators(project))
    return ProgressFolder(where, shown, releases, certificates, texts, calendar, assessment), (*problems, *more)


def read_progress(found: ProgressFolder, organisation_id: str) -> tuple[ProgressContent | None, tuple[Problem, ...]]:
    """The tables of one organisation; None when it has none, or when one is wrong."""
    wires: list[Wire] = []
    files: list[ReleaseFiles] = []
    problems: list[Problem] = []
    for release in found.releases:
        path = found.folder / release / f"{organisation_id}.json"
        if not path.is_file():
            continue
        shown = f"{found.shown}/{release}/{path.name}"
        data = path.read_bytes()
        wire, wrong = read_table(data, shown, organisation_id, release)
        problems += wrong
        if wire:
            wires.append(wire)
            files.append(
                ReleaseFiles(release=release, table=published(data, shown), certificate=found.certificates.get(release))
            )
    if has_errors(problems) or not wires:
        return None, tuple(problems)
    order = sorted(range(len(wires)), key=lambda n: (wires[n].release.date, wires[n].release.id))
    in_time = ProgressContent(
        tables=shown_rows([wires[n] for n in order]),
        files=tuple(files[n] for n in order),
        indicators=found.indicators,
        calendar=found.calendar,
        assessment=found.assessment,
    )
    return in_time, tuple(problems)


def shown_rows(wires: list[Wire]) -> tuple[SafeTable, ...]:
    """The tables without the details of earlier terms, which no page shows; the files hold them."""
    last = latest_of(in_time({(wire.release.school_year, term) for wire in wires for term in terms_of(wire)}))
    return tuple(table_of(wire, shown_of(wire, last)) for wire in wires)


def terms_of(wire: Wire) -> set[str]:
    return {row.term for row in wire.rows}


def shown_of(wire: Wire, last: Period | None) -> list[WireRow]:
    """All rows of the last term; of other terms those about the whole organisation."""
    year, term = last or ("", "")
    latest = term if wire.release.school_year == year else ""
    return [
        row
        for row in wire.rows
        if row.term == latest or (row.grade is None and not row.subject and not row.language and not row.sex)
    ]


def published(data: bytes, path: str) -> SourceFile:
    return SourceFile(path=path, size=len(data), digest=hashlib.sha256(data).hexdigest())


def read_certificates(folder: Path, shown: str, releases: Iterable[str]) -> Iterator[tuple[str, SourceFile]]:
    """The certificates of the releases, read once for all organisations."""
    for release in releases:
        path = folder / release / CERTIFICATE
        if path.is_file():
            yield release, published(path.read_bytes(), f"{shown}/{release}/{CERTIFICATE}")


def read_table(data: bytes, path: str, organisation_id: str, release: str) -> tuple[Wire | None, tuple[Problem, ...]]:
    """One table, or why it is refused."""
    where = Where(path)
    if len(data) > LARGEST:
        return None, (Problem(where, "T01", {"reason": f"> {LARGEST}"}),)
    try:
        wire = read_wire(data)
    except ValueError as error:
        return None, (Problem(where, "T01", {"reason": reason_of(data, error)}),)
    if (wire.organisation, wire.release.id) != (organisation_id, release):
        return None, (Problem(where, "T02", {"found": f"{wire.release.id}/{wire.organisation}"}),)
    if hidden := next(personal_numbers(" ".join(sorted(texts_of(wire)))), None):
        return None, (Problem(where, "P01", {"masked": hidden[1]}),)
    wrong = next((row for row in wire.rows if type(row.cell) is WireBand and not is_band(row.cell)), None)
    if wrong:
        return None, (Problem(where, "T03", {"indicator": wrong.indicator}),)
    return wire, ()


def texts_of(wire: Wire) -> set[str]:
    """Every text a table can hold that the format does not fix, and its exact values."""
    release = wire.release
    found = {release.corrects, release.reason_kk, release.reason_ru, wire.policy_digest, wire.rules_version, wire.source_digest}
    rows = wire.rows
    found |= {row.indicator for row in rows} | {row.subject for row in rows}
    found |= {row.language for row in rows} | {row.sex for row in rows}
    return found | {f"{row.cell.value:.0f}" for row in rows if type(row.cell) is WireValue}


def is_band(cell: WireBand) -> bool:
    """A percentage or a mark: nothing else is published as a band."""
    return 0 <= cell.low <= cell.high <= HIGHEST


def reason_of(data: bytes, error: ValueError) -> str:
    """Why a file is no table: place and kind of its first fault, without its values."""
    try:
        adapter(SafeTable).validate_json(data)
    except ValueError as found:
        return first_error(found)
    return type(error).__name__  # a default left out: the format asks for every field


def first_error(error: ValueError) -> str:
    """Place and kind of the first fault of a table, without its values."""
    faults: list[Any] = error.errors(include_url=False, include_input=False) if hasattr(error, "errors") else []
    if not faults:
        return type(error).__name__
    return f"{'.'.join(map(str, faults[0]['loc']))} {faults[0]['type']}".strip()


def read_indicators(project: Path) -> Iterator[IndicatorText]:
    """What pages say of each indicator. The whole definition is checked where figures are computed."""
    own = project / "data" / "indicators"
    folder = own if own.is_dir() else delivered("data") / "indicators"
    for path in sorted(folder.glob("*.yml")):
        text = read_text(folder, path.name)
        node = None if isinstance(text, Problem) else read_yaml(text, path.name)[0]
        if node is not None:
            named = {field: Texts(kk=text_of(node.get(field), "kk"), ru=text_of(node.get(field), "ru")) for field in TEXTS}
            yield IndicatorText(id=path.stem, unit=text_of(node, "unit"), **named)


def read_calendar(project: Path, today: dt.date) -> tuple[Calendar | None, tuple[Problem, ...]]:
    """The school year a day lies in: from August of one year to July of the next."""
    first = today.year if today.month >= 8 else today.year - 1
    name = f"calendar/{first}-{first + 1}.yml"
    data = project / "data" if (project / "data" / name).is_file() else delivered("data")
    if not (data / name).is_file():
        return None, ()
    return read_record_file(data, name, f"data/{name}", Calendar)


def read_assessment(project: Path, today: dt.date) -> tuple[Assessment | None, tuple[Problem, ...]]:
    """How marks are made on a day; the latest rules that hold, of the project or the delivered ones."""
    data = project / "data" if (project / "data" / "assessment").is_dir() else delivered("data")
    names = sorted(f"assessment/{path.name}" for path in (data / "assessment").glob("*.yml"))
    read = [read_record_file(data, name, f"data/{name}", Assessment) for name in names]
    held = [
        one for one, _problems in read if one and one.valid_from <= today and (one.valid_to is None or today <= one.valid_to)
    ]
    problems = tuple(problem for _one, told in read for problem in told)
    return max(held, key=lambda one: one.valid_from, default=None), problems
