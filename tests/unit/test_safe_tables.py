"""The file of published figures as it is read: the table that was written, or nothing."""

import json
from typing import Any

import pytest

from edu_site.model.safe import NoTable, NotApplicable, NotAvailable, Suppressed, Value, read_table
from edu_site.values import from_json, to_json
from tests.progress_tables import band, row, school_rows, table

CELLS = (
    band(95, 96),
    band(3.7, 3.85, "301+"),
    Value(value=7),
    Suppressed(reason="complement"),
    NotApplicable(),
    NotAvailable(),
)
TABLE = table("school-1", (*school_rows(), *(row("progress", cell, "Q2", grade=7) for cell in CELLS)))


def test_the_table_is_the_one_that_was_written() -> None:
    assert read_table(to_json(TABLE)) == TABLE


CHANGES: dict[str, tuple[tuple[str | int, ...], Any]] = {
    "a count in the table": (("count",), 17),
    "a count in a row": (("rows", 0, "count"), 17),
    "a count in a cell": (("rows", 0, "cell", "count"), 17),
    "a count for a cell": (("rows", 0, "cell"), {"type": "count", "value": 17}),
    "a text for a number": (("rows", 0, "cell", "low"), "95"),
    "a number for a text": (("rows", 0, "subject"), 7),
    "truth for a number": (("enrolment",), True),
    "a term nobody knows": (("rows", 0, "term"), "Q5"),
    "a size nobody knows": (("rows", 0, "cell", "group"), "1-9"),
    "a reason nobody knows": (("rows", 0, "cell"), {"type": "suppressed", "reason": "because"}),
    "a day that is none": (("release", "date"), "2026-02-31"),
    "no rows": (("rows",), None),
}


@pytest.mark.parametrize("name", CHANGES)
def test_anything_else_is_no_table(name: str) -> None:
    path, value = CHANGES[name]
    found = place = from_json(to_json(TABLE))
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(NoTable) as told:
        read_table(json.dumps(found).encode())
    assert str(value) not in str(told.value)


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b"{}"])
def test_a_file_that_is_no_object_of_ours(data: bytes) -> None:
    with pytest.raises(NoTable, match=r"^(no table|no JSON|)\Z"):
        read_table(data)
