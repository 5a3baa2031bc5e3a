"""What a spreadsheet hides from its readers: looked for in the XML itself before the reader sees the file.

In: an .xlsx archive. Out: for each visible sheet its `Flags`: cells that must not be read as they seem (a formula without a
stored value, an error, a percentage, a logical value), merged ranges, hidden rows and columns. Macros, external links, DDE,
entities and a sheet of a size the reader would choke on are refused. Searching bytes costs a tenth of reading cells.
"""

import re
import zipfile
from dataclasses import dataclass, field
from posixpath import join, normpath
from xml.etree import ElementTree as Xml

from edu_site.progress.archives import member
from edu_site.progress.faults import Fault, Refused
from edu_site.progress.limits import Limits

FORBIDDEN_PARTS = (
    ("vbaproject", "macros"),
    ("externallinks/", "external links"),
    ("activex", "ActiveX"),
    ("embeddings/", "embedded files"),
)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
DOCUMENT_TYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
CELL = re.compile(rb"<c\s[^>]*?>(?:(?!</c>).)*?</c>|<c\s[^>]*?/>", re.DOTALL)
REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
STYLE = re.compile(rb'\bs="(\d+)"')
SUSPECT = (
    (b"<f", b"f"),
    (b' t="e"', b"e"),
    (b' t="b"', b"b"),
)  # and a letter of each that the cells of most sheets do not have
ROW_HIDDEN = re.compile(rb'<row\b[^>]*\bhidden="(?:1|true)"[^>]*>')
ROW_NUMBER = re.compile(rb'<row\b[^>]*?\br="(\d+)"')
COLUMN_HIDDEN = re.compile(rb'<col\b[^>]*\bhidden="(?:1|true)"[^>]*>')
BOUNDS = re.compile(rb'\b(min|max)="(\d+)"')
MERGED = re.compile(rb'<mergeCell\b[^>]*\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
WIDE = re.compile(rb' r="((?:[A-Z]{3}|[H-Z][A-Z]|G[S-Z]))\d')  # beyond column GR, the 200th
PERCENT_IDS = {9, 10}  # built-in formats 0% and 0.00%
SPARSE_ROWS = 50_000  # the reader reserves memory up to the last row, however empty the sheet is


@dataclass(frozen=True, slots=True)
class Flags:
    """Places count from 1. `cells` (row, column) -> code of the problem it is when the cell is needed."""

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Workbook:
    """Sheets in order: name, whether it is visible, its flags (of visible ones)."""

    sheets: tuple[tuple[str, bool, Flags], ...]
    epoch_1904: bool


def inspect(archive: zipfile.ZipFile, limits: Limits) -> Workbook:
    """Looks through a workbook. Raises Refused."""
    names = {name.lower(): name for name in archive.namelist()}
    for part, what in FORBIDDEN_PARTS:
        if any(part in name for name in names):
            raise Refused(Fault("I26", {"what": what}))
    book = tree(archive, "xl/workbook.xml", limits)
    links = tree(archive, "xl/_rels/workbook.xml.rels", limits)
    targets = {link.get("Id"): target_of(link.get("Target") or "") for link in links}
    percent = percent_styles(archive, limits) if "xl/styles.xml" in names else frozenset()
    guard(archive, [name for name in archive.namelist() if name.endswith(("sharedStrings.xml", "styles.xml"))], limits)
    sheets = []
    for number, sheet in enumerate(book.iter(f"{MAIN}sheet"), start=1):
        visible = sheet.get("state", "visible") == "visible"
        path = targets.get(sheet.get(LINK), "")
        flags = (
            flags_of(source(archive, path, limits), percent, number, limits) if visible and "worksheets/" in path else Flags()
        )
        sheets.append((sheet.get("name") or "", visible, flags))
    properties = book.find(f"{MAIN}workbookPr")
    return Workbook(tuple(sheets), properties is not None and properties.get("date1904", "0") in ("1", "true"))


def target_of(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))


def guard(archive: zipfile.ZipFile, names: list[str], limits: Limits) -> None:
    for name in names:
        source(archive, name, limits)


def source(archive: zipfile.ZipFile, name: str, limits: Limits) -> bytes:
    """The XML of a part, without document types and entities."""
    if name not in archive.namelist():
        raise Refused(Fault("I01", {"reason": "xlsx"}))
    data = member(archive, name, limits)
    if DOCUMENT_TYPE.search(data, 0, 4096) or (b"!" in data and b"<!ENTITY" in data):
        raise Refused(Fault("I26", {"what": "XML entities"}))
    if b"ddeLink" in data[:65536]:
        raise Refused(Fault("I26", {"what": "DDE"}))
    return data


def tree(archive: zipfile.ZipFile, name: str, limits: Limits) -> Xml.Element:
    try:
        return Xml.fromstring(source(archive, name, limits))  # noqa: S314  (without entities, limited in size)
    except Xml.ParseError:
        raise Refused(Fault("I01", {"reason": "xml"})) from None


def percent_styles(archive: zipfile.ZipFile, limits: Limits) -> frozenset[int]:
    """Numbers of the cell styles that show a fraction as a percentage."""
    styles = tree(archive, "xl/styles.xml", limits)
    custom = {int(one.get("numFmtId") or 0) for one in styles.iter(f"{MAIN}numFmt") if "%" in (one.get("formatCode") or "")}
    formats = styles.find(f"{MAIN}cellXfs")
    wanted = PERCENT_IDS | custom
    return frozenset(
        n for n, one in enumerate(formats if formats is not None else ()) if int(one.get("numFmtId") or 0) in wanted
    )


def flags_of(data: bytes, percent: frozenset[int], sheet: int, limits: Limits) -> Flags:
    """The flags of one sheet's XML."""
    check_extent(data, sheet, limits)
    first, last = data.find(b"<sheetData"), data.rfind(b"</sheetData>")
    suspicious = any(letter_between(data, letter, first + 10, last) and sign in data for sign, letter in SUSPECT)
    styled = [b's="%d"' % style for style in percent if b's="%d"' % style in data]
    cells = dict(suspects(data, percent)) if suspicious or styled else {}
    merged = MERGED.findall(data, max(last, 0))
    ranges = tuple((int(r1), column_number(c1), int(r2), column_number(c2)) for c1, r1, c2, r2 in merged)
    if b'hidden="' not in data:
        return Flags(cells, ranges)
    rows = frozenset(int(found[1]) for hidden in ROW_HIDDEN.findall(data) if (found := ROW_NUMBER.match(hidden)))
    return Flags(cells, ranges, rows, hidden_columns(data, limits))


def letter_between(data: bytes, letter: bytes, first: int, last: int) -> bool:
    """Whether a letter stands among the cells; looking for one letter costs next to nothing, for two a quarter of a reader's time."""
    return last < first or data.find(letter, first, last) >= 0


def hidden_columns(data: bytes, limits: Limits) -> frozenset[int]:
    columns: set[int] = set()
    for found in COLUMN_HIDDEN.findall(data):
        bounds = dict(BOUNDS.findall(found))
        columns.update(range(int(bounds.get(b"min", 0)), min(int(bounds.get(b"max", 0)), limits.columns) + 1))
    return frozenset(columns)


def suspects(data: bytes, percent: frozenset[int]) -> list[tuple[tuple[int, int], str]]:
    """Cells that are not what a reader will say they are."""
    found = []
    for match in CELL.finditer(data):
        cell = match.group()
        head = cell[: cell.find(b">") + 1]
        place = REFERENCE.search(head)
        code = code_of(cell, head, percent)
        if code and place:
            found.append(((int(place[2]), column_number(place[1])), code))
    return found


def code_of(cell: bytes, head: bytes, percent: frozenset[int]) -> str:
    """I25 for a formula without a value and for an error, I35 for a percentage, I37 for a logical value, "" for none."""
    value = b"<v>" in cell and b"<v></v>" not in cell
    if b't="e"' in head or (b"<f" in cell and not value):
        return "I25"
    if b't="b"' in head:
        return "I37"
    style = STYLE.search(head)
    return "I35" if style and int(style[1]) in percent and value and b't="s"' not in head else ""


def check_extent(data: bytes, sheet: int, limits: Limits) -> None:
    """Refuses a sheet that is too wide or long, or nearly empty between two far corners."""
    if WIDE.search(data):
        raise Refused(Fault("I13", {"limit": str(limits.columns), "what": "columns"}, sheet=sheet))
    last = max((int(number) for number in ROW_NUMBER.findall(data, max(0, data.rfind(b"<row")))), default=0)
    if last > limits.rows:
        raise Refused(Fault("I13", {"limit": str(limits.rows), "what": "rows"}, sheet=sheet))
    if last > SPARSE_ROWS and data.count(b"<row", 0, last * 10) * 100 < last and data.count(b"<row") * 100 < last:
        raise Refused(Fault("I30", {"reason": "sparse"}, sheet=sheet))


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
