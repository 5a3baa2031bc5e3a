"""Office files (docx, xlsx, pptx, odt, ods, odp): their texts, who made them, and what their readers do not see.

In: the type and the bytes. Out: faults, texts, makers, as `documents` judges them. A document type declaration is
refused, sizes are those that really come out of the archive.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from edu_site.source.images import tells_place

Fault = tuple[str, dict[str, str]]
Looked = tuple[list[Fault], list[str], list[tuple[str, str]]]

MEMBER_LIMIT = 30 << 20
ALL_LIMIT = 100 << 20
MAKERS = {
    "creator": "its author",
    "initial-creator": "its author",
    "lastModifiedBy": "who changed it last",
    "printed-by": "who printed it",
    "Manager": "a manager",
}
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic")
PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "meta.xml")
LINES = ("p", "h", "row", "table-row", "tr", "br")
CELLS = ("tc", "table-cell", "tab")
CHANGES = ("ins", "del", "moveFrom", "moveTo", "tracked-changes")
COMMENTS = ("comment", "threadedComment", "cm", "annotation")
HIDDEN_SHEETS = ("hidden", "veryHidden")
SHARED = "xl/sharedStrings.xml"  # texts that cells of a workbook refer to by number
DIGITS_LOST = (10, 11)  # of a personal number in a cell of numbers: the zeros it begins with


class TooLarge(Exception):
    """An archive that unpacks to more than may be read, or declares what it may not."""


@dataclass(slots=True)
class Seen:
    """What is found while the members are read."""

    hidden: set[str] = field(default_factory=set)
    active: set[str] = field(default_factory=set)
    makers: list[tuple[str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)


def look_into(data: bytes) -> Looked:
    """Raises TooLarge, BadZipFile, ParseError and what else a damaged archive gives."""
    seen = Seen()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        left = ALL_LIMIT
        for name in sorted(archive.namelist(), key=lambda name: (name != SHARED, name)):
            if "/embeddings/" in name or name.lower().endswith((".exe", ".ole")):
                seen.active.add("another file")
            if name.lower().endswith(PICTURES) and tells_place(member(archive, name, min(MEMBER_LIMIT, left))):
                seen.makers.append(("where a picture was taken", name))
            if name.endswith((".xml", ".rels")):
                content = member(archive, name, min(MEMBER_LIMIT, left))
                left -= len(content)
                look_at(name, ElementTree.fromstring(content), seen)  # noqa: S314  (in a process with limits, without entities)
    faults: list[Fault] = [("F18", {"what": what}) for what in sorted(seen.active)]
    faults += [("F20", {"what": what}) for what in sorted(seen.hidden)]
    return faults, seen.texts, seen.makers


def member(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    with archive.open(name) as file:
        content = file.read(limit + 1)
    if len(content) > limit or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise TooLarge(name)
    return content


def look_at(name: str, root: Element, seen: Seen) -> None:
    """One member of the archive."""
    for element in root.iter():
        said = {local(key): value for key, value in element.attrib.items()}
        judge(name, local(element.tag), said, element.text or "", seen)
    if name == SHARED:
        seen.shared += [text_of(one) for one in root]
    elif name.startswith("xl/worksheets/"):
        seen.texts.append("\n".join(row_text(row, seen.shared) for row in root.iter() if local(row.tag) == "row"))
    seen.texts.append(text_of(root))


def local(tag: str) -> str:
    """A name without its namespace."""
    return tag.rsplit("}", 1)[-1]


def text_of(element: Element) -> str:
    """The text of a part of a document: paragraphs and rows of tables on lines of their own, cells between tabulators."""
    inner = (element.text or "") + "".join(text_of(child) + (child.tail or "") for child in element)
    tag = local(element.tag)
    if tag in CELLS:
        return inner.replace("\n", " ") + "\t"
    return inner + "\n" if tag in LINES else inner


def row_text(row: Element, shared: list[str]) -> str:
    """The values of a workbook's row."""
    return "\t".join(cell_text(cell, shared) for cell in row)


def cell_text(cell: Element, shared: list[str]) -> str:
    value = next((one.text or "" for one in cell if local(one.tag) == "v"), None)
    if value is None:
        return text_of(cell)
    if cell.get("t") == "s":
        return shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""
    whole = value.removesuffix(".0")
    return whole.zfill(12) if whole.isdecimal() and len(whole) in DIGITS_LOST else value


def judge(name: str, tag: str, said: dict[str, str], text: str, seen: Seen) -> None:
    """What an element says beside its text."""
    if tag in MAKERS and name in PROPERTIES:
        seen.makers.append((MAKERS[tag], text))
    elif tag == "Relationship" and said.get("TargetMode") == "External" and not said.get("Type", "").endswith("/hyperlink"):
        seen.active.add("a link that loads another file")
    elif tag in ("instrText", "ddeLink") and ("DDE" in text or tag == "ddeLink"):
        seen.active.add("a command that starts a program")
    seen.hidden |= set(unseen(name, tag, said))


def unseen(name: str, tag: str, said: dict[str, str]) -> Iterator[str]:
    """What readers of the document do not see."""
    if tag in CHANGES and (name.startswith("word/") or name == "content.xml"):
        yield "tracked changes"
    if tag in COMMENTS and ("omments" in name or name == "content.xml"):
        yield "comments"
    if tag == "sheet" and said.get("state") in HIDDEN_SHEETS:
        yield "a hidden sheet"
    if tag == "table-properties" and said.get("display") == "false":
        yield "a hidden sheet"
    if tag in ("row", "col") and said.get("hidden") in ("1", "true") and name.startswith("xl/worksheets/"):
        yield "hidden rows or columns"
    if tag in ("table-row", "table-column") and said.get("visibility") in ("collapse", "filter"):
        yield "hidden rows or columns"
    if tag == "sld" and said.get("show") in ("0", "false"):
        yield "a hidden slide"
