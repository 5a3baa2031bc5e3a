"""An item in one language: both sides have its page, and the other side says what it is."""

from pathlib import Path

from edu_site.render import blocks
from tests.projects import Planned, dump, new_project, planned, tree

ONLY_KAZAKH = "news/2026-10-01-only-kazakh/"


def test_the_other_side_shows_the_text_in_its_own_language(republic: Planned) -> None:
    page, view = republic.page("school-12", "ru", ONLY_KAZAKH), republic.view("school-12", "ru", ONLY_KAZAKH)
    assert (page.title, page.body) == ("Тек қазақша", "Мәтін.")
    assert (view.heading_lang, view.body_lang) == ("kk", "kk")


def test_its_own_side_says_nothing_of_it(republic: Planned) -> None:
    view = republic.view("school-12", "kk", ONLY_KAZAKH)
    assert (view.heading_lang, view.body_lang, view.notices) == ("", "", ())


def test_the_other_side_has_a_notice(republic: Planned) -> None:
    (notice,) = republic.view("school-12", "ru", ONLY_KAZAKH).notices
    assert notice.tone == "info"
    (notice,) = republic.view("school-5", "kk", "news/2026-10-02-only-russian/").notices
    assert notice.tone == "info"


def test_lists_mark_it_with_its_language_and_a_badge(republic: Planned) -> None:
    def card(language: str) -> blocks.Card:
        (block,) = (b for b in republic.view("school-12", language, "news/").after if isinstance(b, blocks.Cards))  # type: ignore[arg-type]
        return next(one for one in block.cards if one.title == "Тек қазақша")

    assert (card("ru").lang, len(card("ru").badges)) == ("kk", 1)
    assert (card("kk").lang, len(card("kk").badges)) == ("", 0)


def test_both_sides_name_each_other_as_alternates(republic: Planned) -> None:
    for language in ("kk", "ru"):
        view = republic.view("school-12", language, ONLY_KAZAKH)  # type: ignore[arg-type]
        assert [(one.lang, one.current) for one in view.alternates] == [("kk", language == "kk"), ("ru", language == "ru")]
        assert [one.absolute_url for one in view.alternates] == [
            f"https://bilim.example/org/school-12/{ONLY_KAZAKH}",
            f"https://bilim.example/org/school-12/ru/{ONLY_KAZAKH}",
        ]


def test_the_lack_is_reported_as_a_warning_that_stops_nothing(republic: Planned) -> None:
    assert republic.codes() == ["C02", "C02"]


def test_a_text_that_is_pending_says_why(republic: Planned) -> None:
    view = republic.view("school-12", "ru", "about/")
    assert [(notice.tone, notice.text) for notice in view.notices] == [("pending", "Текст готовится")]
    assert republic.view("school-12", "kk", "about/").notices == ()


def test_a_text_older_than_its_translation_says_so(project: Path) -> None:
    kk = {"title": "А", "body": "Мәтін.", "updated": "2026-10-01T10:00+05:00"}
    ru = {"title": "Б", "body": "Текст.", "updated": "2026-10-20T10:00+05:00"}
    record = dump({"published": "2026-09-01", "kk": kk, "ru": ru})
    found = planned(new_project(project, tree() | {"abai/news/fair.yml": record}))
    assert [notice.tone for notice in found.view("abai", "kk", "news/fair/").notices] == ["warning"]
    assert found.view("abai", "ru", "news/fair/").notices == ()
