"""Small projects that tests write, and everything that is known of them once they are read and planned.

`little_republic` is one of everything: five levels, all twelve kinds, items in one language, a pending one, a rating. `schools`
is as many schools as a fleet needs. `planned` reads and plans a project as a build does, without rendering.
"""

import datetime as dt
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from edu_site.language import words
from edu_site.model.entries import OrganisationContent
from edu_site.model.organisation import LANGUAGES, Language, Organisation
from edu_site.model.plan import PagePlan, SitePlan
from edu_site.plan.site import plan_site
from edu_site.plan.summaries import Index, make_index, summarise
from edu_site.problems import Problem
from edu_site.render import blocks
from edu_site.render.views.page import page_view
from edu_site.render.views.pieces import Context
from edu_site.source import content as door
from edu_site.source.registers import Registers, read_registers
from tests.hostile.files import pdf

ROOT = Path(__file__).parents[1]
TODAY = dt.date(2026, 11, 24)
PDF = pdf()

Files = dict[str, str | bytes]


def dump(value: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(value), allow_unicode=True, sort_keys=False, width=10_000)


def both(kk: str, ru: str) -> dict[str, str]:
    return {"kk": kk, "ru": ru}


def organisation(kk: str, ru: str, level: str, kind: str, kato: str, **more: Any) -> str:
    """An `organisation.yml`."""
    return dump({"name": both(kk, ru), "level": level, "kind": kind, "kato": kato, **more})


def school(number: int, **more: Any) -> str:
    return organisation(
        f"№ {number} жалпы білім беретін мектеп",
        f"Общеобразовательная школа № {number}",
        "organisation",
        "school",
        "101010000",
        **more,
    )


def pair(path: str, kk: Mapping[str, Any] | None, ru: Mapping[str, Any] | None, **shared: Any) -> Files:
    """A Markdown pair; the shared fields stand in the first of the two. `body` is the text after the front matter."""
    made: Files = {}
    for language, texts in (("kk", kk), ("ru", ru)):
        if texts is not None:
            front = {name: value for name, value in texts.items() if name != "body"} | ({} if made else shared)
            made[f"{path}.{language}.md"] = f"---\n{dump(front)}---\n\n{texts.get('body', '')}\n"
    return made


def news(path: str, kk: str, ru: str, published: str, body: str = "Мәтін.") -> Files:
    return pair(path, {"title": kk, "body": body}, {"title": ru, "body": body}, published=published)


def write(project: Path, files: Mapping[str, str | bytes | None]) -> Path:
    """Writes `files` into `content/`; None takes a file away."""
    for name, text in files.items():
        path = project / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return project


def new_project(folder: Path, files: Mapping[str, str | bytes | None]) -> Path:
    """A project with the delivered theme and configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / "mkdocs.yml", folder / "mkdocs.yml")
    return write(folder, files)


REPUBLIC = organisation(
    "Білім порталы",
    "Портал образования",
    "republic",
    "ministry",
    "710000000",
    site="https://bilim.example/",
    demonstration=True,
    contacts={
        "phone": "+7 (7172) 00-00-01",
        "email": "portal@bilim.example",
        "working_hours": both("Дс–жм 9–18", "Пн–пт 9–18"),
    },
)
REGION = organisation(
    "Абай облысының білім басқармасы",
    "Управление образования области Абай",
    "region",
    "education_department",
    "100000000",
    short_name=both("Абай облысы", "Область Абай"),
)
CITY = organisation(
    "Семей қаласының білім бөлімі",
    "Отдел образования города Семей",
    "city",
    "education_section",
    "101000000",
    short_name=both("Семей", "Семей"),
)


def tree() -> Files:
    """Republic, region, city: what most tests stand on."""
    return {"organisation.yml": REPUBLIC, "abai/organisation.yml": REGION, "abai/semey/organisation.yml": CITY}


def schools(number: int) -> Files:
    """A fleet: `number` schools of a city, each with a page and a news item."""
    files = tree()
    for place in range(1, number + 1):
        folder = f"abai/semey/school-{place}"
        files[f"{folder}/organisation.yml"] = school(place, learners=100 + place)
        files |= news(
            f"{folder}/news/first-bell", f"№ {place}: алғашқы қоңырау", f"№ {place}: первый звонок", f"2026-09-{place:02}"
        )
        files |= pair(
            f"{folder}/pages/about",
            {"title": "Мектеп туралы", "body": "Мектеп."},
            {"title": "О школе", "body": "Школа."},
            published="2026-09-01",
        )
    return files


def little_republic() -> Files:
    """One of everything."""
    files = tree() | {
        "zhetisu/organisation.yml": organisation(
            "Жетісу облысының білім басқармасы",
            "Управление образования области Жетісу",
            "region",
            "education_department",
            "330000000",
        ),
        "abai/lyceum/organisation.yml": organisation(
            "Облыстық лицей",
            "Областной лицей",
            "organisation",
            "lyceum",
            "101010000",
            languages_of_instruction=["kk"],
            learners=9,
        ),
        "abai/semey/school-5/organisation.yml": school(5, learners=303, languages_of_instruction=["kk", "ru"]),
        "abai/semey/school-12/organisation.yml": school(
            12,
            learners=1204,
            bin="210440038887",
            coordinates=[50.41, 80.25],
            founded=1961,
            languages_of_instruction=["ru"],
            address=both("Семей, Абай көшесі, 1", "Семей, улица Абая, 1"),
            about=both("Мектеп.", "Школа."),
            contacts={"phone": "+7 (7222) 00-00-12"},
        ),
    }
    for name, day in (
        ("2024-05-25-last-bell", "2024-05-25"),
        ("2025-09-01-first-bell", "2025-09-01"),
        ("2026-11-02-fair", "2026-11-02T10:30+05:00"),
    ):
        files |= news(f"abai/semey/school-12/news/{name}", f"Жаңалық {day[:4]}", f"Новость {day[:4]}", day)
    files |= all_kinds("abai/semey/school-12")
    files |= pair(
        "abai/semey/school-12/news/2026-10-01-only-kazakh",
        {"title": "Тек қазақша", "body": "Мәтін."},
        None,
        published="2026-10-01",
    )
    files |= pair(
        "abai/semey/school-5/news/2026-10-02-only-russian",
        None,
        {"title": "Только по-русски", "body": "Текст."},
        published="2026-10-02",
    )
    files |= news("pages/accessibility", "Қолжетімділік", "Доступность", "2026-01-10")
    files |= news("pages/privacy", "Құпиялылық саясаты", "Политика конфиденциальности", "2026-01-10")
    files |= news("zhetisu/news/2026-11-20-storm", "Боран", "Буран", "2026-11-20")
    return files


def all_kinds(folder: str) -> Files:
    """One item of each of the twelve kinds in an organisation's folder (the news are written by others)."""
    event = {"start": "2026-12-10T10:00+05:00", "end": "2026-12-10T12:00+05:00", "published": "2026-11-10"}
    files = pair(
        f"{folder}/pages/about",
        {"title": "Мектеп туралы", "body": "## Тарихы\n\nМәтін."},
        {"title": "О школе", "pending": "Текст готовится"},
        published="2026-09-01",
    )
    files |= pair(
        f"{folder}/materials/lab",
        {"title": "Зертхана", "body": "Мәтін.", "authors": ["А. Б."]},
        {"title": "Лаборатория", "body": "Текст."},
        published="2026-10-05",
        material_kind="lesson_plan",
        subject="mathematics",
        grades=[5, 6, 7, 9],
    )
    files |= pair(
        f"{folder}/reports/2025-2026",
        {"title": "Ашық есеп", "body": "Мәтін."},
        {"title": "Открытый отчёт", "body": "Текст."},
        published="2026-08-20",
        period={"start": "2025-09-01", "end": "2026-08-31"},
        tables=[TABLE],
    )
    files[f"{folder}/reports/staff.csv"] = "year,teachers\n2025,40\n2026,42\n"
    files[f"{folder}/documents/plan.pdf"] = PDF
    records: dict[str, dict[str, Any]] = {
        "seminars/open-lesson": event
        | {
            "seminar_kind": "training",
            "audience": "teachers",
            "format": "offline",
            "kk": {"title": "Ашық сабақ", "place": "Семей"},
            "ru": {"title": "Открытый урок"},
        },
        "services/admission": {
            "published": "2026-09-01",
            "service_kind": "admission_grade_1",
            "term": {"number": 1, "unit": "working_day"},
            "channels": [{"kind": "egov", "title": both("Үкімет порталы", "Портал правительства"), "url": "https://egov.kz/"}],
            "kk": {"title": "1-сыныпқа қабылдау", "provider": "Мектеп"},
            "ru": {"title": "Приём в 1 класс", "provider": "Школа"},
        },
        "forums/hearing": {
            "forum_kind": "open_hearing",
            "start": "2026-11-05T15:00+05:00",
            "published": "2026-10-20",
            "kk": {"title": "Ашық тыңдау"} | FORUM_KK,
            "ru": {"title": "Открытые слушания"},
        },
        "documents/plan": {
            "published": "2026-09-10",
            "document_kind": "plan",
            "kk": {"title": "Даму жоспары"},
            "ru": {"title": "План развития"},
            "attachments": [{"file": "plan.pdf", "title": both("Жоспар", "План")}],
        },
        "staff/director": {
            "published": "2026-09-01",
            "role": "head",
            "kk": {"title": "Директор А. Б."},
            "ru": {"title": "Директор А. Б."},
        },
        "questions/meals": {
            "published": "2026-10-10",
            "topic": "meals",
            "asked": "2026-10-08",
            "answered": "2026-10-10",
            "kk": {"title": "Ас мәзірі", "body": "Жауап."},
            "ru": {"title": "Меню", "body": "Ответ."},
        },
        "vacancies/physics": {
            "published": "2026-11-01",
            "subject": "physics",
            "load": 1.5,
            "deadline": "2026-12-01",
            "kk": {"title": "Физика мұғалімі"},
            "ru": {"title": "Учитель физики"},
        },
    }
    files |= {f"{folder}/{name}.yml": dump(fields) for name, fields in records.items()}
    files |= pair(
        f"{folder}/ratings/schools-2026",
        {"title": "Рейтинг", "purpose": "Салыстыру"},
        {"title": "Рейтинг", "purpose": "Сравнение"},
        published="2026-11-15",
        period={"start": "2025-09-01", "end": "2026-05-31"},
        file="schools.csv",
        indicators=INDICATORS,
        excluded=[{"organisation": "lyceum", "reason": both("Деректер жоқ", "Нет данных")}],
    )
    files[f"{folder}/ratings/schools.csv"] = "organisation,peer_group,books,repair\nschool-5,city,10,3\nschool-12,city,20,5\n"
    return files


TABLE = {
    "file": "staff.csv",
    "caption": both("Мұғалімдер саны", "Число учителей"),
    "columns": [
        {"name": "year", "title": both("Жыл", "Год")},
        {"name": "teachers", "title": both("Мұғалімдер", "Учителя"), "type": "integer"},
    ],
    "chart": "columns",
    "summary": both("Өсті", "Выросло"),
}
INDICATORS = [
    {
        "id": name,
        "title": both(kk, ru),
        "definition": both(kk, ru),
        "unit": both("дана", "шт."),
        "source": both("Есеп", "Отчёт"),
        "direction": direction,
        "weight": weight,
        "rationale": both("Маңызды", "Важно"),
    }
    for name, kk, ru, direction, weight in (
        ("books", "Кітаптар", "Книги", "higher_is_better", 3),
        ("repair", "Жөндеу күндері", "Дни ремонта", "lower_is_better", 1),
    )
]
FORUM_KK = {
    "questions": [
        {"question": "Автобус қашан?", "asked": "2026-10-21", "due": "2026-11-20"},
        {"question": "Асхана қашан?", "asked": "2026-10-21", "answer": "Қаңтарда.", "answered": "2026-11-01"},
    ],
    "protocol": {
        "number": "3",
        "date": "2026-11-05",
        "present": 21,
        "decided": [{"text": "Аялдама орнату", "responsible": "Әкімдік", "deadline": "2026-11-15", "status": "open"}],
    },
}


# ---------------------------------------------------------------- read and planned


@dataclass(frozen=True, slots=True)
class Planned:
    """A project read and planned: contents and both sites of each organisation, problems, and what is known of all."""

    folder: Path
    organisations: dict[str, Organisation]
    contents: dict[str, OrganisationContent]
    index: Index
    sites: dict[tuple[str, Language], SitePlan]
    problems: tuple[Problem, ...]

    def page(self, organisation_id: str, language: Language, url: str) -> PagePlan:
        return next(page for page in self.sites[organisation_id, language].pages if page.url == url)

    def urls(self, organisation_id: str, language: Language = "kk") -> list[str]:
        return [page.url for page in self.sites[organisation_id, language].pages]

    def view(self, organisation_id: str, language: Language, url: str) -> blocks.PageView:
        """What the theme is given for a page."""
        site = self.sites[organisation_id, language]
        return page_view(
            Context(site, self.page(organisation_id, language, url), words(language), delivered_registers().subjects)
        )

    def codes(self) -> list[str]:
        return [problem.code for problem in self.problems]


_REGISTERS: list[Registers] = []


def delivered_registers() -> Registers:
    """The registers of a project without `data/`, read once."""
    if not _REGISTERS:
        _REGISTERS.append(read_registers(ROOT / "tests"))
    return _REGISTERS[0]


def planned(project: Path, today: dt.date = TODAY) -> Planned:
    """What a build knows before it renders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(door, "read_registers", lambda folder: delivered_registers())
        read = door.read_project(project, today)
    found = list(door.read_content(read))
    contents = {one.organisation.id: one.content for one in found if one.content}
    known = read.tree.organisations
    unread = frozenset(known) - contents.keys()
    index = make_index(known, [summarise(content, today) for content in contents.values()], unread, today)
    sites = {
        (name, language): plan_site(content, language, index, words(language))
        for name, content in contents.items()
        for language in LANGUAGES
    }
    problems = (*read.problems, *(problem for one in found for problem in one.problems))
    return Planned(project, known, contents, index, sites, problems)
