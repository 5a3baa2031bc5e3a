"""Without JavaScript: menu, content, tables, colours and the version for the visually impaired all work."""

from playwright.sync_api import Page, expect

from tests.browser.sample import SitePage
from tests.browser.test_display import BACKGROUND, FONT_SIZE, choose, open_panel


def test_the_menu_leads_to_pages(without_scripts: Page, school: SitePage) -> None:
    without_scripts.goto(school.url)
    tabs = without_scripts.locator(".edu-tabs a:visible")
    if not tabs.count():
        without_scripts.locator("details.edu-drawer > summary").click()
        tabs = without_scripts.locator(".edu-drawer a:visible")
    assert tabs.count() >= 4
    target = tabs.nth(1)
    address = target.evaluate("link => link.href")
    target.click()
    expect(without_scripts).to_have_url(address)
    expect(without_scripts.locator("h1")).to_be_visible()


def test_content_and_tables_are_there(without_scripts: Page, sample: list[SitePage]) -> None:
    page = next(page for page in sample if "table" in page.features and page.language == "kk")
    without_scripts.goto(page.url)
    expect(without_scripts.locator("h1")).to_be_visible()
    cells = without_scripts.locator("main table td:visible, main table th:visible")
    assert cells.count() >= 2


def test_the_site_map_takes_the_place_of_search(without_scripts: Page, school: SitePage) -> None:
    without_scripts.goto(school.url)
    expect(without_scripts.locator("[data-edu-search]")).to_be_hidden()
    without_scripts.get_by_role("link", name="Сайт картасы").first.click()
    expect(without_scripts.locator("article")).to_be_visible()


def test_the_panel_for_the_visually_impaired_works(without_scripts: Page, school: SitePage) -> None:
    without_scripts.goto(school.url)
    standard = without_scripts.evaluate(FONT_SIZE)
    open_panel(without_scripts)
    choose(without_scripts, "size-160")
    choose(without_scripts, "scheme-white")
    assert without_scripts.evaluate(BACKGROUND) == "rgb(0, 0, 0)"
    assert without_scripts.evaluate(FONT_SIZE) >= 1.4 * standard


def test_colours_follow_the_device(without_scripts: Page, school: SitePage) -> None:
    without_scripts.goto(school.url)
    light = without_scripts.evaluate(BACKGROUND)
    without_scripts.emulate_media(color_scheme="dark")
    assert without_scripts.evaluate(BACKGROUND) != light


def test_the_finder_leaves_the_link_to_the_catalogue(without_scripts: Page, sample: list[SitePage]) -> None:
    page = next(page for page in sample if "edu-finder" in page.features and page.language == "kk")
    without_scripts.goto(page.url)
    expect(without_scripts.locator(".edu-finder input")).to_be_hidden()
    link = without_scripts.locator(".edu-finder a").first
    expect(link).to_be_visible()
    link.click()
    expect(without_scripts.locator("main")).to_be_visible()
