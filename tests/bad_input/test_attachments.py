"""Files offered for download that are not what they say, or that carry something that runs."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tests.bad_input.project import make_project, report
from tests.hostile.files import pdf, picture

FOLDER = "content/abai/school-1/documents"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
OPEN_TEXT = "application/vnd.oasis.opendocument.text"


def document(name: str) -> str:
    """A record that offers one file."""
    return f"""published: 2026-10-01
document_kind: order
attachments:
  - file: {name}
    title: {{kk: Бұйрық, ru: Приказ}}
kk:
  title: Бұйрық
ru:
  title: Приказ
"""


def archive(**members: str) -> bytes:
    """A zip file; `word__document_xml` is word/document.xml."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in members.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), text)
    return made.getvalue()


def office(types: str = WORD, **members: str) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("[Content_Types].xml", f'<Override ContentType="{types}"/>')
    return made.getvalue() if not members else joined(made.getvalue(), members)


def joined(data: bytes, members: dict[str, str]) -> bytes:
    made = BytesIO(data)
    with zipfile.ZipFile(made, "a") as file:
        for name, text in members.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), text)
    return made.getvalue()


def judged(folder: Path, name: str, data: bytes) -> list[str]:
    return report(make_project(folder, {f"{FOLDER}/order.yml": document(name), f"{FOLDER}/{name}": data}))


GOOD = {
    "order.pdf": pdf(),
    "order.docx": office(word__document_xml="<w/>"),
    "order.xlsx": office("spreadsheetml.sheet.main+xml", xl__workbook_xml="<w/>"),
    "order.pptx": office("presentationml.presentation.main+xml", ppt__presentation_xml="<w/>"),
    "order.odt": archive(mimetype=OPEN_TEXT, content_xml="<w/>"),
    "order.ods": archive(mimetype="application/vnd.oasis.opendocument.spreadsheet", content_xml="<w/>"),
    "order.odp": archive(mimetype="application/vnd.oasis.opendocument.presentation", content_xml="<w/>"),
    "order.csv": "ай,сома\nқаңтар,5\n".encode(),
    "order.txt": b"",
    "order.json": b"{}",
    "order.png": picture("png"),
    "order.jpg": picture("jpg"),
    "order.webp": picture("webp"),
    "order.gif": picture("gif"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_is_published(name: str, tmp_path: Path) -> None:
    assert judged(tmp_path, name, GOOD[name]) == []


MISLABELLED = {
    "program-as-pdf": ("order.pdf", b"MZ\x90\0"),
    "page-as-pdf": ("order.pdf", b"<html><script>alert(1)</script>"),
    "old-word-as-docx": ("order.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    "archive-as-docx": ("order.docx", archive(photo="x")),
    "workbook-as-docx": ("order.docx", GOOD["order.xlsx"]),
    "text-as-ods": ("order.ods", GOOD["order.odt"]),
    "cut-docx": ("order.docx", GOOD["order.docx"][:60]),
    "endless-docx": ("order.docx", GOOD["order.docx"] + b"PK\x01\x02" * 6_000),
    "page-as-png": ("order.png", b"<svg onload=alert(1)>"),
    "almost-png": ("order.png", b"\x89PNG-"),
    "sound-as-webp": ("order.webp", b"RIFF\x04\0\0\0WAVE"),
}


@pytest.mark.parametrize("name", MISLABELLED)
def test_a_file_that_is_not_what_its_name_says(name: str, tmp_path: Path) -> None:
    file, data = MISLABELLED[name]
    assert judged(tmp_path, file, data) == [f"{FOLDER}/order.yml:4:11 F07 | name={file} | type={file[6:]}"]


MACROS = {
    "docm-renamed": ("order.docx", office(MACRO_WORD, word__document_xml="<w/>", word__vbaProject_bin="x")),
    "project-under-another-name": ("order.docx", office(MACRO_WORD, word__document_xml="<w/>", word__picture_bin="x")),
    "project-without-its-type": ("order.docx", office(word__document_xml="<w/>", word__VBAPROJECT_bin="x")),
    "macro-sheet": ("order.xlsx", office(xl__workbook_xml="<w/>", xl__macrosheets__sheet1_xml="x")),
    "control": ("order.pptx", office(ppt__presentation_xml="<w/>", ppt__activeX__activeX1_xml="x")),
    "open-basic": ("order.odt", archive(mimetype=OPEN_TEXT, content_xml="<w/>", Basic__Standard__script_xml="x")),
}


@pytest.mark.parametrize("name", MACROS)
def test_a_file_with_macros(name: str, tmp_path: Path) -> None:
    file, data = MACROS[name]
    assert judged(tmp_path, file, data) == [f"{FOLDER}/order.yml:4:11 F16 | name={file} | type={file[6:]}"]


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = archive(word__document_xml="0" * 50_000_000)
    assert judged(tmp_path, "order.docx", bomb) == [f"{FOLDER}/order.yml:4:11 F07 | name=order.docx | type=docx"]


@pytest.mark.parametrize("name", ["order.svg", "order.docm", "order.xls", "order.html", "order.exe", "order", "order.pdf.js"])
def test_a_type_that_is_not_published(name: str, tmp_path: Path) -> None:
    found = [line for line in judged(tmp_path, name, b"x") if " C16 " not in line]
    assert [line.split(" | allowed=")[0] for line in found] == [
        f"{FOLDER}/order.yml:4:11 F06 | type={name.rsplit('.', 1)[-1] if '.' in name else '?'}"
    ]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("order.txt", b"MZ\x90\0", "1:3 F03 | offset=2"),
        ("order.txt", b"MZ\0\0", "1:3 F04 | character=U+0000"),
        ("order.csv", "ФИО;Балл\n".encode("cp1251"), "1:1 F03 | offset=0"),
        ("order.csv", "ФИО;Балл\n".encode("utf-16"), "1:1 F03 | offset=0"),
        ("order.csv", "ФИО,ИИН\nОқушы,060112500012\n".encode(), "2:7 P01 | masked=••••••••••12"),
        ("order.json", b'{"iin": "060112500012"}', "1:10 P01 | masked=••••••••••12"),
    ],
)
def test_a_text_for_download_is_read_as_well(name: str, data: bytes, expected: str, tmp_path: Path) -> None:
    assert judged(tmp_path, name, data) == [f"{FOLDER}/{name}:{expected}"]
