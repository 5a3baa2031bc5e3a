"""What is found about private persons, what is not mistaken for it, and that findings never repeat it."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edu_site.source.personal import public_form, scan_text
from tests.bad_input.project import BASE, make_project, report

FOUND = {
    "number": ("ЖСН 060112500012.", ["number 4"]),
    "number-in-groups": ("060112 500012", ["number 0"]),
    "mobile": ("+7 701 234 56 78", ["phone 0"]),
    "mobile-together": ("тел:87012345678;", ["phone 4"]),
    "mobile-brackets": ("8(777)123-45-67", ["phone 0"]),
    "mobile-no-break": ("+7\u00a0(705)\u00a0123\u201145\u201167", ["phone 0"]),
    "mail": ("aigul.s-1@Mail.RU,", ["email 0"]),
    "mail-kz": ("<a.b@mail.kz>", ["email 1"]),
    "journal": ("\n1. Ахметов Арман 5 4 3\n2. Сейтқали Әсел 4 4 н/а\n3. Ким А. 3 3 3\n", ["pupils 1"]),
    "journal-semicolons": ("аты;баға\nАхметов А.Б.;5\nҚасым Д.;4\nИванова-Ли Анна;3\n", ["pupils 9"]),
    "journal-percent": ("сынып\nАхметов Арман | 92% |\nҚасым Дана | 88,5% |\nЛи Анна | 100% |", ["pupils 6"]),
}
NOT_FOUND = {
    "bin": "БСН 210440038887",
    "long-number": "1060112500012 және 06011250001",
    "landline": "+7 (7172) 00-00-01, 8 (727) 123-45-67",
    "order-number": "№ 701-234-56 бұйрық",
    "organisation-mail": "info@school.edu.kz, mail@mail.example.kz, a@gmail.com.kz",
    "names-without-marks": "Ахметов Арман — 5 сынып жетекшісі\nҚасым Дана — математика\nЛи Анна — физика\n",
    "timetable": "Дүйсенбі 8:00 5 сынып\nСейсенбі 9:00 4 сынып\nСәрсенбі 10:00 3 сынып\n",
    "two-rows": "баға\nАхметов Арман 5\nҚасым Дана 4\n",
    "places": "| Алматы қаласы | 5 |\n| Астана қаласы | 4 |\n| Шымкент қаласы | 3 |\n",
}


@pytest.mark.parametrize("name", FOUND)
def test_it_is_found(name: str) -> None:
    text, expected = FOUND[name]
    assert [f"{found.kind} {found.start}" for found in scan_text(text)] == expected


@pytest.mark.parametrize("name", NOT_FOUND)
def test_it_is_not_mistaken(name: str) -> None:
    assert scan_text(NOT_FOUND[name]) == ()


def test_what_is_public_is_not_told() -> None:
    text = "+7 701 234-56-78, 8 (701) 234 56 79, A@gmail.com"
    public = frozenset(map(public_form, ("8 701 2345678", "a@GMAIL.com")))
    assert [found.shown for found in scan_text(text, public)] == ["•••••••••79"]


@given(st.text(st.sampled_from("0123456789 +-()78а.@gmailcom\n|;ИвановАнна5"), max_size=80))
def test_a_finding_never_holds_more_than_two_digits_or_a_name(text: str) -> None:
    for found in scan_text(text):
        assert sum(sign.isdigit() for sign in found.shown) <= 2
        assert found.shown.startswith("•") or found.shown == ""
        assert 0 <= found.start < len(text)


@pytest.mark.parametrize(
    "text",
    ["a" * 250_000, "7" * 250_000, "+7 " * 80_000, "Аа " * 80_000, "Ахметов Арман " * 18_000, "5 " * 125_000, "a@" * 120_000,
     "А" * 250_000, "Аа-" * 80_000, "Ах Ар 5\n" * 31_000, "a.b-" * 60_000 + "@gmail.com"],
    ids=str.__len__,
)  # fmt: skip
def test_a_hostile_text_takes_no_longer_than_a_good_one(text: str) -> None:
    """Each of 250,000 characters; a quadratic pattern would need minutes, the limit is generous for slow machines."""
    begun = time.process_time()
    scan_text(text)
    assert time.process_time() - begun < 5


SCHOOL = "content/abai/school-1"
TEXT = """---
title: Открылась библиотека
---
Звоните: +7 701 234-56-78, aigul@gmail.com
"""
ALLOWED = """allowed:
  - {kind: phone, value: 8 701 234 56 78, reason: Қызмет телефоны, date: 2026-11-01}
  - {kind: email, value: aigul@gmail.com, reason: Қызмет поштасы, date: 2026-11-01}
"""


@pytest.mark.parametrize("folder", ["content", "content/abai", SCHOOL])
def test_what_a_list_explains_is_published(folder: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    files = {f"{SCHOOL}/news/opening.ru.md": TEXT}
    codes = [line.split(" ")[1] for line in report(make_project(tmp_path_factory.mktemp("without"), files))]
    assert codes == ["P02", "P03"]
    assert report(make_project(tmp_path_factory.mktemp("with"), files | {f"{folder}/allowed.yml": ALLOWED})) == []


def test_a_list_of_one_school_explains_nothing_of_another(tmp_path: Path) -> None:
    files = {f"{SCHOOL}/news/opening.ru.md": TEXT, "content/abai/school-2/allowed.yml": ALLOWED}
    assert len(report(make_project(tmp_path, files))) == 2


def test_contacts_of_the_organisation_and_those_above_are_public(tmp_path: Path) -> None:
    record = (BASE / "content/abai/organisation.yml").read_text(encoding="utf-8")
    contacts = "contacts: {phone: +7 (701) 234-56-78, email: aigul@gmail.com}\n"
    files = {f"{SCHOOL}/news/opening.ru.md": TEXT, "content/abai/organisation.yml": record + contacts}
    assert report(make_project(tmp_path, files)) == []
