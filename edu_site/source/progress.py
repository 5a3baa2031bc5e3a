"""The published figures of progress and attendance: one JSON file an organisation and release, typed and checked.

In: a folder `<release>/<organisation>.json`, as `edu-site protect` writes it. Out: the tables of one organisation, oldest release
first, or problems. A file that cannot be trusted stops its organisation: a wrong figure is worse than last term's site. The
exports behind the figures are not here and are never asked for.
"""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from edu_site.model.entries import ProgressContent, ReleaseFiles, SignedCertificate, SourceFile
from edu_site.model.organisation import Texts
from edu_site.model.progress import Assessment, Calendar, IndicatorText, Period, is_whole, latest_period
from edu_site.model.safe import Band, NoTable, SafeRow, SafeTable, Value, read_signature, replace
from edu_site.model.safe import read_table as table_of
from edu_site.places import delivered
from edu_site.problems import Problem, Where, has_errors, personal_numbers
from edu_site.source.files import read_text
from edu_site.source.record_files import read_record_file
from edu_site.source.registers import text_of
from edu_site.source.yaml import read_yaml

LARGEST = 20_000_000  # bytes of one table
HIGHEST = 100  # no percentage and no mark is above
CERTIFICATE, SIGNATURE = "certificate.json", "certificate.sig"
TEXTS = ("name", "definition")


@dataclass(frozen=True, slots=True)
class ProgressFolder:
    """The releases there are, by name; `shown` is how problems and published files name the folder."""

    folder: Path
    shown: str
    releases: tuple[str, ...] = ()
    certificates: Mapping[str, SignedCertificate] = field(default_factory=dict)
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
    certificates, wrong = read_certificates(where, shown, releases)
    texts = tuple(read_indicators(project))
    return ProgressFolder(where, shown, releases, certificates, texts, calendar, assessment), (*problems, *more, *wrong)


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
            files.append(
                ReleaseFiles(release=release, table=published(data, shown), certificate=found.certificates.get(release))
            )
    if has_errors(problems) or not tables:
        return None, tuple(problems)
    order = sorted(range(len(tables)), key=lambda n: (tables[n].release.date, tables[n].release.id))
    in_time = ProgressContent(
        tables=shown_rows([tables[n] for n in order]),
        files=tuple(files[n] for n in order),
        indicators=found.indicators,
        calendar=found.calendar,
        assessment=found.assessment,
    )
    return in_time, tuple(problems)


def shown_rows(tables: list[SafeTable]) -> tuple[SafeTable, ...]:
    """The tables without the details of earlier terms, which no page shows; the files hold them."""
    last = latest_period(tables)
    return tuple(replace(table, rows=shown_of(table, last)) for table in tables)


def shown_of(table: SafeTable, last: Period | None) -> tuple[SafeRow, ...]:
    """All rows of the last term; of other terms those about the whole organisation."""
    year, term = last or ("", "")
    latest = term if table.release.school_year == year else ""
    return tuple(row for row in table.rows if row.term == latest or is_whole(row))


def published(data: bytes, path: str) -> SourceFile:
    return SourceFile(path=path, size=len(data), digest=hashlib.sha256(data).hexdigest())


def read_certificates(
    folder: Path, shown: str, releases: Iterable[str]
) -> tuple[dict[str, SignedCertificate], tuple[Problem, ...]]:
    """The certificates of the releases with their signatures, read once for all organisations; a file that is no signature is not
    published. Whether a signature is true is told by who has the key: `edu-site audit`, and `edu-site publish` before a release."""
    found: dict[str, SignedCertificate] = {}
    problems: list[Problem] = []
    for release in releases:
        path, signed = folder / release / CERTIFICATE, folder / release / SIGNATURE
        if path.is_file():
            found[release] = SignedCertificate(file=published(path.read_bytes(), f"{shown}/{release}/{CERTIFICATE}"))
        if release in found and signed.is_file():
            where, data = f"{shown}/{release}/{SIGNATURE}", signed.read_bytes()
            signature = read_signature(data) if len(data) <= LARGEST else None
            if signature is None or next(personal_numbers(signature.signed_by), None):
                problems.append(Problem(Where(where), "T04", {"release": release}))
                continue
            found[release] = dataclasses.replace(
                found[release], signature=published(data, where), signed_by=signature.signed_by, key_id=signature.key_id
            )
    return found, tuple(problems)


def read_table(data: bytes, path: str, organisation_id: str, release: str) -> tuple[SafeTable | None, tuple[Problem, ...]]:
    """One table, or why it is refused."""
    where = Where(path)
    if len(data) > LARGEST:
        return None, (Problem(where, "T01", {"reason": f"> {LARGEST}"}),)
    try:
        table = table_of(data)
    except NoTable as error:
        return None, (Problem(where, "T01", {"reason": str(error)}),)
    if (table.organisation, table.release.id) != (organisation_id, release):
        return None, (Problem(where, "T02", {"found": f"{table.release.id}/{table.organisation}"}),)
    if hidden := next(personal_numbers(" ".join(sorted(texts_of(table)))), None):
        return None, (Problem(where, "P01", {"masked": hidden[1]}),)
    wrong = next((row for row in table.rows if type(row.cell) is Band and not is_band(row.cell)), None)
    if wrong:
        return None, (Problem(where, "T03", {"indicator": wrong.indicator}),)
    return table, ()


def texts_of(table: SafeTable) -> set[str]:
    """Every text a table can hold that the format does not fix, and its exact values."""
    release, rows = table.release, table.rows
    found = {release.corrects, release.reason_kk, release.reason_ru}
    found |= {table.policy_digest, table.rules_version, table.source_digest}
    found |= {row.indicator for row in rows} | {row.subject for row in rows}
    found |= {row.language for row in rows} | {row.sex for row in rows}
    return found | {f"{row.cell.value:.0f}" for row in rows if type(row.cell) is Value}


def is_band(cell: Band) -> bool:
    """A percentage or a mark: nothing else is published as a band."""
    return 0 <= cell.low <= cell.high <= HIGHEST


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
