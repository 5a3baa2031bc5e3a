"""Mapping profiles: the layouts that are delivered, read as their e-journals write them; mistakes in a profile told by line."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from edu_site.progress.layouts import Band, Scale
from edu_site.progress.profiles import read_profile, read_profiles
from edu_site.progress.vocabulary import vocabulary_of
from tests.imports.exports import BOY, GIRL, PUPILS, REGISTER, ROOT, load, row, shipped, text, tidy
from tests.imports.workbooks import Sheet, write

UCI = ROOT.parent / "shared" / "data" / "uci-student"
SUMMARY = [
    ["Сводная ведомость учёта успеваемости", *[""] * 8],
    ["Учебный год: 2025-2026", "", "", "Класс: 7 «Ә»", *[""] * 5],
    ["Язык обучения:", "казахский", *[""] * 7],
    ["№", "ФИО", "Пол", "Алгебра", "", "", "Физика", "", "Средний балл"],
    ["", "", "", "1 четв.", "2 четв.", "год", "1 четв.", "2 четв.", ""],
    [1, "Иванов Иван", "м", 5, 5, "", 4, "н/а", 4.5],
    [2, "Петрова Анна", "ж", 3, 4, "", "зач.", 2, 4.5],
    ["Качество знаний", "", "", 50, 50, "", "", "", ""],
    ["Классный руководитель", "________", *[""] * 7],
]
BLOCKS = """Учебный год: 2025-2026
Класс: 7Ә
Язык обучения: казахский
Ученик: Иванов Иван,,,,,,
Пол: м
№,Предмет,1 четверть,2 четверть,3 четверть,4 четверть,Год
1,Алгебра,5,4,,,
2,История Казахстана,осв.,4,,,
Средний балл,,5,,,,
Ученик: Петров Пётр
Пол: м
№,Предмет,1 четверть,2 четверть,3 четверть,4 четверть,Год
1,Алгебра,3,н/а,,,
"""
TERM_SHEET = f"""Учебный год: 2026-2027
Класс: 7Ә
Язык обучения: казахский
Период: 1 четверть
Уроков проведено: 260
№;ФИО;ИИН;Пол;Алгебра;Физика;По болезни;Уважительные;Без причины;Опоздания
1;Ахметова Айгүл;{GIRL};ж;5;4;12;0;3;1
2;Серіков Асан;{BOY};м;4;;0;6;;2
Итого;;;;;;12;6;3;3
"""


def test_the_delivered_profiles_have_no_problems() -> None:
    profiles = shipped().profiles
    assert set(profiles) >= {"class-register", "summary-sheet", "pupil-blocks", "uci-student", "tidy-marks", "tidy-attendance"}


@pytest.mark.parametrize("encoding", ["utf-8", "kz1048"])
def test_a_class_register_gives_marks_and_attendance(tmp_path: Path, encoding: str) -> None:
    result = load(tmp_path, text(tmp_path, REGISTER, encoding=encoding))
    assert result.imported.answer.profile == "class-register"
    assert [one[1:] for one in result.rows()] == [
        ("Q1", 7, "7Ә", "kk", "f", "algebra", 4, "5", "assessed"),
        ("Q1", 7, "7Ә", "kk", "f", "algebra", 5, "5", "assessed"),
        ("Q1", 7, "7Ә", "kk", "m", "algebra", None, "5", "not_assessed"),
    ]
    roll_lessons_possible_illness_excused_unexcused_late = [one[6:] for one in result.rows("attendance")]
    assert roll_lessons_possible_illness_excused_unexcused_late == [(2, 5, 10, 1, 0, 1, 1), (1, 5, 5, 0, 1, 0, 0)]


def test_registers_of_two_subjects_add_their_lessons_and_not_their_pupils(tmp_path: Path) -> None:
    both = REGISTER + REGISTER.replace("Алгебра", "Геометрия")
    result = load(tmp_path, text(tmp_path, both))
    assert [one[6:9] for one in result.rows("attendance")] == [(2, 10, 20), (1, 10, 10)]
    twice = load(tmp_path, text(tmp_path, REGISTER * 2, name="twice.csv"))
    assert twice.told[0] == "I18 17:0"
    assert twice.imported.problems[0].values["other"] == "6"


def test_a_day_that_has_not_come_is_no_lesson(tmp_path: Path) -> None:
    autumn = REGISTER.replace("1 четверть", "2 четверть").replace("Сентябрь;;;Октябрь", "Ноябрь;;;Ноябрь")
    autumn = autumn.replace(";;;2;7;9;5;12;", ";;;3;10;13;17;30;").replace("3/3;4", ";4")
    result = load(tmp_path, text(tmp_path, autumn))
    assert result.told == []
    assert [one[7] for one in result.rows("attendance")] == [4, 4]


def test_a_summary_with_merged_headers_is_read_from_a_workbook(tmp_path: Path) -> None:
    merged = ["A1:I1", "A2:C2", "D4:F4", "G4:H4", "A4:A5", "B4:B5", "C4:C5"]
    result = load(tmp_path, write(tmp_path / "a.xlsx", Sheet(SUMMARY, merged=merged)))
    assert result.imported.answer.profile == "summary-sheet"
    assert result.told == []
    assert [one[1:2] + one[5:] for one in result.rows()] == [
        ("Q1", "f", "algebra", 3, "5", "assessed"),
        ("Q1", "f", "physics", None, "5", "passed"),
        ("Q1", "m", "algebra", 5, "5", "assessed"),
        ("Q1", "m", "physics", 4, "5", "assessed"),
        ("Q2", "f", "algebra", 4, "5", "assessed"),
        ("Q2", "f", "physics", 2, "5", "assessed"),
        ("Q2", "m", "algebra", 5, "5", "assessed"),
        ("Q2", "m", "physics", None, "5", "not_assessed"),
    ]


def test_each_sheet_of_a_workbook_is_a_class(tmp_path: Path) -> None:
    other = [["", *[""] * 8], ["Учебный год: 2025-2026", "", "", "Класс: 8Б", *[""] * 5], *SUMMARY[2:]]
    result = load(tmp_path, write(tmp_path / "a.xlsx", Sheet(SUMMARY, "7Ә"), Sheet(other, "8Б")))
    assert {one[3] for one in result.rows()} == {"7Ә", "8Б"}


def test_a_subject_nobody_knows_is_an_error_at_its_header(tmp_path: Path) -> None:
    sheet = [list(line) for line in SUMMARY]
    sheet[3][6] = "Алхимия"
    assert load(tmp_path, write(tmp_path / "a.xlsx", Sheet(sheet)), profile="summary-sheet").told == ["I45 4:7", "I45 4:8"]


def test_a_report_by_pupil_is_read_block_by_block(tmp_path: Path) -> None:
    result = load(tmp_path, text(tmp_path, BLOCKS))
    assert result.imported.answer.profile == "pupil-blocks"
    assert [one[1:2] + one[6:] for one in result.rows()] == [
        ("Q1", "algebra", 3, "5", "assessed"),
        ("Q1", "algebra", 5, "5", "assessed"),
        ("Q1", "history_kazakhstan", None, "5", "exempt"),
        ("Q2", "algebra", 4, "5", "assessed"),
        ("Q2", "algebra", None, "5", "not_assessed"),
        ("Q2", "history_kazakhstan", 4, "5", "assessed"),
    ]
    assert len(set(result.imported.answer.pupils)) == 4, "two pupils in two terms"


def test_a_summary_of_a_term_gives_marks_and_what_each_pupil_missed(tmp_path: Path) -> None:
    result = load(tmp_path, text(tmp_path, TERM_SHEET))
    assert result.imported.answer.profile == "term-sheet"
    assert len(result.rows()) == 4
    assert [one[5:] for one in result.rows("attendance")] == [("f", 1, 260, 260, 12, 0, 3, 1), ("m", 1, 260, 260, 0, 6, 0, 2)]


def test_attendance_that_contradicts_itself_is_told(tmp_path: Path) -> None:
    header = "school_year,term,class,language,sex,roll,lessons,possible,illness,excused,unexcused,late"
    lines = [
        "2026-2027,Q1,7Ә,kk,f,10,100,,5,0,2,3",
        "2026-2027,Q1,7Ә,kk,m,10,100,2000,5,0,2,3",
        "2026-2027,Q1,7Б,kk,m,10,100,,900,100,2,3",
        "2026-2027,Q1,7В,kk,m,10,100,,900,90,0,30",
        "2026-2027,Q1,7Г,kk,m,,100,,9,9,0,3",
    ]
    assert load(tmp_path, tidy(tmp_path, lines, header=header)).told == ["I41 3:0", "I41 4:0", "I41 5:0", "I41 6:0"]
    good = load(tmp_path, tidy(tmp_path, lines[:1], header=header, name="b.csv"))
    assert good.rows("attendance")[0][6:] == (10, 100, 1000, 5, 0, 2, 3)


def test_nameless_pupils_of_another_scale_are_a_pupil_a_row(tmp_path: Path) -> None:
    header = "school,sex,age,absences,G1,G2,G3"
    said = {"school_year": "2025-2026", "grade": "10", "subject": "mathematics", "language": "ru"}
    path = tidy(tmp_path, ["GP,F,16,4,7,8,12", "GP,M,16,4,13,16,17", "GP,M,16,0,0,20,20"], header=header)
    result = load(tmp_path, path, settings=said)
    assert result.imported.answer.profile == "uci-student"
    assert [one[7] for one in result.rows()] == [2, 2, 4, 3, 4, 5, 3, 5, 5]
    assert load(tmp_path, path, settings={**said, "grade": ""}, profile="uci-student").codes == {"I40"}


@pytest.mark.skipif(not UCI.is_dir(), reason="the data set of P. Cortez lies beside the checkout only where it was developed")
@pytest.mark.parametrize(("name", "rows"), [("student-mat.csv", 395), ("student-por.csv", 649)])
def test_the_real_data_set_is_read(tmp_path: Path, name: str, rows: int) -> None:
    said = {"school_year": "2025-2026", "grade": "10", "subject": "mathematics", "language": "ru"}
    result = load(tmp_path, UCI / name, settings=said)
    assert result.imported.answer.counts.accepted == rows
    assert len(result.rows()) == rows * 3


@pytest.mark.parametrize(("settings", "told"), [({}, {"I40"}), ({"language": "kk"}, set())])
def test_what_the_file_does_not_say_must_be_said(tmp_path: Path, settings: dict[str, str], told: set[str]) -> None:
    path = text(tmp_path, REGISTER.replace("Язык обучения;казахский\n", ""))
    assert load(tmp_path, path, settings=settings).codes == told


def test_a_file_no_profile_fits_is_told_at_its_widest_row(tmp_path: Path) -> None:
    assert load(tmp_path, text(tmp_path, "а,б\nв,г,д\nе,ё\n")).told == ["I34 2:0"]


def test_mistakes_in_a_profile_are_told_by_line_and_column(tmp_path: Path) -> None:
    path = text(tmp_path, "id: a\ntitle: {kk: а, ru: а}\ncolumns:\n  - {field: marks, names: [x]}\nspread: subject\n", "a.yml")
    profile, problems = read_profile(path, tmp_path)
    assert profile is None
    assert [f"{problem.where} {problem.code}" for problem in problems] == ["a.yml:4:13 S03", "a.yml:5:9 S08"]


def test_a_projects_own_profile_needs_no_code(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "profiles"
    folder.mkdir(parents=True)
    (folder / "ours.yml").write_text(
        "id: ours\ntitle: {kk: а, ru: а}\ndates: [dd/mm/yyyy]\ncolumns:\n"
        "  - {field: pupil, names: [нөмірі]}\n  - {field: class, names: [тобы]}\n  - {field: subject, names: [сабағы]}\n"
        "  - {field: mark, names: [белгісі]}\n  - {field: date, names: [күні]}\n"
        "constants: {school_year: 2026-2027, language: kk}\nwords: {states: {exempt: [шет]}, subjects: {algebra: [есеп]}}\n",
        encoding="utf-8",
    )
    profiles, problems = read_profiles(tmp_path)
    assert problems == ()
    lines = [f"{PUPILS[0]},7Ә,есеп,5,05/10/2026", f"{PUPILS[1]},7Ә,есеп,шет,05/10/2026"]
    path = tidy(tmp_path, lines, header="нөмірі,тобы,сабағы,белгісі,күні")
    result = load(tmp_path, path, profiles=profiles)
    assert result.imported.answer.profile == "ours"
    assert [one[1] + str(one[7]) + str(one[9]) for one in result.rows()] == ["Q1Noneexempt", "Q15assessed"]


def test_bands_hold_for_the_school_years_they_say(tmp_path: Path) -> None:
    tidy_marks = shipped().profiles["tidy-marks"]
    old = Scale(id="x", low=0, high=9, bands=(Band(low=0, high=9, mark=2),), valid_to=dt.date(2026, 8, 31))
    new = Scale(id="x", low=0, high=9, bands=(Band(low=0, high=9, mark=5),), valid_from=dt.date(2026, 9, 1))
    profile = replace(tidy_marks, scale="x", words=replace(tidy_marks.words, scales=(old, new)))
    for year, mark in (("2025-2026", 2), ("2026-2027", 5)):
        path = tidy(tmp_path, [row(0, "7").replace("2026-2027", year)], name=f"{year}.csv")
        assert load(tmp_path / year, path, profile=profile).rows()[0][7] == mark
    later = replace(tidy_marks, scale="x", words=replace(tidy_marks.words, scales=(new,)))
    path = tidy(tmp_path, [row(0, "7").replace("2026-2027", "2025-2026")])
    assert load(tmp_path, path, profile=later).codes == {"I19"}


def test_the_vocabulary_knows_the_subjects_in_both_languages() -> None:
    profiles = shipped()
    words = vocabulary_of(profiles.profiles["tidy-marks"], profiles.vocabulary, profiles.subjects)
    for key, names in profiles.subjects.items():
        assert words.subjects.key(names.kk) == words.subjects.key(names.ru) == words.subjects.key(key) == key
    assert [words.months.key(name) for name in ("Қыркүйек", "сентябрь", "Желтоқсан")] == ["9", "9", "12"]
    assert row(0).startswith("2026-2027")
