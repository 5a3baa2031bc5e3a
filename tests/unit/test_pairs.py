"""Two Markdown files are one item: texts under their language, everything else shared."""

from pathlib import Path

import pytest

from edu_site.model.content import News, Report
from edu_site.model.entries import Entry
from tests.projects import PDF, both, dump, new_project, pair, planned, tree


def only_entry(project: Path, files: dict[str, str | bytes]) -> Entry:
    found = planned(new_project(project, tree() | files))
    assert [problem.code for problem in found.problems if problem.code != "C02"] == []
    (entry,) = found.contents["abai"].entries
    return entry


def test_each_file_speaks_its_own_language(project: Path) -> None:
    files = pair(
        "abai/news/fair",
        {"title": "Жәрмеңке", "body": "Мәтін."},
        {"title": "Ярмарка", "body": "Текст."},
        published="2026-11-02",
    )
    entry = only_entry(project, files)
    assert isinstance(entry.item, News)
    assert entry.item.kk is not None
    assert entry.item.ru is not None
    assert (entry.item.kk.title, entry.item.kk.body) == ("Жәрмеңке", "Мәтін.")
    assert (entry.item.ru.title, entry.item.ru.body) == ("Ярмарка", "Текст.")
    assert entry.item.published.isoformat() == "2026-11-02T00:00:00+05:00"  # a bare date is midnight in Kazakhstan


@pytest.mark.parametrize("holder", ["kk", "ru", "both"])
def test_a_shared_field_may_stand_in_either_file_or_in_both(project: Path, holder: str) -> None:
    shared = "published: 2026-11-02\npinned: true\n"
    files: dict[str, str | bytes] = {
        f"abai/news/fair.{language}.md": f"---\ntitle: А\n{shared if holder in (language, 'both') else ''}---\n\nМәтін.\n"
        for language in ("kk", "ru")
    }
    item = only_entry(project, files).item
    assert isinstance(item, News)
    assert item.pinned


def test_a_shared_field_that_differs_is_an_error_at_the_second_place(project: Path) -> None:
    files: dict[str, str | bytes] = {
        "abai/news/fair.kk.md": "---\ntitle: А\npublished: 2026-11-02\n---\n\nМәтін.\n",
        "abai/news/fair.ru.md": "---\ntitle: А\npublished: 2026-11-03\n---\n\nТекст.\n",
    }
    found = planned(new_project(project, tree() | files))
    (problem,) = found.problems
    assert (problem.code, str(problem.where)) == ("C03", "content/abai/news/fair.ru.md:3:1")
    assert "abai" not in found.contents


def test_a_record_and_a_pair_say_the_same(project: Path) -> None:
    texts = {"kk": {"title": "А", "signatory": "Б", "body": "Мәтін."}, "ru": {"title": "В", "signatory": "Г", "body": "Текст."}}
    shared = {"published": "2026-08-20", "period": {"start": "2025-09-01", "end": "2026-08-31"}}
    as_pair = only_entry(project / "pair", pair("abai/reports/year", texts["kk"], texts["ru"], **shared))
    as_record = only_entry(project / "record", {"abai/reports/year.yml": dump(shared | texts)})
    assert isinstance(as_pair.item, Report)
    assert as_pair.item == as_record.item


def test_files_beside_the_item_are_published_with_size_and_digest(project: Path) -> None:
    shared = {"published": "2026-09-10", "document_kind": "plan", "kk": {"title": "А"}, "ru": {"title": "Б"}}
    attached = {"attachments": [{"file": "plan.pdf", "title": both("А", "Б")}]}
    entry = only_entry(project, {"abai/documents/plan.yml": dump(shared | attached), "abai/documents/plan.pdf": PDF})
    (file,) = entry.files
    assert (file.name, file.size, file.extension) == ("plan.pdf", len(PDF), "pdf")
    assert len(file.digest) == 64
