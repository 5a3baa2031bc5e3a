"""Progress and attendance on a site: bands, hidden figures with their reason, comparisons, files that say what the pages say."""

import csv
import dataclasses
import datetime as dt
import hashlib
import io
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from edu_site.language import words
from edu_site.model.plan import FilePlan, SitePlan
from edu_site.model.progress import ProgressSubject
from edu_site.model.safe import NotApplicable, NotAvailable, SafeTable, Suppressed, Value
from edu_site.render import blocks
from edu_site.render.views.page import page_view
from edu_site.render.views.pieces import Context
from edu_site.render.views.progress import shown_cell
from edu_site.source.progress import read_assessment
from tests.progress_tables import band, release, row, school_rows, table, write_table
from tests.projects import ROOT, Planned, planned, school, tree, write

PAGES = ("progress/", "progress/subjects/", "progress/attendance/", "progress/parents/", "progress/method/")
ABOVE = ("republic", "abai", "semey")


def project(folder: Path, tables: Iterable[SafeTable]) -> Planned:
    """Three schools of a city, and these tables in data/progress."""
    files = {f"abai/semey/school-{n}/organisation.yml": school(n, ejournal="https://journal.example/") for n in (1, 2, 3)}
    write(folder, tree() | files)
    for one in tables:
        write_table(folder / "data" / "progress", one)
    return planned(folder)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    names = (*ABOVE, "school-1", "school-2")
    tables = [table(name, school_rows(shift=-n)) for n, name in enumerate(names)]
    return project(tmp_path_factory.mktemp("progress"), [*tables, table("school-1", school_rows("Q4"), EARLIER)])


EARLIER = release("2025-2026-Q4", "2026-06-01")


def view(found: Planned, organisation: str, url: str, language: str = "kk") -> blocks.PageView:
    site = found.sites[organisation, language]  # type: ignore[index]
    page = next(page for page in site.pages if page.url == url)
    return page_view(Context(site, page, words(site.language), {}))


def tables_of(one: blocks.PageView) -> dict[str, blocks.Table]:
    """Tables of a page, those inside charts too, by anchor."""
    found = [block.table if isinstance(block, blocks.Chart) else block for block in one.after]
    return {block.id: block for block in found if isinstance(block, blocks.Table)}


def files_of(site: SitePlan) -> dict[str, FilePlan]:
    return {file.url: file for file in site.files if file.url.startswith("progress/")}


def texts(one: blocks.PageView) -> str:
    return json.dumps(dataclasses.asdict(one), ensure_ascii=False)


# ---------------------------------------------------------------- one figure


@pytest.mark.parametrize(
    ("cell", "unit", "shown", "number"),
    [
        (band(60, 65), "percent", "60–65\u00a0%", 62.5),
        (band(98, 100), "percent", "≥ 98\u00a0%", 99),
        (band(0, 20), "percent", "≤ 20\u00a0%", 10),
        (band(3.75, 3.8), "mark", "3,75–3,80", 3.77),
        (Value(value=12), "", "12", 12),
        (Suppressed(reason="small_group"), "percent", "Скрыто: слишком малая группа", None),
        (Suppressed(reason="complement"), "percent", "Скрыто: раскрыло бы другой показатель", None),
        (NotAvailable(), "percent", "Нет данных", None),
        (NotApplicable(), "percent", "Здесь не оценивается", None),
        (None, "percent", "Нет данных", None),
    ],
)
def test_a_figure_is_a_band_or_says_why_it_is_not_there(cell: object, unit: str, shown: str, number: float | None) -> None:
    assert shown_cell(cell, unit, words("ru")) == blocks.Cell(shown, number)  # type: ignore[arg-type]


# ---------------------------------------------------------------- the section


def test_an_organisation_with_figures_has_the_section_in_both_languages(sites: Planned) -> None:
    for language in ("kk", "ru"):
        site = sites.sites["school-1", language]  # type: ignore[index]
        assert set(PAGES) <= {page.url for page in site.pages}
        assert "progress/" in json.dumps(dataclasses.asdict(site)["menu"])


def test_an_organisation_without_figures_has_no_such_section(sites: Planned) -> None:
    site = sites.sites["school-3", "kk"]
    assert not [page.url for page in site.pages if page.url.startswith("progress")]
    assert not files_of(site)
    assert "progress" not in json.dumps(dataclasses.asdict(site)["menu"])


def test_the_key_figures_are_cards_here_and_on_the_home_page(sites: Planned) -> None:
    cards = next(block for block in view(sites, "school-1", "progress/").before if isinstance(block, blocks.KeyFigures))
    assert [card.value for card in cards.figures] == [
        "93–\u206094\u00a0%",
        "55–\u206056\u00a0%",
        "3,70–\u20603,80",
        "95–\u206096\u00a0%",
        "120",
    ]
    home = [block for block in view(sites, "school-1", "").before if isinstance(block, blocks.KeyFigures)]
    assert any(card.url == "progress/" for block in home for card in block.figures)


def test_every_page_tells_period_rules_digests_certificate_and_that_the_data_are_synthetic(sites: Planned) -> None:
    for url in PAGES:
        one = view(sites, "school-1", url, "ru")
        assert [notice.title for notice in one.notices] == ["Синтетические данные"]
        about = next(block for block in one.after if isinstance(block, blocks.Facts) and block.id == "about")
        labels = {fact.label for fact in about.facts}
        assert {
            "Отчётный период",
            "Методика",
            "Выпуск",
            "Правила расчёта, версия",
            "Исходные данные, контрольная сумма",
        } <= labels


def test_a_hidden_figure_is_explained_in_plain_words(sites: Planned) -> None:
    for language, title in (("kk", "Неге жасырылған?"), ("ru", "Почему это скрыто?")):
        one = view(sites, "school-1", "progress/subjects/", language)
        why = next(block for block in one.after if isinstance(block, blocks.Paragraphs) and block.id == "hidden")
        assert why.title == title
        assert len(why.paragraphs) == 2  # a small group, and one hidden for its sake
        music = next(cells for cells in tables_of(one)["subjects"].rows if cells[0].text == "music")
        assert [cell.value for cell in music[1:]] == [None, None]


def test_terms_stand_in_order(sites: Planned) -> None:
    trend = tables_of(view(sites, "school-1", "progress/", "ru"))["trend"]
    assert [cells[0].text for cells in trend.rows] == ["2025–2026, 4 четверть", "2026–2027, 1 четверть"]


def test_a_school_is_compared_with_the_levels_above_and_with_its_like(sites: Planned) -> None:
    one = view(sites, "school-1", "progress/", "ru")
    compared = tables_of(one)["comparison"]
    assert [cells[0].text for cells in compared.rows] == [
        "Общеобразовательная школа № 1", "Семей", "Область Абай", "Портал образования"
    ]  # fmt: skip
    assert [cells[0].text for cells in tables_of(one)["peers"].rows] == ["Общеобразовательная школа № 2"]
    counts = {cells[0].text: [cell.text for cell in cells[1:]] for cells in tables_of(one)["peer-counts"].rows}
    assert counts["Успеваемость"] == ["0", "0", "1"]
    assert counts["Средний балл"] == ["0", "1", "0"]
    below = tables_of(view(sites, "semey", "progress/", "ru"))["below"]
    assert len(below.rows) == 2


def test_the_page_for_parents_tells_marks_terms_and_the_way_to_the_journal(sites: Planned) -> None:
    one = view(sites, "school-1", "progress/parents/")
    assert "https://journal.example/" in texts(one)
    assert "2-тоқсан" in texts(one)
    assert "Қалыптастырушы бағалау (ҚБ)" in texts(one)
    assert "85–100" in texts(one)
    assert "бастап қолданылады. Дереккөз:" in texts(one)
    assert "https://journal.example/" not in texts(view(sites, "semey", "progress/parents/"))


def test_the_percents_of_marks_are_those_in_force_on_the_day(tmp_path: Path) -> None:
    """A file of rules for each time; a project's own take the place of the delivered ones."""
    text = (ROOT / "data" / "assessment" / "2026.yml").read_text(encoding="utf-8")
    older = text.replace('id: "2026"', 'id: "2020"').replace(
        "valid_from: 2024-09-01", "valid_from: 2020-09-01\nvalid_to: 2024-08-31"
    )
    folder = tmp_path / "data" / "assessment"
    folder.mkdir(parents=True)
    (folder / "2020.yml").write_text(older.replace("least: 85", "least: 90"), encoding="utf-8")
    (folder / "2026.yml").write_text(text, encoding="utf-8")
    found = [read_assessment(tmp_path, dt.date(year, 5, 1)) for year in (2019, 2022, 2026)]
    assert [problems for _rules, problems in found] == [(), (), ()]
    assert [rules and rules.scale[0].least for rules, _problems in found] == [None, 90, 85]


def test_the_figures_of_a_page_are_a_dataset_with_its_files(sites: Planned) -> None:
    for url, wanted in (("progress/", "progress/data/trend.csv"), ("progress/method/", "progress/data/2026-2027-Q1.json")):
        read = json.loads(view(sites, "school-1", url, "ru").json_ld)
        data = next(one for one in read["@graph"] if one["@type"] == "Dataset")
        addresses = [one["contentUrl"] for one in data["distribution"]]
        assert any(address.endswith(f"/school-1/{wanted}") for address in addresses), addresses
        assert not any("/ru/progress/data/" in address or ".." in address for address in addresses)
        assert data["temporalCoverage"] == "2025/2027"
        assert data["dateModified"] == "2026-11-02"
        assert "license" not in data
    assert "Dataset" not in view(sites, "school-1", "progress/parents/").json_ld


# ---------------------------------------------------------------- releases


def test_a_correction_takes_the_place_of_what_it_corrects(tmp_path: Path) -> None:
    second = release(
        "2026-2027-Q1-c1",
        "2026-11-20",
        corrects="2026-2027-Q1",
        reason_kk="Бір сынып қайталанған",
        reason_ru="Класс учтён дважды",
    )
    tables = [
        table("school-1", [row("progress", band(90, 91)), row("attendance", band(95, 96))]),
        table("school-1", [row("progress", band(92, 93)), row("attendance", band(95, 96))], second),
    ]
    found = project(tmp_path, tables)
    assert tables_of(view(found, "school-1", "progress/", "ru"))["trend"].rows[0][1].text == "92–93\u00a0%"
    told = tables_of(view(found, "school-1", "progress/method/", "ru"))["releases"]
    assert [cells[2].text for cells in told.rows] == ["2026-2027-Q1: Класс учтён дважды", "—"]


def test_a_table_that_cannot_be_trusted_stops_only_its_organisation(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "progress" / "2026-2027-Q1"
    folder.mkdir(parents=True)
    (folder / "school-1.json").write_text("{}")
    found = project(tmp_path, [table("school-2", school_rows())])
    assert [problem.code for problem in found.problems if problem.organisation_id == "school-1"] == ["T01"]
    assert ("school-1", "kk") not in found.sites
    assert ("school-2", "kk") in found.sites


# ---------------------------------------------------------------- files


def test_csv_and_json_say_what_the_page_says(sites: Planned) -> None:
    files = files_of(sites.sites["school-1", "kk"])
    shown = tables_of(view(sites, "school-1", "progress/subjects/", "ru"))["subjects"]
    lines = list(csv.DictReader(io.StringIO(files["progress/data/subjects.csv"].text)))
    assert lines == [
        {name: "" if value is None else f"{value:g}" if isinstance(value, float) else value for name, value in one.items()}
        for one in json.loads(files["progress/data/subjects.json"].text)
    ]
    on_page = {(cells[0].text, n): cell.text for cells in shown.rows for n, cell in enumerate(cells[1:])}
    for line in lines:
        place = ["progress", "quality_marks"].index(line["indicator"])
        expected = f"{line['low']}–{line['high']}\u00a0%" if line["state"] == "band" else "Скрыто: слишком малая группа"
        assert on_page[line["subject"], place] == expected


def test_the_data_package_describes_every_file(sites: Planned) -> None:
    files = files_of(sites.sites["school-1", "kk"])
    package = json.loads(files["progress/data/datapackage.json"].text)
    assert package["profile"] == "tabular-data-package"
    assert package["titles"]["kk"].startswith("Үлгерім мен сабаққа қатысу")
    described = set()
    for resource in package["resources"]:
        text = files[f"progress/data/{resource['path']}"].text
        assert resource["bytes"] == len(text.encode())
        assert resource["hash"] == "sha256:" + hashlib.sha256(text.encode()).hexdigest()
        assert all(field["titles"]["kk"] and field["titles"]["ru"] for field in resource["schema"]["fields"])
        if resource["format"] == "csv":
            assert text.split("\n")[0].split(",") == [field["name"] for field in resource["schema"]["fields"]]
        described.add(f"progress/data/{resource['path']}")
    made = {url for url, file in files.items() if file.text} - {"progress/data/datapackage.json"}
    assert described == made


def test_downloads_on_both_languages_lead_to_the_one_file(sites: Planned) -> None:
    for url in PAGES[:3]:
        for language, above in (("kk", ""), ("ru", "../")):
            page = next(page for page in sites.sites["school-1", language].pages if page.url == url)  # type: ignore[index]
            assert isinstance(page.subject, ProgressSubject)
            depth = "" if url == "progress/" else "../"
            prefix = f"{depth}data/" if not above else f"{depth}../../progress/data/"
            hrefs = [file.url for table_ in page.subject.tables for file in table_.files]
            assert hrefs
            assert all(href.startswith(prefix) for href in hrefs)
    assert not files_of(sites.sites["school-1", "ru"])


def test_the_tables_as_released_are_there_for_whoever_checks_the_certificate(sites: Planned) -> None:
    files = files_of(sites.sites["school-1", "kk"])
    source = files["progress/data/2026-2027-Q1.json"].source
    assert source is not None
    assert source.path == "data/progress/2026-2027-Q1/school-1.json"


def test_a_signed_certificate_is_published_with_its_signature_and_who_gave_it(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "progress" / "2026-2027-Q1"
    folder.mkdir(parents=True)
    (folder / "certificate.json").write_text("{}", encoding="utf-8")
    signature = {"key_id": "0123456789abcdef", "signed_by": "А. Б. Ахметова", "value": "c2lnbmF0dXJl"}
    (folder / "certificate.sig").write_text(json.dumps(signature), encoding="utf-8")
    found = project(tmp_path, [table(name, school_rows()) for name in (*ABOVE, "school-1")])
    source = files_of(found.sites["school-1", "kk"])["progress/data/2026-2027-Q1-certificate.sig"].source
    assert source is not None
    assert source.path == "data/progress/2026-2027-Q1/certificate.sig"
    for language, told in (("kk", "А. Б. Ахметова, кілт 0123456789abcdef"), ("ru", "А. Б. Ахметова, ключ 0123456789abcdef")):
        one = view(found, "school-1", "progress/method/", language)
        cell = tables_of(one)["releases"].rows[0][-1]
        assert cell.text == told
        assert cell.url.endswith(
            "progress/data/2026-2027-Q1-certificate.sig" if language == "ru" else "data/2026-2027-Q1-certificate.sig"
        )
        assert "edu-site audit" in texts(one)


def test_without_a_signature_nothing_is_said_of_one(sites: Planned) -> None:
    one = view(sites, "school-1", "progress/method/", "ru")
    assert len(tables_of(one)["releases"].columns) == 4
    assert "edu-site audit" not in texts(one)
