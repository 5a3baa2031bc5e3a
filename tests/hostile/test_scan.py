"""`edu-site scan` looks at every file of a folder, sources and finished sites alike, and never repeats what it finds."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from edu_site.cli import main
from tests.bad_input.project import make_project
from tests.demonstration import ROOT
from tests.hostile.files import docx, paragraph, pdf, picture, taken_at

IIN = "060112500012"
SCHOOL = "content/abai/school-1"
CONTACTS = "contacts: {phone: +7 701 234 56 78, email: school@gmail.com}\n"

PLANTED: dict[str, tuple[str | bytes, str]] = {
    "site/a/index.html": (f"<p title='{IIN}'>x</p>", "P01"),
    "site/b/index.html": ("<p>&#48;60112&nbsp;500012</p>", "P01"),
    "site/a/phone.html": ("<a href='tel:+77012345679'>", "P02"),
    "site/a/search_index.json": (json.dumps({"text": "aigul@gmail.com"}), "P03"),
    "site/a/marks.csv": ("оқушы,баға\nАхметов Арман,5\nЛи Анна,4\nКим Дана,3\n", "P04"),
    "site/a/calendar.ics": (f"SUMMARY:{IIN}", "P01"),
    "site/a/order.pdf": (pdf(f"Student {IIN}"), "P01"),
    "site/a/order.docx": (docx(paragraph("+7 701 234 56 79")), "P02"),
    "site/a/hall.jpg": (picture("jpg", exif=taken_at()), "F19"),
    f"site/{IIN}.txt": ("x", "P01"),
    f"{SCHOOL}/forgotten.csv": (f"a,b\n1,{IIN}\n", "P01"),
}


def scanned(project: Path, *arguments: str) -> tuple[int, list[str]]:
    done = CliRunner().invoke(main, ["scan", "-p", str(project), "--lang", "en", "-q", "--today", "2026-11-24", *arguments])
    assert IIN not in done.output and "2345679" not in done.output and "aigul" not in done.output
    return done.exit_code, done.output.splitlines()


@pytest.mark.parametrize("path", PLANTED)
def test_what_is_planted_is_found(path: str, tmp_path: Path) -> None:
    data, code = PLANTED[path]
    project = make_project(tmp_path, {path: data})
    status, lines = scanned(project, *([str(project / "site")] if path.startswith("site/") else []))
    assert (status, len(lines)) == (1, 1), lines
    assert f" {code} " in lines[0]
    assert lines[0].startswith(path.replace(IIN, "••••••••••12"))


def test_contacts_of_any_organisation_and_of_staff_are_public(tmp_path: Path) -> None:
    record = (ROOT / "tests/bad_input/base/content/abai/organisation.yml").read_text(encoding="utf-8")
    project = make_project(
        tmp_path,
        {
            "content/abai/organisation.yml": record + CONTACTS,
            "site/index.html": "<a href='mailto:School@gmail.com'>8 (701) 234-56-78</a>",
            "site/staff/director/index.html": "<p>+7 777 123 45 67</p>",
            "site/index.json": json.dumps({"phone": "+7 (7172) 00-00-01"}),
        },
    )
    assert scanned(project, str(project / "site")) == (0, [])


def test_the_list_of_owners_may_name_them(tmp_path: Path) -> None:
    owners = "owners:\n  - {author: aigul@gmail.com, organisations: [school-1]}\n"
    assert scanned(make_project(tmp_path, {"content/owners.yml": owners})) == (0, [])


def test_the_demonstration_holds_nothing_personal() -> None:
    assert scanned(ROOT) == (0, [])


def test_machines_get_what_they_read(tmp_path: Path) -> None:
    project = make_project(tmp_path, {"site/a.html": IIN})
    _status, lines = scanned(project, str(project / "site"), "--json")
    assert [problem["code"] for problem in json.loads("\n".join(lines))["problems"]] == ["P01"]
    _status, lines = scanned(project, str(project / "site"), "--format", "sarif")
    assert json.loads("\n".join(lines))["runs"][0]["results"][0]["ruleId"] == "P01"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    project = make_project(tmp_path, {"outside.html": IIN, "site/index.html": "x"})
    (project / "site" / "link.html").symlink_to(project / "outside.html")
    assert scanned(project, str(project / "site")) == (0, [])
