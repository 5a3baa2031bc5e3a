"""The published figures of progress and attendance: one JSON file an organisation and release, typed and checked.

In: a folder `<release>/<organisation>.json`, as `edu-site protect` writes it. Out: the tables of one organisation, oldest release
first, or problems. A file that cannot be trusted stops its organisation: a wrong figure is worse than last term's site. The
exports behind the figures are not here and are never asked for.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from edu_site.model.entries import ProgressContent, ReleaseFiles, SourceFile
from edu_site.model.organisation import Texts
from edu_site.model.progress import Calendar, IndicatorText, is_whole, latest_period
from edu_site.model.safe import Band, SafeTable, Value
from edu_site.places import delivered
from edu_site.problems import Problem, Where, has_errors, personal_numbers
from edu_site.source.files import read_text
from edu_site.source.record_files import read_record_file
from edu_site.source.registers import text_of
from edu_site.source.schema import adapter
from edu_site.source.yaml import read_yaml

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
    indicators: tuple[IndicatorText, ...] = ()
    calendar: Calendar | None = None


def find_progress(project: Path, folder: Path | None, today: dt.date) -> tuple[ProgressFolder, tuple[Problem, ...]]:
    """The releases of a project (default data/progress); none is no fault. The calendar is that of the day."""
    where = folder or project / "data" / "progress"
    releases = tuple(sorted(path.name for path in where.iterdir() if path.is_dir())) if where.is_dir() else ()
    inside = where.resolve().is_relative_to(project.resolve())
    shown = where.resolve().relative_to(project.resolve()).as_posix() if inside else str(where.resolve())
    if not releases:
        return ProgressFolder(where, shown), ()
    calendar, problems = read_calendar(project, today)
    return ProgressFolder(where, shown, releases, tuple(read_indicators(project)), calendar), problems


def read_progress(found: ProgressFolder, organisation_id: str) -> tuple[ProgressContent | None, tuple[Problem, ...]]:
    """The tables of one organisation; None when it has none, or when one is wrong."""
    tables: list[SafeTable] = []
    files: list[ReleaseFiles] = []
    problems: list[Problem] = []
    for release in found.releases:
        path = found.folder / release / f"{organisation_id}.json"
        if not path.is_file():
            continue
        shown = f"{found.shown}/{release}/{path.name}"
        data = path.read_bytes()
        table, wrong = read_table(data, shown, organisation_id, release)
        problems += wrong
        if table:
            tables.append(table)
            files.append(ReleaseFiles(release=release, table=published(data, shown), certificate=certificate(found, release)))
    if has_errors(problems) or not tables:
        return None, tuple(problems)
    order = sorted(range(len(tables)), key=lambda n: (tables[n].release.date, tables[n].release.id))
    in_time = ProgressContent(
        tables=shown_rows([tables[n] for n in order]),
        files=tuple(files[n] for n in order),
        indicators=found.indicators,
        calendar=found.calendar,
    )
    return in_time, tuple(problems)


def shown_rows(tables: list[SafeTable]) -> tuple[SafeTable, ...]:
    """The tables without the details of earlier terms, which no page shows; the files hold them."""
    last = latest_period(tables)

    def trimmed(table: SafeTable) -> SafeTable:
        year = table.release.school_year
        return replace(table, rows=tuple(row for row in table.rows if (year, row.term) == last or is_whole(row)))

    return tuple(map(trimmed, tables))


def published(data: bytes, path: str) -> SourceFile:
    return SourceFile(path=path, size=len(data), digest=hashlib.sha256(data).hexdigest())


def certificate(found: ProgressFolder, release: str) -> SourceFile | None:
    path = found.folder / release / CERTIFICATE
    return published(path.read_bytes(), f"{found.shown}/{release}/{CERTIFICATE}") if path.is_file() else None


def read_table(data: bytes, path: str, organisation_id: str, release: str) -> tuple[SafeTable | None, tuple[Problem, ...]]:
    """One table, or why it is refused."""
    where = Where(path)
    if len(data) > LARGEST:
        return None, (Problem(where, "T01", {"reason": f"> {LARGEST}"}),)
    try:
        table = adapter(SafeTable).validate_json(data)
    except ValueError as error:
        return None, (Problem(where, "T01", {"reason": first_error(error)}),)
    if (table.organisation, table.release.id) != (organisation_id, release):
        return None, (Problem(where, "T02", {"found": f"{table.release.id}/{table.organisation}"}),)
    if hidden := next(personal_numbers(" ".join(sorted(set(texts_of(table))))), None):
        return None, (Problem(where, "P01", {"masked": hidden[1]}),)
    wrong = next((row for row in table.rows if isinstance(row.cell, Band) and not is_band(row.cell)), None)
    if wrong:
        return None, (Problem(where, "T03", {"indicator": wrong.indicator}),)
    return table, ()


def texts_of(table: SafeTable) -> Iterator[str]:
    """Every text a table can hold that the schema does not fix, and its exact values."""
    release = table.release
    yield from (release.corrects, release.reason_kk, release.reason_ru, table.policy_digest, table.rules_version)
    yield table.source_digest
    for row in table.rows:
        yield from (row.indicator, row.subject, row.language, row.sex)
        if isinstance(row.cell, Value):
            yield f"{row.cell.value:.0f}"


def is_band(cell: Band) -> bool:
    """A percentage or a mark: nothing else is published as a band."""
    return 0 <= cell.low <= cell.high <= HIGHEST


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
