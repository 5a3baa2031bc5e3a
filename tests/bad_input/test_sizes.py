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
    body = b"a b\n" * ((TEXT_LIMIT - len(head)) // 4)
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
    text = "---\ntitle: Открылась\n---\n" + "<b\n" * 80_000
    found = report(make_project(tmp_path, {NEWS: text}))
    assert found == [f"{NEWS}:{line}:1 M03 | found=<b" for line in range(4, 54)]
