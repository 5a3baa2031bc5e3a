"""Documents for download: what they must not hold, found in a process apart, told without repeating it."""

import zlib
from pathlib import Path

import pytest

from edu_site.problems import Problem
from edu_site.source.attached import document_problems
from tests.hostile.files import O, P, core, docx, office, opened, packed, paragraph, pdf, word_row, xlsx

IIN = "060112500012"
CATALOG_JS = "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
HIDDEN_OBJECT = b"\n9 0 obj\n<< /S /J#61vaScript /JS (app.alert\\(1\\)) >>\nendobj\n"


def told(problems: object) -> list[str]:
    return [" ".join([one.code, *(v for k, v in one.values.items() if k != "name")]) for one in problems]  # type: ignore[attr-defined]


def looked(tmp_path: Path, kind: str, data: bytes, public: frozenset[str] = frozenset()) -> list[str]:
    return told(document_problems(tmp_path, f"content/documents/a.{kind}", data, public))


def slide(attributes: str = "") -> str:
    return f"<p:sld {P} {attributes}><a:p><a:t>Слайд</a:t></a:p></p:sld>"


def ods(body: str, styles: str = "") -> bytes:
    return opened(
        "ods",
        {"content.xml": f"<office:document-content {O}>{styles}<office:body>{body}</office:body></office:document-content>"},
    )


GOOD = {
    "pdf": pdf(),
    "pdf-link": pdf(page="/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://a.kz) >> >>]"),
    "pdf-form": pdf(catalog="/AcroForm << /Fields [7 0 R] >>", objects=("<< /FT /Tx /T (name) /V (Class 5) >>",)),
    "pdf-made": pdf(info="/Producer (a program) /Title (Rules)"),
    "docx": docx(paragraph("Ереже") + word_row("Аты", "Саны"), **core()),
    "xlsx": xlsx('<row><c><v>210440038887</v></c><c><v>701234567</v></c></row>'),
    "pptx": office("pptx", {"ppt/slides/slide1.xml": slide()}),
    "odt": opened("odt", {"content.xml": f"<office:body {O}><text:p>Ереже</text:p></office:body>"}),
    "ods": ods("<table:table-row><table:table-cell><text:p>5</text:p></table:table-cell></table:table-row>"),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_a_good_document_is_published(name: str, tmp_path: Path) -> None:
    assert looked(tmp_path, name.split("-")[0], GOOD[name]) == []


ACTIVE = {
    "pdf-open-action": (pdf(catalog=CATALOG_JS), "F18 JavaScript"),
    "pdf-names": (pdf(catalog="/Names << /JavaScript << /Names [(a) 7 0 R] >> >>", objects=("<< /S /JavaScript /JS (1) >>",)), "F18 JavaScript"),
    "pdf-escaped-name": (pdf(catalog="/OpenAction << /S /J#61va#53cript /J#53 (1) >>"), "F18 JavaScript"),
    "pdf-unlisted-object": (pdf() + HIDDEN_OBJECT, "F18 JavaScript"),
    "pdf-page-action": (pdf(page="/AA << /O << /S /JavaScript /JS (1) >> >>"), "F18 JavaScript"),
    "pdf-launch": (pdf(catalog="/OpenAction << /S /Launch /F (cmd.exe) >>"), "F18 a command that starts a program"),
    "pdf-attached": (pdf(catalog="/Names << /EmbeddedFiles << /Names [(a) 7 0 R] >> >>", objects=("<< /Type /Filespec >>",)), "F18 another file"),
    "pdf-attached-note": (pdf(page="/Annots [<< /Subtype /FileAttachment /Rect [0 0 9 9] >>]"), "F18 another file"),
    "pdf-xfa": (pdf(catalog="/AcroForm << /XFA (x) /Fields [] >>"), "F18 a form that is a program"),
    "pdf-submit": (pdf(catalog="/OpenAction << /S /SubmitForm /F (https://a.kz) >>"), "F18 a form that sends data"),
    "docx-template": (docx(paragraph("Ереже"), **{"word/_rels/settings.xml.rels": '<R><Relationship TargetMode="External" Type="x/attachedTemplate" Target="https://a.kz/a.dotm"/></R>'}), "F18 a link that loads another file"),
    "docx-dde": (docx("<w:p><w:r><w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText></w:r></w:p>"), "F18 a command that starts a program"),
    "docx-embedded": (docx(paragraph("Ереже"), **{"word/embeddings/oleObject1.bin": "x"}), "F18 another file"),
    "xlsx-dde": (xlsx("", **{"xl/externalLinks/externalLink1.xml": "<externalLink><ddeLink/></externalLink>"}), "F18 a command that starts a program"),
}  # fmt: skip

UNSEEN = {
    "docx-changes": (docx('<w:p><w:ins w:id="1"><w:r><w:t>жаңа</w:t></w:r></w:ins></w:p>'), "F20 tracked changes"),
    "docx-comments": (docx(paragraph("Ереже"), **{"word/comments.xml": '<w:comments xmlns:w="w"><w:comment>x</w:comment></w:comments>'}), "F20 comments"),
    "xlsx-hidden": (xlsx("", 'state="hidden"'), "F20 a hidden sheet"),
    "xlsx-very-hidden": (xlsx("", 'state="veryHidden"'), "F20 a hidden sheet"),
    "xlsx-rows": (xlsx('<row hidden="1"><c><v>5</v></c></row>'), "F20 hidden rows or columns"),
    "xlsx-comments": (xlsx("", **{"xl/comments1.xml": "<comments><commentList><comment>x</comment></commentList></comments>"}), "F20 comments"),
    "pptx-slide": (office("pptx", {"ppt/slides/slide1.xml": slide('show="0"')}), "F20 a hidden slide"),
    "odt-changes": (opened("odt", {"content.xml": f"<office:body {O}><text:tracked-changes/></office:body>"}), "F20 tracked changes"),
    "ods-hidden": (ods("", '<style:style><style:table-properties table:display="false"/></style:style>'), "F20 a hidden sheet"),
    "pdf-note": (pdf(page="/Annots [<< /Subtype /Text /Contents (check) /Rect [0 0 9 9] >>]"), "F20 comments"),
    "pdf-layer": (pdf(catalog="/OCProperties << /OCGs [7 0 R] /D << /OFF [7 0 R] >> >>", objects=("<< /Type /OCG /Name (x) >>",)), "F20 hidden layers"),
}  # fmt: skip

TELLING = {
    "pdf": (pdf(info="/Author (Aigul Serik)"), "F19 its author"),
    "docx": (docx(paragraph("Ереже"), **core("Айгүл Серікқызы")), "F19 its author"),
    "docx-changed": (docx(paragraph("Ереже"), **core("", "aigul.s")), "F19 who changed it last"),
    "odt": (opened("odt", {"meta.xml": f"<office:meta {O}><meta:initial-creator>Айгүл</meta:initial-creator></office:meta>"}), "F19 its author"),
}  # fmt: skip

PERSONAL = {
    "pdf": (pdf(f"Student {IIN}"), "P01 ••••••••••12"),
    "pdf-form": (pdf(catalog="/AcroForm << /Fields [7 0 R] >>", objects=(f"<< /FT /Tx /T (iin) /V ({IIN}) >>",)), "P01 ••••••••••12"),
    "pdf-title": (pdf(info=f"/Title ({IIN})"), "P01 ••••••••••12"),
    "pdf-phone": (pdf("Call +7 701 234 56 78"), "P02 •••••••••78"),
    "docx": (docx(paragraph(f"ЖСН {IIN}")), "P01 ••••••••••12"),
    "docx-header": (docx(paragraph("Ереже"), **{"word/header1.xml": f"<w:hdr xmlns:w='w'><w:p>{IIN}</w:p></w:hdr>"}), "P01 ••••••••••12"),
    "docx-table": (docx("".join(word_row(name, "5", "4", "3") for name in ("Ахметов Арман", "Ли Анна", "Ким Дана"))), "P04"),
    "docx-mail": (docx(paragraph("aigul@gmail.com")), "P03 •••@gmail.com"),
    "xlsx-text": (xlsx('<row><c t="s"><v>0</v></c></row>', shared=f"<si><t>{IIN}</t></si>"), "P01 ••••••••••12"),
    "xlsx-inline": (xlsx(f'<row><c t="inlineStr"><is><t>{IIN}</t></is></c></row>'), "P01 ••••••••••12"),
    "xlsx-number": (xlsx(f"<row><c><v>{int(IIN)}</v></c></row>"), "P01 ••••••••••12"),
    "xlsx-journal": (xlsx("".join(f'<row><c t="s"><v>{n}</v></c><c><v>5</v></c><c><v>4</v></c><c><v>3</v></c></row>' for n in range(3)), shared="<si><t>Ахметов Арман</t></si><si><t>Ли Анна</t></si><si><t>Ким Дана</t></si>"), "P04"),
    "pptx-notes": (office("pptx", {"ppt/notesSlides/notesSlide1.xml": f"<p:notes {P}><a:p><a:t>{IIN}</a:t></a:p></p:notes>"}), "P01 ••••••••••12"),
    "odt": (opened("odt", {"content.xml": f"<office:body {O}><text:p>06<text:span>0112</text:span>500012</text:p></office:body>"}), "P01 ••••••••••12"),
}  # fmt: skip


@pytest.mark.parametrize("name", [*ACTIVE, *UNSEEN])
def test_what_runs_or_hides_is_refused(name: str, tmp_path: Path) -> None:
    data, expected = (ACTIVE | UNSEEN)[name]
    assert looked(tmp_path, name.split("-")[0], data) == [expected]


def test_an_object_in_a_compressed_stream_is_seen(tmp_path: Path) -> None:
    """The bytes of the file name no script: it lies packed in a stream of objects, as PDF 1.5 allows."""
    action = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    packed = zlib.compress(b"6 0 " + action)
    bodies = {
        1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction 6 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        5: b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed),
    }
    made, places = b"%PDF-1.7\n", {}
    for number, body in bodies.items():
        places[number] = len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    rows = [(0, 0, 255), *((1, places[n], 0) for n in (1, 2, 3)), (0, 0, 0), (1, places[5], 0), (2, 5, 0), (1, start, 0)]
    table = b"".join(bytes([kind]) + place.to_bytes(4, "big") + bytes([last]) for kind, place, last in rows)
    head = b"<< /Type /XRef /Size 8 /W [1 4 1] /Root 1 0 R /Length %d >>" % len(table)
    made += b"7 0 obj\n%s\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (head, table, start)
    assert b"JavaScript" not in made
    assert looked(tmp_path, "pdf", made) == ["F18 JavaScript", "F22"]


@pytest.mark.parametrize("name", TELLING)
def test_names_of_people_in_properties_are_refused(name: str, tmp_path: Path) -> None:
    data, expected = TELLING[name]
    assert looked(tmp_path, name.split("-")[0], data) == [expected]


def test_the_organisation_may_be_the_author(tmp_path: Path) -> None:
    made = docx(paragraph("Ереже"), **core("№ 1 Мектеп", "№ 1 мектеп"))
    assert looked(tmp_path, "docx", made, frozenset({"№ 1 мектеп"})) == []


@pytest.mark.parametrize("name", PERSONAL)
def test_personal_data_is_found(name: str, tmp_path: Path) -> None:
    data, expected = PERSONAL[name]
    assert looked(tmp_path, name.split("-")[0], data) == [expected]
    kept = b"".join(path.read_bytes() for path in (tmp_path / "build").rglob("*.json"))
    assert IIN.encode() not in kept and b"2345678" not in kept and b"aigul" not in kept


UNREADABLE = {
    "pdf-cut": (pdf()[:200], "F21 it is damaged"),
    "pdf-nonsense": (b"%PDF-1.7\n" + b"x" * 5_000, "F21 it is damaged"),
    "docx-entities": (docx("x", **{"word/a.xml": '<!DOCTYPE a [<!ENTITY a "aaaa">]><a>&a;</a>'}), "F21 it is damaged"),
    "docx-broken": (docx("<w:p>"), "F21 it is damaged"),
    "docx-bomb": (docx("x", **{"word/a.xml": "<a>" + " " * 40_000_000 + "</a>"}), "F21 it is damaged"),
    "odt-many-bombs": (packed({"mimetype": "x"} | {f"{n}.xml": "<a>" + " " * 25_000_000 + "</a>" for n in range(6)}), "F21 it is damaged"),
    "docx-deep": (docx("<a>" * 100_000 + "</a>" * 100_000), "F21 it needs too much time or memory"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_looked_through_is_refused(name: str, tmp_path: Path) -> None:
    data, expected = UNREADABLE[name]
    assert looked(tmp_path, name.split("-")[0], data) == [expected]
    assert looked(tmp_path, "pdf", GOOD["pdf"]) == []  # the helper is still there


def test_an_encrypted_document_is_refused(tmp_path: Path) -> None:
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(GOOD["pdf"])))
    writer.encrypt("a", algorithm="RC4-128")
    made = BytesIO()
    writer.write(made)
    assert looked(tmp_path, "pdf", made.getvalue()) == ["F21 it is encrypted"]


def test_a_picture_of_a_page_is_told(tmp_path: Path) -> None:
    assert looked(tmp_path, "pdf", pdf("")) == ["F22"]


def test_a_document_is_looked_into_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = PERSONAL["pdf"][0]
    assert looked(tmp_path, "pdf", data) == ["P01 ••••••••••12"]
    monkeypatch.setattr("edu_site.source.attached.ask", lambda *_: pytest.fail("asked again"))
    assert looked(tmp_path, "pdf", data) == ["P01 ••••••••••12"]


def test_other_contacts_and_it_is_looked_into_again(tmp_path: Path) -> None:
    data = PERSONAL["pdf-phone"][0]
    assert looked(tmp_path, "pdf", data) == ["P02 •••••••••78"]
    assert looked(tmp_path, "pdf", data, frozenset({"77012345678"})) == []


def test_where_nothing_can_be_kept_it_is_found_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "build").write_text("", encoding="utf-8")
    assert looked(tmp_path, "pdf", PERSONAL["pdf"][0]) == ["P01 ••••••••••12"]


def test_what_a_taken_over_process_says_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from edu_site.source.apart import Answer

    monkeypatch.setattr("edu_site.source.attached.ask", lambda *_: Answer([["B01", {}], ["F18", {"what": "\x1b[2J"}]], ()))
    problems: list[Problem] = list(document_problems(tmp_path, "content/a.pdf", b"x", frozenset()))
    assert told(problems) == ["F18 \\x1b[2J"]
