"""What a document for download holds beside what its readers see: programs, other files, names, personal data.

In: its type, its bytes, what may be public. Out: faults as `[code, values]`, for JSON. Runs in a process of its own (`examiner`):
what pypdf or a zip archive makes of a hostile file stays there. PDF here, office formats in `office`.
"""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from edu_site.source.images import tells_place
from edu_site.source.office import look_into
from edu_site.source.personal import scan_text

Fault = tuple[str, dict[str, str]]
RUNS, TELLS, HIDES, CLOSED, NO_TEXT = "F18", "F19", "F20", "F21", "F22"

# names in a PDF that make it do something, after ISO 32000: actions, forms of another program, attached files
ACTIVE = {
    "/JavaScript": "JavaScript",
    "/JS": "JavaScript",
    "/Launch": "a command that starts a program",
    "/EmbeddedFiles": "another file",
    "/EmbeddedFile": "another file",
    "/FileAttachment": "another file",
    "/XFA": "a form that is a program",
    "/RichMedia": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/Rendition": "media",
    "/SubmitForm": "a form that sends data",
    "/ImportData": "a form that reads data",
}
IN_RAW = {name.encode() for name in ACTIVE if len(name) > 3} - {b"/Movie", b"/Sound"}  # long enough not to occur by chance
RAW_NAME = re.compile(rb"/(?:[A-Za-z]|#[0-9A-Fa-f]{2}){2,40}")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
NOTES = {"/Text", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Caret", "/Ink"}
LEAST_TEXT = 20  # characters of a document that can be read


def examine(extension: str, data: bytes, public: frozenset[str]) -> tuple[list[Fault], tuple[bytes, ...]]:
    """Everything that forbids publishing the document, and what nobody could look for. Raises whatever its format makes pypdf
    or zipfile raise: the file is damaged then."""
    faults, texts, makers = pdf(data) if extension == "pdf" else look_into(data)
    found = list(faults)
    if extension == "pdf" and tells_place(data):
        found.append((TELLS, {"what": "where a picture was taken"}))
    found += [(TELLS, {"what": what}) for what, name in makers if name.strip() and name.strip().casefold() not in public]
    found += [
        (finding.code, {"masked": finding.shown} if finding.shown else {})
        for text in texts
        for finding in scan_text(text, public)
    ]
    return sorted({repr(fault): fault for fault in found}.values(), key=repr), ()


def pdf(data: bytes) -> tuple[list[Fault], list[str], list[tuple[str, str]]]:
    """Faults, texts and makers of a PDF."""
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted:
        return [(CLOSED, {"reason": "it is encrypted"})], [], []
    active = {ACTIVE[name] for name in names_in(reader) | raw_names(data) if name in ACTIVE}
    faults: list[Fault] = [(RUNS, {"what": what}) for what in sorted(active)]
    pages = [page.extract_text() for page in reader.pages]
    notes = [note for page in reader.pages for note in notes_of(page)]
    if notes:
        faults.append((HIDES, {"what": "comments"}))
    if hidden_layers(reader):
        faults.append((HIDES, {"what": "hidden layers"}))
    if sum(len(page.strip()) for page in pages) < LEAST_TEXT:
        faults.append((NO_TEXT, {}))
    properties = {str(name): str(value) for name, value in (reader.metadata or {}).items()}
    makers = [("its author", properties.get("/Author", ""))]
    xmp = reader.xmp_metadata
    makers += [("its author", name) for name in (xmp.dc_creator or [] if xmp else [])]
    fields = [str(field.get("/V") or "") for field in (reader.get_fields() or {}).values()]
    return faults, [*pages, "\n".join(notes), "\n".join(properties.values()), "\n".join(fields)], makers


def objects_of(reader: PdfReader) -> Iterator[Any]:
    """Every object of the file, those in compressed streams included."""
    for generation, entries in reader.xref.items():
        for number in entries:
            yield reader.get_object(IndirectObject(number, generation, reader))
    for number in reader.xref_objStm:
        yield reader.get_object(IndirectObject(number, 0, reader))
    yield reader.trailer


def names_in(reader: PdfReader) -> set[str]:
    """Every name in every object: keys, and values that are names."""
    found: set[str] = set()
    todo = list(objects_of(reader))
    while todo:
        one = todo.pop()
        if isinstance(one, DictionaryObject):
            found |= {str(name) for name in one}
            todo += list(one.values())
        elif isinstance(one, ArrayObject):
            todo += list(one)
        elif isinstance(one, NameObject):
            found.add(str(one))
    return found


def raw_names(data: bytes) -> set[str]:
    """Names as they stand in the bytes: a reader that repairs a file finds objects its table does not name."""
    found = {ESCAPED.sub(unescaped, name) for name in set(RAW_NAME.findall(data))}
    return {name.decode("ascii", "replace") for name in found if name in IN_RAW}


def unescaped(code: re.Match[bytes]) -> bytes:
    return bytes([int(code[1], 16)])


def notes_of(page: Any) -> Iterable[str]:
    """Comments of reviewers on a page."""
    for reference in page.get("/Annots") or ():
        note = reference.get_object()
        if note.get("/Subtype") in NOTES and note.get("/Contents"):
            yield str(note["/Contents"])


def hidden_layers(reader: PdfReader) -> bool:
    layers = reader.root_object.get("/OCProperties", DictionaryObject()).get_object()
    return bool(layers.get("/D", DictionaryObject()).get_object().get("/OFF"))
