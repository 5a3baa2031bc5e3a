"""The search of a site: fetched only when asked for, finds Kazakh and Russian words, leads to the page."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sample import SitePage


def asked(page: Page) -> list[str]:
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    return urls


def open_search(page: Page) -> None:
    """A field on a wide screen, a button on a narrow one."""
    button = page.locator("[data-edu-search]:visible")
    (button if button.count() else page.locator("[data-md-component=search-query]")).first.click()


def word_in(path: Path, letters: str, position: int) -> str:
    """A word of the page's main part with one of these letters first or last."""
    main = re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8").split("<main")[1].split("</main")[0])
    words = [word for word in re.findall(r"\w{6,}", main.lower()) if word[position] in letters and word.isalpha()]
    return words[0]


def test_nothing_of_it_is_fetched_before_it_is_used(desktop: Page, school: SitePage) -> None:
    urls = asked(desktop)
    desktop.goto(school.url, wait_until="networkidle")
    assert not [url for url in urls if "search" in url.rsplit("/", 1)[-1]], urls


@pytest.mark.parametrize(("language", "letters"), [("kk", "әғқңөұүһі"), ("kk", "абмст"), ("ru", "абмст")])
@pytest.mark.parametrize("place", ["first", "last"])
def test_it_finds_a_page_by_a_word(
    desktop: Page, school: SitePage, site: Path, language: str, letters: str, place: str
) -> None:
    """A word as it stands on a page, also one that begins or ends with a letter only Kazakh has."""
    url = school.url if language == "kk" else school.twin_url("ru")
    word = word_in(site / url.strip("/") / "site-map" / "index.html", letters, 0 if place == "first" else -1)
    desktop.goto(url)
    open_search(desktop)
    desktop.keyboard.type(word)
    hit = desktop.locator(".md-search-result__link").first
    hit.wait_for()
    hit.click()
    expect(desktop.locator("main h1").first).to_be_visible()
    assert url in desktop.url
