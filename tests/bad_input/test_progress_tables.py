"""Tables of published figures that cannot be trusted: nothing of them reaches a page, and the report names no value."""

import json
from pathlib import Path
from typing import Any

import pytest

from edu_site.values import from_json, to_json
from tests.bad_input.project import check, make_project, told
from tests.progress_tables import band, row, table

PATH = "data/progress/2026-2027-Q1/school-1.json"


def written(organisation: str = "school-1", **row_changes: Any) -> bytes:
    """A table with one row, some of whose fields are changed after it was made."""
    made = from_json(to_json(table(organisation, [row("progress", band(95, 96))])))
    made["rows"][0] |= row_changes
    return json.dumps(made).encode()


CASES = {
    "not JSON": (b"figures: none\n", "T01 | reason=no JSON"),
    "an exact count": (written(cell={"type": "count", "count": 7}), "T01 | reason=rows[0].cell.type"),
    "a field nobody knows": (written(pupil="A. B."), "T01 | reason=rows[0]"),
    "another school": (written("school-2"), "T02 | found=2026-2027-Q1/school-2"),
    "a band upside down": (
        written(cell={"type": "band", "low": 65, "high": 60, "group": "41-100"}),
        "T03 | indicator=progress",
    ),
    "a personal number": (written(subject="061211600012"), "P01 | masked=••••••••••12"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_table_that_cannot_be_trusted_is_refused(name: str, tmp_path: Path) -> None:
    data, expected = CASES[name]
    problems = check(make_project(tmp_path, {PATH: data})).problems
    assert [told(problem) for problem in problems] == [f"{PATH} {expected}"]
    assert problems[0].organisation_id == "school-1"


def test_a_good_table_is_no_problem(tmp_path: Path) -> None:
    assert check(make_project(tmp_path, {PATH: written()})).problems == ()


@pytest.mark.parametrize(
    "data",
    [
        b"signed",
        b'{"key_id":"0123456789abcdef","signed_by":"","value":"AA=="}',
        b'{"key_id":"key","signed_by":"A. B.","value":"AA=="}',
        b'{"key_id":"0123456789abcdef","signed_by":"061211600012","value":"AA=="}',
    ],
)
def test_a_file_that_is_no_signature_is_t04(data: bytes, tmp_path: Path) -> None:
    folder = "data/progress/2026-2027-Q1"
    files = {PATH: written(), f"{folder}/certificate.json": b"{}", f"{folder}/certificate.sig": data}
    problems = check(make_project(tmp_path, files)).problems
    assert [told(problem) for problem in problems] == [f"{folder}/certificate.sig T04 | release=2026-2027-Q1"]
