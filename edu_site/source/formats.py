"""Whether a file offered for download is what its name says and carries nothing that runs.

In: its extension and its bytes. Out: the code of the problem, "" when there is none. Office files are opened as far as
their list of contents; nothing of strangers is unpacked but the few bytes that name the type.
"""

import zipfile
import zlib
from io import BytesIO

MEMBERS_LIMIT = 5_000  # an honest document has some hundreds
TYPE_LIMIT = 200_000  # bytes of the member that names the types

# first bytes of the formats that may be downloaded; None: any text
FORMATS: dict[str, bytes | None] = {
    "pdf": b"%PDF-",
    "docx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
    "pptx": b"PK\x03\x04",
    "odt": b"PK\x03\x04",
    "ods": b"PK\x03\x04",
    "odp": b"PK\x03\x04",
    "csv": None,
    "json": None,
    "txt": None,
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "webp": b"RIFF",
    "gif": b"GIF8",
}
MICROSOFT = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}  # the folder of the document itself
OPEN = {"odt": b"text", "ods": b"spreadsheet", "odp": b"presentation"}  # the end of its media type
MACROS = ("vbaproject.bin", "vbadata.xml", "/macrosheets/", "/activex/")
OPEN_MACROS = ("basic/", "scripts/")
UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, KeyError, EOFError, OSError)


def extension_of(path: str) -> str:
    """The end of a file's name, "" when it has none."""
    name = path.rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[-1] if "." in name else ""


def fault(extension: str, data: bytes) -> str:
    """F07 for a file that is not of its type, F16 for one with macros."""
    magic = FORMATS[extension]
    if magic is not None and not data.startswith(magic):
        return "F07"
    if extension == "webp" and data[8:12] != b"WEBP":
        return "F07"
    if extension in MICROSOFT or extension in OPEN:
        return office_fault(extension, data)
    return ""


def office_fault(extension: str, data: bytes) -> str:
    if data.count(b"PK\x01\x02") > MEMBERS_LIMIT:
        return "F07"
    try:
        with zipfile.ZipFile(BytesIO(data)) as members:
            names = [name.lower() for name in members.namelist()]
            named = beginning(members, "mimetype" if extension in OPEN else "[Content_Types].xml")
    except UNREADABLE:
        return "F07"
    if has_macros(names, named):
        return "F16"
    if extension in OPEN:
        return "" if named.strip() == b"application/vnd.oasis.opendocument." + OPEN[extension] else "F07"
    return "" if any(name.startswith(MICROSOFT[extension]) for name in names) else "F07"


def beginning(members: zipfile.ZipFile, name: str) -> bytes:
    with members.open(name) as member:
        return member.read(TYPE_LIMIT)


def has_macros(names: list[str], types: bytes) -> bool:
    """By the names of the members, or by the types the document declares for members of any name."""
    return b"macroenabled" in types.lower() or any(
        name.startswith(OPEN_MACROS) or any(mark in name for mark in MACROS) for name in names
    )
