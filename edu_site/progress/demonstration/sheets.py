"""Workbooks as a spreadsheet program writes them, made of the parts a reader needs: sheets, texts in the cells, merged cells.

In: sheets of texts and numbers. Out: the bytes of an XLSX file (ECMA-376), the same every time: all moments in it are one.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

MOMENT = (2026, 1, 1, 0, 0, 0)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
Row = Sequence[str | int]


@dataclass(frozen=True, slots=True)
class SheetData:
    """`merged` are ranges such as "D3:H3"."""

    title: str
    rows: tuple[Row, ...]
    merged: tuple[str, ...] = ()


def archive(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of files in this order, without the time of making."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
        for name, data in files:
            info = zipfile.ZipInfo(name, MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, data)
    return made.getvalue()


def workbook(sheets: Sequence[SheetData]) -> bytes:
    numbers = range(1, len(sheets) + 1)
    types = "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{TYPE}.worksheet+xml"/>' for n in numbers)
    named = "".join(
        f'<sheet name={quoteattr(s.title)} sheetId="{n}" r:id="rId{n}"/>' for n, s in zip(numbers, sheets, strict=True)
    )
    parts = "".join(f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers)
    texts = [
        (
            "[Content_Types].xml",
            (
                f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
                f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
                f"{types}</Types>"
            ),
        ),
        (
            "_rels/.rels",
            (
                f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
                'Target="xl/workbook.xml"/></Relationships>'
            ),
        ),
        ("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{named}</sheets></workbook>'),
        ("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{parts}</Relationships>'),
        *((f"xl/worksheets/sheet{n}.xml", sheet_xml(sheet)) for n, sheet in zip(numbers, sheets, strict=True)),
    ]
    return archive((name, (HEAD + text).encode()) for name, text in texts)


def sheet_xml(sheet: SheetData) -> str:
    rows = "".join(row_xml(number, row) for number, row in enumerate(sheet.rows, start=1))
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in sheet.merged)
    cells = f'<mergeCells count="{len(sheet.merged)}">{merged}</mergeCells>' if merged else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{cells}</worksheet>'


def row_xml(number: int, row: Row) -> str:
    cells = "".join(cell_xml(f"{column_name(n)}{number}", value) for n, value in enumerate(row) if value != "")
    return f'<row r="{number}">{cells}</row>'


def cell_xml(place: str, value: str | int) -> str:
    if isinstance(value, int):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def column_name(index: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
