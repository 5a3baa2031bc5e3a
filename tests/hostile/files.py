"""Documents and pictures that tests make: small, whole, and with exactly what a test wants to be found in them."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from PIL import Image

TYPES = {
    "docx": ("wordprocessingml.document.main", "word/document.xml"),
    "xlsx": ("spreadsheetml.sheet.main", "xl/workbook.xml"),
    "pptx": ("presentationml.presentation.main", "ppt/presentation.xml"),
}
OPEN = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
X = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
O = (  # noqa: E741  (the prefix of OpenDocument)
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
TEXT = "Rules of the library of the school"


def pdf(text: str = TEXT, *, catalog: str = "", page: str = "", info: str = "", objects: tuple[str, ...] = ()) -> bytes:
    """A PDF of one page in Helvetica. `objects` get the numbers 7, 8, ...; object 6 holds the properties."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> {page} >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< {info} >>",
        *objects,
    ]
    made = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(bodies, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R /Info 6 0 R >>\n"
    return made + f"{end}startxref\n{len(made)}\n%%EOF\n".encode()


def packed(members: Mapping[str, str | bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in members.items():
            file.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)
    return made.getvalue()


def office(kind: str, members: Mapping[str, str | bytes]) -> bytes:
    """A Microsoft office file; the main part is empty unless it is among the members."""
    name, main = TYPES[kind]
    types = f'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{name}+xml"/></Types>'
    return packed({"[Content_Types].xml": types, main: "<w/>"} | dict(members))


def opened(kind: str, members: Mapping[str, str | bytes]) -> bytes:
    """An OpenDocument file."""
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{OPEN[kind]}"} | dict(members))


def docx(body: str, **more: str) -> bytes:
    return office("docx", {"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>"} | more)


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def word_row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells) + "</w:tr>"


def xlsx(rows: str, sheet: str = "", *, shared: str = "", **more: str) -> bytes:
    """A workbook of one sheet; `sheet` are attributes of its entry."""
    return office(
        "xlsx",
        {
            "xl/workbook.xml": f'<workbook {X}><sheets><sheet name="1" {sheet}/></sheets></workbook>',
            "xl/worksheets/sheet1.xml": f"<worksheet {X}><sheetData>{rows}</sheetData></worksheet>",
            "xl/sharedStrings.xml": f"<sst {X}>{shared}</sst>",
        }
        | more,
    )


def core(creator: str = "", changed: str = "") -> dict[str, str]:
    """The properties of a Microsoft office file."""
    return {
        "docProps/core.xml": '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{creator}</dc:creator>'
        f"<cp:lastModifiedBy>{changed}</cp:lastModifiedBy></cp:coreProperties>"
    }


def drawn(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """A picture in which up is not down: dark at the top left, a light spot."""
    made = Image.linear_gradient("L").resize((width, height)).convert(mode)
    made.paste(255, (width // 2, height // 4, width // 2 + max(1, width // 8), height // 4 + max(1, height // 8)))
    return made


def picture(kind: str, width: int = 64, height: int = 48, mode: str = "RGB", **more: Any) -> bytes:
    """A picture as a camera or a drawing program saves it; `more` goes to Pillow, for example `exif`."""
    out = BytesIO()
    formats = {"jpg": "JPEG", "jpeg": "JPEG"}
    drawn(width, height, mode).save(out, formats.get(kind, kind.upper()), **more)
    return out.getvalue()


def taken_at(orientation: int = 1) -> Image.Exif:
    """What a telephone puts into a photograph: who made it, where, and which side is up."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "A telephone"
    exif[0x9286] = "comment 060112500012"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (51.0, 8.0, 0.0)
    return exif
