"""Links, pipes and names: what lies in a folder without being a file of text."""

import os
from pathlib import Path

import pytest

from edu_site.language import words
from tests.bad_input.project import check, make_project, report

SCHOOL = "content/abai/school-1"
DOCUMENT = """published: 2026-10-01
document_kind: order
attachments:
  - file: order.pdf
    title: {kk: Бұйрық, ru: Приказ}
kk:
  title: Бұйрық
ru:
  title: Приказ
"""


def project_with_link(folder: Path, path: str, target: str) -> Path:
    """The base with a link at `path`; `target` may lie anywhere."""
    project = make_project(folder / "project", {})
    (folder / "secret").mkdir()
    (folder / "secret" / "organisation.yml").write_text("secret", encoding="utf-8")
    link = project / path
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(target)
    return project


@pytest.mark.parametrize(
    ("path", "target"),
    [
        (f"{SCHOOL}/news/opening.ru.md", "/etc/passwd"),
        (f"{SCHOOL}/news/opening.ru.md", "opening.kk.md"),
        (f"{SCHOOL}/news/photo.jpg", "/nowhere"),
        (f"{SCHOOL}/organisation.yml", "../school-2/organisation.yml"),
        (f"{SCHOOL}/documents", "../../../../secret"),
        (f"{SCHOOL}/services", "news"),
        ("content/abai/school-3", "../../../secret"),
        ("content/abai/school-3", "school-1"),
        ("content/abai/loop", ".."),
    ],
)
def test_a_link_is_not_followed(path: str, target: str, tmp_path: Path) -> None:
    found = report(project_with_link(tmp_path, path, target))
    assert f"{path} F01" in found
    assert [line for line in found if not line.endswith(" F01") and " C02 " not in line] == []


def test_a_linked_attachment_is_not_published(tmp_path: Path) -> None:
    project = project_with_link(tmp_path, f"{SCHOOL}/documents/order.pdf", "/etc/hostname")
    (project / SCHOOL / "documents/order.yml").write_text(DOCUMENT, encoding="utf-8")
    assert report(project) == [f"{SCHOOL}/documents/order.pdf F01"]


def test_linked_content_is_not_read(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project", {})
    (project / "content").rename(tmp_path / "elsewhere")
    (project / "content").symlink_to(tmp_path / "elsewhere")
    assert set(report(project)) >= {"content/organisation.yml F01"}
    assert check(project).items == 0


def test_a_pipe_does_not_stop_the_program(tmp_path: Path) -> None:
    project = make_project(
        tmp_path, {f"{SCHOOL}/documents/order.yml": DOCUMENT, "content/abai/school-2/organisation.yml": None}
    )
    os.mkfifo(project / SCHOOL / "news/concert.kk.md")
    os.mkfifo(project / SCHOOL / "documents/order.pdf")
    os.mkfifo(project / "content/abai/school-2/organisation.yml")
    assert report(project) == [
        f"{SCHOOL}/documents/order.pdf F08 | reason=not a regular file",
        f"{SCHOOL}/news/concert.kk.md F08 | reason=not a regular file",
        "content/abai/school-2/organisation.yml F08 | reason=not a regular file",
    ]


def test_a_folder_in_place_of_a_record(tmp_path: Path) -> None:
    project = make_project(tmp_path, {f"{SCHOOL}/organisation.yml": None})
    (project / SCHOOL / "organisation.yml").mkdir()
    assert report(project) == [
        f"{SCHOOL}/organisation.yml F05 | name=organisation.yml",
        f"{SCHOOL}/organisation.yml F08 | reason=not a regular file",
    ]


def test_a_folder_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = make_project(tmp_path, {"content/abai/school-3/organisation.yml": "x"})
    opened = os.scandir

    def scandir(folder: Path) -> object:
        if Path(folder).name in ("news", "school-3"):
            raise PermissionError(13, "Permission denied")
        return opened(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    found = report(project)
    assert f"{SCHOOL}/news F08 | reason=Permission denied" in found
    assert "content/abai/school-3 F08 | reason=Permission denied" in found


def test_names_with_line_ends_escapes_and_other_bytes_are_told_on_one_line(tmp_path: Path) -> None:
    project = make_project(tmp_path, {})
    news = os.fsencode(project / SCHOOL / "news")
    for name in (
        b"a\nb: B01 all is lost.kk.md",
        b"\x1b[2J.ru.md",
        b"\xcf\xf0\xe8\xea\xe0\xe7.yml",
        b"photo.jpg\n",
        b"x.kk.md\n",
    ):
        Path(os.fsdecode(news + b"/" + name)).write_bytes(b"x")
    problems = check(project).problems
    assert {problem.code for problem in problems} == {"F05"}
    lines = [problem.line(words("en")) for problem in problems]
    assert len(lines) == 5
    for line in lines:
        assert line.isprintable()
        assert line.encode("utf-8")
    assert f"{SCHOOL}/news/\\x1b[2J.ru.md: F05 The name \\x1b[2J.ru.md is not allowed" in "\n".join(lines)


def test_folders_nested_hundreds_deep_do_not_stop_the_program(tmp_path: Path) -> None:
    project = make_project(tmp_path, {})
    folder = project / "content/abai/school-1"
    for _level in range(400):
        folder /= "a"
    folder.mkdir(parents=True)
    found = report(project)
    assert [line for line in found if " F17 " in line] == [f"{SCHOOL}/{'/'.join('a' * 11)} F17 | limit=12"]
