"""A personal number is found wherever somebody may write it, and is repeated nowhere: not in reports, not in finished sites."""

import json
from pathlib import Path

import pytest

from edu_site.language import words
from edu_site.problems import Problem, Where
from tests.bad_input.project import BASE, check, make_project

IIN = "060112500012"
IN_GROUPS = "060112 500012"
SCHOOL = "content/abai/school-1"
ORGANISATION = f"{SCHOOL}/organisation.yml"
NEWS = f"{SCHOOL}/news/opening.ru.md"
RECORD = (BASE / ORGANISATION).read_text(encoding="utf-8")
TEXT = (BASE / NEWS).read_text(encoding="utf-8")
VACANCY = "published: 2026-10-01\nkk:\n  title: Мұғалім\nru:\n  title: Учитель\n"

PLANTED = {
    "name": {ORGANISATION: RECORD.replace("Школа № 1", f"Школа {IIN}")},
    "id": {ORGANISATION: RECORD + f'id: "{IIN}"\n'},
    "parent": {ORGANISATION: RECORD + f'parent: "{IIN}"\n'},
    "brand": {ORGANISATION: RECORD + f'brand: "{IIN}"\n'},
    "code": {ORGANISATION: RECORD.replace("101010000", IIN)},
    "bin": {ORGANISATION: RECORD + f'bin: "{IIN}"\n'},
    "site": {ORGANISATION: RECORD + f"site: https://s{IIN}.edu.kz/\n"},
    "number": {ORGANISATION: RECORD + f"learners: {IIN}\n"},
    "field": {ORGANISATION: RECORD + f'"{IIN}": 1\n'},
    "field-twice": {ORGANISATION: RECORD + f'"{IIN}": 1\n"{IIN}": 2\n'},
    "inherited": {"content/abai/organisation.yml": f'{RECORD}contacts: {{working_hours: {{kk: "{IIN}", ru: "{IIN}"}}}}\n'},
    "title": {NEWS: TEXT.replace("Открылась", f"Открылась {IIN}")},
    "text": {NEWS: TEXT.replace("Библиотека", f"ИИН {IIN}")},
    "text-in-groups": {NEWS: TEXT.replace("Библиотека", f"ИИН {IN_GROUPS}")},
    "text-after-hyphen": {NEWS: TEXT.replace("Библиотека", f"ИИН-{IIN}-")},
    "text-in-code": {NEWS: TEXT.replace("Библиотека", f"`{IIN}`")},
    "link": {NEWS: TEXT.replace("Библиотека", f"[а](https://example.kz/{IIN})")},
    "scheme": {NEWS: TEXT.replace("Библиотека", f"[а](x{IIN}:b)")},
    "reference": {NEWS: TEXT.replace("Библиотека", f"[а](ref:{IIN})")},
    "html": {NEWS: TEXT.replace("Библиотека", f"<b {IIN}>")},
    "front-matter": {NEWS: TEXT.replace("title", f'"{IIN}": 1\ntitle')},
    "record": {f"{SCHOOL}/vacancies/maths.yml": VACANCY + f'subject: "{IIN}"\n'},
    "related": {f"{SCHOOL}/vacancies/maths.yml": VACANCY + f'related: ["{IIN}"]\n'},
    "item-id": {f"{SCHOOL}/vacancies/maths.yml": VACANCY + f'id: "{IIN}"\n'},
    "item-name": {f"{SCHOOL}/vacancies/{IIN}.yml": VACANCY},
    "file-name": {f"{SCHOOL}/vacancies/list_{IIN}.pdf": "%PDF-"},
    "folder-name": {f"content/abai/{IIN}/organisation.yml": RECORD.replace("№ 1", "№ 3")},
    "section-name": {f"{SCHOOL}/{IIN}/a.txt": "x"},
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_number_is_told_and_not_repeated(name: str, tmp_path: Path) -> None:
    problems = check(make_project(tmp_path, dict(PLANTED[name]))).problems
    assert "P01" in {problem.code for problem in problems}
    said = [problem.line(words(language)) for problem in problems for language in ("kk", "ru", "en")]  # type: ignore[arg-type]
    said += [repr(problem) + json.dumps([problem.where.path, *problem.values.values()]) for problem in problems]
    assert [line for line in said if IIN in line or IN_GROUPS in line] == []


@pytest.mark.parametrize("text", ["210440038887", "060112500013", "063112500012", f"{IIN}5", f"5{IIN}", f"1-{IIN}", f"{IIN}-1"])
def test_a_number_that_is_none_is_left_alone(text: str, tmp_path: Path) -> None:
    found = check(make_project(tmp_path, {NEWS: TEXT.replace("Библиотека", text)})).problems
    assert [problem.code for problem in found] == []


def test_a_problem_masks_whatever_it_is_given() -> None:
    problem = Problem(Where(f"content/{IIN}.yml", 1, 1), "F05", {"name": f"{IIN} {IN_GROUPS} \u202e\n"})
    assert str(problem.where) == "content/••••••••••12.yml:1:1"
    assert problem.values == {"name": "••••••••••12 ••••••••••12 \\u202e\\n"}
