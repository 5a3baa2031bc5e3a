"""Made-up exports of any length: the same rows as CSV and as XLSX with shared strings, as spreadsheets write it."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from edu_site.problems import check_digit

SUBJECTS = (
    "kazakh",
    "russian",
    "english",
    "algebra",
    "geometry",
    "physics",
    "chemistry",
    "biology",
    "geography",
    "informatics",
)
HEADER = ("school_year", "term", "class", "language", "sex", "pupil", "subject", "mark")
TERMS = ("Q1", "Q2", "Q3", "Q4")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"


def numbers() -> Iterator[str]:
    """Valid personal numbers of nobody."""
    for number in range(10_000_000):
        eleven = (
            f"{10 + number // 800_000 % 8:02}{1 + number // 66_000 % 12:02}{1 + number // 2_300 % 28:02}5{number % 10_000:04}"
        )
        digit = check_digit(eleven)
        if digit is not None:
            yield eleven + str(digit)


def rows(count: int) -> Iterator[tuple[str, ...]]:
    """A pupil has forty marks: ten subjects in four terms."""
    made, seen = 0, set[str]()
    for pupil in numbers():
        if pupil in seen:
            continue
        seen.add(pupil)
        place = len(seen)
        label = f"{5 + place // 25 % 7}{'АӘБВГҒ'[place // 200 % 6]}"
        for term in TERMS:
            for subject in SUBJECTS:
                if made == count:
                    return
                mark = str(2 + (place * 7 + made) % 4)
                made += 1
                yield ("2025-2026", term, label, "kk", "fm"[place % 2], pupil, subject, mark)


def write_csv(path: Path, count: int, encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        file.write(";".join(HEADER) + "\n")
        file.writelines(";".join(row) + "\n" for row in rows(count))
    return path


def write_xlsx(path: Path, count: int) -> Path:
    strings: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for number, row in enumerate(chained(count), start=1):
                sheet.write(row_xml(number, row, strings).encode())
            sheet.write(b"</sheetData></worksheet>")
        texts = "".join(f"<si><t>{text}</t></si>" for text in strings)
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{texts}</sst>')
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="1" sheetId="1" r:id="a"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            relations(("a", "worksheet", "worksheets/sheet1.xml"), ("b", "sharedStrings", "sharedStrings.xml")),
        )
        archive.writestr("_rels/.rels", relations(("a", "officeDocument", "xl/workbook.xml")))
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        )
    return path


def chained(count: int) -> Iterator[tuple[str, ...]]:
    yield HEADER
    yield from rows(count)


def relations(*links: tuple[str, str, str]) -> str:
    inner = "".join(f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>' for name, kind, target in links)
    return f'<Relationships xmlns="{PACKAGE}relationships">{inner}</Relationships>'


def row_xml(number: int, row: tuple[str, ...], strings: dict[str, int]) -> str:
    cells = []
    for column, text in zip("ABCDEFGH", row, strict=True):
        if column == "H" and number > 1:
            cells.append(f'<c r="{column}{number}"><v>{text}</v></c>')
        else:
            place = strings.setdefault(text, len(strings))
            cells.append(f'<c r="{column}{number}" t="s"><v>{place}</v></c>')
    return f'<row r="{number}">{"".join(cells)}</row>'
