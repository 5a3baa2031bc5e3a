"""A project of any number of organisations, each with 30 items in two languages; the same on every machine.

In: an empty folder and a number. Out: `content/` and `mkdocs.yml` as an author would have them: the republic, regions, districts,
schools, on real KATO codes. Every item is about 400 words; what the program adds (home, lists, archive, contacts, site map)
comes on top and is counted with the pages.
"""

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.builds.texts import LANGUAGES, Pair, Written, write_text

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-24"  # the day of every measured build
HOUSE = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}  # environment of every measured command of the checkout
ITEMS = 30
MIX = {  # level -> items by section
    "republic": {"news": 10, "materials": 6, "seminars": 6, "services": 2, "documents": 4, "pages": 2},
    "region": {"news": 10, "materials": 5, "seminars": 6, "services": 2, "documents": 4, "pages": 3},
    "district": {"news": 11, "materials": 4, "seminars": 6, "services": 3, "documents": 3, "pages": 3},
    "organisation": {"news": 12, "materials": 4, "seminars": 2, "services": 5, "documents": 4, "pages": 3},
}
SERVICES = ("admission_grade_1", "transfer", "home_schooling", "free_meals", "certificate_duplicate")


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation to be written: its folder below `content/`, its level and names, the id of its parent."""

    id: str
    folder: str
    level: str
    kind: str
    kato: str
    name: Pair
    parent: str

    @property
    def folder_of_site(self) -> str:
        """Where edu-site puts it below `site/`."""
        return f"org/{self.id}" if self.parent else ""


def shares(number: int) -> tuple[int, int]:
    """How many regions and districts a republic of `number` organisations has."""
    regions = min(17, max(2, number // 50))
    return regions, max(regions, number // 12)


def places(number: int) -> Iterator[Place]:
    """The tree, parents first."""
    yield Place("republic", "", "republic", "ministry", "710000000", ("Ашық білім порталы", "Портал открытого образования"), "")
    with (ROOT / "data/kato.csv").open(encoding="utf-8", newline="") as file:
        register = list(csv.DictReader(file))
    wanted, of_all = shares(number)
    regions = [row for row in register if row["level"] == "oblast" and row["name_kk"].endswith("облысы")][:wanted]
    districts: list[Place] = []
    for index, row in enumerate(regions):
        region = region_of(row)
        yield region
        own = [r for r in register if r["level"] == "district" and r["kato"][:2] == row["kato"][:2]]
        rural = [r for r in own if r["name_kk"].endswith("ауданы")]
        districts += [district_of(r, region) for r in rural[: of_all // wanted + (index < of_all % wanted)]]
    yield from districts
    schools = number - 1 - len(regions) - len(districts)
    for index in range(schools):
        yield school_of(index // len(districts) + 1, districts[index % len(districts)])


def region_of(row: dict[str, str]) -> Place:
    name = f"{row['name_kk']}, білім басқармасы", f"Управление образования, {row['name_ru']}"
    folder = f"region-{row['kato'][:2]}"
    return Place(folder, folder, "region", "education_department", row["kato"], name, "republic")


def district_of(row: dict[str, str], region: Place) -> Place:
    above = region.name[0].split(", ")[0], region.name[1].split(", ")[1]
    name = f"{row['name_kk']}, {above[0]}, білім бөлімі", f"Отдел образования, {row['name_ru']}, {above[1]}"
    own = f"district-{row['kato'][:4]}"
    return Place(own, f"{region.folder}/{own}", "district", "education_section", row["kato"], name, region.id)


def school_of(number: int, district: Place) -> Place:
    above = district.name[0].rsplit(", ", 1)[0], district.name[1].split(", ", 1)[1]
    name = f"№ {number} мектеп, {above[0]}", f"Школа № {number}, {above[1]}"
    own = f"{district.id.replace('district', 'school')}-{number}"
    return Place(own, f"{district.folder}/{own}", "organisation", "school", district.kato, name, district.id)


def write_corpus(folder: Path, number: int) -> tuple[Place, ...]:
    """Writes the project into a new folder; returns its organisations."""
    found = tuple(places(number))
    (folder / "content").mkdir(parents=True)
    shutil.copyfile(ROOT / "mkdocs.yml", folder / "mkdocs.yml")
    for place in found:
        home = folder / "content" / place.folder
        home.mkdir(parents=True, exist_ok=True)
        (home / "organisation.yml").write_text(organisation_text(place), encoding="utf-8")
        for section, items in MIX[place.level].items():
            (home / section).mkdir()
            for index in range(items):
                write_item(home / section, place, section, index)
    return found


def organisation_text(place: Place) -> str:
    kk, ru = place.name
    lines = [
        f"id: {place.id}",
        f'name: {{kk: "{kk}", ru: "{ru}"}}',
        f'short_name: {{kk: "{kk.split(", ")[0]}", ru: "{ru.split(", ")[0]}"}}',
        f"level: {place.level}",
        f"kind: {place.kind}",
        f'kato: "{place.kato}"',
        'address: {kk: "Орталық көше, 1", ru: "Центральная улица, 1"}',
        f'contacts: {{phone: "+7 (7172) 00-00-01", email: "{place.id}@bilim.example"}}',
    ]
    lines += ["demonstration: true", "brand: national"] if place.level == "republic" else []
    lines += ["learners: 640", "languages_of_instruction: [kk, ru]"] if place.level == "organisation" else []
    return "\n".join(lines) + "\n"


def written_text(place: Place, section: str, index: int) -> Written:
    """Title, summary and body of one item; the body refers to a news item of the same organisation and to the parent."""
    return write_text(f"{place.id} {section} {index}", (f"news/item-{(index + 1) % 10:02}", place.parent or "region-10"))


def published(index: int) -> str:
    """The day of an item; days run over two years."""
    return f"{2025 + index % 2}-{index % 10 + 1:02}-{index * 7 % 27 + 1:02}"


def write_item(folder: Path, place: Place, section: str, index: int) -> None:
    """One item: a Markdown pair for running text, a YAML record for forms."""
    written = written_text(place, section, index)
    fields = shared_fields(section, index)
    if section in ("news", "materials", "pages"):
        for side, language in enumerate(LANGUAGES):
            front = [f'title: "{written.title[side]}"', f'summary: "{written.summary[side]}"', *fields]
            text = "---\n" + "\n".join(front) + f"\n---\n\n{written.body[side]}"
            (folder / f"item-{index:02}.{language}.md").write_text(text, encoding="utf-8")
        return
    if section == "documents":
        (folder / f"item-{index:02}.csv").write_text("топ,сағат\nбірінші,12\nекінші,9\n", encoding="utf-8")
    for side, language in enumerate(LANGUAGES):
        fields += [f"{language}:", f'  title: "{written.title[side]}"', f'  summary: "{written.summary[side]}"']
        fields += [f"  {line}" for line in form_texts(section, side)]
        fields += ["  body: |", *(f"    {line}".rstrip() for line in written.body[side].splitlines())]
    (folder / f"item-{index:02}.yml").write_text("\n".join(fields) + "\n", encoding="utf-8")


def shared_fields(section: str, index: int) -> list[str]:
    """Fields that do not depend on the language, as lines of YAML."""
    found = [f"published: {published(index)}T09:00+05:00"]
    match section:
        case "materials":
            found += ["material_kind: lesson_plan", "subject: mathematics", f"grades: [{index % 7 + 5}]"]
        case "seminars":
            when = seminar_day(index)
            found += ["seminar_kind: training", f"audience: {('teachers', 'heads')[index % 2]}", "format: offline"]
            found += [f"start: {when}T10:00+05:00", f"end: {when}T13:00+05:00"]
        case "services":
            found += [f"service_kind: {SERVICES[index]}", "verified: 2026-09-01", "term: {number: 5, unit: working_day}"]
        case "documents":
            found += ["document_kind: order", f'number: "{index + 1}"']
            found.append(f'attachments: [{{file: item-{index:02}.csv, title: {{kk: "Кесте", ru: "Расписание"}}}}]')
        case "pages":
            found.append(f"order: {index + 1}")
    return found


def seminar_day(index: int) -> str:
    return f"{2025 + (index + 1) % 2}-12-{index * 7 % 27 + 1:02}"


def form_texts(section: str, side: int) -> list[str]:
    """Texts of a form in one language, as lines of YAML."""
    match section, side:
        case "seminars", 0:
            return [
                "place: Мәжіліс залы",
                "programme:",
                '  - "10:00 – ашылуы"',
                '  - "10:30 – ашық сабақ"',
                '  - "12:00 – талқылау"',
            ]
        case "seminars", _:
            return [
                "place: Актовый зал",
                "programme:",
                '  - "10:00 – открытие"',
                '  - "10:30 – открытый урок"',
                '  - "12:00 – обсуждение"',
            ]
        case "services", 0:
            return ["cost: тегін", "documents: [Өтініш, Туу туралы куәлік]", "steps: [Өтініш беріңіз., Жауап алыңыз.]"]
        case "services", _:
            return [
                "cost: бесплатно",
                "documents: [Заявление, Свидетельство о рождении]",
                "steps: [Подайте заявление., Получите ответ.]",
            ]
        case _:
            return []
