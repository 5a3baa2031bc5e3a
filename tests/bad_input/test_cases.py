"""Each file below `cases/` is a broken project and the report it must give, to the line, column and value.

# what somebody did
-- content/abai/school-1/news/opening.ru.md --
...                                                 what lies over the base; `(gone)` after a path takes it away
-- report --
content/abai/school-1/news/opening.ru.md:3:1 Y05 | field=title | first=2
= content/...: Y05 The field title stands here twice ...     a whole line as the command prints it
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from edu_site.codes import CODES
from edu_site.language import Speech, words
from edu_site.problems import Problem
from tests.bad_input.project import check, make_project, told

FOLDER = Path(__file__).parent / "cases"
CASES = sorted(FOLDER.rglob("*.case"))
LANGUAGES: tuple[Speech, ...] = ("kk", "ru", "en")
FIELD = re.compile(r"\{[a-z]+\}")
SECTION = re.compile(r"^-- (.+?)( \(gone\))? --\n", re.M)


@dataclass(frozen=True, slots=True)
class Case:
    files: dict[str, str | None]
    report: list[str]
    printed: list[str]


def read_case(path: Path) -> Case:
    """A case taken apart."""
    _comment, *parts = SECTION.split(path.read_text(encoding="utf-8"))
    files: dict[str, str | None] = {}
    for name, gone, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        files[name] = None if gone else text
    lines = (files.pop("report") or "").strip("\n").split("\n")
    return Case(
        files, [line for line in lines if not line.startswith("= ")], [line[2:] for line in lines if line.startswith("= ")]
    )


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.relative_to(FOLDER).with_suffix("").as_posix())
def test_a_case_gives_its_report(path: Path, tmp_path: Path) -> None:
    case = read_case(path)
    problems = check(make_project(tmp_path, case.files)).problems
    assert [told(problem) for problem in problems] == case.report
    printed = [problem.line(words("en")) for problem in problems]
    assert [line for line in case.printed if line not in printed] == []
    for problem in problems:
        can_be_printed(problem)


def can_be_printed(problem: Problem) -> None:
    """One line in every language, with every value filled in."""
    for language in LANGUAGES:
        line = problem.line(words(language))
        assert line.isprintable()
        assert not FIELD.search(CODES[problem.code].message.format_map(problem.values))
        assert "did you mean -?" not in line
        assert "did you mean ?" not in line


def test_the_base_is_good(tmp_path: Path) -> None:
    assert check(make_project(tmp_path, {})).problems == ()


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 70
