"""The search of a site: fetched only when asked for, finds Kazakh and Russian words, leads to the page."""

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


def test_nothing_of_it_is_fetched_before_it_is_used(desktop: Page, school: SitePage) -> None:
    urls = asked(desktop)
    desktop.goto(school.url, wait_until="networkidle")
    assert not [url for url in urls if "search" in url.rsplit("/", 1)[-1]], urls


@pytest.mark.parametrize(("language", "word"), [("kk", "мектеп"), ("kk", "оқушы"), ("ru", "школа")])
def test_it_finds_a_page(desktop: Page, school: SitePage, language: str, word: str) -> None:
    url = school.url if language == "kk" else school.twin_url("ru")
    desktop.goto(url)
    open_search(desktop)
    desktop.keyboard.type(word)
    hit = desktop.locator(".md-search-result__link").first
    hit.wait_for()
    hit.click()
    expect(desktop.locator("main h1").first).to_be_visible()
    assert url in desktop.url
