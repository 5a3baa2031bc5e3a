"""Too much of something: bytes, names, levels. Each is told, none of it is read to the end."""

import os
from pathlib import Path

from edu_site.source.files import FILE_LIMIT, TEXT_LIMIT
from tests.bad_input.project import make_project, report
from tests.bad_input.test_filesystem import DOCUMENT

RECORD = "content/abai/school-2/organisation.yml"
NEWS = "content/abai/school-1/news/opening.ru.md"


def test_a_text_of_the_largest_size_is_read(tmp_path: Path) -> None:
    head = "---\ntitle: Открылась\n---\n".encode()
    body = (b"a" * 1000 + b"\n") * ((TEXT_LIMIT - len(head)) // 1001)
    assert report(make_project(tmp_path, {NEWS: head + body})) == []


def test_a_text_of_one_byte_more_is_not(tmp_path: Path) -> None:
    found = report(make_project(tmp_path, {NEWS: b"a" * (TEXT_LIMIT + 1), RECORD: b"a: 1\n" * 200_000}))
    assert found == [f"{NEWS} F02 | size=256001 | limit=256000", f"{RECORD} F02 | size=1000000 | limit=256000"]


def test_an_attachment_of_gigabytes(tmp_path: Path) -> None:
    folder = "content/abai/school-1/documents"
    project = make_project(tmp_path, {f"{folder}/order.yml": DOCUMENT, f"{folder}/order.pdf": b"%PDF-"})
    os.truncate(project / folder / "order.pdf", 5_000_000_000)
    assert report(project) == [f"{folder}/order.pdf F02 | size=5000000000 | limit={FILE_LIMIT}"]


def test_thousands_of_faults_of_one_sort_are_told_a_few_times(tmp_path: Path) -> None:
    text = "---\ntitle: Открылась\n---\n" + "<b\n" * 2_900
    found = report(make_project(tmp_path, {NEWS: text}))
    assert found == [f"{NEWS}:{line}:1 M03 | found=<b" for line in range(4, 54)]


def body(text: str) -> dict[str, str]:
    return {NEWS: f"---\ntitle: Открылась\n---\n{text}\n"}


def test_a_line_without_end(tmp_path: Path) -> None:
    assert report(make_project(tmp_path, body("а" * 20_001))) == [f"{NEWS}:4:1 M05 | limit=20000"]


def test_brackets_by_the_thousand_which_would_stall_the_converter(tmp_path: Path) -> None:
    assert report(make_project(tmp_path, body("[ " * 2_001))) == [f"{NEWS}:4:1 M06 | limit=2000"]


def test_lines_by_the_thousand(tmp_path: Path) -> None:
    assert report(make_project(tmp_path, body("***\n" * 3_000 + "x"))) == [f"{NEWS}:3004:1 M13 | limit=3000"]


def test_a_number_nobody_can_count(tmp_path: Path) -> None:
    record = (make_project(tmp_path, {}) / RECORD).read_text(encoding="utf-8")
    found = report(make_project(tmp_path, {RECORD: f"{record}founded: {'9' * 5_000}\n"}))
    assert found == [f"{RECORD}:7:10 S04 | field=founded | value={'9' * 57}..."]
