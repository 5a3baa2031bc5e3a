"""The tables of a OneRoster export: a zip or a folder of CSV files with a manifest (1EdTech OneRoster 1.1 and 1.2, CSV binding).

In: a path. Out: `Roster`: each table as rows by column, every reference between them checked. Only complete exports ("bulk") are
read; a manifest, a status or a reference that contradicts the tables refuses the whole archive.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from edu_site.progress.archives import member, open_archive
from edu_site.progress.faults import Fault, Refused
from edu_site.progress.job import Counts
from edu_site.progress.limits import Limits

MANIFEST = "manifest.csv"
VERSIONS = ("1.1", "1.2")
MODES = ("absent", "bulk", "delta")
REQUIRED = {
    "orgs": ("sourcedId", "name", "type"),
    "academicSessions": ("sourcedId", "title", "type", "startDate", "endDate"),
    "courses": ("sourcedId", "title"),
    "classes": ("sourcedId", "title", "courseSourcedId", "schoolSourcedId"),
    "users": ("sourcedId",),
    "enrollments": ("classSourcedId", "userSourcedId", "role"),
    "lineItems": ("sourcedId", "classSourcedId", "gradingPeriodSourcedId"),
    "results": ("lineItemSourcedId", "studentSourcedId", "score"),
}
OPTIONAL = {"categories": ("sourcedId", "title"), "demographics": ("sourcedId",), "roles": ("userSourcedId", "role")}
COLUMNS = {**REQUIRED, **OPTIONAL}
REFERENCES = (
    ("orgs", "parentSourcedId", "orgs"),
    ("academicSessions", "parentSourcedId", "academicSessions"),
    ("classes", "courseSourcedId", "courses"),
    ("classes", "schoolSourcedId", "orgs"),
    ("enrollments", "classSourcedId", "classes"),
    ("enrollments", "userSourcedId", "users"),
    ("enrollments", "schoolSourcedId", "orgs"),
    ("lineItems", "classSourcedId", "classes"),
    ("lineItems", "gradingPeriodSourcedId", "academicSessions"),
    ("lineItems", "categorySourcedId", "categories"),
    ("results", "lineItemSourcedId", "lineItems"),
    ("results", "studentSourcedId", "users"),
    ("demographics", "sourcedId", "users"),
)
ORGANISATIONS = ("national", "state", "local", "district", "school", "department")  # republic, region, city, district, ...


@dataclass(slots=True)
class RosterTable:
    """One CSV file: `columns` by name, `places` the row of each record. The columns are as long as the table."""

    name: str
    columns: dict[str, tuple[str, ...]]
    places: list[int]

    def __len__(self) -> int:
        return len(self.places)

    def get(self, column: str) -> tuple[str, ...]:
        """A column, empty texts when the table does not have it."""
        return self.columns.get(column) or ("",) * len(self)

    def rows(self) -> Iterator[dict[str, str]]:
        names = list(self.columns)
        for values in zip(*self.columns.values(), strict=True):
            yield dict(zip(names, values, strict=True))

    def by_id(self) -> dict[str, dict[str, str]]:
        return {row["sourcedId"]: row for row in self.rows()}

    def fault(self, index: int, what: str) -> Fault:
        return Fault("I32", {"what": what}, self.places[index], table=f"{self.name}.csv")


@dataclass(slots=True)
class Roster:
    version: str
    tables: dict[str, RosterTable]
    faults: list[Fault] = field(default_factory=list)

    def __getitem__(self, name: str) -> RosterTable:
        return self.tables.get(name) or RosterTable(name, {}, [])


def is_roster(path: Path) -> bool:
    """Whether a path is an archive or folder of CSV tables."""
    return path.is_dir() or path.suffix.lower() == ".zip"


def read_roster(path: Path, limits: Limits, counts: Counts) -> Roster:
    """All tables, checked one by one and against each other. Raises Refused."""
    csv.field_size_limit(limits.cell)
    files = folder_files(path, limits) if path.is_dir() else archive_files(path, limits)
    version = check_manifest(files)
    tables = {name: read_table(name, files[f"{name}.csv"], limits, counts) for name in COLUMNS if f"{name}.csv" in files}
    roster = Roster(version, tables)
    for table in tables.values():
        roster.faults += check_status(table)
    roster.faults += check_references(roster)
    return roster


def folder_files(path: Path, limits: Limits) -> dict[str, bytes]:
    """The CSV files of a folder."""
    found = [file for file in sorted(path.glob("*.csv")) if file.is_file() and not file.is_symlink()]
    if sum(file.stat().st_size for file in found) > limits.inflated_bytes:
        raise Refused(Fault("I30", {"reason": f"> {limits.inflated_bytes} bytes"}))
    return {file.name: file.read_bytes() for file in found}


def archive_files(path: Path, limits: Limits) -> dict[str, bytes]:
    """The CSV files of an archive, at its top or in its one folder."""
    with open_archive(path, limits) as archive:
        manifest = next((name for name in archive.namelist() if name.rsplit("/", 1)[-1] == MANIFEST), None)
        if manifest is None:
            raise Refused(Fault("I32", {"what": MANIFEST}))
        folder = manifest.removesuffix(MANIFEST)
        return dict(unpacked(archive, folder, limits))


def unpacked(archive: zipfile.ZipFile, folder: str, limits: Limits) -> Iterator[tuple[str, bytes]]:
    size = 0
    for name in sorted(archive.namelist()):
        inner = name.removeprefix(folder)
        if name.startswith(folder) and inner.endswith(".csv") and "/" not in inner:
            data = member(archive, name, limits)
            size += len(data)
            if size > limits.inflated_bytes:
                raise Refused(Fault("I30", {"reason": f"> {limits.inflated_bytes} bytes"}))
            yield inner, data


def check_manifest(files: Mapping[str, bytes]) -> str:
    """The version; every table is there when the manifest says so, and complete."""
    if MANIFEST not in files:
        raise Refused(Fault("I32", {"what": MANIFEST}))
    rows = [row for row in csv.reader(io.StringIO(decoded(MANIFEST, files[MANIFEST]))) if row]
    said = {row[0].strip(): row[1].strip() for row in rows if len(row) > 1}
    version = said.get("oneroster.version", "")
    if version not in VERSIONS:
        raise Refused(Fault("I32", {"what": "oneroster.version"}, table=MANIFEST))
    for name in COLUMNS:
        mode = said.get(f"file.{name}", "absent")
        if mode not in MODES or mode == "delta":
            raise Refused(Fault("I32", {"what": f"file.{name}"}, table=MANIFEST))
        if (mode == "bulk") != (f"{name}.csv" in files) or (mode == "absent" and name in REQUIRED):
            raise Refused(Fault("I32", {"what": f"{name}.csv"}, table=MANIFEST))
    return version


def decoded(name: str, data: bytes) -> str:
    """OneRoster is UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(Fault("I05", {"encoding": "utf-8"}, data.count(b"\n", 0, error.start) + 1, table=name)) from None


def read_table(name: str, data: bytes, limits: Limits, counts: Counts) -> RosterTable:
    """One table, its header checked, its rows counted. Raises Refused."""
    file = f"{name}.csv"
    row, rows, places = 0, [], []
    header: list[str] | None = None
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(decoded(file, data)), strict=True), start=1):
            counts.read += 1
            if counts.read > limits.rows:
                raise Refused(Fault("I13", {"limit": str(limits.rows), "what": "rows"}, table=file))
            if not any(cells):
                counts.blank += 1
            elif header is None:
                header = [cell.strip() for cell in cells]
                counts.skipped += 1
            elif len(cells) != len(header):
                raise Refused(Fault("I11", {"found": str(len(cells)), "wanted": str(len(header))}, row, table=file))
            else:
                rows.append(cells)
                places.append(row)
    except csv.Error:
        raise Refused(Fault("I09", {}, row + 1, table=file)) from None
    check_header(file, header or [], COLUMNS[name])
    columns = zip(*rows, strict=True) if rows else ([] for _ in header or [])
    return RosterTable(name, {key: tuple(values) for key, values in zip(header or [], columns, strict=True)}, places)


def check_header(file: str, header: list[str], required: tuple[str, ...]) -> None:
    if missing := [name for name in required if name not in header]:
        raise Refused(Fault("I14", {"columns": ", ".join(missing)}, 1, table=file))
    if len(set(header)) != len(header):
        raise Refused(Fault("I15", {"field": "?"}, 1, table=file))


def check_status(table: RosterTable) -> Iterator[Fault]:
    """A complete export holds nothing that is to be deleted, and no id twice."""
    for index, status in enumerate(table.get("status")):
        if status not in ("", "active"):
            yield table.fault(index, "status")
    if table.name in ("demographics", "roles"):
        return
    ids = table.get("sourcedId")
    if len(set(ids)) != len(ids) and table.name not in ("enrollments", "results"):
        first: dict[str, int] = {}
        for index, one in enumerate(ids):
            if first.setdefault(one, index) != index:
                yield table.fault(index, "sourcedId")


def check_references(roster: Roster) -> Iterator[Fault]:
    """What refers to another table is there."""
    known = {name: set(table.get("sourcedId")) for name, table in roster.tables.items()}
    for name, column, target in REFERENCES:
        table = roster[name]
        cells = table.get(column)
        wrong = set(cells) - known.get(target, set()) - {""}
        if wrong:
            yield from (table.fault(index, column) for index, cell in enumerate(cells) if cell in wrong)
    for index, kind in enumerate(roster["orgs"].get("type")):
        if kind not in ORGANISATIONS:
            yield roster["orgs"].fault(index, "type")
