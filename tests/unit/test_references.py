"""`ref:` links lead to organisations and items by their ids, wherever those live."""

from pathlib import Path

import pytest

from tests.projects import Planned, new_project, news, pair, planned, school, tree


def body_of(project: Path, body: str, **more: object) -> str:
    """The body of a news item of school 7 as the page gets it."""
    files = tree() | {"abai/semey/school-7/organisation.yml": school(7)}
    files |= news("abai/semey/school-7/news/fair", "Жәрмеңке", "Ярмарка", "2026-11-02", body)
    files |= news("abai/semey/school-7/pages/about", "Мектеп туралы", "О школе", "2026-09-01")
    files |= news("abai/news/storm", "Боран", "Буран", "2026-11-20")
    found = planned(new_project(project, files))
    assert found.problems == ()
    return found.page("school-7", "kk", "news/fair/").body


@pytest.mark.parametrize(
    ("reference", "href"),
    [
        ("abai", "../../../abai/"),
        ("republic", "../../../../"),
        ("school-7", "../../"),
        ("abai/news/storm", "../../../abai/news/storm/"),
        ("news/fair", "./"),
        ("pages/about", "../../about/"),
    ],
)
def test_a_reference_becomes_a_relative_href(project: Path, reference: str, href: str) -> None:
    assert body_of(project, f"Мәтін [сілтеме](ref:{reference}) соңы.") == f"Мәтін [сілтеме]({href}) соңы."


def test_several_references_of_one_body_are_all_replaced_whatever_their_form(project: Path) -> None:
    body = "[а](ref:abai) [бас\nсөз](ref:republic)\n\n[он]: ref:abai/news/storm\n[б](ref:pages/about) [в][он]"
    assert body_of(project, body) == (
        "[а](../../../abai/) [бас\nсөз](../../../../)\n\n[он]: ../../../abai/news/storm/\n[б](../../about/) [в][он]"
    )


def test_code_is_left_as_it_is(project: Path) -> None:
    body = "`[а](ref:nowhere)`\n\n```\n[б](ref:nowhere/news/x)\n```\n\n[в](ref:abai)"
    assert body_of(project, body) == body.replace("ref:abai", "../../../abai/")


def test_a_reference_in_a_text_shown_on_the_other_languages_side_leads_to_that_side(republic: Planned, project: Path) -> None:
    files = tree() | pair("abai/news/storm", {"title": "Боран", "body": "[портал](ref:republic)"}, None, published="2026-11-20")
    found = planned(new_project(project, files))
    assert found.page("abai", "kk", "news/storm/").body == "[портал](../../../../)"
    assert found.page("abai", "ru", "news/storm/").body == "[портал](../../../../../ru/)"


def test_related_items_are_named_by_their_titles_in_the_readers_language(project: Path) -> None:
    texts = {"title": "А", "body": "Мәтін."}
    files = tree() | news("abai/news/storm", "Боран", "Буран", "2026-11-20")
    files |= pair("abai/news/old", {"title": "Тек қазақша", "body": "Мәтін."}, None, published="2026-01-01")
    files |= pair("abai/news/fair", texts, texts, published="2026-11-02", related=["news/storm", "republic", "abai/news/old"])
    found = planned(new_project(project, files))
    links = found.page("abai", "ru", "news/fair/").subject.related  # type: ignore[union-attr]
    assert [(link.title, link.language) for link in links] == [
        ("Буран", None),
        ("Портал образования", None),
        ("Тек қазақша", "kk"),
    ]
