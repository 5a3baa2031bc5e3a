"""The finder of organisations: with and without Kazakh letters, by number, BIN and KATO code, with the keyboard alone."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sample import SitePage


@pytest.fixture(scope="module")
def place(sample: list[SitePage]) -> SitePage:
    return next(page for page in sample if "edu-finder" in page.features and page.language == "kk")


@pytest.fixture
def finder(desktop: Page, place: SitePage) -> Page:
    desktop.goto(place.url)
    desktop.get_by_role("combobox").first.focus()
    return desktop


@pytest.fixture
def index(finder: Page) -> dict[str, Any]:
    url = finder.locator("[data-edu-finder]").get_attribute("data-index")
    answer: dict[str, Any] = json.loads(finder.evaluate("async url => await (await fetch(url)).text()", url))
    return answer


def options(page: Page) -> list[str]:
    page.get_by_role("option").first.wait_for()
    return page.get_by_role("option").all_inner_texts()


def entry_with(index: dict[str, Any], letters: str) -> tuple[str, str]:
    """An organisation whose name has one of these letters, and a word of it that has."""
    for name, *_ in index["items"]:
        for word in name.split():
            if any(letter in word.lower() for letter in letters) and word.isalpha() and len(word) > 4:
                return name, word
    pytest.fail(f"no organisation with one of {letters}")


def test_it_finds_with_kazakh_letters(finder: Page, index: dict[str, Any]) -> None:
    name, word = entry_with(index, "әғқңөұүһі")
    finder.keyboard.type(name)
    assert any(name in option for option in options(finder)[:3]), (name, word)


def test_it_finds_without_kazakh_letters(finder: Page, index: dict[str, Any]) -> None:
    name, _ = entry_with(index, "әғқңөұүһі")
    plain = name.lower().translate(str.maketrans("әғқңөұүһі", "агкноууxи".replace("x", "х")))
    finder.keyboard.type(plain)
    assert any(name in option for option in options(finder)[:3]), (name, plain)


@pytest.mark.parametrize("digits", [12, 9], ids=["BIN", "KATO"])
def test_it_finds_by_code(finder: Page, index: dict[str, Any], digits: int) -> None:
    codes = [(item[0], word) for item in index["items"] for word in item[3].split() if word.isdigit() and len(word) == digits]
    name, code = codes[-1]
    finder.keyboard.type(code)
    assert any(name in option for option in options(finder)), (name, code)


def test_the_keyboard_leads_to_the_site(finder: Page, index: dict[str, Any]) -> None:
    name = next(item[0] for item in index["items"] if item[1].strip("./"))
    finder.keyboard.type(name)
    options(finder)
    box = finder.get_by_role("combobox").first
    expect(box).to_have_attribute("aria-expanded", "true")
    finder.keyboard.press("ArrowDown")
    active = box.get_attribute("aria-activedescendant")
    assert active
    chosen = finder.locator(f"#{active}")
    expect(chosen).to_have_attribute("aria-selected", "true")
    assert name in chosen.inner_text()
    before = finder.url
    finder.keyboard.press("Enter")
    finder.wait_for_url(lambda url: url != before)
    expect(finder.locator("article.edu-article--home")).to_be_visible()


def test_escape_closes_and_nothing_found_is_said(finder: Page) -> None:
    finder.keyboard.type("мектеп")
    options(finder)
    finder.keyboard.press("Escape")
    expect(finder.get_by_role("option").first).to_be_hidden()
    finder.get_by_role("combobox").first.fill("жоқмұндайұйым")
    expect(finder.locator(".edu-finder [role=status]")).to_contain_text("Ештеңе табылмады")


def test_every_hit_leads_to_a_page(index: dict[str, Any], place: SitePage, site: Path) -> None:
    folder = place.path.parent
    missing = [item[1] for item in index["items"] if not (folder / item[1]).is_dir() and not item[1].startswith("http")]
    assert not missing, missing[:10]
