"""Two roads for a plain table: what the engine reads is what the careful reader reads, row for row and word for word."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edu_site.progress import plain
from edu_site.progress.job import Answer
from edu_site.progress.layouts import Column
from edu_site.progress.limits import Limits
from edu_site.progress.reading import Tables, read_file
from edu_site.progress.tidy import Packing
from tests.imports.exports import HEADER, PUPILS, WRONG, iins, job, load_apart, row, shipped, text, tidy

FAST, CAREFUL = Limits(plain_bytes=0), Limits(plain_bytes=1 << 40)


def decoded(tables: Tables) -> Counter[tuple[str, str, str, str]]:
    """Every mark as what its place in a number stands for."""
    marks = tables.marks
    packing = Packing(len(marks.subjects), len(marks.results))
    found: Counter[tuple[str, str, str, str]] = Counter()
    for line in "".join(marks.cells).split():
        number, value = map(int, line.split(","))
        rest, block = divmod(number, packing.blocks)
        pupil, group = divmod(rest, len(marks.groups))
        for place, subject in enumerate(marks.subjects[block * packing.together :][: packing.together]):
            digit = value >> packing.width * place & (1 << packing.width) - 1
            if digit:
                assert digit >> packing.width - 1 == 1
                result = marks.results[digit & (1 << packing.width - 1) - 1]
                found[marks.groups[group], marks.pupils[pupil], subject, result] += 1
    return found


def told(answer: Answer) -> tuple[object, ...]:
    """Everything an import tells."""
    return (
        answer.counts,
        answer.faults,
        answer.fault_count,
        answer.school_year,
        answer.scope,
        answer.totals,
        answer.marks,
        answer.pupils,
        answer.profile,
        answer.encoding,
        answer.delimiter,
    )


def both(path: Path, **changes: object) -> bool:
    """Reads a file by both roads and compares them. Whether the engine's road was taken to its end."""
    answers, taken = [], []
    for limits in (FAST, CAREFUL):
        answer, tables = read_file(job(path, limits=limits, **changes))
        answers.append(
            (
                told(answer),
                decoded(tables),
                tables.marks.groups,
                tables.marks.pupils,
                tables.marks.subjects,
                tables.marks.results,
            )
        )
        taken.append(answer)
    assert answers[0] == answers[1]
    return not taken[0].faults


CELLS = {
    "school_year": ["2026-2027"] * 12 + ["2026/27", "2025-2026", ""],
    "term": ["Q1"] * 5 + ["Q2", "1 четверть", "Q9", ""],
    "class": ["7Ә"] * 5 + ["7 ә", "8Б", "7", "44Ж", ""],
    "language": ["kk"] * 5 + ["қазақ", "ru", "de", ""],
    "sex": ["f"] * 5 + ["m", "", "қыз", "?"],
    "pupil": [*PUPILS[:9], f" {PUPILS[0]}", "12", "", WRONG, "Итого", "1.02E+10", "Сидорова\u200b Анна"],
    "subject": ["algebra"] * 4 + ["Алгебра", "physics", "Алхимия", "=1+1"],
    "mark": ["5", "4", "3", "2", "н/а", "", "9", "-1", "4,5", " 5"],
}
WHOLE = st.tuples(*(st.sampled_from(cells) for cells in CELLS.values()))
GOOD = st.tuples(*(st.sampled_from(cells[:3]) for cells in CELLS.values()))
ODD = st.sampled_from(
    [
        "",
        ";;;;;;;",
        ";",
        "a;b",
        "Итого;;;;;;;5",
        '2026-2027;Q1;7Ә;kk;f;"1";algebra;5',
        "2026-2027;Q1;7Ә;kk;f;1;algebra;5;",
        "\t",
        " ",
    ]
)
LINES = st.lists(st.one_of(GOOD, GOOD, GOOD, WHOLE).map(";".join) | ODD, min_size=1, max_size=30)


@given(LINES, st.sampled_from(["\n", "\r\n", "\r", "\n\r\n"]), st.booleans(), st.sampled_from(["utf-8", "utf-8-sig", "cp1251"]))
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_roads_tell_and_take_the_same(tmp_path: Path, lines: list[str], end: str, ended: bool, encoding: str) -> None:
    whole = end.join([HEADER.replace(",", ";"), *lines]) + (end if ended else "")
    path = tmp_path / "export.csv"
    path.write_bytes(whole.encode(encoding, errors="replace"))
    both(path, profile="tidy-marks")


@given(st.lists(GOOD, min_size=1, max_size=40, unique_by=lambda cells: (cells[1], cells[5], cells[6])))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_good_rows_take_the_fast_road_to_its_end(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    path = text(tmp_path, "\n".join([HEADER.replace(",", ";"), *map(";".join, rows)]))
    assert both(path, profile="tidy-marks")
    _answer, tables = read_file(job(path, profile="tidy-marks", limits=FAST))
    assert sum(decoded(tables).values()) == len(rows)


def engine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The careful road is closed: a file that needs it fails."""
    from edu_site.progress import extraction

    read = extraction.Extraction.next_rows

    def first(self: extraction.Extraction, sheet: object, count: int | None) -> list[object]:
        assert count == extraction.HEAD, "the careful road was taken"
        return read(self, sheet, count)  # type: ignore[arg-type, return-value]

    monkeypatch.setattr(extraction.Extraction, "next_rows", first)


def many(count: int = 3_000) -> list[str]:
    subjects = ("algebra", "geometry", "physics", "chemistry")
    return [row(n % 400, str(2 + n % 4), f"Q{1 + n // 1_600}", subject=subjects[n // 400 % 4]) for n in range(count)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_plain_table_is_read_by_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str, encoding: str) -> None:
    path = text(tmp_path, end.join([HEADER, *many()]) + end, encoding=encoding)
    careful = told(read_file(job(path, limits=CAREFUL))[0])
    engine_only(monkeypatch)
    assert told(read_file(job(path, limits=FAST))[0]) == careful


BROKEN = [
    b"\xff",
    b"\xd0",
    b"\x80",
    b"\xc0\xaf",
    b"\xe0\x80\xaf",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xf0\x82\x82\xac",
    b"\xf8\x88\x80\x80\x80",
]
LOOKED_INTO = ["\u200b".encode(), "№".encode(), b"\x00", b"\x1f", b"\x7f", "\u202e".encode(), "\ufffe".encode()]


@pytest.mark.parametrize("column", range(9))
def test_what_cannot_be_decoded_is_told_as_ever_wherever_it_stands(tmp_path: Path, column: int) -> None:
    tidy_marks = shipped().profiles["tidy-marks"]
    profile = replace(tidy_marks, columns=(*tidy_marks.columns, Column(field="ignore", names=("note",), required=False)))
    lines = [f"{line},x" for line in many()]
    for number, broken in enumerate((*BROKEN, *LOOKED_INTO)):
        cells = [cell.encode() for cell in lines[1_500].split(",")]
        cells[column] += broken
        whole = [
            f"{HEADER},note".encode(),
            *(line.encode() for line in lines[:1_500]),
            b",".join(cells),
            *(line.encode() for line in lines[1_501:]),
        ]
        path = tmp_path / f"{number}.csv"
        path.write_bytes(b"\n".join(whole))
        both(path, profile=profile)


def test_a_class_spelt_in_two_ways_is_one_class_on_both_roads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line.replace("7Ә", "7 ә") if n % 3 == 0 else line for n, line in enumerate(many())]
    path = tidy(tmp_path, lines)
    careful, tables = read_file(job(path, limits=CAREFUL))
    engine_only(monkeypatch)
    fast, found = read_file(job(path, limits=FAST))
    assert told(fast) == told(careful)
    assert decoded(found) == decoded(tables)
    assert len({line.split(",")[0] for line in "".join(found.marks.cells).split()}) == "".join(found.marks.cells).count("\n")


def test_a_mark_the_sample_did_not_have_is_read_by_the_engine_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "SAMPLES", 2)
    monkeypatch.setattr(plain, "SAMPLE", 500)
    lines = many()
    lines[700] = lines[700].replace("algebra", "geography").rpartition(",")[0] + ",н/а"
    path = tidy(tmp_path, lines)
    careful = told(read_file(job(path, limits=CAREFUL))[0])
    engine_only(monkeypatch)
    assert told(read_file(job(path, limits=FAST))[0]) == careful


def test_further_columns_are_read_by_the_engine_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    header = f"organisation,{HEADER},grade,scale,state"
    path = tidy(tmp_path, [f"semey-school-12,{line},7,5," for line in many()], header=header)
    careful = told(read_file(job(path, limits=CAREFUL))[0])
    engine_only(monkeypatch)
    assert told(read_file(job(path, limits=FAST))[0]) == careful


@pytest.mark.parametrize(
    "line",
    [
        row(0, "3", "Q4", subject="biology"),
        row(0, "9", "Q4", subject="biology"),
        row(WRONG, "5", "Q4", subject="biology"),
        row(0, "5", "Q4", subject="biology") + ",x",
        row(0, "5", "Q1", subject="Алгебра"),
        row(" " + PUPILS[0], "5", "Q1"),
        "",
        "Итого,,,,,,,5",
        row("x" * 40_000, "5", "Q4"),
        row(0, "5", "Q4", subject="biology").replace("2026-2027", "2025-2026"),
        row('"Ахметова"', "5", "Q4", subject="biology"),
    ],
)
@pytest.mark.parametrize("place", [100, 2_999])
def test_one_row_out_of_the_ordinary_is_told_as_ever(tmp_path: Path, line: str, place: int) -> None:
    lines = many()
    lines.insert(place, line)
    both(tidy(tmp_path, lines))


def test_the_engine_reads_in_the_process_that_may_do_nothing_else(tmp_path: Path) -> None:
    path = tidy(tmp_path, many())
    careful = load_apart(tmp_path / "a", path, limits=CAREFUL)
    fast = load_apart(tmp_path / "b", path, limits=FAST)
    assert fast.told == careful.told == []
    assert fast.rows() == careful.rows()
    tables = [next((tmp_path / name / "records" / "marks").rglob("*.parquet")).read_bytes() for name in "ab"]
    assert tables[0] == tables[1]


@pytest.mark.parametrize("size", [10, 40_000])
def test_a_column_that_is_not_needed_is_looked_at_for_its_length(tmp_path: Path, size: int) -> None:
    tidy_marks = shipped().profiles["tidy-marks"]
    profile = replace(tidy_marks, columns=(*tidy_marks.columns, Column(field="ignore", names=("note",), required=False)))
    lines = [f"{line},{'x' * (size if n == 1_234 else n % 7)}" for n, line in enumerate(many())]
    assert both(tidy(tmp_path, lines, header=f"{HEADER},note"), profile=profile) == (size == 10)


def test_memory_that_does_not_suffice_leaves_the_table_to_the_careful_road(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain, "MEMORY", "1MB")
    assert both(tidy(tmp_path, many()))


def test_a_scale_with_bands_is_read_by_both_roads(tmp_path: Path) -> None:
    profile = replace(shipped().profiles["tidy-marks"], decimal="comma", scale="100")
    lines = [line.replace(",", ";").rpartition(";")[0] + f";{10 + n % 90},5" for n, line in enumerate(many())]
    assert both(text(tmp_path, "\n".join([HEADER.replace(",", ";"), *lines])), profile=profile)


def test_numbers_are_hashed_the_same_on_both_roads(tmp_path: Path) -> None:
    (born_in_2005,) = iins(1, "050315")
    assert both(tidy(tmp_path, [row(born_in_2005), row("0123"), row("ab 12")]))
