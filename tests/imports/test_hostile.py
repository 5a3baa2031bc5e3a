"""Forty-six hostile or malformed exports, and the right behaviour: what is taken is right, what is not is told by row and column."""

import datetime as dt
import struct
import time
from dataclasses import replace
from pathlib import Path

import pytest

from edu_site.progress.letters import masked
from edu_site.progress.limits import Limits
from tests.imports import workbooks
from tests.imports.exports import CANARY, HEADER, PUPILS, REGISTER, WRONG, load, row, shipped, text, tidy
from tests.imports.workbooks import Sheet, Xml, formula, percent, write, zipped

KAZAKH = "2026-2027,Q1,7Ә,қазақ,қыз,{},Қазақ әдебиеті,5"
COLUMNS = HEADER.split(",")
MARK = COLUMNS.index("mark") + 1
GOOD = [row(0), row(1, "4"), row(2, "3")]


def sheet(rows: list[list[object]], **kind: object) -> Sheet:
    return Sheet([COLUMNS, *rows], **kind)  # type: ignore[list-item, arg-type]


# ---------------------------------------------------------------- encodings: 1 to 7


def test_01_cp1251_without_kazakh_letters_is_read_and_said(tmp_path: Path) -> None:
    lines = ["2026-2027,1 четверть,7А,русский,ж,Сидорова Анна,Русский язык,5"]
    result = load(tmp_path, tidy(tmp_path, lines, encoding="cp1251"))
    assert result.rows() == [("2026-2027", "Q1", 7, "7А", "ru", "f", "russian", 5, "5", "assessed")]
    assert (result.imported.answer.encoding, result.imported.answer.encoding_how) == ("cp1251", "letters")


@pytest.mark.parametrize("encoding", ["kz1048", "ptcp154"])
def test_02_kazakh_in_eight_bits_is_told_from_cp1251_by_its_letters(tmp_path: Path, encoding: str) -> None:
    lines = [KAZAKH.format(f"Әубәкірова Ұлжан {n}") for n in range(3)]
    result = load(tmp_path, tidy(tmp_path, lines, encoding=encoding))
    assert result.imported.answer.encoding == encoding
    assert result.rows()[0][3] == "7Ә"
    assert result.rows()[0][6] == "kazakh_literature"


def test_02_a_near_tie_of_encodings_asks_the_sender(tmp_path: Path) -> None:
    letters = "ЃЂЉЊ"  # letters of neither language, in every one of the encodings
    path = text(tmp_path, f"{HEADER}\n2026-2027,Q1,7A,kk,f,{letters}{letters},algebra,5\n", encoding="cp1251")
    assert load(tmp_path, path).told == ["I04 0:0"]
    assert load(tmp_path, path, encoding="cp1251").imported.taken, "an explicit setting wins"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_03_utf16_with_a_mark_is_read(tmp_path: Path, encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    path = text(tmp_path, mark + "\n".join([HEADER, *GOOD]) + "\n", encoding=encoding)
    result = load(tmp_path, path)
    assert len(result.rows()) == 3
    assert (result.imported.answer.encoding, result.imported.answer.encoding_how) == ("utf-16", "mark")


def test_04_utf16_without_a_mark_is_refused(tmp_path: Path) -> None:
    assert load(tmp_path, tidy(tmp_path, GOOD, encoding="utf-16-le")).told == ["I07 0:0"]


def test_05_the_mark_of_utf8_is_no_part_of_the_first_header(tmp_path: Path) -> None:
    result = load(tmp_path, tidy(tmp_path, GOOD, encoding="utf-8-sig"))
    assert result.imported.taken
    assert len(result.rows()) == 3


@pytest.mark.parametrize("bad", [3, 5])
def test_06_two_encodings_in_one_file_are_refused_at_the_first_row_of_the_rarer(tmp_path: Path, bad: int) -> None:
    lines = [HEADER, *(KAZAKH.format(f"Әубәкірова Ұлжан {n}") for n in range(9))]
    coded = [line.encode("kz1048" if number == bad else "utf-8") for number, line in enumerate(lines, start=1)]
    path = tmp_path / "export.csv"
    path.write_bytes(b"\n".join(coded) + b"\n")
    assert load(tmp_path, path).told == [f"I05 {bad}:0"]


@pytest.mark.parametrize("wrong", ["cp1251", "latin-1"])
def test_07_letters_spoilt_before_saving_are_refused(tmp_path: Path, wrong: str) -> None:
    good = "\n".join(["школа,четверть,класс", *["Иванов Иван,первая,седьмой"] * 5])
    spoilt = good.encode("utf-8").decode(wrong, errors="ignore")
    assert load(tmp_path, text(tmp_path, spoilt)).told == ["I06 0:0"]


# ---------------------------------------------------------------- the text of a table: 8 to 17


@pytest.mark.parametrize("delimiter", [";", "\t", "|", ","])
def test_08_the_delimiter_is_the_one_that_gives_the_header(tmp_path: Path, delimiter: str) -> None:
    lines = [line.replace(",", delimiter) for line in [HEADER, *GOOD]]
    assert len(load(tmp_path, text(tmp_path, "\n".join(lines))).rows()) == 3


@pytest.mark.parametrize(("cell", "told"), [("84,5", []), ("84.5", []), ("1,234", ["I36 2:8"])])
def test_09_a_decimal_comma_is_read_and_an_ambiguous_one_is_an_error(tmp_path: Path, cell: str, told: list[str]) -> None:
    header = "school_year;term;class;language;sex;pupil;subject;mark;scale"
    path = text(tmp_path, f"{header}\n2026-2027;Q1;7Ә;kk;f;{PUPILS[0]};algebra;{cell};100\n")
    profile = replace(shipped().profiles["tidy-marks"], decimal="comma", scale="100")
    result = load(tmp_path, path, profile=profile)
    assert result.told == told
    assert [one[7] for one in result.rows()] == ([] if told else [4])


def test_09_a_decimal_comma_in_a_file_with_commas_is_a_ragged_row(tmp_path: Path) -> None:
    assert load(tmp_path, tidy(tmp_path, [row(0, "4,5")])).told == ["I11 2:0"]


def test_10_a_quote_that_is_never_closed_is_told_at_its_row(tmp_path: Path) -> None:
    lines = [row(n) for n in range(200)]
    lines[5] = lines[5].replace("algebra", '"algebra')
    assert load(tmp_path, tidy(tmp_path, lines)).told == ["I09 7:0"]


def test_11_a_cell_of_300_kilobytes_is_told_at_its_row(tmp_path: Path) -> None:
    assert load(tmp_path, tidy(tmp_path, [row(0), row(1, "5" * 300_000)])).told == ["I10 3:0"]


def test_12_nul_is_told_at_its_row(tmp_path: Path) -> None:
    assert load(tmp_path, tidy(tmp_path, [row(0), row(1, "5\x00")])).told == ["I08 3:0"]


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_13_any_line_end_is_read(tmp_path: Path, end: str) -> None:
    result = load(tmp_path, text(tmp_path, end.join([HEADER, *GOOD]) + end))
    assert len(result.rows()) == 3


def test_13_a_line_end_in_quotes_is_one_row_and_rows_are_counted_as_rows(tmp_path: Path) -> None:
    lines = [row(0), row('"Ахметова\nАйгүл"'), row(1, "6")]
    result = load(tmp_path, tidy(tmp_path, lines))
    assert result.told == [f"I19 4:{MARK}"]
    assert result.imported.answer.counts.read == 4


@pytest.mark.parametrize("change", [lambda line: line.replace(",algebra", ""), lambda line: line + ",5"])
def test_14_a_ragged_row_is_an_error_and_is_never_shifted(tmp_path: Path, change: object) -> None:
    lines = [row(0), change(row(1)), row(2)]  # type: ignore[operator]
    result = load(tmp_path, tidy(tmp_path, lines))
    assert result.told == ["I11 3:0"]
    assert result.rows() == []


@pytest.mark.parametrize("content", ["", HEADER + "\n", HEADER + "\n\n\n"])
def test_15_an_empty_file_is_an_error_and_deletes_nothing(tmp_path: Path, content: str) -> None:
    load(tmp_path, tidy(tmp_path, GOOD, name="first.csv"))
    result = load(tmp_path, text(tmp_path, content), profile="tidy-marks")
    assert result.codes <= {"I12", "I40"}
    assert "I12" in result.codes
    assert len(result.rows()) == 3


def test_16_a_million_columns_are_refused_before_anything_is_built(tmp_path: Path) -> None:
    path = text(tmp_path, HEADER + "," * 1_000_000 + "x\n" + row(0) + "\n")
    begun = time.monotonic()
    assert load(tmp_path, path, profile="tidy-marks").told == ["I13 1:0"]
    assert time.monotonic() - begun < 10


def test_17_more_rows_than_the_limit_are_refused(tmp_path: Path) -> None:
    lines = [row(n % 400, subject=subject) for n in range(400) for subject in ("algebra", "geometry", "physics")]
    assert load(tmp_path, tidy(tmp_path, lines), limits=Limits(rows=1_000)).told == ["I13 0:0"]
    assert load(tmp_path, tidy(tmp_path, lines), limits=Limits(source_bytes=1_000)).told == ["F02 0:0"]


# ---------------------------------------------------------------- headers: 18 and 19


def test_18_columns_are_found_by_name_never_by_place(tmp_path: Path) -> None:
    names = COLUMNS[::-1]
    lines = [",".join(line.split(",")[::-1]) for line in GOOD]
    assert len(load(tmp_path, tidy(tmp_path, lines, header=",".join(names))).rows()) == 3


def test_18_two_columns_for_one_field_are_an_error(tmp_path: Path) -> None:
    path = tidy(tmp_path, [row(0) + ",4"], header=HEADER + ",mark")
    assert load(tmp_path, path).told == [f"I15 1:{MARK + 1}"]


def test_18_a_required_column_under_an_unknown_name_is_missed(tmp_path: Path) -> None:
    result = load(tmp_path, tidy(tmp_path, GOOD, header=HEADER.replace("mark", "value")), profile="tidy-marks")
    assert result.told == ["I14 1:0"]
    assert result.imported.problems[0].values["columns"] == "mark"


def test_19_a_latin_letter_in_a_cyrillic_header_is_noticed(tmp_path: Path) -> None:
    mixed = REGISTER.replace("Оценка за период", "Oценка за период").replace(";ФИО;", ";ФИO;")
    result = load(tmp_path, text(tmp_path, mixed))
    assert result.imported.taken
    assert result.told == ["I16 6:2", "I16 6:9"]


# ---------------------------------------------------------------- rows: 20 to 24


def test_20_an_exact_repetition_is_taken_once_and_noticed(tmp_path: Path) -> None:
    result = load(tmp_path, tidy(tmp_path, [*GOOD, GOOD[1]]))
    assert result.told == ["I17 5:0"]
    assert result.imported.taken
    assert len(result.rows()) == 3
    counts = result.imported.answer.counts
    assert (counts.read, counts.accepted, counts.repeated) == (5, 3, 1)


def test_21_contradicting_rows_are_both_told_and_none_is_taken(tmp_path: Path) -> None:
    result = load(tmp_path, tidy(tmp_path, [*GOOD, row(1, "2")]))
    assert result.told == ["I18 3:0", "I18 5:0"]
    assert result.rows() == []
    assert result.imported.answer.counts.rejected == 2


def test_22_a_negative_mark_is_an_error(tmp_path: Path) -> None:
    assert load(tmp_path, tidy(tmp_path, [row(0, "-3")])).told == [f"I19 2:{MARK}"]


@pytest.mark.parametrize("mark", ["6", "55", "1", "5+", "4.5", "отл"])
def test_23_what_is_no_mark_of_the_scale_is_an_error(tmp_path: Path, mark: str) -> None:
    assert load(tmp_path, tidy(tmp_path, [row(0, mark)])).told == [f"I19 2:{MARK}"]


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("н/а", "not_assessed"),
        ("осв.", "exempt"),
        ("зач.", "passed"),
        ("незач", "failed"),
        ("босатылған", "exempt"),
        ("", "not_assessed"),
    ],
)
def test_23_words_of_the_code_list_are_states_without_a_mark(tmp_path: Path, cell: str, state: str) -> None:
    assert load(tmp_path, tidy(tmp_path, [row(0, cell)])).rows()[0][-3:] == (None, "5", state)


@pytest.mark.parametrize(("cell", "place"), [("Н", 2), ("H", 2), ("н", 2), ("Б", 0), ("б", 0), ("У", 1), ("у", 1)])
def test_24_absences_are_read_by_the_code_list_in_either_alphabet(tmp_path: Path, cell: str, place: int) -> None:
    export = REGISTER.replace(";4;;;у;;н/а", f";4;;;{cell};;н/а")
    boys = load(tmp_path, text(tmp_path, export)).rows("attendance")[1]
    assert boys[9 + place] == 1  # illness, excused, unexcused
    assert sum(boys[9:12]) == 1  # type: ignore[arg-type]


# ---------------------------------------------------------------- dates: 25 to 29

DATED = "school_year,date,class,language,sex,pupil,subject,mark"


def dated(day: object) -> list[object]:
    return ["2026-2027", day, "7Ә", "kk", "f", PUPILS[0], "algebra", "5"]


@pytest.mark.parametrize("day", ["31.02.2026", "2026-02-31", "00.10.2026"])
def test_25_a_day_that_does_not_exist_is_an_error(tmp_path: Path, day: str) -> None:
    assert load(tmp_path, tidy(tmp_path, [",".join(dated(day))], header=DATED)).told == ["I20 2:2"]  # type: ignore[arg-type]


def test_25_a_day_column_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    autumn = REGISTER.replace("1 четверть", "2 четверть").replace("Сентябрь;;;Октябрь", "Ноябрь;;;Ноябрь")
    assert load(tmp_path, text(tmp_path, autumn.replace(";;;2;7;9;5;12;", ";;;3;10;13;17;31;"))).told == ["I20 7:8"]


def test_26_a_date_in_a_format_nobody_declared_is_an_error(tmp_path: Path) -> None:
    assert load(tmp_path, tidy(tmp_path, [",".join(dated("02/03/2026"))], header=DATED)).told == ["I20 2:2"]  # type: ignore[arg-type]


def test_27_a_serial_number_is_a_day_in_a_column_of_dates_only(tmp_path: Path) -> None:
    serial = (dt.date(2026, 10, 5) - dt.date(1899, 12, 30)).days
    result = load(tmp_path, tidy(tmp_path, [",".join(map(str, dated(serial)))], header=DATED))
    assert result.told == ["I39 2:2"]
    assert result.rows()[0][1] == "Q1"
    assert load(tmp_path, tidy(tmp_path, [row(0, str(serial))], name="b.csv")).told == [f"I19 2:{MARK}"]


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_28_both_calendars_of_spreadsheets_are_read(tmp_path: Path, epoch_1904: bool) -> None:
    first = dt.date(1904, 1, 1) if epoch_1904 else dt.date(1899, 12, 30)
    cell = workbooks.date((dt.date(2026, 11, 4) - first).days)
    path = write(tmp_path / "export.xlsx", Sheet([DATED.split(","), dated(cell)]), epoch_1904=epoch_1904)  # type: ignore[list-item]
    result = load(tmp_path, path)
    assert result.told == []
    assert result.rows()[0][1] == "Q2"


@pytest.mark.parametrize("day", ["05.10.2025", "28.10.2026", "20.12.2026"])
def test_29_a_day_of_another_year_a_break_or_the_future_is_an_error(tmp_path: Path, day: str) -> None:
    assert load(tmp_path, tidy(tmp_path, [",".join(dated(day))], header=DATED)).told == ["I21 2:2"]  # type: ignore[arg-type]


# ---------------------------------------------------------------- pupils: 30 and 31


def test_30_a_number_that_lost_its_zeros_is_padded_when_its_check_digit_agrees(tmp_path: Path) -> None:
    from tests.imports.exports import iins

    (born_in_2005,) = iins(1, "050315")
    as_text = load(tmp_path, tidy(tmp_path, [row(born_in_2005)], name="a.csv"))
    cells = [*row(0).split(",")[:5], float(born_in_2005), "geometry", 5]
    as_number = load(tmp_path, write(tmp_path / "b.xlsx", sheet([cells])))
    pupils = {line for one in (as_text, as_number) for line in one.imported.answer.pupils}
    assert len(pupils) == 1


def test_30_a_number_with_a_wrong_check_digit_or_a_rounded_one_is_an_error(tmp_path: Path) -> None:
    wrong = [*row(0).split(",")[:5], float(PUPILS[0]) + 1, "algebra", 5]
    assert load(tmp_path, write(tmp_path / "a.xlsx", sheet([wrong]))).told == ["I23 2:6"]
    assert load(tmp_path, tidy(tmp_path, [row("1.02E+10")])).told == ["I22 2:6"]
    assert load(tmp_path, tidy(tmp_path, [row('"1,02E+10"')])).told == ["I22 2:6"]


@pytest.mark.parametrize("number", [WRONG, "129915500000", "999999999999"])
def test_31_a_wrong_number_is_told_and_never_shown(tmp_path: Path, number: str) -> None:
    result = load(tmp_path, tidy(tmp_path, [row(number)]))
    assert result.told == ["I23 2:6"]
    assert number not in str(result.imported)


def test_31_a_pupil_with_marks_in_two_schools_is_noticed(tmp_path: Path) -> None:
    load(tmp_path, tidy(tmp_path, GOOD))
    result = load(tmp_path, tidy(tmp_path, [row(0, subject="physics")], name="b.csv"), organisation="semey-lyceum-1")
    assert result.imported.taken
    assert result.told == ["I24 0:0"]


# ---------------------------------------------------------------- spreadsheets: 32 to 39


def cells(pupil: int, mark: object = 5) -> list[object]:
    return [*row(pupil).split(",")[:-1], mark]


@pytest.mark.parametrize("cell", [formula("1+4", None), Xml("", "<f>1+4</f><v></v>"), Xml("", "<f/>")])
def test_32_a_formula_without_a_stored_value_is_an_error(tmp_path: Path, cell: Xml) -> None:
    assert load(tmp_path, write(tmp_path / "a.xlsx", sheet([cells(0), cells(1, cell)]))).told == [f"I25 3:{MARK}"]


def test_32_a_formula_with_a_stored_value_is_read(tmp_path: Path) -> None:
    assert load(tmp_path, write(tmp_path / "a.xlsx", sheet([cells(0, formula("1+4", "5"))]))).rows()[0][7] == 5


@pytest.mark.parametrize("cell", ["=HYPERLINK(0)", "+cmd|calc", "@sum", "-cmd"])
@pytest.mark.parametrize("column", ["pupil", "mark", "subject"])
def test_33_the_text_of_a_formula_in_a_coded_column_is_an_error(tmp_path: Path, cell: str, column: str) -> None:
    values = row(0).split(",")
    values[COLUMNS.index(column)] = cell
    assert load(tmp_path, tidy(tmp_path, [",".join(values)])).told == [f"I42 2:{COLUMNS.index(column) + 1}"]


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "xl/activeX/activeX1.xml"])
def test_34_macros_and_links_to_other_files_are_refused(tmp_path: Path, part: str) -> None:
    path = write(tmp_path / "a.xlsx", sheet([cells(0)]), extra={part: "x"})
    assert load(tmp_path, path).told == ["I26 0:0"]


def test_34_old_and_encrypted_workbooks_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096)
    assert load(tmp_path, path).told == ["I26 0:0"]


def test_35_merged_cells_among_the_rows_are_an_error_and_in_the_header_they_are_not(tmp_path: Path) -> None:
    rows = [cells(0), cells(1), cells(2)]
    assert load(tmp_path, write(tmp_path / "a.xlsx", sheet(rows, merged=["H3:H4"]))).told == ["I27 3:8"]
    header = [["", *[""] * 7], COLUMNS, *rows]
    assert load(tmp_path, write(tmp_path / "b.xlsx", Sheet(header, merged=["A1:H1"]))).imported.taken  # type: ignore[arg-type]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_36_hidden_sheets_are_not_read_and_are_named(tmp_path: Path, state: str) -> None:
    second = sheet([cells(3)], name="Архив", state=state)
    result = load(tmp_path, write(tmp_path / "a.xlsx", sheet([cells(0)]), second))
    assert result.told == ["I29 0:0"]
    assert result.imported.problems[0].values["sheet"] == "2"
    assert len(result.rows()) == 1


def test_36_a_hidden_row_or_a_hidden_column_that_is_needed_is_an_error(tmp_path: Path) -> None:
    rows = [cells(0), cells(1)]
    assert load(tmp_path, write(tmp_path / "a.xlsx", sheet(rows, hidden_rows=[3]))).told == ["I28 3:0"]
    assert load(tmp_path, write(tmp_path / "b.xlsx", sheet(rows, hidden_columns=[MARK]))).told == [f"I28 1:{MARK}"]


def test_37_a_zip_bomb_is_refused_quickly(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped({**workbooks.parts([sheet([cells(0)])]), "xl/worksheets/sheet9.xml": b" " * 300_000_000}))
    begun = time.monotonic()
    assert load(tmp_path, path).told == ["I30 0:0"]
    assert time.monotonic() - begun < 5


def test_37_the_sizes_an_archive_claims_are_not_believed(tmp_path: Path) -> None:
    data = bytearray(zipped({**workbooks.parts([sheet([cells(0)])]), "xl/styles.xml": workbooks.STYLES + " " * 900_000}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = -1
        while (place := data.find(signature, place + 1)) >= 0:
            (size,) = struct.unpack_from("<I", data, place + offset)
            if size > 900_000:
                struct.pack_into("<I", data, place + offset, 100)
    path = tmp_path / "a.xlsx"
    path.write_bytes(bytes(data))
    assert load(tmp_path, path).codes <= {"I01", "I30"}
    assert not load(tmp_path, path).imported.taken


def test_37_names_that_leave_the_archive_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", sheet([cells(0)]), extra={"../../etc/passwd": "x"})
    assert load(tmp_path, path).told == ["I30 0:0"]


@pytest.mark.parametrize("place", ["XFD1048576", "A1048576"])
def test_38_a_sheet_with_two_far_corners_is_refused(tmp_path: Path, place: str) -> None:
    row_number = place.lstrip("XFDA")
    far = f'<row r="{row_number}"><c r="{place}"><v>1</v></c></row></sheetData>'
    made = workbooks.parts([sheet([cells(0)])])
    made["xl/worksheets/sheet1.xml"] = made["xl/worksheets/sheet1.xml"].replace("</sheetData>", far)
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(made))
    begun = time.monotonic()
    assert load(tmp_path, path).codes <= {"I13", "I30"}
    assert not load(tmp_path, path).imported.taken
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_39_xml_entities_are_refused(tmp_path: Path, part: str) -> None:
    made = workbooks.parts([sheet([cells(0)])])
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    body = made[part].removeprefix('<?xml version="1.0" encoding="UTF-8"?>')
    made[part] = '<?xml version="1.0" encoding="UTF-8"?>' + bomb + body
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(made))
    assert load(tmp_path, path).told == ["I26 0:0"]


# ---------------------------------------------------------------- the wrong file: 40 (OneRoster: test_oneroster.py)


def test_40_a_file_of_another_organisation_is_refused(tmp_path: Path) -> None:
    path = tidy(tmp_path, ["semey-lyceum-1," + row(0)], header="organisation," + HEADER)
    assert load(tmp_path, path).told == ["I31 2:1"]
    assert load(tmp_path, path, organisation="semey-lyceum-1").imported.taken


def test_40_a_file_of_another_term_or_class_than_the_sender_says_is_refused(tmp_path: Path) -> None:
    path = text(tmp_path, REGISTER)
    assert load(tmp_path, path, settings={"term": "Q2"}).told == ["I31 5:2"]
    assert load(tmp_path, path, settings={"school_year": "2025-2026"}).codes == {"I31"}
    assert load(tmp_path, path, settings={"term": "1-тоқсан", "class": "7 «ә»"}).imported.taken


def test_40_a_fall_by_more_than_a_fifth_needs_a_person(tmp_path: Path) -> None:
    load(tmp_path, tidy(tmp_path, [row(n) for n in range(10)]))
    less = tidy(tmp_path, [row(n) for n in range(7)], name="b.csv")
    refused = load(tmp_path, less)
    assert refused.told == ["I38 0:0"]
    assert len(refused.rows()) == 10
    assert len(load(tmp_path, less, confirmed=True).rows()) == 7
    without = tidy(tmp_path, [row(n, label="7Б") for n in range(7)], name="c.csv")
    assert load(tmp_path, without).imported.taken, "another class is no fall"
    both = load(tmp_path, tidy(tmp_path, [row(n) for n in range(8)], name="d.csv"))
    assert both.imported.taken
    assert len(both.rows()) == 15


def test_40_an_import_that_loses_a_class_needs_a_person(tmp_path: Path) -> None:
    load(tmp_path, tidy(tmp_path, [row(0), row(1, label="7Б")]))
    result = load(tmp_path, tidy(tmp_path, [row(0), row(2)], name="b.csv"))
    assert result.told == ["I33 0:0"]
    assert result.imported.problems[0].values["lost"] == "marks Q1 7Б algebra"


# ---------------------------------------------------------------- 41 to 46


def test_41_a_file_is_what_its_bytes_say_and_must_be_called_so(tmp_path: Path) -> None:
    page = text(tmp_path, "<html><table><tr><td>5</td></tr></table></html>", name="a.xlsx")
    assert load(tmp_path, page).told == ["I44 0:0"]
    assert load(tmp_path, text(tmp_path, "<html><table></table></html>", name="b.csv")).told == ["I44 0:0"]
    assert load(tmp_path, tidy(tmp_path, GOOD, name="c.xlsx")).told == ["I44 0:0"]
    book = write(tmp_path / "d.csv", sheet([cells(0)]))
    assert load(tmp_path, book).told == ["I44 0:0"]
    with_archive = tmp_path / "e.xlsx"
    with_archive.write_bytes(zipped({"a.txt": "a"}))
    assert load(tmp_path, with_archive).told == ["I44 0:0"]


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!"])
def test_42_an_error_in_a_cell_is_an_error(tmp_path: Path, error: str) -> None:
    path = write(tmp_path / "a.xlsx", sheet([cells(0), cells(1, Xml('t="e"', f"<v>{error}</v>"))]))
    assert load(tmp_path, path).told == [f"I25 3:{MARK}"]


def test_43_a_cell_that_shows_a_percentage_is_an_error_where_it_is_needed(tmp_path: Path) -> None:
    assert f"I35 2:{MARK}" in load(tmp_path, write(tmp_path / "a.xlsx", sheet([cells(0, percent(0.63))]))).told
    unused = Sheet([[*COLUMNS, "quality"], [*cells(0), percent(0.63)]])  # type: ignore[list-item]
    assert load(tmp_path, write(tmp_path / "b.xlsx", unused)).imported.taken


def test_43_true_is_no_mark(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", sheet([cells(0, Xml('t="b"', "<v>1</v>"))]))
    assert f"I37 2:{MARK}" in load(tmp_path, path).told


@pytest.mark.parametrize("invisible", ["\u00a0", "\u200b", "\u00ad", "\ufeff"])
def test_44_invisible_characters_do_not_make_another_pupil_or_word(tmp_path: Path, invisible: str) -> None:
    plain = load(tmp_path, tidy(tmp_path, [row(0)], name="a.csv"))
    hidden = (
        row(0)
        .replace(PUPILS[0], f"{PUPILS[0][:6]}{invisible.strip()}{PUPILS[0][6:]}{invisible}")
        .replace("algebra", f"Алгебра{invisible}")
    )
    other = load(tmp_path, tidy(tmp_path, [hidden], name="b.csv"))
    assert other.imported.answer.pupils == plain.imported.answer.pupils
    assert other.rows()[-1][6] == "algebra"


def test_45_composed_and_decomposed_letters_are_one(tmp_path: Path) -> None:
    first = load(tmp_path, tidy(tmp_path, [row("Йорданов Алексей")], name="a.csv"))
    second = load(tmp_path, tidy(tmp_path, [row("И\u0306орданов Алексеи\u0306")], name="b.csv"))
    assert first.imported.answer.pupils == second.imported.answer.pupils


@pytest.mark.parametrize("total", ["Итого", "Барлығы:", "ИТОГО по классу", "Качество знаний", "Білім сапасы, %"])
def test_46_a_row_of_sums_is_no_pupil(tmp_path: Path, total: str) -> None:
    values = row(0).split(",")
    values[COLUMNS.index("pupil")] = f'"{total}"'
    result = load(tmp_path, tidy(tmp_path, [*GOOD, ",".join(values)]))
    assert result.imported.taken
    assert len(result.rows()) == 3
    assert result.imported.answer.counts.skipped == 2


@pytest.mark.parametrize("total", ["TOTAL", "Итого", "Барлығы,,,,,,,,,4.5"])
def test_46_a_row_of_sums_of_any_width_is_no_pupil(tmp_path: Path, total: str) -> None:
    for lines in ([*GOOD, total], [total, *GOOD], [total]):
        result = load(tmp_path, tidy(tmp_path, lines, name=f"{len(lines)}-{lines[0][:4].strip(',')}.csv"), profile="tidy-marks")
        assert result.imported.answer.counts.skipped == 2
        assert result.imported.taken == (len(lines) > 1)


def test_what_is_shown_of_a_cell_tells_no_name() -> None:
    assert masked(CANARY) == "••••••…"
    assert masked("12") == "12"
    assert masked("120315500122") == "••••••…"
