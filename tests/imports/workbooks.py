"""Small .xlsx files written cell by cell, so that a test can put into one what no honest program would."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

DATE_STYLE, PERCENT_STYLE = 1, 2
STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="9" applyNumberFormat="1"/>'
    "</cellXfs></styleSheet>"
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
RELATION = (
    '<Relationship Id="rId{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>'
)


@dataclass(frozen=True, slots=True)
class Xml:
    """What stands inside `<c>`, with the attributes of the cell."""

    attributes: str
    inside: str


def date(serial: int) -> Xml:
    return Xml(f's="{DATE_STYLE}"', f"<v>{serial}</v>")


def percent(fraction: float) -> Xml:
    return Xml(f's="{PERCENT_STYLE}"', f"<v>{fraction}</v>")


def formula(text: str, value: str | None) -> Xml:
    return Xml("", f"<f>{escape(text)}</f>" + ("" if value is None else f"<v>{value}</v>"))


Cell = str | int | float | Xml | None


@dataclass(frozen=True, slots=True)
class Sheet:
    rows: Sequence[Sequence[Cell]]
    name: str = "Лист1"
    state: str = "visible"
    merged: Sequence[str] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()


def letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def cell_xml(row: int, column: int, cell: Cell) -> str:
    place = f'r="{letters(column)}{row}"'
    if cell is None or cell == "":
        return ""
    if isinstance(cell, Xml):
        return f"<c {place} {cell.attributes}>{cell.inside}</c>"
    if isinstance(cell, str):
        return f'<c {place} t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    return f"<c {place}><v>{cell}</v></c>"


def sheet_xml(sheet: Sheet) -> str:
    columns = "".join(f'<col min="{n}" max="{n}" width="9" hidden="1"/>' for n in sheet.hidden_columns)
    lines = []
    for number, row in enumerate(sheet.rows, start=1):
        hidden = ' hidden="1"' if number in sheet.hidden_rows else ""
        cells = "".join(cell_xml(number, column, cell) for column, cell in enumerate(row, start=1))
        lines.append(f'<row r="{number}"{hidden}>{cells}</row>')
    merged = "".join(f"<mergeCell ref={quoteattr(one)}/>" for one in sheet.merged)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + (f"<cols>{columns}</cols>" if columns else "")
        + f"<sheetData>{''.join(lines)}</sheetData>"
        + (f"<mergeCells>{merged}</mergeCells>" if merged else "")
        + "</worksheet>"
    )


def parts(sheets: Sequence[Sheet], epoch_1904: bool = False) -> dict[str, str]:
    """The parts of a workbook by name."""
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{n}" state="{sheet.state}" r:id="rId{n}"/>'
        for n, sheet in enumerate(sheets, start=1)
    )
    links = "".join(RELATION.format(n, "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1))
    links += RELATION.format(len(sheets) + 1, "styles", "styles.xml")
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.format(RELATION.format(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            f'<workbookPr date1904="{int(epoch_1904)}"/><sheets>{listed}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": RELATIONS.format(links),
        "xl/styles.xml": STYLES,
        **{f"xl/worksheets/sheet{n}.xml": sheet_xml(sheet) for n, sheet in enumerate(sheets, start=1)},
    }


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def write(path: Path, *sheets: Sheet, epoch_1904: bool = False, extra: Mapping[str, str | bytes] | None = None) -> Path:
    """A workbook; `extra` parts are added or replace its own."""
    path.write_bytes(zipped({**parts(sheets, epoch_1904), **(extra or {})}))
    return path
