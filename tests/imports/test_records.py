"""Records: a file whole or not at all, the same file the same records, every row counted once, the original kept."""

import hashlib
import stat
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edu_site.progress import importing
from edu_site.progress.importing import import_file
from edu_site.progress.records import Records, receipt_of
from edu_site.progress.tidy import Packing
from edu_site.values import from_json
from tests.imports.exports import (
    CANARY,
    HEADER,
    MOMENT,
    PUPILS,
    REGISTER,
    SCHOOL,
    job,
    load,
    read_here,
    row,
    shipped,
    text,
    tidy,
)


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_same_file_again_replaces_itself(tmp_path: Path) -> None:
    path = tidy(tmp_path, [row(0), row(1, "4")])
    load(tmp_path, path)
    first = tree(tmp_path / "records")
    assert load(tmp_path, path).imported.taken
    assert tree(tmp_path / "records") == first


def test_rows_in_another_order_give_the_same_table(tmp_path: Path) -> None:
    lines = [row(n, str(2 + n % 4)) for n in range(50)]
    tables = []
    for name, order in (("a", lines), ("b", lines[::-1])):
        folder = tmp_path / name
        folder.mkdir()
        load(folder, tidy(folder, order))
        tables.append(next((folder / "records" / "marks").rglob("*.parquet")).read_bytes())
    assert tables[0] == tables[1]


JUDGED = {
    "5": (5, "assessed", 5),
    "4": (4, "assessed", 4),
    "3": (3, "assessed", 3),
    "2": (2, "assessed", 2),
    "н/а": (None, "not_assessed", 0),
    "незач": (None, "failed", 1),
    "зач": (None, "passed", None),
    "осв": (None, "exempt", None),
}


def test_marks_in_many_subjects_are_stored_as_they_were_told(tmp_path: Path) -> None:
    told = list(JUDGED)
    subjects = sorted(shipped().subjects)
    assert len(subjects) > Packing(len(subjects), len(told)).together  # more than stand in one number
    lines = [
        (n, subject, told[(3 * n + place) % len(told)])
        for n in range(9)
        for place, subject in enumerate(subjects)
        if n != place
    ]
    load(tmp_path, tidy(tmp_path, [row(n, mark, subject=subject) for n, subject, mark in lines]))
    (table,) = (tmp_path / "records" / "marks").rglob("*.parquet")
    stored = duckdb.sql(f"SELECT pupil, subject, mark, state, worth, scale FROM read_parquet('{table}')").fetchall()
    assert len(stored) == len(lines)
    assert [line[:2] for line in stored] == sorted(line[:2] for line in stored)
    assert {line[5] for line in stored} == {"5"}
    expected = Counter((subject, *JUDGED[mark]) for _, subject, mark in lines)
    assert Counter(line[1:5] for line in stored) == expected


def test_a_refused_file_leaves_the_records_as_they_were(tmp_path: Path) -> None:
    load(tmp_path, tidy(tmp_path, [row(0)]))
    before = {name: data for name, data in tree(tmp_path / "records").items() if not name.startswith("quarantine/")}
    refused = load(tmp_path, tidy(tmp_path, [row(0, "3"), row(1, "9")], name="b.csv"))
    assert not refused.imported.taken
    assert {name: data for name, data in tree(tmp_path / "records").items() if not name.startswith("quarantine/")} == before


def test_a_newer_file_about_the_same_takes_the_place_of_the_older(tmp_path: Path) -> None:
    first = load(tmp_path, tidy(tmp_path, [row(0, "3"), row(1, "3")]))
    second = load(tmp_path, tidy(tmp_path, [row(0, "5"), row(1, "4")], name="b.csv"))
    assert second.imported.supersedes == (first.imported.source,)
    assert [one[7] for one in second.rows()] == [4, 5] or sorted(one[7] for one in second.rows()) == [4, 5]  # type: ignore[type-var]
    assert len(second.records.receipts(SCHOOL, "2026-2027")) == 1


def test_a_crash_while_tables_are_written_counts_nothing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(tmp_path, tidy(tmp_path, [row(0, "3"), row(1, "3")]))
    newer = tidy(tmp_path, [row(0, "5"), row(1, "4")], name="b.csv")
    for place in ("stored", "put_in_place", "write_private"):
        with monkeypatch.context() as patch:
            patch.setattr(importing, place, lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
            with pytest.raises(OSError, match="No space"):
                load(tmp_path, newer)
        tables = list((tmp_path / "records" / "marks").rglob("*.parquet"))
        assert len(tables) <= 1
    assert load(tmp_path, newer).imported.taken
    assert len(load(tmp_path, newer).rows()) == 2
    assert not list((tmp_path / "records" / "staging").iterdir())


def test_the_original_is_kept_byte_for_byte_and_only_for_its_owner(tmp_path: Path) -> None:
    path = text(tmp_path, REGISTER, encoding="kz1048")
    result = load(tmp_path, path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    kept = tmp_path / "records" / "quarantine" / f"{digest}.csv"
    assert kept.read_bytes() == path.read_bytes()
    for file in result.records.folder.rglob("*"):
        if file.is_file():
            assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file


def test_the_receipt_says_what_was_read_and_names_nobody(tmp_path: Path) -> None:
    load(tmp_path, text(tmp_path, REGISTER, name=f"{CANARY}.csv", encoding="kz1048"))
    (path,) = (tmp_path / "records" / "imports").rglob("*.json")
    receipt = receipt_of(from_json(path.read_bytes()))
    assert (receipt.profile, receipt.encoding, receipt.delimiter, receipt.time) == ("class-register", "kz1048", ";", MOMENT)
    assert (receipt.rows_read, receipt.rows_accepted, receipt.rows_skipped, receipt.marks, receipt.attendance) == (
        11,
        3,
        8,
        3,
        2,
    )
    assert receipt.scope == ("attendance Q1 7Ә algebra", "marks Q1 7Ә algebra")
    assert CANARY.split()[0] not in path.read_text(encoding="utf-8")


def test_no_name_and_no_number_reaches_the_tables(tmp_path: Path) -> None:
    load(tmp_path, text(tmp_path, REGISTER))
    load(tmp_path, tidy(tmp_path, [row(0, label="8А")], name="b.csv"))
    for name, data in tree(tmp_path / "records").items():
        if not name.startswith("quarantine/"):
            assert CANARY.split()[0].encode() not in data
            assert PUPILS[0].encode() not in data


def test_another_secret_gives_other_pupils(tmp_path: Path) -> None:
    path = tidy(tmp_path, [row(0)])
    assert load(tmp_path, path).imported.answer.pupils != load(tmp_path, path, secret=b"x" * 32).imported.answer.pupils


def test_a_withdrawn_import_is_gone(tmp_path: Path) -> None:
    result = load(tmp_path, tidy(tmp_path, [row(0)]))
    (receipt,) = result.records.receipts(SCHOOL, "2026-2027")
    result.records.withdraw(receipt)
    assert result.rows() == []
    assert result.records.receipts(SCHOOL, "2026-2027") == ()


def test_a_link_is_no_export(tmp_path: Path) -> None:
    path = tidy(tmp_path, [row(0)])
    (tmp_path / "link.csv").symlink_to(path)
    assert load(tmp_path, tmp_path / "link.csv").told == ["F01 0:0"]


LINES = st.lists(
    st.one_of(
        st.builds(row, st.integers(0, 5), st.sampled_from(["5", "4", "н/а", "", "9", "-1"]), st.sampled_from(["Q1", "Q2"])),
        st.just(""),
        st.just(",,,,,,,"),
        st.just("Итого,,,,,,,5"),
        st.just("a,b"),
    ),
    max_size=30,
)


@given(LINES)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_is_counted_once(tmp_path: Path, lines: list[str]) -> None:
    path = tidy(tmp_path, lines)
    records = Records(tmp_path / "records")
    done = import_file(job(path, profile="tidy-marks"), records, MOMENT, True, read_here)
    counts = done.answer.counts
    assert counts.read == len(lines) + 1 if lines else 1
    assert counts.conserved
    assert done.taken == (not any(problem.severity.value == "error" for problem in done.problems))
    if done.taken:
        told = (line.replace("н/а", "") for line in lines)  # an empty cell says the same
        different = {line for line in told if line.startswith("2026") and not line.endswith((",9", ",-1"))}
        assert done.answer.marks == len(different) == counts.accepted


@given(st.text(max_size=300), st.sampled_from(["utf-8", "cp1251", "utf-16"]))
@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_breaks_the_reader(tmp_path: Path, content: str, encoding: str) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes((HEADER + "\n" + content).encode(encoding, errors="ignore"))
    done = import_file(job(path, profile="tidy-marks"), Records(tmp_path / "records"), MOMENT, True, read_here)
    assert done.answer.counts.conserved


@given(st.binary(max_size=400))
@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_break_the_reader(tmp_path: Path, data: bytes) -> None:
    for name in ("any.csv", "any.xlsx", "any.zip"):
        path = tmp_path / name
        path.write_bytes(data)
        done = import_file(job(path), Records(tmp_path / "records"), MOMENT, True, read_here)
        assert not done.taken
        assert done.problems
